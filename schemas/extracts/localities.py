"""Localities: an authority's own geography below itself, as its analysts draw it.

A locality is a list of areas: neighbourhoods (LSOA), wards or postcode districts. Our own columns.
"""

from schemas.codesets.area import LOCALITY_AREA
from schemas.contract import Day, Extract, Part, Table, Text, item
from schemas.disclosure import PUBLISHED
from schemas.governance import COUNCIL, NO_PERSONS, Governance
from schemas.published import EDITION
from schemas.returns import YEARLY

# As ONS codes areas in England, and Royal Mail its districts. An LSOA is E01, a ward E05.
FORMS = {"lsoa": r"E01\d{6}", "ward": r"E05\d{6}", "district": r"[A-Z]{1,2}\d[A-Z\d]?"}


class LocalityArea(Table):
    """One row per area and time in which it was of one locality. At no time is an area in two."""

    cell: Text = item("cell", "Key: the area and its turn", required=True)
    area_code: Text = item(
        "area_code",
        "ONS code of an LSOA or ward, or a postcode district",
        required=True,
        str_matches=rf"({'|'.join(FORMS.values())})$",
    )
    area_type: Text = item("area_type", "LSOA, ward or postcode district", codes=LOCALITY_AREA, required=True)
    locality: Text = item("locality", "Name of the locality", required=True)
    valid_from: Day = item("valid_from", "First day; from ever where blank")
    valid_to: Day = item("valid_to", "Last day; until now where blank")


LOCALITIES = Extract(
    name="localities",
    title="Localities",
    governance=Governance(
        controller=COUNCIL,
        article=NO_PERSONS,
        act="",
        purpose="To count by the localities in which services are planned",
        kept_from="the year of the edition",
        disclosure=PUBLISHED,
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(EDITION, Part("areas", LocalityArea, key="cell")),
    head="edition",
    is_published=True,
)
