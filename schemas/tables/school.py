"""Pupils in schools: enrolment, SEN status, and schools that are only counted whole."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class Enrolment(Table):
    """One row per person, school and census: every registration returned, one of them counted."""

    person_id: Text = column("The pupil, a pseudonym", required=True)
    row: Whole = column("Row of the pupil table that returned it", required=True)
    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    la_code: Text = column("Local authority of the school", required=True)
    census: Text = column("Census, 2025-spring", required=True)
    census_day: Day = column("Day counted", required=True)
    academic_year: Text = column("Academic year, 202425", required=True)
    urn: Text = column("The school; authority and establishment number where it returned none", required=True)
    phase: Text = column("Phase of education", required=True)
    school_type: Text = column("Type of school, as DfE groups phases", required=True)
    governance: Text = column("Governance code")
    enrolment_status: Text = column("Enrolment status code", required=True)
    entry_date: Day = column("Entry to the school")
    nc_year: Text = column("National Curriculum year code")
    nc_year_label: Text = column("National Curriculum year")
    age_31_august: Whole = column("Age at 31 August before the census day")
    age_census_day: Whole = column("Age on census day")
    birth_month: Whole = column("Month of birth, 1 to 12", ge=1, le=12)
    sex: Text = column("Sex", required=True)
    ethnicity_main: Text = column("Ethnicity, main code")
    ethnicity: Text = column("Ethnicity, main group", required=True)
    first_language: Text = column(
        "First language, known or believed: English, Other than English, or Not known or not recorded",
        required=True,
    )
    fsm_eligible: Flag = column("Eligible for free school meals on census day", required=True)
    home_district: Text = column("Outward part of the home postcode")
    is_counted: Flag = column("The one registration that counts this pupil", required=True)
    not_counted_because: Text = column("Why a registration is not counted")


class SenStatus(Table):
    """One row per pupil and census: SEN provision at the counted registration."""

    person_id: Text = column("The pupil, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025-spring", required=True)
    la_code: Text = column("Local authority of the school", required=True)
    census: Text = column("Census, 2025-spring", required=True)
    census_day: Day = column("Day counted", required=True)
    academic_year: Text = column("Academic year, 202425", required=True)
    sen_provision: Text = column("SEN provision code: N, K or E", required=True, isin=["N", "K", "E"])
    sen_unit: Flag = column("Member of a SEN unit")
    resourced_provision: Flag = column("In resourced provision")


class IndependentSchool(Table):
    """One row per independent school and January: headcounts, no pupils."""

    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("Local authority of the school", required=True)
    census: Text = column("The spring census of the same day, 2025-spring", required=True)
    census_day: Day = column("Day counted", required=True)
    academic_year: Text = column("Academic year, 202425", required=True)
    urn: Text = column("The school", required=True)
    pupils: Whole = column("All pupils", required=True, ge=0)
    sen_support: Whole = column("Pupils on SEN support", required=True, ge=0)
    ehc_plans: Whole = column("Pupils with an EHC plan", required=True, ge=0)
