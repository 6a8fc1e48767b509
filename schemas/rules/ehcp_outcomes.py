"""Case system rules about outcomes of plans and the preparation for adulthood."""

from functools import partial

from schemas.rule import ERROR, QUERY, Rule
from schemas.rules.words import FIELD, ORDER_OF_DATES

_outcome = partial(Rule, table="outcomes", source=FIELD)


_preparation = partial(Rule, table="adulthood", source=FIELD)


_CODE_OF_PRACTICE = "SEND code of practice 2015"
_HELD = {"review_id": "7", "meeting_date": "2025-11-03"}


OUTCOMES = (
    _outcome(
        number="EHCP-70",
        level=QUERY,
        items=("status", "review_id"),
        message="An outcome was judged without naming the review, or a review is named without a judgement.",
        to_do="Enter both.",
        fails="(status is null) <> (review_id is null)",
        wants=("status", "review_id"),
        passing=[{"status": "P", "review_id": "7"}, {}],
        failing=[{"status": "P"}],
    ),
    _outcome(
        number="EHCP-71",
        level=ERROR,
        items=("review_id", "reviews.review_id"),
        message="The review that is named is none of the plan's.",
        to_do="Correct the key of the review, or deliver the review.",
        fails="review_id is not null and held.n is null",
        also=("adulthood",),
        passing={"reviews": [_HELD], "outcomes": [{"review_id": "7", "status": "P"}]},
        failing={"reviews": [_HELD], "outcomes": [{"review_id": "8", "status": "P"}]},
    ),
    _outcome(
        number="EHCP-72",
        level=ERROR,
        items=("version_id", "planversions.version_id"),
        message="The version that is named is none of the plan's.",
        to_do="Correct the key of the version, or deliver the version.",
        fails="version_id is not null and sent.n is null",
        also=("audits",),
        passing={"planversions": [{}], "outcomes": [{"version_id": "1"}]},
        failing={"planversions": [{}], "outcomes": [{"version_id": "2"}]},
    ),
    _outcome(
        number="EHCP-73",
        level=ERROR,
        items=("target_date", "cases.plan_issued_date"),
        source=ORDER_OF_DATES,
        message="The outcome was to be achieved before the plan was issued.",
        to_do="Correct the date.",
        fails="target_date < cases.plan_issued_date",
        passing=[{"target_date": "2025-06-02"}],
        failing=[{"target_date": "2025-06-01"}],
    ),
    _outcome(
        number="EHCP-74",
        level=QUERY,
        items=("status", "target_date"),
        source=f"{_CODE_OF_PRACTICE} 9.166: reviews look at progress towards outcomes",
        message="The day by which the outcome was to be achieved has passed, and nobody has judged it.",
        to_do="Enter how it stood at the last review.",
        fails="target_date < this.census_day and status is null and cases.cease_date is null",
        wants=("status",),
        passing=[{"target_date": "2025-12-31"}],
        failing=[{"target_date": "2025-12-30"}],
    ),
    Rule(
        number="EHCP-75",
        level=QUERY,
        table="cases",
        items=("plan_issued_date", "outcomes.outcome_id"),
        source=f"{_CODE_OF_PRACTICE} 9.62: section E holds the outcomes",
        message="The plan in force has no outcome.",
        to_do="Enter the outcomes of section E.",
        fails="plan_issued_date is not null and cease_date is null and coalesce(aims.n, 0) = 0",
        wants=("outcomes.outcome_id",),
        passing={"outcomes": [{}]},
        failing={
            "cases": [{}, {"system_person": "EHM-2", "upn": "Z391200020002"}],
            "outcomes": [{}],
        },
    ),
)


ADULTHOOD = (
    _preparation(
        number="EHCP-76",
        level=ERROR,
        items=("area", "review_id"),
        message="One area of adult life stands twice in a review.",
        to_do="Take one of the two out.",
        fails="same_area.n > 1",
        passing=[{}, {"area": "IND"}],
        failing=[{}, {"is_discussed": False}],
    ),
    _preparation(
        number="EHCP-77",
        level=QUERY,
        items=("has_outcome", "is_discussed"),
        message="The plan has an outcome for an area of adult life that was not discussed.",
        to_do="Check whether it was discussed.",
        fails="has_outcome and not is_discussed",
        wants=("has_outcome", "is_discussed"),
        passing=[{"has_outcome": True, "is_discussed": True}],
        failing=[{"has_outcome": True, "is_discussed": False}],
    ),
    Rule(
        number="EHCP-78",
        level=QUERY,
        table="reviews",
        items=("meeting_date", "adulthood.area", "cases.birth_date"),
        source=f"{_CODE_OF_PRACTICE} 9.184: reviews from year 9 on",
        message="A review of the last year, of someone of 14 or over, says nothing of adult life.",
        to_do="Enter what was discussed for each of the four areas.",
        fails=(
            "meeting_date >= cases.birth_date + interval 14 years and "
            "meeting_date > this.census_day - interval 1 year and prepared.n is null"
        ),
        wants=("adulthood.area",),
        passing={
            "cases": [{"birth_date": "2010-03-03"}],
            "reviews": [_HELD],
            "adulthood": [{"review_id": "7"}],
        },
        failing={
            "cases": [{"birth_date": "2010-03-03"}],
            "reviews": [_HELD],
            "adulthood": [{"review_id": "6"}],
        },
    ),
)
