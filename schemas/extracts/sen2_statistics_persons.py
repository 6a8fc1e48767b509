"""The SEN2 statistics as counted from persons: the tables of the editions from 2023 on.

2023 and 2024 name groups in rows, one row per kind of plan; from 2025 on a row has a breakdown and the
placements stand in columns. The stock's January is printed as the calendar year to 2024 and as the academic
year since: 202425 is January 2025.
"""

from schemas.contract import Part, Text, figure, item
from schemas.published import OpenData

PLANS, PERCENT = "plans", "%"


class CaseloadByAge(OpenData):
    """One row per place, January, age group and kind of plan: plans maintained. DfE, 2023 and 2024."""

    age: Text = item("age", "Total, or age group at 31 August", required=True)
    kind: Text = item("ehcp_or_statement", "EHCP, Statement or Total", required=True)
    plans: Text = figure("num_caseload", "Plans maintained", unit=PLANS)
    plans_percent: Text = figure("pc_caseload", "Their share of all ages", unit=PERCENT)


class NewPlansByAge(OpenData):
    """One row per place, calendar year, age group and kind of plan: first plans. DfE, 2023 and 2024."""

    age: Text = item("age", "Total, or age group", required=True)
    kind: Text = item("ehcp_or_statement", "EHCP, Statement or Total", required=True)
    plans: Text = figure("num_new_plans", "First plans", unit=PLANS)
    plans_percent: Text = figure("pc_new_plans", "Their share of all ages", unit=PERCENT)


class CaseloadByPlacement(OpenData):
    """One row per place, January, placement and kind of plan: plans maintained. DfE, 2023 and 2024."""

    placement: Text = item("establishment_type", "Total, or type of placement", required=True)
    placement_group: Text = item("establishment_group", "Total, or group of types", required=True)
    kind: Text = item("ehcp_or_statement", "EHCP, Statement or Total", required=True)
    plans: Text = figure("num_caseload", "Plans maintained", unit=PLANS)
    plans_percent: Text = figure("pc_caseload", "Their share of all placements", unit=PERCENT)


class NewPlansByPlacement(OpenData):
    """One row per place, calendar year, placement and kind of plan: first plans. DfE, 2023 and 2024."""

    placement: Text = item("establishment_type", "Total, or type of placement", required=True)
    placement_group: Text = item("establishment_group", "Total, or group of types", required=True)
    kind: Text = item("ehcp_or_statement", "EHCP, Statement or Total", required=True)
    plans: Text = figure("num_new_plans", "First plans", unit=PLANS)
    plans_percent: Text = figure("pc_new_plans", "Their share of all placements", unit=PERCENT)


class Broken(OpenData):
    """Base of the tables since 2025: one row per place, time and group of a breakdown."""

    breakdown_topic: Text = item("breakdown_topic", "What is broken down by; All ... for all", required=True)
    breakdown: Text = item("breakdown", "The group; All ... for all", required=True)


