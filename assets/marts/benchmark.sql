-- title: Each measure beside region, England, statistical neighbours and all areas
-- grain: la_code, measure, period, source, comparator
-- owner: team:send_analysis
-- rule: shown
-- about: Of every area that has delivered anything: each published measure in its newest edition, and the area's own
-- about: figures of prevalence and plans as they are shown, so that they can be told before they are published.
-- about: Comparisons follow DfE's local authority interactive tool (LAIT): neighbours are the plain mean of those that
-- about: have a value, in the set in force by date; all areas is the median of authorities with one. Ranks give 1 to
-- about: the best, ties the smallest; bands are quartiles of authorities, A the best, an edge belonging to the lower
-- about: values. A measure that is neither good nor bad when high has no rank and no band, only its place by size, and
-- about: is never better. Region and England are as published; where they are not, the sum of their authorities, if
-- about: all are there. Recent trend is Fingertips', over the five yearly points to this one, of measures with
-- about: counts of one series. SEN support and plans in schools are of DfE's SEN statistics; of years that these
-- about: lack, as LAIT prints them; timeliness of plans and requests is of the SEN2 statistics. Published plans are of
-- about: ages 0 to 25, so that they are held against residents only where the scope counts to 25. Of two deliveries
-- about: of one edition the lowest by name is read.
--
-- dimension la_code: Local authority, DfE number; authorities told together are joined by +
-- dimension measure: Id of the measure; of LAIT its own short name
-- dimension period: Year of the January counted; of LAIT the year or years as printed
-- dimension source: published, own census or own SEN2
-- dimension comparator: Region, England, Statistical neighbours or All areas
-- attribute area_name: Name of the authority, or of the authorities together
-- attribute measure_words: The measure in words
-- attribute topic: Topic it is shown under
-- attribute population: Whom it is a share of
-- attribute unit: What it is in
-- attribute polarity: high_good, low_good, or none
-- attribute period_kind: January, academic year, calendar year and others
-- attribute year: Year in which the period ends
-- attribute comparator_name: The region, or how the comparator is made
-- attribute neighbour_edition: Year of the set of neighbours
-- attribute method: Method of the interval; none where there are no counts
-- attribute status: shown, suppressed, or not available
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries that the area's figure is from, parted by ;
-- count numerator: Persons or plans counted (numerator)
-- count denominator: Persons they are a share of (denominator)
-- derived value from numerator, denominator: The area's figure
-- derived value_lower from numerator, denominator: Lower limit of its 95% interval
-- derived value_upper from numerator, denominator: Upper limit of its 95% interval
-- derived comparator_value from numerator: The comparator's figure
-- derived comparator_areas from numerator: Neighbours or authorities with a value that it is made of
-- derived difference from numerator, denominator: The area's figure less the comparator's
-- derived verdict from numerator, denominator: Where the interval lies to the comparator's figure
-- derived rank_in_region from numerator, denominator: Rank in the region, 1 the best
-- derived rank_in_england from numerator, denominator: Rank among all authorities, 1 the best
-- derived place_by_size_in_region from numerator, denominator: Place in the region, 1 the highest
-- derived place_by_size_in_england from numerator, denominator: Place among all authorities, 1 the highest
-- derived areas_in_region from numerator: Authorities of the region with a value, this one among them
-- derived areas_in_england from numerator: Authorities with a value, this one among them
-- derived band from numerator, denominator: Quartile band, A the best to D
-- derived change from numerator, denominator: The figure less that of the year before
-- derived recent_trend from numerator, denominator: Trend over five years
-- derived trend_judgement from numerator, denominator: getting better, getting worse, or none

with subject as (
    select distinct la_code from shown.quality_timeliness where la_code <> '000'
),

