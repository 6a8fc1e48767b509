"""The page of the validation rules: each with its number, when it holds, what it says, and its examples.

It has no text of its own beyond headings.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.handbook_words import row, when
from schemas.catalogue import EXTRACTS, RULES
from schemas.rule import ERROR, Example, Row, Rule, Rulebook
from schemas.rules.across import ACROSS

PAGE = Path(__file__).parent.parent / "schemas" / "RULES.md"


def render() -> str:
    """The whole page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Validation rules of the joint SEND dataset"
    yield ""
    yield "Generated from the declarations by `python -m pipelines.handbook`: change those, not this file."
    yield ""
    yield "An error must be put right; a query is looked at and explained. No rule takes a row out: what the"
    yield "contract rejects is marked so. Examples say what they are about; the rest of each is lawful."
    yield ""
    yield row("returns", "errors", "of them rejects", "queries", "examples of")
    yield row(*["---"] * 5)
    for book in (*RULES.values(), ACROSS):
        yield _counted(book)
    for name, book in RULES.items():
        yield from _book(f"`{name}`: {EXTRACTS[name].title}", book)
    yield from _book("`across`: across returns", ACROSS)


def _counted(book: Rulebook) -> str:
    errors = [rule for rule in book.rules if rule.level == ERROR]
    rejects = sum(rule.rejects for rule in errors)
    counts = (len(errors), rejects, len(book.rules) - len(errors))
    return row(f"`{book.extract}`", *map(str, counts), book.returned)


def _book(title: str, book: Rulebook) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    for rule in book.rules:
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield ""
    yield f"### {rule.number} ({rule.level})"
    yield ""
    yield f"{rule.message} {rule.to_do}"
    yield ""
    tables = ", ".join(f"`{table}`" for table in rule.tables if table) or "every table"
    yield f"- In {tables}, about {', '.join(f'`{item}`' for item in rule.items)}. Source: {rule.source}."
    held = " ".join(filter(None, (when(rule.since, rule.until), _terms(rule.terms))))
    yield from [f"- Holds {held}."] if held else ()
    yield from [f"- Rejected when {'; '.join(rule.reasons)}."] if rule.reasons else ()
    yield from [f"- At fault when `{rule.fails}`."] if rule.fails else ()
    yield f"- Passes: {_example(rule, rule.passing) or 'the lawful record'}."
    yield f"- Fails: {_example(rule, rule.failing) or 'no row can show it'}."


def _terms(terms: Sequence[str]) -> str:
    return f"in {' and '.join(terms)}" if terms else ""


def _example(rule: Rule, example: Example) -> str:
    said = rule.said_by(example)
    return "; ".join(f"{table} {_rows(rows)}" for table, rows in said.items())


def _rows(rows: Sequence[Row]) -> str:
    """Rows in words; the same row several times is said once."""
    if not rows:
        return "none"
    told = dict.fromkeys(_items(one) for one in rows)
    times = {text: sum(_items(one) == text for one in rows) for text in told}
    return ", ".join(f"{n} x {text}" if n > 1 else text for text, n in times.items())


def _items(one: Row) -> str:
    if not one:
        return "as usual"
    return "`" + ", ".join(f"{item} = {_value(value)}" for item, value in one.items()) + "`"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "missing" if value is None else str(value)
