-- Sessions of the term before the census, of every registration. Where the attendance codes were returned they
-- are counted; where only sums were, the sums.

with marked as (
    select pupil_id as record, true as is_on_roll, reason, sessions
    from staging.school_census_termlysessiondetailsonroll
    union all
    select pupil_id as record, true as is_on_roll, reason, sessions
    from staging.school_census_summerhalfterm2sessiondetailsonroll
    union all
    select leaver_id as record, false as is_on_roll, reason, sessions
    from staging.school_census_termlysessiondetailsoffroll
    union all
    select leaver_id as record, false as is_on_roll, reason, sessions
    from staging.school_census_summerhalfterm2sessiondetailsoffroll
),

coded as (
    select
        marked.record,
        marked.is_on_roll,
        sum(sessions) filter (where counts_as.label = 'Authorised absence') as authorised,
        sum(sessions) filter (where counts_as.label = 'Unauthorised absence') as unauthorised,
        sum(sessions) filter (where counts_as.label = 'Present') as attended,
        sum(sessions) filter (where counts_as.label = 'Not a possible session') as not_possible
    from marked
    inner join codes.attendance_group as counts_as on counts_as.code = marked.reason
    group by marked.record, marked.is_on_roll
),

registration as (
    select
        enrolment.person_id,
        pupil.pupil_id as record,
        true as is_on_roll,
        pupil.row,
        enrolment.urn,
        enrolment.phase,
        enrolment.enrolment_status,
        provision_of(pupil.sen_provision) as sen_provision,
        pupil.sessions_possible,
        pupil.summer_sessions_possible,
        pupil.sessions_authorised,
        pupil.summer_sessions_authorised,
        pupil.sessions_unauthorised,
        pupil.summer_sessions_unauthorised
    from staging.school_census_pupilonroll as pupil
    inner join core.enrolment as enrolment using (row)

    union all

    select
        leaver.person_id,
        gone.leaver_id as record,
        false as is_on_roll,
        gone.row,
        leaver.urn,
        leaver.phase,
        null as enrolment_status,
        leaver.sen_provision,
        gone.sessions_possible,
        gone.summer_sessions_possible,
        gone.sessions_authorised,
        gone.summer_sessions_authorised,
        gone.sessions_unauthorised,
        gone.summer_sessions_unauthorised
    from staging.school_census_pupilnolongeronroll as gone
    inner join core.leaver as leaver using (row)
),

summed as (
    select
        registration.*,
        coded.record is not null as is_coded,
        coalesce(sessions_possible + summer_sessions_possible, sessions_possible, summer_sessions_possible)
            as possible,
        coalesce(
            sessions_authorised + summer_sessions_authorised, sessions_authorised, summer_sessions_authorised
        ) as sum_authorised,
        coalesce(
            sessions_unauthorised + summer_sessions_unauthorised,
            sessions_unauthorised,
            summer_sessions_unauthorised
        ) as sum_unauthorised,
        coded.authorised,
        coded.unauthorised,
        coded.attended,
        coded.not_possible
    from registration
    left join coded
        on coded.record = registration.record and coded.is_on_roll = registration.is_on_roll
)

select
    summed.person_id,
    summed.is_on_roll,
    summed.row,
    delivery.delivery,
    delivery.la_code,
    delivery.returned as census,
    -- the autumn census reports the last term of the year before
    case
        when delivery.term = 'autumn'
            then cast(delivery.year - 1 as varchar) || right(cast(delivery.year as varchar), 2)
        else delivery.academic_year
    end as academic_year,
    case delivery.term when 'autumn' then 'summer' when 'spring' then 'autumn' else 'spring' end as term,
    summed.urn,
    summed.phase,
    summed.enrolment_status,
    summed.possible as sessions_possible,
    coalesce(case when summed.is_coded then summed.authorised else summed.sum_authorised end, 0)
        as sessions_authorised,
    coalesce(case when summed.is_coded then summed.unauthorised else summed.sum_unauthorised end, 0)
        as sessions_unauthorised,
    summed.attended as sessions_attended,
    summed.not_possible as sessions_not_possible,
    summed.sen_provision
from summed
cross join landing.delivery as delivery
where summed.is_coded or summed.possible > 0
order by summed.is_on_roll desc, summed.row
