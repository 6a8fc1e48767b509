"""The early years census: children with funded places at private, voluntary and independent providers.

One row a child and provider on the third Thursday of January, with SEN provision but no type of need (DfE
guides 2020 and 2021; specifications, section 3). A child with split hours may also stand in a school's
census. The headers are ours: the target to which an authority's own export is mapped.
"""

from schemas.codesets.demography import ETHNICITY, SEX
from schemas.codesets.sen import SEN_PROVISION
from schemas.contract import (
    AGES,
    DISTRICT,
    LA_CODE,
    NOTHING,
    PSEUDONYM,
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

_HOURS = r"\d{1,2}(\.\d{1,2})?$"


class EarlyYearsChild(Table):
    """One row per child and provider on census day. Returned by the authority."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE, also=("la",))
    year: Whole = item("year", "Year of the census day", required=True)
    urn: Text = item("urn", "The provider, where it has a number", number=URN)
    provider: Text = item("providername", "The provider in words", vault=NOTHING)
    upn: Text = item("upn", "Unique pupil number, where it has one", number=UPN, vault=PSEUDONYM)
    surname: Text = item("surname", "Surname", vault=NOTHING)
    forename: Text = item("forename", "Forename", vault=NOTHING)
    birth_date: Day = item("dob", "Date of birth", vault=AGES, required=True)
    sex: Text = item("sex", "Sex", codes=SEX, required=True, also=("gender",))
    ethnicity: Text = item("ethnicity", "Ethnicity, main or extended code", codes=ETHNICITY)
    postcode: Text = item("homepostcode", "Home postcode", vault=DISTRICT, also=("postcode",))
    funded_hours: Text = item("fundedhours", "Funded universal hours a week", str_matches=_HOURS)
    extended_hours: Text = item("extendedhours", "Funded extended hours a week", str_matches=_HOURS)
    early_years_premium: Flag = item("eypp", "Early years pupil premium", also=("eyppr",))
    disability_access_fund: Flag = item("daf", "Disability access fund", also=("dafindicator",))
    sen_provision: Text = item(
        "senprovision", "SEN provision on census day", codes=SEN_PROVISION, required=True
    )


EARLY_YEARS_CENSUS = Extract(
    name="early_years_census",
    title="Early years census",
    governance=Governance(
        controller=COUNCIL,
        article=PUBLIC_TASK,
        act="Childcare Act 2006, section 99",
        purpose="To count children with SEN in early years provision",
        kept_from="census day",
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(Part("children", EarlyYearsChild),),
)
