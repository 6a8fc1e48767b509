"""Authorities and regions as code lists, so that a name, a number or a code settles to one thing in any file.

They stand in the bench of every query: ``codes.authority`` (number to name), ``codes.area_code`` (ONS code to
number), ``codes.authority_region``, ``codes.half_of_london``, ``codes.authority_replaced`` and
``codes.area_code_replaced`` (several in the place of one are parted by `` / ``).
"""

from schemas.area_changes import replaced_by, successors
from schemas.areas_of_england import AREAS, HALVES_OF_LONDON, REGIONS, SOURCE, of_number
from schemas.codes import Code, CodeSet

BETWEEN = " / "
_NEWEST = {area.la_code: of_number(area.la_code)[-1] for area in AREAS}


def _name(la_code: str) -> str:
    """The name; of an abolished authority with its last year, for its successor may have the same."""
    area = _NEWEST[la_code]
    return f"{area.name} (until {area.date_to[:4]})" if area.date_to else area.name


# As LAIT, the neighbour sets and others in the field write them.
_SPELLINGS = {
    "Bedford Borough": "822",
    "Bournemouth": "837",
    "Bournemouth (Pre LG)": "837",
    "Bournemouth, Christchurch & Poole": "839",
    "BCP": "839",
    "Bristol": "801",
    "City of Bristol": "801",
    "Cumbria": "909",
    "Dorset (Pre LG)": "835",
    "Durham": "840",
    "Herefordshire": "884",
    "Hull": "810",
    "Kingston upon Hull": "810",
    "Northamptonshire": "928",
    "Poole": "836",
    "Poole (Pre LG)": "836",
    "Southend": "882",
    "St Helens": "342",
    "Stockton on Tees": "808",
    "Stoke on Trent": "861",
}
AUTHORITY = CodeSet(
    name="authority",
    source=SOURCE,
    codes=tuple(Code(la_code, _name(la_code)) for la_code in sorted(_NEWEST)),
    fixes=_SPELLINGS,
)
AREA_CODE = CodeSet(
    name="area_code",
    source=SOURCE,
    codes=tuple(Code(area.area_code, area.la_code) for area in AREAS),
)
AUTHORITY_REGION = CodeSet(
    name="authority_region",
    source=SOURCE,
    codes=tuple(Code(la_code, _NEWEST[la_code].region_code) for la_code in sorted(_NEWEST)),
)
HALF_OF_LONDON = CodeSet(
    name="half_of_london",
    source="DfE, local authority interactive tool, list of authorities",
    codes=tuple(
        Code(la_code, f"{area.half_of_london.capitalize()} London")
        for la_code, area in sorted(_NEWEST.items())
        if area.half_of_london
    ),
)
AUTHORITY_REPLACED = CodeSet(
    name="authority_replaced",
    source=SOURCE,
    codes=tuple(
        Code(la_code, BETWEEN.join(successors(la_code))) for la_code in sorted(_NEWEST) if successors(la_code)
    ),
)
AREA_CODE_REPLACED = CodeSet(
    name="area_code_replaced",
    source=SOURCE,
    codes=tuple(
        Code(area.area_code, BETWEEN.join(one.area_code for one in replaced_by(area)))
        for area in AREAS
        if area.date_to
    ),
)
REGION = CodeSet(
    name="region",
    source=SOURCE,
    codes=tuple(Code(code, name) for code, name in {**REGIONS, **HALVES_OF_LONDON}.items()),
    fixes={"London (Inner)": "E13000001", "London (Outer)": "E13000002", "East": "E12000006"},
)
LOCALITY_AREA = CodeSet(
    name="locality_area",
    source="Our own list: what a locality may be made of",
    codes=(Code("lsoa", "LSOA"), Code("ward", "Ward"), Code("district", "Postcode district")),
    fixes={
        "Lower layer super output area": "lsoa",
        "LSOA 2011": "lsoa",
        "LSOA 2021": "lsoa",
        "LSOA11": "lsoa",
        "LSOA21": "lsoa",
        "Electoral ward": "ward",
        "Postcode": "district",
        "Outward code": "district",
    },
)
CLOSENESS = CodeSet(
    name="closeness",
    source="DfE, local authority interactive tool, statistical neighbours of 2021 and 2025",
    codes=(
        Code("extremely", "Extremely close"),
        Code("very", "Very close"),
        Code("close", "Close"),
        Code("somewhat", "Somewhat close"),
        Code("not", "Not close"),
    ),
)
