-- title: What outcome indicators are counted from: persons and events by part
-- grain: la_code, base, split, part, year, period, breakdown_topic, breakdown
-- owner: team:send_analysis
-- rule: education
-- about: Each base (requests decided, say) is told once, and each indicator of it as a split into those who are
-- about: counted and those who are not, so that no number stands twice. Indicators are in outcomes; what they and
-- about: their bases are is in the handbook. Years are broken down by one group at a time, shorter periods are told in
-- about: total only, and of fewer than 50 in a period no groups are told. A stock has no whole year: its groups are of
-- about: the last month delivered of a year. Quantiles are of ten and more; where their ways are open, they are Kaplan
-- about: and Meier's.
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
where rule = 'education'
order by la_code, base, split, part, year, period, breakdown_topic, breakdown
