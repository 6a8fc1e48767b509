"""The states of the cohort model: age x primary need x placement, why a plan ends, and the groups of each.

Names and their order only; nothing is counted here. Every array of the model has its axes in this order: age,
need, placement.
"""

from collections.abc import Mapping

from schemas.codesets.sen import NEED_SEN2

AGES = tuple(range(26))
"""Age at 31 August before the January: 0 to 25, to which a plan may last (Children and Families Act 2014)."""
UNTOLD = "none told"
NEEDS = (*(code.code for code in NEED_SEN2.codes), UNTOLD)
"""The SEN2 types of need, and one for a plan whose need is not returned."""
PLACES = (
    "mainstream",
    "unit",
    "special",
    "independent",
    "alternative",
    "early_years",
    "further",
    "home",
    "neet",
    "other",
)
PLACE_WORDS: Mapping[str, str] = {
    "mainstream": "Mainstream school",
    "unit": "SEN unit or resourced provision",
    "special": "State-funded special school",
    "independent": "Independent or non-maintained special school",
    "alternative": "Alternative provision",
    "early_years": "Non-maintained early years",
    "further": "Further education or specialist post-16",
    "home": "Educated otherwise or at home",
    "neet": "Not in education, employment or training",
    "other": "Other or not recorded",
}
SPECIALIST = ("unit", "special", "independent", "alternative")
"""What the school capacity survey (SCAP) counts as specialist: its four provisions."""
REASONS = ("1", "2", "3", "4", "6", "7", "8", "9")
"""SEN2 codes of why a plan ended; 5, transferred to another authority, is a flow of its own."""
TOO_OLD = "1"
BANDS: Mapping[str, tuple[int, int]] = {
    "0 to 4": (0, 4),
    "5 to 10": (5, 10),
    "11 to 15": (11, 15),
    "16 to 19": (16, 19),
    "20 to 25": (20, 25),
}
"""The age bands of the SEN2 statistics, first and last age."""
STAGES: tuple[tuple[str, int, int], ...] = (
    ("before school", 0, 2),
    ("starting school", 3, 4),
    ("primary", 5, 9),
    ("to secondary", 10, 10),
    ("secondary", 11, 14),
    ("to post-16", 15, 15),
    ("post-16", 16, 17),
    ("leaving school", 18, 18),
    ("adult", 19, 25),
)
"""Ages left in the year's step; at the transfers (4 to 5, 10 to 11, 15 to 16, 18 to 19) moves are others."""
A, N, P = len(AGES), len(NEEDS), len(PLACES)


def stage_of_age() -> tuple[int, ...]:
    """By age the position of its stage."""
    return tuple(next(n for n, (_, low, high) in enumerate(STAGES) if low <= age <= high) for age in AGES)


def band_of_age() -> tuple[int, ...]:
    """By age the position of its band."""
    return tuple(
        next(n for n, (low, high) in enumerate(BANDS.values()) if low <= age <= high) for age in AGES
    )


def need_at(code: str | None) -> int:
    """Position of a need's code; what is not known stands at the end."""
    return NEEDS.index(code) if code in NEEDS else N - 1


def place_at(name: str) -> int:
    """Position of a placement."""
    return PLACES.index(name)


def specialist_at() -> list[int]:
    """Positions of the specialist placements."""
    return [place_at(name) for name in SPECIALIST]
