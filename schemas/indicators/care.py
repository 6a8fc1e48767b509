"""Social care: children in need, on protection plans and looked after who have SEND."""

from schemas.indicator import AGE, FINANCIAL, NEITHER, RETURNS, SEX, Base, Comparator, Example, Proportion

_DOMAIN = "Social care"
_OF_SCHOOL_AGE = "Of school age, by the census of pupils."
_SOURCE = "DfE, outcomes for children in need, including children looked after"


def _known(kind: str, name: str) -> Base:
    """Children of one kind on 31 March, with the provision that any return told of that day."""
    return Base(
        id=f"{name}_31_march",
        words=f"Children with an episode of the kind '{kind.lower()}' that was open on 31 March",
        source=f"""
            select
                episode.la_code,
                episode.person_id,
                episode.delivery,
                episode.financial_year,
                bool_or(coalesce(episode.has_disability, false)) as has_disability,
                max(held.sen_provision) as sen_provision
            from core.social_care_episode as episode
            left join core.sen_history as held
                on held.person_id = episode.person_id
                and held.sen_provision in ('K', 'E')
                and episode.year_end between held.from_day and held.until_day
            where episode.is_open and episode.kind = '{kind}'
            group by episode.la_code, episode.person_id, episode.delivery, episode.financial_year
        """,
        extract="social_care",
        year="financial_year",
        years=FINANCIAL,
        keeps=RETURNS,
        persons_by=(SEX, AGE),
    )


def _share(
    of: tuple[Base, str],
    name: str,
    words: str,
    counts: str,
    gives: tuple[int, int, float],
    *published: str,
) -> Proportion:
    base, kind = of
    return Proportion(
        id=name,
        words=words,
        domain=_DOMAIN,
        base=base,
        counts=counts,
        numerator="Those of whom it holds",
        denominator=base.words,
        polarity=NEITHER,
        why="Two services that plan for one child ought to know of each other.",
        source=_SOURCE,
        example=Example(
            {
                "core.social_care_episode": f"""
        person_id | kind   | financial_year | year_end   | is_open | has_disability
        a         | {kind} | 202425         | 2025-03-31 | true    | true
        b         | {kind} | 202425         | 2025-03-31 | true    | false
        c         | {kind} | 202425         | 2025-03-31 | true    | false
        d         | {kind} | 202425         | 2025-03-31 | true    | false
        e         | {kind} | 202425         | 2025-03-31 | false   | true
        """,
                "core.sen_history": """
        person_id | sen_provision | from_day   | until_day
        a         | E             | 2024-01-01 | 2025-06-30
        b         | E             | 2025-01-01 | 2025-03-31
        c         | K             | 2023-01-01 | 2025-12-31
        d         | E             | 2025-04-01 | 2025-12-31
        """,
            },
            gives,
        ),
        comparators=tuple(Comparator(one, differs=_OF_SCHOOL_AGE) for one in published),
    )


NEED = (_known("Child in need", "in_need"), "Child in need")
PROTECTION = (_known("Protection plan", "protection_plan"), "Protection plan")
CARE = (_known("Looked after", "looked_after"), "Looked after")
_PLAN, _SUPPORT = "sen_provision = 'E'", "sen_provision = 'K'"
SHARES = (
    _share(NEED, "in_need_with_plan", "Children in need with an EHC plan", _PLAN, (2, 4, 50), "CINStatement"),
    _share(NEED, "in_need_on_support", "Children in need on SEN support", _SUPPORT, (1, 4, 25), "CINSEN_SUP"),
    _share(
        PROTECTION,
        "protection_with_plan",
        "Children on a protection plan with an EHC plan",
        _PLAN,
        (2, 4, 50),
    ),
    _share(
        CARE,
        "looked_after_with_plan",
        "Children looked after with an EHC plan",
        _PLAN,
        (2, 4, 50),
        "LAC_SEN_Statement",
    ),
    _share(
        CARE,
        "looked_after_on_support",
        "Children looked after on SEN support",
        _SUPPORT,
        (1, 4, 25),
        "LAC_SEN",
    ),
    _share(
        NEED,
        "in_need_disabled",
        "Children in need who have a disability",
        "has_disability",
        (1, 4, 25),
    ),
)
