-- title: Errors and queries in each return, against the one before
-- grain: la_code, extract, returned
-- owner: team:send_analysis
-- rule: health_unrounded
-- about: All findings of the rules in a return, so that it can be seen whether returns get better. A row that breaks
-- about: two rules counts twice. Figures of health services are among these: a count of 1 to 7 is hidden, one above 7
-- about: rounded to the nearest ten. A rule that is new, or has nothing to look at in a return, moves the figure
-- about: too: rules_run says how many were run.
--
-- dimension la_code: Local authority that returned, DfE number
-- dimension extract: Kind of return
-- dimension returned: Return, as its year, or its year and term or month
-- attribute rules_run: Rules that were run over the return
-- attribute returned_before: The return of its kind before, of the same term
-- count error_count: Errors, above 7 to the nearest ten
-- count query_count: Queries, above 7 to the nearest ten
-- count row_base: Rows of the return, above 7 to the nearest ten
-- derived errors_per_1000_rows from error_count, row_base: Errors per 1,000 rows
-- derived queries_per_1000_rows from query_count, row_base: Queries per 1,000 rows

with found as (
    select
        la_code,
        extract,
        returned,
        count(*) filter (status = 'run') as rules_run,
        coalesce(sum(findings) filter (level = 'error'), 0) as errors,
        coalesce(sum(findings) filter (level = 'query'), 0) as queries
    from quality.rule_count
    group by all
),

part as (
    select distinct la_code, extract, returned, part, rows from quality.completeness
),

sized as (
    select la_code, extract, returned, sum(rows) as rows from part group by all
),

counted as (
    select
        found.la_code,
        found.extract,
        found.returned,
        found.rules_run,
        lag(found.returned) over (
            partition by found.la_code, found.extract, regexp_extract(found.returned, '[a-z]+')
            order by found.returned
        ) as returned_before,
        health_to_tens(found.errors) as error_count,
        health_to_tens(found.queries) as query_count,
        health_to_tens(sized.rows) as row_base
    from found
    inner join sized using (la_code, extract, returned)
)

select
    la_code,
    extract,
    returned,
    rules_run,
    returned_before,
    error_count,
    query_count,
    row_base,
    1000 * error_count / nullif(row_base, 0) as errors_per_1000_rows,
    1000 * query_count / nullif(row_base, 0) as queries_per_1000_rows
from counted
order by la_code, extract, returned
