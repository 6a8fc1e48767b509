"""What pupils reached in an academic year, from the early years profile to level 3 at 19.

One row a pupil and measure; the return is named after the year in which the academic year ends. National
results come in a file for each stage: this is the shape to which they are brought together.
"""

from schemas.codesets.attainment import ATTAINMENT_MEASURE, ATTAINMENT_RESULT
from schemas.contract import (
    AGES,
    LA_CODE,
    PSEUDONYM,
    ULN,
    UPN,
    URN,
    Day,
    Extract,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.governance import PUBLIC_TASK, Governance
from schemas.returns import YEARLY

_POINTS = r"\d{1,2}(\.\d{1,2})?$"


class Attainment(Table):
    """One row per extract: whose pupils, and of which academic year."""

    la_code: Text = item("lea", "The authority of the schools", required=True, number=LA_CODE)
    year: Whole = item("year", "Year in which the academic year ends", required=True)
    written: Day = item("written", "When the extract was written")
    status: Text = item("resultsstatus", "Provisional, revised or final, in words")


class Result(Table):
    """One row per pupil and measure."""

    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uln", "Unique learner number", number=ULN, vault=PSEUDONYM)
    birth_date: Day = item("dob", "Date of birth", vault=AGES)
    urn: Text = item("urn", "School where it was reached", number=URN)
    measure: Text = item("measure", "What was measured", codes=ATTAINMENT_MEASURE, required=True)
    result: Text = item("result", "Whether it was met; blank for points", codes=ATTAINMENT_RESULT)
    points: Text = item("points", "Points in figures, 46.5; for Attainment 8 only", str_matches=_POINTS)


ATTAINMENT = Extract(
    name="attainment",
    title="Attainment of pupils",
    governance=Governance(
        controller="The local authority's school improvement service, from the department's pupil results",
        article=PUBLIC_TASK,
        act="Education Act 1996, section 537A",
        purpose="To compare what pupils with and without SEND reach",
        kept_from="the end of the academic year",
        needs_agreement=True,
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("attainment", Attainment), Part("results", Result)),
)
