"""``send sources``: which deliveries we have, and which are needed, late, refused or in the wrong place."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines import findings, landing, run
from pipelines.calendar import in_words
from pipelines.cli.console import result, result_json, talk
from pipelines.cli.pretty import table
from pipelines.deliveries import (
    CHANGED,
    GONE,
    HAVE,
    LATE,
    NEED,
    NEW,
    REFUSED,
    Standing,
    coming,
    missing,
    standings,
    workshop,
)
from pipelines.settings import Settings
from schemas.catalogue import EXTRACTS

_UNKNOWN = "unknown"
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ORDER = (HAVE, NEW, CHANGED, REFUSED, GONE, NEED, LATE)


def sources(settings: Settings, *, as_json: bool) -> int:
    """Tell how every return stands that is on disk, in force or expected."""
    today = datetime.now(UTC).date()
    deliveries, misplaced = run.found(settings)
    present = standings(workshop(settings), deliveries)
    everything = sorted([*present, *missing(present, today)], key=_place)
    lake = workshop(settings).lake
    found = {one.partition: findings.counts(lake, one.partition) or {} for one in present}
    upcoming = coming(present, today)
    if as_json:
        result_json(
            {
                "deliveries": [
                    _as_json(one) | {"findings": found.get(one.partition) or None} for one in everything
                ],
                "unknown": [_misplaced(one) for one in misplaced],
                "next": [_as_json(one) for one in upcoming],
            }
        )
        return 0
    _show(everything, misplaced, found)
    result()
    result(_in_one_line(everything, misplaced))
    if upcoming:
        first = upcoming[0]
        result(
            f"Next due: {first.extract} {first.returned} of {first.la_code}, counted on "
            f"{in_words(first.returned.census_day)}, due {in_words(first.due)}."
        )
    talk("Terms of the school census that were never delivered are not asked for.")
    return 0


def _show(
    everything: Sequence[Standing],
    misplaced: Sequence[landing.Misplaced],
    found: Mapping[str, Mapping[str, int]],
) -> None:
    rows: list[list[object]] = [
        [
            s.la_code,
            s.extract,
            s.returned,
            s.status,
            *_numbers(s),
            *_found(found.get(s.partition, {})),
            _words(s),
        ]
        for s in everything
    ]
    rows += [["", "", f"data/raw/{m.path}", _UNKNOWN, *[""] * 5, m.error.hint] for m in misplaced]
    numbers = ("Received", "Lawful", "Rejects", "Errors", "Queries")
    table(["LA", "Extract", "Return", "Status", *numbers, "What to know"], rows, right=numbers)


def _numbers(one: Standing) -> list[str]:
    return [f"{one.total(of):,}" if one.counts else "" for of in ("received", "lawful", "rejects")]


def _found(findings: Mapping[str, int]) -> list[str]:
    """Errors and queries of the rules; nothing where they have not been run."""
    return [f"{findings[of]:,}" if findings else "" for of in ("errors", "queries")]


def _words(one: Standing) -> str:
    version = f"{_ordinal(one.versions)} version." if one.versions > 1 else ""
    return " ".join(filter(None, (version, one.why, one.hint)))


def _ordinal(number: int) -> str:
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else _ENDINGS.get(number % 10, 'th')}"


def _in_one_line(everything: Sequence[Standing], misplaced: Sequence[landing.Misplaced]) -> str:
    found = [one.status for one in everything] + [_UNKNOWN] * len(misplaced)
    return ", ".join(f"{found.count(s)} {s}" for s in (*_ORDER, _UNKNOWN) if s in found).capitalize() + "."


def _place(one: Standing) -> tuple[str, int, object]:
    return one.la_code, list(EXTRACTS).index(one.extract), one.returned.census_day


def _as_json(one: Standing) -> dict[str, Any]:
    return {
        "la_code": one.la_code,
        "extract": one.extract,
        "return": str(one.returned),
        "status": one.status,
        "census_day": one.returned.census_day.isoformat(),
        "due": one.due.isoformat(),
        "why": one.why,
        "hint": one.hint,
        "versions": one.versions,
        "tables": one.counts,
    }


def _misplaced(one: landing.Misplaced) -> dict[str, str]:
    error = one.error
    return {"path": f"data/raw/{one.path}", "what": error.what, "why": error.why, "hint": error.hint}
