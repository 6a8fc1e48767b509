-- Persons, as the latest return that knows an item says.

with seen as (
    select
        link.person_id,
        delivery.returned,
        delivery.place,
        coalesce(sex.label, gender.label) as sex,
        ethnicity.main as ethnicity_main
    from core.person_link as link
    inner join landing.delivery as delivery
        -- two extracts may have deliveries of one name: the table tells whose record it is
        on delivery.delivery = link.delivery
        and (delivery.extract, link.part) in (
            ('school_census', 'pupilonroll'),
            ('school_census', 'pupilnolongeronroll'),
            ('sen2', 'person'),
            ('ehcp', 'cases'),
            ('health_waits', 'referrals'),
            ('nccis', 'youngpeople'),
            ('social_care', 'childreninneed'),
            ('social_care', 'protectionplans'),
            ('social_care', 'lookedafter'),
            ('attainment', 'results'),
            ('disputes', 'mediations'),
            ('disputes', 'appeals'),
            ('complaints', 'complaints'),
            ('sendiass', 'advicecases')
        )
    left join staging.school_census_pupilonroll as pupil
        on link.part = 'pupilonroll' and pupil.delivery = link.delivery and pupil.row = link.row
    left join staging.sen2_person as person
        on link.part = 'person' and person.delivery = link.delivery and person.row = link.row
    left join codes.sex as sex on sex.code = coalesce(pupil.sex, person.sex)
    left join codes.gender_current as gender on gender.code = person.gender_current
    left join codes.main_ethnicity as ethnicity on ethnicity.code = coalesce(pupil.ethnicity, person.ethnicity)
    -- a complaint or a case of the advice service that names no child is nobody's record
    where link.rule <> 'record' or link.part not in ('complaints', 'advicecases')
)

select
    person_id,
    arg_max(sex, place) filter (where sex is not null) as sex,
    arg_max(ethnicity_main, place) filter (where ethnicity_main is not null) as ethnicity_main,
    arg_min(returned, place) as first_return,
    arg_max(returned, place) as last_return,
    count(*) as records
from seen
group by person_id
order by person_id
