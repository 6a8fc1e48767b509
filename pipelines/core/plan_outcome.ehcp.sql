-- Outcomes of plans. Versions and reviews are named where the system gives them.

select
    outcome.outcome_id,
    outcome.case_id,
    cases.person_id,
    outcome.delivery,
    cases.la_code,
    cases.snapshot_day,
    outcome.version_id,
    outcome.area,
    outcome.target_date,
    outcome.status,
    outcome.review_id,
    review.meeting_date as review_date,
    coalesce(version.is_current, cases.is_in_force) as is_current
from staging.ehcp_outcomes as outcome
inner join core.ehcp_case as cases using (case_id)
left join core.plan_version as version
    on version.version_id = outcome.version_id and version.case_id = outcome.case_id
left join core.review as review
    on review.review_id = outcome.review_id and review.case_id = outcome.case_id
order by outcome.outcome_id
