-- Audits of the quality of plans.

select
    audit.audit_id,
    audit.case_id,
    cases.person_id,
    audit.delivery,
    cases.la_code,
    cases.snapshot_day,
    audit.version_id,
    audit.audit_date,
    audit.grade
from staging.ehcp_audits as audit
inner join core.ehcp_case as cases using (case_id)
order by audit.audit_id
