-- Each successor is followed to the newest, eight steps at most (each join below is one), as long as there is
-- exactly one and the way does not lead back.
with
    -- A succession may be told at either end.
    succession as (
        select urn as old, link_urn as new
        from staging.establishments_links
        where link_type ilike 'successor%'

        union

        select link_urn, urn
        from staging.establishments_links
        where link_type ilike 'predecessor%'
    ),

    step as (
        select old, any_value(new) as new, count(*) as successors
        from succession
        where old != new
        group by old
    ),

    single as (
        select old, new from step where successors = 1
    ),

    walk as (
        select
            place.urn,
            [
                place.urn, one.new, two.new, three.new, four.new, five.new, six.new,
                seven.new, eight.new
            ] as way,
            coalesce(
                eight.new, seven.new, six.new, five.new, four.new, three.new, two.new, one.new, place.urn
            ) as current
        from staging.establishments_establishments as place
        left join single as one on one.old = place.urn
        left join single as two on two.old = one.new
        left join single as three on three.old = two.new
        left join single as four on four.old = three.new
        left join single as five on five.old = four.new
        left join single as six on six.old = five.new
        left join single as seven on seven.old = six.new
        left join single as eight on eight.old = seven.new
    ),

    newest as (
        select
            urn,
            current,
            len(list_distinct(way)) < list_count(way) as is_circle,
            list_count(way) - 1 as steps
        from walk
    )

select
    delivery.delivery,
    delivery.year as edition,
    place.urn,
    place.la_code,
    place.establishment_number,
    place.name,
    place.type,
    place.type_group,
    place.phase,
    place.status,
    place.open_date,
    place.close_date,
    place.reason_closed,
    place.low_age,
    place.high_age,
    place.capacity,
    place.pupils,
    nullif(
        concat_ws(
            ' ',
            nullif(upper(split_part(place.sen_1, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_2, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_3, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_4, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_5, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_6, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_7, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_8, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_9, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_10, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_11, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_12, ' - ', 1)), 'NOT APPLICABLE'),
            nullif(upper(split_part(place.sen_13, ' - ', 1)), 'NOT APPLICABLE')
        ),
        ''
    ) as needs,
    place.provision,
    place.resourced_on_roll,
    place.resourced_capacity,
    place.unit_on_roll,
    place.unit_capacity,
    place.section_41,
    place.ukprn,
    place.uprn,
    place.postcode,
    place.district_code,
    place.ward_code,
    place.lsoa_code,
    case when newest.is_circle then place.urn else newest.current end as current_urn,
    case
        when newest.is_circle then 'circle'
        when step.successors > 1 then 'split'
        when newest.steps = 8 then 'unfinished'
        when newest.steps > 0 then 'successor'
        else 'itself'
    end as current_how
from staging.establishments_establishments as place
inner join newest on newest.urn = place.urn
left join step on step.old = newest.current
cross join landing.delivery as delivery
order by place.urn
