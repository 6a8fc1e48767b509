"""The SEN2 statistics: "Education, health and care plans: England", released each June since 2010.

The stock is of January, in the row's own calendar year; flows are of the calendar year before. Until 2022 the
figures were asked of each authority as totals; from 2023 they are counted from persons, which breaks the
series. Nothing in these files is suppressed or rounded (data guidance of the 2022 and 2025 editions).
"""

from schemas.contract import Extract, Part, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY


class AgeCaseload(OpenData):
    """One row per place, January and age group: statements and plans maintained. Editions to 2022. DfE."""

    age: Text = item("characteristic_age", "Total, or age group at 31 August", required=True)
    statements: Text = figure("Total_st", "Statements maintained", unit="plans")
    plans: Text = figure("Total_ehc", "EHC plans maintained", unit="plans")
    all_plans: Text = figure("Total_all", "Statements and EHC plans maintained", unit="plans")
    all_plans_percent: Text = figure("Total_all_pc", "Share of all ages", unit="%")


SEN2_STATISTICS = Extract(
    name="sen2_statistics",
    title="SEN2 statistics",
    governance=published(DFE, "To compare plans with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2019,
    parts=(EDITION, Part("age_caseload", AgeCaseload, needed=False)),
    head="edition",
    is_published=True,
)
