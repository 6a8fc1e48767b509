-- title: Control charts of outcome indicators by month, quarter and term
-- grain: indicator, la_code, period
-- owner: team:send_analysis
-- rule: shown
-- about: Early warning by the NHS's rules of Making Data Count: mean and natural process limits (XmR) of each series in
-- about: total of eight points and more, and points of special cause: outside the limits, a trend of seven, two of three near
-- about: a limit, seven on one side. Made of outcomes as told there: a hidden figure is a missing point, provisional
-- about: ones are left out. Limits begin anew where the area's framework file says so. Fewer than 13 points: on trial.
--
-- dimension indicator: Id of the indicator
-- dimension la_code: Local authority, DfE number
-- dimension period: 2025-03, 2025-Q1 or 202425-autumn
-- attribute words: The indicator in words
-- attribute domain: Domain it belongs to
-- attribute unit: What the value is in
-- attribute polarity: high_good, low_good, or none
-- attribute annotation: What an analyst said of the point
-- attribute deliveries: The deliveries counted, parted by ;
-- count numerator: Persons or events counted
-- count denominator: Persons or events among which they were counted
-- derived value from numerator, denominator: The indicator, in its unit
-- derived mean from numerator, denominator: Mean of its part of the series
-- derived lower from numerator, denominator: Lower natural process limit
-- derived upper from numerator, denominator: Upper natural process limit
-- derived special_cause from numerator, denominator: Whether it is more than chance
-- derived rule from numerator, denominator: The first rule that it meets
-- derived point_type from numerator, denominator: common cause, or special cause: improvement, concern or neutral
-- derived assurance from numerator, denominator: Whether the target is consistently passed or failed, or hit and missed
-- derived trial from numerator, denominator: Whether limits are on trial

select
    indicator,
    la_code,
    period,
    words,
    domain,
    unit,
    polarity,
    annotation,
    deliveries,
    numerator,
    denominator,
    value,
    mean,
    lower,
    upper,
    special_cause,
    rule,
    point_type,
    assurance,
    trial
from outcomes.signal
order by indicator, la_code, period
