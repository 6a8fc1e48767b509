"""The rules of the client caseload."""

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Rule, Rulebook
from schemas.rules.partners import birth_date, lines, pupil_number
from schemas.rules.words import FIELD

_COHORT = "DfE, NCCIS management information requirement, cohort"
_NEET = "activity in ('540', '610', '615', '616', '619', '620', '630', '640', '650', '660', '670', '680')"

_young = partial(Rule, table="youngpeople", source=FIELD)

_YOUNG_PEOPLE = (
    *pupil_number("NC", "youngpeople"),
    birth_date("NC", "youngpeople"),
    _young(
        number="NC-01",
        level=ERROR,
        items=("uln",),
        source="Learning Records Service, ULN validation v3, 2019",
        message="The learner number is mistyped: it does not fit its check digit.",
        to_do="Copy it again from the learner's record, or leave it blank.",
        reasons=("uln: uln check digit",),
        passing=[{}],
        failing=[{"uln": "1000000001"}],
    ),
    _young(
        number="NC-02",
        level=ERROR,
        items=("client",),
        message="The number in the caseload is missing, or is none.",
        to_do="Export it with the record; a name does not stand for it.",
        reasons=("client: missing", "client: not a number of the caseload"),
        passing=[{}],
        failing=[{"client": "Zqavryx"}],
    ),
    _young(
        number="NC-03",
        level=ERROR,
        items=("client",),
        message="The young person stands twice in the caseload.",
        to_do="Keep the record of what they do now.",
        fails="same_client.n > 1",
        passing=[{}, {"client": "CC-2"}],
        failing=[{}, {"activity": "619"}],
    ),
    _young(
        number="NC-04",
        level=ERROR,
        items=("activity",),
        message="What the young person does is missing or is not a code.",
        to_do="Enter the current activity; 810 where it is not known.",
        reasons=("activity: missing", "activity: not a activity code then"),
        passing=[{}],
        failing=[{"activity": "999"}],
    ),
    _young(
        number="NC-05",
        level=ERROR,
        items=("activity_since", "birth_date"),
        message="The activity begins after the month's end or before the young person was 14.",
        to_do="Correct the day since when.",
        fails="activity_since > this.census_day or activity_since < birth_date + interval 14 year",
        passing=[{}],
        failing=[{"activity_since": "2026-01-05"}],
    ),
    _young(
        number="NC-06",
        level=QUERY,
        items=("activity", "activity_since"),
        message="Since when the young person is NEET is not told.",
        to_do="Enter the day: joiners and leavers are counted by it.",
        fails=f"{_NEET} and activity_since is null",
        wants=("activity",),
        passing=[{"activity": "619"}],
        failing=[{"activity": "619", "activity_since": None}, {}],
    ),
    _young(
        number="NC-07",
        level=QUERY,
        items=("confirmed_date", "activity"),
        message="A young person is NEET by a record that was last confirmed more than six months ago.",
        to_do="Ask, or enter 810: the situation is not known any more.",
        fails=f"{_NEET} and confirmed_date < this.census_day - interval 6 month",
        passing=[{"activity": "619"}],
        failing=[{"activity": "619", "confirmed_date": "2025-06-01"}],
    ),
    _young(
        number="NC-08",
        level=QUERY,
        items=("supported_internship", "activity"),
        message="A supported internship is told by the flag or by the activity, not by both.",
        to_do="Enter 460 with the flag, or take the flag out.",
        fails="supported_internship <> (activity = '460')",
        passing=[{"supported_internship": True, "activity": "460"}],
        failing=[{"supported_internship": True}],
    ),
    _young(
        number="NC-09",
        level=QUERY,
        items=("birth_date", "sen_provision"),
        source=_COHORT,
        message="The young person is out of the cohort: over 18 without a plan, or over 25.",
        to_do="Correct the date of birth or SEN provision, or close the record.",
        fails="age_31_august > 25 or (age_31_august > 18 and coalesce(sen_provision, 'N') <> 'E')",
        passing=[{}, {"client": "CC-2", "birth_date": "2003-03-03", "sen_provision": "E"}],
        failing=[{"birth_date": "2003-03-03"}],
    ),
)

NCCIS_RULES = Rulebook(
    extract="nccis",
    returned="2025-12",
    lawful={
        "nccis": {"la_code": "391", "year": 2025, "month": 12},
        "youngpeople": {
            "client": "CC-1",
            "uln": "1000000000",
            "upn": "X391200012001",
            "surname": "Zqavryx",
            "forename": "Vylqua",
            "birth_date": "2008-03-03",
            "sen_provision": "K",
            "activity": "230",
            "activity_since": "2025-09-03",
            "confirmed_date": "2025-11-20",
            "supported_internship": False,
        },
    },
    besides=(
        Beside(
            "youngpeople",
            "same_client",
            "youngpeople",
            ("client",),
            "select client, count(*) as n from youngpeople group by client",
        ),
    ),
    rules=(*lines("NC"), *_YOUNG_PEOPLE),
)