-- measures of our own ids; none is good or bad when high
own_measure (measure, words, topic, counts, of_all, lait_name) as (
    values
        ('sen_support_percent', 'Pupils on SEN support', 'SEN prevalence', 'sen_support', 'pupils', 'SEN_TotSENSuP'),
        ('ehc_plan_percent', 'Pupils with an EHC plan', 'SEN prevalence', 'plans', 'pupils', 'SEN_TotStat'),
        ('all_sen_percent', 'Pupils with SEN', 'SEN prevalence', 'all_sen', 'pupils', null),
        ('plans_per_100_residents', 'EHC plans maintained', 'EHC plans', 'maintained', 'residents', null)
),

-- of a calendar year, as each edition of the SEN2 statistics names them: the share, its numerator and denominator
process_measure (measure, words, polarity, dataset, share, counted, among) as (
    values
        (
            'plans_within_20_weeks', 'EHC plans issued within 20 weeks, exceptional cases left out', 'high_good',
            'process', 'without_exceptions_20_weeks_percent', 'without_exceptions_20_weeks', 'without_exceptions'
        ),
        (
            'plans_within_20_weeks', 'EHC plans issued within 20 weeks, exceptional cases left out', 'high_good',
            'timeliness', 'issued_without_20_weeks_percent', 'issued_without_20_weeks', 'issued_without'
        ),
        (
            'plans_within_20_weeks_all', 'EHC plans issued within 20 weeks, all cases', 'high_good',
            'process', 'with_exceptions_20_weeks_percent', 'with_exceptions_20_weeks', 'with_exceptions'
        ),
        (
            'plans_within_20_weeks_all', 'EHC plans issued within 20 weeks, all cases', 'high_good',
            'timeliness', 'issued_20_weeks_percent', 'issued_20_weeks', 'issued'
        ),
        (
            'requests_decided_within_6_weeks', 'Requests for an EHC needs assessment decided within six weeks',
            'high_good', 'requests', 'within_6_weeks_percent', 'within_6_weeks', null
        ),
        (
            'requests_refused', 'Requests for an EHC needs assessment that were refused', 'none',
            'process', 'refused_percent', 'refused', 'requests'
        ),
        (
            'requests_refused', 'Requests for an EHC needs assessment that were refused', 'none',
            'requests', 'not_assessed_percent', 'decided_not_to_assess', null
        )
),

authority as (
    select
        here.la_code,
        here.region_code,
        here.is_current,
        here.half_of_london as half_name,
        half.area_code as half_code
    from core.area as here
    left join core.area as half
        on half.level = 'Part of London' and half.name = here.half_of_london and half.delivery = here.delivery
    where here.level = 'Local authority' and here.la_code is not null
    qualify row_number() over (
        partition by here.la_code order by here.edition desc, here.is_current desc, here.area_code desc
    ) = 1
),

-- one number a row: area is the DfE number, 000 for England, or the ONS code of a region
printed as (
    select
        case
            when measure <> 'pupils' then measure
            when breakdown = 'Total' then 'pupils'
            when breakdown = 'SEN provision: SEN support' then 'sen_support'
            else 'plans'
        end as item,
        case geographic_level when 'National' then '000' when 'Regional' then area_code else la_code end as area,
        start_year + 1 as year,
        'DfE statistics' as basis,
        value as number,
        'sen_statistics.' || delivery as delivery
    from core.published_figure
    where
        extract = 'sen_statistics'
        and dataset in ('phase_type', 'phase_provision')
        and geographic_level in ('National', 'Regional', 'Local authority')
        and measure in ('pupils', 'sen_support', 'plans')
        and breakdown in (
            'Total', 'SEN provision: SEN support', 'SEN provision: Education, health and care plans'
        )
    qualify edition = max(edition) over (partition by start_year)
    and row_number() over (
        partition by item, area, start_year, edition order by published_figure.delivery, dataset, published_figure.row
    ) = 1

    union all

    -- of ages 0 to 25 only, and never told without the oldest
    select 'maintained', area, year, basis, plans, 'sen2_statistics.' || source_delivery
    from shown.plan_panel
    cross join scope.counting as setting
    where flow = 'stock' and breakdown = 'total' and setting.oldest_age = 25

    union all

    -- residents of January are those of the middle of the year before
    select
        'residents',
        band.area,
        band.year + 1,
        'ONS estimates',
        case when count(band.persons) = max(setting.oldest_age) + 1 then round(sum(band.persons)) end,
        'population_estimates.' || min(band.delivery)
    from core.resident_population as band
    cross join scope.counting as setting
    where
        band.kind = 'estimate'
        and band.sex = 'persons'
        and band.age_scheme = 'Single year'
        and band.age_from <= setting.oldest_age
    group by band.area, band.year
),

