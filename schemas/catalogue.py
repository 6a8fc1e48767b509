"""The only lists of what there is; everything iterates over these."""

from schemas.codes import CodeSet
from schemas.codesets import (
    advice_service,
    alternative_provision,
    annex_a,
    area,
    attainment,
    attendance,
    complaints,
    demography,
    disputes,
    ehcp,
    exclusion,
    health,
    manual_series,
    participation,
    plan_content,
    provision,
    published,
    school,
    sen,
    social_care,
    survey,
)
from schemas.contract import Extract
from schemas.extracts.absence_statistics import ABSENCE_STATISTICS
from schemas.extracts.annex_a import ANNEX_A
from schemas.extracts.ap_census import AP_CENSUS
from schemas.extracts.areas import AREAS
from schemas.extracts.attainment import ATTAINMENT
from schemas.extracts.attainment_statistics import ATTAINMENT_STATISTICS
from schemas.extracts.births import BIRTHS
from schemas.extracts.complaints import COMPLAINTS
from schemas.extracts.disputes import DISPUTES
from schemas.extracts.early_years_census import EARLY_YEARS_CENSUS
from schemas.extracts.ehcp import EHCP
from schemas.extracts.establishments import ESTABLISHMENTS
from schemas.extracts.exclusion_statistics import EXCLUSION_STATISTICS
from schemas.extracts.health_waits import HEALTH_WAITS
from schemas.extracts.independent_schools import INDEPENDENT_SCHOOLS
from schemas.extracts.lait import LAIT
from schemas.extracts.localities import LOCALITIES
from schemas.extracts.manual_series import MANUAL_SERIES
from schemas.extracts.nccis import NCCIS
from schemas.extracts.neighbours import NEIGHBOURS
from schemas.extracts.participation_statistics import PARTICIPATION_STATISTICS
from schemas.extracts.places import PLACES
from schemas.extracts.population_estimates import POPULATION_ESTIMATES
from schemas.extracts.population_projections import POPULATION_PROJECTIONS
from schemas.extracts.postcodes import POSTCODES
from schemas.extracts.school_census import SCHOOL_CENSUS
from schemas.extracts.sen2 import SEN2
from schemas.extracts.sen2_statistics import SEN2_STATISTICS
from schemas.extracts.sen_statistics import SEN_STATISTICS
from schemas.extracts.sendiass import SENDIASS
from schemas.extracts.social_care import SOCIAL_CARE
from schemas.extracts.survey import SURVEY
from schemas.rule import Rulebook
from schemas.rules.annex_a import ANNEX_A_RULES
from schemas.rules.ap_census import AP_CENSUS_RULES
from schemas.rules.attainment import ATTAINMENT_RULES
from schemas.rules.complaints import COMPLAINTS_RULES
from schemas.rules.disputes import DISPUTES_RULES
from schemas.rules.early_years_census import EARLY_YEARS_CENSUS_RULES
from schemas.rules.ehcp import EHCP_RULES
from schemas.rules.health_waits import HEALTH_WAITS_RULES
from schemas.rules.manual_series import MANUAL_SERIES_RULES
from schemas.rules.nccis import NCCIS_RULES
from schemas.rules.school_census import SCHOOL_CENSUS_RULES
from schemas.rules.sen2 import SEN2_RULES
from schemas.rules.sendiass import SENDIASS_RULES
from schemas.rules.social_care import SOCIAL_CARE_RULES
from schemas.table import CoreTable, Reference
from schemas.tables.area import Area, Locality, Neighbour, PostcodeDistrict
from schemas.tables.attainment import AttainmentResult
from schemas.tables.attendance import Absence, Exclusion, Leaver
from schemas.tables.ehcp import EhcpCase, PlanVersion, ProvisionLine, Review
from schemas.tables.establishment import Establishment, EstablishmentLink
from schemas.tables.health import HealthWait
from schemas.tables.history import AddressHistory, SenHistory
from schemas.tables.manual import ManualValue
from schemas.tables.need import Need
from schemas.tables.participation import Participation
from schemas.tables.person import Address, Person, PersonChange, PersonLink
from schemas.tables.places import PlaceCapacity
from schemas.tables.plan import Assessment, Placement, Plan, Request
from schemas.tables.plan_content import (
    AdulthoodPreparation,
    Advice,
    PersonalBudget,
    PlanAudit,
    PlanAuditGrade,
    PlanCost,
    PlanOutcome,
)
from schemas.tables.plan_figure import PlanFigure
from schemas.tables.population import BAND_KEY, RESIDENT_KEY, Population, PopulationBand, ResidentPopulation
from schemas.tables.published import PublishedFigure, PublishedMeasure
from schemas.tables.school import Enrolment, IndependentSchool, SenStatus
from schemas.tables.social_care import SocialCareEpisode
from schemas.tables.survey import SurveyQuestion, SurveyResponse
from schemas.tables.voice import AdviceServiceCase, Complaint, Dispute

