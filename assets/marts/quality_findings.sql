-- title: Findings of the validation rules in each return
-- grain: la_code, extract, returned, rule
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: How many rows of a return break each rule: an error must be put right, a query looked at. Rows that the
-- about: contract rejects are among the errors. A row of a return is a child, or something of a child. Figures of
-- about: health services are among these: a count of 1 to 7 is hidden, and those above 7 are rounded to the nearest
-- about: ten, so that none tells what another table hides. Rows about a school or the return itself are no persons;
-- about: they stand in columns of their own, as they are. A row may break several rules: the rows of this table do
-- about: not add up.
--
-- dimension la_code: Local authority that returned, DfE number
-- dimension extract: Kind of return
-- dimension returned: Return, as its year, or its year and term or month
-- dimension rule: Number of the rule; of a reason of the contract without one, its words
-- attribute level: error or query
-- attribute message: What is wrong
-- attribute run: run, or skipped where there was nothing to look at
-- attribute other_finding_count: Rows about schools or the return that break the rule
-- attribute other_row_base: Rows about schools or the return that were looked at
-- count finding_count: Children's rows that break the rule, above 7 to the nearest ten (numerator)
-- count row_base: Children's rows looked at, above 7 to the nearest ten (denominator)
-- derived finding_percent from finding_count, row_base: Children's rows that break the rule per 100 looked at
--
-- rest: row_base - finding_count

with counted as (
    select
        *,
        case when is_about_persons then health_to_tens(findings) end as finding_count,
        case when is_about_persons then health_to_tens(rows_looked_at) end as row_base
    from quality.rule_count
    where status <> 'failed'
)

select
    la_code,
    extract,
    returned,
    rule,
    level,
    message,
    status as run,
    finding_count,
    row_base,
    100 * finding_count / nullif(row_base, 0) as finding_percent,
    case when not is_about_persons then findings end as other_finding_count,
    case when not is_about_persons then rows_looked_at end as other_row_base
from counted
order by la_code, extract, returned, rule