process as (
    select
        process_measure.measure,
        process_measure.words,
        process_measure.polarity,
        case printed_in.geographic_level
            when 'National' then '000'
            when 'Regional' then printed_in.area_code
            else printed_in.la_code
        end as area,
        printed_in.start_year as year,
        max(printed_in.value) filter (where printed_in.measure = process_measure.share) as share,
        max(printed_in.value) filter (where printed_in.measure = process_measure.counted) as numerator,
        max(printed_in.value) filter (where printed_in.measure = process_measure.among) as denominator,
        printed_in.delivery
    from core.published_figure as printed_in
    inner join process_measure
        on process_measure.dataset = printed_in.dataset
        and printed_in.measure in (process_measure.share, process_measure.counted, process_measure.among)
    where
        printed_in.extract = 'sen2_statistics'
        and printed_in.breakdown = 'Total'
        and printed_in.geographic_level in ('National', 'Regional', 'Local authority')
    group by
        process_measure.measure, process_measure.words, process_measure.polarity, area, year,
        printed_in.edition, printed_in.delivery
    qualify row_number() over (
        partition by process_measure.measure, area, year order by printed_in.edition desc, printed_in.delivery
    ) = 1
),

wider as (
    select la_code, region_code as area from authority where is_current and region_code is not null
    union all
    select la_code, '000' from authority where is_current
),

summed as (
    select printed.item, wider.area, printed.year, min(printed.basis) as basis, sum(printed.number) as number
    from printed
    inner join wider on wider.la_code = printed.area
    anti join (select item, area, year from printed where number is not null) as whole
        on whole.item = printed.item and whole.area = wider.area and whole.year = printed.year
    group by printed.item, wider.area, printed.year
    having count(printed.number) = (select count(*) from wider as all_of_it where all_of_it.area = wider.area)
),

number as (
    select * from printed where number is not null
    union all by name
    select *, 'the sum of authorities' as delivery from summed
),

every_number as (
    select * from number
    union all
    select 'all_sen', area, year, min(basis), sum(number), min(delivery)
    from number
    where item in ('sen_support', 'plans')
    group by area, year
    having count(*) = 2
),

lait as (
    select
        figure.measure,
        coalesce(
            figure.la_code, case figure.geographic_level when 'National' then '000' end, region.area_code
        ) as area,
        figure.time_period as period,
        figure.start_year
        + cast(figure.period_kind in ('academic year', 'financial year', 'year across two') as bigint) as year,
        figure.period_kind,
        figure.value,
        'lait.' || figure.delivery as delivery
    from core.published_figure as figure
    left join core.area as region
        on figure.geographic_level = 'Regional'
        and region.level in ('Region', 'Part of London')
        and lower(region.name)
        = case lower(figure.area_name)
            when 'london (inner)' then 'inner london'
            when 'london (outer)' then 'outer london'
            else lower(figure.area_name)
        end
    where figure.extract = 'lait'
    qualify figure.edition = max(figure.edition) over (partition by figure.measure)
    and row_number() over (
        partition by figure.measure, figure.time_period, area
        order by figure.edition desc, region.edition desc, figure.row
    ) = 1
),

