-- title: Timeliness of the returns: when each was due, and when it came
-- grain: la_code, extract, returned
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: Of returns, not of children: nothing in it is protected. The day due is the department's closing day where
-- about: it sets one, else the project's own rule for when the extract can be had. A return that was taken in when
-- about: this dataset was begun landed on that day, however early it was sent.
--
-- dimension la_code: Local authority that returned, DfE number
-- dimension extract: Kind of return
-- dimension returned: Return, as its year, or its year and term or month
-- attribute census_day: Day counted
-- attribute due: Last day on which the return may be missing
-- attribute first_landed: Day on which its first version was accepted
-- attribute days_late: Days from the day due to the first version; below 0 where it came before

select
    la_code,
    extract,
    returned,
    census_day,
    due,
    first_landed,
    first_landed - due as days_late
from quality.punctuality
order by la_code, extract, returned
