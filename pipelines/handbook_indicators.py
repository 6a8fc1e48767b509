"""The handbook's page of outcome indicators: each base, each indicator and its worked example."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.handbook_words import row, said
from pipelines.outcomes.declared import base_of, bases, declared
from schemas import indicator as grammar
from schemas.indicator import (
    DOMAINS,
    MONTH_ENDS,
    STOCK,
    YEARLY,
    AsShown,
    Base,
    Duration,
    Gap,
    Indicator,
    Proportion,
    Rate,
)

PAGE = Path(grammar.__file__).parent / "INDICATORS.md"
_STOCKS = {STOCK: "at the end of each month delivered", MONTH_ENDS: "at the end of each month"}


def render() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    indicators = declared()
    yield "# Outcome indicators"
    yield ""
    yield "Generated from `schemas/indicators` by `python -m pipelines.handbook`: change those."
    yield f"{len(indicators)} indicators; each example is run as a test."
    yield ""
    yield "| base | of whom | source | counted by | told | broken down by |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for base in bases(indicators).values():
        yield _base(base)
    for domain in DOMAINS:
        yield ""
        yield f"## {domain}"
        for one in indicators.values():
            if one.domain == domain:
                yield from _indicator(one)


def _base(base: Base) -> str:
    groups = ", ".join((*base.persons_by, *base.groups))
    told = "by year" if base.every == YEARLY else f"by year and {base.every}"
    told = told if base.adds_up else f"by {base.every}"
    told = _STOCKS.get(base.keeps, told)
    if base.rolling:
        told += f", {base.rolling} {base.every}s together"
    day = base.year or base.when
    return row(f"`{base.id}`", base.words, f"`{base.extract}`", f"`{said(day)}`", told, groups)


def _indicator(one: Indicator) -> Iterator[str]:
    yield ""
    yield f"### `{one.id}`: {one.words}"
    yield ""
    yield one.why
    yield ""
    good = one.polarity.replace("_", " is ")
    yield f"- {one.kind.capitalize()}, in {one.unit}; {good}. Source: {one.source}."
    if one.numerator:
        yield f"- Numerator: {one.numerator}."
    if one.denominator:
        yield f"- Denominator: {one.denominator}."
    for label, text in _made(one).items():
        yield f"- {label}: `{said(text)}`."
    if one.target is not None:
        yield f"- Target: {one.target:g}."
    for held in one.baselines:
        group = "" if held.topic == "Total" else f", {held.topic}: {held.group}"
        yield f"- Baseline of {held.la_code}: {held.value:g} in {held.year}{group} ({held.source})."
    for other in one.comparators:
        group = "" if other.topic == "Total" else f", {other.topic}: {other.group}"
        yield f"- Held beside `{other.measure}` of the mart `benchmark`{group}. {other.differs}".rstrip()
    if one.caveats:
        yield f"- {one.caveats}"
    yield ""
    yield from _example(one)


def _made(one: Indicator) -> dict[str, str]:
    base = base_of(one)
    made = {"Base": base.id} if base else {}
    if isinstance(one, Proportion):
        made["Counts"] = one.counts
    if isinstance(one, Duration):
        made |= {"Days": one.days, "Ended": one.ended, "Share": f"{one.share:g}"}
    if isinstance(one, Rate):
        made["Among"] = one.among
    if isinstance(one, AsShown):
        made["Made of"] = one.query
    if isinstance(one, Gap):
        made["Gap"] = f"{one.of}, {one.topic}: {one.group} less {one.against}"
    return made


def _example(one: Indicator) -> Iterator[str]:
    given = one.example.rows
    tables: Mapping[str, str] = given if isinstance(given, Mapping) else {"": given}
    for name, text in tables.items():
        head, *rows = (line.strip() for line in text.strip().splitlines())
        if name:
            yield f"Of `{name}`:"
            yield ""
        yield f"| {head} |"
        yield f"|{' --- |' * (head.count('|') + 1)}"
        yield from (f"| {line} |" for line in rows)
        yield ""
    numerator, denominator, value = ("none" if n is None else f"{n:g}" for n in one.example.gives)
    yield f"gives numerator {numerator}, denominator {denominator}, value {value}."
