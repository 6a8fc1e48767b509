-- title: Types of need now, and one and five years before: change, rank, and the share of the commonest
-- grain: la_code, census, years, need_rank, need, sen_provision
-- owner: team:send_analysis
-- rule: shown
-- about: Made of need_profile as it is shown: what is suppressed there, in either year, has no change here.
-- about: Prevalence is per pupil, so that a change of the roll is no change of need; its difference has Newcombe's
-- about: interval, its ratio Katz's. A need that no return of the earlier census names at all was not asked for
-- about: then, and is not applicable; one that others have and this area had not is nobody, if this area names any need
-- about: of the rank in that census; if it names none it has not told them, and they are not available.
-- about: Places count the needs that are named and shown, those with the same number of pupils share the smallest.
-- about: The five commonest are told only where what is suppressed cannot be among them.
--
-- dimension la_code: Local authority of the school, DfE number; of a group their numbers with + between
-- dimension census: Census, as year and term
-- dimension years: How many years before the earlier census was: 1 or 5
-- dimension need_rank: Primary need or Secondary need
-- dimension need: Type of need; Not reported where the return names no first need, None reported where no second
-- dimension sen_provision: SEN provision on census day
-- attribute census_before: The earlier census
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- attribute measure: Which figure it is: primary_need_change or secondary_need_change
-- attribute population: Who is in the denominators
-- count pupil_count: Pupils with this need and provision now
-- count pupil_base: All pupils now
-- count pupil_count_before: Pupils with this need and provision then
-- count pupil_base_before: All pupils then
-- derived change from pupil_count, pupil_count_before: Pupils more, or fewer
-- derived change_percent from pupil_count, pupil_count_before: Change per 100 pupils with it then
-- derived multiple from pupil_count, pupil_count_before: How many times as many now as then
-- derived difference from pupil_count, pupil_base, pupil_count_before, pupil_base_before: Prevalence now less prevalence then, percentage points
-- derived difference_lower from difference: Lower limit of its 95% interval
-- derived difference_upper from difference: Upper limit of its 95% interval
-- derived ratio from pupil_count, pupil_base, pupil_count_before, pupil_base_before: Prevalence now over prevalence then
-- derived ratio_lower from ratio: Lower limit of its 95% interval
-- derived ratio_upper from ratio: Upper limit of its 95% interval
-- attribute method: How the intervals are made
-- derived verdict from difference: Prevalence: increase, decrease, no significant change or not compared
-- derived need_place from pupil_count: Place of the need now by its pupils, 1 the commonest
-- attribute needs_placed: Needs that have a place
-- derived five_commonest_percent from pupil_count: Pupils with the five commonest needs per 100 with the provision now
-- derived five_commonest_percent_lower from five_commonest_percent: Lower limit of its 95% Wilson interval
-- derived five_commonest_percent_upper from five_commonest_percent: Upper limit of its 95% Wilson interval
-- attribute quality_flags: What a reader should know: small base, a year in which fewer than 30 had the provision
-- attribute deliveries: The deliveries counted, of both years
-- attribute status: shown; or suppressed, not available, or not applicable in one of the years
--
-- also pupil_count at years = 1: need_profile.pupil_count

with profile as (
    select
        la_code,
        census,
        cast(left(census, 4) as bigint) as year,
        cast(census_day as date) as census_day,
        academic_year,
        need_rank,
        need,
        sen_provision,
        population,
        cast(pupil_count as bigint) as pupil_count,
        cast(provision_base as bigint) as provision_base,
        cast(pupil_base as bigint) as pupil_base,
        deliveries
    from shown.need_profile
),

-- one row per area and census
returned as (
    select
        la_code,
        census,
        year,
        any_value(census_day) as census_day,
        any_value(academic_year) as academic_year,
        any_value(population) as population,
        max(pupil_base) as pupil_base,
        any_value(deliveries) as deliveries
    from profile
    group by la_code, census, year
),

