-- Versions of plans. The current one is the final version issued last, while the plan is in force.

with numbered as (
    select
        *,
        row_number() over (
            partition by case_id, status <> 'D'
            order by issued_date desc, version desc, row desc
        ) as place
    from staging.ehcp_planversions
)

select
    plan.version_id,
    plan.case_id,
    cases.person_id,
    plan.delivery,
    cases.la_code,
    cases.snapshot_day,
    plan.version,
    plan.status,
    plan.issued_date,
    plan.section_i_urn,
    plan.section_i_ukprn,
    plan.section_i_setting,
    cases.is_in_force and plan.status <> 'D' and plan.place = 1 as is_current
from numbered as plan
inner join core.ehcp_case as cases using (case_id)
order by plan.case_id, plan.version, plan.version_id
