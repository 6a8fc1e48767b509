"""How two records are compared: of each attribute the levels of agreement, and what each is worth.

``m`` is how often the records of one person agree so, ``u`` how often those of two people do. ``m`` is typed
here, not learned: a linkage of a few hundred records has too few true pairs to learn from, and expectation
maximisation takes the likeness of siblings, of which children's data are full, for that of one person. The
figures are what is known of errors in English administrative data (a surname changed for one child in twenty,
a birth date wrong for one in fifty, an address moved from for one in five between systems), rounded. ``u`` is
counted from the data and only leans on the figure here, as if it had been seen in a thousand pairs.

``when`` is DuckDB SQL over ``column_l`` and ``column_r``; the first level that holds is the level of a pair.
"""

from dataclasses import dataclass

BIRTH_DATE, FORENAME, SURNAME, SEX, HOME = "birth_date", "forename", "surname", "sex", "home"
SCHOOL, ADDRESS = "school", "address"
EXACT, SAME, CLOSE, LOOSE, SWAPPED, ELSE = "exact", "same", "close", "loose", "swapped", "else"
TRANSPOSED, ONE_EDIT, PARTLY = "transposed", "one_edit", "partly"

# Slips of the pen spare the first letter; Jayden and Kayden are two boys, and may be twins.
_CLOSE = (
    "({0}_l[1] = {0}_r[1] and length({0}_l) >= 4 and length({0}_r) >= 4 and ("
    "damerau_levenshtein({0}_l, {0}_r) <= 1 or jaro_winkler_similarity({0}_l, {0}_r) >= 0.92"
    " or ({0}_sound_l = {0}_sound_r and length({0}_sound_l) >= 3)))"
)
_LOOSE = "jaro_winkler_similarity({0}_l, {0}_r) >= 0.8"
_SWAPPED = "(forename_l = surname_r and surname_l = forename_r)"


@dataclass(frozen=True)
class Level:
    """One level of agreement; ``when`` is empty for what is left."""

    name: str
    m: float
    u: float
    when: str = ""


@dataclass(frozen=True)
class Comparison:
    """The levels of one attribute, best first. ``frequency``: the column whose rare values tell more."""

    name: str
    missing: str
    levels: tuple[Level, ...]
    frequency: str = ""


def _name(column: str, m: tuple[float, ...], u: tuple[float, ...]) -> Comparison:
    conditions = (
        (EXACT, f"{column}_l = {column}_r"),
        # A part of a double name, an earlier name, a short form, another transliteration.
        (SAME, f"list_has_any({column}_forms_l, {column}_forms_r)"),
        (CLOSE, _CLOSE.format(column)),
        (SWAPPED, _SWAPPED),
        (LOOSE, _LOOSE.format(column)),
        (ELSE, ""),
    )
    levels = tuple(Level(n, a, b, when) for (n, when), a, b in zip(conditions, m, u, strict=True))
    return Comparison(column, f"{column}_l is null or {column}_r is null", levels, column)


def _number(column: str, m_other: float) -> Comparison:
    """A number that both have: to have another tells against, and how much depends on how it is given."""
    levels = (
        Level(EXACT, 1 - m_other, 1e-6, f"{column}_l = {column}_r"),
        Level(ELSE, m_other, 1 - 1e-6),
    )
    return Comparison(column, f"{column}_l is null or {column}_r is null", levels)


COMPARISONS = (
    _name(FORENAME, (0.9, 0.04, 0.035, 0.003, 0.012, 0.01), (4e-3, 6e-3, 3e-3, 2e-6, 0.03, 0.96)),
    # Swapped is counted once, with the forename; here it tells nothing.
    _name(SURNAME, (0.87, 0.045, 0.03, 0.003, 0.012, 0.04), (1.5e-3, 1e-3, 2e-3, 3e-3, 0.03, 0.9625)),
    Comparison(
        BIRTH_DATE,
        "birth_date_l is null or birth_date_r is null",
        (
            Level(EXACT, 0.97, 2e-4, "birth_date_l = birth_date_r"),
            Level(TRANSPOSED, 0.012, 2e-4, "birth_turned_l = birth_date_r or birth_turned_r = birth_date_l"),
            Level(ONE_EDIT, 0.01, 4e-3, "damerau_levenshtein(birth_date_l, birth_date_r) <= 1"),
            Level(
                PARTLY,
                0.004,
                6e-3,
                "birth_date_l[1:6] = birth_date_r[1:6] or birth_date_l[5:8] = birth_date_r[5:8]",
            ),
            Level(ELSE, 0.004, 0.9896),
        ),
        BIRTH_DATE,
    ),
    Comparison(
        SEX,
        "sex_l is null or sex_r is null",
        (Level(EXACT, 0.985, 0.5, "sex_l = sex_r"), Level(ELSE, 0.015, 0.5)),
    ),
    Comparison(
        HOME,
        "(postcode_l is null or postcode_r is null) and (uprn_l is null or uprn_r is null)",
        (
            Level("uprn", 0.4, 2e-5, "uprn_l = uprn_r"),
            Level("postcode", 0.42, 2e-4, "postcode_l = postcode_r"),
            Level("sector", 0.05, 8e-3, "sector_l = sector_r"),
            Level("district", 0.04, 0.06, "district_l = district_r"),
            Level(ELSE, 0.09, 0.93178),
        ),
    ),
    Comparison(
        SCHOOL,
        "school_l is null or school_r is null",
        (Level(EXACT, 0.7, 0.015, "school_l = school_r"), Level(ELSE, 0.3, 0.985)),
    ),
    Comparison(
        ADDRESS,
        "address_l is null or address_r is null",
        (
            Level(EXACT, 0.6, 1e-4, "address_l = address_r"),
            Level(CLOSE, 0.25, 1e-3, "jaro_winkler_similarity(address_l, address_r) >= 0.88"),
            Level(ELSE, 0.15, 0.9989),
        ),
    ),
    # Renumbered without a word of the former number: rare, and what an adoption looks like.
    _number("upn", 0.03),
    _number("nhs_number", 0.01),
    # The service gives out second numbers, and spreadsheets mangle them.
    _number("uln", 0.04),
)

# Pairs worth comparing: equal in all of these. Each is made so that one error leaves another standing.
BLOCKS = (
    (("birth_date", "birth_date"), ("forename_initial", "forename_initial")),
    (("birth_date", "birth_date"), ("surname_initial", "surname_initial")),
    (("forename_sound", "forename_sound"), ("surname_sound", "surname_sound"), ("birth_year", "birth_year")),
    (("forename_sound", "forename_sound"), ("surname_sound", "surname_sound"), ("birth_day", "birth_day")),
    (("postcode", "postcode"), ("forename_initial", "forename_initial"), ("birth_year", "birth_year")),
    (("postcode", "postcode"), ("surname_initial", "surname_initial"), ("birth_year", "birth_year")),
    (("birth_date", "birth_turned"), ("forename_initial", "forename_initial"), ("surname_initial",) * 2),
    (("forename_sound", "surname_sound"), ("surname_sound", "forename_sound"), ("birth_year", "birth_year")),
    (("postcode", "postcode"), ("forename_sound", "forename_sound"), ("surname_initial", "surname_initial")),
)
