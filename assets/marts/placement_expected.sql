-- title: Pupils in special schools by primary need: how many there are, and how many there would be at England's rates
-- grain: la_code, census, need, reference
-- owner: team:send_analysis
-- rule: shown
-- about: Made of need_profile as it is shown, and of published figures. Observed: pupils with SEN of that primary
-- about: need, whatever their provision, in state-funded special schools. Expected: the pupils of the area with that
-- about: primary need in each age group (up to 10 at 31 August before; older) times the share of England's pupils
-- about: with that need and age who are in state-funded special schools, in the same academic year: indirect
-- about: standardisation by need and age (SEN statistics, pupils by age, to the edition of 2025; those since 2026
-- about: tell no ages with schools, there by need alone; the newest edition that speaks of the year holds). Beside it stand all areas that were counted together, by need alone, where
-- about: there are two or more, and all show it. The row All needs holds all pupils with SEN: its expected number is
-- about: the sum over needs. Pupils without a reported need, and with one whose number or rate is not told, are in
-- about: it together, at the reference's rate of those needs, or else of all, so that nothing of what is suppressed
-- about: shows in it. A need whose ages are suppressed is standardised by need alone.
-- about: High is no fault: special schools of an area also take in pupils of others.
--
-- dimension la_code: Local authority of the school, DfE number; of a group their numbers with + between
-- dimension census: Census, as year and term
-- dimension need: Primary type of need, or All needs
-- dimension reference: Whose rates are expected: England, or All areas counted
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- attribute measure: Which figure it is: special_school_by_need
-- attribute population: Who is in the denominator
-- attribute needs_counted: Needs that are in the row, each at its own rate
-- attribute standardised_by: What the expected number takes into account
-- count observed: Pupils with that need in state-funded special schools (numerator)
-- count pupil_base: Pupils with that need (denominator)
-- derived expected from pupil_base: How many there would be at the rates of the reference
-- derived crude_percent from observed, pupil_base: Of 100 pupils with that need, those in special schools
-- derived crude_percent_lower from crude_percent: Lower limit of its 95% Wilson interval, per 100
-- derived crude_percent_upper from crude_percent: Upper limit of its 95% Wilson interval, per 100
-- derived ratio from observed, expected: Observed over expected, 1 as in the reference
-- derived ratio_lower from ratio: Lower limit of its 95% interval
-- derived ratio_upper from ratio: Upper limit of its 95% interval
-- derived method from ratio: How the ratio's limits are made: Byars, below 10 observed Exact
-- derived funnel from ratio: Place in the funnel: Low (0.001), Low (0.025), Not significant, High (0.025), High (0.001)
-- derived verdict from ratio: The interval held against 1: higher, similar, lower, or not compared
-- attribute quality_flags: What a reader should know: small base, fewer than 30; some needs together
-- attribute deliveries: The deliveries counted, and the published edition
-- attribute status: shown, suppressed where an input is, not available where there is no rate to expect

with profile as (
    select
        la_code,
        census,
        cast(left(census, 4) as bigint) - 1 as start_year,
        cast(census_day as date) as census_day,
        academic_year,
        need,
        need_word(need) as need_word,
        population,
        cast(need_base as bigint) as pupil_base,
        cast(primary_age_count as bigint) as primary_age_count,
        cast(special_school_count as bigint) as observed,
        cast(special_school_base as bigint) as special_school_base,
        deliveries
    from shown.need_profile
    where need_rank = 'Primary need'
        and sen_provision = 'All SEN'
),

named as (
    select * from profile where need not in ('All needs', 'Not reported')
),

-- England, by need, phase and single year of age, as the newest edition that speaks of the year prints it
printed as (
    select
        edition,
        delivery,
        start_year,
        need_word(regexp_extract(breakdown, 'Primary need: ([^;]+)', 1)) as need_word,
        lower(regexp_extract(breakdown, 'Phase: ([^;]+)', 1)) as phase,
        coalesce(try_cast(regexp_extract(measure, '(\d+)', 1) as bigint) <= 10, false) as is_of_primary_age,
        value
    from core.published_figure
    where extract = 'sen_statistics'
        and dataset = 'pupils_by_age'
        and measure like 'age%'
        and lower(geographic_level) = 'national'
        and lower(period_kind) = 'academic year'
        and breakdown like '%Primary need: %'
        and breakdown not like '%SEN provision: %'
    qualify edition = max(edition) over (partition by start_year)
),

