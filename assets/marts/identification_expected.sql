-- title: Pupils with special educational needs: how many are identified, and how many would be at reference rates
-- grain: la_code, census, breakdown_topic, breakdown, sen_provision, reference
-- owner: team:send_analysis
-- rule: shown
-- about: Made of prevalence as it is shown, and of published figures: January, state-funded schools. Expected: the
-- about: area's pupils of each age, school year or tenth of deprivation times the share of the reference's pupils of
-- about: that group with the provision. England's shares are printed by age and school year (SEN statistics, pupils
-- about: by age and by year to the edition of 2025, pupil characteristics since) and hold for the same academic year,
-- about: in the newest edition that speaks of it; by deprivation none are printed. Beside them stand all areas that
-- about: were counted together, where there are two or more and all show it. The row All groups holds all pupils:
-- about: its expected number is the sum over groups, indirect standardisation. Pupils of no recorded group, and of one
-- about: whose number or rate is not told, are in it together, at the reference's rate of those groups, or else of
-- about: all. An expected number is no target: it says what the area's roll would give if it identified as the
-- about: reference does.
--
-- dimension la_code: Local authority of the school, DfE number; of a group their numbers with + between
-- dimension census: Census, as year and term
-- dimension breakdown_topic: What is standardised by: age, school year, or tenth of deprivation
-- dimension breakdown: Group of pupils, or All groups
-- dimension sen_provision: SEN provision on census day
-- dimension reference: Whose rates are expected: England, or All areas counted
-- attribute census_day: Day counted
-- attribute academic_year: Academic year as DfE writes it, 202425
-- attribute measure: Which figure it is: sen_identified_and_expected
-- attribute population: Who is in the denominator
-- attribute groups_counted: Groups that are in the row, each at its own rate
-- count observed: Pupils of the group with this provision (numerator)
-- count pupil_base: All pupils of the group (denominator)
-- derived expected from pupil_base: How many there would be at the rates of the reference
-- derived crude_percent from observed, pupil_base: Pupils with this provision per 100 pupils of the group
-- derived crude_percent_lower from crude_percent: Lower limit of its 95% Wilson interval, per 100
-- derived crude_percent_upper from crude_percent: Upper limit of its 95% Wilson interval, per 100
-- derived ratio from observed, expected: Observed over expected, 1 as in the reference
-- derived ratio_lower from ratio: Lower limit of its 95% interval
-- derived ratio_upper from ratio: Upper limit of its 95% interval
-- derived method from ratio: How the ratio's limits are made: Byars, below 10 observed Exact
-- derived funnel from ratio: Place in the funnel: Low (0.001), Low (0.025), Not significant, High (0.025), High (0.001)
-- derived verdict from ratio: The interval held against 1: higher, similar, lower, or not compared
-- attribute quality_flags: What a reader should know: small base, fewer than 30; some groups together
-- attribute deliveries: The deliveries counted, and the published edition
-- attribute status: shown, suppressed where an input is, not available where there is no rate to expect

with prevalence as (
    select
        la_code,
        census,
        cast(left(census, 4) as bigint) - 1 as start_year,
        cast(census_day as date) as census_day,
        academic_year,
        breakdown_topic,
        breakdown,
        sen_provision,
        population,
        cast(pupil_count as bigint) as observed,
        cast(pupil_base as bigint) as pupil_base,
        deliveries
    from shown.prevalence
    where coverage = 'State-funded schools'
        and second_topic = 'Total'
        and census like '%-spring'
        and not contains(census, '+')
        and (breakdown_topic in ('Total', 'Age at 31 August', 'NC year') or breakdown_topic like 'IMD decile%')
),

grouped as (
    select * from prevalence where breakdown not in ('Total', 'Not recorded', 'Not known')
),

-- England's pupils by provision and group, the group under our words
printed as (
    select
        edition,
        delivery,
        start_year,
        case dataset when 'pupils_by_age' then 'Age at 31 August' else 'NC year' end as breakdown_topic,
        case
            when dataset = 'pupil_characteristics' then regexp_extract(breakdown, 'Curriculum year: ([^;]+)', 1)
            when measure = 'reception' then 'Reception'
            when measure like 'year%' then replace(measure, 'year_', 'Year ')
            when measure like 'age%' then regexp_extract(measure, '^age_(\d+)$', 1)
        end as pupil_group,
        lower(regexp_extract(breakdown, 'SEN provision: ([^;]+)', 1)) as provision,
        value
    from core.published_figure
    where extract = 'sen_statistics'
        and (dataset in ('pupils_by_age', 'pupils_by_year') and measure <> 'pupils'
            or dataset = 'pupil_characteristics' and measure = 'pupils' and breakdown like '%Curriculum year: %')
        and lower(geographic_level) = 'national'
        and lower(period_kind) = 'academic year'
        and regexp_full_match(breakdown, 'Total|(SEN provision: [^;]+)?(; )?(Curriculum year: [^;]+)?')
    qualify edition = max(edition) over (partition by start_year, dataset = 'pupils_by_age')
),

rated as (
    select
        start_year,
        breakdown_topic,
        pupil_group as breakdown,
        'sen_statistics.' || max(delivery) as source_delivery,
        sum(value) filter (where provision like '%support%') as sen_support,
        sum(value) filter (
            where provision not like '%support%' and (provision like '%plan%' or provision like '%statement%')
        ) as ehc_plan,
        sum(value) filter (where provision = '') as everyone
    from printed
    where pupil_group <> ''
    group by start_year, breakdown_topic, pupil_group
    -- a symbol is no number; and a total of pupils with SEN alone is no base
    having bool_and(value is not null) and everyone > sen_support + ehc_plan
),

