-- Independent schools beside the spring census of the same January.

select
    school.delivery,
    delivery.la_code,
    delivery.returned || '-spring' as census,
    delivery.census_day,
    delivery.academic_year,
    school.urn,
    school.pupils,
    school.sen_support,
    school.ehc_plans
from staging.independent_schools_school as school
cross join landing.delivery as delivery
order by school.urn
