-- Personal budgets, pounds turned into pence.

select
    budget.budget_id,
    budget.case_id,
    cases.person_id,
    budget.delivery,
    cases.la_code,
    cases.snapshot_day,
    budget.kind,
    budget.section,
    budget.agency,
    cast(round(100 * cast(translate(budget.annual_amount, '£,', '') as decimal(14, 4))) as bigint)
        as annual_pence,
    budget.agreed_date,
    budget.start_date,
    budget.end_date,
    cases.is_in_force
        and coalesce(budget.start_date, budget.agreed_date, cases.snapshot_day) <= cases.snapshot_day
        and coalesce(budget.end_date, cases.snapshot_day) >= cases.snapshot_day as is_current
from staging.ehcp_personalbudgets as budget
inner join core.ehcp_case as cases using (case_id)
order by budget.budget_id
