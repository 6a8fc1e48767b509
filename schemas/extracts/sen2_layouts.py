"""The shapes in which authorities hold SEN2 beside the COLLECT tables and the XML message.

The department's data-entry template, the pre-submission workbook and the five modules of the sector's
converter (specifications, section 1.8). Labels are the field's, spelling mistakes included.
"""

from collections.abc import Mapping

from schemas.layout import THE_ROW, Cut, Layout, Sheet

RETURN = {"sen2tableid": "1"}

_PERSON = "Person ID"
_REQUEST = "Requests record ID"

_REQUEST_ITEMS = {
    "Date request was received": "receiveddate",
    "Source of request for an EHC needs assessment": "requestsource",
    "Initial Request Whilst In RYA": "rya",
    "Request Outcome Date": "requestoutcomedate",
    "Request Outcome": "requestoutcome",
    "Request Mediation": "requestmediation",
    "Request Tribunal": "requesttribunal",
    "Exported - Child or young person moves out of LA before assessment is completed": "exported",
}
_ASSESSMENT_ITEMS = {
    "Assessment Outcome - Decision to issue EHC plan": "assessmentoutcome",
    "Assessment Outcome To Issue EHCP": "assessmentoutcome",
    "Assessment Outcome Date": "assessmentoutcomedate",
    "Assessment Mediation": "assessmentmediation",
    "Assessment Tribunal": "assessmenttribunal",
    "Other Mediation": "othermediation",
    "Other Tribunal": "othertribunal",
    "Twenty week time limit exceptions apply": "week20",
    "Twenty Weeks Time Limit Exceptions Apply": "week20",
}
_PERSON_ITEMS = {
    "Surname": "surname",
    "Forename": "forename",
    "Date of Birth": "personbirthdate",
    "Dob": "personbirthdate",
    "Gender": "gendercurrent",
    "Sex": "sex",
    "Ethnicity": "ethnicity",
    "Post Code": "postcode",
    "UPN - Unique Pupil Number": "upn",
    "ULN - Young Persons Unique Learner Number": "uniquelearnernumber",
    "UPN and ULN unavailable - Reason": "upnunknown",
    "UPN and ULN unavailable reason": "upnunknown",
}
_PLAN_ITEMS = {
    "EHC Plan Start Date": "startdate",
    "Residential Settings": "planres",
    "Work Based Learning Activity": "planwbp",
    "Worked based learning activity": "planwbp",
    "Personal Budget taken up": "pb",
    "Personal Budget - Organised Arrangements": "oa",
    "Personal Budget - Direct Payments": "dp",
    "Date EHC plan ceased": "ceasedate",
    "Reason EHC plan ceased": "ceasereason",
}
_SETTING_ITEMS = {
    "URN - Unique Reference Number": "urn",
    "UKPRN - UK Provider Reference Number": "ukprn",
    "SEN Setting - Establishment type": "sensetting",
    "SEN Setting - Other": "sensettingother",
    "Not in education - Other": "sensettingother",
    "Placement Rank (1=Primary, 2=Secondary)": "placementrank",
    "SEN Unit Indicator": "senunitindicator",
    "Resourced Provision Indicator": "resourcedprovisionindicator",
}
_PLACEMENT_ITEMS = _SETTING_ITEMS | {
    "Placement Start Date": "entrydate",
    "Placement Leaving Date": "leavingdate",
    "Attendance Pattern": "attendancepattern",
    "Residential Settings": "res",
    "Work Based Learning Activity": "wbp",
}
_ACTIVE_ITEMS = {
    "EHC Plan transferred in from another LA during calendar year": "transferla",
    "EHC Plan (Transfer)": "transferla",
    "Residential Settings": "res",
    "Work Based Learning Activity": "wbp",
    "Worked based learning activity": "wbp",
    "Annual Review Meeting Date": "reviewmeeting",
    "EHC Plan Review Decisions Date": "lastreview",
    "EHCP review decisions date": "lastreview",
    "Annual Review Decision": "reviewoutcome",
    "Annual review - date draft amended EHC plan issued": "reviewdraft",
    "Phase transfer review - due date for any amended plan": "phasetransferduedate",
    "Phase transfer review - final plan date": "phasetransferfinaldate",
}
_NEED_ITEMS = {
    "SEN Type of Need": "sentype",
    "SEN Type of Need rank (1=Primary, 2=Secondary)": "sentyperank",
}


def _one(part: str, columns: Mapping[str, str], by: tuple[str, str] = (_PERSON, _REQUEST)) -> Cut:
    """The one record that a person's and a request's number name."""
    return Cut(part, columns, key=by, parent=by)


