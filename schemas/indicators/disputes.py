"""Disputes and complaints: mediation, appeals, complaints to any body, advice and support."""

from schemas.indicator import (
    HIGH_GOOD,
    LOW_GOOD,
    NEITHER,
    NEWEST,
    QUARTERLY,
    RETURNS,
    Base,
    Count,
    Duration,
    Example,
    Proportion,
)

_DOMAIN = "Disputes and complaints"
_ACT = "Children and Families Act 2014, sections 51 to 56"


def _disputes(kind: str, name: str, words: str, where: str, when: str) -> Base:
    return Base(
        id=name,
        words=words,
        source="core.dispute",
        extract="disputes",
        when=when,
        year="calendar_year",
        where=f"kind = '{kind}' and {where}",
        keeps=RETURNS,
        rolling=3,
    )


APPEALS = _disputes(
    "Appeal",
    "appeals_registered",
    "Appeals registered in the calendar year",
    "is_opened_in_year",
    "opened_date",
)
APPEALS_ENDED = _disputes(
    "Appeal",
    "appeals_ended",
    "Appeals that ended in the calendar year",
    "year(closed_date) = calendar_year and outcome is not null",
    "closed_date",
)
MEDIATIONS = _disputes(
    "Mediation",
    "mediations_asked",
    "Mediations asked for in the calendar year",
    "is_opened_in_year",
    "opened_date",
)
MEDIATIONS_HELD = _disputes(
    "Mediation",
    "mediations_held",
    "Mediations that were held and ended in the calendar year",
    "year(closed_date) = calendar_year and outcome in ('FULL', 'PART', 'NONE')",
    "closed_date",
)
COMPLAINTS = Base(
    id="complaints_received",
    words="Complaints about SEND to any body, by the day they were received",
    source="core.complaint",
    extract="complaints",
    when="received_date",
    keeps=NEWEST,
    key="complaint_id",
    every=QUARTERLY,
    rolling=4,
    groups={"Body": "body_group"},
)
COMPLAINTS_DECIDED = Base(
    id="complaints_decided",
    words="Complaints that were found on, by the day of the answer",
    source="core.complaint",
    extract="complaints",
    when="closed_date",
    where="is_upheld is not null",
    keeps=NEWEST,
    key="complaint_id",
    rolling=3,
    groups={"Body": "body_group"},
)
ADVICE = Base(
    id="advice_cases",
    words="Cases of the information, advice and support service, by the day they were opened",
    source="core.advice_service_case",
    extract="sendiass",
    when="opened_date",
    keeps=NEWEST,
    key="advice_case_id",
    every=QUARTERLY,
    rolling=4,
    groups={"Main matter": "topic_label"},
)
_EXAMPLE = """
        kind|dispute_id|calendar_year|opened_date|closed_date|is_opened_in_year|outcome|after_mediation
        Appeal|1|2024|2024-02-01|2024-11-04|true|UPHELD|true
        Appeal|2|2024|2024-03-04|2024-10-07|true|DISMISSED|false
        Appeal|3|2024|2023-11-06|2024-05-13|false|CONCEDED|true
        Appeal|4|2024|2024-12-02||true||true
        Mediation|1|2024|2024-01-08|2024-02-05|true|FULL |
        Mediation|2|2024|2024-01-08|2024-02-05|true|NONE |
        Mediation|3|2024|2024-01-08|2024-02-05|true|WITHDRAWN |
        """
