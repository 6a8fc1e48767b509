-- Cases and their clock. A plan must be finished within 20 weeks of the day the request was received: 140
-- days, the last of which still counts (SEND Regulations 2014, regulation 13(2)).

with clock as (
    select
        cases.case_id,
        cases.received_date + 140 as last_lawful_day,
        cases.plan_issued_date is null
            and coalesce(cases.received_date <= delivery.census_day, false)
            and cases.decision in ('A', 'Y')
            and coalesce(cases.assessment_outcome, 'A') in ('A', 'Y') as is_open
    from staging.ehcp_cases as cases
    cross join landing.delivery as delivery
)

select
    cases.case_id,
    link.person_id,
    cases.delivery,
    delivery.la_code,
    delivery.census_day as snapshot_day,
    cases.received_date,
    cases.request_source,
    cases.decision,
    cases.decision_date,
    cases.assessment_outcome,
    cases.assessment_outcome_date,
    clock.last_lawful_day,
    cases.plan_issued_date,
    -- a plan dated before its request has no clock that can be read
    case
        when cases.plan_issued_date >= cases.received_date then cases.plan_issued_date <= clock.last_lawful_day
    end as is_within_20_weeks,
    cases.exceptions_apply,
    clock.is_open,
    case when clock.is_open then delivery.census_day - cases.received_date end as days_open,
    cases.cease_date,
    cases.cease_reason,
    coalesce(cases.plan_issued_date <= delivery.census_day, false)
        and (cases.cease_date is null or cases.cease_date > delivery.census_day) as is_in_force
from staging.ehcp_cases as cases
cross join landing.delivery as delivery
inner join clock using (case_id)
inner join core.person_link as link on link.part = 'cases' and link.row = cases.row
order by cases.case_id
