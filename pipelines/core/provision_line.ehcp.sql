-- Lines of provision, hours turned into minutes and pounds into pence.

select
    line.line_id,
    line.version_id,
    version.case_id,
    version.person_id,
    line.delivery,
    version.la_code,
    version.snapshot_day,
    line.section,
    line.need_area,
    line.provision_type,
    cast(round(60 * cast(line.hours_per_week as decimal(6, 2))) as bigint) as minutes_per_week,
    line.frequency,
    line.delivered_by,
    cast(round(100 * cast(translate(line.annual_cost, '£,', '') as decimal(14, 4))) as bigint) as annual_pence,
    line.funder,
    line.start_date,
    line.end_date,
    version.is_current
from staging.ehcp_provisionlines as line
inner join core.plan_version as version using (version_id)
order by line.line_id
