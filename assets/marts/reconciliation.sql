-- title: Why plans in SEN2 and pupils with plans in the school census of one January differ
-- grain: la_code, return_year, reason
-- owner: team:send_analysis
-- rule: education
-- about: Plans that the authority maintains (SEN2) and pupils with a plan in its schools (spring census), person by
-- about: person, told as counts only. SEN2 follows the child's home, the census the school. Whoever is in both counts
-- about: in both totals. Of several reasons the first that holds is given, in the order of the sums below. A total
-- about: that is hidden in plans_maintained or prevalence, or is another by the scope of the build, would come out by
-- about: the difference: SEN2 is told only where its total is shown there as it is here, the side of the census only
-- about: where its own is, and neither under 30. As both totals are known, few persons of one reason are not hidden
-- about: but stand together with those of the next smallest, as not told apart, until a reader could not know either
-- about: more closely than six values; so do reasons that rest on an age band or a placement that is hidden there, or
-- about: that is shown there and has 1 to 5 persons more. Where a side has too few for that, or 1 to 5 are in both, or
-- about: the groups shown there hold 1 to 5 more than stand together, the return is not told. Authorities told together
-- about: are not here. Which school is whose is known from the register, the school census and the returns of
-- about: independent schools; without the register few schools of other areas are known.
--
-- dimension la_code: Local authority that maintains the plan and in whose area the school is, DfE number
-- dimension return_year: Year of the SEN2 return; the census is of its spring
-- dimension reason: Why a person is in one count and not in the other
-- attribute side: Total, In both, Only in SEN2, Only in the census, or Beside both
-- attribute meaning: What the reason means
-- attribute area_name: Name of the authority
-- attribute census_day: Day counted
-- attribute measure: Id of the measure
-- attribute population: Who is counted
-- attribute quality_flags: What to bear in mind, parted by ;
-- attribute deliveries: The deliveries counted, parted by ;
-- count person_count: Persons
--
-- adds reason: SEN2 total = In both + Second plan of the same person + In the census without a plan + Under school age + Independent or non-maintained special school + School of another area + School that is not known + College or specialist post-16 + Over 16 and in no school or college + Educated otherwise or at home + Not in education or another setting + Placement not recorded + Placed in a school of the area and not found + Not told apart
-- adds reason: Census total = In both + Plan ended or transferred + Resident of another authority + Home not known + Resident and not in SEN2 + Not told apart in the census
-- also person_count at reason = SEN2 total: plans_maintained.plan_count at breakdown_topic = Total, breakdown = Total
-- also person_count at reason = Census total: prevalence.pupil_count at census = {return_year}-spring, coverage = State-funded schools + Non-maintained special schools, breakdown_topic = Total, breakdown = Total, second_topic = Total, second_breakdown = Total, sen_provision = EHC plan

with maintained as (
    select
        plan.la_code,
        plan.return_year,
        plan.return_year || '-spring' as census,
        plan.person_id,
        plan.request_id,
        plan.census_day,
        plan.delivery,
        plan.age_31_august,
        row_number() over (
            partition by plan.la_code, plan.return_year, plan.person_id order by plan.plan_id
        ) as turn
    from core.plan as plan
    cross join scope.counting as setting
    -- as plans_maintained counts them
    where plan.is_maintained and plan.return_year > 2022 and coalesce(plan.age_31_august <= setting.oldest_age, true)
),

pupil as (
    select
        enrolment.la_code,
        enrolment.census,
        cast(left(enrolment.census, 4) as bigint) as return_year,
        enrolment.person_id,
        enrolment.delivery,
        enrolment.row,
        status.sen_provision
    from core.enrolment as enrolment
    inner join core.sen_status as status using (la_code, census, person_id)
    where enrolment.is_counted and enrolment.census like '%-spring'
),

-- the totals as other marts show them
shown_plans as (
    select la_code, return_year, plan_count as total
    from shown.plans_maintained
    where breakdown_topic = 'Total'
),

shown_pupils as (
    select
        la_code,
        census,
        sum(pupil_count) as total
    from shown.prevalence
    where
        breakdown_topic = 'Total'
        and second_topic = 'Total'
        and sen_provision = 'EHC plan'
        and coverage in ('State-funded schools', 'Non-maintained special schools')
    group by la_code, census
    having count(pupil_count) = count(*)
),

plans as (
    select
        la_code,
        return_year,
        census,
        min(census_day) as census_day,
        min(delivery) as delivery,
        count(*) as total
    from maintained
    group by la_code, return_year, census
),

