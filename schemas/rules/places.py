"""What the alternative provision and early years censuses both ask: one flat table, one row a child."""

from functools import partial

from schemas.rule import ERROR, QUERY, Example, Rule
from schemas.rules.any_table import any_table
from schemas.rules.words import (
    FIELD,
    NOT_A_UPN_AUTHORITY,
    POSTCODE,
    UPN_GUIDE,
    is_no_name,
)

_NONE: Example = {}


def flat(prefix: str) -> tuple[Rule, ...]:
    """Rules of records that hang on no other: only their line can be broken."""
    return tuple(rule for rule in any_table(prefix, _NONE, _NONE) if rule.number.endswith("R3"))


def child(prefix: str, table: str) -> tuple[Rule, ...]:
    """What both censuses ask of a child: number, name, birthday, sex, home."""
    rule = partial(Rule, table=table, source=FIELD)
    return (
        rule(
            number=f"{prefix}-I01",
            level=ERROR,
            items=("upn",),
            source=UPN_GUIDE,
            message="The unique pupil number is mistyped: it does not fit its check letter.",
            to_do="Copy it again from the school's record.",
            reasons=("upn: upn check letter",),
            passing=[{}],
            failing=[{"upn": "A391200020001"}],
        ),
        rule(
            number=f"{prefix}-I02",
            level=ERROR,
            items=("upn",),
            source="DfE school census rule 1530, for this return",
            message="Characters 2 to 4 of the unique pupil number are no English authority's number.",
            to_do="Copy the number again.",
            fails=f"substr(upn, 2, 3) {NOT_A_UPN_AUTHORITY}",
            passing=[{}],
            failing=[{"upn": "V999200012001"}],
        ),
        rule(
            number=f"{prefix}-I03",
            level=QUERY,
            items=("upn", "birth_date"),
            message="Two rows have the same unique pupil number and different dates of birth.",
            to_do="Check both; if they are two children, one number is wrong.",
            fails="same_upn.births > 1",
            passing=[{}, {}],
            failing=[{}, {"birth_date": "2013-10-03"}],
        ),
        rule(
            number=f"{prefix}-I04",
            level=ERROR,
            items=("birth_date",),
            message="The date of birth is missing, is no date or lies after census day.",
            to_do="Enter it from the birth certificate.",
            reasons=("birth_date: missing", "birth_date: not a date"),
            fails="birth_date > this.census_day",
            passing=[{}],
            failing=[{"birth_date": "2026-03-03"}],
        ),
        rule(
            number=f"{prefix}-I05",
            level=ERROR,
            items=("sex",),
            message="Sex is missing or is not a code.",
            to_do="Enter M or F.",
            reasons=("sex: missing", "sex: not a sex code then"),
            passing=[{}],
            failing=[{"sex": "U"}],
        ),
        rule(
            number=f"{prefix}-I06",
            level=ERROR,
            items=("surname", "forename"),
            message="The surname or the forename is missing.",
            to_do="Enter both.",
            fails="surname is null or forename is null",
            passing=[{}],
            failing=[{"surname": None}, {}],
        ),
        rule(
            number=f"{prefix}-I07",
            level=QUERY,
            items=("surname", "forename"),
            message="A name holds a digit, or a word that stands for an unknown name.",
            to_do="Enter the legal name.",
            fails=f"{is_no_name('surname')} or {is_no_name('forename')}",
            passing=[{}],
            failing=[{"surname": "Unknown"}],
        ),
        rule(
            number=f"{prefix}-I08",
            level=ERROR,
            items=("sen_provision",),
            source="DfE school census rule 2120, for this return",
            message="SEN provision is missing or is not a code.",
            to_do="Enter N, K or E as it stood on census day.",
            reasons=("sen_provision: missing", "sen_provision: not a sen_provision code then"),
            passing=[{}],
            failing=[{"sen_provision": "Q"}],
        ),
        rule(
            number=f"{prefix}-I09",
            level=ERROR,
            items=("postcode",),
            message="The home postcode has not the form of a postcode.",
            to_do="Enter it as NE1 1AA.",
            fails=f"not regexp_full_match(trim(postcode), '{POSTCODE}')",
            passing=[{}],
            failing=[{"postcode": "NE1"}],
        ),
        rule(
            number=f"{prefix}-I10",
            level=ERROR,
            items=("urn",),
            message="The URN is a filler such as 999999, or has not six digits.",
            to_do="Enter the number in the register, or leave it out where the provider has none.",
            reasons=("urn: not one to six digits",),
            fails="urn in ('999999', '000000', '123456') or length(urn) <> 6",
            passing=[{}],
            failing=[{"urn": "999999"}],
        ),
    )
