-- title: Outcome indicators: value, interval, and verdict against target, baseline, others and the period before
-- grain: indicator, la_code, year, period, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: shown
-- about: Each indicator as its declaration in schemas/indicators says, made of outcome_counts, of the surveys, of
-- about: partners' series and of other marts, all as they are shown. Proportions have Wilson's interval, rates and
-- about: counts Byar's or exact limits, gaps Newcombe's, durations the quantile by Kaplan and Meier. A verdict asks
-- about: whether the interval leaves out the target, the printed baseline, or what England, the region and the
-- about: statistical neighbours have of that year by the mart benchmark; against the period before, whether the
-- about: difference is significant at 95%: one in twenty is so by chance. Where high is neither good nor bad it is
-- about: higher or lower. A figure is provisional while its period, and the time that such cases take, is not over.
-- about: Several periods together are sums of figures as they are shown, missing where one is hidden, and held against
-- about: as many before them.
--
-- dimension indicator: Id of the indicator
-- dimension la_code: Local authority, DfE number
-- dimension year: Calendar year, academic or financial year as 202425
-- dimension period: Whole year, 2025-03, 2025-Q1, 202425-autumn, or several as 4 quarters to 2025-Q1
-- dimension breakdown_topic: What it is broken down by
-- dimension breakdown: Group
-- attribute words: The indicator in words
-- attribute domain: Domain it belongs to
-- attribute kind: proportion, rate, count, duration or gap
-- attribute unit: What the value is in
-- attribute polarity: high_good, low_good, or none
-- attribute method: How the interval is made
-- attribute target: What is aimed at, in the unit
-- attribute baseline: Published figure of the same area to compare with
-- attribute baseline_year: Year of that figure, as printed
-- attribute baseline_source: Where it was printed
-- attribute england: What England has, as benchmark tells of that year
-- attribute region: What the region has
-- attribute neighbours: Mean of the statistical neighbours
-- attribute is_provisional: Whether it may still change by what comes in
-- attribute status: shown, or suppressed where there is no value that may be told
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries counted, parted by ;
-- count numerator: Persons or events counted
-- count denominator: Persons or events among which they were counted
-- derived value from numerator, denominator: The indicator, in its unit
-- derived lower from numerator, denominator: Lower limit of its 95% interval
-- derived upper from numerator, denominator: Upper limit of its 95% interval
-- derived weighted_value from numerator, denominator: Of a survey with weights, the share by them
-- derived against_target from numerator, denominator: better, similar or worse than the target
-- derived against_baseline from numerator, denominator: better, similar or worse than the baseline
-- derived against_england from numerator, denominator: better, similar or worse than England
-- derived against_region from numerator, denominator: better, similar or worse than the region
-- derived against_neighbours from numerator, denominator: better, similar or worse than the neighbours
-- derived previous from numerator, denominator: Value of the period told before
-- derived change from numerator, denominator: Value less that
-- derived change_lower from numerator, denominator: Lower limit of its 95% interval, of proportions
-- derived change_upper from numerator, denominator: Upper limit of its 95% interval, of proportions
-- derived against_previous from numerator, denominator: better, similar or worse than the period told before

select
    indicator,
    la_code,
    year,
    period,
    breakdown_topic,
    breakdown,
    words,
    domain,
    kind,
    unit,
    polarity,
    method,
    target,
    baseline,
    baseline_year,
    baseline_source,
    england,
    region,
    neighbours,
    is_provisional,
    case when value is null then 'suppressed' else 'shown' end as status,
    quality_flags,
    deliveries,
    numerator,
    denominator,
    value,
    lower,
    upper,
    weighted_value,
    against_target,
    against_baseline,
    against_england,
    against_region,
    against_neighbours,
    previous,
    change,
    change_lower,
    change_upper,
    against_previous
from outcomes.figure
order by indicator, la_code, year, period, breakdown_topic, breakdown