pupils as (
    select
        pupil.la_code,
        pupil.census,
        min(pupil.delivery) as delivery,
        count(*) as total,
        count(*) filter (where maintained.person_id is null) as not_in_sen2
    from pupil
    left join maintained
        on maintained.la_code = pupil.la_code
        and maintained.census = pupil.census
        and maintained.person_id = pupil.person_id
        and maintained.turn = 1
    where pupil.sen_provision = 'E'
    group by pupil.la_code, pupil.census
),

told as (
    select
        plans.la_code,
        plans.return_year,
        plans.census,
        plans.census_day,
        plans.total as sen2_total,
        pupils.total as census_total,
        shown_pupils.total is not null as is_census_told,
        'sen2.' || plans.delivery || '; school_census.' || pupils.delivery as deliveries
    from plans
    inner join pupils using (la_code, census)
    inner join shown_plans
        on shown_plans.la_code = plans.la_code
        and shown_plans.return_year = plans.return_year
        and shown_plans.total = plans.total
    left join shown_pupils
        on shown_pupils.la_code = plans.la_code
        and shown_pupils.census = plans.census
        and shown_pupils.total = pupils.total
    where
        -- a smaller total might be hidden here to protect its parts, and is shown there
        plans.total >= 30
        and pupils.total >= 30
        -- or else those in both would be nearly all pupils with a plan, whose number is hidden
        and (shown_pupils.total is not null or pupils.not_in_sen2 >= 10)
),

-- the placement that counts, as in plans_maintained
placed as (
    select la_code, return_year, request_id, urn, ukprn, setting, placement_group
    from core.placement
    where is_open
    qualify row_number() over (
        partition by la_code, return_year, request_id
        order by placement_rank nulls last, entry_date desc nulls last, placement_id
    ) = 1
),

-- whose each school is, and whether it is independent or non-maintained: by the register, else by who returned it
school as (
    select urn, la_code, is_independent
    from (
        select
            urn,
            la_code,
            type ilike '%independent%' or type ilike 'non-maintained special%' as is_independent,
            1 as choice,
            edition
        from core.establishment
        union all
        select distinct urn, la_code, coalesce(governance = 'NM', false), 2, 0 from core.enrolment
        union all
        select distinct urn, la_code, true, 3, 0 from core.independent_school
    )
    qualify row_number() over (
        partition by urn order by choice, edition desc, is_independent desc, la_code
    ) = 1
),

of_plans as (
    select
        maintained.la_code,
        maintained.return_year,
        case
            when maintained.turn > 1 then 'Second plan of the same person'
            when pupil.sen_provision = 'E' then 'In both'
            when pupil.sen_provision is not null then 'In the census without a plan'
            when maintained.age_31_august <= 4 then 'Under school age'
            when placed.urn is not null and school.is_independent then 'Independent or non-maintained special school'
            when placed.urn is not null and school.la_code <> maintained.la_code then 'School of another area'
            when placed.urn is not null and school.la_code is null then 'School that is not known'
            when placed.urn is not null then 'Placed in a school of the area and not found'
            when placed.ukprn is not null then 'College or specialist post-16'
            when maintained.age_31_august >= 16 then 'Over 16 and in no school or college'
            when placed.setting in ('OLA', 'OPA', 'EHE') then 'Educated otherwise or at home'
            when placed.setting is not null then 'Not in education or another setting'
            else 'Placement not recorded'
        end as reason,
        coalesce(placed.placement_group, 'Not recorded') as placement_group
    from maintained
    semi join told using (la_code, return_year)
    left join pupil
        on pupil.la_code = maintained.la_code
        and pupil.census = maintained.census
        and pupil.person_id = maintained.person_id
    left join placed
        on placed.la_code = maintained.la_code
        and placed.return_year = maintained.return_year
        and placed.request_id = maintained.request_id
    left join school on school.urn = placed.urn
),

by_reason as (
    select la_code, return_year, reason, count(*) as persons
    from of_plans
    group by la_code, return_year, reason
),

-- the groups of plans_maintained that hold the persons of a reason
of_group as (
    select distinct la_code, return_year, reason, 'Placement' as breakdown_topic, placement_group as breakdown
    from of_plans
    where
        reason not in (
            'In both', 'Second plan of the same person', 'In the census without a plan', 'Under school age'
        )
    union all
    select la_code, return_year, reason, 'Age band at 31 August', '0 to 4'
    from by_reason
    where reason = 'Under school age'
    union all
    select by_reason.la_code, by_reason.return_year, by_reason.reason, 'Under 16 or 16 to 25',
        '16 to ' || setting.oldest_age
    from by_reason
    cross join scope.counting as setting
    where by_reason.reason = 'Over 16 and in no school or college'
),

