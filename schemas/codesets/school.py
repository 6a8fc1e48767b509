"""Schools, years and enrolment, as the school census codes them."""

from schemas.codes import Code, CodeSet
from schemas.returns import autumn

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

EXCLUSION_CATEGORY = CodeSet(
    name="exclusion_category",
    source="School census guide 2020-21, exclusions",
    codes=(
        Code("SUSP", "Suspension", since=autumn(2020)),
        Code("FIXD", "Fixed-period exclusion", until=autumn(2021)),
        Code("LNCH", "Lunchtime exclusion"),
        Code("PERM", "Permanent exclusion"),
    ),
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
