"""The rules of the Annex A lists: those of the sector's validator under its numbers, and some of ours."""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from functools import partial

from schemas.rule import ERROR, QUERY, Beside, Row, Rule, Rulebook
from schemas.rules.any_table import any_table
from schemas.rules.words import FIELD, NOT_A_UPN_AUTHORITY

VALIDATOR = "Annex A SEND validator of the sector (Data to Insight), rule "
_LISTS = {"1": "list_1", "2": "list_2"}


def _missing(number: str, item: str, what: str, to_do: str) -> tuple[Rule, ...]:
    """One item that both lists must have; a need that no specialist has assessed is on no list of codes."""
    return tuple(
        Rule(
            number=f"AA-{n}{number}",
            level=QUERY if (item, table) == ("need", "list_2") else ERROR,
            table=table,
            items=(item,),
            source=f"{VALIDATOR}{n}{number}",
            message=f"{what} is missing.",
            to_do=to_do,
            reasons=("birth_date: missing", "birth_date: not a date") if item == "birth_date" else (),
            fails="" if item == "birth_date" else f"{item} is null",
            passing={table: [{}]},
            failing={table: [{item: None}, {}]},
        )
        for n, table in _LISTS.items()
    )


def _both(
    number: str,
    *,
    level: str,
    items: tuple[str, ...],
    message: str,
    to_do: str,
    fails: str,
    passing: Row,
    failing: Row,
) -> tuple[Rule, ...]:
    """One rule for each of the lists."""
    return tuple(
        Rule(
            number=f"AA-{n}{number}",
            level=level,
            table=table,
            items=items,
            source=f"{VALIDATOR}{n}{number}",
            message=message,
            to_do=to_do,
            fails=fails,
            passing={table: [passing]},
            failing={table: [failing]},
        )
        for n, table in _LISTS.items()
    )


_plan = partial(Rule, table="list_1")
_list = partial(Rule, table="list_1", also=("list_2",), source=FIELD)

_CHILD: Row = {
    "upn": "X391200012001",
    "birth_date": "2012-03-03",
    "gender": "F",
    "ethnicity": "WBRI",
    "need": "ASD",
    "urn": "108001",
    "phase": "SS",
    "suspensions": 0,
    "permanent_exclusions": 0,
    "absence": "4.5",
    "pupil_premium": "N",
    "social_care": "N",
    "disability": "Y",
}