england as (
    select
        start_year,
        need_word,
        is_of_primary_age,
        'sen_statistics.' || any_value(delivery) as source_delivery,
        sum(value) filter (where phase like 'state-funded special%') as in_special_schools,
        sum(value) filter (where phase = '') as everyone,
        in_special_schools / nullif(everyone, 0) as share
    from printed
    group by start_year, need_word, is_of_primary_age
    -- a symbol is no number: then there is no rate
    having bool_and(value is not null)
),

-- editions since 2026 tell of England's needs by phase without ages
printed_in_rows as (
    select
        edition,
        delivery,
        start_year,
        need_word(regexp_extract(breakdown, 'Primary need: ([^;]+)', 1)) as need_word,
        lower(regexp_extract(breakdown, 'Phase: ([^;]+)', 1)) as phase,
        breakdown not like '%SEN provision: %' as is_of_all_provisions,
        value
    from core.published_figure
    where extract = 'sen_statistics'
        and dataset = 'need_meals'
        and measure = 'pupils'
        and lower(geographic_level) = 'national'
        and lower(period_kind) = 'academic year'
        and breakdown like '%Primary need: %'
        and breakdown not like '%Free school meals: %'
    qualify edition = max(edition) over (partition by start_year)
        and is_of_all_provisions = bool_or(is_of_all_provisions) over (partition by start_year, edition)
),

england_of_all_ages as (
    select
        start_year,
        need_word,
        'sen_statistics.' || any_value(delivery) as source_delivery,
        sum(value) filter (where phase like 'state-funded special%') as in_special_schools,
        sum(value) filter (where phase = '') as everyone,
        in_special_schools / nullif(everyone, 0) as share
    from printed_in_rows
    group by start_year, need_word
    having bool_and(value is not null)
),

-- one row a need: by age where the year has ages
england_need as (
    select
        start_year,
        need_word,
        any_value(source_delivery) as source_delivery,
        any_value(share) filter (where is_of_primary_age) as young_share,
        any_value(share) filter (where not is_of_primary_age) as older_share,
        sum(in_special_schools) as in_special_schools,
        sum(everyone) as everyone
    from england
    group by start_year, need_word
    having count(*) = 2
    union all by name
    select start_year, need_word, source_delivery, in_special_schools, everyone
    from england_of_all_ages
    where start_year not in (select start_year from england)
),

england_of_all_needs as (
    select start_year, sum(in_special_schools) / nullif(sum(everyone), 0) as share
    from england_need
    where in_special_schools is not null
    group by start_year
),

by_england as (
    select
        named.*,
        'England' as reference,
        case
            when named.primary_age_count is not null and rate.young_share is not null and rate.older_share is not null
                then 'need and age'
            else 'need'
        end as standardised_by,
        rate.source_delivery,
        rate.in_special_schools as reference_count,
        case when rate.in_special_schools is not null then rate.everyone end as reference_base,
        coalesce(
            named.primary_age_count * rate.young_share
            + (named.pupil_base - named.primary_age_count) * rate.older_share,
            named.pupil_base * (rate.in_special_schools / nullif(rate.everyone, 0))
        ) as expected
    from named
    left join england_need as rate
        on rate.start_year = named.start_year and rate.need_word = named.need_word
),

-- each authority once: groups of them would count twice
together as (
    select
        census,
        need,
        sum(observed) as reference_count,
        sum(pupil_base) as reference_base
    from profile
    where not contains(la_code, '+')
    group by census, need
    -- what one of them hides the others would not tell alone
    having count(*) >= 2 and bool_and(observed is not null and pupil_base is not null)
),