EXTRACTS: dict[str, Extract] = {
    e.name: e
    for e in (
        SCHOOL_CENSUS,
        SEN2,
        INDEPENDENT_SCHOOLS,
        AP_CENSUS,
        EARLY_YEARS_CENSUS,
        ANNEX_A,
        EHCP,
        SURVEY,
        MANUAL_SERIES,
        PLACES,
        HEALTH_WAITS,
        NCCIS,
        SOCIAL_CARE,
        ATTAINMENT,
        DISPUTES,
        COMPLAINTS,
        SENDIASS,
        SEN2_STATISTICS,
        SEN_STATISTICS,
        ABSENCE_STATISTICS,
        EXCLUSION_STATISTICS,
        ATTAINMENT_STATISTICS,
        PARTICIPATION_STATISTICS,
        LAIT,
        POPULATION_ESTIMATES,
        POPULATION_PROJECTIONS,
        BIRTHS,
        AREAS,
        NEIGHBOURS,
        ESTABLISHMENTS,
        POSTCODES,
        LOCALITIES,
    )
}

RULES: dict[str, Rulebook] = {
    book.extract: book
    for book in (
        SCHOOL_CENSUS_RULES,
        SEN2_RULES,
        AP_CENSUS_RULES,
        EARLY_YEARS_CENSUS_RULES,
        ANNEX_A_RULES,
        EHCP_RULES,
        MANUAL_SERIES_RULES,
        HEALTH_WAITS_RULES,
        NCCIS_RULES,
        SOCIAL_CARE_RULES,
        ATTAINMENT_RULES,
        DISPUTES_RULES,
        COMPLAINTS_RULES,
        SENDIASS_RULES,
    )
}

_ENROLLED = (Reference("core.enrolment", ("person_id",)),)
_REQUEST = (Reference("core.request", ("request_id",)),)
_CASE = (Reference("core.ehcp_case", ("case_id",)),)
_VERSION = (*_CASE, Reference("core.plan_version", ("version_id",)))
_AUDIT = (*_CASE, Reference("core.plan_audit", ("audit_id",)))
_ASKED = (Reference("core.survey_question", ("questionnaire", "question")),)