-- and the number with the provision, with which shares of the five commonest are taken
provided as (
    select la_code, census, sen_provision, max(provision_base) as provision_base
    from profile
    group by la_code, census, sen_provision
),

asked as (
    select distinct census, need
    from profile
),

-- a return that names no need of a rank has not told them
told as (
    select distinct la_code, census, need_rank
    from profile
    where need not in ('All needs', 'Not reported', 'None reported')
),

placed as (
    select
        la_code,
        census,
        need_rank,
        need,
        sen_provision,
        pupil_count,
        -- one more than the needs that more pupils have
        1 + count(pupil_count) over (
            partition by la_code, census, need_rank, sen_provision
            order by pupil_count desc
            range between unbounded preceding and 1 preceding
        ) as need_place,
        row_number() over (
            partition by la_code, census, need_rank, sen_provision order by pupil_count desc, need
        ) as turn,
        count(pupil_count) over (partition by la_code, census, need_rank, sen_provision) as needs_placed
    from profile
    where need not in ('All needs', 'Not reported', 'None reported') and pupil_count > 0
),

five as (
    select
        la_code,
        census,
        need_rank,
        sen_provision,
        sum(pupil_count) as pupils,
        min(pupil_count) as fewest
    from placed
    where turn <= 5
    group by la_code, census, need_rank, sen_provision
    having count(*) = 5
),

-- what is suppressed, all needs together
unseen as (
    select
        profile.la_code,
        profile.census,
        profile.need_rank,
        profile.sen_provision,
        any_value(profile.provision_base) as provision_base,
        any_value(profile.provision_base) - coalesce(sum(profile.pupil_count), 0) as pupils
    from profile
    where profile.need <> 'All needs'
    group by profile.la_code, profile.census, profile.need_rank, profile.sen_provision
),

commonest as (
    select
        five.la_code,
        five.census,
        five.need_rank,
        five.sen_provision,
        wilson(cast(five.pupils as bigint), unseen.provision_base) as share
    from five
    inner join unseen using (la_code, census, need_rank, sen_provision)
    where unseen.pupils <= five.fewest
),

pair as (
    select
        now.la_code,
        now.census,
        horizon.years,
        (now.year - horizon.years) || '-spring' as census_before,
        now.census_day,
        now.academic_year,
        now.population,
        now.pupil_base,
        before.pupil_base as pupil_base_before,
        concat_ws('; ', before.deliveries, now.deliveries) as deliveries,
        before.census is not null as is_returned_before
    from returned as now
    cross join (values (1), (5)) as horizon (years)
    left join returned as before
        on before.la_code = now.la_code and before.year = now.year - horizon.years
),

-- every need of now or then
compared as (
    select pair.*, profile.need_rank, profile.need, profile.sen_provision
    from pair
    inner join profile on profile.la_code = pair.la_code and profile.census = pair.census
    union
    select pair.*, profile.need_rank, profile.need, profile.sen_provision
    from pair
    inner join profile on profile.la_code = pair.la_code and profile.census = pair.census_before
),

changed as (
    select
        compared.*,
        asked.need is not null as is_asked,
        asked_before.need is not null as is_asked_before,
        now.need is not null or told.need_rank is not null as is_told,
        before.need is not null or told_before.need_rank is not null as is_told_before,
        -- a row that is not there is nobody, in a return that tells needs; one without its number is suppressed
        case
            when now.need is not null then now.pupil_count
            when asked.need is not null and told.need_rank is not null then 0
        end as pupil_count,
        case
            when before.need is not null then before.pupil_count
            when asked_before.need is not null and told_before.need_rank is not null then 0
        end as pupil_count_before,
        least(provided.provision_base, provided_before.provision_base) < 30 as has_small_base
    from compared
    left join asked on asked.census = compared.census and asked.need = compared.need
    left join asked as asked_before
        on asked_before.census = compared.census_before and asked_before.need = compared.need
    left join told
        on told.la_code = compared.la_code
        and told.census = compared.census
        and told.need_rank = compared.need_rank
    left join told as told_before
        on told_before.la_code = compared.la_code
        and told_before.census = compared.census_before
        and told_before.need_rank = compared.need_rank
    left join profile as now
        on now.la_code = compared.la_code
        and now.census = compared.census
        and now.need_rank = compared.need_rank
        and now.need = compared.need
        and now.sen_provision = compared.sen_provision
    left join profile as before
        on before.la_code = compared.la_code
        and before.census = compared.census_before
        and before.need_rank = compared.need_rank
        and before.need = compared.need
        and before.sen_provision = compared.sen_provision
    left join provided
        on provided.la_code = compared.la_code
        and provided.census = compared.census
        and provided.sen_provision = compared.sen_provision
    left join provided as provided_before
        on provided_before.la_code = compared.la_code
        and provided_before.census = compared.census_before
        and provided_before.sen_provision = compared.sen_provision
),

