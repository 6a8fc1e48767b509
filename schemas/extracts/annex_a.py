"""Annex A of an area SEND inspection: the two child-level lists an authority hands to the inspectors.

Items and codes: the request's text as quoted by the sector's validator (specifications, section 4). Codes
come as letters, ``a) Male``, as bare codes or as words.
"""

from schemas.codesets.annex_a import (
    LIST_ETHNICITY,
    LIST_GENDER,
    LIST_NEED,
    LIST_PHASE,
    LIST_YES_NO,
)
from schemas.contract import (
    AGES,
    LA_CODE,
    NOTHING,
    PSEUDONYM,
    ULN,
    UPN,
    URN,
    Day,
    Extract,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.governance import COUNCIL, PUBLIC_TASK, Governance
from schemas.layout import Cut, Layout, Sheet
from schemas.returns import MONTHLY

_PERCENT = r"\d{1,3}(\.\d+)?%?$"


class AnnexA(Table):
    """One row per handing over of the lists: whose they are and of which month; told by their place."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the month", required=True)
    month: Whole = item("month", "Month the lists were drawn up in", required=True, ge=1, le=12)


class _Child(Table):
    """What both lists say of a child."""

    child_id: Text = item("uniqueid", "The authority's own number for the child", vault=NOTHING)
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uln", "Unique learner number", number=ULN, vault=PSEUDONYM)
    birth_date: Day = item("dateofbirth", "Date of birth", vault=AGES, required=True)
    gender: Text = item("gender", "Gender", codes=LIST_GENDER)
    ethnicity: Text = item("ethnicity", "Ethnicity, main code", codes=LIST_ETHNICITY)
    need: Text = item("senprimaryneed", "Primary type of need", codes=LIST_NEED)
    urn: Text = item("mainurn", "Main education establishment", number=URN)
    phase: Text = item("mainphase", "Its phase", codes=LIST_PHASE)
    subsidiary_phase: Text = item("subsidiaryphase", "Phase of a subsidiary registration", codes=LIST_PHASE)
    suspensions: Whole = item("suspensions", "Suspensions in the last six months", ge=0)
    permanent_exclusions: Whole = item(
        "permanentexclusions", "Permanent exclusions in the last six months", ge=0
    )
    absence: Text = item("absence", "Sessions missed in the last six months, per cent", str_matches=_PERCENT)
    pupil_premium: Text = item("pupilpremium", "Pupil premium", codes=LIST_YES_NO)
    social_care: Text = item("knowntosocialcare", "Known to children's social care", codes=LIST_YES_NO)
    social_care_team: Text = item("socialcareteam", "Which children's social care team", vault=NOTHING)
    disability: Text = item("disability", "Has a disability", codes=LIST_YES_NO)


class ListOne(_Child):
    """One row per child or young person with an EHC plan for whom the authority is responsible."""

    plan_issued: Day = item("planissued", "Initial plan issued")
    plan_updated: Day = item("planupdated", "Plan last updated")
    plan_reviewed: Day = item("planreviewed", "Plan last reviewed")
    home_educated: Text = item("electivehomeeducation", "Electively home educated", codes=LIST_YES_NO)


class ListTwo(_Child):
    """One row per child or young person on SEN support."""


_BOTH = {
    "Unique ID": "uniqueid",
    "UPN": "upn",
    "ULN": "uln",
    "Date of birth": "dateofbirth",
    "Gender": "gender",
    "Ethnicity": "ethnicity",
    "SEN primary need": "senprimaryneed",
    "Main education establishment - URN": "mainurn",
    "Main education establishment - phase": "mainphase",
    "Subsidiary education establishment - phase (dual registration)": "subsidiaryphase",
    "Suspensions": "suspensions",
    "Permanent exclusions": "permanentexclusions",
    "Absence": "absence",
    "Pupil Premium": "pupilpremium",
    "Known to children's social care?": "knowntosocialcare",
    "Which children's social care team?": "socialcareteam",
    "Does the child or young person have a disability?": "disability",
}
_PLANS = {
    "Date initial EHC plan issued": "planissued",
    "Date updated EHC plan issued": "planupdated",
    "Date EHC plan last reviewed": "planreviewed",
    "Elective home education": "electivehomeeducation",
}

ANNEX_A = Extract(
    name="annex_a",
    title="Annex A lists of an area SEND inspection",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Children Act 2004, section 20",
        purpose="To answer the inspectors of an area, and to know what they were told",
        kept_from="the month the lists were drawn up in",
        retention_years=6,
    ),
    frequency=MONTHLY,
    first_year=2016,
    parts=(
        Part("annexa", AnnexA),
        Part("list_1", ListOne),
        Part("list_2", ListTwo, needed=False),
    ),
    layouts=(
        Layout(
            title="Annex A lists",
            head="annexa",
            sheets=(
                # The three dates tell the first list from the second.
                Sheet("List_1", (Cut("list_1", _BOTH | _PLANS),), only_with=tuple(_PLANS)),
                Sheet("List_2", (Cut("list_2", _BOTH),), never_with=tuple(_PLANS)),
            ),
        ),
    ),
)