lait_measure as (
    select * from core.published_measure
    where polarity <> 'none' or contains(topic || coalesce(words, ''), 'SEN')
    qualify row_number() over (partition by measure order by edition desc) = 1
),

figure as (
    select
        own_measure.measure,
        counted.area,
        cast(counted.year as varchar) as period,
        counted.year,
        'January' as period_kind,
        own_measure.words,
        own_measure.topic,
        case own_measure.topic when 'EHC plans' then 'Residents of the ages counted' else 'Pupils in all schools' end
            as population,
        '%' as unit,
        'none' as polarity,
        false as has_bands,
        counted.basis as series,
        cast(counted.number as bigint) as numerator,
        cast(base.number as bigint) as denominator,
        100 * counted.number / nullif(base.number, 0) as value,
        concat_ws('; ', counted.delivery, nullif(base.delivery, counted.delivery)) as deliveries
    from own_measure
    inner join every_number as counted on counted.item = own_measure.counts
    left join every_number as base
        on base.item = own_measure.of_all and base.area = counted.area and base.year = counted.year

    union all

    select
        own_measure.measure,
        lait.area,
        cast(lait.year as varchar),
        lait.year,
        'January',
        own_measure.words,
        own_measure.topic,
        'Pupils in all schools',
        '%',
        'none',
        false,
        'LAIT',
        null,
        null,
        lait.value,
        lait.delivery
    from own_measure
    inner join lait on lait.measure = own_measure.lait_name
    where lait.year not in (select year from printed where item = 'pupils')

    union all

    select
        lait.measure,
        lait.area,
        lait.period,
        lait.year,
        lait.period_kind,
        lait_measure.words,
        lait_measure.topic,
        'As published',
        lait_measure.unit,
        lait_measure.polarity,
        lait_measure.has_bands,
        'LAIT',
        null,
        null,
        lait.value,
        lait.delivery
    from lait
    inner join lait_measure on lait_measure.measure = lait.measure

    union all

    select
        measure,
        area,
        cast(year as varchar),
        year,
        'calendar year',
        words,
        'EHC plans',
        'As published',
        '%',
        polarity,
        polarity <> 'none',
        'SEN2 statistics',
        cast(numerator as bigint),
        cast(denominator as bigint),
        share,
        'sen2_statistics.' || delivery
    from process
    where share is not null
),

-- the area's own returns as they are shown: spring censuses, of all schools where all have returned
own_figure as (
    select
        prevalence.la_code,
        own_measure.measure,
        'own census' as source,
        cast(left(prevalence.census, 4) as bigint) as year,
        own_measure.words,
        own_measure.topic,
        prevalence.population,
        prevalence.coverage as series,
        prevalence.pupil_count as numerator,
        prevalence.pupil_base as denominator,
        prevalence.pupil_percent as value,
        prevalence.status,
        prevalence.quality_flags,
        prevalence.deliveries
    from shown.prevalence as prevalence
    inner join own_measure
        on own_measure.words
        = case prevalence.sen_provision
            when 'SEN support' then 'Pupils on SEN support'
            when 'EHC plan' then 'Pupils with an EHC plan'
            when 'All SEN' then 'Pupils with SEN'
        end
    where
        prevalence.breakdown_topic = 'Total'
        and prevalence.second_topic = 'Total'
        and prevalence.period = 'One census'
        and prevalence.census like '%-spring'
        and prevalence.coverage in ('All schools', 'State-funded schools')
    qualify row_number() over (
        partition by prevalence.la_code, prevalence.census, prevalence.sen_provision order by prevalence.coverage
    ) = 1

    union all

    select
        la_code,
        'plans_per_100_residents',
        'own SEN2',
        return_year,
        'EHC plans maintained',
        'EHC plans',
        resident_population,
        'persons',
        plan_count,
        population_base,
        resident_percent,
        status,
        quality_flags,
        deliveries
    from shown.plans_maintained
    where breakdown_topic = 'Total'
),

