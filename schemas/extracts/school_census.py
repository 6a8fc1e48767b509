"""The school census as a local authority exports it from COLLECT: one CSV a table ("blade tables").

Items and years: DfE school census technical specifications 2015 to 2026. A pupil registered at two schools
stands in both schools' returns. Types of need, ethnicity and young carers are collected in spring only. The
tables of exclusions, attendance and alternative provision are in ``school_census_attendance``.
"""

from typing import Any

from schemas.codesets.demography import ETHNICITY, SEX
from schemas.codesets.school import (
    BOARDER,
    ENROLMENT_STATUS,
    FSM_COUNTRY,
    FUNDING_BASIS,
    GOVERNANCE,
    NC_YEAR,
    PHASE,
    POST_LOOKED_AFTER,
    PROFICIENCY_IN_ENGLISH,
    SERVICE_CHILD,
    TERM,
)
from schemas.codesets.sen import NEED, NEED_RANK, SEN_PROVISION, YOUNG_CARER
from schemas.contract import (
    AGES,
    AGES_AND_MONTH,
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
from schemas.extracts.school_census_attendance import ATTENDANCE_PARTS
from schemas.extracts.school_census_layouts import LAYOUTS, MESSAGE
from schemas.governance import COUNCIL, PUBLIC_TASK, Governance
from schemas.returns import TERMLY, autumn, summer

POSSIBLE = "Sessions possible in the term before; in autumn, in the first half of the summer term"
SUMMER_POSSIBLE = "Sessions possible in the second half of the summer term; autumn"


def _missed(header: str, how: str) -> Any:
    """A sum of missed sessions; from 2025 on all sessions come by their attendance codes only."""
    return item(header, f"Of them, missed {how}", until=autumn(2024), ge=0)


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
    urn: Text = item("urn", "Unique reference number of the school; collected since 2018", number=URN)
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


class ApprovedNeed(Table):
    """One row per special school and type of need it is approved for; spring only."""

    provision_id: Text = item("provisionstableid", "Key of the row", required=True)
    school_id: Text = item("schooltableid", "The school", required=True)
    need: Text = item("specialschooltype", "Type of need", codes=NEED, required=True)


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
    birth_date: Day = item("dob", "Date of birth", vault=AGES_AND_MONTH, required=True)
    sex: Text = item({0: "gender", autumn(2023): "sex"}, "Sex", codes=SEX, required=True)
    ethnicity: Text = item("ethnicity", "Ethnicity, main or extended code; spring", codes=ETHNICITY)
    language: Text = item("language", "First language", str_matches=r"[A-Z]{3}[A-Z]?$")
    proficiency_in_english: Text = item(
        "proficiencyinenglish",
        "Proficiency in English of those with another first language",
        codes=PROFICIENCY_IN_ENGLISH,
        since=autumn(2016),
        until=summer(2018),
    )
    country_of_birth: Text = item(
        "countryofbirth", "Country of birth", vault=NOTHING, since=autumn(2016), until=summer(2018)
    )
    entry_date: Day = item("entrydate", "Entry to the school")
    enrolment_status: Text = item("enrolstatus", "Enrolment status", codes=ENROLMENT_STATUS, required=True)
    nc_year: Text = item("ncyearactual", "National Curriculum year taught in", codes=NC_YEAR)
    class_type: Text = item("classtype", "Nursery class or other")
    part_time: Flag = item("parttime", "Attends part time")
    boarder: Text = item("boarder", "Boarder", codes=BOARDER)
    sen_provision: Text = item(
        "senprovision", "SEN provision on census day", codes=SEN_PROVISION, required=True
    )
    sen_unit: Flag = item(
        "senunitindicator", "Member of a SEN unit; in autumn since 2017, in summer since 2018"
    )
    resourced_provision: Flag = item(
        "resourcedprovisionindicator", "In resourced provision; in autumn since 2017, in summer since 2018"
    )
    top_up_funding: Flag = item("topupfunding", "Attracts top-up funding")
    fsm_eligible: Flag = item(
        "fsmeligible", "Eligible for free school meals on census day; in flat extracts, instead of periods"
    )
    young_carer: Text = item("youngcarer", "Young carer; spring", codes=YOUNG_CARER, since=2023)
    service_child: Text = item("servicechild", "Parent in the armed services", codes=SERVICE_CHILD)
    post_looked_after: Text = item(
        {0: "adoptedfromcare", autumn(2017): "plaa"},
        "Post looked-after arrangement; adopted from care before",
        codes=POST_LOOKED_AFTER,
        also=("adoptedfromcare", "plaa"),
    )
    youth_support: Text = item("yssa", "Youth support services agreement")
    school_lunch_taken: Flag = item("schoollunchtaken", "Took a school lunch on census day")
    hours_at_setting: Text = item("hoursatsetting", "Hours at the setting")
    funded_hours: Text = item("fundedhours", "Funded universal hours")
    extended_hours: Text = item("extendedhours", "Funded extended hours", since=2018)
    hours_code: Text = item(
        {0: "thirtyhourcode", summer(2024): "eligibilitycode"},
        "Eligibility code of the extended hours",
        vault=NOTHING,
        since=2018,
    )
    disability_access_fund: Flag = item("dafindicator", "Disability access fund", since=2018)
    early_years_premium: Flag = item({0: "eyppe", 2019: "eyppr"}, "Early years pupil premium receipt")
    early_years_premium_basis: Text = item("eyppbf", "Basis of the early years pupil premium")
    sessions_possible: Whole = item("termlysessionspossible", POSSIBLE, ge=0)
    sessions_authorised: Whole = _missed("termlysessionsauthorised", "with leave")
    sessions_unauthorised: Whole = _missed("termlysessionsunauthorised", "without leave")
    summer_sessions_possible: Whole = item("summerhalfterm2sessionspossible", SUMMER_POSSIBLE, ge=0)
    summer_sessions_authorised: Whole = _missed("summerhalfterm2sessionsauthorised", "with leave")
    summer_sessions_unauthorised: Whole = _missed("summerhalfterm2sessionsunauthorised", "without leave")
    unit_contact_time: Text = item("unitcontacttime", "Unit contact time")
    missing_address: Text = item("missingaddress", "Why there is no address")


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
    ethnicity: Text = item("ethnicity", "Ethnicity, main or extended code; spring", codes=ETHNICITY)
    language: Text = item("language", "First language", str_matches=r"[A-Z]{3}[A-Z]?$")
    country_of_birth: Text = item(
        "countryofbirth", "Country of birth", vault=NOTHING, since=autumn(2016), until=summer(2018)
    )
    entry_date: Day = item("entrydate", "Entry to the school")
    leaving_date: Day = item("leavingdate", "Leaving the school", required=True)
    nc_year_leaving: Text = item("ncyearleaving", "National Curriculum year left; autumn", codes=NC_YEAR)
    part_time: Flag = item("parttime", "Attended part time")
    boarder: Text = item("boarder", "Boarder", codes=BOARDER)
    sessions_possible: Whole = item("termlysessionspossible", POSSIBLE, ge=0)
    sessions_authorised: Whole = _missed("termlysessionsauthorised", "with leave")
    sessions_unauthorised: Whole = _missed("termlysessionsunauthorised", "without leave")
    summer_sessions_possible: Whole = item("summerhalfterm2sessionspossible", SUMMER_POSSIBLE, ge=0)
    summer_sessions_authorised: Whole = _missed("summerhalfterm2sessionsauthorised", "with leave")
    summer_sessions_unauthorised: Whole = _missed("summerhalfterm2sessionsunauthorised", "without leave")


class FsmPeriod(Table):
    """One row per pupil and period of eligibility for free school meals."""

    fsm_period_id: Text = item("fsmperiodtableid", "Key of the period", also=("fsmperiodsonrolltableid",))
    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    start_date: Day = item("fsmstartdate", "Start of eligibility", required=True)
    end_date: Day = item("fsmenddate", "End of eligibility; blank while it is open")
    country: Text = item("ukcountry", "Country that granted it", codes=FSM_COUNTRY)


class FundingBasis(Table):
    """One row per two-year-old in a funded place and basis of the funding; spring, and summer since 2024."""

    funding_basis_id: Text = item("fundingbasisitemstableid", "Key of the row", required=True)
    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    basis: Text = item("fundingbasis", "Basis of the funding", codes=FUNDING_BASIS, required=True)


class Address(Table):
    """One row per pupil on roll and address."""

    pupil_id: Text = item("pupilonrolltableid", "The pupil's record", required=True)
    postcode: Text = item("postcode", "Home postcode", vault=DISTRICT)
    uprn: Text = item(
        "uniquepropertyreferencenumber", "Unique property reference number", vault=NOTHING, since=autumn(2016)
    )


class AddressOffRoll(Table):
    """One row per pupil who left and address; autumn only."""

    leaver_id: Text = item("pupilnolongeronrolltableid", "The leaver's record", required=True)
    postcode: Text = item("postcode", "Home postcode", vault=DISTRICT)
    uprn: Text = item(
        "uniquepropertyreferencenumber", "Unique property reference number", vault=NOTHING, since=autumn(2016)
    )


SCHOOL_CENSUS = Extract(
    name="school_census",
    title="School census, pupil level",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Education Act 1996, section 537A",
        purpose="To count pupils and their SEN provision, and to plan for them",
        kept_from="census day",
    ),
    frequency=TERMLY,
    collection="SC",
    first_year=2015,
    message=MESSAGE,
    layouts=LAYOUTS,
    has_passing_keys=True,
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
            "provisions",
            ApprovedNeed,
            key="provision_id",
            parent="school",
            parent_key="school_id",
            needed=False,
            may_be_empty=True,
            terms=("spring",),
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
            "addressesoffroll",
            AddressOffRoll,
            parent="pupilnolongeronroll",
            parent_key="leaver_id",
            needed=False,
            may_be_empty=True,
            terms=("autumn",),
        ),
        Part(
            "fundingbasisitems",
            FundingBasis,
            key="funding_basis_id",
            parent="pupilonroll",
            parent_key="pupil_id",
            needed=False,
            may_be_empty=True,
            terms=("spring", "summer"),
        ),
        *ATTENDANCE_PARTS,
    ),
)
