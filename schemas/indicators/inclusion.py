"""Inclusion: absence, suspension and exclusion of pupils with SEND beside others, and the gaps."""

from schemas.indicator import (
    ACADEMIC,
    AGE,
    DEPRIVATION,
    ETHNICITY,
    LOCALITY,
    LOW_GOOD,
    NEED,
    PROVISION,
    RETURNS,
    SEX,
    TERMLY,
    YEARLY,
    Base,
    Comparator,
    Example,
    Gap,
    Proportion,
    Rate,
)

_DOMAIN = "Inclusion"
_ABSENCE = "DfE, pupil absence in schools in England: methodology"
_OF_CODE = """case sen_provision
    when 'E' then 'EHC plan' when 'K' then 'SEN support' when 'N' then 'No SEN' end"""

# One row per pupil and academic year: sessions of all terms and schools, provision as last told. A return in
# which nobody missed a session holds no table of sessions: it tells nothing of absence.
ATTENDANCE = Base(
    id="pupils_with_sessions",
    words="Pupils with sessions possible in the academic year, in the authority's schools",
    source="""
        select
            la_code,
            person_id,
            academic_year,
            arg_max(sen_provision, term) as sen_provision,
            max(delivery) as delivery,
            sum(sessions_possible) as possible,
            sum(sessions_authorised + sessions_unauthorised) as missed
        from core.absence
        where delivery in (
            select delivery
            from core.absence
            group by delivery
            having sum(sessions_authorised + sessions_unauthorised) > 0
        )
        group by la_code, person_id, academic_year
    """,
    extract="school_census",
    year="academic_year",
    years=ACADEMIC,
    where="possible > 0",
    keeps=RETURNS,
    persons_by=(SEX, ETHNICITY, DEPRIVATION, AGE, NEED, LOCALITY),
    groups={PROVISION: _OF_CODE},
)
_EXAMPLE = """
        person_id | academic_year | term   | sessions_possible | sessions_authorised | sessions_unauthorised
        a         | 202425        | autumn | 120               | 10                  | 0
        a         | 202425        | spring | 80                | 10                  | 0
        b         | 202425        | autumn | 200               | 19                  | 0
        c         | 202425        | autumn | 200               | 60                  | 40
        d         | 202425        | autumn | 0                 | 0                   | 0
        """
PERSISTENT_ABSENCE = Proportion(
    id="persistent_absence",
    words="Pupils who missed a tenth of their sessions or more",
    domain=_DOMAIN,
    base=ATTENDANCE,
    counts="missed * 10 >= possible",
    numerator="Pupils who missed 10% and more of their sessions",
    denominator="Pupils with sessions",
    polarity=LOW_GOOD,
    why="Who is not there learns little; with SEND absence is often the first sign of a wrong place.",
    source=_ABSENCE,
    example=Example(_EXAMPLE, (2, 3, 200 / 3)),
    comparators=(Comparator("TotPerAbNew", differs="Aged 5 to 15."),),
    caveats="Of the terms that were returned; since autumn 2020 without those not possible.",
)
SEVERE_ABSENCE = Proportion(
    id="severe_absence",
    words="Pupils who missed half of their sessions or more",
    domain=_DOMAIN,
    base=ATTENDANCE,
    counts="missed * 2 >= possible",
    within="persistent_absence",
    numerator="Pupils who missed 50% and more of their sessions",
    denominator="Pupils with sessions",
    polarity=LOW_GOOD,
    why="A child who is hardly ever there has no school place but on paper.",
    source=_ABSENCE,
    example=Example(_EXAMPLE, (1, 3, 100 / 3)),
)

TERM = Base(
    id="pupils_with_sessions_in_term",
    words="Pupils with sessions possible in the term, in the authority's schools",
    source="""
        select
            la_code,
            person_id,
            academic_year,
            term,
            max(delivery) as delivery,
            sum(sessions_possible) as possible,
            sum(sessions_authorised + sessions_unauthorised) as missed
        from core.absence
        where delivery in (
            select delivery
            from core.absence
            group by delivery
            having sum(sessions_authorised + sessions_unauthorised) > 0
        )
        group by la_code, person_id, academic_year, term
    """,
    extract="school_census",
    year="academic_year",
    years=ACADEMIC,
    term="term",
    every=TERMLY,
    adds_up=False,
    where="possible > 0",
    keeps=RETURNS,
)
TERM_PERSISTENT_ABSENCE = Proportion(
    id="persistent_absence_in_term",
    words="Pupils who missed a tenth of a term's sessions or more",
    domain=_DOMAIN,
    base=TERM,
    counts="missed * 10 >= possible",
    numerator="Pupils who missed 10% and more of their sessions of the term",
    denominator="Pupils with sessions in the term",
    polarity=LOW_GOOD,
    why="A year's figure comes when the year is over; a term's while there is time to help.",
    source=_ABSENCE,
    # in autumn a has missed 8% and b 9.5%; in spring, the last term told, a has missed 12.5%
    example=Example(_EXAMPLE, (1, 1, 100)),
    caveats="Pupils are of several terms: these do not add up to the year.",
)