area_figure as (
    select
        area as la_code,
        measure,
        period,
        'published' as source,
        year,
        period_kind,
        words,
        topic,
        population,
        unit,
        polarity,
        has_bands,
        series,
        numerator,
        denominator,
        value,
        case when value is null then 'not available' else 'shown' end as status,
        case when measure = 'plans_per_100_residents' and year = 2023 then 'first year counted from persons' end
            as quality_flags,
        deliveries
    from figure
    semi join subject on subject.la_code = figure.area

    union all

    select
        la_code,
        measure,
        cast(year as varchar),
        source,
        year,
        'January',
        words,
        topic,
        population,
        '%',
        'none',
        false,
        series,
        numerator,
        denominator,
        value,
        case when value is null and status = 'shown' then 'not available' else status end,
        quality_flags,
        deliveries
    from own_figure
),

member as (
    select
        area,
        min(area_name) as area_name,
        case
            when count(distinct authority.region_code) = 1 and count(authority.region_code) = count(*)
                then min(authority.region_code)
        end as region_code
    from scope.area_member
    left join authority using (la_code)
    group by area
),

placed as (
    select
        area_figure.*,
        coalesce(listed.label, member.area_name) as area_name,
        coalesce(authority.region_code, member.region_code) as region_code,
        region.label as region_name,
        authority.half_code,
        authority.half_name,
        -- plans of people who live elsewhere may be more than the residents
        case
            when area_figure.numerator <= area_figure.denominator
                then wilson(area_figure.numerator, area_figure.denominator)
        end as interval_of
    from area_figure
    left join authority on authority.la_code = area_figure.la_code
    left join member on member.area = area_figure.la_code
    left join codes.authority as listed on listed.code = area_figure.la_code
    left join codes.region as region on region.code = coalesce(authority.region_code, member.region_code)
),

peer as (
    select figure.measure, figure.period, figure.area as la_code, figure.value, authority.region_code
    from figure
    left join authority on authority.la_code = figure.area
    where figure.value is not null and regexp_full_match(figure.area, '[0-9]{3}') and figure.area <> '000'
),

-- each figure among those of the other authorities, and itself; authorities together are no authority
entrant as (
    select
        placed.la_code,
        placed.measure,
        placed.period,
        placed.source,
        placed.value as own_value,
        peer.value,
        coalesce(peer.region_code = placed.region_code, false) as is_near
    from placed
    inner join peer
        on peer.measure = placed.measure and peer.period = placed.period and peer.la_code <> placed.la_code
    where not contains(placed.la_code, '+')

    union all

    select la_code, measure, period, source, value, value, region_code is not null
    from placed
    where not contains(la_code, '+')
),

standing as (
    select
        la_code,
        measure,
        period,
        source,
        count(value) as areas_in_england,
        count(value) filter (where is_near) as areas_in_region,
        1 + count(*) filter (where value > own_value) as above_in_england,
        1 + count(*) filter (where value < own_value) as below_in_england,
        1 + count(*) filter (where value > own_value and is_near) as above_in_region,
        1 + count(*) filter (where value < own_value and is_near) as below_in_region,
        quantile_cont(value, [0.25, 0.5, 0.75]) as cuts
    from entrant
    group by la_code, measure, period, source
),

set_of_year as (
    select
        times.year,
        coalesce(
            max(setting.neighbour_edition),
            max(sets.edition) filter (where sets.edition <= times.year),
            min(sets.edition)
        ) as edition
    from (select distinct year from placed) as times
    cross join (select distinct edition from core.neighbour) as sets
    cross join scope.counting as setting
    group by times.year
),

near as (
    select
        placed.la_code,
        placed.measure,
        placed.period,
        placed.source,
        set_of_year.edition,
        avg(peer.value) as value,
        count(peer.value) as areas,
        count(*) as neighbours
    from placed
    inner join set_of_year on set_of_year.year is not distinct from placed.year
    inner join core.neighbour as neighbour
        on neighbour.la_code = placed.la_code and neighbour.edition = set_of_year.edition
    left join peer
        on peer.measure = placed.measure
        and peer.period = placed.period
        and peer.la_code = neighbour.neighbour_la_code
    group by placed.la_code, placed.measure, placed.period, placed.source, set_of_year.edition
),

