"""What the columns of a table of persons are, by their kind: ages, years, area, sex, figure. No file is read.

No list of headers is kept: a column called 0 to 125, or 90+, is an age; one called 2030, or population_2030,
is a year. So the next edition needs nothing. Ages and sexes are read here, as columns and as values.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from schemas.layout import folded
from schemas.populations import OLDEST, PERSONS, PRINCIPAL, VARIANT

ALL_AGES = "All ages"
_ALL = {"allages", "all", "total", "totalpopulation", "allpersons", "totalpersons"}
_ABOUT_AGE = re.compile(r"\b(?:children|persons|people|aged?|years?|olds?|group|of)\b")
_ONE = re.compile(r"(\d{1,3})(?:\.0+)?")
_OPEN = re.compile(r"(\d{1,3}) ?(?:\+|plus|(?:and|or) ?(?:over|above|older))")
_UNDER = re.compile(r"(?:under|<) ?(\d{1,3})")
_SPAN = re.compile(r"(\d{1,3}) ?(?:-|\u2013|to) ?(\d{1,3})")
_YEAR_LABEL = re.compile(
    r"(?:(?:population|pop|persons|births|estimate|projection|year|y)?[\s_-]*(?:mid)?[\s_-]*)((?:19|20)\d\d)(?:\.0)?"
)
_SEXES = {
    **dict.fromkeys(("persons", "person", "p", "all", "allpersons", "total", "both", "t", "0", "3"), PERSONS),
    **dict.fromkeys(("males", "male", "m", "1", "boys"), "males"),
    **dict.fromkeys(("females", "female", "f", "2", "girls"), "females"),
}
_ELSEWHERE = re.compile(
    r"(?:age|sex|gender|country|ctry|region|rgn|time|year|date|measure|component|variant).*"
)
_KINDS = {
    "year": re.compile(r"(?:calendar|mid)?year|timeperiod|yearofregistration|yearofbirth"),
    "sex": re.compile(r"sex|gender|sexname|sexlabel"),
    "age": re.compile(r"age|ages|agegroup|ageband|agename|agelabel|singleyearofage|singleyear|ageofmother"),
    "component": re.compile(r"components?(?:ofchange)?"),
    "variant": re.compile(r"variant(?:name)?|projection(?:variant|type)"),
    "level": re.compile(r"geographiclevel"),
    "figure": re.compile(
        r"(?:total)?(?:pop|population)(?:count|estimate|estimates|projection)?|persons|value|obsvalue|observation|"
        r"count|number|estimate|(?:numberof)?(?:live)?births"
    ),
}  # fmt: skip
_CODE = re.compile(r".*(?:code|cd)\d*|la|lea|laua|gss")
_NAME = re.compile(r".*(?:name|nm)\d*|area|authority|localauthority")
_AREA = re.compile(r"area|authority|localauthority")
_NUMBERS = ("oldlacode", "la", "lea", "lanumber", "dfecode")
# In the open-data standard, where code and name of a row's area stand at each geographic level.
_LEVELS = {
    "national": ("countrycode", "countryname"),
    "regional": ("regioncode", "regionname"),
    "localauthority": ("newlacode", "laname"),
}


@dataclass(frozen=True)
class Shape:
    """How a sheet says what its cells are: the column of each kind, or none, and those that hold figures.

    ``ages`` and ``years``: columns of figures, each with the age or the year that it is called after.
    ``levels``: the columns of code and name at each geographic level, in the open-data standard.
    """

    columns: Mapping[str, str]
    ages: Mapping[str, str] = field(default_factory=dict)
    years: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    aside: int = 0

    @property
    def figures(self) -> list[str]:
        """The columns that hold figures."""
        return [*(self.ages or self.years)] or [self.columns["figure"]]

    @property
    def tells_age(self) -> bool:
        """Whether any column tells the age."""
        return bool(self.ages) or "age" in self.columns


@cache
def age_of(text: str) -> tuple[int, int | None] | None:
    """The youngest and the oldest age that a text says, ``(90, None)`` where it is open; else None."""
    if folded(text) in _ALL:
        return 0, None
    said = " ".join(_ABOUT_AGE.sub(" ", text.casefold().replace("_", " ")).split())
    if one := _ONE.fullmatch(said):
        found = (int(one[1]), int(one[1]))
    elif under := _UNDER.fullmatch(said):
        found = (0, int(under[1]) - 1)
    elif span := _SPAN.fullmatch(said):
        found = (int(span[1]), int(span[2]))
    elif top := _OPEN.fullmatch(said):
        return (int(top[1]), None) if int(top[1]) <= OLDEST else None
    else:
        return None
    return found if 0 <= found[0] <= found[1] <= OLDEST else None


@cache
def sex_of(text: str) -> str:
    """persons, males or females; any other text as it is, to be rejected."""
    return _SEXES.get(folded(text), text)


@cache
def variant_of(text: str) -> str:
    """A variant's name as all are called: ``high migration`` of High_Migration variant; else principal."""
    said = " ".join(re.split(r"[\s_-]+", text.casefold().strip()))
    return re.sub(r"(?:^| )(?:variant|projection)$", "", said) or PRINCIPAL