-- what is left of the areas together beside the needs that all of them show
together_else as (
    select
        census,
        max(reference_count) filter (where need = 'All needs')
        - coalesce(sum(reference_count) filter (where need not in ('All needs', 'Not reported')), 0) as reference_count,
        max(reference_base) filter (where need = 'All needs')
        - coalesce(sum(reference_base) filter (where need not in ('All needs', 'Not reported')), 0) as reference_base
    from together
    group by census
),

by_areas as (
    select
        named.*,
        'All areas counted' as reference,
        'need' as standardised_by,
        cast(null as varchar) as source_delivery,
        together.reference_count,
        together.reference_base,
        named.pupil_base * (together.reference_count / nullif(together.reference_base, 0)) as expected
    from named
    left join together on together.census = named.census and together.need = named.need
),

of_one_need as (
    select
        *,
        case
            when special_school_base = 0 then 'not applicable'
            when observed is null or pupil_base is null then 'suppressed'
            when expected is null then 'not available'
            else 'shown'
        end as status
    from (select * from by_england union all by name select * from by_areas)
),

in_their_own_right as (
    select
        la_code,
        census,
        reference,
        any_value(source_delivery) as source_delivery,
        max(standardised_by) as standardised_by,
        coalesce(sum(pupil_base) filter (where expected is not null), 0) as pupils,
        coalesce(sum(expected), 0) as expected,
        count(expected) as needs_counted,
        sum(reference_count) filter (where expected is null) as reference_count,
        sum(reference_base) filter (where expected is null) as reference_base
    from of_one_need
    group by la_code, census, reference
),

of_all_needs as (
    select
        whole.* exclude (start_year, need_word, primary_age_count, special_school_base),
        own.reference,
        own.source_delivery,
        own.standardised_by,
        own.needs_counted,
        whole.pupil_base > own.pupils as lacks_needs,
        own.expected + case
            when whole.pupil_base = own.pupils then 0
            else (whole.pupil_base - own.pupils)
                * case own.reference
                    when 'England' then coalesce(own.reference_count / nullif(own.reference_base, 0), of_england.share)
                    else of_areas.reference_count / nullif(of_areas.reference_base, 0)
                end
        end as expected,
        whole.special_school_base = 0 as has_no_special_school
    from profile as whole
    inner join in_their_own_right as own using (la_code, census)
    left join england_of_all_needs as of_england on of_england.start_year = whole.start_year
    left join together_else as of_areas on of_areas.census = whole.census
    where whole.need = 'All needs'
),

told as (
    select
        * exclude (
            start_year, need_word, primary_age_count, special_school_base, reference_count, reference_base
        ),
        1 as needs_counted,
        false as lacks_needs
    from of_one_need
    union all by name
    select
        * exclude (has_no_special_school),
        case
            when has_no_special_school then 'not applicable'
            when observed is null or pupil_base is null then 'suppressed'
            when needs_counted = 0 or expected is null then 'not available'
            else 'shown'
        end as status
    from of_all_needs
),

measured as (
    select
        * exclude (expected),
        case when status = 'shown' then expected end as expected,
        case when status = 'shown' then wilson(observed, pupil_base) end as crude,
        case when status = 'shown' then funnel_ratio(observed, expected) end as standardised
    from told
)

select
    la_code,
    census,
    need,
    reference,
    census_day,
    academic_year,
    'special_school_by_need' as measure,
    population,
    cast(needs_counted as bigint) as needs_counted,
    standardised_by,
    observed,
    pupil_base,
    expected,
    100 * crude.value as crude_percent,
    100 * crude.lower as crude_percent_lower,
    100 * crude.upper as crude_percent_upper,
    standardised.value as ratio,
    standardised.lower as ratio_lower,
    standardised.upper as ratio_upper,
    standardised.method as method,
    standardised.significance as funnel,
    compare(standardised.value, standardised.lower, standardised.upper, 1, 'none') as verdict,
    concat_ws(
        '; ',
        case when pupil_base < 30 then 'small base' end,
        case when status = 'shown' and lacks_needs then 'some needs together' end
    ) as quality_flags,
    concat_ws('; ', deliveries, source_delivery) as deliveries,
    status
from measured
order by la_code, census, need, reference
