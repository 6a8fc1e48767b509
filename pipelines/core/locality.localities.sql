select
    delivery.delivery,
    delivery.la_code,
    delivery.year as edition,
    kind.label as area_type,
    area.area_code,
    area.locality,
    area.valid_from,
    area.valid_to,
    area.cell as turn
from staging.localities_areas as area
inner join codes.locality_area as kind on kind.code = area.area_type
cross join landing.delivery as delivery
order by area.locality, area.cell
