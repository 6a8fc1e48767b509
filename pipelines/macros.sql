-- Arithmetic that several marts share. Methods: Wilson score interval without continuity correction, 95%
-- (PHE technical guidance; z at full precision). 0 of 0 has no value.

create macro wilson_limit(x, n, z) as
    (2 * x + 1.959963984540054 ** 2 + z * sqrt(1.959963984540054 ** 2 + 4 * x * (1 - x / n)))
    / (2 * (n + 1.959963984540054 ** 2));

create macro wilson(x, n) as
    case when n > 0 then {
        'value': x / n,
        'lower': case when x = 0 then 0.0 else wilson_limit(x, n, -1.959963984540054) end,
        'upper': case when x = n then 1.0 else wilson_limit(x, n, 1.959963984540054) end
    } end;

-- Counts above 5 to the nearest ten: an exact one may tell what another table hides.
create macro to_tens(n) as
    case when n > 5 then 10 * cast(round(n / 10) as bigint) else n end;

-- Limits of the expected number of events of which x were seen, 95%: exact Poisson below 10 (half the chi-squared
-- quantile of 2x and of 2x + 2 degrees of freedom), Byar's from 10 on. x is a whole count.
create macro poisson_lower(x) as
    case when x < 10 then [
        0.0, 0.025317807984289876, 0.24220927854396496, 0.6186721228956014, 1.0898653736263249,
        1.6234863901184207, 2.2018942534908508, 2.8143630515198654, 3.4538321767485014,
        4.115373097378334
    ][cast(x as bigint) + 1]
    else x * (1 - 1 / (9 * x) - 1.959963984540054 / (3 * sqrt(x))) ** 3 end;

create macro poisson_upper(x) as
    case when x < 10 then [
        3.6888794541139363, 5.571643390938898, 7.224687667723961, 8.767273069742325,
        10.241588675403696, 11.66833207932267, 13.059474022518685, 14.422675361702382,
        15.763189220193311, 17.08480345141917
    ][cast(x as bigint) + 1]
    else (x + 1) * (1 - 1 / (9 * (x + 1)) + 1.959963984540054 / (3 * sqrt(x + 1))) ** 3 end;

-- Events per multiplier of the base. The same as pipelines/statistics.py, as are the two below: a test compares.
create macro rate(x, n, multiplier) as
    case when n > 0 then {
        'value': multiplier * (x / n),
        'lower': multiplier * (poisson_lower(x) / n),
        'upper': multiplier * (poisson_upper(x) / n),
        'method': case when x < 10 then 'Exact' when x >= 10 then 'Byars' end
    } end;

-- The second proportion less the first, 95%, Newcombe's method 10.
create macro difference(x1, n1, x2, n2) as
    case when n1 > 0 and n2 > 0 then {
        'value': x2 / n2 - x1 / n1,
        'lower': x2 / n2 - x1 / n1
            - sqrt((x2 / n2 - (wilson(x2, n2)).lower) ** 2 + ((wilson(x1, n1)).upper - x1 / n1) ** 2),
        'upper': x2 / n2 - x1 / n1
            + sqrt(((wilson(x2, n2)).upper - x2 / n2) ** 2 + (x1 / n1 - (wilson(x1, n1)).lower) ** 2)
    } end;

-- A value whose interval is held against a reference; the interval includes its limits (Fingertips).
create macro compare(y, low, high, held, polarity) as
    case
        when coalesce(polarity not in ('high_good', 'low_good', 'none'), true) then error('not a polarity')
        when y is null or low is null or high is null or held is null then 'not compared'
        when held between low and high then 'similar'
        when polarity = 'none' then case when held < low then 'higher' else 'lower' end
        when (held < low) = (polarity = 'high_good') then 'better'
        else 'worse'
    end;

-- A published figure as its publisher printed it: its number, or else its symbol. A symbol is never a number.
create macro figure_of(printed) as
    case when isfinite(try_cast(replace(rtrim(trim(printed), '%'), ',', '') as double))
        then try_cast(replace(rtrim(trim(printed), '%'), ',', '') as double) end;

create macro symbol_of(printed) as
    case when figure_of(printed) is null then nullif(trim(printed), '') end;

-- A place as published tables print it; what stands where a row has none is no place.
create macro place_of(printed) as
    case when printed not in ('z', ':', 'x', '-', 'NA') then printed end;

-- The group that a published row is of, as 'Topic: group'; missing where it is of all, or not cut so at all.
-- Editions since 2025 say so in both columns: 'All EHC plans'.
create macro group_of(topic, printed) as
    case when lower(printed) not in ('total', 'all', 'all pupils', 'z', 'x', ':')
        and not coalesce(lower(printed) = lower(topic), false)
        and not coalesce(lower(printed) like 'all %' and lower(topic) like 'all %', false)
        then topic || ': ' || printed end;

-- Years of a day, each under its own name. Schools count from 1 September, councils' money from 1 April, SEN2's
-- events by the calendar. 202425 is the year that begins in 2024.
create macro year_from(first_year) as
    first_year || lpad(cast((first_year + 1) % 100 as varchar), 2, '0');

create macro academic_year_of(day) as
    year_from(year(day) - case when month(day) < 9 then 1 else 0 end);

create macro financial_year_of(day) as
    year_from(year(day) - case when month(day) < 4 then 1 else 0 end);

-- Which of several sources of one day goes first, 1 before all others. Censuses and SEN2 are statutory, asked
-- of everyone on that day and checked by rules: schools ask families each term, the authority's own three are
-- filled from its systems. Those systems follow, kept up only when a case, a client or a referral is touched,
-- by who is likelier to be told of a move; then lists that are drawn up for another purpose.
create macro precedence_of(source) as
    coalesce(list_position([
        'school_census', 'sen2', 'ap_census', 'early_years_census', 'ehcp', 'nccis', 'health_waits', 'social_care',
        'annex_a', 'attainment', 'disputes', 'sendiass', 'complaints'
    ], source), 99);

-- Counts above 7 to the nearest ten, where health services' figures are among them: 1 to 7 of those are small.
create macro health_to_tens(n) as
    case when n > 7 then to_tens(n) else n end;