def variant_named(file: str) -> str:
    """The variant that a file's name tells, as ONS words variants; principal where it tells none."""
    found = re.search(VARIANT, " ".join(re.split(r"[\s_-]+", file.casefold())))
    return found[0] if found else PRINCIPAL


def year_of(label: str) -> str | None:
    """The year that a column is called after: 2030, mid-2019, population_2011."""
    found = _YEAR_LABEL.fullmatch(label.strip().casefold())
    return found[1] if found else None


def shape_of(labels: Sequence[str]) -> Shape | None:
    """The shape of a sheet with these column names; None where it holds no persons by area and year."""
    years = {label: year for label in labels if (year := year_of(label))}
    ages = {label: label for label in labels if age_of(label)}
    rest = [label for label in labels if label not in years and label not in ages]
    columns = _kinds(rest)
    has_ages = any(folded(label) not in _ALL for label in ages)
    if has_ages and (years or "age" in columns):
        return None
    if years or (not has_ages and "figure" in columns):
        ages = {}
    elif not has_ages and len(ages) == 1 and "age" in columns:
        [columns["figure"]] = ages
        ages = {}
    elif not ages:
        return None
    if years or ages:
        columns.pop("figure", None)
    if years:
        columns.pop("year", None)
    levels = _levels(rest) if "level" in columns else {}
    used = {*columns.values(), *ages, *years, *(name for pair in levels.values() for name in pair)}
    return Shape(columns, ages, years, levels, aside=len(set(labels) - used))


def _kinds(labels: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for label in labels:
        for kind, pattern in _KINDS.items():
            if pattern.fullmatch(folded(label)):
                found.setdefault(kind, label)
    left = [a for a in labels if a not in found.values() and not _ELSEWHERE.fullmatch(folded(a))]
    return {**found, **_of_area(left, has_levels="level" in found)}


def _of_area(labels: Sequence[str], *, has_levels: bool) -> dict[str, str]:
    """The columns that say whose a row is: area, name, the DfE's number beside the code; and one too many."""
    codes = [label for label in labels if _CODE.fullmatch(folded(label))]
    names = [label for label in labels if _NAME.fullmatch(folded(label)) and label not in codes]
    if not codes and names[1:]:
        # 'Area' beside 'Area name' is its code.
        codes = [label for label in names if _AREA.fullmatch(folded(label))][:1]
    names = [label for label in names if label not in codes]
    numbers = [label for label in codes if folded(label) in _NUMBERS] if codes[1:] else []
    found = {"number": numbers[0]} if numbers else {}
    if has_levels:
        return found
    codes = [label for label in codes if label not in numbers[:1]]
    found.update(dict(zip(("area", "another area"), codes, strict=False)))
    found.update({"name": names[0]} if names else {})
    return found


def _levels(labels: Sequence[str]) -> dict[str, tuple[str, str]]:
    by_fold = {folded(label): label for label in labels}
    return {
        level: (by_fold[code], by_fold[name])
        for level, (code, name) in _LEVELS.items()
        if code in by_fold and name in by_fold
    }
