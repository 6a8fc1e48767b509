"""The rules of the information, advice and support service's cases."""

from functools import partial

from schemas.rule import ERROR, QUERY, Rule, Rulebook, Value
from schemas.rules.partners import lines, pupil_number
from schemas.rules.words import FIELD, ORDER_OF_DATES

_CLOSED: dict[str, Value] = {"closed_date": "2025-11-03", "level": "2", "contacts": 4}

_case = partial(Rule, table="advicecases", source=FIELD)

_CASES = (
    *pupil_number("IA", "advicecases"),
    _case(
        number="IA-01",
        level=ERROR,
        items=("topic",),
        message="The matter is missing or is not a code.",
        to_do="Enter the main matter; OTH where none of the others is.",
        reasons=("topic: missing", "topic: not a advice_topic code then"),
        passing=[{}],
        failing=[{"topic": "QQ"}],
    ),
    _case(
        number="IA-02",
        level=ERROR,
        items=("opened_date",),
        message="The day of the first contact is missing, is no date or lies after the month's end.",
        to_do="Enter the day on which the family came to the service.",
        reasons=("opened_date: missing", "opened_date: not a date"),
        fails="opened_date > this.census_day",
        passing=[{}],
        failing=[{"opened_date": "2026-01-05"}],
    ),
    _case(
        number="IA-03",
        level=ERROR,
        items=("closed_date", "opened_date"),
        source=ORDER_OF_DATES,
        message="The case was closed before the first contact.",
        to_do="Correct one of the two days.",
        fails="closed_date < opened_date",
        passing=[_CLOSED],
        failing=[_CLOSED | {"closed_date": "2025-09-01"}],
    ),
    _case(
        number="IA-04",
        level=QUERY,
        items=("level",),
        message="A closed case has no level of support.",
        to_do="Enter the most intense support that was given, 1 to 4.",
        fails="closed_date is not null and level is null",
        wants=(),
        passing=[_CLOSED],
        failing=[_CLOSED | {"level": None}],
    ),
    _case(
        number="IA-05",
        level=QUERY,
        items=("level", "topic"),
        message="Legal casework of level 4 is about another matter than an appeal or an exclusion.",
        to_do="Correct the level or the main matter.",
        fails="level = '4' and topic not in ('APPEAL', 'EXCLUSION')",
        passing=[_CLOSED | {"level": "4", "topic": "APPEAL"}],
        failing=[_CLOSED | {"level": "4"}],
    ),
    _case(
        number="IA-06",
        level=QUERY,
        items=("contacts",),
        message="A closed case has no contact.",
        to_do="Enter the contacts, the first among them.",
        fails="closed_date is not null and coalesce(contacts, 0) = 0",
        wants=("contacts",),
        passing=[_CLOSED],
        failing=[_CLOSED | {"contacts": 0}],
    ),
    _case(
        number="IA-07",
        level=QUERY,
        items=("opened_date",),
        message="The case has been open for more than two years.",
        to_do="Close it if the service has gone.",
        fails="closed_date is null and this.census_day > opened_date + interval 2 year",
        passing=[{}],
        failing=[{"opened_date": "2023-12-30"}],
    ),
    _case(
        number="IA-08",
        level=QUERY,
        items=("closed_date",),
        message="The case was closed more than twelve months before the month's end.",
        to_do="Take it out: the extract tells of the twelve months before.",
        fails="closed_date <= this.census_day - interval 12 month",
        passing=[_CLOSED],
        failing=[_CLOSED | {"opened_date": "2024-10-01", "closed_date": "2024-12-31"}],
    ),
)

SENDIASS_RULES = Rulebook(
    extract="sendiass",
    returned="2025-12",
    lawful={
        "sendiass": {"la_code": "391", "year": 2025, "month": 12},
        "advicecases": {"opened_date": "2025-10-01", "client": "P", "topic": "PLAN"},
    },
    rules=(
        *lines("IA", {"advicecases": [{"advice_case_id": "1"}, {"advice_case_id": "1"}]}),
        *_CASES,
    ),
)
