"""The exclusion statistics: "Suspensions and permanent exclusions in England", from the school censuses.

An edition is named after the year in which it was published: of 2019/20, 2021, the first to say suspension.
Rates are events per 100 pupils on roll in January; one pupil may be suspended more than once, so how many
were suspended at least once is told beside. A release has files of one shape for authorities, for smaller
areas and for schools: one of a shape is read, the authorities'.
"""

from schemas.contract import Extract, Part, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY

PUPILS, EVENTS, RATE = "pupils", "exclusions", "per 100 pupils"
_FIRST_OF_SUSPENSIONS = 2021
_FIRST_BY_TOPIC = 2024


class _Exclusions(OpenData):
    """Base: the figures that every table of exclusions has."""

    phase: Text = item({0: "school_type", 2024: "education_phase"}, "Type of school, or Total", required=True)
    pupils: Text = figure("headcount", "Pupils on roll in January", unit=PUPILS)
    permanent: Text = figure("perm_excl", "Permanent exclusions", unit=EVENTS)
    permanent_rate: Text = figure("perm_excl_rate", "Per 100 pupils", unit=RATE)
    suspensions: Text = figure(
        {0: "fixed_excl", _FIRST_OF_SUSPENSIONS: "suspension"}, "Suspensions", unit="suspensions"
    )
    suspensions_rate: Text = figure(
        {0: "fixed_excl_rate", _FIRST_OF_SUSPENSIONS: "susp_rate"}, "Per 100 pupils", unit=RATE
    )
    suspended: Text = figure(
        {0: "one_plus_fixed", _FIRST_OF_SUSPENSIONS: "one_plus_susp"}, "Suspended at least once", unit=PUPILS
    )
    suspended_rate: Text = figure(
        {0: "one_plus_fixed_rate", _FIRST_OF_SUSPENSIONS: "one_plus_susp_rate"}, "Per 100 pupils", unit=RATE
    )


class ExclusionRates(_Exclusions):
    """One row per place, year or term and type of school: exclusions of all pupils. DfE."""


class ExclusionsByCharacteristic(_Exclusions):
    """One row per place, year or term, type of school and characteristic, SEN among them. DfE."""

    breakdown_topic: Text = item(
        "characteristic_group",
        "The characteristic, or Total",
        required=True,
        since=_FIRST_BY_TOPIC,
        also=("breakdown_topic",),
    )
    breakdown: Text = item("characteristic", "Total, or the group", required=True, also=("breakdown",))


EXCLUSION_STATISTICS = Extract(
    name="exclusion_statistics",
    title="Exclusion statistics",
    governance=published(DFE, "To compare exclusions with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2018,
    parts=(
        EDITION,
        Part("exclusion_rates", ExclusionRates, needed=False, also=("exc_nat_region_la",)),
        Part("by_characteristic", ExclusionsByCharacteristic, needed=False, also=("exc_characteristics",)),
    ),
    head="edition",
    is_published=True,
)
