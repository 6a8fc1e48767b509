"""Schools, years and enrolment, as the school census codes them."""

from schemas.codes import Code, CodeSet
from schemas.returns import autumn, summer

TERM = CodeSet(
    name="term",
    source="School census guide 2026",
    codes=(Code("AUT", "Autumn"), Code("SPR", "Spring"), Code("SUM", "Summer")),
)

ENROLMENT_STATUS = CodeSet(
    name="enrolment_status",
    source="DfE Common Basic Data Set, May 2026",
    codes=(
        Code("C", "Current (single registration at this school)"),
        Code("M", "Current main (dual registration)"),
        Code("S", "Current subsidiary (dual registration)"),
        Code("F", "FE college"),
        Code("O", "Other provider"),
        Code("G", "Guest (pupil not registered at this school)"),
        Code("P", "Previous (pupil used to be registered at this school)"),
    ),
    fixes={"Current": "C", "Main": "M", "Subsidiary": "S", "Guest": "G"},
)

# The registrations under which a pupil is counted: once, at the main or only school.
COUNTED_ENROLMENT = ("C", "M", "F", "O")

PHASE = CodeSet(
    name="phase",
    source="School census guide 2026, school phase",
    codes=(
        Code("NS", "Nursery"),
        Code("PS", "Primary"),
        Code("MP", "Middle deemed primary"),
        Code("MS", "Middle deemed secondary"),
        Code("SS", "Secondary"),
        Code("AT", "All-through"),
        Code("SP", "Special"),
        Code("PR", "Pupil referral unit or alternative provision"),
    ),
)

GOVERNANCE = CodeSet(
    name="governance",
    source="School census guide 2026, school governance",
    codes=(
        Code("CO", "Community"),
        Code("VA", "Voluntary aided"),
        Code("VC", "Voluntary controlled"),
        Code("FO", "Foundation"),
        Code("IN", "Independent"),
        Code("NM", "Non-maintained"),
        Code("CT", "City technology college"),
        Code("CA", "Academy"),
    ),
)

NC_YEAR = CodeSet(
    name="nc_year",
    source="DfE Common Basic Data Set, May 2026",
    codes=(
        Code("E1", "Early first year"),
        Code("E2", "Early second year"),
        Code("N1", "First nursery year"),
        Code("N2", "Second nursery year"),
        Code("R", "Reception"),
        *(Code(str(year), f"Year {year}") for year in range(1, 15)),
        Code("X", "Not following the National Curriculum"),
        Code("M", "Mixed year class"),
    ),
)

BOARDER = CodeSet(
    name="boarder",
    source="DfE Common Basic Data Set, May 2026",
    codes=(
        Code("B", "Boarder, nights not specified"),
        Code("6", "Boarder, six nights or fewer a week"),
        Code("7", "Boarder, seven nights a week"),
        Code("N", "Not a boarder"),
    ),
)

SERVICE_CHILD = CodeSet(
    name="service_child",
    source="DfE Common Basic Data Set, May 2026",
    codes=(Code("Y", "Yes"), Code("N", "No"), Code("U", "Unknown"), Code("R", "Refused")),
)

FSM_COUNTRY = CodeSet(
    name="fsm_country",
    source="School census guide 2026, free school meals",
    codes=(
        Code("ENG", "England"),
        Code("NIR", "Northern Ireland"),
        Code("SCT", "Scotland"),
        Code("WLS", "Wales"),
    ),
)

POST_LOOKED_AFTER = CodeSet(
    name="post_looked_after",
    source="School census guide 2017-18, post looked-after arrangements; labels unverified",
    codes=(
        Code("N", "Not declared"),
        Code("A", "Ceased to be looked after through adoption"),
        Code("G", "Ceased to be looked after through a special guardianship order"),
        Code("R", "Ceased to be looked after through a residence order"),
        Code("C", "Ceased to be looked after through a child arrangements order"),
        Code("O", "Other arrangement", since=autumn(2022)),
    ),
)

PROFICIENCY_IN_ENGLISH = CodeSet(
    name="proficiency_in_english",
    source="School census guide 2016-17, proficiency in English",
    codes=tuple(
        Code(code, label, since=autumn(2016), until=summer(2018))
        for code, label in {
            "A": "New to English",
            "B": "Early acquisition",
            "C": "Developing competence",
            "D": "Competent",
            "E": "Fluent",
            "N": "Not yet assessed",
        }.items()
    ),
)

FUNDING_BASIS = CodeSet(
    name="funding_basis",
    source="School census guide 2018, basis for funding of two-year-olds",
    codes=(
        Code("ECO", "Economic criteria", since=2018),
        Code("HSD", "High-level SEN or disability", since=2018),
        Code("LAA", "Looked after or adopted from care", since=2018),
    ),
)
