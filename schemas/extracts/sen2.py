"""SEN2, the yearly return about every child and young person an authority is responsible for.

Items, levels and years: DfE SEN2 guides and specifications, the trial of 2022 and 2023 to 2026 (item numbers
in brackets). The nine tables are those of the COLLECT blade export; the XML message nests the same items.
"""

from schemas.codesets.demography import ETHNICITY, GENDER_CURRENT, SEX
from schemas.codesets.ehcp import (
    ASSESSMENT_OUTCOME,
    ATTENDANCE_PATTERN,
    CEASE_REASON,
    DIRECT_PAYMENT,
    OFFICER,
    PLACEMENT_RANK,
    REQUEST_OUTCOME,
    REQUEST_SOURCE,
    RESIDENTIAL,
    REVIEW_OUTCOME,
    SETTING,
    UPN_UNKNOWN,
    WORK_BASED,
)
from schemas.codesets.sen import NEED_RANK, NEED_SEN2
from schemas.contract import (
    AGES,
    DISTRICT,
    LA_CODE,
    NOTHING,
    PSEUDONYM,
    UKPRN,
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
from schemas.extracts.sen2_layouts import LAYOUTS
from schemas.governance import COUNCIL, PUBLIC_TASK, Governance
from schemas.layout import Message
from schemas.returns import YEARLY

LA_OR_ABROAD = r"(\d{3}|XXX)$"


class Sen2(Table):
    """One row per return of an authority. Published by the Department for Education."""

    sen2_id: Text = item("sen2tableid", "Key of the return", required=True)
    collection: Text = item("collection", "Name of the collection, SEN2", required=True, isin=["SEN2"])
    year: Whole = item("year", "Year of the census day", required=True)
    reference_date: Day = item("referencedate", "Census day")
    la_code: Text = item("lea", "The authority that returns", required=True, number=LA_CODE)
    source_level: Text = item("sourcelevel", "L: returned by an authority")
    software_code: Text = item("softwarecode", "Software the authority returned from")
    release: Text = item("release", "Release of that software")
    serial_number: Text = item("serialno", "Serial number of the message")
    created: Text = item("datetime", "When the message was written")
    dmo: Text = item("dmo", "Designated medical officer", codes=OFFICER)
    dco: Text = item("dco", "Designated clinical officer", codes=OFFICER)
    dsco: Text = item("dsco", "Designated social care officer", codes=OFFICER, since=2025)


class Person(Table):
    """One row per child or young person for whom the authority is responsible."""

    person_key: Text = item("persontableid", "Key of the person's record", required=True)
    sen2_id: Text = item("sen2tableid", "The return", required=True)
    surname: Text = item("surname", "Surname (1.1)", vault=NOTHING, also=("familyname",))
    forename: Text = item("forename", "Forename (1.2)", vault=NOTHING)
    birth_date: Day = item("personbirthdate", "Date of birth (1.3)", vault=AGES, required=True)
    gender_current: Text = item("gendercurrent", "Gender (1.4)", codes=GENDER_CURRENT, until=2023)
    sex: Text = item("sex", "Sex (1.4)", codes=SEX, since=2024)
    ethnicity: Text = item("ethnicity", "Ethnicity (1.5)", codes=ETHNICITY)
    postcode: Text = item("postcode", "Home postcode (1.6)", vault=DISTRICT)
    upn: Text = item("upn", "Unique pupil number (1.7a)", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uniquelearnernumber", "Unique learner number (1.7b)", number=ULN, vault=PSEUDONYM)
    upn_unknown: Text = item("upnunknown", "Why neither number is known (1.7c)", codes=UPN_UNKNOWN)


class Requests(Table):
    """One row per request for an assessment of education, health and care needs."""

    request_key: Text = item("requeststableid", "Key of the request", required=True)
    person_key: Text = item("persontableid", "The person", required=True)
    received_date: Day = item("receiveddate", "Request received (2.1): the 20-week clock starts")
    request_source: Text = item("requestsource", "Who asked (2.2)", codes=REQUEST_SOURCE, since=2025)
    relevant_youth_accommodation: Flag = item("rya", "In relevant youth accommodation (2.3)")
    request_outcome_date: Day = item("requestoutcomedate", "Decision whether to assess (2.4)")
    request_outcome: Text = item(
        "requestoutcome", "Outcome of the request (2.5)", codes=REQUEST_OUTCOME, required=True
    )
    request_mediation: Flag = item("requestmediation", "Mediation on the request held (2.6)")
    request_tribunal: Flag = item("requesttribunal", "Appeal on the request registered (2.7)")
    exported: Text = item("exported", "Moved out before it ended, to (2.8)", str_matches=LA_OR_ABROAD)


class Assessment(Table):
    """One row per assessment of education, health and care needs."""

    assessment_key: Text = item("assessmenttableid", "Key of the assessment", required=True)
    request_key: Text = item("requeststableid", "The request", required=True)
    assessment_outcome: Text = item(
        "assessmentoutcome", "Outcome of the assessment (3.1)", codes=ASSESSMENT_OUTCOME, required=True
    )
    assessment_outcome_date: Day = item("assessmentoutcomedate", "Plan issued, or refusal told (3.2)")
    assessment_mediation: Flag = item("assessmentmediation", "Mediation on the decision held (3.3)")
    assessment_tribunal: Flag = item("assessmenttribunal", "Appeal on the decision registered (3.4)")
    other_mediation: Flag = item("othermediation", "Other mediation held (3.5)")
    other_tribunal: Flag = item("othertribunal", "Other appeal registered (3.6)")
    exceptions_apply: Flag = item("week20", "Exceptions to the 20 weeks apply (3.7)")


class NamedPlan(Table):
    """One row per EHC plan: its start, its arrangements, its end."""

    plan_key: Text = item("namedplantableid", "Key of the plan", required=True)
    assessment_key: Text = item("assessmenttableid", "The assessment", required=True)
    start_date: Day = item("startdate", "Plan start (4.1); for a transfer, the first authority's")
    residential: Text = item("planres", "Residential placement (4.2)", codes=RESIDENTIAL)
    work_based: Text = item("planwbp", "Work-based learning (4.3)", codes=WORK_BASED, also=("planwpb",))
    personal_budget: Flag = item("pb", "Personal budget taken up (4.4a)")
    organised_arrangements: Flag = item("oa", "Organised arrangements (4.4b)")
    direct_payment: Text = item("dp", "Direct payments (4.4c)", codes=DIRECT_PAYMENT)
    cease_date: Day = item("ceasedate", "Day the plan ended (4.5)")
    cease_reason: Text = item("ceasereason", "Why it ended (4.6)", codes=CEASE_REASON)


class PlanDetail(Table):
    """One row per setting that section I of the plan names, at most two."""

    plan_detail_key: Text = item("plandetailtableid", "Key of the named setting", required=True)
    plan_key: Text = item("namedplantableid", "The plan", required=True)
    urn: Text = item("urn", "School named (4.7a)", number=URN)
    ukprn: Text = item("ukprn", "Provider named (4.7b)", number=UKPRN)
    setting: Text = item("sensetting", "Setting named (4.7c)", codes=SETTING)
    setting_other: Text = item("sensettingother", "Setting in words (4.7c)", vault=NOTHING)
    placement_rank: Text = item("placementrank", "Primary or secondary (4.7d)", codes=PLACEMENT_RANK)
    sen_unit: Flag = item("senunitindicator", "Place in a SEN unit (4.7e)")
    resourced_provision: Flag = item("resourcedprovisionindicator", "Resourced provision (4.7f)")


class ActivePlans(Table):
    """One row per plan the authority maintained in the period, with its last review."""

    active_plan_key: Text = item("activeplanstableid", "Key of the active plan", required=True)
    request_key: Text = item("requeststableid", "The request", required=True)
    transfer_la: Text = item("transferla", "Plan came from (5.1)", str_matches=LA_OR_ABROAD)
    residential: Text = item("res", "Residential placement (5.2)", codes=RESIDENTIAL, until=2023)
    work_based: Text = item("wbp", "Work-based learning (5.3)", codes=WORK_BASED, also=("wpb",), until=2023)
    review_meeting_date: Day = item("reviewmeeting", "Annual review meeting (5.4a)", since=2024)
    review_outcome: Text = item("reviewoutcome", "Review decision (5.4c)", codes=REVIEW_OUTCOME, since=2024)
    last_review_date: Day = item("lastreview", "Authority wrote with its decision (5.4b)")
    review_draft_date: Day = item("reviewdraft", "Draft amended plan issued (5.4d)", since=2025)
    phase_transfer_due_date: Day = item("phasetransferduedate", "Transfer review due (5.6a)", since=2025)
    phase_transfer_final_date: Day = item("phasetransferfinaldate", "Final plan (5.6b)", since=2025)


class PlacementDetail(Table):
    """One row per placement a person with a plan had in the period."""

    placement_key: Text = item("placementdetailtableid", "Key of the placement", required=True)
    active_plan_key: Text = item("activeplanstableid", "The active plan", required=True)
    urn: Text = item("urn", "School attended (5.7a)", number=URN)
    ukprn: Text = item("ukprn", "Provider attended (5.7b)", number=UKPRN)
    setting: Text = item("sensetting", "Setting attended (5.7c)", codes=SETTING)
    setting_other: Text = item("sensettingother", "Setting in words (5.7c)", vault=NOTHING)
    placement_rank: Text = item("placementrank", "Primary or secondary (5.7d)", codes=PLACEMENT_RANK)
    entry_date: Day = item("entrydate", "Placement began (5.7e)")
    leaving_date: Day = item("leavingdate", "Placement ended; blank while there (5.7f)")
    attendance_pattern: Text = item(
        "attendancepattern", "Full or part time", codes=ATTENDANCE_PATTERN, until=2023
    )
    sen_unit: Flag = item("senunitindicator", "Place in a SEN unit (5.7g)")
    resourced_provision: Flag = item("resourcedprovisionindicator", "Resourced provision (5.7h)")
    residential: Text = item("res", "Residential placement (5.2)", codes=RESIDENTIAL, since=2024)
    work_based: Text = item("wbp", "Work-based learning (5.3)", codes=WORK_BASED, also=("wpb",), since=2024)


class Sen2Need(Table):
    """One row per need of a person with a plan, at most two."""

    need_key: Text = item("senneedtableid", "Key of the need", required=True)
    active_plan_key: Text = item("activeplanstableid", "The active plan", required=True)
    need: Text = item("sentype", "Type of need (5.8a)", codes=NEED_SEN2, required=True)
    need_rank: Text = item("sentyperank", "Rank of the need (5.8b)", codes=NEED_RANK, required=True)


SEN2 = Extract(
    name="sen2",
    title="SEN2 person-level return",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Education Act 1996, section 29, and Children and Families Act 2014, section 22",
        purpose="To count EHC plans and how they were made, and to plan for them",
        kept_from="census day",
    ),
    frequency=YEARLY,
    collection="SEN2",
    first_year=2022,
    has_passing_keys=True,
    message=Message(
        head="sen2",
        wrappers=frozenset({"message", "header", "collectiondetails", "source", "persons"}),
        records={
            ("sen2", "person"): "person",
            ("person", "requests"): "requests",
            ("requests", "assessment"): "assessment",
            ("assessment", "namedplan"): "namedplan",
            ("namedplan", "plandetail"): "plandetail",
            ("namedplan", "planplacementdetail"): "plandetail",  # in the trial of 2022
            ("requests", "activeplans"): "activeplans",
            ("activeplans", "placementdetail"): "placementdetail",
            ("activeplans", "senneed"): "senneed",
        },
    ),
    layouts=LAYOUTS,
    parts=(
        Part("sen2", Sen2, key="sen2_id"),
        Part("person", Person, key="person_key", parent="sen2", parent_key="sen2_id"),
        Part("requests", Requests, key="request_key", parent="person", parent_key="person_key"),
        Part("assessment", Assessment, key="assessment_key", parent="requests", parent_key="request_key"),
        Part("namedplan", NamedPlan, key="plan_key", parent="assessment", parent_key="assessment_key"),
        Part("plandetail", PlanDetail, key="plan_detail_key", parent="namedplan", parent_key="plan_key"),
        Part("activeplans", ActivePlans, key="active_plan_key", parent="requests", parent_key="request_key"),
        Part(
            "placementdetail",
            PlacementDetail,
            key="placement_key",
            parent="activeplans",
            parent_key="active_plan_key",
        ),
        Part("senneed", Sen2Need, key="need_key", parent="activeplans", parent_key="active_plan_key"),
    ),
)
