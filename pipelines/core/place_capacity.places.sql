-- Specialist places commissioned, of the extract of one year.

select
    place.delivery,
    delivery.la_code,
    delivery.year as return_year,
    place.places_key,
    place.urn,
    place.provision,
    phase.label as phase,
    place.need,
    place.locality,
    place.places,
    place.vacancy_margin,
    place.cost_band,
    place.cost_per_place,
    place.first_january,
    place.last_january
from staging.places_place as place
inner join codes.place_phase as phase on phase.code = place.phase
cross join landing.delivery as delivery
order by place.places_key