class Placed(Broken):
    """Base of the tables whose columns are placements; a total is of the columns of its group."""

    mainstream_maintained: Text = figure("mainstream_la_maintained", "Mainstream, maintained", unit=PLANS)
    mainstream_maintained_provision: Text = figure(
        "mainstream_la_maintained_resourced_provision", "Resourced provision, maintained", unit=PLANS
    )
    mainstream_maintained_unit: Text = figure(
        "mainstream_la_maintained_senunit", "SEN unit, maintained", unit=PLANS
    )
    mainstream_academy: Text = figure("mainstream_academy", "Mainstream academy", unit=PLANS)
    mainstream_academy_provision: Text = figure(
        "mainstream_academy_resourced_provision", "Resourced provision, academy", unit=PLANS
    )
    mainstream_academy_unit: Text = figure("mainstream_academy_senunit", "SEN unit, academy", unit=PLANS)
    mainstream_free: Text = figure("mainstream_free_school", "Mainstream free school", unit=PLANS)
    mainstream_free_provision: Text = figure(
        "mainstream_free_school_resourced_provision", "Resourced provision, free school", unit=PLANS
    )
    mainstream_free_unit: Text = figure("mainstream_free_school_senunit", "SEN unit, free school", unit=PLANS)
    mainstream_independent: Text = figure("mainstream_independent", "Mainstream independent", unit=PLANS)
    mainstream_total: Text = figure("mainstream_total", "Mainstream schools", unit=PLANS)
    special_maintained: Text = figure("special_la_maintained", "Special, maintained", unit=PLANS)
    special_academy_free: Text = figure(
        "special_academy_free", "Special academy or free school", unit=PLANS, until=2025
    )
    special_academy: Text = figure("special_academy", "Special academy", unit=PLANS, since=2026)
    special_free: Text = figure("special_free_school", "Special free school", unit=PLANS, since=2026)
    special_independent: Text = figure("special_independent", "Special, independent", unit=PLANS)
    special_non_maintained: Text = figure("special_non_maintained", "Special, non-maintained", unit=PLANS)
    special_total: Text = figure("special_total", "Special schools", unit=PLANS)
    alternative_academy: Text = figure("ap_pru_academy", "Alternative provision academy", unit=PLANS)
    alternative_free: Text = figure("ap_pru_free_school", "Alternative provision free school", unit=PLANS)
    alternative_maintained: Text = figure("ap_pru_la_maintained", "Pupil referral unit", unit=PLANS)
    alternative_total: Text = figure("ap_pru_total", "Alternative provision", unit=PLANS)
    further_education_colleges: Text = figure("general_fe_tertiary_colleges", "Colleges", unit=PLANS)
    specialist_post_16: Text = figure(
        "specialist_post_16_institutions", "Specialist post-16 institutions", unit=PLANS
    )
    other_providers: Text = figure("ukrlp_provider", "Other registered providers", unit=PLANS)
    further_education_total: Text = figure("fe_total", "Further education", unit=PLANS)
    home_education: Text = figure("elective_home_education", "Elective home education", unit=PLANS)
    arrangements_authority: Text = figure(
        "other_arrangements_la", "Other arrangements by the authority", unit=PLANS
    )
    arrangements_parents: Text = figure(
        "other_arrangements_parents", "Other arrangements by parents", unit=PLANS
    )
    neet: Text = figure("neet", "Not in education, employment or training", unit=PLANS)
    elsewhere_total: Text = figure("ed_elsewhere", "Educated elsewhere", unit=PLANS)
    early_years_total: Text = figure("nm_early_years", "Non-maintained early years", unit=PLANS)
    unknown_total: Text = figure("placement_unknown", "Placement not recorded", unit=PLANS)


class Caseload(Placed):
    """One row per place, January and group of a breakdown: plans maintained. DfE, editions from 2025."""

    plans: Text = figure("ehcplans", "EHC plans maintained", unit=PLANS)


class NewPlans(Placed):
    """One row per place, calendar year and group of a breakdown: first plans. DfE, editions from 2025."""

    plans: Text = figure("new_ehc_plans", "First EHC plans", unit=PLANS)


class Needs(Broken):
    """Base of the tables of primary needs: one column a need."""

    asd: Text = figure("number_asd", "Autistic spectrum disorder", unit=PLANS)
    ds: Text = figure("number_ds", "Down syndrome", unit=PLANS, since=2026)
    hi: Text = figure("number_hi", "Hearing impairment", unit=PLANS)
    mld: Text = figure("number_mld", "Moderate learning difficulty", unit=PLANS)
    msi: Text = figure("number_msi", "Multi-sensory impairment", unit=PLANS)
    oth: Text = figure("number_oth", "Other difficulty or disability", unit=PLANS)
    pd: Text = figure("number_pd", "Physical disability", unit=PLANS)
    pmld: Text = figure("number_pmld", "Profound and multiple learning difficulty", unit=PLANS)
    semh: Text = figure("number_semh", "Social, emotional and mental health", unit=PLANS)
    slcn: Text = figure("number_slcn", "Speech, language and communication needs", unit=PLANS)
    sld: Text = figure("number_sld", "Severe learning difficulty", unit=PLANS)
    spld: Text = figure("number_spld", "Specific learning difficulty", unit=PLANS)
    vi: Text = figure("number_vi", "Vision impairment", unit=PLANS)
    unknown: Text = figure("number_need_unknown", "Need not recorded", unit=PLANS)


class NeedsOfPlans(Needs):
    """One row per place, time and group: plans by primary need. DfE, editions from 2025.

    The files of the stock and of first plans have the same columns: which it is, its name tells.
    """

    plans: Text = figure("ehc_plans", "EHC plans", unit=PLANS)


