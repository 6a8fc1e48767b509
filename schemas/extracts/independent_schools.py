"""Independent schools: a yearly headcount by SEN provision, one row a school.

Independent schools are in no pupil-level census; DfE's school level annual census counts them whole.
"""

from schemas.contract import LA_CODE, URN, Extract, Part, Table, Text, Whole, item
from schemas.governance import COUNCIL, NO_PERSONS, Governance
from schemas.returns import YEARLY


class IndependentSchool(Table):
    """One row per independent school: pupils on the January census day, by SEN provision."""

    la_code: Text = item("lea", "Local authority of the school", required=True, number=LA_CODE)
    establishment: Text = item("estab", "Establishment number", required=True, str_matches=r"\d{4}$")
    urn: Text = item("urn", "Unique reference number of the school", number=URN, required=True)
    school_name: Text = item("schoolname", "Name of the school")
    year: Whole = item("year", "Year of the census day", required=True)
    pupils: Whole = item("headcount", "All pupils", required=True, ge=0)
    sen_support: Whole = item("sensupport", "Pupils on SEN support", required=True, ge=0)
    ehc_plans: Whole = item("ehcplan", "Pupils with an EHC plan", required=True, ge=0)


INDEPENDENT_SCHOOLS = Extract(
    name="independent_schools",
    title="Independent schools' headcount by SEN provision",
    governance=Governance(
        controller=COUNCIL,
        article=NO_PERSONS,
        act="",
        purpose="To complete counts of pupils by those in independent schools",
        kept_from="the January counted",
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("school", IndependentSchool, key="urn"),),
)
