-- Young people of the caseload and what they do. A supported internship is one by its flag or by its activity.

select
    young.row,
    link.person_id,
    young.delivery,
    delivery.la_code,
    delivery.census_day as snapshot_day,
    young.age_31_august as academic_age,
    young.sen_provision,
    young.activity,
    activity.label as activity_label,
    grouped.label as activity_group,
    young.activity_since,
    case
        when young.confirmed_date <= delivery.census_day
            then datesub('month', young.confirmed_date, delivery.census_day)
    end as months_since_confirmed,
    grouped.label = 'NEET' as is_neet,
    grouped.label = 'Not known' as is_not_known,
    coalesce(young.supported_internship, false) or young.activity = '460' as is_supported_internship
from staging.nccis_youngpeople as young
cross join landing.delivery as delivery
inner join core.person_link as link on link.part = 'youngpeople' and link.row = young.row
inner join codes.activity as activity on activity.code = young.activity
inner join codes.activity_group as grouped on grouped.code = young.activity
order by young.row