def _many(part: str, columns: Mapping[str, str], by: tuple[str, str] = (_PERSON, _REQUEST)) -> Cut:
    """Records of which a person's and a request's number may have several, a row each."""
    return Cut(part, columns, key=THE_ROW, parent=by)


def _requests(columns: Mapping[str, str], by: tuple[str, str] = (_PERSON, _REQUEST)) -> Cut:
    return Cut("requests", columns, key=by, parent=by[:1])


TEMPLATE = Layout(
    title="SEN2 data-entry template",
    stacked=True,
    # The template's headings of the two review dates have been seen crossed.
    crossed=(("activeplans", "reviewmeeting", "lastreview"),),
    sheets=(
        Sheet(
            "Header Record",
            (
                Cut(
                    "sen2",
                    {
                        "Collection Name": "collection",
                        "Year": "year",
                        "Reference Date": "referencedate",
                        "Source Level": "sourcelevel",
                        "LA Number": "lea",
                        "Software Code": "softwarecode",
                        "Release": "release",
                        "Serial Number": "serialno",
                        "Date & Time (ccyy-mm-ddThh:mm:ss)": "datetime",
                        "Designated Medical Officer": "dmo",
                        "Designated Clinical Officer": "dco",
                        "Designated Social Care Officer": "dsco",
                    },
                    given="LA Number",
                    fixed=RETURN,
                ),
            ),
        ),
        Sheet("Person Record", (Cut("person", _PERSON_ITEMS, key=(_PERSON,), fixed=RETURN),)),
        Sheet("Requests Records", (_requests(_REQUEST_ITEMS),)),
        Sheet("Assessments Records", (_one("assessment", _ASSESSMENT_ITEMS),)),
        Sheet("Named Plan Records", (_one("namedplan", _PLAN_ITEMS),)),
        Sheet("Plan Detail Records", (_many("plandetail", _SETTING_ITEMS),)),
        Sheet("Active Plan Records", (_one("activeplans", _ACTIVE_ITEMS),)),
        Sheet("Placement Detail Records", (_many("placementdetail", _PLACEMENT_ITEMS),)),
        Sheet("SEN Need Records", (_many("senneed", _NEED_ITEMS),)),
    ),
)


def _names(*items: Mapping[str, str]) -> dict[str, str]:
    """The headers of the COLLECT tables, each under its own name."""
    return {header: header for some in items for header in some.values()}


_IDS = ("persontableid", "requeststableid")

PRE_SUBMISSION = Layout(
    title="SEN2 pre-submission workbook",
    head="sen2",
    sheets=(
        Sheet("Person", (Cut("person", _names(_PERSON_ITEMS), key=("persontableid",), fixed=RETURN),)),
        # "rquestsource" is how the workbook spells it.
        Sheet("Requests", (_requests(_names(_REQUEST_ITEMS) | {"rquestsource": "requestsource"}, _IDS),)),
        Sheet("Assessments", (_one("assessment", _names(_ASSESSMENT_ITEMS), _IDS),)),
        Sheet("Named Plan", (_one("namedplan", _names(_PLAN_ITEMS), _IDS),)),
        Sheet("Plan Detail", (_many("plandetail", _names(_SETTING_ITEMS), _IDS),)),
        Sheet("Active Plan", (_one("activeplans", _names(_ACTIVE_ITEMS), _IDS),)),
        Sheet("Placement Detail", (_many("placementdetail", _names(_PLACEMENT_ITEMS), _IDS),)),
        Sheet("SEN Need", (_many("senneed", _names(_NEED_ITEMS), _IDS),)),
    ),
)

FIVE_MODULES = Layout(
    title="SEN2 in five modules",
    head="sen2",
    also={"Request Records ID": _REQUEST},  # as modules 4 and 5 spell it
    crossed=(("activeplans", "reviewmeeting", "lastreview"),),
    sheets=(
        Sheet("module 1", (Cut("person", _PERSON_ITEMS, key=(_PERSON,), fixed=RETURN),)),
        Sheet("module 2", (_requests(_REQUEST_ITEMS),)),
        Sheet("module 3", (_one("assessment", _ASSESSMENT_ITEMS),)),
        Sheet("module 4", (_one("namedplan", _PLAN_ITEMS),)),
        Sheet("module 5", (_one("activeplans", _ACTIVE_ITEMS),)),
    ),
)

LAYOUTS = (TEMPLATE, PRE_SUBMISSION, FIVE_MODULES)
