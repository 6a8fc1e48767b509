"""Case system rules about versions of a plan, lines of provision and reviews."""

from functools import partial

from schemas.rule import ERROR, QUERY, Rule
from schemas.rules.words import (
    FIELD,
    ORDER_OF_DATES,
)

_version = partial(Rule, table="planversions", source=FIELD)


_line = partial(Rule, table="provisionlines", source=FIELD)


_review = partial(Rule, table="reviews", source=FIELD)


_REGULATIONS = "SEND Regulations 2014"
_AMENDED = {"meeting_date": "2025-09-01", "decision_date": "2025-09-20", "decision": "A"}


VERSIONS = (
    _version(
        number="EHCP-30",
        level=ERROR,
        items=("version",),
        message="Two versions of a plan have the same number.",
        to_do="Number the versions in the order in which they were sent.",
        fails="same_version.n > 1",
        passing=[{}, {"version": 2, "status": "A"}],
        failing=[{}, {}],
    ),
    _version(
        number="EHCP-31",
        level=ERROR,
        items=("version", "issued_date"),
        source=ORDER_OF_DATES,
        message="A later version of the plan was sent before an earlier one.",
        to_do="Correct the dates or the numbers of the versions.",
        fails="issued_date < before.latest",
        passing=[{}, {"version": 2, "issued_date": "2025-09-01", "status": "A"}],
        failing=[{}, {"version": 2, "issued_date": "2025-06-01", "status": "A"}],
    ),
    _version(
        number="EHCP-32",
        level=ERROR,
        items=("issued_date",),
        source=ORDER_OF_DATES,
        message="The version was sent after the day of the extract.",
        to_do="Correct the date.",
        fails="issued_date > this.census_day",
        passing=[{}],
        failing=[{"issued_date": "2026-01-01"}],
    ),
    _version(
        number="EHCP-33",
        level=ERROR,
        items=("status", "issued_date"),
        message="An amended final plan stands without a final plan before it.",
        to_do="File the first final plan.",
        fails="status = 'A' and coalesce(versions.firsts, 0) = 0 and cases.decision <> 'H'",
        passing=[{}, {"version": 2, "status": "A"}],
        failing=[{"status": "A"}],
    ),
    _version(
        number="EHCP-34",
        level=ERROR,
        items=("section_i_urn", "section_i_ukprn", "section_i_setting"),
        source="SEND code of practice 9.62: section I names school or type",
        message="Section I of a final plan names neither a school, nor a provider, nor a type of setting.",
        to_do="Enter what section I says.",
        fails=(
            "status in ('F', 'A') and section_i_urn is null and section_i_ukprn is null "
            "and section_i_setting is null"
        ),
        wants=(),
        passing=[{}],
        failing=[{"section_i_urn": None}],
    ),
    _version(
        number="EHCP-35",
        level=QUERY,
        items=("section_i_urn", "section_i_setting"),
        source="A plan that names elective home education names no school",
        message="Section I names a school, though the setting is home education.",
        to_do="Take one of the two out.",
        fails="section_i_setting = 'EHE' and section_i_urn is not null",
        wants=("section_i_setting",),
        passing=[{"section_i_urn": None, "section_i_setting": "EHE"}],
        failing=[{"section_i_setting": "EHE"}],
    ),
    _version(
        number="EHCP-36",
        level=ERROR,
        items=("section_i_urn",),
        message="The URN in section I is a filler such as 999999, or has not six digits.",
        to_do="Enter the number in the register, or the type of setting.",
        reasons=("section_i_urn: not one to six digits",),
        fails="section_i_urn in ('999999', '000000', '123456') or length(section_i_urn) <> 6",
        passing=[{}],
        failing=[{"section_i_urn": "999999"}],
    ),
    _version(
        number="EHCP-37",
        level=ERROR,
        items=("issued_date", "cases.cease_date"),
        source=ORDER_OF_DATES,
        message="A version was sent after the plan had ended.",
        to_do="Correct the end of the plan, or open a new case.",
        fails="issued_date > cases.cease_date",
        passing=[{}],
        failing={"cases": [{"cease_date": "2025-05-26", "cease_reason": "2"}], "planversions": [{}]},
    ),
)


