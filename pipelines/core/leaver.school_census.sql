-- Pupils no longer on roll. Their SEN provision is what the last earlier census that counts them says.

with school as (
    select
        schoolcensus.school_census_id,
        coalesce(schoolcensus.urn, schoolcensus.la_code || schoolcensus.establishment) as urn,
        phase.label as phase
    from staging.school_census_schoolcensus as schoolcensus
    inner join staging.school_census_school as school using (school_census_id)
    inner join codes.phase as phase on phase.code = school.phase
),

before as (
    select
        status.person_id,
        status.sen_provision,
        status.census
    from core.sen_status as status
    cross join landing.delivery as delivery
    where status.census_day < delivery.census_day
        and status.person_id in (select person_id from core.person_link where part = 'pupilnolongeronroll')
    -- two authorities may count a pupil on one day: this one's word goes first
    qualify row_number() over (
        partition by status.person_id
        order by status.census_day desc, status.la_code <> delivery.la_code, status.la_code
    ) = 1
)

select
    link.person_id,
    leaver.row,
    leaver.delivery,
    delivery.la_code,
    delivery.returned as census,
    delivery.census_day,
    school.urn,
    school.phase,
    leaver.entry_date,
    leaver.leaving_date,
    before.sen_provision,
    before.census as sen_provision_census,
    case when before.sen_provision is null then 'no earlier census counts the pupil' end
        as sen_provision_missing_because
from staging.school_census_pupilnolongeronroll as leaver
cross join landing.delivery as delivery
inner join school using (school_census_id)
inner join core.person_link as link
    on link.part = 'pupilnolongeronroll' and link.row = leaver.row
left join before on before.person_id = link.person_id
order by leaver.row
