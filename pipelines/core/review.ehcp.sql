-- Reviews of plans, held and due. School years begin on 1 September, so eight months before a day lies in the
-- calendar year in which its school year began; ages on 31 August differ by as many years as school years do.

with aged as (
    select
        review.review_id,
        cases.age_31_august
        + year(coalesce(review.meeting_date, review.due_date) - interval 8 months)
        - year(delivery.census_day - interval 8 months) as age_31_august
    from staging.ehcp_reviews as review
    inner join staging.ehcp_cases as cases using (case_id)
    cross join landing.delivery as delivery
)

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
    review.proposed_amendment_date,
    review.amended_final_date,
    review.is_phase_transfer,
    case when aged.age_31_august >= 0 then aged.age_31_august end as age_31_august
from staging.ehcp_reviews as review
inner join core.ehcp_case as cases using (case_id)
inner join aged using (review_id)
order by review.review_id