LINES = (
    _line(
        number="EHCP-40",
        level=ERROR,
        items=("hours_per_week",),
        message="The hours a week are no number, or more than a week has.",
        to_do="Enter hours a week in figures, 12.5.",
        reasons=(r"hours_per_week: not of the form '\\d{1,3}(\\.\\d{1,2})?$'",),
        fails="try_cast(hours_per_week as double) > 168",
        passing={"planversions": [{}], "provisionlines": [{"hours_per_week": "168"}]},
        failing={"planversions": [{}], "provisionlines": [{"hours_per_week": "169"}]},
    ),
    _line(
        number="EHCP-41",
        level=QUERY,
        items=("hours_per_week", "section"),
        message="Section F gives more than 40 hours a week in one line.",
        to_do="Check whether hours a term or a year were entered.",
        fails="section = 'F' and try_cast(hours_per_week as double) between 40.01 and 168",
        passing={"planversions": [{}], "provisionlines": [{"hours_per_week": "40"}]},
        failing={"planversions": [{}], "provisionlines": [{"hours_per_week": "41"}]},
    ),
    _line(
        number="EHCP-42",
        level=QUERY,
        items=("hours_per_week", "section"),
        source="SEND code of practice 9.69: provision is specific and quantified",
        message="A line of section F has neither hours nor a frequency.",
        to_do="Quantify the provision.",
        fails="section = 'F' and hours_per_week is null and frequency is null",
        wants=("hours_per_week",),
        passing={"planversions": [{}], "provisionlines": [{}]},
        failing={"planversions": [{}], "provisionlines": [{"hours_per_week": None}]},
    ),
    _line(
        number="EHCP-43",
        level=QUERY,
        items=("section", "cases.birth_date"),
        source="SEND code of practice 9.62: H1 is for children under 18",
        message="Section H1 holds provision for a person of 18 or over.",
        to_do="Move it to section H2.",
        fails="section = 'H1' and planversions.issued_date >= cases.birth_date + interval 18 years",
        passing={"planversions": [{}], "provisionlines": [{"section": "H1"}]},
        failing={
            "cases": [{"birth_date": "2006-03-03"}],
            "planversions": [{}],
            "provisionlines": [{"section": "H1"}],
        },
    ),
    _version(
        number="EHCP-44",
        level=QUERY,
        items=("provisionlines.section",),
        source="SEND code of practice 9.62: section F is the heart of a plan",
        message="The plan in force has no provision in section F.",
        to_do="Enter the lines of section F.",
        fails="version = versions.last and cases.cease_date is null and coalesce(lines.special, 0) = 0",
        wants=("provisionlines.section",),
        passing={"planversions": [{}], "provisionlines": [{}]},
        failing={"planversions": [{}], "provisionlines": [{"section": "G"}]},
    ),
)


