"""Attainment from the early years to 19 by SEN provision, and the gaps."""

from schemas.indicator import (
    ACADEMIC,
    DEPRIVATION,
    ETHNICITY,
    HIGH_GOOD,
    LOW_GOOD,
    NEED,
    PROVISION,
    RETURNS,
    SEX,
    Base,
    Baseline,
    Comparator,
    Example,
    Gap,
    Proportion,
)

_DOMAIN = "Attainment"
ANY_SEN = "With or without SEN"
_NOW, _AT_16 = 0, 3


def _results(measure: str, name: str, years_before: int) -> Base:
    """Pupils with a result, by the provision of the January before; at 19 of the January at 16."""
    then = f"year_from(cast(left(result.academic_year, 4) as bigint) - {years_before})"
    return Base(
        id=f"results_{name}",
        words=f"Pupils with a result of {measure}, by provision in January"
        + (" of year 11" if years_before else ""),
        source=f"""
            select
                result.la_code,
                result.person_id,
                result.delivery,
                result.academic_year,
                result.is_met,
                held.sen_provision
            from core.attainment_result as result
            left join (
                select person_id, academic_year, max_by(sen_provision, census_day) as sen_provision
                from core.sen_status
                where census like '%-spring'
                group by person_id, academic_year
            ) as held on held.person_id = result.person_id and held.academic_year = {then}
            where result.measure = '{measure}' and result.is_in_base and result.is_met is not null
        """,
        extract="attainment",
        year="academic_year",
        years=ACADEMIC,
        keeps=RETURNS,
        persons_by=(SEX, ETHNICITY, DEPRIVATION, NEED),
        groups={
            PROVISION: "case sen_provision when 'E' then 'EHC plan' when 'K' then 'SEN support' "
            "when 'N' then 'No SEN' end",
            ANY_SEN: "case when sen_provision in ('K', 'E') then 'With SEN' "
            "when sen_provision = 'N' then 'No SEN' end",
        },
    )


# DfE's interactive tool: of all, with a plan, on support, without SEN.
_PUBLISHED = {
    "GLD": ("FSP_NEW_GOODDEV", "FSP_Gooddev_With_SENSTATE", "FSP_Gooddev_Without_SENSTATE", ""),
    "PHONICS": ("KS1P_all", "KS1P_EHCP", "KS1P_SEND", "KS1P_NonSEND"),
    "KS2RWM": (
        "KS2RWM_Expected_STD",
        "NEW_KS2_RWM_Sen_Withsta",
        "NEW_KS2_RWM_Sen_W/Osta",
        "NoID_SEN_NEW_KS2_RWM",
    ),
    "KS4EM": ("EngMaths9-5", "", "", ""),
    "L2EM19": ("Level2Age19_E&M", "Age19_SEN-S_L2EM", "Age19_SENwoS_L2EM", "Age19_NoNSEN_L2EM"),
    "L3AT19": ("Level3Age19", "Age19_SEN-S_L3", "Age19_SENwoS_L3", "Age19_NoNSEN_L3"),
}


def _comparators(measure: str) -> tuple[Comparator, ...]:
    of_all, *groups = _PUBLISHED[measure]
    named = zip(("EHC plan", "SEN support", "No SEN"), groups, strict=True)
    told = (Comparator(published, PROVISION, group) for group, published in named if published)
    return (Comparator(of_all), *told)


def _met(measure: str, name: str, words: str, years_before: int = _NOW, *baselines: Baseline) -> Proportion:
    before = "202122" if years_before else "202425"
    return Proportion(
        id=name,
        words=words,
        domain=_DOMAIN,
        base=_results(measure, name, years_before),
        counts="is_met",
        numerator="Pupils who reached it",
        denominator="Pupils with a result, absent and disapplied ones among them",
        polarity=HIGH_GOOD,
        why="What children with SEND reach opens or shuts what comes next; groups are told beside the total.",
        source="DfE's statistics of attainment",
        example=Example(
            {
                "core.attainment_result": f"""
        person_id | academic_year | measure   | result | is_in_base | is_met
        a         | 202425        | {measure} | M      | true       | true
        b         | 202425        | {measure} | N      | true       | false
        c         | 202425        | {measure} | M      | true       | true
        d         | 202425        | {measure} | L      | false      | false
        a         | 202425        | X         | M      | true       | true
        """,
                "core.sen_status": f"""
        person_id | academic_year | census      | sen_provision
        a         | {before}      | 2022-spring | E
        b         | {before}      | 2022-spring | N
        """,
            },
            (2, 3, 200 / 3),
        ),
        comparators=_comparators(measure),
        caveats="Provision as the authority's own census told it; who was in none then is not known.",
        baselines=baselines,
    )


_LEVEL_2 = Baseline(
    value=21.9,
    year="201718",
    la_code="812",
    source="North East Lincolnshire SEND commissioning strategy 2020-23: with SEND",
    topic=ANY_SEN,
    group="With SEN",
)
MEASURES = (
    _met("GLD", "good_level_of_development", "A good level of development at five"),
    _met("PHONICS", "phonics", "The expected standard of phonics in year 1"),
    _met("KS2RWM", "key_stage_2", "The expected standard in reading, writing and mathematics at eleven"),
    _met("KS4EM", "key_stage_4", "Grade 5 or above in English and mathematics at sixteen"),
    _met("L2EM19", "level_2_at_19", "Level 2 with English and mathematics by 19", _AT_16, _LEVEL_2),
    _met("L3AT19", "level_3_at_19", "Level 3 by 19", _AT_16),
)


def _gap(one: Proportion, group: str, name: str) -> Gap:
    return Gap(
        id=f"{one.id}_gap_{name}",
        words=f"{one.words}: pupils without SEN less those with {group}",
        domain=_DOMAIN,
        of=one.id,
        topic=PROVISION,
        group="No SEN",
        against=group,
        numerator="",
        denominator="",
        polarity=LOW_GOOD,
        why="All may rise together; the gap is what the area does for children with SEND.",
        source="DfE's statistics of attainment",
        example=Example(
            f"""
        breakdown | numerator | denominator
        No SEN    | 60        | 100
        {group}   | 10        | 50
        """,
            (None, None, 40),
        ),
    )


GAPS = tuple(
    _gap(one, group, name)
    for one in MEASURES
    for group, name in (("SEN support", "support"), ("EHC plan", "plan"))
)
