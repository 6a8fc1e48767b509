-- Mediations and appeals of the calendar year before the return. What ended after that year is still open.

with told as (
    select
        'Mediation' as kind,
        'mediations' as part,
        mediation_id as dispute_id,
        row,
        delivery,
        requested_date as opened_date,
        ground,
        cast(null as boolean) as after_mediation,
        held_date,
        outcome,
        closed_date
    from staging.disputes_mediations

    union all

    select
        'Appeal' as kind,
        'appeals' as part,
        appeal_id as dispute_id,
        row,
        delivery,
        registered_date as opened_date,
        ground,
        after_mediation,
        heard_date as held_date,
        outcome,
        decided_date as closed_date
    from staging.disputes_appeals
),

dated as (
    select
        told.* exclude (outcome, closed_date),
        delivery.la_code,
        delivery.year - 1 as calendar_year,
        case when year(told.closed_date) < delivery.year then told.outcome end as outcome,
        case when year(told.closed_date) < delivery.year then told.closed_date end as closed_date
    from told
    cross join landing.delivery as delivery
)

select
    dated.kind,
    dated.dispute_id,
    link.person_id,
    dated.delivery,
    dated.la_code,
    dated.calendar_year,
    dated.opened_date,
    dated.ground,
    ground.label as ground_label,
    dated.after_mediation,
    dated.held_date,
    dated.outcome,
    dated.closed_date,
    year(dated.opened_date) = dated.calendar_year as is_opened_in_year,
    year(dated.opened_date) <= dated.calendar_year and dated.closed_date is null as is_open
from dated
inner join core.person_link as link on link.part = dated.part and link.row = dated.row
inner join codes.dispute_ground as ground on ground.code = dated.ground
order by dated.kind, dated.dispute_id
