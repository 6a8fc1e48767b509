"""The shapes in which authorities hold the school census beside the COLLECT tables.

A school's own XML message, and the department's flat extract with one line a pupil (specifications 2.2).
"""

import re

from schemas.layout import THE_ROW, Cut, Layout, Made, Message, Sheet
from schemas.returns import Return

# As management information systems exported it from 2013 on; elements in no group stand alone in the record.
MESSAGE = Message(
    head="schoolcensus",
    is_one_a_school=True,
    wrappers=frozenset(
        {
            "message",
            "header",
            "collectiondetails",
            "source",
            "characteristics",
            "schoolcharacteristics",
            "pupils",
            "pupilsonroll",
            "pupilsnolongeronroll",
            "pupilidentifiers",
            "pupilcharacteristics",
            "pupilstatus",
            "specialeducationalneeds",
            "senneeds",
            "fsmperiods",
            "fsmeligibility",
            "homeinformation",
            "addresses",
            "exclusions",
            "termlyexclusions",
            "attendance",
            "termlyattendance",
            "summerhalfterm2attendance",
            "sessiondetails",
            "learnersupport",
        }
    ),
    records={
        ("schoolcensus", "school"): "school",
        ("schoolcensus", "pupilonroll"): "pupilonroll",
        ("schoolcensus", "pupilnolongeronroll"): "pupilnolongeronroll",
        ("pupilonroll", "senneed"): "senneeds",
        ("pupilonroll", "fsmperiod"): "fsmperiod",
        ("pupilonroll", "address"): "addresses",
        ("pupilonroll", "termlyexclusion"): "termlyexclusionsonroll",
        ("pupilonroll", "sessiondetail"): "termlysessiondetailsonroll",
        ("pupilonroll", "summerhalfterm2attendance/sessiondetail"): "summerhalfterm2sessiondetailsonroll",
        ("pupilnolongeronroll", "termlyexclusion"): "termlyexclusionsoffroll",
        ("pupilnolongeronroll", "address"): "addressesoffroll",
        ("pupilnolongeronroll", "sessiondetail"): "termlysessiondetailsoffroll",
        (
            "pupilnolongeronroll",
            "summerhalfterm2attendance/sessiondetail",
        ): "summerhalfterm2sessiondetailsoffroll",
    },
    items={
        f"{wrapper}attendance/sessions{what}": f"{wrapper}sessions{what}"
        for wrapper in ("termly", "summerhalfterm2")
        for what in ("possible", "authorised", "unauthorised")
    },
)

_TERMS = {"AUT": "autumn", "SPR": "spring", "SUM": "summer"}
_LA_DIGITS = 3


def census_term(text: str) -> str | None:
    """``Spring``, ``SPR`` or ``Spring 2014`` as the census codes its term."""
    code = text.strip()[:3].upper()
    return code if code in _TERMS else None


def census_year(academic_year: str, term: str) -> str | None:
    """The year of the census day: academic year 2024/25 (also 202425, 2024-2025) and its term."""
    found = re.match(r"\s*(20\d\d)", academic_year)
    code = census_term(term)
    if not found or not code:
        return None
    return str(int(found[1]) + (code != "AUT"))


def census_day(academic_year: str, term: str) -> str | None:
    """The day counted in that term."""
    year, code = census_year(academic_year, term), census_term(term)
    return Return(int(year), _TERMS[code]).census_day.isoformat() if year and code else None


def la_of(la_estab: str) -> str | None:
    """The authority in the seven digits of an establishment."""
    digits = la_estab.strip().removesuffix(".0").replace("/", "").zfill(7)
    return digits[:_LA_DIGITS]


def estab_of(la_estab: str) -> str | None:
    """The establishment number in them."""
    return la_estab.strip().removesuffix(".0").replace("/", "").zfill(7)[_LA_DIGITS:]


_WHEN = ("AcademicYear", "CensusTerm")
_SCHOOL = ("LAEstab",)
_PUPIL_ITEMS = {
    "UPN": "upn",
    "FormerUPN": "formerupn",
    "ULN": "uniquelearnernumber",
    "Surname": "surname",
    "Forename": "forename",
    "MiddleNames": "middlenames",
    "PreferredSurname": "preferredsurname",
    "FormerSurname": "formersurname",
    "Gender": "sex",
    "Sex": "sex",
    "DOB": "dob",
    "Ethnicity": "ethnicity",
    "Language": "language",
    "EntryDate": "entrydate",
    "EnrolStatus": "enrolstatus",
    "NCyearActual": "ncyearactual",
    "Boarder": "boarder",
    "PartTime": "parttime",
    "SENprovision": "senprovision",
    "SENUnitIndicator": "senunitindicator",
    "ResourcedProvisionIndicator": "resourcedprovisionindicator",
    "FSMeligible": "fsmeligible",
    "HoursAtSetting": "hoursatsetting",
    "FundedHours": "fundedhours",
    "ExtendedHours": "extendedhours",
    "EYPPR": "eyppr",
    "EYPPBF": "eyppbf",
    "DAFIndicator": "dafindicator",
}
# The research copies of the same extract end each name in the term: SENprovision_SPR14.
_SUFFIXES = tuple(f"_{term}{year:02d}" for term in _TERMS for year in range(15, 27))


def _researchers(*labels: str) -> dict[str, str]:
    return {label + suffix: label for label in labels for suffix in _SUFFIXES}


def _need(label: str, rank: str) -> Cut:
    return Cut(
        "senneeds",
        {label: "sentype"},
        key=(*THE_ROW, label),
        parent=THE_ROW,
        given=label,
        fixed={"sentyperank": rank},
    )


FLAT = Layout(
    title="School census, flat extract",
    also=_researchers(*_PUPIL_ITEMS, *_WHEN, *_SCHOOL, "URN", "Phase", "PrimarySENtype", "SecondarySENtype"),
    sheets=(
        Sheet(
            "flat extract",
            (
                Cut(
                    "pupilonroll",
                    _PUPIL_ITEMS,
                    key=THE_ROW,
                    parent=_SCHOOL,
                ),
                Cut(
                    "schoolcensus",
                    {"URN": "urn"},
                    key=_SCHOOL,
                    once=True,
                    fixed={"collection": "SC"},
                    made={
                        "term": Made(("CensusTerm",), census_term),
                        "year": Made(_WHEN, census_year),
                        "referencedate": Made(_WHEN, census_day),
                        "lea": Made(_SCHOOL, la_of),
                        "estab": Made(_SCHOOL, estab_of),
                    },
                ),
                Cut("school", {"Phase": "phase"}, key=_SCHOOL, parent=_SCHOOL, once=True),
                _need("PrimarySENtype", "1"),
                _need("SecondarySENtype", "2"),
            ),
        ),
    ),
)

LAYOUTS = (FLAT,)
