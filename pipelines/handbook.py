"""The handbook, rendered from the declarations: extracts, code lists, core tables, marts; rules on a page.

It has no text of its own beyond headings. ``python -m pipelines.handbook`` writes it; with ``--check`` it
only says whether it is stale.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines import handbook_indicators, handbook_rules
from pipelines.handbook_words import row, said, when
from pipelines.identity import left_behind
from pipelines.sql import Mart, read_marts
from schemas.catalogue import CODESETS, CORE_TABLES, EXTRACTS
from schemas.codes import CodeSet
from schemas.contract import Extract, Item, Part, items
from schemas.disclosure import OWNERS_RULES, POLICIES
from schemas.governance import Governance
from schemas.table import CoreTable

HANDBOOK = Path(__file__).parent.parent / "schemas" / "HANDBOOK.md"


def render() -> str:
    """The whole handbook as Markdown."""
    return "\n".join(_lines()) + "\n"


def is_stale() -> bool:
    """A page differs from what the declarations say."""
    return any(not page.exists() or page.read_text("utf-8") != text for page, text in _pages().items())


def _pages() -> dict[Path, str]:
    pages = {page.PAGE: page.render() for page in (handbook_rules, handbook_indicators)}
    return {HANDBOOK: render(), **pages}


def _lines() -> Iterator[str]:
    yield "# Handbook of the joint SEND dataset"
    yield ""
    yield "Generated from the declarations by `python -m pipelines.handbook`: change those, not this file."
    yield ""
    yield "## Extracts: what suppliers deliver"
    for extract in EXTRACTS.values():
        yield from _extract(extract)
    yield "## Code lists"
    for codeset in CODESETS.values():
        yield from _codeset(codeset)
    yield "## Core tables: the joint dataset"
    for table in CORE_TABLES.values():
        yield from _core(table)
    yield "## Marts: what is released"
    for mart in read_marts().values():
        yield from _mart(mart)
    yield "## Disclosure rules"
    yield ""
    for policy in dict.fromkeys((*OWNERS_RULES, *POLICIES.values())):
        applied = "" if policy.name in POLICIES else " No mart may name it: the release does not apply it."
        yield f"- `{policy.name}`: {policy.words}. Authority: {policy.authority}.{applied}"


def _extract(extract: Extract) -> Iterator[str]:
    yield ""
    yield f"### `{extract.name}`: {extract.title}"
    yield ""
    yield (
        f"Returns: {extract.frequency}, from {extract.first_year}. "
        f"Refused when more than {extract.rejects_limit:.0%} of a table's rows are rejected."
    )
    yield ""
    yield from _governance(extract.governance)
    for part in extract.parts:
        yield from _part(extract, part)


def _governance(held: Governance) -> Iterator[str]:
    yield f"- Controller: {held.controller}."
    yield f"- Lawful basis: {held.lawful_basis}."
    yield f"- Purpose: {held.purpose}."
    yield f"- Kept for {held.retention_years} years from {held.kept_from}."
    yield f"- Owner's disclosure rule: `{held.disclosure.name}`, {held.disclosure.words}."
    if held.needs_agreement:
        yield "- Read only while an agreement with its controller is in force (`send agreements`)."


def _part(extract: Extract, part: Part) -> Iterator[str]:
    yield ""
    yield f"#### `{extract.staging(part)}`"
    yield ""
    yield said(part.contract.__doc__)
    yield ""
    yield "| column | header | kind | required | collected | codes or form | to the vault | meaning |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for item in items(part.contract):
        yield row(
            f"`{item.name}`", f"`{item.header}`", item.kind, "yes" if item.required else "",
            when(item.since, item.until), _form(item), _vault(item), item.description,
        )  # fmt: skip


def _codeset(codeset: CodeSet) -> Iterator[str]:
    yield ""
    yield f"### `{codeset.name}`"
    yield ""
    yield f"Source: {codeset.source}."
    yield ""
    yield "| code | meaning | lawful | became |"
    yield "| --- | --- | --- | --- |"
    for code in codeset.codes:
        yield row(f"`{code.code}`", code.label, when(code.since, code.until), code.became)
    if codeset.fixes:
        yield ""
        yield "Also read: " + ", ".join(f"{text} = `{code}`" for text, code in codeset.fixes.items()) + "."
    yield ""


def _core(table: CoreTable) -> Iterator[str]:
    yield ""
    yield f"### `{table.name}`"
    yield ""
    yield said(table.model.__doc__) + f" Key within a delivery: {', '.join(table.key)}."
    yield ""
    yield "| column | kind | must be there | meaning |"
    yield "| --- | --- | --- | --- |"
    for name, column in table.model.to_schema().columns.items():
        yield row(f"`{name}`", str(column.dtype), "" if column.nullable else "yes", column.description or "")
    yield ""


def _mart(mart: Mart) -> Iterator[str]:
    yield ""
    yield f"### `{mart.name}`: {mart.title}"
    yield ""
    if mart.about:
        yield mart.about
        yield ""
    yield f"One row per {', '.join(mart.grain)}. Owner: {mart.owner}. Disclosure rule: `{mart.rule}`."
    yield ""
    yield "| column | role | meaning |"
    yield "| --- | --- | --- |"
    for column in mart.columns:
        yield row(f"`{column.name}`", column.role, column.description)
    yield ""
    for adds in (*mart.sums, *([mart.cross] if mart.cross else []), *mart.alsos, *mart.publics):
        yield f"- {adds.words}"
    for rest in mart.rests:
        yield f"- {rest.base} less {rest.count} is protected as a count is."
    yield ""


def _form(item: Item) -> str:
    if item.codes:
        return f"`{item.codes.name}`"
    return f"refused when {item.number.rule}" if item.number else ""


def _vault(item: Item) -> str:
    if not item.vault:
        return ""
    left = ", ".join(f"`{name}`" for name in left_behind(item))
    return f"leaves {left}" if left else "leaves nothing"


def main(arguments: list[str]) -> int:
    """Write the handbook, or with ``--check`` say whether it is stale (exit code 6)."""
    if "--check" in arguments:
        if is_stale():
            sys.stderr.write("The handbook in schemas/ is stale. Hint: run 'python -m pipelines.handbook'.\n")
            return 6
        return 0
    for page, text in _pages().items():
        page.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
