"""What is asked of every partner's extract: lines and keys that can be read, and numbers of children."""

from functools import partial

from schemas.rule import ERROR, Example, Rule
from schemas.rules.any_table import any_table
from schemas.rules.words import FIELD, NOT_A_UPN_AUTHORITY, UPN_GUIDE

_NOTHING: Example = {}


def lines(prefix: str, repeated: Example | None = None) -> tuple[Rule, ...]:
    """Rules of records that hang on no other: a line can be cut, and a key is of one record alone."""
    wanted = ("R2", "R3") if repeated else ("R3",)
    return tuple(r for r in any_table(prefix, _NOTHING, repeated or _NOTHING) if r.number.endswith(wanted))


def pupil_number(prefix: str, table: str, *also: str) -> tuple[Rule, ...]:
    """The unique pupil number, where a partner knows it."""
    rule = partial(Rule, table=table, also=also, level=ERROR, items=("upn",), source=UPN_GUIDE, passing=[{}])
    return (
        rule(
            number=f"{prefix}-I01",
            message="The unique pupil number is mistyped: it does not fit its check letter.",
            to_do="Copy it again from the school's record, or leave it blank.",
            reasons=("upn: upn check letter",),
            failing=[{"upn": "A391200020001"}],
        ),
        rule(
            number=f"{prefix}-I02",
            message="Characters 2 to 4 of the unique pupil number are no English authority's number.",
            to_do="Copy the number again, or leave it blank.",
            fails=f"substr(upn, 2, 3) {NOT_A_UPN_AUTHORITY}",
            failing=[{"upn": "V999200012001"}],
        ),
    )


def birth_date(prefix: str, table: str, day: str = "this.census_day", *, needed: bool = True) -> Rule:
    """The date of birth is a day up to the one of which the extract tells; 2099 is none."""
    reasons = ("birth_date: missing", "birth_date: not a date")
    return Rule(
        number=f"{prefix}-I03",
        level=ERROR,
        table=table,
        items=("birth_date",),
        source=FIELD,
        message=f"The date of birth {'is missing, ' if needed else ''}is no date or lies in the future.",
        to_do="Enter it from the record of the child.",
        reasons=reasons if needed else reasons[1:],
        fails=f"birth_date > {day}",
        passing=[{}],
        failing=[{"birth_date": "2099-03-03"}],
    )
