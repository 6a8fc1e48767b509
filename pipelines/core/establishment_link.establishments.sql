select
    delivery.delivery,
    link.urn,
    link.link_urn,
    link.link_type,
    min(link.link_date) as link_date,
    coalesce(any_value(place.current_urn), link.urn) as current_urn
from staging.establishments_links as link
left join core.establishment as place on place.urn = link.urn
cross join landing.delivery as delivery
group by delivery.delivery, link.urn, link.link_urn, link.link_type
order by link.urn, link.link_urn, link.link_type
