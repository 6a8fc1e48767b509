-- SEN provision of each pupil at the registration that counts.

select
    enrolment.person_id,
    enrolment.delivery,
    enrolment.la_code,
    enrolment.census,
    enrolment.census_day,
    enrolment.academic_year,
    provision_of(pupil.sen_provision) as sen_provision,
    pupil.sen_unit,
    pupil.resourced_provision
from core.enrolment as enrolment
inner join staging.school_census_pupilonroll as pupil using (row)
where enrolment.is_counted
order by enrolment.person_id
