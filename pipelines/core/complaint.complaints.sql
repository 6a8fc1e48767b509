-- Complaints to four bodies, both ombudsmen as one. A complaint that names no child is about no person.

with dated as (
    select
        complaint.* exclude (closed_date, outcome),
        delivery.la_code,
        delivery.census_day,
        case when complaint.closed_date <= delivery.census_day then complaint.closed_date end as closed_date,
        case when complaint.closed_date <= delivery.census_day then complaint.outcome end as outcome
    from staging.complaints_complaints as complaint
    cross join landing.delivery as delivery
)

select
    dated.complaint_id,
    case when dated.upn_key is not null then link.person_id end as person_id,
    dated.delivery,
    dated.la_code,
    dated.census_day as snapshot_day,
    dated.body,
    case when dated.body in ('LGSCO', 'PHSO') then 'Ombudsman' else body.label end as body_group,
    dated.received_date,
    dated.subject,
    subject.label as subject_label,
    dated.stage,
    dated.outcome,
    dated.closed_date,
    dated.received_date <= dated.census_day and dated.closed_date is null as is_open,
    case when dated.outcome in ('U', 'P', 'N') then dated.outcome <> 'N' end as is_upheld,
    case
        when coalesce(dated.closed_date, dated.census_day) >= dated.received_date
            then coalesce(dated.closed_date, dated.census_day) - dated.received_date
    end as days_open
from dated
inner join core.person_link as link on link.part = 'complaints' and link.row = dated.row
inner join codes.complaint_body as body on body.code = dated.body
inner join codes.complaint_subject as subject on subject.code = dated.subject
order by dated.complaint_id