measured as (
    select
        *,
        difference(pupil_count_before, pupil_base_before, pupil_count, pupil_base) as by_difference,
        risk_ratio(pupil_count, pupil_base, pupil_count_before, pupil_base_before) as by_ratio
    from changed
),

judged as (
    select
        *,
        compare(by_difference.value, by_difference.lower, by_difference.upper, 0, 'none') as held_against_none
    from measured
)

select
    judged.la_code,
    judged.census,
    cast(judged.years as bigint) as years,
    judged.need_rank,
    judged.need,
    judged.sen_provision,
    judged.census_before,
    judged.census_day,
    judged.academic_year,
    case judged.need_rank
        when 'Primary need' then 'primary_need_change' else 'secondary_need_change'
    end as measure,
    judged.population,
    cast(judged.pupil_count as bigint) as pupil_count,
    judged.pupil_base,
    cast(judged.pupil_count_before as bigint) as pupil_count_before,
    judged.pupil_base_before,
    cast(judged.pupil_count - judged.pupil_count_before as bigint) as change,
    100 * (judged.pupil_count - judged.pupil_count_before) / nullif(judged.pupil_count_before, 0) as change_percent,
    judged.pupil_count / nullif(judged.pupil_count_before, 0) as multiple,
    100 * judged.by_difference.value as difference,
    100 * judged.by_difference.lower as difference_lower,
    100 * judged.by_difference.upper as difference_upper,
    judged.by_ratio.value as ratio,
    judged.by_ratio.lower as ratio_lower,
    judged.by_ratio.upper as ratio_upper,
    'Newcombe; ratio: Katz' as method,
    case judged.held_against_none
        when 'higher' then 'increase'
        when 'lower' then 'decrease'
        when 'similar' then 'no significant change'
        else judged.held_against_none
    end as verdict,
    cast(placed.need_place as bigint) as need_place,
    cast(
        max(placed.needs_placed) over (
            partition by judged.la_code, judged.census, judged.years, judged.need_rank, judged.sen_provision
        ) as bigint
    ) as needs_placed,
    100 * commonest.share.value as five_commonest_percent,
    100 * commonest.share.lower as five_commonest_percent_lower,
    100 * commonest.share.upper as five_commonest_percent_upper,
    case when judged.has_small_base then 'small base' else '' end as quality_flags,
    judged.deliveries,
    case
        when not judged.is_asked then 'not applicable'
        when not judged.is_told then 'not available'
        when judged.pupil_count is null then 'suppressed'
        when not judged.is_returned_before then 'not available'
        when not judged.is_asked_before then 'not applicable'
        when not judged.is_told_before then 'not available'
        when judged.pupil_count_before is null then 'suppressed'
        else 'shown'
    end as status
from judged
left join placed
    on placed.la_code = judged.la_code
    and placed.census = judged.census
    and placed.need_rank = judged.need_rank
    and placed.need = judged.need
    and placed.sen_provision = judged.sen_provision
left join commonest
    on commonest.la_code = judged.la_code
    and commonest.census = judged.census
    and commonest.need_rank = judged.need_rank
    and commonest.sen_provision = judged.sen_provision
order by la_code, census, years, need_rank, need, sen_provision
