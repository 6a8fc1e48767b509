-- Episodes of the year to 31 March, all three kinds in one table. An episode that ends on 31 March is over.

with episode as (
    select
        'Child in need' as kind,
        'childreninneed' as part,
        row,
        delivery,
        start_date,
        end_date,
        need_category as category,
        has_disability
    from staging.social_care_childreninneed

    union all

    select
        'Protection plan' as kind,
        'protectionplans' as part,
        row,
        delivery,
        start_date,
        end_date,
        null as category,
        has_disability
    from staging.social_care_protectionplans

    union all

    select
        'Looked after' as kind,
        'lookedafter' as part,
        row,
        delivery,
        start_date,
        end_date,
        care_category as category,
        has_disability
    from staging.social_care_lookedafter
),

dated as (
    select
        episode.* exclude (end_date),
        delivery.la_code,
        make_date(delivery.year, 3, 31) as year_end,
        case when episode.end_date <= make_date(delivery.year, 3, 31) then episode.end_date end as end_date
    from episode
    cross join landing.delivery as delivery
)

select
    dated.kind,
    dated.row,
    link.person_id,
    dated.delivery,
    dated.la_code,
    dated.year_end,
    financial_year_of(dated.year_end) as financial_year,
    dated.start_date,
    dated.end_date,
    dated.start_date <= dated.year_end and dated.end_date is null as is_open,
    dated.category = 'N2' as is_for_disability,
    dated.has_disability
from dated
inner join core.person_link as link on link.part = dated.part and link.row = dated.row
order by dated.kind, dated.row