-- whether such a group is hidden there; or holds 1 to 5 others, which its number less the reasons' would tell
of_shown_group as (
    select
        of_group.la_code,
        of_group.return_year,
        of_group.reason,
        of_group.breakdown_topic,
        of_group.breakdown,
        elsewhere.plan_count,
        coalesce(
            (elsewhere.breakdown is not null and elsewhere.plan_count is null)
            or sum(elsewhere.plan_count) over of_reason - by_reason.persons between 1 and 5
            or elsewhere.plan_count - sum(by_reason.persons) over in_group between 1 and 5,
            false
        ) as is_veiled
    from of_group
    inner join by_reason using (la_code, return_year, reason)
    left join shown.plans_maintained as elsewhere
        on elsewhere.la_code = of_group.la_code
        and elsewhere.return_year = of_group.return_year
        and elsewhere.breakdown_topic = of_group.breakdown_topic
        and elsewhere.breakdown = of_group.breakdown
    window
        of_reason as (
            partition by of_group.la_code, of_group.return_year, of_group.breakdown_topic, of_group.reason
        ),
        in_group as (
            partition by of_group.la_code, of_group.return_year, of_group.breakdown_topic, of_group.breakdown
        )
),

veiled as (
    select distinct la_code, return_year, reason
    from of_shown_group
    where is_veiled
),

ended as (
    select distinct plan.la_code, plan.return_year, plan.person_id
    from core.plan as plan
    where not plan.is_maintained
    union
    select la_code, return_year, person_id from core.request where exported_to is not null
),

home as (
    select delivery, row, in_area
    from core.address
    where extract = 'school_census' and part = 'pupilonroll' and address_order = 1
),

of_pupils as (
    select
        pupil.la_code,
        pupil.return_year,
        case
            when ended.person_id is not null then 'Plan ended or transferred'
            when home.in_area is null then 'Home not known'
            when home.in_area then 'Resident and not in SEN2'
            else 'Resident of another authority'
        end as reason
    from pupil
    semi join told using (la_code, return_year)
    anti join maintained using (la_code, census, person_id)
    left join ended
        on ended.la_code = pupil.la_code
        and ended.return_year = pupil.return_year
        and ended.person_id = pupil.person_id
    left join home on home.delivery = pupil.delivery and home.row = pupil.row
    where pupil.sen_provision = 'E'
),

of_side as (
    select
        by_reason.la_code,
        by_reason.return_year,
        case by_reason.reason when 'In both' then 'In both' else 'Only in SEN2' end as side,
        by_reason.reason,
        by_reason.persons,
        by_reason.persons <= 5 or veiled.reason is not null as is_few
    from by_reason
    left join veiled using (la_code, return_year, reason)
    union all
    select la_code, return_year, 'Only in the census', reason, count(*), count(*) <= 5
    from of_pupils
    semi join (select la_code, return_year from told where is_census_told) using (la_code, return_year)
    group by la_code, return_year, reason
),

-- few persons, and the next smallest reasons until nobody's number is known closely: each is one person at least
together as (
    select
        *,
        is_few
        or coalesce(
            bool_or(is_few) over before and (sum(persons - 1) over before < 5 or count(*) over before < 2), false
        ) as is_together
    from of_side
    window
        before as (
            partition by la_code, return_year, side
            order by is_few desc, persons, reason
            rows between unbounded preceding and 1 preceding
        )
),

-- the groups shown elsewhere that hold those who stand together; of two that hold who is over 16 one at a time
bound as (
    select distinct
        together.la_code,
        together.return_year,
        way.left_out,
        of_shown_group.breakdown_topic,
        of_shown_group.breakdown,
        of_shown_group.plan_count
    from together
    cross join (values ('Placement'), ('Under 16 or 16 to 25')) as way (left_out)
    left join of_shown_group
        on of_shown_group.la_code = together.la_code
        and of_shown_group.return_year = together.return_year
        and of_shown_group.reason = together.reason
        and not (
            together.reason = 'Over 16 and in no school or college' and of_shown_group.breakdown_topic = way.left_out
        )
    where together.is_together and together.side = 'Only in SEN2'
),

standing_together as (
    select la_code, return_year, sum(persons) as persons
    from together
    where is_together and side = 'Only in SEN2'
    group by la_code, return_year
),

