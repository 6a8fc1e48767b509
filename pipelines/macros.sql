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
