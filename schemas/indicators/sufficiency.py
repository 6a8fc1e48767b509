"""Sufficiency: where children with a plan are taught, and how many there are, as marts show them."""

from schemas.indicator import HIGH_GOOD, LOW_GOOD, NEITHER, AsShown, Comparator, Example

_PLACEMENT = "SEN2, items 4.7 and 5.7"
_NEXT_YEAR = "Every plan counted on SEN2 census day."


def _placed(name: str, words: str, domain: str, places: tuple[str, ...], judged: tuple[str, str]) -> AsShown:
    """Plans of some groups of placement among all plans, as ``plans_maintained`` shows them."""
    listed = ", ".join("'" + place.replace("'", "''") + "'" for place in places)
    rows = "\n        ".join(f"2025 | Placement | {place} | 10 | 200" for place in places)
    return AsShown(
        id=name,
        words=words,
        domain=domain,
        query=f"""
            select
                la_code,
                cast(return_year as varchar) as year,
                'Whole year' as period,
                'Total' as breakdown_topic,
                'Total' as breakdown,
                case
                    when count(*) filter (plan_count is null and breakdown in ({listed})) = 0
                        then coalesce(sum(plan_count) filter (breakdown in ({listed})), 0)
                end as numerator,
                any_value(plan_base) as denominator,
                any_value(deliveries) as deliveries
            from shown.plans_maintained
            where breakdown_topic = 'Placement' and not contains(la_code, '+')
            group by la_code, return_year
        """,
        numerator="Plans placed so",
        denominator="Plans maintained",
        polarity=judged[0],
        why=judged[1],
        source=_PLACEMENT,
        example=Example(
            {
                "shown.plans_maintained": f"""
        return_year | breakdown_topic | breakdown | plan_count | plan_base
        {rows}
        2025 | Placement | Somewhere else | 90 | 200
        """
            },
            (10 * len(places), 200, 5 * len(places)),
        ),
        caveats=_NEXT_YEAR,
    )


PLACEMENTS = (
    _placed(
        "plans_in_mainstream",
        "Plans placed in mainstream schools, their units among them",
        "Inclusion",
        (
            "Mainstream school",
            "SEN unit in a mainstream school",
            "Resourced provision in a mainstream school",
        ),
        (HIGH_GOOD, "The right to be taught with others, near home."),
    ),
    _placed(
        "plans_in_units",
        "Plans placed in SEN units and resourced provision",
        "Sufficiency",
        ("SEN unit in a mainstream school", "Resourced provision in a mainstream school"),
        (NEITHER, "The middle ground between mainstream and special schools."),
    ),
    _placed(
        "plans_in_special_schools",
        "Plans placed in the area's state-funded special schools",
        "Sufficiency",
        ("State-funded special school",),
        (NEITHER, "What the area's own special schools carry."),
    ),
    _placed(
        "plans_outside_the_area",
        "Plans placed in schools outside the area's own census",
        "Sufficiency",
        ("School outside the area's census",),
        (LOW_GOOD, "Far from home, and mostly dear: another area's schools, and independent ones."),
    ),
    _placed(
        "plans_post_16",
        "Plans placed in further education and specialist post-16",
        "Sufficiency",
        ("Further education or specialist post-16",),
        (NEITHER, "How far plans reach beyond school."),
    ),
    _placed(
        "plans_home_educated",
        "Plans of children whose parents teach them at home",
        "Inclusion",
        ("Elective home education",),
        (LOW_GOOD, "Some choose it; many feel that they had no choice."),
    ),
    _placed(
        "plans_not_at_school",
        "Plans whose provision is other than at school",
        "Inclusion",
        ("Education otherwise than at school, arranged by the authority",),
        (LOW_GOOD, "Who is taught alone is the furthest from others."),
    ),
    _placed(
        "plans_without_education",
        "Plans of young people not in education, employment or training",
        "Preparation for adulthood",
        ("Not in education, employment or training",),
        (LOW_GOOD, "A plan that holds no education is broken."),
    ),
)


def _prevalent(name: str, words: str, provision: str, published: str) -> AsShown:
    """Pupils with a provision in January, as ``prevalence`` shows them."""
    return AsShown(
        id=name,
        words=words,
        domain="Identification and assessment",
        query=f"""
            select
                la_code,
                substr(census, 1, 4) as year,
                'Whole year' as period,
                breakdown_topic,
                breakdown,
                pupil_count as numerator,
                pupil_base as denominator,
                deliveries
            from shown.prevalence
            where
                sen_provision = '{provision}'
                and coverage = 'State-funded schools'
                and second_topic = 'Total'
                and breakdown_topic in ('Total', 'Sex', 'Ethnicity')
                and census like '%-spring'
                and not contains(census, '+')
                and not contains(la_code, '+')
        """,
        numerator=f"Pupils with {provision}",
        denominator="Pupils of state-funded schools in January",
        polarity=NEITHER,
        why="How many children the area's schools say need more.",
        source="DfE, special educational needs in England: methodology",
        example=Example(
            {
                "shown.prevalence": f"""
        census|coverage|breakdown_topic|breakdown|second_topic|sen_provision|pupil_count|pupil_base
        2025-spring|State-funded schools|Total|Total|Total|{provision}|130|1000
        2025-spring|State-funded schools|Sex|Male|Total|{provision}|80|500
        2025-autumn|State-funded schools|Total|Total|Total|{provision}|140|1000
        """
            },
            (130, 1000, 13),
        ),
        comparators=(
            Comparator(published, differs="Of all schools, non-maintained special ones among them."),
        ),
    )


PREVALENCE = (
    _prevalent("pupils_with_plan", "Pupils with an EHC plan", "EHC plan", "ehc_plan_percent"),
    _prevalent("pupils_on_support", "Pupils on SEN support", "SEN support", "sen_support_percent"),
)
