-- The school's view of need, at the registration that counts.

select
    enrolment.person_id,
    enrolment.delivery,
    'school_census' as source,
    enrolment.la_code,
    enrolment.census as returned,
    need.need_rank,
    need.need as need_code,
    label.label as need
from staging.school_census_senneeds as need
inner join staging.school_census_pupilonroll as pupil using (pupil_id)
inner join core.enrolment as enrolment on enrolment.row = pupil.row
inner join codes.need as label on label.code = need.need
where enrolment.is_counted
-- two needs may not share a rank (rule 2165): the first one returned is kept
qualify row_number() over (partition by enrolment.person_id, need.need_rank order by need.row) = 1
order by enrolment.person_id, need.need_rank
