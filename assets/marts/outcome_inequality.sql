-- title: Inequality of outcome indicators over fifths by deprivation
-- grain: indicator, la_code, year
-- owner: team:send_analysis
-- rule: shown
-- about: Slope index of inequality: the fitted difference between the two ends of the ranking by deprivation, in percentage
-- about: points; relative index: the fitted end over the fitted start. Turned so that above nought, or above one, is against
-- about: the most deprived; where high is neither good nor bad, they rise towards the least deprived. Of proportions whose
-- about: five fifths are all told in outcomes, of a stock in the last month of a year. Persons whose home is not known
-- about: are in no fifth.
--
-- dimension indicator: Id of the indicator
-- dimension la_code: Local authority, DfE number
-- dimension year: Calendar year, academic or financial year as 202425
-- attribute words: The indicator in words
-- attribute domain: Domain it belongs to
-- attribute unit: What the indicator is in
-- attribute polarity: high_good, low_good, or none
-- attribute deliveries: The deliveries counted, parted by ;
-- count denominator: Persons or events of the five fifths
-- derived most_deprived from denominator: The indicator in the most deprived fifth
-- derived least_deprived from denominator: The indicator in the least deprived fifth
-- derived slope_index from denominator: Slope index of inequality
-- derived slope_lower from denominator: Lower limit of its 95% interval
-- derived slope_upper from denominator: Upper limit of its 95% interval
-- derived relative_index from denominator: Relative index of inequality
-- derived relative_lower from denominator: Lower limit of its 95% interval
-- derived relative_upper from denominator: Upper limit of its 95% interval
-- derived change from denominator: Slope index less that of the year told before
-- derived trend from denominator: steeper against the deprived, flatter, or similar; by intervals that do not meet
-- derived verdict from denominator: Whether the interval leaves out nought, and to whose harm

select
    indicator,
    la_code,
    year,
    words,
    domain,
    unit,
    polarity,
    deliveries,
    denominator,
    most_deprived,
    least_deprived,
    slope_index,
    slope_lower,
    slope_upper,
    relative_index,
    relative_lower,
    relative_upper,
    change,
    trend,
    verdict
from outcomes.inequality
order by indicator, la_code, year
