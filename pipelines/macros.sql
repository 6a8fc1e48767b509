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

-- SEN provision as it is counted. A statement, lawful to April 2018, is told with the plans that took its place:
-- census rule 2115 recodes it, and DfE's statistics print the two together.
create macro provision_of(code) as
    case when code = 'S' then 'E' else code end;

-- The first proportion over the second, 95%, on the log scale (Katz and others 1978). Nobody in the first has a
-- ratio of 0 and no limits; nobody in the second, no ratio. The same as pipelines/statistics.py: a test compares.
create macro risk_ratio_reach(x1, n1, x2, n2) as
    exp(1.959963984540054 * sqrt(
        (n1 - x1) / nullif(cast(x1 as double) * n1, 0) + (n2 - x2) / nullif(cast(x2 as double) * n2, 0)
    ));

create macro risk_ratio(x1, n1, x2, n2) as
    case when n1 > 0 and n2 > 0 and x2 > 0 and x1 >= 0 then {
        'value': (x1 / n1) / (x2 / n2),
        'lower': (x1 / n1) / (x2 / n2) / risk_ratio_reach(x1, n1, x2, n2),
        'upper': (x1 / n1) / (x2 / n2) * risk_ratio_reach(x1, n1, x2, n2)
    } end;

-- Limits as poisson_lower and poisson_upper, 99.8%: 0.1% lies outside on each side.
create macro poisson_lower_outer(x) as
    case when x < 10 then [
        0.0, 0.0010005003335835346, 0.045402017769489565, 0.19053337756840327, 0.42855241362842295,
        0.7393717319178327, 1.1071046602556396, 1.5203362603988093, 1.9708139217403662, 2.452424404363775
    ][cast(x as bigint) + 1]
    else x * (1 - 1 / (9 * x) - 3.090232306167813 / (3 * sqrt(x))) ** 3 end;

create macro poisson_upper_outer(x) as
    case when x < 10 then [
        6.907755278982137, 9.233413476451585, 11.228872242412661, 13.06224077918807, 14.79414922253721,
        16.454745203680105, 18.061636840199064, 19.626177395384232, 21.15619816583998, 22.65737330906293
    ][cast(x as bigint) + 1]
    else (x + 1) * (1 - 1 / (9 * (x + 1)) + 3.090232306167813 / (3 * sqrt(x + 1))) ** 3 end;

-- Observed over expected events with Poisson limits, and where it lies in the funnel around 1 (Spiegelhalter
-- 2005): high where the limits of the observed lie above the expected. Nothing expected, no ratio.
create macro funnel_ratio(observed, expected) as
    case when expected > 0 and observed >= 0 then {
        'value': observed / expected,
        'lower': poisson_lower(observed) / expected,
        'upper': poisson_upper(observed) / expected,
        'method': case when observed < 10 then 'Exact' else 'Byars' end,
        'significance': case
            when poisson_upper_outer(observed) < expected then 'Low (0.001)'
            when poisson_upper(observed) < expected then 'Low (0.025)'
            when poisson_lower_outer(observed) > expected then 'High (0.001)'
            when poisson_lower(observed) > expected then 'High (0.025)'
            else 'Not significant'
        end
    } end;

-- Words of a type of need as different editions print them, made alike: 'Visual Impairment' is Vision impairment,
-- 'Other Difficulty/Disability' is Other difficulty or disability. Only to compare, not to print.
create macro need_word(printed) as
    replace(replace(replace(replace(
        regexp_replace(replace(lower(printed), '&', 'and'), '[^a-z]', '', 'g'),
        'communicationsneeds', 'communicationneeds'
    ), 'visualimpairment', 'visionimpairment'
    ), 'otherdifficultydisability', 'otherdifficultyordisability'
    ), 'autisticspectrumdisorders', 'autisticspectrumdisorder');

-- Which way the line of least squares of y over t goes: its slope, but for a factor above 0.
create macro slope_of(y, t) as
    list_sum([(t[i] - list_avg(t)) * (y[i] - y[1]) for i in range(1, len(t) + 1)]);

-- A list without its k-th.
create macro without(listed, k) as listed[:k - 1] || listed[k + 1:];

-- Cochran and Armitage's test of a trend in x of n over five points, one degree of freedom.
create macro trend_chi2(x, n) as
    cast(list_sum(n) as double)
    * (list_sum(n) * list_sum([cast(i * x[i] as double) for i in range(1, 6)])
        - cast(list_sum(x) as double) * list_sum([cast(i * n[i] as double) for i in range(1, 6)])) ** 2
    / (cast(list_sum(x) as double) * (list_sum(n) - list_sum(x))
        * (cast(list_sum(n) as double) * list_sum([cast(i * i * n[i] as double) for i in range(1, 6)])
            - list_sum([cast(i * n[i] as double) for i in range(1, 6)]) ** 2));

-- Which way a proportion goes over five yearly points, given in order; logits are those of the five. It goes where
-- the slopes of all and of all but each one have one sign (0 counts as rising) and chi2 is above 9.5495.
create macro trend_of(logits, chi2) as
    case
        when not (
            chi2 > 9.54953570608324
            and slope_of(logits, range(1, 6)) != 0
            and len(list_distinct(
                [slope_of(logits, range(1, 6)) < 0]
                || [slope_of(without(logits, k), without(range(1, 6), k)) < 0 for k in range(1, 6)]
            )) = 1
        ) then 'no significant change'
        when slope_of(logits, range(1, 6)) > 0 then 'increasing'
        else 'decreasing'
    end;

-- Fingertips' recent trend of a proportion, x of n, over five points in order of year; the same as
-- pipelines/statistics_trend.py. Not of fewer, nor where a count is missing, 0 or all of its base.
create macro recent_trend(x, n) as
    case
        when len(x) = 5 and len([i for i in range(1, 6) if x[i] > 0 and x[i] < n[i]]) = 5
            then trend_of([ln(x[i] / (n[i] - x[i])) for i in range(1, 6)], trend_chi2(x, n))
        else 'cannot be calculated'
    end;

create macro trend_judgement(trend, polarity) as
    case
        when polarity = 'none' or trend not in ('increasing', 'decreasing') then 'none'
        when (trend = 'increasing') = (polarity = 'high_good') then 'getting better'
        else 'getting worse'
    end;

-- Quartile band, A the best: cuts are the three quartiles, and what lies on one is in the band of lower values (LAIT).
create macro quartile_band(y, cuts, polarity) as
    case when y is not null and polarity != 'none' then substr(
        case polarity when 'high_good' then 'DCBA' else 'ABCD' end, 1 + len([cut for cut in cuts if y > cut]), 1
    ) end;

-- The age bands of the SEN2 statistics; nobody of another age has a plan.
create macro sen2_age_band(age) as
    case
        when age between 0 and 4 then '0 to 4'
        when age between 5 and 10 then '5 to 10'
        when age between 11 and 15 then '11 to 15'
        when age between 16 and 19 then '16 to 19'
        when age between 20 and 25 then '20 to 25'
    end;

-- The fifth of areas by deprivation that a tenth lies in.
create macro fifth_of(decile) as
    case cast(ceil(decile / 2) as bigint)
        when 1 then '1, most deprived'
        when 2 then '2'
        when 3 then '3'
        when 4 then '4'
        when 5 then '5, least deprived'
    end;

create macro provision_words(code) as
    case provision_of(code) when 'E' then 'EHC plan' when 'K' then 'SEN support' when 'N' then 'No SEN' end;
