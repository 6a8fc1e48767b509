"""The authorities of England with children's services, and its regions: numbers, codes, names and years.

An authority keeps its DfE number when ONS gives it another code, as it does when a boundary or the kind of
council changes: it then has a line for each code. A reorganisation gives new numbers: ``area_changes``
says which. Inner and outer London are as DfE's local authority interactive tool (LAIT) draws them.

Source: DfE, explore education statistics, code look-ups of authorities and regions (Open Government Licence
v3.0). Left out: lines of two authorities together, the forces' schools abroad, and counties without a number.
"""

from dataclasses import dataclass
from functools import cache

SOURCE = "DfE, explore education statistics, code look-ups"
ENGLAND_CODE = "E92000001"
REGIONS = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
}
HALVES_OF_LONDON = {"E13000001": "Inner London", "E13000002": "Outer London"}
# Where no day is told: in force when ONS gave its first codes of nine characters, and in force now.
_FIRST_DAY, _NO_DAY = "2009-01-01", ""


@dataclass(frozen=True)
class Area:
    """An authority under one ONS code, and the days from which and to which it had that code."""

    la_code: str
    area_code: str
    name: str
    region_code: str
    half_of_london: str
    date_from: str
    date_to: str

    @property
    def region_name(self) -> str:
        """Its region in words."""
        return REGIONS[self.region_code]

    @property
    def first_file(self) -> int:
        """Year of the first January count under this code; 0 where it had it from the first."""
        return int(self.date_from[:4]) + 1 if self.date_from != _FIRST_DAY else 0

    @property
    def last_file(self) -> int:
        """Year of the last January count under this code; 9999 where it still has it."""
        return int(self.date_to[:4]) if self.date_to else 9999


