"""Look-ups of areas: DfE's lists of authorities and regions, the list behind LAIT, and ONS's of districts.

Where a list has no number or code for a line it prints x (none) or z (does not apply); both stay as printed.
Without any delivery the pipeline has the lists that are typed in ``schemas.areas_of_england``.
"""

from schemas.contract import Day, Extract, Part, Table, Text, item
from schemas.governance import DFE, published
from schemas.published import EDITION
from schemas.returns import YEARLY

# One number or code, two of a line that is of two authorities together, or what stands where there is none.
_NUMBER = r"(\d{3}( / \d{3})*|[xz])$"
_CODE = r"([A-Z]\d{8}( / [A-Z]\d{8})*|[xz])$"
_LAIT_NUMBER = r"\d{3,4}(\.0)?$"
_VINTAGES = range(15, 36)


class Authority(Table):
    """One row per ONS code of an authority, abolished ones too: name, days, region, DfE number. DfE.

    Known error: counties that had become a unitary before 2009 are printed without their number.
    """

    area_code: Text = item("new_la_code", "ONS code", required=True, str_matches=_CODE)
    name: Text = item("la_name", "Name", required=True)
    date_from: Day = item("date_of_operation", "First day of the code")
    date_to: Day = item("date_of_termination", "Last day of the code")
    region_code: Text = item("parent_geography_code", "ONS code of the region", str_matches=_CODE)
    kind_code: Text = item("entity_code", "Kind of council, first three characters of its code")
    kind: Text = item("entity_description", "Kind of council in words")
    status: Text = item("status", "live or terminated", isin=["live", "terminated"])
    la_code: Text = item("old_la_code", "DfE number", required=True, str_matches=_NUMBER)


class RegionOfAuthority(Table):
    """One row per authority and region: of published tables, which code may stand with which. DfE."""

    region_code: Text = item("region_code", "ONS code of the region", required=True, str_matches=_CODE)
    region_name: Text = item("region_name", "Name of the region", required=True)
    la_code: Text = item("old_la_code", "DfE number", required=True, str_matches=_NUMBER)
    name: Text = item("la_name", "Name", required=True)
    area_code: Text = item("new_la_code", "ONS code", required=True, str_matches=_CODE)


class Region(Table):
    """One row per region of England, and for inner and outer London. DfE."""

    region_code: Text = item("region_code", "ONS code", required=True, str_matches=_CODE)
    region_name: Text = item("region_name", "Name", required=True)


class Country(Table):
    """One row per country and union of countries. DfE."""

    country_code: Text = item("country_code", "ONS code", required=True, str_matches=_CODE)
    country_name: Text = item("country_name", "Name", required=True)


class LaitArea(Table):
    """One row per authority, region and England, under the numbers of LAIT: 970 is England. DfE."""

    lait_number: Text = item(
        "LA Number", "DfE number, or LAIT's own", required=True, str_matches=_LAIT_NUMBER
    )
    name: Text = item("LA Name", "Name", required=True)
    region_name: Text = item("Region", "Region; in London the inner or outer half")
    kind: Text = item("Type", "Kind of council: OLB, ILB, MD, UA, SC")


class District(Table):
    """One row per district or unitary, with the council that has its children's services. ONS, one April."""

    district_code: Text = item(
        "ltlacd",
        "ONS code of the district",
        also=tuple(f"LTLA{year}CD" for year in _VINTAGES),
        required=True,
        str_matches=_CODE,
    )
    district_name: Text = item(
        "ltlanm", "Name", also=tuple(f"LTLA{year}NM" for year in _VINTAGES), required=True
    )
    area_code: Text = item(
        "utlacd",
        "ONS code of the county or unitary",
        also=tuple(f"UTLA{year}CD" for year in _VINTAGES),
        required=True,
        str_matches=_CODE,
    )
    name: Text = item(
        "utlanm",
        "Name of the county or unitary",
        also=tuple(f"UTLA{year}NM" for year in _VINTAGES),
        required=True,
    )


AREAS = Extract(
    name="areas",
    title="Look-ups of areas",
    governance=published(DFE, "To call each area by one number, code and name in every table"),
    frequency=YEARLY,
    first_year=2015,
    parts=(
        EDITION,
        Part("authorities", Authority, key="area_code", needed=False),
        Part("hierarchy", RegionOfAuthority, needed=False),
        Part("regions", Region, key="region_code", needed=False),
        Part("countries", Country, key="country_code", needed=False),
        Part("lait_areas", LaitArea, key="lait_number", needed=False),
        Part("districts", District, key="district_code", needed=False),
    ),
    head="edition",
    is_published=True,
)
