"""How a column of a mapping writes its values: words, dates, units, checked against the item they are for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from pipelines.mapping_lines import Lines
from schemas.contract import Item
from schemas.layout import Reading, word
from schemas.units import factor, known

# Days as people say them; every other format is written out, as strptime has it.
_ORDERS = {
    "day first": ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"),
    "month first": ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S"),
    "iso": ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
}
_FLAGS = ("1", "0", "true", "false", "yes", "no", "y", "n")
_PLACES = 2


def reading(column: Mapping[str, Any], item: Item, lines: Lines, label: str) -> Reading | None:
    """What ``words``, ``dates`` and ``unit`` of a column say; None where they say nothing."""
    if not {"words", "dates", "unit"} & column.keys():
        return None
    words = _words(column, item, lines, label)
    return Reading(
        words=words,
        codes=frozenset(word(one.code) for one in item.codes.codes) if item.codes and words else frozenset(),
        dates=_dates(column, item, lines, label),
        factor=_factor(column, item, lines, label),
        places=0 if item.kind == "whole" else _PLACES,
    )


def fixed_text(text: object, item: Item, lines: Lines) -> str:
    """A text that stands in every record; it must be one that the item can have."""
    return _spelt(text, item, lines, item.name)


def _words(column: Mapping[str, Any], item: Item, lines: Lines, label: str) -> dict[str, str]:
    said = column.get("words", {})
    if not isinstance(said, dict):
        raise lines.refuse(label, "words is no table", 'Write words = { "Final plan" = "F" }.')
    found: dict[str, str] = {}
    for local, code in said.items():
        if word(local) in found:
            raise lines.refuse(local, f"'{local}' is there twice", "Words are compared without case.")
        found[word(local)] = "" if code == "" else _spelt(code, item, lines, local)
    return found


def _spelt(text: object, item: Item, lines: Lines, near: str) -> str:
    """A code of the item's list, or a text of its kind."""
    if not isinstance(text, str | int | bool):
        raise lines.refuse(near, f"{item.name} is given no text", "Write it in quotation marks.")
    plain = str(text).casefold() if isinstance(text, bool) else str(text)
    if item.codes:
        code = item.codes.spellings.get(word(plain))
        if code is None:
            lawful = ", ".join(f"{one.code} ({one.label})" for one in item.codes.codes)
            raise lines.refuse(near, f"'{plain}' is no code of {item.codes.name}", f"Write one of: {lawful}.")
        return code
    if item.kind == "flag" and plain.casefold() not in _FLAGS:
        raise lines.refuse(near, f"{item.name} is yes or no", 'Write "yes" or "no".')
    if item.kind == "date" and not _is_day(plain):
        raise lines.refuse(near, f"{item.name} is a day", "Write it as 2025-03-31.")
    return plain


def _dates(column: Mapping[str, Any], item: Item, lines: Lines, label: str) -> tuple[str, ...]:
    if "dates" not in column:
        return ()
    if item.kind != "date":
        raise lines.refuse(label, f"{item.name} is no date", "Take dates out.")
    said = column["dates"]
    formats = [said] if isinstance(said, str) else said
    if not isinstance(formats, list) or not formats or not all(isinstance(f, str) for f in formats):
        raise lines.refuse(label, "dates is no format", 'Write dates = "%d/%m/%Y" or "month first".')
    found = tuple(one for text in formats for one in _ORDERS.get(text, (text,)))
    if wrong := [one for one in found if not _names_a_day(one)]:
        raise lines.refuse(
            label, f"'{wrong[0]}' is no format of a day", 'Write dates = "%d/%m/%Y" or "month first".'
        )
    return found


def _factor(column: Mapping[str, Any], item: Item, lines: Lines, label: str) -> Fraction | None:
    if "unit" not in column:
        return None
    if item.kind in {"date", "flag"} or item.codes:
        raise lines.refuse(label, f"{item.name} has no unit", "Take unit out.")
    said = str(column["unit"])
    unit, _, into = (part.strip() for part in said.partition(" to "))
    if not into and not item.unit:
        raise lines.refuse(
            label,
            f"the contract does not say in which unit {item.name} is",
            'Write both: unit = "pence per month to pounds per year".',
        )
    try:
        return factor(unit, into or item.unit)
    except ValueError as error:
        raise lines.refuse(label, f"unit cannot be followed: {error}", f"Known are: {known()}.") from None


def _names_a_day(written: str) -> bool:
    """A format that writes and reads back one day."""
    day = datetime(2025, 12, 31, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(written), written).replace(tzinfo=UTC).date() == day.date()
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC))
    except ValueError:
        return False