# Region; of London inner or outer; then number, code and name, with the days where they are not the usual.
_LISTED: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("E12000001", ""): (
        ("390", "E08000020", "Gateshead", "2009-01-01", "2013-03-31"),
        ("390", "E08000037", "Gateshead", "2013-04-01"),
        ("391", "E08000021", "Newcastle upon Tyne"),
        ("392", "E08000022", "North Tyneside"),
        ("393", "E08000023", "South Tyneside"),
        ("394", "E08000024", "Sunderland"),
        ("805", "E06000001", "Hartlepool"),
        ("806", "E06000002", "Middlesbrough"),
        ("807", "E06000003", "Redcar and Cleveland"),
        ("808", "E06000004", "Stockton-on-Tees"),
        ("840", "E06000047", "County Durham", "2009-04-01"),
        ("841", "E06000005", "Darlington"),
        ("929", "E06000048", "Northumberland", "2009-04-01", "2013-03-31"),
        ("929", "E06000057", "Northumberland", "2013-04-01"),
    ),
    ("E12000002", ""): (
        ("340", "E08000011", "Knowsley"),
        ("341", "E08000012", "Liverpool"),
        ("342", "E08000013", "St. Helens"),
        ("343", "E08000014", "Sefton"),
        ("344", "E08000015", "Wirral"),
        ("350", "E08000001", "Bolton"),
        ("351", "E08000002", "Bury"),
        ("352", "E08000003", "Manchester"),
        ("353", "E08000004", "Oldham"),
        ("354", "E08000005", "Rochdale"),
        ("355", "E08000006", "Salford"),
        ("356", "E08000007", "Stockport"),
        ("357", "E08000008", "Tameside"),
        ("358", "E08000009", "Trafford"),
        ("359", "E08000010", "Wigan"),
        ("875", "E10000004", "Cheshire", "2009-01-01", "2009-03-31"),
        ("876", "E06000006", "Halton"),
        ("877", "E06000007", "Warrington"),
        ("888", "E10000017", "Lancashire"),
        ("889", "E06000008", "Blackburn with Darwen"),
        ("890", "E06000009", "Blackpool"),
        ("895", "E06000049", "Cheshire East", "2009-04-01"),
        ("896", "E06000050", "Cheshire West and Chester", "2009-04-01"),
        ("909", "E10000006", "Cumbria", "2009-01-01", "2023-03-31"),
        ("942", "E06000063", "Cumberland", "2023-04-01"),
        ("943", "E06000064", "Westmorland and Furness", "2023-04-01"),
    ),
    ("E12000003", ""): (
        ("370", "E08000016", "Barnsley", "2009-01-01", "2025-04-30"),
        ("370", "E08000038", "Barnsley", "2025-05-01"),
        ("371", "E08000017", "Doncaster"),
        ("372", "E08000018", "Rotherham"),
        ("373", "E08000019", "Sheffield", "2009-01-01", "2025-04-30"),
        ("373", "E08000039", "Sheffield", "2025-05-01"),
        ("380", "E08000032", "Bradford"),
        ("381", "E08000033", "Calderdale"),
        ("382", "E08000034", "Kirklees"),
        ("383", "E08000035", "Leeds"),
        ("384", "E08000036", "Wakefield"),
        ("810", "E06000010", "Kingston upon Hull, City of"),
        ("811", "E06000011", "East Riding of Yorkshire"),
        ("812", "E06000012", "North East Lincolnshire"),
        ("813", "E06000013", "North Lincolnshire"),
        ("815", "E10000023", "North Yorkshire", "2009-01-01", "2023-03-31"),
        ("815", "E06000065", "North Yorkshire", "2023-04-01"),
        ("816", "E06000014", "York"),
    ),
    ("E12000004", ""): (
        ("830", "E10000007", "Derbyshire"),
        ("831", "E06000015", "Derby"),
        ("855", "E10000018", "Leicestershire"),
        ("856", "E06000016", "Leicester"),
        ("857", "E06000017", "Rutland"),
        ("891", "E10000024", "Nottinghamshire"),
        ("892", "E06000018", "Nottingham"),
        ("925", "E10000019", "Lincolnshire"),
        ("928", "E10000021", "Northamptonshire", "2009-01-01", "2021-03-31"),
        ("940", "E06000061", "North Northamptonshire", "2021-04-01"),
        ("941", "E06000062", "West Northamptonshire", "2021-04-01"),
    ),
    ("E12000005", ""): (
        ("330", "E08000025", "Birmingham"),
        ("331", "E08000026", "Coventry"),
        ("332", "E08000027", "Dudley"),
        ("333", "E08000028", "Sandwell"),
        ("334", "E08000029", "Solihull"),
        ("335", "E08000030", "Walsall"),
        ("336", "E08000031", "Wolverhampton"),
        ("860", "E10000028", "Staffordshire"),
        ("861", "E06000021", "Stoke-on-Trent"),
        ("884", "E06000019", "Herefordshire, County of"),
        ("885", "E10000034", "Worcestershire"),
        ("893", "E06000051", "Shropshire", "2009-04-01"),
        ("894", "E06000020", "Telford and Wrekin"),
        ("937", "E10000031", "Warwickshire"),
    ),
    ("E12000006", ""): (
        ("820", "E10000001", "Bedfordshire", "2009-01-01", "2009-03-31"),
        ("821", "E06000032", "Luton"),
        ("822", "E06000055", "Bedford", "2009-04-01"),
        ("823", "E06000056", "Central Bedfordshire", "2009-04-01"),
        ("873", "E10000003", "Cambridgeshire"),
        ("874", "E06000031", "Peterborough"),
        ("881", "E10000012", "Essex"),
        ("882", "E06000033", "Southend-on-Sea"),
        ("883", "E06000034", "Thurrock"),
        ("919", "E10000015", "Hertfordshire"),
        ("926", "E10000020", "Norfolk"),
        ("935", "E10000029", "Suffolk"),
    ),
    ("E12000007", "inner"): (
        ("201", "E09000001", "City of London"),
        ("202", "E09000007", "Camden"),
        ("204", "E09000012", "Hackney"),
        ("205", "E09000013", "Hammersmith and Fulham"),
        ("206", "E09000019", "Islington"),
        ("207", "E09000020", "Kensington and Chelsea"),
        ("208", "E09000022", "Lambeth"),
        ("209", "E09000023", "Lewisham"),
        ("210", "E09000028", "Southwark"),
        ("211", "E09000030", "Tower Hamlets"),
        ("212", "E09000032", "Wandsworth"),
        ("213", "E09000033", "Westminster"),
        ("309", "E09000014", "Haringey"),
        ("316", "E09000025", "Newham"),
    ),
    ("E12000007", "outer"): (
        ("203", "E09000011", "Greenwich"),
        ("301", "E09000002", "Barking and Dagenham"),
        ("302", "E09000003", "Barnet"),
        ("303", "E09000004", "Bexley"),
        ("304", "E09000005", "Brent"),
        ("305", "E09000006", "Bromley"),
        ("306", "E09000008", "Croydon"),
        ("307", "E09000009", "Ealing"),
        ("308", "E09000010", "Enfield"),
        ("310", "E09000015", "Harrow"),
        ("311", "E09000016", "Havering"),
        ("312", "E09000017", "Hillingdon"),
        ("313", "E09000018", "Hounslow"),
        ("314", "E09000021", "Kingston upon Thames"),
        ("315", "E09000024", "Merton"),
        ("317", "E09000026", "Redbridge"),
        ("318", "E09000027", "Richmond upon Thames"),
        ("319", "E09000029", "Sutton"),
        ("320", "E09000031", "Waltham Forest"),
    ),
    ("E12000008", ""): (
        ("825", "E10000002", "Buckinghamshire", "2009-01-01", "2020-03-31"),
        ("825", "E06000060", "Buckinghamshire", "2020-04-01"),
        ("826", "E06000042", "Milton Keynes"),
        ("845", "E10000011", "East Sussex"),
        ("846", "E06000043", "Brighton and Hove"),
        ("850", "E10000014", "Hampshire"),
        ("851", "E06000044", "Portsmouth"),
        ("852", "E06000045", "Southampton"),
        ("867", "E06000036", "Bracknell Forest"),
        ("868", "E06000040", "Windsor and Maidenhead"),
        ("869", "E06000037", "West Berkshire"),
        ("870", "E06000038", "Reading"),
        ("871", "E06000039", "Slough"),
        ("872", "E06000041", "Wokingham"),
        ("886", "E10000016", "Kent"),
        ("887", "E06000035", "Medway"),
        ("921", "E06000046", "Isle of Wight"),
        ("931", "E10000025", "Oxfordshire"),
        ("936", "E10000030", "Surrey"),
        ("938", "E10000032", "West Sussex"),
    ),
    ("E12000009", ""): (
        ("420", "E06000053", "Isles of Scilly", "2009-04-01"),
        ("800", "E06000022", "Bath and North East Somerset"),
        ("801", "E06000023", "Bristol, City of"),
        ("802", "E06000024", "North Somerset"),
        ("803", "E06000025", "South Gloucestershire"),
        ("835", "E10000009", "Dorset", "2009-01-01", "2019-03-31"),
        ("836", "E06000029", "Poole", "2009-01-01", "2019-03-31"),
        ("837", "E06000028", "Bournemouth", "2009-01-01", "2019-03-31"),
        ("838", "E06000059", "Dorset", "2019-04-01"),
        ("839", "E06000058", "Bournemouth, Christchurch and Poole", "2019-04-01"),
        ("865", "E06000054", "Wiltshire", "2009-04-01"),
        ("866", "E06000030", "Swindon"),
        ("878", "E10000008", "Devon"),
        ("879", "E06000026", "Plymouth"),
        ("880", "E06000027", "Torbay"),
        ("908", "E06000052", "Cornwall", "2009-04-01"),
        ("916", "E10000013", "Gloucestershire"),
        ("933", "E10000027", "Somerset", "2009-01-01", "2023-03-31"),
        ("933", "E06000066", "Somerset", "2023-04-01"),
    ),
}


def _area(region: str, half: str, la_code: str, area_code: str, name: str, *days: str) -> Area:
    date_from, date_to = (*days, *(_FIRST_DAY, _NO_DAY)[len(days) :])
    return Area(la_code, area_code, name, region, half, date_from, date_to)


AREAS = tuple(_area(region, half, *one) for (region, half), listed in _LISTED.items() for one in listed)


@cache
def of_number(la_code: str) -> tuple[Area, ...]:
    """The lines of a DfE number, oldest code first; none where the number is unknown."""
    return tuple(sorted((one for one in AREAS if one.la_code == la_code), key=lambda one: one.date_from))


@cache
def code_of(ons_code: str) -> str:
    """The DfE number of an ONS code, of today or before; empty where it is none of an authority."""
    return next((one.la_code for one in AREAS if one.area_code == ons_code), "")


@cache
def in_force(year: int) -> tuple[Area, ...]:
    """The authorities of the January count of ``year``, each under its code of then."""
    return tuple(one for one in AREAS if one.first_file <= year <= one.last_file)
