-- Waits for health services. A wait runs from the referral to the first contact, or to the snapshot day. What
-- is dated after the snapshot day has not happened yet. 18 weeks are 126 days, 52 weeks 364; over begins with
-- the next day, as NHS England counts community waits.

with happened as (
    select
        referral.row,
        delivery.la_code,
        delivery.census_day,
        case when referral.first_seen_date <= delivery.census_day then referral.first_seen_date end as first_seen,
        case when referral.diagnosis_date <= delivery.census_day then referral.diagnosis_date end as diagnosed,
        case when referral.treatment_date <= delivery.census_day then referral.treatment_date end as treated,
        case when referral.discharge_date <= delivery.census_day then referral.discharge_date end as discharged
    from staging.health_waits_referrals as referral
    cross join landing.delivery as delivery
),

waited as (
    select
        referral.*,
        happened.* exclude (row),
        happened.first_seen is null
            and happened.discharged is null
            and coalesce(referral.decision, 'P') <> 'R'
            and referral.referred_date <= happened.census_day as is_waiting
    from staging.health_waits_referrals as referral
    inner join happened using (row)
),

counted as (
    select
        *,
        case
            when is_waiting then census_day - referred_date
            -- a contact before its referral has no wait that can be read
            when first_seen >= referred_date then first_seen - referred_date
        end as days_waited
    from waited
)

select
    counted.referral_id,
    link.person_id,
    counted.delivery,
    counted.la_code,
    counted.census_day as snapshot_day,
    counted.service,
    service.label as service_label,
    counted.referral_source,
    counted.age_census_day,
    counted.referred_date,
    counted.decision,
    counted.first_seen as first_seen_date,
    counted.diagnosed as diagnosis_date,
    counted.treated as treatment_date,
    counted.discharged as discharge_date,
    counted.is_waiting,
    counted.days_waited,
    counted.days_waited > 126 as is_over_18_weeks,
    counted.days_waited > 364 as is_over_52_weeks,
    case
        when counted.diagnosed >= counted.referred_date then counted.diagnosed - counted.referred_date
    end as days_to_diagnosis
from counted
inner join core.person_link as link on link.part = 'referrals' and link.row = counted.row
inner join codes.health_service as service on service.code = counted.service
order by counted.referral_id
