-- Reviews of plans, held and due.

select
    review.review_id,
    review.case_id,
    cases.person_id,
    review.delivery,
    cases.la_code,
    cases.snapshot_day,
    review.due_date,
    review.meeting_date,
    review.decision,
    review.decision_date,
    review.amended_final_date,
    review.is_phase_transfer
from staging.ehcp_reviews as review
inner join core.ehcp_case as cases using (case_id)
order by review.review_id
