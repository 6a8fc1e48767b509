-- Grades of single sections of a plan, as its audits gave them.

select
    graded.audit_id,
    audit.case_id,
    audit.person_id,
    graded.delivery,
    audit.la_code,
    audit.snapshot_day,
    audit.audit_date,
    graded.section,
    graded.grade
from staging.ehcp_auditgrades as graded
inner join core.plan_audit as audit using (audit_id)
-- where a section was graded twice in an audit, the later grade stands
qualify row_number() over (partition by graded.audit_id, graded.section order by graded.row desc) = 1
order by graded.audit_id, graded.section
