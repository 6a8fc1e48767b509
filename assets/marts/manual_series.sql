-- title: Series of counts from partners
-- grain: la_code, measure, source, period_kind, period, breakdown, breakdown_value
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: Figures as partners delivered them, each with its source; of a cell that several returns speak of, the
-- about: newest holds. Of the whole authority only, and of each measure the shortest kind of period delivered: sums
-- about: over months and smaller areas would give away what is hidden. A sign is no number and never nought: what it
-- about: means stands beside it. Groups are shown where they add up to the total. Where their source hid several,
-- about: those stand as one group; where it hid a single one, which the total would give away, no group is shown.
-- about: Shares and rates are of the counts shown; of a mean, both counts are the people it was taken over.
--
-- dimension la_code: Local authority, DfE number
-- dimension measure: Id of the measure
-- dimension source: Organisation or system the figure is from
-- dimension period_kind: year, academic year, financial year, quarter or month
-- dimension period: The period, a quarter as 2025-Q1, a month as 2025-03
-- dimension breakdown: Total, or what the figure is broken down by
-- dimension breakdown_value: Total, or the group
-- attribute words: The measure in words
-- attribute owner: Whose measure it is: health, social care or education
-- attribute kind: proportion, rate, count or mean
-- attribute unit: What the value is in
-- attribute period_start: First day of the period
-- attribute period_end: Last day of the period
-- attribute source_delivery: The delivery it stands in
-- attribute sign: What the source wrote in the place of a number
-- attribute sign_words: What that sign means
-- count numerator: People or events counted; of a mean, the people it was taken over
-- count denominator: People or events among which they were counted; of a count, the same count
-- derived value from numerator, denominator: The percentage, rate, count or mean
-- derived value_lower from numerator, denominator: Lower limit of the 95% Wilson interval of a percentage
-- derived value_upper from numerator, denominator: Upper limit of the 95% Wilson interval of a percentage
--
-- adds breakdown_value: within breakdown to Total
-- rest: denominator - numerator

with newest as (
    select
        *,
        coalesce(numerator_sign, denominator_sign) as sign,
        case when kind = 'mean' then numerator end as summed,
        case when kind = 'mean' then denominator else numerator end as people,
        case when kind = 'count' then numerator else denominator end as base
    from core.manual_value
    where is_possible and area = la_code
    qualify row_number() over (partition by la_code, cell order by return_year desc) = 1
),

ranked as (
    select
        *,
        people is not null and base is not null and (kind <> 'mean' or summed is not null) as has_figures,
        list_position(['month', 'quarter', 'academic year', 'financial year', 'year'], period_kind) as length
    from newest
),

of_one_kind as (
    select * from ranked
    qualify length = min(length) over (partition by la_code, measure, source)
),

total as (
    select la_code, measure, source, period, people, base
    from of_one_kind
    where breakdown = 'Total' and has_figures
),

grouped as (
    select
        la_code,
        measure,
        source,
        period,
        breakdown,
        count(*) filter (where not has_figures) as hidden,
        cast(coalesce(sum(people) filter (where has_figures), 0) as bigint) as people,
        cast(coalesce(sum(base) filter (where has_figures), 0) as bigint) as base
    from of_one_kind
    where breakdown <> 'Total'
    group by all
),

judged as (
    select
        grouped.*,
        total.people - grouped.people as people_left,
        total.base - grouped.base as base_left,
        case
            when total.people is null then true
            when hidden = 0 then people_left = 0 and base_left = 0
            else hidden > 1 and people_left >= 0 and base_left >= people_left
        end as is_shown
    from grouped
    left join total using (la_code, measure, source, period)
),

shown as (
    select one.*
    from of_one_kind as one
    left join judged using (la_code, measure, source, period, breakdown)
    where one.breakdown = 'Total' or judged.is_shown
    union all by name
    select
        one.* replace (
            'Not shown by the source' as breakdown_value,
            judged.people_left as people,
            judged.base_left as base,
            null as summed,
            null as sign,
            true as has_figures
        )
    from judged
    inner join of_one_kind as one using (la_code, measure, source, period)
    where judged.is_shown and judged.hidden > 0 and judged.people_left is not null and one.breakdown = judged.breakdown
    qualify row_number() over (
        partition by one.la_code, one.measure, one.source, one.period, one.breakdown order by one.breakdown_value
    ) = 1
),

counted as (
    select
        *,
        case when has_figures then people end as numerator_shown,
        case when has_figures then base end as denominator_shown
    from shown
)

select
    counted.la_code,
    counted.measure,
    counted.source,
    counted.period_kind,
    counted.period,
    counted.breakdown,
    counted.breakdown_value,
    counted.words,
    counted.owner,
    counted.kind,
    counted.unit,
    counted.period_start,
    counted.period_end,
    counted.delivery as source_delivery,
    counted.sign,
    listed.label as sign_words,
    counted.numerator_shown as numerator,
    counted.denominator_shown as denominator,
    case counted.kind
        when 'count' then cast(counted.numerator_shown as double)
        when 'mean' then counted.summed / nullif(counted.denominator_shown, 0)
        else counted.per * counted.numerator_shown / nullif(counted.denominator_shown, 0)
    end as value,
    case when counted.kind = 'proportion' then 100 * counted.interval_of.lower end as value_lower,
    case when counted.kind = 'proportion' then 100 * counted.interval_of.upper end as value_upper
from (select *, wilson(numerator_shown, denominator_shown) as interval_of from counted) as counted
left join codes.manual_sign as listed on listed.code = counted.sign
order by all
