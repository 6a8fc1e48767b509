-- title: You said, we did: actions, and the indicators before and after
-- grain: framework, la_code, action, indicator
-- owner: team:send_analysis
-- rule: shown
-- about: What families said, what was done and when, as the area's framework file tells it; and each indicator that it
-- about: should move in the periods of twelve months before and in as many after. Counts of a share are taken together,
-- about: periods that are hidden left out; its change has Newcombe's interval. It says what changed, not that the action
-- about: did it.
--
-- dimension framework: Name of the framework's file
-- dimension la_code: Local authority, DfE number
-- dimension action: Number of the action in the file
-- dimension indicator: Id of the indicator
-- attribute said: What people said
-- attribute did: What was done
-- attribute done_on: Since when
-- attribute words: The indicator in words
-- attribute unit: What the values are in
-- attribute before_periods: The periods before
-- attribute after_periods: The periods after
-- attribute deliveries: The deliveries counted, parted by ;
-- count before_numerator: Persons or events counted before
-- count before_denominator: Persons or events among which they were counted before
-- count after_numerator: Persons or events counted after
-- count after_denominator: Persons or events among which they were counted after
-- derived before_value from before_numerator, before_denominator: The indicator before
-- derived after_value from after_numerator, after_denominator: The indicator after
-- derived change from before_numerator, before_denominator, after_numerator, after_denominator: After less before
-- derived change_lower from before_numerator, before_denominator, after_numerator, after_denominator: Lower limit of its 95% interval
-- derived change_upper from before_numerator, before_denominator, after_numerator, after_denominator: Upper limit of its 95% interval
-- derived verdict from before_numerator, before_denominator, after_numerator, after_denominator: better, similar, worse, higher, lower

select
    framework,
    la_code,
    action,
    indicator,
    said,
    did,
    done_on,
    words,
    unit,
    before_periods,
    after_periods,
    deliveries,
    before_numerator,
    before_denominator,
    after_numerator,
    after_denominator,
    before_value,
    after_value,
    change,
    change_lower,
    change_upper,
    verdict
from outcomes.action
order by framework, la_code, action, indicator
