"""Specialist places that an authority commissions, one row a setting, phase and price band; no pupils.

The headers are ours: what an authority keeps for its capacity return and its high needs budget. Places that
are planned stand beside those that are open, each with the Januaries in which it counts.
"""

from schemas.codesets.provision import PLACE_PHASE, PLACE_PROVISION
from schemas.codesets.sen import NEED_SEN2
from schemas.contract import LA_CODE, URN, Extract, Part, Table, Text, Whole, item
from schemas.governance import COUNCIL, NO_PERSONS, Governance
from schemas.returns import YEARLY

_FIRST_JANUARY, _LAST_JANUARY = 2015, 2100


class SpecialistPlaces(Table):
    """One row per setting, phase, need and price band: places commissioned."""

    la_code: Text = item("lea", "The authority that commissions them", required=True, number=LA_CODE)
    year: Whole = item("year", "Year in whose January they were counted", required=True)
    places_key: Text = item("placesid", "Key of the row", required=True)
    urn: Text = item("urn", "Unique reference number of the school", number=URN)
    setting_name: Text = item("settingname", "Name of the school or college")
    provision: Text = item("provision", "Kind of provision", codes=PLACE_PROVISION, required=True)
    phase: Text = item("phase", "Phase that they are for", codes=PLACE_PHASE, required=True)
    need: Text = item("need", "Need that they are kept for; blank: any", codes=NEED_SEN2)
    locality: Text = item(
        "locality", "Locality that they are for, as the list of localities names it; blank: any"
    )
    places: Whole = item("places", "Places commissioned", required=True, ge=0)
    vacancy_margin: Whole = item(
        "vacancymargin", "Places to be kept free, per 100 places taken", ge=0, le=100
    )
    cost_band: Text = item("costband", "Price band, in the authority's own words")
    cost_per_place: Whole = item("costperplace", "Pounds a place and year", ge=0)
    first_january: Whole = item(
        "firstjanuary", "First January in which they count", ge=_FIRST_JANUARY, le=_LAST_JANUARY
    )
    last_january: Whole = item(
        "lastjanuary",
        "Last January in which they count; blank: for ever",
        ge=_FIRST_JANUARY,
        le=_LAST_JANUARY,
    )


PLACES = Extract(
    name="places",
    title="Specialist places commissioned",
    governance=Governance(
        controller=COUNCIL,
        article=NO_PERSONS,
        act="",
        purpose="To hold the places that plans will need against those there are",
        kept_from="the year of the extract",
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("place", SpecialistPlaces, key="places_key"),),
)
