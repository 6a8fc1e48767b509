"""The SEN2 statistics: "Education, health and care plans: England", released each June since 2010.

The stock is of January, in the row's own calendar year; flows are of the calendar year before. Until 2022 the
figures were asked of each authority as totals; from 2023 they are counted from persons, which breaks the
series. Nothing in these files is suppressed or rounded (data guidance of the 2022 and 2025 editions).

The tables here are those of the editions to 2022, and the process table of the two after; those counted from
persons are in ``sen2_statistics_persons``.
"""

from schemas.contract import Extract, Part, Text, figure, item
from schemas.extracts.sen2_statistics_persons import PERSONS_PARTS
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY

PLANS, PERCENT = "plans", "%"


class AgeCaseload(OpenData):
    """One row per place, January and age group: statements and plans maintained. DfE, editions to 2022."""

    age: Text = item("characteristic_age", "Total, or age group at 31 August", required=True)
    statements: Text = figure("Total_st", "Statements maintained", unit=PLANS)
    statements_percent: Text = figure("Total_st_pc", "Their share of all ages", unit=PERCENT, since=2021)
    plans: Text = figure("Total_ehc", "EHC plans maintained", unit=PLANS)
    plans_percent: Text = figure("Total_ehc_pc", "Their share of all ages", unit=PERCENT, since=2021)
    all_plans: Text = figure("Total_all", "Statements and EHC plans maintained", unit=PLANS)
    all_plans_percent: Text = figure("Total_all_pc", "Their share of all ages", unit=PERCENT, since=2021)


class AgeNewPlans(OpenData):
    """One row per place, calendar year and age group: first plans made in it. DfE, editions to 2022."""

    age: Text = item("characteristic_age", "Total, or age group at 31 August", required=True)
    statements: Text = figure("Total_new_st", "First statements", unit=PLANS)
    statements_percent: Text = figure("Total_new_st_pc", "Their share of all ages", unit=PERCENT, since=2021)
    plans: Text = figure("Total_new_ehc", "First EHC plans", unit=PLANS)
    plans_percent: Text = figure("Total_new_ehc_pc", "Their share of all ages", unit=PERCENT, since=2021)
    all_plans: Text = figure("Total_new_all", "First statements and EHC plans", unit=PLANS)
    all_plans_percent: Text = figure("Total_new_all_pc", "Their share of all ages", unit=PERCENT, since=2021)


class PlacementCaseload(OpenData):
    """One row per place, January and placement: statements and plans maintained. DfE, editions to 2022.

    A group's own row has the type ``Total``; a type belongs to one group.
    """

    placement: Text = item("establishment_type", "Total, or type of placement", required=True)
    placement_group: Text = item("establishment_group", "Total, or group of types", required=True)
    statements: Text = figure("Total_st", "Statements maintained", unit=PLANS)
    statements_percent: Text = figure(
        "Total_st_pc", "Their share of all placements", unit=PERCENT, since=2021
    )
    plans: Text = figure("Total_ehc", "EHC plans maintained", unit=PLANS)
    plans_percent: Text = figure("Total_ehc_pc", "Their share of all placements", unit=PERCENT, since=2021)
    all_plans: Text = figure("Total_all", "Statements and EHC plans maintained", unit=PLANS)
    all_plans_percent: Text = figure(
        "Total_all_pc", "Their share of all placements", unit=PERCENT, since=2021
    )


class PlacementNewPlans(OpenData):
    """One row per place, calendar year and placement: first plans made in it. DfE, editions to 2022."""

    placement: Text = item("establishment_type", "Total, or type of placement", required=True)
    placement_group: Text = item("establishment_group", "Total, or group of types", required=True)
    statements: Text = figure("Total_new_st", "First statements", unit=PLANS)
    statements_percent: Text = figure(
        "Total_new_st_pc", "Their share of all placements", unit=PERCENT, since=2021
    )
    plans: Text = figure("Total_new_ehc", "First EHC plans", unit=PLANS)
    plans_percent: Text = figure(
        "Total_new_ehc_pc", "Their share of all placements", unit=PERCENT, since=2021
    )
    all_plans: Text = figure("Total_new_all", "First statements and EHC plans", unit=PLANS)
    all_plans_percent: Text = figure(
        "Total_new_all_pc", "Their share of all placements", unit=PERCENT, since=2021
    )


