"""Case system rules about money: costs of cases, personal budgets, the cost of a line of provision."""

from functools import partial

from schemas.extracts.ehcp_money import FINANCIAL_YEAR, POUNDS
from schemas.rule import ERROR, QUERY, Rule
from schemas.rules.words import FIELD, ORDER_OF_DATES

_cost = partial(Rule, table="costs", source=FIELD)


_budget = partial(Rule, table="personalbudgets", source=FIELD)


_CODE_OF_PRACTICE = "SEND code of practice 2015"


def _pounds(item: str) -> str:
    """An amount as a number; missing where it is none."""
    return f"try_cast(translate({item}, '£,', '') as decimal(14, 4))"


COSTS = (
    _cost(
        number="EHCP-80",
        level=ERROR,
        items=("annual_amount",),
        message="The amount is missing, or is no figure in pounds.",
        to_do="Enter pounds a year in figures, 12500.00.",
        reasons=(f"annual_amount: not of the form {POUNDS!r}",),
        fails="annual_amount is null",
        wants=(),
        also=("personalbudgets",),
        passing=[{"annual_amount": "£12,500.00"}],
        failing=[{"annual_amount": None}],
    ),
    _cost(
        number="EHCP-81",
        level=QUERY,
        items=("annual_amount", "kind"),
        message="One cost is more than £500,000 a year, or nothing.",
        to_do="Check whether pence were entered, or a total of several children.",
        fails=f"{_pounds('annual_amount')} not between 0.01 and 500000",
        also=("personalbudgets",),
        passing=[{"annual_amount": "500000"}],
        failing=[{"annual_amount": "500,001"}],
    ),
    _cost(
        number="EHCP-82",
        level=ERROR,
        items=("end_date", "start_date"),
        source=ORDER_OF_DATES,
        message="It ends before it starts.",
        to_do="Correct the two dates.",
        fails="end_date < start_date",
        also=("personalbudgets", "provisionlines"),
        passing=[{"start_date": "2025-09-01", "end_date": "2025-09-01"}],
        failing=[{"start_date": "2025-09-01", "end_date": "2025-08-31"}],
    ),
    _cost(
        number="EHCP-83",
        level=QUERY,
        items=("financial_year", "start_date"),
        message="A cost names neither its financial year nor the day on which it starts.",
        to_do="Enter one of them.",
        fails="financial_year is null and start_date is null",
        wants=(),
        passing=[{}],
        failing=[{"financial_year": None}],
    ),
    _cost(
        number="EHCP-84",
        level=ERROR,
        items=("financial_year",),
        message="The financial year is not that of two years that follow each other.",
        to_do="Write it as 2025-26.",
        reasons=(f"financial_year: not of the form {FINANCIAL_YEAR!r}",),
        fails="(cast(left(financial_year, 4) as int) + 1) % 100 <> cast(right(financial_year, 2) as int)",
        passing=[{"financial_year": "2099-00"}, {"financial_year": "2025/2026"}],
        failing=[{"financial_year": "2025-27"}],
    ),
    _cost(
        number="EHCP-85",
        level=QUERY,
        items=("kind", "funder", "financial_year"),
        message="The case has the same cost of the same funder twice.",
        to_do="Take one out, or say from when to when each of them runs.",
        fails="same_cost.n > 1",
        passing=[{}, {"funder": "H"}],
        failing=[{}, {"annual_amount": "9000"}],
    ),
    _cost(
        number="EHCP-86",
        level=QUERY,
        items=("kind", "funder"),
        message="A contribution of health or of social care is paid by someone else.",
        to_do="Correct the kind or the funder; a cost that is shared is entered once a funder.",
        fails="(kind = 'H' and funder not in ('H', 'J')) or (kind = 'C' and funder not in ('C', 'J'))",
        wants=("funder",),
        passing=[{"kind": "H", "funder": "H"}],
        failing=[{"kind": "H", "funder": "E"}],
    ),
    _cost(
        number="EHCP-87",
        level=QUERY,
        items=("start_date", "cases.cease_date"),
        message="It starts after the plan has ended.",
        to_do="Correct the dates, or move it to the case of the plan in force.",
        fails="start_date >= cases.cease_date",
        also=("personalbudgets",),
        passing=[{"start_date": "2025-09-01"}],
        failing={
            "cases": [{"cease_date": "2025-08-31", "cease_reason": "2"}],
            "costs": [{"start_date": "2025-09-01"}],
        },
    ),
)


BUDGETS = (
    _budget(
        number="EHCP-88",
        level=ERROR,
        items=("agreed_date",),
        source=ORDER_OF_DATES,
        message="The personal budget was agreed after the day of the extract.",
        to_do="Correct the date; what is not agreed yet is left out.",
        fails="agreed_date > this.census_day",
        passing=[{"agreed_date": "2025-12-31"}],
        failing=[{"agreed_date": "2026-01-01"}],
    ),
    _budget(
        number="EHCP-89",
        level=QUERY,
        items=("start_date", "agreed_date"),
        source=ORDER_OF_DATES,
        message="The personal budget starts before it was agreed.",
        to_do="Correct the two dates.",
        fails="start_date < agreed_date",
        passing=[{"start_date": "2025-06-16"}],
        failing=[{"start_date": "2025-06-15"}],
    ),
    _budget(
        number="EHCP-90",
        level=QUERY,
        items=("section", "agency"),
        source=f"{_CODE_OF_PRACTICE} 9.62: F education, G health, H social care",
        message="The money of the personal budget does not go with the section whose provision it buys.",
        to_do="Correct one of the two; a budget of several agencies is integrated.",
        fails=(
            "(agency = 'E' and section <> 'F') or (agency = 'H' and section = 'H1') or "
            "(agency = 'H' and section = 'H2') or (agency = 'S' and section = 'G')"
        ),
        wants=("section", "agency"),
        passing=[{"agency": "S", "section": "H1"}],
        failing=[{"agency": "E", "section": "H1"}],
    ),
)


LINE_COSTS = (
    Rule(
        number="EHCP-45",
        level=ERROR,
        table="provisionlines",
        items=("annual_cost",),
        source=FIELD,
        message="The cost of the line is no figure in pounds, or is more than £500,000 a year.",
        to_do="Enter pounds a year in figures, 1250.00.",
        reasons=(f"annual_cost: not of the form {POUNDS!r}",),
        fails=f"{_pounds('annual_cost')} > 500000",
        passing={"planversions": [{}], "provisionlines": [{"annual_cost": "1,250.00"}]},
        failing={"planversions": [{}], "provisionlines": [{"annual_cost": "500001"}]},
    ),
)
