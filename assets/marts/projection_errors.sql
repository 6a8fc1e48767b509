-- title: How wrong projections of plans and SEN support have been, ours and simple ones
-- grain: series, size, horizon, method
-- owner: team:send_analysis
-- rule: shown
-- about: The back-test that goes with projections: the same method stood in each of up to eight earlier Januaries of the
-- about: published figures, knowing nothing later, and asked one to five years ahead; beside it what anybody could have
-- about: done instead, on the same authorities and Januaries. Errors are of authorities, England is none. Residents are
-- about: given: they are those published by now. A method that needs more years than an authority had then was asked
-- about: less often: compare where outcomes are the same.
--
-- dimension series: total, age:BAND, placement:GROUP; sen_support, sen_support:PHASE
-- dimension size: Plans or pupils of the series in the authority at the origin, or all
-- dimension horizon: Years ahead
-- dimension method: projection is ours; the others are simple ones
-- attribute first_origin: Year of the first January stood in
-- attribute last_origin: Year of the last January stood in whose outcome is known
-- attribute deliveries: The deliveries it is made of, parted by ;
-- count outcomes: Counts that a projection was held against
-- derived wape_percent from outcomes: Sum of errors per 100 of the outcomes
-- derived mase from outcomes: Mean error in mean yearly steps of the series, of series of 100 and more
-- derived held_80_percent from outcomes: How often the 80% interval held, per 100 outcomes
-- derived held_95_percent from outcomes: How often the 95% interval held, per 100 outcomes
-- derived interval_score_80_percent from outcomes: Interval score of the 80% interval per 100 counted; lower is better
-- derived interval_score_95_percent from outcomes: Interval score of the 95% interval per 100 counted; lower is better

with printed as (
    select is_support, string_agg(delivery, '; ' order by delivery) as deliveries
    from (
        select distinct false as is_support, 'sen2_statistics.' || source_delivery as delivery
        from shown.plan_panel
        where flow = 'stock'
        union all
        select distinct true, 'sen_statistics.' || delivery
        from core.published_figure
        where extract = 'sen_statistics' and dataset in ('phase_type', 'phase_provision')
    )
    group by is_support
)

select
    error.series,
    error.size,
    error.horizon,
    error.method,
    error.first_origin,
    error.last_origin,
    printed.deliveries,
    error.outcomes,
    error.wape_percent,
    error.mase,
    error.held_80_percent,
    error.held_95_percent,
    error.interval_score_80_percent,
    error.interval_score_95_percent
from projection.error as error
inner join printed on printed.is_support = (split_part(error.series, ':', 1) = 'sen_support')
order by error.series, error.size, error.horizon, error.method
