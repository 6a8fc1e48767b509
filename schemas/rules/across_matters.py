"""What rules across returns judge, gathered from the core tables."""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from schemas.rule import Matter
from schemas.rules.words import (
    NC_YEAR_AGE,
)

_SPRING = "core.enrolment where is_counted and census like '%-spring'"


_PERSON_ROW = (
    "(select delivery, person_id, min(row) as row from core.person_link where part = 'person' group by all)"
)


MATTERS = (
    Matter(
        "plan",
        ("core.plan", "core.placement", "core.enrolment", "core.sen_status", "core.person_link"),
        f"""
with returned as (select distinct la_code, census from core.enrolment),
schools as (select distinct la_code, census, urn from core.enrolment),
attended as (
    select delivery, request_id, max(urn) as urn from core.placement
    where is_open and placement_rank = '1' group by all
),
counted as (
    select person_id, return_year, count(*) as plans, count(distinct la_code) as authorities
    from core.plan where is_maintained group by all
)
select
    plan.delivery, 'sen2' as extract, 'person' as part, record.row, null as school,
    plan.age_31_august, attended.urn, status.sen_provision, counted.plans, counted.authorities,
    schools.urn is not null as is_at_a_school_returned
from core.plan as plan
left join {_PERSON_ROW} as record using (delivery, person_id)
left join attended using (delivery, request_id)
left join counted using (person_id, return_year)
left join schools
    on schools.la_code = plan.la_code and schools.urn = attended.urn
    and schools.census = plan.return_year || '-spring'
left join core.sen_status as status
    on status.person_id = plan.person_id and status.census = plan.return_year || '-spring'
    and status.la_code = plan.la_code
where plan.is_maintained
""",
    ),
    Matter(
        "pupil",
        ("core.enrolment", "core.sen_status", "core.plan", "staging.sen2_person"),
        f"""
with returned as (select distinct la_code, return_year || '-spring' as census from core.plan),
ours as (
    select distinct substr(delivery, 1, 3) as la_code, postcode_district as home_district
    from staging.sen2_person where postcode_district is not null
),
planned as (
    select distinct la_code, return_year || '-spring' as census, person_id from core.plan where is_maintained
)
select
    pupil.delivery, 'school_census' as extract, 'pupilonroll' as part, pupil.row, pupil.urn as school,
    status.sen_provision, planned.person_id is not null as has_plan,
    ours.home_district is not null as lives_here
from (from {_SPRING}) as pupil
inner join core.sen_status as status using (delivery, person_id)
inner join returned on returned.la_code = pupil.la_code and returned.census = pupil.census
left join planned
    on planned.la_code = pupil.la_code and planned.census = pupil.census
    and planned.person_id = pupil.person_id
left join ours on ours.la_code = pupil.la_code and ours.home_district = pupil.home_district
""",
    ),
    Matter(
        "january_pair",
        ("core.enrolment", "core.sen_status", "core.plan"),
        f"""
with january as (
    select pupil.*, status.sen_provision, year(pupil.census_day) as year, {NC_YEAR_AGE} as taught
    from (from {_SPRING}) as pupil left join core.sen_status as status using (delivery, person_id)
),
planned as (select distinct person_id, return_year from core.plan where is_maintained)
select
    now.delivery, 'school_census' as extract, 'pupilonroll' as part, now.row, now.urn as school,
    now.taught - before.taught as years_up, now.age_31_august - before.age_31_august as years_older,
    now.sex <> before.sex as is_other_sex,
    before.sen_provision as provision_before, now.sen_provision as provision_now,
    planned.person_id is not null as has_plan
from january as now
inner join january as before on before.person_id = now.person_id and before.year = now.year - 1
left join planned on planned.person_id = now.person_id and planned.return_year = now.year
""",
    ),
    Matter(
        "need",
        ("core.need", "core.person_link"),
        f"""
select
    sen2.delivery, 'sen2' as extract, 'person' as part, record.row, null as school,
    sen2.need_code as sen2_need, census.need_code as census_need
from core.need as sen2
inner join core.need as census
    on census.person_id = sen2.person_id and census.source = 'school_census' and census.need_rank = '1'
    and census.returned = sen2.returned || '-spring'
left join {_PERSON_ROW} as record on record.delivery = sen2.delivery and record.person_id = sen2.person_id
where sen2.source = 'sen2' and sen2.need_rank = '1'
""",
    ),
    Matter(
        "named",
        ("core.plan_version", "core.plan", "core.placement", "core.person_link"),
        f"""
with attended as (
    select plan.delivery, plan.la_code, plan.return_year, plan.person_id, max(placement.urn) as urn
    from core.plan as plan inner join core.placement as placement using (delivery, request_id)
    where plan.is_maintained and placement.is_open and placement.placement_rank = '1' group by all
),
named as (
    select la_code, person_id, year(snapshot_day) + 1 as return_year, max(section_i_urn) as urn
    from core.plan_version where is_current and month(snapshot_day) = 12 group by all
)
select
    attended.delivery, 'sen2' as extract, 'person' as part, record.row, null as school,
    named.urn as named_urn, attended.urn as attended_urn
from attended inner join named using (la_code, person_id, return_year)
left join {_PERSON_ROW} as record using (delivery, person_id)
""",
    ),
    Matter(
        "last_plan",
        ("core.plan", "core.person_link"),
        f"""
with returned as (select distinct la_code, return_year, delivery from core.plan),
here as (
    select la_code, return_year, person_id, bool_or(is_maintained) as is_maintained,
        max(start_date) filter (is_maintained) as started
    from core.plan group by all
)
select
    plan.delivery, 'sen2' as extract, 'person' as part, record.row, null as school,
    here.person_id is not null as is_returned_again, plan.is_maintained, plan.cease_date,
    coalesce(here.is_maintained, false) as is_maintained_now, here.started
from core.plan as plan
inner join returned on returned.la_code = plan.la_code and returned.return_year = plan.return_year + 1
left join here
    on here.la_code = plan.la_code and here.return_year = plan.return_year + 1
    and here.person_id = plan.person_id
left join {_PERSON_ROW} as record on record.delivery = plan.delivery and record.person_id = plan.person_id
""",
    ),
    Matter(
        "stock",
        ("core.plan",),
        """
with stock as (
    select la_code, return_year, any_value(delivery) as delivery, any_value(census_day) as census_day,
        count(*) filter (is_maintained) as plans
    from core.plan group by la_code, return_year
)
select
    stock.delivery, 'sen2' as extract, 'namedplan' as part, null as row, null as school,
    before.plans as plans_before, stock.plans,
    count(*) filter (plan.start_date > before.census_day and plan.start_date <= stock.census_day
        and plan.transferred_from is null) as started,
    count(*) filter (plan.transferred_from is not null) as came,
    count(*) filter (plan.cease_date > before.census_day and plan.cease_date <= stock.census_day
        and plan.cease_reason is distinct from '5') as ended,
    count(*) filter (plan.cease_date > before.census_day and plan.cease_date <= stock.census_day
        and plan.cease_reason = '5') as went
from stock
inner join stock as before on before.la_code = stock.la_code and before.return_year = stock.return_year - 1
inner join core.plan as plan on plan.la_code = stock.la_code and plan.return_year = stock.return_year
group by all
""",
        about_persons=False,
    ),
    Matter(
        "totals",
        ("core.plan", "core.sen_status"),
        """
with counted as (
    select la_code, return_year as year, 'plans maintained' as measure, count(*) as total,
        any_value(delivery) as delivery, 'sen2' as extract
    from core.plan where is_maintained group by la_code, return_year
    union all
    select la_code, year(census_day), if(sen_provision = 'E', 'pupils with a plan', 'pupils on SEN support'),
        count(*), any_value(delivery), 'school_census'
    from core.sen_status where census like '%-spring' and sen_provision in ('E', 'K') group by all
)
select counted.delivery, counted.extract, null as part, null as row, null as school,
    counted.total, published.total as published_total
from counted inner join published using (la_code, year, measure)
""",
        about_persons=False,
    ),
)
