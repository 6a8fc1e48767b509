"""Preparation for adulthood: what young people with SEND do at 16 and 17, and to 25 with a plan; work."""

from schemas.indicator import (
    DEPRIVATION,
    HIGH_GOOD,
    LOW_GOOD,
    MONTHLY,
    NEED,
    PROVISION,
    SEX,
    STOCK,
    AsShown,
    Base,
    Baseline,
    Example,
    Proportion,
)

_DOMAIN = "Preparation for adulthood"
_NCCIS = "DfE, NCCIS management information requirement"

YOUNG = Base(
    id="young_people_16_17",
    words="Young people with SEND of academic age 16 and 17, at the end of the month",
    source="core.participation",
    extract="nccis",
    when="snapshot_day",
    where="academic_age in (16, 17) and sen_provision in ('K', 'E')",
    keeps=STOCK,
    every=MONTHLY,
    persons_by=(SEX, DEPRIVATION, NEED),
    groups={PROVISION: "case sen_provision when 'E' then 'EHC plan' else 'SEN support' end"},
)
WITH_PLAN = Base(
    id="young_people_with_plan_18_25",
    words="Young people with an EHC plan of academic age 18 and over, at the end of the month",
    source="core.participation",
    extract="nccis",
    when="snapshot_day",
    where="academic_age >= 18 and sen_provision = 'E'",
    keeps=STOCK,
    every=MONTHLY,
    persons_by=(SEX, DEPRIVATION, NEED),
)
_ROWS = """
        academic_age|sen_provision|is_neet|is_not_known|activity_group|is_supported_internship|snapshot_day
        16|E|true|false|NEET|false|2025-11-30
        17|K|false|true|Not known|false|2025-11-30
        17|E|false|false|Training|true|2025-11-30
        16|K|false|false|Education|false|2025-11-30
        16|N|true|false|NEET|false|2025-11-30
        18|E|true|false|NEET|false|2025-11-30
        19|E|false|false|Employment|false|2025-11-30
        20|E|false|false|Training|true|2025-11-30
        """

NEET_OR_NOT_KNOWN = Proportion(
    id="neet_or_not_known",
    words="Young people with SEND of 16 and 17 who are NEET, or of whom nobody knows",
    domain=_DOMAIN,
    base=YOUNG,
    counts="is_neet or is_not_known",
    numerator="Young people not in education, employment or training, or not known",
    denominator="Young people with SEND of academic age 16 and 17",
    polarity=LOW_GOOD,
    why="The duty to know, and to find a place, is the authority's.",
    source=_NCCIS,
    example=Example(_ROWS, (2, 4, 50)),
    caveats="Groups are told of the last month delivered of a year.",
)
NEET = Proportion(
    id="neet",
    words="Young people with SEND of 16 and 17 who are NEET",
    domain=_DOMAIN,
    base=YOUNG,
    counts="is_neet",
    within="neet_or_not_known",
    numerator="Young people not in education, employment or training",
    denominator="Young people with SEND of academic age 16 and 17",
    polarity=LOW_GOOD,
    why="Two years out of everything are seldom made good.",
    source=_NCCIS,
    example=Example(_ROWS, (1, 4, 25)),
)
LEARNING = Proportion(
    id="in_education_or_training",
    words="Young people with SEND of 16 and 17 in education or training",
    domain=_DOMAIN,
    base=YOUNG,
    counts="activity_group in ('Education', 'Training')",
    numerator="Young people in education or training",
    denominator="Young people with SEND of academic age 16 and 17",
    polarity=HIGH_GOOD,
    why="All of that age have a duty to take part, and a right to a place.",
    source="Education and Skills Act 2008, section 2; NCCIS",
    example=Example(_ROWS, (2, 4, 50)),
)
PLAN_NEET = Proportion(
    id="neet_or_not_known_18_25",
    words="Young people with a plan, 18 and over, who are NEET, or of whom nobody knows",
    domain=_DOMAIN,
    base=WITH_PLAN,
    counts="is_neet or is_not_known",
    numerator="Young people not in education, employment or training, or not known",
    denominator="Young people with a plan of academic age 18 and over",
    polarity=LOW_GOOD,
    why="A plan to 25 that holds nothing is a plan in name.",
    source=_NCCIS,
    example=Example(_ROWS, (1, 3, 100 / 3)),
)
INTERNSHIPS = Proportion(
    id="supported_internships",
    words="Young people with a plan, 18 and over, on a supported internship",
    domain=_DOMAIN,
    base=WITH_PLAN,
    counts="is_supported_internship",
    numerator="Young people on a supported internship",
    denominator="Young people with a plan of academic age 18 and over",
    polarity=HIGH_GOOD,
    why="The way into paid work that has worked best.",
    source="DfE, supported internships; NCCIS code 460",
    example=Example(_ROWS, (1, 3, 100 / 3)),
)
WORKING = Proportion(
    id="in_work_18_25",
    words="Young people with a plan, 18 and over, in work",
    domain=_DOMAIN,
    base=WITH_PLAN,
    counts="activity_group = 'Employment'",
    numerator="Young people in employment, with or without training",
    denominator="Young people with a plan of academic age 18 and over",
    polarity=HIGH_GOOD,
    why="Paid work is what most of them say they want.",
    source=_NCCIS,
    example=Example(_ROWS, (1, 3, 100 / 3)),
)