class Process(OpenData):
    """One row per place and calendar year: requests, assessments, timeliness, disputes. DfE, to 2024.

    The names since 2023 are those of its one published copy; which old name each follows is our reading.
    """

    new_plans: Text = figure({0: "NewallEHC", 2023: "new_all_ehc"}, "First EHC plans", unit=PLANS)
    new_plans_percent: Text = figure(
        {0: "NewallEHC_pc", 2023: "new_all_ehc_pc"}, "First plans per 100 assessments decided", unit=PERCENT
    )
    assessments_decided: Text = figure(
        {0: "NewallEHC_AssnoneEHC_sum", 2023: "new_all_ehc_ass_none_ehc_sum"},
        "Assessments that ended with or without a plan",
    )
    no_plan: Text = figure({0: "AssnoneEHC", 2023: "ass_none_ehc"}, "Assessments that ended without a plan")
    no_plan_percent: Text = figure(
        {0: "AssnoneEHC_pc", 2023: "ass_none_ehc_pc"}, "Their share of assessments decided", unit=PERCENT
    )
    assessments_open: Text = figure(
        {0: "AssnodecisionEHC", 2023: "ass_nodecision_ehc"}, "Assessments not decided at the end of the year"
    )
    refused: Text = figure(
        {0: "AssRefusedEHC", 2023: "ass_refused_ehc"}, "Requests for assessment that were refused"
    )
    refused_percent: Text = figure(
        {0: "AssRefusedEHC_pc", 2023: "ass_refused_ehc_pc"}, "Their share of initial requests", unit=PERCENT
    )
    requests: Text = figure({0: "InreqEHC", 2023: "inreq_ehc"}, "Initial requests for assessment")
    requests_youth_accommodation: Text = figure(
        {0: "InreqryaEHC", 2023: "inreq_rya_ehc"}, "Of them from relevant youth accommodation"
    )
    with_exceptions: Text = figure(
        {0: "TotIncExcEHC", 2023: "tot_inc_exc_ehc"}, "Plans issued, exceptional cases included", unit=PLANS
    )
    with_exceptions_20_weeks: Text = figure(
        {0: "IncExc20weekEHC", 2023: "inc_exc_20week_ehc"}, "Of them within 20 weeks", unit=PLANS
    )
    with_exceptions_20_weeks_percent: Text = figure(
        {0: "IncExc20weekRate", 2023: "inc_exc_20week_rate"}, "Their share", unit=PERCENT
    )
    without_exceptions: Text = figure(
        {0: "TotNoExcEHC", 2023: "tot_no_exc_ehc"}, "Plans issued, exceptional cases excluded", unit=PLANS
    )
    without_exceptions_20_weeks: Text = figure(
        {0: "NoExc20weekEHC", 2023: "no_exc_20week_ehc"}, "Of them within 20 weeks", unit=PLANS
    )
    without_exceptions_20_weeks_percent: Text = figure(
        {0: "NoExc20weekRate", 2023: "no_exc_20week_rate"}, "Their share", unit=PERCENT
    )
    to_special: Text = figure(
        {0: "MtosiEHC", 2023: "mainstream_to_special_ehc"},
        "Moved from mainstream to a special school",
        unit=PLANS,
    )
    to_mainstream: Text = figure(
        {0: "SitomEHC", 2023: "special_to_mainstream_ehc"},
        "Moved from a special school to mainstream",
        unit=PLANS,
    )
    personal_budgets: Text = figure(
        {0: "PersonalBudgets", 2023: "personal_budgets"}, "Personal budgets taken up", unit=PLANS, since=2022
    )
    organised_arrangements: Text = figure(
        {0: "OrgArrangements", 2023: "org_arrangements"},
        "With organised arrangements",
        unit=PLANS,
        since=2022,
    )
    direct_payments_education: Text = figure(
        {0: "DirectPayEducation", 2023: "direct_pay_education"},
        "With direct payments, education",
        unit=PLANS,
        since=2022,
    )
    direct_payments_care: Text = figure(
        {0: "DirectPaySocialCare", 2023: "direct_pay_socialcare"},
        "With direct payments, social care",
        unit=PLANS,
        since=2022,
    )
    direct_payments_health: Text = figure(
        {0: "DirectPayHealth", 2023: "direct_pay_health"},
        "With direct payments, health",
        unit=PLANS,
        since=2022,
    )
    direct_payments_integrated: Text = figure(
        {0: "DirectPayIntegrated", 2023: "direct_pay_integrated"},
        "With direct payments, integrated",
        unit=PLANS,
        since=2022,
    )
    mediations: Text = figure({0: "NewEHCMediation", 2023: "total_mediation"}, "Mediation cases")
    tribunals: Text = figure(
        {0: "NewEHCTribunal", 2023: "total_tribunal_followed_mediation"},
        "Of them followed by an appeal to the tribunal",
    )
    tribunals_percent: Text = figure(
        {0: "NewEHCTribunal_pc", 2023: "total_tribunal_pc"}, "Their share of mediation cases", unit=PERCENT
    )
    ceased: Text = figure("discontinued_total", "Plans that ceased", unit=PLANS, since=2023)


class WorkAndResidential(OpenData):
    """One row per place and January: work-based learning, residential placements, officers. DfE, to 2022."""

    apprenticeships: Text = figure("MApprenEHC", "On apprenticeships", unit=PLANS)
    traineeships: Text = figure("MTrainEHC", "On traineeships", unit=PLANS)
    supported_internships: Text = figure("MSuppIntEHC", "On supported internships", unit=PLANS)
    work_based: Text = figure("WorkbasedEHC", "In work-based learning", unit=PLANS)
    residential_38_weeks: Text = figure(
        "TotMres38weekEHC", "In residential placements of 38 weeks", unit=PLANS
    )
    residential_52_weeks: Text = figure(
        "TotMres52weekEHC", "In residential placements of 52 weeks", unit=PLANS
    )


SEN2_STATISTICS = Extract(
    name="sen2_statistics",
    title="SEN2 statistics",
    governance=published(DFE, "To compare plans with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2019,
    parts=(
        EDITION,
        Part("age_caseload", AgeCaseload, needed=False, also=("sen2_age_caseload",)),
        Part("age_new_plans", AgeNewPlans, needed=False),
        Part("placement_caseload", PlacementCaseload, needed=False, also=("sen2_estab_caseload",)),
        Part("placement_new_plans", PlacementNewPlans, needed=False, also=("sen2_estab_new_plans",)),
        Part("process", Process, needed=False, also=("sen2_mi",)),
        Part(
            "work_and_residential",
            WorkAndResidential,
            needed=False,
            also=("sen2_wbp_residential_dmo",),
        ),
        *PERSONS_PARTS,
    ),
    head="edition",
    is_published=True,
)
