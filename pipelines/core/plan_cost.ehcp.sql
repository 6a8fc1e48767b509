-- Costs of cases, pounds turned into pence. A cost of a financial year without days runs from 1 April of it to
-- 31 March.

with dated as (
    select
        *,
        cast(left(financial_year, 4) as bigint) as year_start
    from staging.ehcp_costs
),

running as (
    select
        *,
        coalesce(start_date, make_date(year_start, 4, 1)) as first_day,
        coalesce(end_date, make_date(year_start + 1, 3, 31)) as last_day
    from dated
)

select
    cost.cost_id,
    cost.case_id,
    cases.person_id,
    cost.delivery,
    cases.la_code,
    cases.snapshot_day,
    cost.kind,
    cast(round(100 * cast(translate(cost.annual_amount, '£,', '') as decimal(14, 4))) as bigint)
        as annual_pence,
    cost.funder,
    cast(cost.year_start as varchar) || right(cost.financial_year, 2) as financial_year,
    cost.first_day as start_date,
    cost.last_day as end_date,
    cases.is_in_force
        and coalesce(cost.first_day <= cases.snapshot_day, true)
        and coalesce(cost.last_day >= cases.snapshot_day, true) as is_current
from running as cost
inner join core.ehcp_case as cases using (case_id)
order by cost.cost_id