ANNEX_A_RULES = Rulebook(
    extract="annex_a",
    returned="2026-01",
    school=("list_1.urn", "list_2.urn"),
    lawful=dict.fromkeys(
        _LISTS.values(),
        _CHILD,
    )
    | {"annexa": {"la_code": "391", "year": 2026, "month": 1}},
    besides=(
        *(
            Beside(table, "same_upn", table, ("upn",), f"select upn, count(*) as n from {table} group by upn")
            for table in _LISTS.values()
        ),
        Beside(
            "list_2", "with_plan", "list_1", ("upn",), "select upn, count(*) as n from list_1 group by upn"
        ),
    ),
    rules=(
        *(rule for rule in any_table("AA", {}, {}) if rule.number.endswith("R3")),
        *_missing("01a", "birth_date", "The date of birth", "Enter it from the birth certificate."),
        *_missing("01b", "gender", "Gender", "Enter a) to d) of the request."),
        *_missing("01c", "ethnicity", "Ethnicity", "Enter a) to u) of the request."),
        *_missing("01d", "need", "The primary need", "Enter a) to l) of the request."),
        *_both(
            "02a",
            level=QUERY,
            items=("birth_date",),
            message="The person is 25.",
            to_do="Check whether the support still stands.",
            fails="age_census_day = 25",
            passing={"birth_date": "2001-03-03"},
            failing={"birth_date": "2000-03-03"},
        ),
        *_both(
            "02b",
            level=ERROR,
            items=("birth_date",),
            message="The person is 26 or older.",
            to_do="Check the date of birth; take out who is no longer the authority's responsibility.",
            fails="age_census_day >= 26",
            passing={"birth_date": "2001-03-03"},
            failing={"birth_date": "1999-03-03"},
        ),
        *_both(
            "03",
            level=ERROR,
            items=("disability",),
            message="Whether the child has a disability is missing.",
            to_do="Enter yes or no.",
            fails="disability is null",
            passing={"disability": "N"},
            failing={"disability": None},
        ),
        *_both(
            "05a",
            level=ERROR,
            items=("birth_date",),
            message="The date of birth lies in the future.",
            to_do="Correct it.",
            fails="birth_date > this.census_day",
            passing={},
            failing={"birth_date": "2026-03-03"},
        ),
        _plan(
            number="AA-105b",
            level=ERROR,
            items=("plan_issued",),
            source=f"{VALIDATOR}105b to 105d: future dates",
            message="The initial plan was issued in the future.",
            to_do="Correct the date.",
            fails="plan_issued > this.census_day",
            passing=[{}],
            failing=[{"plan_issued": "2026-02-01"}],
        ),
        _plan(
            number="AA-105c",
            level=ERROR,
            items=("plan_updated",),
            source=f"{VALIDATOR}105b to 105d: future dates",
            message="The plan was updated in the future.",
            to_do="Correct the date.",
            fails="plan_updated > this.census_day",
            passing=[{"plan_updated": "2026-01-31"}],
            failing=[{"plan_updated": "2026-02-01"}],
        ),
        _plan(
            number="AA-105d",
            level=ERROR,
            items=("plan_reviewed",),
            source=f"{VALIDATOR}105b to 105d: future dates",
            message="The plan was last reviewed in the future.",
            to_do="Enter the last review that was held.",
            fails="plan_reviewed > this.census_day",
            passing=[{"plan_reviewed": "2026-01-31"}],
            failing=[{"plan_reviewed": "2026-02-01"}],
        ),
        _plan(
            number="AA-106a",
            level=ERROR,
            items=("plan_issued", "plan_updated"),
            source=f"{VALIDATOR}106a",
            message="The initial plan was issued after it was updated.",
            to_do="Correct the two dates.",
            fails="plan_issued > plan_updated",
            passing=[{"plan_issued": "2021-05-04", "plan_updated": "2021-05-04"}],
            failing=[{"plan_issued": "2021-05-04", "plan_updated": "2021-05-03"}],
        ),
        _plan(
            number="AA-106b",
            level=ERROR,
            items=("plan_issued", "plan_reviewed"),
            source=f"{VALIDATOR}106b",
            message="The initial plan was issued after it was last reviewed.",
            to_do="Correct the two dates.",
            fails="plan_issued > plan_reviewed",
            passing=[{"plan_issued": "2021-05-04", "plan_reviewed": "2025-05-03"}],
            failing=[{"plan_issued": "2021-05-04", "plan_reviewed": "2021-05-03"}],
        ),
        *_both(
            "07",
            level=QUERY,  # the lists have no column for the reason why there is none
            items=("upn", "uln"),
            message="A child of six or over has neither a pupil number nor a learner number.",
            to_do="Ask the school for the number.",
            fails="age_census_day >= 6 and upn is null and uln is null",
            passing={},
            failing={"upn": None},
        ),
        *_both(
            "08a",
            level=QUERY,
            items=("urn", "phase", "subsidiary_phase"),
            message="A child of school age has no education establishment.",
            to_do="Enter the school, or say how the child is educated.",
            fails="age_31_august between 5 and 15 and coalesce(urn, phase, subsidiary_phase) is null",
            passing={},
            failing={"urn": None, "phase": None},
        ),
        *_both(
            "08b",
            level=ERROR,
            items=("phase", "subsidiary_phase"),
            message="There is a subsidiary establishment, but no main one.",
            to_do="Enter the main establishment (enrolment status C or M).",
            fails="subsidiary_phase is not null and phase is null and urn is null",
            passing={"subsidiary_phase": "PR"},
            failing={"subsidiary_phase": "PR", "phase": None, "urn": None},
        ),
        *(
            Rule(
                number=f"AA-{n}09",
                level=ERROR,
                table=table,
                items=("upn",),
                source=f"{VALIDATOR}{n}09",
                message="The child stands twice in the list.",
                to_do="Keep the row with the latest initial plan.",
                fails="same_upn.n > 1",
                passing={table: [{}]},
                failing={table: [{}, {}]},
            )
            for n, table in _LISTS.items()
        ),
        Rule(
            number="AA-01",
            level=ERROR,
            table="list_2",
            items=("upn",),
            source=FIELD,
            message="The child stands in both lists: with a plan and on SEN support.",
            to_do="Take the row out of the second list.",
            fails="with_plan.n > 0",
            passing={"list_1": [{}], "list_2": [{"upn": "Z391200020002"}]},
            failing={"list_1": [{}], "list_2": [{}]},
        ),
        _plan(
            number="AA-02",
            level=ERROR,
            items=("plan_issued", "birth_date"),
            source=FIELD,
            message="The initial plan was issued before the child was born.",
            to_do="Correct the two dates.",
            fails="plan_issued < birth_date",
            passing=[{"plan_issued": "2016-05-04"}],
            failing=[{"plan_issued": "2011-05-04"}],
        ),
        _plan(
            number="AA-03",
            level=QUERY,
            items=("plan_issued",),
            source=FIELD,
            message="The day on which the plan was first issued is missing.",
            to_do="Enter it.",
            fails="plan_issued is null",
            passing=[{"plan_issued": "2016-05-04"}],
            failing=[{"plan_issued": None}],
        ),
        _plan(
            number="AA-04",
            level=QUERY,
            items=("home_educated", "urn"),
            source=FIELD,
            message="The child is home educated, but has a main establishment with a number.",
            to_do="Take the establishment out, or correct home education.",
            fails="home_educated = 'Y' and urn is not null",
            passing=[{"home_educated": "Y", "urn": None, "phase": None}],
            failing=[{"home_educated": "Y"}],
        ),
        _plan(
            number="AA-05",
            level=QUERY,
            items=("plan_reviewed", "plan_issued"),
            source="Children and Families Act 2014, section 44: every twelve months",
            message="The plan is older than a year and was not reviewed in the last year.",
            to_do="Enter the last review, or hold it.",
            fails=(
                "plan_issued < this.census_day - interval 13 months "
                "and coalesce(plan_reviewed, plan_issued) < this.census_day - interval 13 months"
            ),
            wants=("plan_reviewed", "plan_issued"),
            passing=[{"plan_issued": "2016-05-04", "plan_reviewed": "2025-05-04"}],
            failing=[{"plan_issued": "2016-05-04", "plan_reviewed": "2024-05-04"}],
        ),
        _list(
            number="AA-06",
            level=ERROR,
            items=("absence",),
            message="Absence is no percentage from 0 to 100.",
            to_do="Enter the sessions missed per hundred possible.",
            reasons=(r"absence: not of the form '\\d{1,3}(\\.\\d+)?%?$'",),
            fails="try_cast(rtrim(absence, '%') as double) > 100",
            passing={"list_1": [{"absence": "100"}]},
            failing={"list_1": [{"absence": "101"}]},
        ),
        _list(
            number="AA-07",
            level=QUERY,
            items=("permanent_exclusions",),
            message="The child was permanently excluded more than once in six months.",
            to_do="Check the number.",
            fails="permanent_exclusions > 1",
            passing={"list_1": [{"permanent_exclusions": 1}]},
            failing={"list_1": [{"permanent_exclusions": 2}]},
        ),
        _list(
            number="AA-08",
            level=ERROR,
            items=("upn", "uln"),
            message=(
                "The pupil number or the learner number is mistyped: it does not fit its check character."
            ),
            to_do="Copy it again.",
            reasons=("upn: upn check letter", "uln: uln check digit"),
            fails=f"substr(upn, 2, 3) {NOT_A_UPN_AUTHORITY}",
            passing={"list_1": [{}]},
            failing={"list_1": [{"upn": "A391200020001"}]},
        ),
    ),
)
