"""The alternative provision census: pupils whose places outside state schools an authority funds.

One row a pupil and placement on the third Thursday of January, ages 2 to 18, with SEN provision but no type
of need (DfE guide 2017; specifications, section 3). The headers are ours, in the style of the department's
flat extracts: the target to which an authority's own export is mapped.
"""

from schemas.codesets.alternative_provision import AP_TYPE
from schemas.codesets.demography import ETHNICITY, SEX
from schemas.codesets.sen import SEN_PROVISION
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
from schemas.governance import COUNCIL, PUBLIC_TASK, Governance
from schemas.returns import YEARLY


class AlternativeProvisionPlace(Table):
    """One row per pupil and placement outside state schools on census day, returned by who funds it."""

    la_code: Text = item(
        "lea", "The authority that funds the place", required=True, number=LA_CODE, also=("la",)
    )
    year: Whole = item("year", "Year of the census day", required=True)
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    former_upn: Text = item("formerupn", "Former unique pupil number", number=UPN, vault=PSEUDONYM)
    uln: Text = item("uln", "Unique learner number", number=ULN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    sex: Text = item("sex", "Sex", codes=SEX, required=True, also=("gender",))
    ethnicity: Text = item("ethnicity", "Ethnicity, main or extended code", codes=ETHNICITY)
    postcode: Text = item("homepostcode", "Home postcode", vault=DISTRICT, also=("postcode",))
    fsm_eligible: Flag = item("fsmeligible", "Eligible for free school meals on census day")
    ap_type: Text = item("aptype", "Type of alternative provision", codes=AP_TYPE, required=True)
    urn: Text = item("urn", "The provider, where it has a number", number=URN)
    ukprn: Text = item("ukprn", "The provider, where it has a provider number", number=UKPRN)
    provider: Text = item("providername", "The provider in words", vault=NOTHING)
    entry_date: Day = item("entrydate", "Entry to the placement")
    sen_provision: Text = item(
        "senprovision", "SEN provision on census day", codes=SEN_PROVISION, required=True
    )


AP_CENSUS = Extract(
    name="ap_census",
    title="Alternative provision census",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Education Act 1996, section 537B",
        purpose="To count pupils whose places outside state schools the authority funds",
        kept_from="census day",
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("places", AlternativeProvisionPlace),),
)
