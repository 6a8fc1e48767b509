select
    delivery.delivery,
    delivery.year as edition,
    pair.la_code,
    authority.label as la_name,
    pair.rank,
    pair.neighbour_la_code,
    neighbour.label as neighbour_name,
    closeness.label as closeness
from staging.neighbours_neighbours as pair
inner join codes.authority as authority on authority.code = pair.la_code
inner join codes.authority as neighbour on neighbour.code = pair.neighbour_la_code
left join codes.closeness as closeness on closeness.code = pair.closeness
cross join landing.delivery as delivery
order by pair.la_code, pair.rank
