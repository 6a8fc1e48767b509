-- title: Panel of plans: every area, year, age group and placement as DfE has published it
-- grain: area, year, flow, breakdown, group
-- owner: team:send_analysis
-- rule: published
-- about: Statements and EHC plans of the SEN2 statistics, of each figure the newest edition that prints it. A stock is
-- about: of January, a flow of the calendar year. What is wrong in print is told in fault and what was done in repair;
-- about: nothing else is changed, and plans_printed stays beside it. Until January 2023 the figures were totals asked of
-- about: authorities, since then they are counted from persons: the two series are not one. A symbol is never nought.
--
-- dimension area: DfE number of the authority, ONS code of the region, 000 for England
-- dimension year: Calendar year; of a stock, of its January
-- dimension flow: stock, new or ceased
-- dimension breakdown: total, age or placement
-- dimension group: total; age band at 31 August; placement, of which special_indep_nmss is part of special
-- attribute area_code: ONS code, the newest printed
-- attribute area_name: Name as printed
-- attribute level: National, Regional or Local authority
-- attribute region_code: ONS code of the region
-- attribute basis: totals of authorities, or persons
-- attribute symbol: What is printed where no number is
-- attribute fault: What is wrong in print, or does not add up
-- attribute repair: What was done about it
-- attribute edition: Year of the edition
-- attribute source_delivery: The delivery it stands in
-- attribute areas: Authorities printed in the region or in England
-- count plans: Plans
-- count plans_printed: The same as printed, groups put together
-- count plans_of_areas: Plans of the authorities of the region or of England
-- derived missing_areas from plans, plans_of_areas: Plans of authorities that are not printed

with newest as (
    select * from core.plan_figure
    where "group" is not null
    qualify edition = max(edition) over (partition by area, year, flow, breakdown = 'total', breakdown = 'age')
),

-- one area under two ONS codes is counted once, under the newest; one code under two numbers under its own
known as (
    select
        newest.*,
        belongs.label as number_of_code,
        replaced.code is not null as is_old_code,
        count(distinct area_code) over (
            partition by area, year, flow, breakdown, printed
        ) as codes_of_area,
        count(distinct coalesce(plans, -1)) over (
            partition by area, year, flow, breakdown, printed
        ) as figures_of_area,
        bool_or(coalesce(belongs.label = area, false)) over (
            partition by level, area_code, year, flow, breakdown, printed
        ) as own_is_there
    from newest
    left join codes.area_code as belongs on belongs.code = newest.area_code
    left join codes.area_code_replaced as replaced on replaced.code = newest.area_code
),

once as (
    select
        *,
        codes_of_area > 1 as is_under_two_codes,
        figures_of_area > 1 as has_two_figures,
        coalesce(level = 'Local authority' and number_of_code <> area and own_is_there, false)
            as is_under_other_number
    from known
    qualify row_number() over (
        partition by area, year, flow, breakdown, printed
        order by coalesce(number_of_code = area, false) desc, is_old_code, area_code desc, row
    ) = 1
),

-- several printed groups of one group of ours; what is not applicable adds nothing, any other symbol hides the sum
grouped as (
    select
        area,
        year,
        flow,
        breakdown,
        "group",
        max_by(area_code, row) as area_code,
        max_by(area_name, row) as area_name,
        max(level) as level,
        max(region_code) as region_code,
        max(edition) as edition,
        max(delivery) as source_delivery,
        case
            when count(*) filter (where plans is null and coalesce(lower(symbol), '') <> 'z') = 0 then sum(plans)
        end as plans,
        max(symbol) filter (where plans is null) as symbol,
        bool_and(plans is null and lower(symbol) = 'z') as is_not_applicable,
        bool_or(has_two_figures) as has_two_figures,
        bool_or(is_academic_stamp) as is_academic_stamp,
        bool_or(is_under_two_codes) as is_under_two_codes,
        bool_or(is_under_other_number) as is_under_other_number
    from once
    group by area, year, flow, breakdown, "group"
),

-- mainstream is printed with its units: they are a group of their own
netted as (
    select
        grouped.* exclude (plans, breakdown, is_not_applicable),
        grouped.breakdown = 'placement' and grouped.group = 'mainstream' and units.area is null as lacks_units,
        case when grouped.breakdown = 'within' then 'placement' else grouped.breakdown end as breakdown,
        cast(grouped.plans as bigint) as plans_printed,
        cast(
            case
                when grouped.breakdown <> 'placement' or grouped.group <> 'mainstream' then grouped.plans
                when coalesce(units.is_not_applicable, true) then grouped.plans
                else grouped.plans - units.plans
            end
            as bigint
        ) as plans
    from grouped
    left join grouped as units
        on units.area = grouped.area
        and units.year = grouped.year
        and units.flow = grouped.flow
        and units.breakdown = 'within'
        and units.group = 'resourced_senunit'
),

region as (
    select area as region_code, year, flow, breakdown, "group", plans
    from netted
    where level = 'Regional'
),

-- what is its region's total is no total of the area's own
total as (
    select netted.area, netted.year, netted.flow, netted.plans
    from netted
    left join region using (region_code, year, flow, breakdown, "group")
    where
        netted.breakdown = 'total'
        and not coalesce(netted.level = 'Local authority' and netted.plans = region.plans, false)
),

added as (
    select
        area,
        year,
        flow,
        -- a group that is not told makes no sum
        case
            when count(*) filter (where breakdown = 'age' and plans is null and coalesce(lower(symbol), '') <> 'z') = 0
                then sum(plans) filter (where breakdown = 'age')
        end as of_ages,
        count(plans) filter (where breakdown = 'age') as ages,
        case
            when
                count(*) filter (
                    where
                        breakdown = 'placement'
                        and "group" <> 'special_indep_nmss'
                        and plans is null
                        and coalesce(lower(symbol), '') <> 'z'
                ) = 0
                then sum(plans) filter (where breakdown = 'placement' and "group" <> 'special_indep_nmss')
        end as of_placements
    from netted
    group by all
),

