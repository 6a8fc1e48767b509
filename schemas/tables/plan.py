"""From request to placement, as each SEN2 return tells it."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class Request(Table):
    """One row per request for an EHC needs assessment and return."""

    request_id: Text = column("The request within its return", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    return_year: Whole = column("Year of the return", required=True)
    received_date: Day = column("Request received: the 20-week clock starts")
    received_calendar_year: Whole = column("Calendar year of that day: SEN2 counts events by it")
    request_source: Text = column("Who asked, code")
    request_outcome: Text = column("Outcome code", required=True)
    request_outcome_date: Day = column("Decision whether to assess")
    exported_to: Text = column("Authority the person moved to before it ended")


class Assessment(Table):
    """One row per EHC needs assessment and return."""

    assessment_id: Text = column("The assessment within its return", required=True)
    request_id: Text = column("The request", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    return_year: Whole = column("Year of the return", required=True)
    assessment_outcome: Text = column("Outcome code", required=True)
    assessment_outcome_date: Day = column("Plan issued, or refusal told")
    outcome_calendar_year: Whole = column("Calendar year of that day: SEN2 counts events by it")
    exceptions_apply: Flag = column("Exceptions to the 20 weeks apply")


class Plan(Table):
    """One row per EHC plan and return: those maintained in the period, and those that ended in it."""

    plan_id: Text = column("The plan within its return", required=True)
    request_id: Text = column("The request it followed", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    return_year: Whole = column("Year of the return", required=True)
    census_day: Day = column("SEN2 census day of the return", required=True)
    academic_year: Text = column("Academic year of that day, 202425: plans in force", required=True)
    start_date: Day = column("Plan start; for a transfer, the first authority's")
    start_calendar_year: Whole = column("Calendar year of that day: SEN2 counts events by it")
    cease_date: Day = column("Day the plan ended")
    cease_reason: Text = column("Why it ended, code")
    transferred_from: Text = column("Authority the plan came from in the period")
    is_maintained: Flag = column("Maintained by the authority on census day", required=True)
    age_31_august: Whole = column("Age at 31 August before census day")
    age_census_day: Whole = column("Age on census day")
    sex: Text = column("Sex")


class Placement(Table):
    """One row per placement of a person with a plan and return; several may be open at once."""

    placement_id: Text = column("The placement within its return", required=True)
    request_id: Text = column("The request whose plan it belongs to", required=True)
    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority", required=True)
    return_year: Whole = column("Year of the return", required=True)
    census_day: Day = column("SEN2 census day of the return", required=True)
    academic_year: Text = column("Academic year of that day, 202425", required=True)
    urn: Text = column("School attended")
    ukprn: Text = column("Provider attended")
    setting: Text = column("Setting code, where there is neither number")
    placement_rank: Text = column("1 primary, 2 secondary")
    entry_date: Day = column("Placement began")
    leaving_date: Day = column("Placement ended")
    is_open: Flag = column("Open on census day", required=True)
    placement_group: Text = column("Group of settings, from number, setting and unit flags", required=True)
    age_31_august: Whole = column("Age at 31 August before census day")
    age_census_day: Whole = column("Age on census day")