series as (
    select
        *,
        case
            when lag(year) over by_year = year - 1 then value - lag(value) over by_year
        end as change,
        case
            when count(*) over five = 5 and max(year) over five - min(year) over five = 4
                then recent_trend(list(numerator) over five, list(denominator) over five)
            else 'cannot be calculated'
        end as recent_trend
    from placed
    window
        by_year as (partition by la_code, measure, source, series, period_kind order by year, period),
        five as (
            partition by la_code, measure, source, series, period_kind
            order by year, period
            rows between 4 preceding and current row
        )
),

comparator (comparator) as (
    values ('Region'), ('England'), ('Statistical neighbours'), ('All areas')
),

compared as (
    select
        series.*,
        comparator.comparator,
        standing.* exclude (la_code, measure, period, source),
        case when comparator.comparator = 'Statistical neighbours' then near.edition end as neighbour_edition,
        case comparator.comparator
            when 'Region' then coalesce(half.value, region.value)
            when 'England' then england.value
            when 'Statistical neighbours' then near.value
            else standing.cuts[2]
        end as comparator_value,
        case comparator.comparator
            when 'Region' then case when half.value is not null then series.half_name else series.region_name end
            when 'England' then 'England'
            when 'Statistical neighbours' then 'Mean of the neighbours with a value'
            else 'Median of authorities with a value'
        end as comparator_name,
        case comparator.comparator
            when 'Statistical neighbours' then near.areas
            when 'All areas' then standing.areas_in_england
        end as comparator_areas
    from series
    cross join comparator
    left join standing using (la_code, measure, period, source)
    left join near using (la_code, measure, period, source)
    left join figure as england
        on england.measure = series.measure and england.period = series.period and england.area = '000'
    left join figure as region
        on region.measure = series.measure and region.period = series.period and region.area = series.region_code
    left join figure as half
        on half.measure = series.measure and half.period = series.period and half.area = series.half_code
)

select
    la_code,
    measure,
    period,
    source,
    comparator,
    area_name,
    words as measure_words,
    topic,
    population,
    unit,
    polarity,
    period_kind,
    year,
    comparator_name,
    neighbour_edition,
    case when interval_of is not null then 'Wilson' end as method,
    status,
    concat_ws(
        '; ', nullif(quality_flags, ''), case when denominator < 30 and source = 'published' then 'small base' end
    ) as quality_flags,
    deliveries,
    numerator,
    denominator,
    value,
    100 * interval_of.lower as value_lower,
    100 * interval_of.upper as value_upper,
    comparator_value,
    comparator_areas,
    value - comparator_value as difference,
    compare(value, 100 * interval_of.lower, 100 * interval_of.upper, comparator_value, polarity) as verdict,
    case polarity when 'high_good' then place_in_region when 'low_good' then lowest_in_region end as rank_in_region,
    case polarity when 'high_good' then place_in_england when 'low_good' then lowest_in_england end as rank_in_england,
    place_in_region as place_by_size_in_region,
    place_in_england as place_by_size_in_england,
    case when region_code is not null then areas_in_region end as areas_in_region,
    areas_in_england,
    case when has_bands then quartile_band(value, cuts, polarity) end as band,
    change,
    recent_trend,
    trend_judgement(recent_trend, polarity) as trend_judgement
from (
    select
        *,
        case when value is not null then above_in_england end as place_in_england,
        case when value is not null then below_in_england end as lowest_in_england,
        case when value is not null and region_code is not null then above_in_region end as place_in_region,
        case when value is not null and region_code is not null then below_in_region end as lowest_in_region
    from compared
)
order by la_code, measure, period, source, comparator