REVIEWS = (
    _review(
        number="EHCP-50",
        level=ERROR,
        items=("decision_date", "meeting_date"),
        source=ORDER_OF_DATES,
        message="The decision after the review is earlier than the meeting.",
        to_do="Correct the two dates.",
        fails="decision_date < meeting_date",
        passing=[{"meeting_date": "2025-11-03", "decision_date": "2025-11-03", "decision": "M"}],
        failing=[{"meeting_date": "2025-11-03", "decision_date": "2025-11-02", "decision": "M"}],
    ),
    _review(
        number="EHCP-51",
        level=ERROR,
        items=("meeting_date",),
        source=ORDER_OF_DATES,
        message="A review counts as held after the day of the extract.",
        to_do="Correct the date; a review that is planned has a due date only.",
        fails="meeting_date > this.census_day or decision_date > this.census_day",
        passing=[{}],
        failing=[{"meeting_date": "2026-01-01"}],
    ),
    _review(
        number="EHCP-52",
        level=ERROR,
        items=("decision", "decision_date"),
        message="A review has a decision without its day, or a day without the decision.",
        to_do="Enter both.",
        fails="(decision is null) <> (decision_date is null)",
        wants=(),
        passing=[{"meeting_date": "2025-11-03", "decision_date": "2025-11-20", "decision": "M"}],
        failing=[{"meeting_date": "2025-11-03", "decision": "M"}],
    ),
    _review(
        number="EHCP-53",
        level=ERROR,
        items=("decision_date", "meeting_date"),
        message="The authority decided on a review that was not held.",
        to_do="Enter the day of the meeting.",
        fails="decision_date is not null and meeting_date is null",
        wants=(),
        passing=[{"meeting_date": "2025-11-03", "decision_date": "2025-11-20", "decision": "M"}],
        failing=[{"decision_date": "2025-11-20", "decision": "M"}],
    ),
    _review(
        number="EHCP-54",
        level=QUERY,
        items=("decision_date", "meeting_date"),
        source=f"{_REGULATIONS}, regulation 20: four weeks",
        message="The decision after the review took more than four weeks.",
        to_do="Check the dates.",
        fails="date_diff('day', meeting_date, decision_date) > 28",
        passing=[{"meeting_date": "2025-11-03", "decision_date": "2025-12-01", "decision": "M"}],
        failing=[{"meeting_date": "2025-11-03", "decision_date": "2025-12-02", "decision": "M"}],
    ),
    _review(
        number="EHCP-55",
        level=QUERY,
        items=("due_date", "meeting_date"),
        source="Children and Families Act 2014, section 44: every twelve months",
        message="A review was due more than a month ago and has not been held.",
        to_do="Hold it, or enter the day on which it was held.",
        fails=(
            "due_date < this.census_day - interval 1 month and meeting_date is null and "
            "cases.cease_date is null"
        ),
        passing=[{"due_date": "2025-11-30"}],
        failing=[{"due_date": "2025-11-29"}],
    ),
    _review(
        number="EHCP-56",
        level=QUERY,
        items=("amended_final_date", "meeting_date"),
        source=f"{_REGULATIONS}, regulation 22: twelve weeks from the meeting",
        message="The amended final plan came more than twelve weeks after the review meeting.",
        to_do="Check the dates.",
        fails=(
            "date_diff('day', meeting_date, amended_final_date) > 84 and not "
            "coalesce(is_phase_transfer, false)"
        ),
        passing=[
            {
                "meeting_date": "2025-09-01",
                "decision_date": "2025-09-20",
                "decision": "A",
                "amended_final_date": "2025-11-24",
            }
        ],
        failing=[
            {
                "meeting_date": "2025-09-01",
                "decision_date": "2025-09-20",
                "decision": "A",
                "amended_final_date": "2025-11-25",
            }
        ],
    ),
    _review(
        number="EHCP-57",
        level=QUERY,
        items=("amended_final_date", "decision"),
        message="An amended final plan follows a review whose decision was not to amend.",
        to_do="Correct the decision, or take the date out.",
        fails="amended_final_date is not null and decision <> 'A'",
        passing=[
            {
                "meeting_date": "2025-09-01",
                "decision_date": "2025-09-20",
                "decision": "A",
                "amended_final_date": "2025-11-24",
            }
        ],
        failing=[
            {
                "meeting_date": "2025-09-01",
                "decision_date": "2025-09-20",
                "decision": "M",
                "amended_final_date": "2025-11-24",
            }
        ],
    ),
    _review(
        number="EHCP-58",
        level=ERROR,
        items=("proposed_amendment_date", "meeting_date"),
        source=ORDER_OF_DATES,
        message="Amendments were proposed before the review meeting, or after they were made.",
        to_do="Correct the dates.",
        fails="proposed_amendment_date < meeting_date or proposed_amendment_date > amended_final_date",
        passing=[{**_AMENDED, "proposed_amendment_date": "2025-09-24"}],
        failing=[{**_AMENDED, "proposed_amendment_date": "2025-08-31"}],
    ),
    _review(
        number="EHCP-59",
        level=QUERY,
        items=("proposed_amendment_date", "meeting_date"),
        source=f"{_REGULATIONS}, regulations 20 and 22: four weeks from the meeting",
        message="The amendments were proposed more than four weeks after the review meeting.",
        to_do="Check the dates.",
        fails="date_diff('day', meeting_date, proposed_amendment_date) > 28",
        passing=[{**_AMENDED, "proposed_amendment_date": "2025-09-29"}],
        failing=[{**_AMENDED, "proposed_amendment_date": "2025-09-30"}],
    ),
)