-- a side of which too few could stand together would follow from its total and the other side
untellable as (
    select la_code, return_year
    from together
    where is_together
    group by la_code, return_year, side
    having count(*) < 2 or sum(persons - 1) < 5
    union
    -- each reason is no more than its groups: if these leave little room, each is known closely
    select bound.la_code, bound.return_year
    from bound
    inner join standing_together using (la_code, return_year)
    group by bound.la_code, bound.return_year, bound.left_out, standing_together.persons
    having
        count(bound.plan_count) = count(*)
        and sum(bound.plan_count) - standing_together.persons between 1 and 5
),

tellable as (
    select * from told
    anti join untellable using (la_code, return_year)
),

counted as (
    select la_code, return_year, 'SEN2 total' as reason, sen2_total as persons from tellable
    union all
    select la_code, return_year, 'Census total', census_total from tellable where is_census_told
    union all
    select
        la_code,
        return_year,
        case
            when is_together and side = 'Only in SEN2' then 'Not told apart'
            when is_together then 'Not told apart in the census'
            else reason
        end,
        sum(persons)
    from together
    group by all
    union all
    -- no persons are known of these schools, so nobody can be looked for in SEN2
    select told.la_code, told.return_year, 'Independent schools of the area by headcount', headcount.pupil_count
    from tellable as told
    inner join shown.prevalence as headcount
        on headcount.la_code = told.la_code
        and headcount.census = told.census
        and headcount.coverage = 'Independent schools'
        and headcount.breakdown_topic = 'Total'
        and headcount.second_topic = 'Total'
        and headcount.sen_provision = 'EHC plan'
    where told.is_census_told and headcount.pupil_count is not null
)

select
    counted.la_code,
    counted.return_year,
    counted.reason,
    case
        when counted.reason in ('SEN2 total', 'Census total') then 'Total'
        when counted.reason = 'In both' then 'In both'
        when counted.reason = 'Independent schools of the area by headcount' then 'Beside both'
        when
            counted.reason in (
                'Plan ended or transferred',
                'Resident of another authority',
                'Home not known',
                'Resident and not in SEN2',
                'Not told apart in the census'
            )
            then 'Only in the census'
        else 'Only in SEN2'
    end as side,
    case counted.reason
        when 'SEN2 total' then 'Plans maintained on census day'
        when 'Census total' then 'Pupils with a plan on roll of state-funded and non-maintained schools of the area'
        when 'In both' then 'The authority maintains the plan, and a school of its area returns it'
        when 'Second plan of the same person' then 'SEN2 counts plans, the census counts pupils'
        when 'In the census without a plan' then 'The school returns SEN support or no SEN'
        when 'Under school age' then 'Aged 0 to 4 at 31 August, not on roll of a school'
        when 'Independent or non-maintained special school'
            then 'Independent schools return no pupils, non-maintained ones are in their own area''s census'
        when 'School of another area' then 'Placed in a school that another authority''s census holds'
        when 'School that is not known' then 'Placed in a school that neither register nor census tells of'
        when 'College or specialist post-16' then 'Placed with a provider that makes no school census'
        when 'Over 16 and in no school or college' then 'Aged 16 or over at 31 August, placed elsewhere'
        when 'Educated otherwise or at home'
            then 'Education otherwise than at school, by the authority or by parents, or elective home education'
        when 'Not in education or another setting' then 'Not in education, or in early years or other settings'
        when 'Placement not recorded' then 'No placement open on census day is returned'
        when 'Placed in a school of the area and not found'
            then 'SEN2 and the census disagree, or the link between the two records is missed'
        when 'Not told apart'
            then 'Several reasons, of few persons or of such as plans_maintained would tell, and the next smallest'
        when 'Not told apart in the census' then 'Several reasons of few persons, and the next smallest'
        when 'Plan ended or transferred' then 'SEN2 tells of a plan that ended or went elsewhere'
        when 'Resident of another authority' then 'The authority of the home maintains the plan'
        when 'Home not known' then 'Not in SEN2, and the home cannot be placed'
        when 'Resident and not in SEN2' then 'Home in the area, and no plan of the person in SEN2'
        else 'Plans that independent schools return as headcounts: in neither total'
    end as meaning,
    authority.label as area_name,
    told.census_day,
    'plan_reconciliation' as measure,
    'Plans maintained, and pupils with a plan in schools of the area, on the same day' as population,
    case when counted.return_year = 2023 then 'first year counted from persons' else '' end as quality_flags,
    told.deliveries,
    cast(counted.persons as bigint) as person_count
from counted
inner join tellable as told using (la_code, return_year)
left join codes.authority as authority on authority.code = counted.la_code
order by counted.la_code, counted.return_year, counted.reason