def _gap(name: str, words: str, of: str, group: str, against: str = "No SEN") -> Gap:
    return Gap(
        id=name,
        words=words,
        domain=_DOMAIN,
        of=of,
        topic=PROVISION,
        group=group,
        against=against,
        numerator="",
        denominator="",
        polarity=LOW_GOOD,
        why="All may rise or fall together; the gap is what the area does for children with SEND.",
        source=_ABSENCE,
        example=Example(
            f"""
        breakdown | numerator | denominator
        {group}   | 30        | 100
        {against} | 20        | 200
        """,
            (None, None, 20),
        ),
    )


ABSENCE_GAPS = (
    _gap(
        "persistent_absence_gap_plan",
        "Persistent absence: pupils with an EHC plan less those without SEN",
        "persistent_absence",
        "EHC plan",
    ),
    _gap(
        "persistent_absence_gap_support",
        "Persistent absence: pupils on SEN support less those without SEN",
        "persistent_absence",
        "SEN support",
    ),
    _gap(
        "severe_absence_gap_plan",
        "Severe absence: pupils with an EHC plan less those without SEN",
        "severe_absence",
        "EHC plan",
    ),
)

_PUPILS = """
    with pupils as (
        select
            la_code,
            academic_year as year,
            breakdown_topic,
            breakdown,
            sen_provision,
            pupil_count,
            pupil_base
        from shown.prevalence
        where
            coverage = 'State-funded schools'
            and breakdown_topic in ('Total', 'Sex')
            and second_topic = 'Total'
            and census like '%-spring'
            and not contains(census, '+')
            and not contains(la_code, '+')
    )
    select la_code, year, breakdown_topic, breakdown, pupil_base as denominator
    from pupils
    where sen_provision = 'All SEN'
    union all
    select la_code, year, 'SEN provision', 'No SEN', pupil_base - pupil_count
    from pupils
    where sen_provision = 'All SEN' and breakdown_topic = 'Total'
    union all
    select la_code, year, 'SEN provision', sen_provision, pupil_count
    from pupils
    where sen_provision <> 'All SEN' and breakdown_topic = 'Total'
"""


def _excluded(base: Base, name: str, words: str, why: str, told: tuple[str, str]) -> Rate:
    category, published = told
    return Rate(
        id=name,
        words=words,
        domain=_DOMAIN,
        base=base,
        among=_PUPILS,
        numerator=base.words,
        denominator="Pupils of state-funded schools in January",
        polarity=LOW_GOOD,
        unit="per 100 pupils",
        why=why,
        source="DfE, suspensions and permanent exclusions in England: methodology",
        example=Example(
            {
                "core.exclusion": f"""
        academic_year | term   | category   | sen_provision
        202425        | autumn | {category} | E
        202425        | spring | {category} | K
        202425        | spring | {category} | N
        202425        | spring | Other      | E
        """,
                "among": """
        year   | denominator
        202425 | 150
        """,
            },
            (3, 150, 2),
        ),
        comparators=(Comparator(published),),
        caveats="Returned two terms after: the newest year is not whole.",
    )


def _exclusions(name: str, words: str, category: str, *, term: str = "", rolling: int = 0) -> Base:
    return Base(
        id=name,
        words=words,
        source="core.exclusion",
        extract="school_census",
        year="academic_year",
        years=ACADEMIC,
        where=f"category = '{category}'",
        term=term,
        every=TERMLY if term else YEARLY,
        rolling=rolling,
        keeps=RETURNS,
        persons_by=(SEX,),
        groups={PROVISION: _OF_CODE},
    )


SUSPENSIONS = _exclusions(
    "suspensions", "Suspensions that began in the academic year", "Suspension", term="term"
)
EXCLUSIONS = _exclusions(
    "permanent_exclusions",
    "Permanent exclusions that began in the academic year",
    "Permanent exclusion",
    rolling=3,
)
EXCLUDED = (
    _excluded(
        SUSPENSIONS,
        "suspension_rate",
        "Suspensions per 100 pupils",
        "Unmet need is often met with suspension first.",
        ("Suspension", "TotFixedEx"),
    ),
    _excluded(
        EXCLUSIONS,
        "permanent_exclusion_rate",
        "Permanent exclusions per 100 pupils",
        "Few things cost a child more.",
        ("Permanent exclusion", "TotPermEx"),
    ),
)
