-- title: Watch list: what turned worse, since when, how sure
-- grain: la_code, indicator, reason
-- owner: team:send_analysis
-- rule: shown
-- about: Indicators whose newest figure is a reason to look: special cause of concern in a monthly or quarterly series,
-- about: significantly worse than the year before, than the printed baseline, or than both England and the statistical
-- about: neighbours, or told by a delivery that came late,
-- about: has another size or many more errors than the one before. Some of it is chance: at 95% one year in twenty looks
-- about: worse or better, and a control chart of a stable series signals now and then. Look at the source first.
--
-- dimension la_code: Local authority, DfE number
-- dimension indicator: Id of the indicator
-- dimension reason: special cause; worse than the year before, than the baseline, or than England and neighbours; source late or changed
-- attribute words: The indicator in words
-- attribute domain: Whose domain it is
-- attribute unit: What the value is in
-- attribute newest_delivery: The newest upstream delivery that it is counted from
-- attribute source_warning: What is odd about that delivery, and could explain it
-- attribute deliveries: The deliveries counted, parted by ;
-- count numerator: Persons or events counted in the newest period
-- count denominator: Persons or events among which they were counted
-- derived period from numerator, denominator: The newest period
-- derived since from numerator, denominator: First period of the signal, or year of what it is held against
-- derived sure from numerator, denominator: How sure it is
-- derived rule from numerator, denominator: Rule of the control chart
-- derived value from numerator, denominator: Value of the newest period
-- derived held_against from numerator, denominator: Mean, value before, baseline, or value of the neighbours

select
    la_code,
    indicator,
    reason,
    words,
    domain,
    unit,
    newest_delivery,
    source_warning,
    deliveries,
    numerator,
    denominator,
    period,
    since,
    sure,
    rule,
    value,
    held_against
from outcomes.watch
order by la_code, indicator, reason
