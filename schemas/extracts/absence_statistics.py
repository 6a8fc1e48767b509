"""The absence statistics: "Pupil absence in schools in England", from the termly school censuses.

An edition is named after the year in which it was published: of the whole year 2022/23, 2024. Pupils aged 5
to 15 of schools in the area; sessions are half-days. Persistent absence is of 10 per cent of a pupil's own
sessions or more, severe of 50 per cent or more. Rates are per 100 sessions, shares per 100 enrolments.
"""

from schemas.contract import Extract, Part, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY

ENROLMENTS, SESSIONS, PERCENT = "enrolments", "sessions", "%"
_FIRST_WITH_SEVERE = 2024


class _Absence(OpenData):
    """Base: the figures that every table of absence has."""

    phase: Text = item({0: "school_type", 2025: "education_phase"}, "Type of school, or Total", required=True)
    enrolments: Text = figure("enrolments", "Enrolments", unit=ENROLMENTS)
    possible: Text = figure("sess_possible", "Sessions that were possible", unit=SESSIONS)
    overall: Text = figure("sess_overall", "Sessions missed", unit=SESSIONS)
    authorised: Text = figure("sess_authorised", "Of them with leave", unit=SESSIONS)
    unauthorised: Text = figure("sess_unauthorised", "Of them without", unit=SESSIONS)
    overall_percent: Text = figure("sess_overall_percent", "Overall absence rate", unit=PERCENT)
    authorised_percent: Text = figure("sess_authorised_percent", "Authorised absence rate", unit=PERCENT)
    unauthorised_percent: Text = figure(
        "sess_unauthorised_percent", "Unauthorised absence rate", unit=PERCENT
    )
    persistent: Text = figure("enrolments_pa_10_exact", "Persistently absent", unit=ENROLMENTS)
    persistent_percent: Text = figure("enrolments_pa_10_exact_percent", "Their share", unit=PERCENT)
    severe: Text = figure(
        "enrolments_pa_50_exact", "Severely absent", unit=ENROLMENTS, since=_FIRST_WITH_SEVERE
    )
    severe_percent: Text = figure(
        "enrolments_pa_50_exact_percent", "Their share", unit=PERCENT, since=_FIRST_WITH_SEVERE
    )


class AbsenceRates(_Absence):
    """One row per place, year or terms and type of school: absence of all pupils. DfE."""


class AbsenceByCharacteristic(_Absence):
    """One row per place, year or terms, type of school and characteristic, SEN among them. DfE, to 2025."""

    breakdown: Text = item("characteristic", "Total, or the group", required=True)


class AbsenceByCharacteristicGroup(_Absence):
    """One row per place, terms, type of school and group, under its characteristic. DfE, terms of 2025."""

    breakdown_topic: Text = item("characteristic", "The characteristic, or Total", required=True)
    breakdown: Text = item("characteristic_breakdown", "Total, or the group", required=True)


class AbsenceByTopic(_Absence):
    """One row per place, year or terms, type of school and group, under its topic. DfE, since 2026."""

    breakdown_topic: Text = item("breakdown_topic", "The characteristic, or Total", required=True)
    breakdown: Text = item("breakdown", "Total, or the group", required=True)


ABSENCE_STATISTICS = Extract(
    name="absence_statistics",
    title="Absence statistics",
    governance=published(DFE, "To compare absence with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2022,
    parts=(
        EDITION,
        Part("absence_rates", AbsenceRates, needed=False),
        Part("by_characteristic", AbsenceByCharacteristic, needed=False),
        Part("by_characteristic_group", AbsenceByCharacteristicGroup, needed=False),
        Part("by_topic", AbsenceByTopic, needed=False),
    ),
    head="edition",
    is_published=True,
)
