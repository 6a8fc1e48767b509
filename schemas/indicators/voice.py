"""Voice: what parents and young people answer, as surveys are shown, beside figures printed in 2020."""

from schemas.indicator import HIGH_GOOD, AsShown, Baseline, Example

_DOMAIN = "Voice"
_STRATEGY = "North East Lincolnshire SEND commissioning strategy 2020-23"


def _answers(questionnaire: str, question: str, name: str, words: str, printed: float | None) -> AsShown:
    """Good answers among valid ones; by the survey's weights beside it."""
    return AsShown(
        id=name,
        words=words,
        domain=_DOMAIN,
        query=f"""
            select
                la_code,
                cast(wave as varchar) as year,
                'Whole year' as period,
                'Total' as breakdown_topic,
                'Total' as breakdown,
                agree_count as numerator,
                answer_base as denominator,
                weighted_percent as weighted_value,
                'survey.' || la_code || '_' || wave as deliveries
            from shown.survey_agreement
            where questionnaire = '{questionnaire}' and question = '{question}'
        """,
        numerator="Responses with a good answer",
        denominator="Responses with a valid answer",
        polarity=HIGH_GOOD,
        why="Nobody knows better how it is than those who live with it.",
        source="Yearly survey",
        example=Example(
            {
                "shown.survey_agreement": f"""
        wave | questionnaire   | question   | agree_count | answer_base | weighted_percent
        2025 | {questionnaire} | {question} | 30          | 50          | 61.5
        2025 | {questionnaire} | other      | 1           | 50          | 2.0
        """
            },
            (30, 50, 60),
        ),
        baselines=()
        if printed is None
        else (Baseline(value=printed, year="2020", la_code="812", source=_STRATEGY),),
        caveats="Of those who answered.",
    )


_PARENTS, _YOUNG = "parents_and_carers", "young_people"
PARENTS = (
    _answers(
        _PARENTS, "q01", "voice_social_care_support", "Families who get the social care support they need", 29
    ),
    _answers(_PARENTS, "q02", "voice_understand_plan", "Parents who understand their child's plan", 63),
    _answers(_PARENTS, "q03", "voice_review_went_well", "Parents whose last annual review went well", 61),
    _answers(_PARENTS, "q04", "voice_agree_outcomes", "Parents who agree with the outcomes in the plan", 60),
    _answers(_PARENTS, "q05", "voice_information_access", "Parents sure that they can get information", 50),
    _answers(_PARENTS, "q06", "voice_information_where", "Parents who knew where to get information", 62),
    _answers(_PARENTS, "q07", "voice_local_offer_useful", "Parents who found the Local Offer useful", 28),
    _answers(_PARENTS, "q08", "voice_feedback", "Parents who hear what became of what they said", 19),
    _answers(
        _PARENTS, "q09", "voice_adulthood_year_9", "Families with whom adult life was talked of by year 9", 44
    ),
    _answers(
        _PARENTS, "q10", "voice_further_education", "Parents sure of support into further education", 41
    ),
    _answers(_PARENTS, "q11", "voice_into_work", "Parents sure of support into work", 42),
    _answers(
        _PARENTS, "q12", "voice_live_independently", "Parents sure of support to live independently", 42
    ),
    _answers(
        _PARENTS,
        "q13",
        "voice_health_support_child",
        "Parents whose child gets the health care support needed",
        43,
    ),
    _answers(
        _PARENTS,
        "q14",
        "voice_health_support_family",
        "Families who get the health care support they need",
        37,
    ),
    _answers(_PARENTS, "q15", "voice_therapy_access", "Parents who know how to get to therapy services", 35),
    _answers(
        _PARENTS,
        "q16",
        "voice_goals_adult",
        "Parents whose child is supported towards goals for adult life",
        61,
    ),
)
YOUNG_PEOPLE = (
    _answers(_YOUNG, "listened_to", "voice_listened_to", "Young people to whose wishes others listen", None),
    _answers(_YOUNG, "plan_mine", "voice_plan_mine", "Young people who helped to write their plan", None),
    _answers(_YOUNG, "safe", "voice_safe", "Young people who feel safe where they learn", None),
    _answers(_YOUNG, "bullied", "voice_not_bullied", "Young people who are never bullied", None),
    _answers(_YOUNG, "friends", "voice_friends", "Young people with friends to spend time with", None),
    _answers(_YOUNG, "future", "voice_future", "Young people who know what they want to do next", None),
)