# In the order they are built: a query may read the tables above it.
TABLES: dict[str, CoreTable] = {
    table.name: table
    for table in (
        CoreTable("core.enrolment", Enrolment, ("row",), ("school_census",)),
        CoreTable("core.sen_status", SenStatus, ("person_id",), ("school_census",), refers=_ENROLLED),
        CoreTable("core.leaver", Leaver, ("row",), ("school_census",), ("core.sen_status",)),
        CoreTable("core.exclusion", Exclusion, ("is_on_roll", "row"), ("school_census",)),
        CoreTable("core.absence", Absence, ("is_on_roll", "row"), ("school_census",)),
        CoreTable("core.independent_school", IndependentSchool, ("urn",), ("independent_schools",)),
        CoreTable("core.request", Request, ("request_id",), ("sen2",)),
        CoreTable("core.assessment", Assessment, ("assessment_id",), ("sen2",), refers=_REQUEST),
        CoreTable("core.plan", Plan, ("plan_id",), ("sen2",), refers=_REQUEST),
        CoreTable("core.placement", Placement, ("placement_id",), ("sen2",), refers=_REQUEST),
        CoreTable("core.need", Need, ("person_id", "need_rank"), ("school_census", "sen2")),
        CoreTable("core.ehcp_case", EhcpCase, ("case_id",), ("ehcp",)),
        CoreTable("core.plan_version", PlanVersion, ("version_id",), ("ehcp",), refers=_CASE),
        CoreTable("core.provision_line", ProvisionLine, ("line_id",), ("ehcp",), refers=_VERSION),
        CoreTable("core.review", Review, ("review_id",), ("ehcp",), refers=_CASE),
        CoreTable("core.advice", Advice, ("advice_id",), ("ehcp",), refers=_CASE),
        CoreTable("core.plan_outcome", PlanOutcome, ("outcome_id",), ("ehcp",), refers=_CASE),
        CoreTable(
            "core.adulthood_preparation", AdulthoodPreparation, ("review_id", "area"), ("ehcp",), refers=_CASE
        ),
        CoreTable("core.plan_cost", PlanCost, ("cost_id",), ("ehcp",), refers=_CASE),
        CoreTable("core.personal_budget", PersonalBudget, ("budget_id",), ("ehcp",), refers=_CASE),
        CoreTable("core.plan_audit", PlanAudit, ("audit_id",), ("ehcp",), refers=_CASE),
        CoreTable("core.plan_audit_grade", PlanAuditGrade, ("audit_id", "section"), ("ehcp",), refers=_AUDIT),
        CoreTable(
            "core.survey_question", SurveyQuestion, ("questionnaire", "question", "option"), ("survey",)
        ),
        CoreTable(
            "core.survey_response",
            SurveyResponse,
            ("response_id", "question", "option"),
            ("survey",),
            refers=_ASKED,
        ),
        CoreTable("core.manual_value", ManualValue, ("cell",), ("manual_series",)),
        CoreTable("core.place_capacity", PlaceCapacity, ("places_key",), ("places",)),
        CoreTable("core.health_wait", HealthWait, ("referral_id",), ("health_waits",)),
        CoreTable("core.participation", Participation, ("row",), ("nccis",)),
        CoreTable("core.social_care_episode", SocialCareEpisode, ("kind", "row"), ("social_care",)),
        CoreTable("core.attainment_result", AttainmentResult, ("row",), ("attainment",)),
        CoreTable(
            "core.plan_figure",
            PlanFigure,
            ("part", "row", "flow", "breakdown", "printed"),
            ("sen2_statistics",),
        ),
        CoreTable("core.dispute", Dispute, ("kind", "dispute_id"), ("disputes",)),
        CoreTable("core.complaint", Complaint, ("complaint_id",), ("complaints",)),
        CoreTable("core.advice_service_case", AdviceServiceCase, ("advice_case_id",), ("sendiass",)),
        CoreTable(
            "core.published_figure",
            PublishedFigure,
            ("dataset", "row", "measure"),
            (
                "sen2_statistics",
                "sen_statistics",
                "absence_statistics",
                "exclusion_statistics",
                "attainment_statistics",
                "participation_statistics",
                "lait",
            ),
        ),
        CoreTable("core.published_measure", PublishedMeasure, ("measure",), ("lait",)),
        CoreTable(
            "core.population",
            Population,
            ("cell",),
            ("population_estimates", "population_projections", "births"),
        ),
        CoreTable(
            "core.population_band",
            PopulationBand,
            BAND_KEY,
            ("population_estimates", "population_projections"),
        ),
        CoreTable("core.area", Area, ("area_code",), ("areas",)),
        CoreTable("core.neighbour", Neighbour, ("la_code", "rank"), ("neighbours",)),
        CoreTable("core.establishment", Establishment, ("urn",), ("establishments",)),
        CoreTable(
            "core.establishment_link",
            EstablishmentLink,
            ("urn", "link_urn", "link_type"),
            ("establishments",),
        ),
        CoreTable(
            "core.postcode_district", PostcodeDistrict, ("district", "area_code", "lsoa"), ("postcodes",)
        ),
        CoreTable("core.locality", Locality, ("turn",), ("localities",)),
    )
}
PERSON_LINK = CoreTable("core.person_link", PersonLink, ("part", "row"), tuple(EXTRACTS))
ADDRESS = CoreTable(
    "core.address",
    Address,
    ("part", "row", "address_order"),
    ("school_census", "sen2", "ap_census", "early_years_census", "ehcp", "health_waits", "nccis"),
)
# What Python tells of each record about a person, before any query: who it is, and where the person lives.
BY_RECORD: dict[str, CoreTable] = {table.name: table for table in (PERSON_LINK, ADDRESS)}

PERSON = CoreTable("core.person", Person, ("person_id",), ())
# Made over all deliveries at once, in this order, when all the others stand: one query ``<name>.sql`` each.
WHOLE: dict[str, CoreTable] = {
    table.name: table
    for table in (
        CoreTable("core.address_history", AddressHistory, ("person_id", "spell"), ()),
        PERSON,
        CoreTable("core.sen_history", SenHistory, ("person_id", "spell"), ()),
        CoreTable("core.resident_population", ResidentPopulation, RESIDENT_KEY, (), of_published=True),
    )
}
# Kept by the linkage from run to run.
PERSON_CHANGE = CoreTable("core.person_change", PersonChange, ("run", "old_id", "new_id"), ())
CORE_TABLES: dict[str, CoreTable] = {**BY_RECORD, **TABLES, **WHOLE, PERSON_CHANGE.name: PERSON_CHANGE}

CODESETS: dict[str, CodeSet] = {
    found.name: found
    for module in (
        advice_service,
        alternative_provision,
        annex_a,
        area,
        attainment,
        attendance,
        complaints,
        demography,
        disputes,
        ehcp,
        exclusion,
        health,
        manual_series,
        participation,
        plan_content,
        provision,
        published,
        school,
        sen,
        social_care,
        survey,
    )
    for found in vars(module).values()
    if isinstance(found, CodeSet)
}


def holds_published_only(table: str) -> bool:
    """Whether a table is of code lists or published extracts alone, so that nobody can be in it."""
    layer, _, name = table.partition(".")
    if layer == "core" and table in WHOLE:
        return WHOLE[table].of_published
    if layer == "core" and table in TABLES:
        return all(EXTRACTS[extract].is_published for extract in TABLES[table].fed_by)
    if layer == "staging":
        return any(one.is_published and table in map(one.staging, one.parts) for one in EXTRACTS.values())
    return layer == "codes" and name in {*CODESETS, "main_ethnicity"}