APPEALS_REGISTERED = Count(
    id="appeals_registered",
    words="Appeals to the tribunal",
    domain=_DOMAIN,
    base=APPEALS,
    numerator="Appeals registered",
    denominator="",
    polarity=LOW_GOOD,
    unit="appeals",
    why="Each is a family whom the area could not convince.",
    source=_ACT,
    example=Example(_EXAMPLE, (3, None, 3)),
)
APPEALS_AFTER_MEDIATION = Proportion(
    id="appeals_after_mediation",
    words="Appeals after a mediation that was held",
    domain=_DOMAIN,
    base=APPEALS,
    counts="after_mediation",
    numerator="Appeals with a mediation before",
    denominator="Appeals registered",
    polarity=NEITHER,
    why="Where talking failed, and where it was not tried.",
    source=_ACT,
    example=Example(_EXAMPLE, (2, 3, 200 / 3)),
)
APPEALS_FOR_FAMILY = Proportion(
    id="appeals_for_the_family",
    words="Appeals decided for the family, or conceded",
    domain=_DOMAIN,
    base=APPEALS_ENDED,
    counts="outcome in ('UPHELD', 'CONCEDED')",
    numerator="Appeals upheld in whole or part, or conceded",
    denominator="Appeals that ended, withdrawn ones among them",
    polarity=LOW_GOOD,
    why="Decisions that do not stand were wrong when they were made.",
    source="Ministry of Justice, tribunal statistics",
    example=Example(_EXAMPLE, (2, 3, 200 / 3)),
)
WEEKS_TO_APPEAL_END = Duration(
    id="weeks_to_appeal_end",
    words="Weeks from the registration of an appeal to its end, in the middle of those that ended",
    domain=_DOMAIN,
    base=APPEALS_ENDED,
    days="closed_date - opened_date",
    per=7,
    numerator="",
    denominator="Appeals that ended",
    polarity=LOW_GOOD,
    unit="weeks",
    why="A year of appeal is a year without the place.",
    source="Ministry of Justice, tribunal statistics",
    # 189, 217 and 277 days
    example=Example(_EXAMPLE, (None, 3, 31)),
)
MEDIATIONS_ASKED = Count(
    id="mediations_asked",
    words="Mediations asked for",
    domain=_DOMAIN,
    base=MEDIATIONS,
    numerator="Mediations asked for",
    denominator="",
    polarity=NEITHER,
    unit="mediations",
    why="Early talks spare appeals; many of them say that letters do not explain.",
    source=_ACT,
    example=Example(_EXAMPLE, (3, None, 3)),
)
MEDIATIONS_AGREED = Proportion(
    id="mediations_agreed",
    words="Mediations that ended in full or partial agreement",
    domain=_DOMAIN,
    base=MEDIATIONS_HELD,
    counts="outcome in ('FULL', 'PART')",
    numerator="Mediations with an agreement",
    denominator="Mediations held",
    polarity=HIGH_GOOD,
    why="Whether talks settle anything.",
    source=_ACT,
    example=Example(_EXAMPLE, (1, 2, 50)),
)
_COMPLAINTS = """
        complaint_id | snapshot_day | received_date | closed_date | is_upheld
        1            | 2025-11-30   | 2025-02-03    |             |
        1            | 2025-12-31   | 2025-02-03    | 2025-12-01  | true
        2            | 2025-12-31   | 2025-02-03    | 2025-03-03  | false
        3            | 2025-12-31   | 2025-02-03    | 2025-04-14  |
        """
COMPLAINTS_RECEIVED = Count(
    id="complaints_received",
    words="Complaints about SEND",
    domain=_DOMAIN,
    base=COMPLAINTS,
    numerator="Complaints received by council, schools, NHS bodies and ombudsmen",
    denominator="",
    polarity=NEITHER,
    unit="complaints",
    why="They come before appeals, and say of what.",
    source="Registers of the four bodies",
    example=Example(_COMPLAINTS, (3, None, 3)),
    caveats="Few complaints may also mean that nobody expects an answer.",
)
COMPLAINTS_UPHELD = Proportion(
    id="complaints_upheld",
    words="Complaints upheld in whole or in part",
    domain=_DOMAIN,
    base=COMPLAINTS_DECIDED,
    counts="is_upheld",
    numerator="Complaints upheld",
    denominator="Complaints found on",
    polarity=LOW_GOOD,
    why="What went wrong by the area's own judgement.",
    source="Registers of the four bodies",
    example=Example(_COMPLAINTS, (1, 2, 50)),
)
COMPLAINT_WEEKS = Duration(
    id="weeks_to_complaint_answer",
    words="Weeks until half of the complaints had their answer",
    domain=_DOMAIN,
    base=COMPLAINTS,
    days="coalesce(closed_date, snapshot_day) - received_date",
    ended="closed_date is not null",
    per=7,
    numerator="",
    denominator="Complaints received",
    polarity=LOW_GOOD,
    unit="weeks",
    why="An answer that comes late is a second complaint.",
    source="Registers of the four bodies",
    # 28, 70 and 301 days
    example=Example(_COMPLAINTS, (None, 3, 10)),
)
_CASES = """
        advice_case_id | snapshot_day | opened_date | level
        1              | 2025-12-31   | 2025-02-03  | 1
        2              | 2025-12-31   | 2025-02-03  | 4
        2              | 2025-11-30   | 2025-02-03  | 3
        """
ADVICE_CASES = Count(
    id="advice_cases",
    words="Families who asked the information, advice and support service",
    domain=_DOMAIN,
    base=ADVICE,
    numerator="Cases opened",
    denominator="",
    polarity=NEITHER,
    unit="cases",
    why="Where families go when they do not get on alone.",
    source="SENDIASS minimum standards",
    example=Example(_CASES, (2, None, 2)),
)
ADVICE_INTENSE = Proportion(
    id="advice_cases_intense",
    words="Cases of the advice service that needed intense support",
    domain=_DOMAIN,
    base=ADVICE,
    counts="level in ('3', '4')",
    numerator="Cases of level 3 or 4",
    denominator="Cases opened",
    polarity=LOW_GOOD,
    why="The more families need an advocate, the harder the system is to use.",
    source="SENDIASS minimum standards, levels of intervention",
    example=Example(_CASES, (1, 2, 50)),
)
