-- Advice and its clock. Whoever is asked must answer within six weeks: 42 days, the last of which still counts
-- (SEND Regulations 2014, regulation 8(1)).

select
    advice.advice_id,
    advice.case_id,
    cases.person_id,
    advice.delivery,
    cases.la_code,
    cases.snapshot_day,
    advice.agency,
    advice.requested_date,
    advice.received_date,
    advice.requested_date + 42 as last_lawful_day,
    case
        when advice.received_date >= advice.requested_date
            then advice.received_date <= advice.requested_date + 42
        when advice.received_date is null
            and advice.requested_date + 42 < cases.snapshot_day
            -- who withdrew no longer waits
            and cases.decision <> 'W'
            and coalesce(cases.assessment_outcome, 'A') <> 'W'
            then false
    end as is_within_6_weeks,
    advice.received_date is null and cases.is_open as is_outstanding,
    advice.audit_grade
from staging.ehcp_advice as advice
inner join core.ehcp_case as cases using (case_id)
order by advice.advice_id