rated_together as (
    select * from rated
    union all by name
    select
        start_year,
        breakdown_topic,
        'All groups' as breakdown,
        max(source_delivery) as source_delivery,
        sum(sen_support) as sen_support,
        sum(ehc_plan) as ehc_plan,
        sum(everyone) as everyone
    from rated
    group by start_year, breakdown_topic
),

england as (
    select
        rated.start_year,
        rated.breakdown_topic,
        rated.breakdown,
        rated.source_delivery,
        named.sen_provision,
        case named.sen_provision
            when 'SEN support' then rated.sen_support
            when 'EHC plan' then rated.ehc_plan
            else rated.sen_support + rated.ehc_plan
        end as reference_count,
        rated.everyone as reference_base
    from rated_together as rated
    cross join (values ('SEN support'), ('EHC plan'), ('All SEN')) as named (sen_provision)
),

by_england as (
    select
        grouped.*,
        'England' as reference,
        england.source_delivery,
        england.reference_count,
        england.reference_base,
        grouped.pupil_base * (england.reference_count / england.reference_base) as expected
    from grouped
    left join england
        on england.start_year = grouped.start_year
        and england.breakdown_topic = grouped.breakdown_topic
        and england.breakdown = grouped.breakdown
        and england.sen_provision = grouped.sen_provision
    where grouped.breakdown_topic not like 'IMD decile%'
),

-- each authority once: groups of them would count twice
together as (
    select
        census,
        breakdown_topic,
        breakdown,
        sen_provision,
        sum(observed) as reference_count,
        sum(pupil_base) as reference_base
    from prevalence
    where not contains(la_code, '+')
    group by census, breakdown_topic, breakdown, sen_provision
    -- what one of them hides the others would not tell alone
    having count(*) >= 2 and bool_and(observed is not null and pupil_base is not null)
),

-- what is left of the areas together beside the groups that all of them show
together_else as (
    select
        whole.census,
        topic.breakdown_topic,
        whole.sen_provision,
        any_value(whole.reference_count) - coalesce(sum(one.reference_count), 0) as reference_count,
        any_value(whole.reference_base) - coalesce(sum(one.reference_base), 0) as reference_base
    from together as whole
    inner join (select distinct census, breakdown_topic from grouped) as topic using (census)
    left join together as one
        on one.census = whole.census
        and one.breakdown_topic = topic.breakdown_topic
        and one.sen_provision = whole.sen_provision
        and one.breakdown not in ('Not recorded', 'Not known')
    where whole.breakdown_topic = 'Total'
    group by whole.census, topic.breakdown_topic, whole.sen_provision
),

by_areas as (
    select
        grouped.*,
        'All areas counted' as reference,
        cast(null as varchar) as source_delivery,
        together.reference_count,
        together.reference_base,
        grouped.pupil_base * (together.reference_count / nullif(together.reference_base, 0)) as expected
    from grouped
    left join together
        on together.census = grouped.census
        and together.breakdown_topic = grouped.breakdown_topic
        and together.breakdown = grouped.breakdown
        and together.sen_provision = grouped.sen_provision
),

of_one_group as (
    select
        * exclude (start_year),
        case
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
        breakdown_topic,
        sen_provision,
        reference,
        any_value(source_delivery) as source_delivery,
        coalesce(sum(pupil_base) filter (where expected is not null), 0) as pupils,
        coalesce(sum(expected), 0) as expected,
        count(expected) as groups_counted,
        sum(reference_count) filter (where expected is null) as reference_count,
        sum(reference_base) filter (where expected is null) as reference_base
    from of_one_group
    group by la_code, census, breakdown_topic, sen_provision, reference
),

of_all_groups as (
    select
        whole.* exclude (start_year, breakdown_topic, breakdown),
        own.breakdown_topic,
        'All groups' as breakdown,
        own.reference,
        own.source_delivery,
        own.groups_counted,
        whole.pupil_base > own.pupils as lacks_groups,
        own.expected + case
            when whole.pupil_base = own.pupils then 0
            else (whole.pupil_base - own.pupils)
                * case own.reference
                    when 'England' then coalesce(
                        own.reference_count / nullif(own.reference_base, 0),
                        england.reference_count / england.reference_base
                    )
                    else of_areas.reference_count / nullif(of_areas.reference_base, 0)
                end
        end as expected
    from prevalence as whole
    inner join in_their_own_right as own using (la_code, census, sen_provision)
    left join england
        on england.start_year = whole.start_year
        and england.breakdown_topic = own.breakdown_topic
        and england.breakdown = 'All groups'
        and england.sen_provision = whole.sen_provision
    left join together_else as of_areas
        on of_areas.census = whole.census
        and of_areas.breakdown_topic = own.breakdown_topic
        and of_areas.sen_provision = whole.sen_provision
    where whole.breakdown_topic = 'Total'
),

told as (
    select * exclude (reference_count, reference_base), 1 as groups_counted, false as lacks_groups from of_one_group
    union all by name
    select
        *,
        case
            when observed is null or pupil_base is null then 'suppressed'
            when groups_counted = 0 or expected is null then 'not available'
            else 'shown'
        end as status
    from of_all_groups
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
    breakdown_topic,
    breakdown,
    sen_provision,
    reference,
    census_day,
    academic_year,
    'sen_identified_and_expected' as measure,
    population,
    cast(groups_counted as bigint) as groups_counted,
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
        case when status = 'shown' and lacks_groups then 'some groups together' end
    ) as quality_flags,
    concat_ws('; ', deliveries, source_delivery) as deliveries,
    status
from measured
order by la_code, census, breakdown_topic, breakdown, sen_provision, reference
