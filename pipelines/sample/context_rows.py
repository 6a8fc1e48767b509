"""The shape of published files: one CSV a table, places before figures, always the same bytes. No figures."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from pipelines.sample.context_areas import levels
from schemas.areas_of_england import ENGLAND_CODE

BEGIN = "time_period,time_identifier,geographic_level,country_code,country_name"
# In which order the open-data standard names the place; it changed with the years and with the publication.
REGION_FIRST = f"{BEGIN},region_code,region_name,old_la_code,new_la_code,la_name"
NEW_CODE_FIRST = f"{BEGIN},region_code,region_name,new_la_code,old_la_code,la_name"
NAME_FIRST = f"{BEGIN},region_name,region_code,old_la_code,la_name,new_la_code"
_ORDER = {REGION_FIRST: (1, 2, 3, 4, 5), NEW_CODE_FIRST: (1, 2, 4, 3, 5), NAME_FIRST: (2, 1, 3, 5, 4)}


def begins(layout: str, time_period: str, identifier: str) -> list[str]:
    """The beginning of a row of each place: when and where."""
    return [
        ",".join(
            [time_period, identifier, place[0], ENGLAND_CODE, "England", *(place[k] for k in _ORDER[layout])]
        )
        for place in levels().places
    ]


def academic(year: int) -> str:
    """``202526`` for the school year in which that January lies."""
    return f"{year - 1}{year % 100:02d}"


def percent(part: int, whole: int, decimals: int = 5) -> str:
    """A share as DfE prints it, without noughts at its end; ``z`` where there is nothing to share."""
    if not whole:
        return "z"
    return f"{100 * part / whole:.{decimals}f}".rstrip("0").rstrip(".")


def write(path: Path, header: str, rows: Iterable[str]) -> Path:
    """A CSV; compressed where its name says so, with no time of day in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = ("\n".join([header, *rows]) + "\n").encode()
    path.write_bytes(gzip.compress(data, 6, mtime=0) if path.suffix == ".gz" else data)
    return path
