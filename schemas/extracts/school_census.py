"""The school census as a local authority exports it from COLLECT: one CSV a table ("blade tables").

Items and years: DfE school census technical specifications 2015 to 2026. A pupil registered at two schools
stands in both schools' returns; types of need are collected in spring only.
"""

from schemas.codesets.demography import ETHNICITY, SEX
from schemas.codesets.school import (
    BOARDER,
    ENROLMENT_STATUS,
    EXCLUSION_CATEGORY,
    FSM_COUNTRY,
    GOVERNANCE,
    NC_YEAR,
    PHASE,
    SERVICE_CHILD,
    TERM,
)
from schemas.codesets.sen import NEED, NEED_RANK, SEN_PROVISION, YOUNG_CARER
from schemas.contract import (
    AGES,
    DISTRICT,
    LA_CODE,
    NOTHING,
    PSEUDONYM,
    ULN,
    UPN,
    URN,
    Day,
    Extract,
    Flag,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.returns import TERMLY, autumn


class SchoolCensus(Table):
    """One row per school's return. Published by the Department for Education."""

    school_census_id: Text = item("schoolcensustableid", "Key of the school's return", required=True)
    native_id: Text = item("NativeId", "Authority and establishment number of the school")
    term: Text = item("term", "Term of the census", codes=TERM, required=True)
    collection: Text = item("collection", "Name of the collection, SC", required=True, isin=["SC"])
    year: Whole = item("year", "Year of the census day", required=True)
    reference_date: Day = item("referencedate", "Census day", required=True)
    la_code: Text = item("lea", "Local authority of the school", required=True, number=LA_CODE)
    establishment: Text = item("estab", "Establishment number", required=True, str_matches=r"\d{4}$")
    urn: Text = item("urn", "Unique reference number of the school", number=URN, required=True)
    software_code: Text = item("softwarecode", "Software the school returned from")


class School(Table):
    """One row per school. Published by the Department for Education."""

    school_id: Text = item("schooltableid", "Key of the school", required=True)
    school_census_id: Text = item("schoolcensustableid", "The school's return", required=True)
    school_name: Text = item("schoolname", "Name of the school")
    phase: Text = item("phase", "Phase of education", codes=PHASE, required=True)
    school_type: Text = item("type", "Type of establishment, 01 to 55")
    intake: Text = item("intake", "Admission policy")
    governance: Text = item("governance", "Governance", codes=GOVERNANCE, required=True)
    highest_nc_year: Text = item("highestncyeargroup", "Highest year group", codes=NC_YEAR)
    lowest_nc_year: Text = item("lowestncyeargroup", "Lowest year group", codes=NC_YEAR)


class PupilOnRoll(Table):
    """One row per pupil on roll, per school, on census day. Published by the Department for Education."""

    pupil_id: Text = item("pupilonrolltableid", "Key of the pupil's record", required=True)
    native_id: Text = item("NativeId", "Authority and establishment number of the school")
    school_census_id: Text = item("schoolcensustableid", "The school's return", required=True)
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    former_upn: Text = item("formerupn", "Former unique pupil number", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uniquelearnernumber", "Unique learner number", number=ULN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    middle_names: Text = item("middlenames", "Middle names", vault=NOTHING)
    preferred_surname: Text = item("preferredsurname", "Preferred surname", vault=NOTHING)
    former_surname: Text = item("formersurname", "Former surname", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    sex: Text = item({0: "gender", autumn(2023): "sex"}, "Sex", codes=SEX, required=True)
    ethnicity: Text = item("ethnicity", "Ethnicity, main or extended code", codes=ETHNICITY)
    language: Text = item("language", "First language", str_matches=r"[A-Z]{3}[A-Z]?$")
    entry_date: Day = item("entrydate", "Entry to the school")
    enrolment_status: Text = item("enrolstatus", "Enrolment status", codes=ENROLMENT_STATUS, required=True)
    nc_year: Text = item("ncyearactual", "National Curriculum year taught in", codes=NC_YEAR)
    class_type: Text = item("classtype", "Nursery class or other")
    part_time: Flag = item("parttime", "Attends part time")
    boarder: Text = item("boarder", "Boarder", codes=BOARDER)
    sen_provision: Text = item(
        "senprovision", "SEN provision on census day", codes=SEN_PROVISION, required=True
    )
    sen_unit: Flag = item("senunitindicator", "Member of a SEN unit")
    resourced_provision: Flag = item("resourcedprovisionindicator", "In resourced provision")
    top_up_funding: Flag = item("topupfunding", "Attracts top-up funding")
    young_carer: Text = item("youngcarer", "Young carer", codes=YOUNG_CARER, since=2023)
    service_child: Text = item("servicechild", "Parent in the armed services", codes=SERVICE_CHILD)
    post_looked_after: Text = item("plaa", "Post looked-after arrangement", since=2018)
    youth_support: Text = item("yssa", "Youth support services agreement")
    school_lunch_taken: Flag = item("schoollunchtaken", "Took a school lunch on census day")
    hours_at_setting: Text = item("hoursatsetting", "Hours at the setting")
    funded_hours: Text = item("fundedhours", "Funded universal hours")
    extended_hours: Text = item("extendedhours", "Funded extended hours", since=2018)
    disability_access_fund: Flag = item("dafindicator", "Disability access fund", since=2018)
    early_years_premium: Flag = item({0: "eyppe", 2019: "eyppr"}, "Early years pupil premium receipt")
    early_years_premium_basis: Text = item("eyppbf", "Basis of the early years pupil premium")
    sessions_possible: Whole = item("termlysessionspossible", "Sessions possible last term", ge=0)
    unit_contact_time: Text = item("unitcontacttime", "Unit contact time")
    missing_address: Flag = item("missingaddress", "Address is missing")


class SenNeed(Table):
    """One row per pupil and type of need, at most two a pupil; spring only."""

    sen_need_id: Text = item("senneedstableid", "Key of the need", required=True)
    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    need_rank: Text = item("sentyperank", "Rank of the need", codes=NEED_RANK, required=True)
    need: Text = item("sentype", "Type of need", codes=NEED, required=True)


class PupilNoLongerOnRoll(Table):
    """One row per pupil who left in the term before the census; it carries no SEN item."""

    leaver_id: Text = item("pupilnolongeronrolltableid", "Key of the leaver's record", required=True)
    native_id: Text = item("NativeId", "Authority and establishment number of the school")
    school_census_id: Text = item("schoolcensustableid", "The school's return", required=True)
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    former_upn: Text = item("formerupn", "Former unique pupil number", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uniquelearnernumber", "Unique learner number", number=ULN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    middle_names: Text = item("middlenames", "Middle names", vault=NOTHING)
    former_surname: Text = item("formersurname", "Former surname", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    sex: Text = item({0: "gender", autumn(2023): "sex"}, "Sex", codes=SEX, required=True)
    entry_date: Day = item("entrydate", "Entry to the school")
    leaving_date: Day = item("leavingdate", "Leaving the school", required=True)


class FsmPeriod(Table):
    """One row per pupil and period of eligibility for free school meals."""

    fsm_period_id: Text = item({0: "fsmperiodtableid"}, "Key of the period")
    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    start_date: Day = item("fsmstartdate", "Start of eligibility", required=True)
    end_date: Day = item("fsmenddate", "End of eligibility; blank while it is open")
    country: Text = item("ukcountry", "Country that granted it", codes=FSM_COUNTRY)


class Address(Table):
    """One row per pupil and address."""

    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    postcode: Text = item("postcode", "Home postcode", vault=DISTRICT)
    uprn: Text = item("uniquepropertyreferencenumber", "Unique property reference number", vault=NOTHING)


class TermlyExclusion(Table):
    """One row per pupil and exclusion in the term two before the census day's."""

    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    start_date: Day = item("startdate", "First day of the exclusion", required=True)
    category: Text = item("category", "Category", codes=EXCLUSION_CATEGORY, required=True)
    reason: Text = item({0: "reason", autumn(2020): "reason1"}, "First reason")
    sessions: Whole = item("sessions", "Sessions excluded", ge=0)
    sen_provision: Text = item("senprovision", "SEN provision when excluded", codes=SEN_PROVISION)


SCHOOL_CENSUS = Extract(
    name="school_census",
    title="School census, pupil level (COLLECT blade tables)",
    controller="education",
    frequency=TERMLY,
    collection="SC",
    first_year=2015,
    shape="blade_csv",
    parts=(
        Part("schoolcensus", SchoolCensus, key="school_census_id"),
        Part(
            "school",
            School,
            key="school_id",
            parent="schoolcensus",
            parent_key="school_census_id",
        ),
        Part(
            "pupilonroll",
            PupilOnRoll,
            key="pupil_id",
            parent="schoolcensus",
            parent_key="school_census_id",
        ),
        Part(
            "senneeds",
            SenNeed,
            key="sen_need_id",
            parent="pupilonroll",
            parent_key="pupil_id",
            may_be_empty=True,
            terms=("spring",),
        ),
        Part(
            "pupilnolongeronroll",
            PupilNoLongerOnRoll,
            key="leaver_id",
            parent="schoolcensus",
            parent_key="school_census_id",
            needed=False,
            may_be_empty=True,
        ),
        Part(
            "fsmperiod",
            FsmPeriod,
            parent="pupilonroll",
            parent_key="pupil_id",
            may_be_empty=True,
            also=("fsmperiodsonroll",),
        ),
        Part(
            "addresses",
            Address,
            parent="pupilonroll",
            parent_key="pupil_id",
            needed=False,
            may_be_empty=True,
            also=("addressesonroll",),
        ),
        Part(
            "termlyexclusionsonroll",
            TermlyExclusion,
            parent="pupilonroll",
            parent_key="pupil_id",
            needed=False,
            may_be_empty=True,
        ),
    ),
)
