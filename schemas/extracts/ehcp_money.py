"""What plans cost, in the EHC plan case system: costs of a case, and personal budgets.

Amounts are pounds a year in figures: 12500, 12,500.00 or £12,500. They hang on the case, the one table that
every system gives.
"""

from schemas.codesets.ehcp import PLAN_SECTION
from schemas.codesets.plan_content import BUDGET_AGENCY, BUDGET_KIND, COST_KIND, FUNDER
from schemas.contract import Day, Table, Text, item

POUNDS = r"£?(\d{1,7}|\d{1,3}(,\d{3}){1,2})(\.\d{1,4})?$"
FINANCIAL_YEAR = r"20\d\d[-/](20)?\d\d$"


class Cost(Table):
    """One row per cost of a case: a kind of cost from one funder, for a financial year or from day to day."""

    cost_id: Text = item("costid", "Key of the cost", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    kind: Text = item("costkind", "Kind of cost", codes=COST_KIND, required=True)
    annual_amount: Text = item(
        "annualamount", "Pounds a year in figures, 12500.00", unit="pounds per year", str_matches=POUNDS
    )
    funder: Text = item("funder", "Who pays", codes=FUNDER)
    financial_year: Text = item("financialyear", "Financial year, 2025-26", str_matches=FINANCIAL_YEAR)
    start_date: Day = item("startdate", "First day of the cost")
    end_date: Day = item("enddate", "Last day of the cost")


class PersonalBudget(Table):
    """One row per personal budget, or per part of one that is delivered another way."""

    budget_id: Text = item("budgetid", "Key of the personal budget", required=True)
    case_id: Text = item("caseid", "The case", required=True)
    kind: Text = item("budgetkind", "How it is delivered", codes=BUDGET_KIND, required=True)
    section: Text = item("section", "Section of the plan whose provision it buys", codes=PLAN_SECTION)
    agency: Text = item("agency", "Whose money it is", codes=BUDGET_AGENCY)
    annual_amount: Text = item(
        "annualamount", "Pounds a year in figures, 1250.00", unit="pounds per year", str_matches=POUNDS
    )
    agreed_date: Day = item("agreeddate", "Day on which it was agreed")
    start_date: Day = item("startdate", "First day of the budget")
    end_date: Day = item("enddate", "Last day of the budget")