class Requests(Broken):
    """One row per place, calendar year and group: requests for an EHC needs assessment. DfE, from 2025."""

    requests: Text = figure("requests_received_in_year", "Requests received")
    decided_to_assess: Text = figure("requests_decided_to_assess", "Of them, decided to assess")
    decided_not_to_assess: Text = figure("requests_decided_not_to_assess", "Of them, decided not to assess")
    not_decided: Text = figure("requests_decision_not_made", "Of them, not decided")
    withdrawn: Text = figure("requests_withdrawn", "Of them, withdrawn")
    not_assessed_percent: Text = figure("request_not_assess_pc", "Share decided not to assess", unit=PERCENT)
    within_6_weeks: Text = figure("request_outcome_six_weeks", "Decided within six weeks")
    over_6_weeks: Text = figure("request_outcome_over_6_weeks", "Decided later")
    within_6_weeks_percent: Text = figure(
        "request_outcome_six_weeks_pc", "Share decided within six weeks", unit=PERCENT
    )
    mediations: Text = figure("mediation_related_request", "Mediations on the request")
    tribunals: Text = figure("tribunal_related_request", "Appeals on the request")


class Assessments(Broken):
    """One row per place, calendar year and group: EHC needs assessments. DfE, editions from 2025."""

    assessments: Text = figure("assess_in_year", "Assessments")
    plan_issued: Text = figure("assess_issued", "Of them, a plan to be issued")
    plan_not_issued: Text = figure("assess_not_issued", "Of them, no plan to be issued")
    plan_not_issued_percent: Text = figure(
        "assess_not_issued_pc", "Share with no plan to be issued", unit=PERCENT
    )
    not_decided: Text = figure("assess_not_made", "Of them, not decided")
    withdrawn: Text = figure("assess_withdrawn", "Of them, withdrawn")
    mediations: Text = figure("number_assess_mediation", "Mediations on the assessment")
    tribunals: Text = figure("number_assess_tribunal", "Appeals on the assessment")
    other_mediations: Text = figure("number_other_mediation", "Mediations on other matters")
    other_tribunals: Text = figure("number_other_tribunal", "Appeals on other matters")


class Timeliness(Broken):
    """One row per place, calendar year and group: how long plans took. DfE, editions from 2025."""

    issued: Text = figure("plans_issued_den", "Plans issued, exceptional cases included", unit=PLANS)
    issued_20_weeks: Text = figure("plans_issued_within_20_weeks", "Of them within 20 weeks", unit=PLANS)
    issued_20_weeks_percent: Text = figure("pc_plans_issued_within_20_weeks", "Their share", unit=PERCENT)
    issued_without: Text = figure(
        "plans_issued_den_ex", "Plans issued, exceptional cases excluded", unit=PLANS
    )
    issued_without_20_weeks: Text = figure("plans_issued_20_weeks_ex", "Of them within 20 weeks", unit=PLANS)
    issued_without_20_weeks_percent: Text = figure("pc_plans_issued_20_weeks_ex", "Their share", unit=PERCENT)
    over_a_year: Text = figure("plans_issued_gt_1_year", "Of all, after more than a year", unit=PLANS)
    average_weeks: Text = figure("avg_weeks_issue_plan", "Mean weeks to a plan", unit="weeks", since=2026)


class Reviews2025(Broken):
    """One row per place, January and group: annual reviews. DfE, edition 2025."""

    plans: Text = figure("total_ehc_plans", "EHC plans maintained", unit=PLANS)
    expected: Text = figure("review_expected", "Of them, a review was expected", unit=PLANS)
    maintained: Text = figure("outcome_maintan", "Reviews after which the plan was maintained")
    amended: Text = figure("outcome_amend", "Reviews after which it was amended")
    ceased: Text = figure("outcome_cease", "Reviews after which it ceased")
    within_4_weeks: Text = figure("number_decsion_4weeks", "Decided within four weeks")
    within_4_weeks_percent: Text = figure("pc_decsion_4weeks", "Their share", unit=PERCENT)


class Reviews(Broken):
    """One row per place, January and group: annual reviews. DfE, editions from 2026."""

    plans: Text = figure("total_ehc_plans", "EHC plans maintained", unit=PLANS)
    maintained: Text = figure("outcome_maintained", "Reviews after which the plan was maintained")
    amended: Text = figure("outcome_amended", "Reviews after which it was amended")
    ceased: Text = figure("outcome_ceased", "Reviews after which it ceased")
    within_4_weeks: Text = figure("decision_4_weeks", "Decided within four weeks")
    over_4_weeks: Text = figure("decision_over_4_weeks", "Decided later")


