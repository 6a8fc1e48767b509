-- Preparation for adulthood, area by area, at the reviews of plans.

select
    preparation.review_id,
    preparation.case_id,
    cases.person_id,
    preparation.delivery,
    cases.la_code,
    cases.snapshot_day,
    review.meeting_date,
    case when review.meeting_date is not null then review.age_31_august end as age_31_august,
    preparation.area,
    preparation.is_discussed,
    preparation.has_outcome
from staging.ehcp_adulthood as preparation
inner join core.ehcp_case as cases using (case_id)
left join core.review as review
    on review.review_id = preparation.review_id and review.case_id = preparation.case_id
-- where an area was entered twice for a review, the later entry stands
qualify
    row_number() over (partition by preparation.review_id, preparation.area order by preparation.row desc) = 1
order by preparation.review_id, preparation.area