judged as (
    select
        netted.*,
        coalesce(netted.level = 'Local authority' and netted.plans > 0 and netted.plans = region.plans, false)
            as is_of_region,
        added.of_ages,
        added.ages,
        added.of_placements,
        before.plans as stock_before,
        flow_in.plans as joined,
        flow_out.plans as left_behind,
        stock.plans as stock,
        gone.label as gone_from
    from netted
    left join region using (region_code, year, flow, breakdown, "group")
    left join added on added.area = netted.area and added.year = netted.year and added.flow = netted.flow
    left join total as stock
        on stock.area = netted.area and stock.year = netted.year and stock.flow = 'stock' and netted.flow = 'new'
    left join total as before
        on before.area = netted.area
        and before.year = netted.year - 1
        and before.flow = 'stock'
        and netted.flow = 'stock'
    left join total as flow_in
        on flow_in.area = netted.area and flow_in.year = netted.year - 1 and flow_in.flow = 'new' and netted.flow = 'stock'
    left join total as flow_out
        on flow_out.area = netted.area
        and flow_out.year = netted.year - 1
        and flow_out.flow = 'ceased'
        and netted.flow = 'stock'
    left join codes.abolished_authority as gone on gone.code = netted.area
),

-- the total decides: a single small group may have its region's figure by chance
with_region as (
    select
        *,
        bool_or(is_of_region and breakdown = 'total') over (partition by area, year, flow) as has_regions_total,
        not bool_or(is_of_region and breakdown = 'age') over (partition by area, year, flow)
        and of_ages is not null
        and ages = 5 as can_be_added
    from judged
),

repaired as (
    select
        * exclude (plans),
        case
            when is_under_other_number then null
            when has_regions_total and breakdown = 'total' and can_be_added then cast(of_ages as bigint)
            when has_regions_total and is_of_region then null
            else plans
        end as plans,
        concat_ws(
            '; ',
            case when is_under_two_codes then 'one area under two ONS codes' end,
            case when has_two_figures then 'printed twice, with different figures' end,
            case when lacks_units then 'no units are printed: they are in mainstream' end,
            case when is_under_other_number then 'the ONS code of another DfE number' end,
            case when has_regions_total and is_of_region then 'the total of its region' end,
            case when is_academic_stamp then 'a stock of January under its academic year' end,
            case
                when year >= cast(gone_from as bigint) - cast(flow <> 'stock' as bigint)
                    then 'a number abolished by then'
            end,
            case
                when breakdown = 'total' and not has_regions_total and of_ages <> plans
                    then 'age groups add up to ' || cast(of_ages as bigint)
            end,
            case
                when breakdown = 'total' and not has_regions_total and of_placements <> plans
                    then 'placements add up to ' || cast(of_placements as bigint)
            end,
            case when flow = 'new' and breakdown = 'total' and stock >= 50 and plans > 0.6 * stock
                then 'more new plans than six tenths of the stock'
            end,
            case
                when
                    breakdown = 'total'
                    and not has_regions_total
                    and stock_before >= 50
                    and abs(stock_before + joined - left_behind - plans) > 0.03 * plans
                    then 'last stock, new and ceased plans make ' || cast(stock_before + joined - left_behind as bigint)
            end,
            case
                when breakdown = 'total' and year = case when flow = 'stock' then 2023 else 2022 end
                    then 'first year counted from persons'
            end
        ) as fault,
        concat_ws(
            '; ',
            case when is_under_two_codes then 'counted once, under the newest code' end,
            case
                when is_under_other_number then 'left out'
                when has_regions_total and breakdown = 'total' and can_be_added then 'added up from its age groups'
                when has_regions_total and is_of_region then 'left out'
            end,
            case when is_academic_stamp then 'put to its January' end
        ) as repair
    from with_region
),

of_areas as (
    select
        case when grouping(by_region.region_code) = 1 then '000' else by_region.region_code end as area,
        year,
        flow,
        breakdown,
        "group",
        count(distinct by_region.area) as areas,
        cast(sum(plans) as bigint) as plans_of_areas
    from repaired as by_region
    where level = 'Local authority'
    group by grouping sets ((by_region.region_code, year, flow, breakdown, "group"), (year, flow, breakdown, "group"))
)

select
    repaired.area,
    repaired.year,
    repaired.flow,
    repaired.breakdown,
    repaired.group,
    repaired.area_code,
    repaired.area_name,
    repaired.level,
    repaired.region_code,
    case
        when repaired.year < case when repaired.flow = 'stock' then 2023 else 2022 end
            then 'totals of authorities'
        else 'persons'
    end as basis,
    repaired.symbol,
    nullif(
        concat_ws(
            '; ',
            nullif(repaired.fault, ''),
            case when of_areas.plans_of_areas > repaired.plans then 'authorities add up to more' end
        ),
        ''
    ) as fault,
    nullif(repaired.repair, '') as repair,
    repaired.edition,
    repaired.source_delivery,
    of_areas.areas,
    repaired.plans,
    repaired.plans_printed,
    of_areas.plans_of_areas,
    repaired.plans - of_areas.plans_of_areas as missing_areas
from repaired
left join of_areas
    on repaired.level <> 'Local authority'
    and of_areas.area = repaired.area
    and of_areas.year = repaired.year
    and of_areas.flow = repaired.flow
    and of_areas.breakdown = repaired.breakdown
    and of_areas.group = repaired.group
order by all
