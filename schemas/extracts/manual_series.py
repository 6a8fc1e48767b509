"""Counts that a partner types into one sheet: most health providers deliver no records, only figures.

The sheet may hold past periods as well; several partners' sheets of a year lie side by side in one folder.
It grows through the year and is delivered again: the newest return that speaks of a cell holds. No person
is in it; a note may name somebody all the same, so it goes to the vault and leaves nothing behind.
"""

import pandas as pd
import pandera.pandas as pa

from schemas.codesets.manual_series import MANUAL_GROUP, MANUAL_MEASURE, MANUAL_SIGN
from schemas.contract import LA_CODE, NOTHING, Day, Extract, Part, Table, Text, Whole, item
from schemas.disclosure import HEALTH
from schemas.governance import NO_PERSONS, Governance
from schemas.periods import KINDS
from schemas.returns import YEARLY

# An organisation or a system: letters and few signs, no address and no long number.
_SOURCE = r"[A-Za-z0-9&'(),. -]{2,80}"
_AREA = r"\d{3}|E\d{8}"


class SeriesReturn(Table):
    """One row per return: whose it is and of which year, told by its place."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the return", required=True)


class Value(Table):
    """One row per cell: a measure of an area in a period, in total or of one group, from one source.

    Where a sign stands in the place of a number, the number is missing and the sign says why: it is never 0.
    """

    cell: Text = item("cell", "Key: measure, area, period, group and source", required=True)
    measure: Text = item("measure", "The measure", codes=MANUAL_MEASURE, required=True)
    area: Text = item("area", "DfE number of the authority, or GSS code of an area in it", required=True)
    period: Text = item(
        "period", "The period: 2025, 2024/25, 2025 Q1, Q1 2025/26, 2025-03 or March 2025", required=True
    )
    period_kind: Text = item(
        "periodkind", "Its kind, where the period does not tell it", required=True, isin=list(KINDS)
    )
    period_start: Day = item("periodstart", "First day of the period")
    period_end: Day = item("periodend", "Last day of the period")
    group: Text = item("group", "Total, or breakdown and value", codes=MANUAL_GROUP, required=True)
    numerator: Whole = item("numerator", "People or events counted; of a mean, the sum", ge=0)
    numerator_sign: Text = item("numeratorsign", "What stands instead of it", codes=MANUAL_SIGN)
    denominator: Whole = item("denominator", "People or events among which they were counted", ge=0)
    denominator_sign: Text = item("denominatorsign", "What stands instead of it", codes=MANUAL_SIGN)
    source: Text = item("source", "Organisation or system the figure is from; never a person", required=True)
    note: Text = item("note", "Anything to know, in words", vault=NOTHING)

    @pa.check("area", error="neither a DfE number nor a GSS code")
    def is_area(cls, area: "pd.Series[str]") -> "pd.Series[bool]":  # noqa: N805 - a classmethod to pandera
        """391, or E08000021."""
        return area.str.fullmatch(_AREA)

    @pa.check("source", error="not the name of an organisation or system")
    def is_source(cls, source: "pd.Series[str]") -> "pd.Series[bool]":  # noqa: N805 - a classmethod to pandera
        """Letters and few signs: no address."""
        return source.str.fullmatch(_SOURCE)


MANUAL_SERIES = Extract(
    name="manual_series",
    title="Series of counts from partners",
    governance=Governance(
        controller="The partner that is the figure's source",
        article=NO_PERSONS,
        act="",
        purpose="To show measures of services whose records are not shared",
        kept_from="the end of the year returned",
        disclosure=HEALTH,
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("return", SeriesReturn), Part("values", Value, key="cell")),
)