class Ceased(Broken):
    """One row per place, calendar year and group: plans that ceased, by reason. DfE, editions from 2025."""

    over_age: Text = figure("max_age", "Reached the end of the year of their 25th birthday", unit=PLANS)
    needs_met: Text = figure("needs_met", "Needs met without a plan", unit=PLANS)
    higher_education: Text = figure("he", "Went to higher education", unit=PLANS)
    employed: Text = figure("employ", "Went to employment", unit=PLANS)
    transferred: Text = figure("transfer", "Moved to another authority", unit=PLANS)
    not_engaged: Text = figure("no_engage", "Did not wish to engage", unit=PLANS)
    left_england: Text = figure("moved_outside_eng", "Moved out of England", unit=PLANS)
    deceased: Text = figure("deceased", "Died", unit=PLANS)
    other: Text = figure("other", "Other reasons", unit=PLANS)
    plans: Text = figure("total_ceased", "Plans that ceased", unit=PLANS)


class PersonalBudgets(Broken):
    """One row per place, January and group: personal budgets. DfE, editions from 2025."""

    personal_budgets: Text = figure("personal_budget", "Personal budgets", unit=PLANS)
    organised_arrangements: Text = figure(
        "org_arrangments", "With organised arrangements", unit=PLANS, also=("org_arrangements",)
    )
    health: Text = figure("pb_health", "With direct payments, health", unit=PLANS)
    education: Text = figure("pb_education", "With direct payments, education", unit=PLANS)
    care: Text = figure("pb_social", "With direct payments, social care", unit=PLANS)
    integrated: Text = figure("pb_integrated", "With direct payments, integrated", unit=PLANS)


class Residential(Broken):
    """One row per place, January and group: residential placements. DfE, editions from 2025."""

    weeks_38_to_51: Text = figure("Res_3851", "In placements of 38 to 51 weeks", unit=PLANS)
    weeks_52: Text = figure("Res_52", "In placements of 52 weeks", unit=PLANS)
    residential: Text = figure("Res_tot", "In residential placements", unit=PLANS)


class WorkBased(Broken):
    """One row per place, January and group: work-based learning. DfE, editions from 2025."""

    supported_internships: Text = figure("open_supp_intern", "On supported internships", unit=PLANS)
    apprenticeships: Text = figure("open_apprentice", "On apprenticeships", unit=PLANS)
    traineeships: Text = figure("open_trainee", "On traineeships", unit=PLANS)
    work_based: Text = figure("open_wbp", "In work-based placements", unit=PLANS)


class PhaseTransfers(OpenData):
    """One row per place and year: plans due to be amended by a phase transfer's day. DfE, from 2026."""

    plans: Text = figure("number_plans", "EHC plans maintained", unit=PLANS)
    due_this_year: Text = figure("due_26", "Due this year", unit=PLANS)
    final_this_year: Text = figure("final_26", "Of them, amended", unit=PLANS)


PERSONS_PARTS = (
    Part("caseload_by_age", CaseloadByAge, needed=False, since=2023, also=("sen2_age_caseload",)),
    Part("new_plans_by_age", NewPlansByAge, needed=False, since=2023, also=("sen2_age_new_plans",)),
    Part(
        "caseload_by_placement",
        CaseloadByPlacement,
        needed=False,
        since=2023,
        also=("sen2_estab_caseload",),
    ),
    Part(
        "new_plans_by_placement",
        NewPlansByPlacement,
        needed=False,
        since=2023,
        also=("sen2_estab_new_plans",),
    ),
    Part("caseload", Caseload, needed=False, since=2025),
    Part("new_plans", NewPlans, needed=False, since=2025, also=("newplans",)),
    Part("needs", NeedsOfPlans, needed=False, since=2025, also=("sen_needs_all_plans", "sen_needs_caseload")),
    Part(
        "needs_of_new_plans",
        NeedsOfPlans,
        needed=False,
        since=2025,
        also=("sen_need_newplans", "sen_needs_newplans"),
    ),
    Part("requests", Requests, needed=False, since=2025),
    Part("assessments", Assessments, needed=False, since=2025),
    Part(
        "timeliness", Timeliness, needed=False, since=2025, also=("timeliness_20_week", "timeliness_20_weeks")
    ),
    Part("reviews_2025", Reviews2025, needed=False, since=2025, until=2025, also=("annual_reviews",)),
    Part("reviews", Reviews, needed=False, since=2026, also=("annual_reviews",)),
    Part("ceased", Ceased, needed=False, since=2025, also=("ceased_plans",)),
    Part("personal_budgets", PersonalBudgets, needed=False, since=2025),
    Part("residential", Residential, needed=False, since=2025, also=("residential_settings",)),
    Part("work_based", WorkBased, needed=False, since=2025, also=("work_based_placements",)),
    Part("phase_transfers", PhaseTransfers, needed=False, since=2026),
)
