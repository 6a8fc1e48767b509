-- The authority's view of need, for plans maintained on census day.

select
    plan.person_id,
    plan.delivery,
    'sen2' as source,
    plan.la_code,
    delivery.returned,
    need.need_rank,
    need.need as need_code,
    label.label as need
from staging.sen2_senneed as need
inner join staging.sen2_activeplans as active using (active_plan_key)
inner join core.plan as plan on plan.request_id = active.request_key
cross join landing.delivery as delivery
inner join codes.need as label on label.code = need.need
where plan.is_maintained
-- two open plans of one person, or two needs of one rank: the first one returned is kept
qualify row_number() over (partition by plan.person_id, need.need_rank order by need.row, plan.plan_id) = 1
order by plan.person_id, need.need_rank
