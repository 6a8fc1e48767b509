-- Who had a plan in each January, and what became of it by the next: counts of persons by state, of each
-- authority and each two consecutive SEN2 returns. Internal: persons' counts, never released.
--
-- Ages are at 31 August before the January: of stock, ceased, out and moved before the first of the two, of new
-- and in before the second. Begins with held.sql.

-- how a plan ended, as the return tells it in whose period it did
ended as (
    select la_code, return_year, person_id, arg_max(cease_reason, cease_date) as cease_reason
    from core.plan
    where cease_date is not null
    group by all
),

january as (
    select distinct la_code, return_year from held
),

pair as (
    select january.la_code, january.return_year
    from january
    inner join january as next on next.la_code = january.la_code and next.return_year = january.return_year + 1
),

both_ends as (
    select
        pair.la_code,
        pair.return_year as january_year,
        before.person_id is not null as was,
        after.person_id is not null as is_now,
        before.age,
        before.need,
        before.place,
        after.age as to_age,
        after.need as to_need,
        after.place as to_place,
        after.age = before.age + 1 as is_year_older,
        after.transferred_from,
        after.start_date,
        prior.census_day as since,
        ended.cease_reason
    from pair
    inner join (select distinct la_code, return_year, census_day from held) as prior using (la_code, return_year)
    inner join (
        select la_code, return_year, person_id from held
        union
        select la_code, return_year - 1, person_id from held
    ) as known using (la_code, return_year)
    left join held as before
        on before.la_code = pair.la_code
        and before.return_year = pair.return_year
        and before.person_id = known.person_id
    left join held as after
        on after.la_code = pair.la_code
        and after.return_year = pair.return_year + 1
        and after.person_id = known.person_id
    left join ended
        on ended.la_code = pair.la_code
        and ended.return_year = pair.return_year + 1
        and ended.person_id = known.person_id
),

flow as (
    -- a January's stock, also of the newest, after which nothing is known
    select
        la_code,
        return_year as january_year,
        'stock' as flow,
        cast(null as varchar) as reason,
        age,
        need,
        place,
        cast(null as varchar) as to_need,
        cast(null as varchar) as to_place
    from held
    union all
    select la_code, january_year, 'moved', null, age, need, place, to_need, to_place
    from both_ends
    where was and is_now and is_year_older
    union all
    -- the two returns know another birthday: left at the one age, and there at the other
    select la_code, january_year, 'out', 'another age', age, need, place, null, null
    from both_ends
    where was and is_now and not is_year_older
    union all
    select la_code, january_year, 'in', 'another age', to_age, to_need, to_place, null, null
    from both_ends
    where was and is_now and not is_year_older
    union all
    select
        la_code,
        january_year,
        case when transferred_from is not null or start_date <= since then 'in' else 'new' end,
        case
            when transferred_from is not null then 'transferred'
            when start_date <= since then 'told late'
        end,
        to_age,
        to_need,
        to_place,
        null,
        null
    from both_ends
    where not was and is_now
    union all
    select
        la_code,
        january_year,
        case when cease_reason = '5' or (cease_reason is null and age < 25) then 'out' else 'ceased' end,
        case
            when cease_reason = '5' then 'transferred'
            when cease_reason is not null then cease_reason
            when age >= 25 then '1'
            else 'not told'
        end,
        age,
        need,
        place,
        null,
        null
    from both_ends
    where was and not is_now
)

select
    la_code,
    cast(january_year as bigint) as january_year,
    flow,
    reason,
    cast(age as bigint) as age,
    need,
    place,
    to_need,
    to_place,
    count(*) as plans
from flow
group by all
order by all
