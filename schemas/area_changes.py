"""What became of an authority's DfE number, and of its ONS code: every change since 2009.

A reorganisation takes effect on 1 April, so that the first January count under new numbers is of the next
year. Where ONS gives an authority another code its number stays; publishers stamp a whole series with the
newest code, sooner or later, so such a change is no break. Source of numbers, codes and days: DfE, explore
education statistics, code look-ups (``schemas.areas_of_england``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from schemas.areas_of_england import AREAS, SOURCE, Area, of_number

SPLIT = "the old is the sum of the new"
MERGED = "the new is the sum of the old"
REDRAWN = "the old together are the new together; no single old is the sum of new ones"


@dataclass(frozen=True)
class AreaChange:
    """One reorganisation: the DfE numbers before and after, and the year of the first January count after.

    ``follows``: old number to the new ones in its place. Only where it is ``is_exact`` may a series of the
    new be added up from the old, or of the old from the new; else only all old against all new.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    first_file: int
    how: str
    follows: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""
    source: str = SOURCE

    @property
    def is_exact(self) -> bool:
        """Each old number is the sum of those that follow it, or each new one of those it follows."""
        return self.how != REDRAWN


def _split(old: str, *new: str, first_file: int, note: str) -> AreaChange:
    return AreaChange((old,), new, first_file, SPLIT, ((old, new),), note)


CHANGES = (
    _split("820", "822", "823", first_file=2010, note="Bedfordshire: Bedford, Central Bedfordshire"),
    _split("875", "895", "896", first_file=2010, note="Cheshire: East, West and Chester"),
    AreaChange(
        ("835", "836", "837"),
        ("838", "839"),
        2020,
        REDRAWN,
        (("835", ("838",)), ("836", ("839",)), ("837", ("839",))),
        "Dorset, Poole, Bournemouth; Christchurch went from Dorset to Bournemouth, Christchurch and Poole",
    ),
    _split("928", "940", "941", first_file=2022, note="Northamptonshire: North, West"),
    _split("909", "942", "943", first_file=2024, note="Cumbria: Cumberland, Westmorland and Furness"),
)


@dataclass(frozen=True)
class Recoding:
    """One authority under another ONS code from a day on: the number, and who it is, stay."""

    la_code: str
    old: str
    new: str
    from_day: str
    source: str = SOURCE


def _recodings() -> Iterator[Recoding]:
    for la_code in sorted({one.la_code for one in AREAS}):
        lines = of_number(la_code)
        for before, after in pairwise(lines):
            yield Recoding(la_code, before.area_code, after.area_code, after.date_from)


RECODINGS = tuple(_recodings())
_AFTER = {old: (change, new) for change in CHANGES for old, new in change.follows}


def successors(la_code: str) -> tuple[str, ...]:
    """The numbers in the place of an abolished one; none where it is in force or unknown."""
    return _AFTER[la_code][1] if la_code in _AFTER else ()


def predecessors(la_code: str) -> tuple[str, ...]:
    """The numbers in whose place a number came; none where there was no such change."""
    return tuple(old for old, (_, new) in _AFTER.items() if la_code in new)


@cache
def current(la_code: str, year: int) -> tuple[str, ...]:
    """The numbers under which the January count of ``year`` holds the place called ``la_code``.

    Forwards and backwards: Cumbria of 2025 is 942 and 943, and either of them of 2020 is 909. Where
    boundaries were redrawn it is the nearest there is. A number that is unknown stands for itself.
    """
    for old, (change, new) in _AFTER.items():
        if la_code == old and year >= change.first_file:
            return _each(new, year)
        if la_code in new and year < change.first_file:
            return _each(predecessors(la_code), year)
    return (la_code,)


def _each(la_codes: tuple[str, ...], year: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for one in la_codes for found in current(one, year)))


def replaced_by(area: Area) -> tuple[Area, ...]:
    """The lines in the place of an ended one: the same authority's next code, or the authorities after it."""
    if not area.date_to:
        return ()
    if later := [one for one in of_number(area.la_code) if one.date_from > area.date_from]:
        return (later[0],)
    return tuple(of_number(la_code)[0] for la_code in successors(area.la_code))
