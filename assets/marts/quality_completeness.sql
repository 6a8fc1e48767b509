-- title: Completeness of the items of each return
-- grain: la_code, extract, returned, part, item
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: In how many rows an item has a value, of those the contract accepts. Blank is right where the guide lets
-- about: an item be blank: a low share is a fault only of items that must be given. A row of a return is a child,
-- about: or something of a child. Figures of health services are among these: a count of 1 to 7, filled or blank,
-- about: is hidden, and those above 7 are rounded to the nearest ten, so that none tells what another table hides.
-- about: Rows about a school or the return itself are no persons; they stand in columns of their own, as they are.
--
-- dimension la_code: Local authority that returned, DfE number
-- dimension extract: Kind of return
-- dimension returned: Return, as its year, or its year and term or month
-- dimension part: Table of the return
-- dimension item: Item of the table
-- attribute description: What the item is
-- attribute is_required: Whether a row without it is rejected
-- attribute other_filled_count: Rows about schools or the return with a value
-- attribute other_row_base: Rows about schools or the return
-- count filled_count: Children's rows with a value, above 7 to the nearest ten (numerator)
-- count row_base: Children's rows, above 7 to the nearest ten (denominator)
-- derived filled_percent from filled_count, row_base: Children's rows with a value per 100
--
-- rest: row_base - filled_count

with counted as (
    select
        *,
        case
            when not is_about_persons then null
            -- a few blank ones are as telling as a few filled ones
            when rows - filled between 1 and 7 then health_to_tens(rows) - (rows - filled)
            else health_to_tens(filled)
        end as filled_count,
        case when is_about_persons then health_to_tens(rows) end as row_base
    from quality.completeness
)

select
    la_code,
    extract,
    returned,
    part,
    item,
    description,
    is_required,
    filled_count,
    row_base,
    100 * filled_count / nullif(row_base, 0) as filled_percent,
    case when not is_about_persons then filled end as other_filled_count,
    case when not is_about_persons then rows end as other_row_base
from counted
order by la_code, extract, returned, part, item
