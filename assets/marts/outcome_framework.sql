-- title: Outcomes frameworks: each area's own outcomes, and the newest figures under each
-- grain: framework, la_code, outcome, indicator
-- owner: team:send_analysis
-- rule: shown
-- about: Which indicators an area holds itself to, under its own outcomes, with who answers for them. From data/frameworks,
-- about: one file an area; where there is none, the example of its published strategy. The national view is told of every
-- about: area. Beside each stands its newest figure in total as outcomes tells it; provisional ones are left out.
--
-- dimension framework: Name of the framework's file
-- dimension la_code: Local authority, DfE number
-- dimension outcome: Outcome in the area's words
-- dimension indicator: Id of the indicator
-- attribute framework_name: Name of the framework
-- attribute place: Place of the outcome in the framework
-- attribute owner: Who answers for the outcome
-- attribute narrative: What is to come of it
-- attribute words: The indicator in words
-- attribute unit: What the value is in
-- attribute target: Target of that year
-- attribute baseline: Published figure of the same area to compare with
-- attribute england: What England has of that year
-- attribute region: What the region has
-- attribute neighbours: Mean of the statistical neighbours
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries counted, parted by ;
-- count numerator: Persons or events counted
-- count denominator: Persons or events among which they were counted
-- derived year from numerator, denominator: Year of the newest figure
-- derived period from numerator, denominator: Its period
-- derived value from numerator, denominator: The indicator, in its unit
-- derived lower from numerator, denominator: Lower limit of its 95% interval
-- derived upper from numerator, denominator: Upper limit of its 95% interval
-- derived against_target from numerator, denominator: better, similar or worse than the target
-- derived against_baseline from numerator, denominator: better, similar or worse than the baseline
-- derived against_england from numerator, denominator: better, similar or worse than England
-- derived against_region from numerator, denominator: better, similar or worse than the region
-- derived against_neighbours from numerator, denominator: better, similar or worse than the neighbours
-- derived previous from numerator, denominator: Value of the period told before
-- derived against_previous from numerator, denominator: better, similar or worse than before
-- derived on_watch_list from numerator, denominator: Why it is on the watch list, parted by ;

select
    framework,
    la_code,
    outcome,
    indicator,
    framework_name,
    place,
    owner,
    narrative,
    words,
    unit,
    target,
    baseline,
    england,
    region,
    neighbours,
    quality_flags,
    deliveries,
    numerator,
    denominator,
    year,
    period,
    value,
    lower,
    upper,
    against_target,
    against_baseline,
    against_england,
    against_region,
    against_neighbours,
    previous,
    against_previous,
    on_watch_list
from outcomes.framework
order by framework, la_code, place, indicator
