"""The participation statistics: 16 and 17 year olds not in education, employment or training, by authority.

Academic age 16 and 17, means of December, January and February; each July. SEND is among the characteristics.
Where an authority does not know what many do, its NEET share says little: read both together.
"""

from schemas.contract import Extract, Part, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY

PERSONS, PERCENT, POINTS = "persons", "%", "percentage points"
_RENAMED = 2026


class _OfTheAge(OpenData):
    """Base: the groups of young people."""

    age: Text = item("age", "16, 17, or both", required=True)
    breakdown_topic: Text = item("characteristic_grouping", "The characteristic, or Total", required=True)
    breakdown: Text = item("characteristic", "Total, or the group", required=True)


class NotInEducation(_OfTheAge):
    """One row per place, year, age and characteristic: NEET, and not known to be in anything. DfE."""

    persons: Text = figure({0: "avgcohort", _RENAMED: "avg_cohort_count"}, "Young people", unit=PERSONS)
    neet_or_not_known: Text = figure(
        {0: "avgNEETNK", _RENAMED: "avg_neet_nk_count"}, "NEET, or not known", unit=PERSONS
    )
    neet: Text = figure({0: "avgNEET", _RENAMED: "avg_neet_count"}, "NEET", unit=PERSONS)
    not_known: Text = figure({0: "avgNK", _RENAMED: "avg_nk_count"}, "Not known", unit=PERSONS)
    neet_or_not_known_percent: Text = figure(
        {0: "NEETNKprop", _RENAMED: "neet_nk_percent"}, "Share that is NEET, or not known", unit=PERCENT
    )
    neet_percent: Text = figure({0: "NEETprop", _RENAMED: "neet_percent"}, "Share that is NEET", unit=PERCENT)
    not_known_percent: Text = figure(
        {0: "Notknownprop", _RENAMED: "nk_percent"}, "Share not known", unit=PERCENT
    )
    change: Text = figure(
        {0: "annual_change_NEETNK", _RENAMED: "annual_change_neet_nk_percent"},
        "Change of the share on a year before",
        unit=POINTS,
    )


class InEducation(_OfTheAge):
    """One row per place, year, age and characteristic: in education and training. DfE, since 2026."""

    persons: Text = figure("cohort_count", "Young people", unit=PERSONS, since=_RENAMED)
    in_education: Text = figure(
        "total_in_education_and_training_count", "In education and training", unit=PERSONS, since=_RENAMED
    )
    in_education_percent: Text = figure(
        "total_in_education_and_training_percent", "Their share", unit=PERCENT, since=_RENAMED
    )
    change: Text = figure(
        "annual_change_percent", "Change of the share on a year before", unit=POINTS, since=_RENAMED
    )


PARTICIPATION_STATISTICS = Extract(
    name="participation_statistics",
    title="Participation statistics",
    governance=published(DFE, "To compare NEET with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2022,
    parts=(
        EDITION,
        Part("neet", NotInEducation, needed=False, also=("ud_neet_characteristics",)),
        Part("participation", InEducation, needed=False),
    ),
    head="edition",
    is_published=True,
)
