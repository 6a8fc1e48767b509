"""The only lists of what there is; everything iterates over these."""

from schemas import questionnaires
from schemas.codes import CodeSet
from schemas.codesets import (
    alternative_provision,
    annex_a,
    attendance,
    demography,
    ehcp,
    exclusion,
    school,
    sen,
    survey,
)
from schemas.contract import Extract
from schemas.extracts.annex_a import ANNEX_A
from schemas.extracts.ap_census import AP_CENSUS
from schemas.extracts.early_years_census import EARLY_YEARS_CENSUS
from schemas.extracts.ehcp import EHCP
from schemas.extracts.independent_schools import INDEPENDENT_SCHOOLS
from schemas.extracts.school_census import SCHOOL_CENSUS
from schemas.extracts.sen2 import SEN2
from schemas.extracts.survey import SURVEY
from schemas.rule import Rulebook
from schemas.rules.annex_a import ANNEX_A_RULES
from schemas.rules.ap_census import AP_CENSUS_RULES
from schemas.rules.early_years_census import EARLY_YEARS_CENSUS_RULES
from schemas.rules.ehcp import EHCP_RULES
from schemas.rules.school_census import SCHOOL_CENSUS_RULES
from schemas.rules.sen2 import SEN2_RULES
from schemas.table import CoreTable
from schemas.tables.attendance import Absence, Exclusion, Leaver
from schemas.tables.ehcp import EhcpCase, PlanVersion, ProvisionLine, Review
from schemas.tables.need import Need
from schemas.tables.person import Person, PersonLink
from schemas.tables.plan import Assessment, Placement, Plan, Request
from schemas.tables.school import Enrolment, IndependentSchool, SenStatus
from schemas.tables.survey import SurveyResponse

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
    )
}

# In the order they are built: a query may read the tables above it.
TABLES: dict[str, CoreTable] = {
    table.name: table
    for table in (
        CoreTable("core.enrolment", Enrolment, ("row",), ("school_census",)),
        CoreTable("core.sen_status", SenStatus, ("person_id",), ("school_census",)),
        CoreTable("core.leaver", Leaver, ("row",), ("school_census",), ("core.sen_status",)),
        CoreTable("core.exclusion", Exclusion, ("is_on_roll", "row"), ("school_census",)),
        CoreTable("core.absence", Absence, ("is_on_roll", "row"), ("school_census",)),
        CoreTable("core.independent_school", IndependentSchool, ("urn",), ("independent_schools",)),
        CoreTable("core.request", Request, ("request_id",), ("sen2",)),
        CoreTable("core.assessment", Assessment, ("assessment_id",), ("sen2",)),
        CoreTable("core.plan", Plan, ("plan_id",), ("sen2",)),
        CoreTable("core.placement", Placement, ("placement_id",), ("sen2",)),
        CoreTable("core.need", Need, ("person_id", "need_rank"), ("school_census", "sen2")),
        CoreTable("core.ehcp_case", EhcpCase, ("case_id",), ("ehcp",)),
        CoreTable("core.plan_version", PlanVersion, ("version_id",), ("ehcp",)),
        CoreTable("core.provision_line", ProvisionLine, ("line_id",), ("ehcp",)),
        CoreTable("core.review", Review, ("review_id",), ("ehcp",)),
        CoreTable("core.survey_response", SurveyResponse, ("response_id", "question"), ("survey",)),
    )
}
PERSON_LINK = CoreTable("core.person_link", PersonLink, ("part", "row"), tuple(EXTRACTS))
PERSON = CoreTable("core.person", Person, ("person_id",), ())

CODESETS: dict[str, CodeSet] = {
    found.name: found
    for module in (
        alternative_provision,
        annex_a,
        attendance,
        demography,
        ehcp,
        exclusion,
        school,
        sen,
        survey,
        questionnaires,
    )
    for found in vars(module).values()
    if isinstance(found, CodeSet)
}
