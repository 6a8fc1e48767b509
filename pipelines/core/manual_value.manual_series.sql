-- Cells of partners' sheets, with what their measure is. Nothing is corrected: a numerator that is more than its
-- denominator is told as impossible and goes no further.

select
    value.delivery,
    delivery.la_code,
    delivery.year as return_year,
    value.row,
    value.cell,
    value.measure,
    measure.label as words,
    measure.owner,
    measure.kind,
    measure.per,
    measure.unit,
    value.area,
    value.period_kind,
    value.period,
    value.period_start,
    value.period_end,
    split_part(value.group, ': ', 1) as breakdown,
    case when value.group = 'Total' then 'Total' else split_part(value.group, ': ', 2) end as breakdown_value,
    value.numerator,
    value.numerator_sign,
    value.denominator,
    value.denominator_sign,
    value.source,
    coalesce(measure.kind = 'mean' or value.numerator <= value.denominator, true) as is_possible
from staging.manual_series_values as value
inner join codes.manual_measure as measure on measure.code = value.measure
cross join landing.delivery as delivery
order by value.cell
