-- Cases of the information, advice and support service. One that names no child is about no person.

with dated as (
    select
        cases.* exclude (closed_date),
        delivery.la_code,
        delivery.census_day,
        case when cases.closed_date <= delivery.census_day then cases.closed_date end as closed_date
    from staging.sendiass_advicecases as cases
    cross join landing.delivery as delivery
)

select
    dated.advice_case_id,
    case when dated.upn_key is not null then link.person_id end as person_id,
    dated.delivery,
    dated.la_code,
    dated.census_day as snapshot_day,
    dated.opened_date,
    dated.client,
    dated.topic,
    topic.label as topic_label,
    dated.level,
    dated.contacts,
    dated.closed_date,
    dated.opened_date <= dated.census_day and dated.closed_date is null as is_open
from dated
inner join core.person_link as link on link.part = 'advicecases' and link.row = dated.row
inner join codes.advice_topic as topic on topic.code = dated.topic
order by dated.advice_case_id
