-- title: What outcome indicators of health services are counted from: referrals by part
-- grain: la_code, base, split, part, year, period, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: As outcome_counts, of figures of health services: counts of 1 to 7 are hidden. No base of it is in the other.
--
-- dimension la_code: Local authority, DfE number
-- dimension base: Id of the persons or events counted
-- dimension split: All, or the id of the indicator that splits the base
-- dimension part: All; Counted, Not counted or Outside; Measured or Not measured
-- dimension year: Calendar year, academic or financial year as 202425
-- dimension period: Whole year, 2025-03, 2025-Q1 or 202425-autumn
-- dimension breakdown_topic: What the base is broken down by
-- dimension breakdown: Group
-- attribute part_of: Split and part that the part lies in
-- attribute read_to: Day on which the source was read; none where returns tell of whole years
-- attribute deliveries: The deliveries counted, parted by ;
-- count persons: Persons or events of the part
-- derived quantile from persons: Of a duration, the quantile that the indicator is of, in its unit
-- derived quantile_lower from persons: Lower limit of its 95% interval
-- derived quantile_upper from persons: Upper limit of its 95% interval
--
-- adds part: within split to All
-- adds part: nested in split by part_of
-- adds period: Whole year = *
-- adds breakdown: within breakdown_topic to Total

select
    la_code,
    base,
    split,
    part,
    year,
    period,
    breakdown_topic,
    breakdown,
    part_of,
    read_to,
    deliveries,
    persons,
    quantile,
    quantile_lower,
    quantile_upper
from indicator.count
where rule = 'health'
order by la_code, base, split, part, year, period, breakdown_topic, breakdown