def _counted_by_others(
    measure: str, words: str, told: tuple[str, str, str], gives: tuple[int, int, float], *baselines: Baseline
) -> AsShown:
    """A yearly series of counts from a partner, as ``manual_series`` shows it."""
    kind, period, polarity = told
    numerator, denominator, _ = gives
    return AsShown(
        id=measure,
        words=words,
        domain=_DOMAIN,
        query=f"""
            select
                la_code,
                replace(cast(period as varchar), '/', '') as year,
                'Whole year' as period,
                'Total' as breakdown_topic,
                'Total' as breakdown,
                numerator,
                denominator,
                'manual_series.' || source_delivery as deliveries
            from shown.manual_series
            where measure = '{measure}' and breakdown = 'Total' and period_kind like '%year'
        """,
        numerator=words,
        denominator="As the series counts them: see schemas/manual_measures.py",
        polarity=polarity,
        why="Counted by others, of years that our own extracts do not reach; where the road leads.",
        source="Series of counts from partners",
        example=Example(
            {
                "shown.manual_series": f"""
        measure   | period_kind | period   | breakdown | numerator   | denominator
        {measure} | {kind}      | {period} | Total     | {numerator} | {denominator}
        other     | {kind}      | {period} | Total     | 1           | 2
        """
            },
            gives,
        ),
        baselines=baselines,
    )


_LINCOLNSHIRE = "North East Lincolnshire SEND commissioning strategy 2020-23"
SERIES = (
    _counted_by_others(
        "neet_17_send",
        "Young people of 17 with SEND who are NEET",
        ("academic year", "2017/18", LOW_GOOD),
        (31, 320, 9.6875),
        Baseline(value=9.7, year="2017/18", la_code="812", source=_LINCOLNSHIRE),
    ),
    _counted_by_others(
        "neet_or_not_known_plan",
        "Young people of 16 and 17 with an EHC plan who are NEET or not known",
        ("year", "2019", LOW_GOOD),
        (14, 120, 1400 / 120),
        Baseline(
            value=11.7, year="2019", la_code="393", source="South Tyneside SEND commissioning strategy 2021"
        ),
    ),
    _counted_by_others(
        "level_2_at_19_send",
        "Young people of 19 with SEND who have level 2 with English and mathematics",
        ("academic year", "2017/18", HIGH_GOOD),
        (70, 320, 21.875),
        Baseline(value=21.9, year="2017/18", la_code="812", source=_LINCOLNSHIRE),
    ),
    _counted_by_others(
        "adults_ld_in_work",
        "Adults with a learning disability in paid work",
        ("financial year", "2018/19", HIGH_GOOD),
        (53, 469, 5300 / 469),
        Baseline(value=11.3, year="2018/19", la_code="812", source=_LINCOLNSHIRE),
    ),
)
