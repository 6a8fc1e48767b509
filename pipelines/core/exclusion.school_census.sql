-- Suspensions and exclusions as returned, of pupils on roll and of those who left. SEN provision is that at the
-- time of the exclusion; where it was not returned, that of census day, or of a leaver's last earlier census.

with returned as (
    select
        enrolment.person_id,
        true as is_on_roll,
        excluded.row,
        enrolment.urn,
        enrolment.phase,
        excluded.start_date,
        excluded.category,
        excluded.reason,
        excluded.second_reason,
        excluded.third_reason,
        excluded.sessions,
        provision_of(excluded.sen_provision) as own_provision,
        provision_of(pupil.sen_provision) as other_provision
    from staging.school_census_termlyexclusionsonroll as excluded
    inner join staging.school_census_pupilonroll as pupil using (pupil_id)
    inner join core.enrolment as enrolment on enrolment.row = pupil.row

    union all

    select
        leaver.person_id,
        false as is_on_roll,
        excluded.row,
        leaver.urn,
        leaver.phase,
        excluded.start_date,
        excluded.category,
        excluded.reason,
        excluded.second_reason,
        excluded.third_reason,
        excluded.sessions,
        provision_of(excluded.sen_provision) as own_provision,
        leaver.sen_provision as other_provision
    from staging.school_census_termlyexclusionsoffroll as excluded
    inner join staging.school_census_pupilnolongeronroll as gone using (leaver_id)
    inner join core.leaver as leaver on leaver.row = gone.row
),

-- Easter Sunday by Gauss's rule, which holds without exception from 1982 to 2048.
full_moon as (
    select
        *,
        year(start_date) as y,
        (19 * (year(start_date) % 19) + 24) % 30 as d
    from returned
),

dated as (
    select
        *,
        make_date(y, 3, 22) + cast(d + (2 * (y % 4) + 4 * (y % 7) + 6 * d + 5) % 7 as integer) as easter,
        case when month(start_date) >= 8 then y else y - 1 end as year_began
    from full_moon
)

select
    dated.person_id,
    dated.is_on_roll,
    dated.row,
    delivery.delivery,
    delivery.la_code,
    delivery.returned as census,
    dated.urn,
    dated.phase,
    dated.start_date,
    cast(year_began as varchar) || right(cast(year_began + 1 as varchar), 2) as academic_year,
    case
        when month(dated.start_date) >= 8 then 'autumn'
        when dated.start_date <= dated.easter then 'spring'
        else 'summer'
    end as term,
    category.label as category,
    nullif(concat_ws('; ', first.label, second.label, third.label), '') as reasons,
    dated.sessions,
    coalesce(dated.own_provision, dated.other_provision) as sen_provision,
    case
        when dated.own_provision is not null then 'the exclusion'
        when dated.other_provision is null then null
        when dated.is_on_roll then 'census day'
        else 'an earlier census'
    end as sen_provision_from
from dated
cross join landing.delivery as delivery
-- what was a fixed-period exclusion until 2019/20 is a suspension since
inner join codes.exclusion_category as category
    on category.code = case when dated.category = 'FIXD' then 'SUSP' else dated.category end
left join codes.exclusion_reason as first on first.code = dated.reason
left join codes.exclusion_reason as second on second.code = dated.second_reason
left join codes.exclusion_reason as third on third.code = dated.third_reason
order by dated.is_on_roll desc, dated.row
