-- SEN provision of a person over time: what censuses saw, and between them the days of plans.

with told as (
    select
        person_id,
        la_code,
        census_day,
        coalesce(start_date, census_day) as first_day,
        coalesce(least(cease_date - 1, census_day), census_day) as last_day,
        start_date is not null as is_start_known,
        coalesce(cease_date <= census_day, false) as is_end_known,
        bool_and(start_date is not null) over (partition by person_id, la_code, census_day) as are_starts_known
    from core.plan
    where (is_maintained or cease_date <= census_day)
        and coalesce(start_date <= cease_date, true)
),

last_told as (
    select told.*
    from told
    anti join told as newer
        on newer.person_id = told.person_id
        and newer.la_code = told.la_code
        and newer.census_day > told.census_day
        and (
            -- one person has one plan of an authority on a day
            newer.is_start_known
            and newer.first_day <= told.last_day
            and greatest(newer.first_day, newer.last_day) >= told.first_day
            -- SEN2 tells all plans maintained since 1 January of the year before
            or newer.are_starts_known
            and told.last_day + 1 >= make_date(year(newer.census_day) - 1, 1, 1)
        )
),

last_snapshot as (
    select *
    from core.ehcp_case
    qualify row_number() over (partition by person_id, la_code, case_id order by snapshot_day desc) = 1
),

plan as (
    select
        person_id,
        'sen2' as source,
        first_day,
        last_day,
        is_start_known,
        is_end_known
    from last_told

    union all

    select
        person_id,
        'ehcp' as source,
        plan_issued_date as first_day,
        coalesce(least(cease_date - 1, snapshot_day), snapshot_day) as last_day,
        true as is_start_known,
        coalesce(cease_date <= snapshot_day, false) as is_end_known
    from last_snapshot
    where plan_issued_date <= snapshot_day
),

dated as (
    select
        *,
        coalesce(
            first_day > 1 + max(last_day) over (
                partition by person_id
                order by first_day, last_day, precedence_of(source)
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as is_apart
    from plan
    where first_day <= last_day
),

joined as (
    select
        *,
        sum(case when is_apart then 1 else 0 end) over (
            partition by person_id
            order by first_day, last_day, precedence_of(source)
            rows between unbounded preceding and current row
        ) as one_plan
    from dated
),

planned as (
    select
        person_id,
        min(first_day) as first_day,
        max(last_day) as last_day,
        arg_min(source, (first_day, precedence_of(source))) as first_source,
        arg_max(source, (last_day, -precedence_of(source))) as last_source,
        arg_min(is_start_known, (first_day, precedence_of(source))) as is_start_known,
        arg_max(is_end_known, (last_day, -precedence_of(source))) as is_end_known
    from joined
    group by person_id, one_plan
),

census as (
    select
        person_id,
        census_day,
        -- E comes before K before N
        min(sen_provision) as sen_provision
    from core.sen_status
    group by person_id, census_day
),

seen as (
    select
        person_id,
        'E' as sen_provision,
        first_day,
        last_day,
        first_source,
        last_source,
        is_start_known,
        is_end_known
    from planned

    union all

    select
        census.person_id,
        census.sen_provision,
        census.census_day as first_day,
        census.census_day as last_day,
        'school_census' as first_source,
        'school_census' as last_source,
        false as is_start_known,
        false as is_end_known
    from census
    anti join planned
        on planned.person_id = census.person_id
        and census.census_day between planned.first_day and planned.last_day
),

after as (
    select
        *,
        lag(sen_provision) over in_turn as provision_before,
        lag(is_end_known) over in_turn as is_end_before_known,
        -- two January censuses are at most 371 days apart
        coalesce(first_day - lag(last_day) over in_turn > 372, true) as is_after_gap
    from seen
    window in_turn as (partition by person_id order by first_day)
),

spelt as (
    select
        *,
        sum(
            case
                when sen_provision = provision_before and not is_end_before_known and not is_after_gap then 0
                else 1
            end
        ) over (
            partition by person_id
            order by first_day
            rows between unbounded preceding and current row
        ) as spell
    from after
),

spell as (
    select
        person_id,
        cast(spell as bigint) as spell,
        any_value(sen_provision) as sen_provision,
        min(first_day) as from_day,
        arg_min(first_source, first_day) as from_source,
        arg_min(is_start_known, first_day) as is_start_known,
        arg_min(is_after_gap, first_day) as is_after_gap,
        max(last_day) as until_day,
        arg_max(last_source, last_day) as until_source,
        arg_max(is_end_known, last_day) as is_end_known
    from spelt
    group by person_id, spell
)

select
    person_id,
    spell,
    sen_provision,
    case
        when is_start_known then from_day - 1
        when not is_after_gap then lag(until_day) over in_turn
    end as changed_after,
    from_day,
    from_source,
    until_day,
    until_source,
    case
        when is_end_known then until_day + 1
        when not lead(is_after_gap) over in_turn then lead(from_day) over in_turn
    end as changed_before
from spell
window in_turn as (partition by person_id order by spell)
order by person_id, spell
