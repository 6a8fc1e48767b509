"""Children known to social care in the year to 31 March: in need, on a protection plan, looked after.

Three tables of episodes, as the authority returns them to the department in other shapes. They carry little:
when an episode ran and whether disability is its reason. No name, no address, no legal status, no placement
and no category of abuse is asked for, and a category of need other than disability is not kept.
"""

from schemas.codesets.social_care import SOCIAL_CARE_CATEGORY
from schemas.contract import (
    AGES,
    LA_CODE,
    PSEUDONYM,
    UPN,
    Day,
    Extract,
    Flag,
    Identifier,
    Part,
    Table,
    Text,
    Whole,
    item,
)
from schemas.governance import PUBLIC_TASK, Governance
from schemas.returns import YEARLY
from schemas.types import system_id_is_valid

CARE_CHILD = Identifier("care_child", "not a number of the case system", system_id_is_valid)


class SocialCare(Table):
    """One row per extract: whose it is, and of the year to which 31 March."""

    la_code: Text = item("lea", "The authority", required=True, number=LA_CODE)
    year: Whole = item("year", "Year of the 31 March at its end", required=True)
    written: Day = item("written", "When the extract was written")


class _Episode(Table):
    """What all three tables say of an episode."""

    child: Text = item("childid", "Number in the system", number=CARE_CHILD, vault=PSEUDONYM, required=True)
    upn: Text = item("upn", "Unique pupil number", number=UPN, vault=PSEUDONYM)
    birth_date: Day = item("dob", "Date of birth; blank before birth", vault=AGES)
    start_date: Day = item("startdate", "Episode began", required=True)
    end_date: Day = item("enddate", "Episode ended; blank while it runs")
    has_disability: Flag = item("disability", "The child has a disability")


class NeedEpisode(_Episode):
    """One row per episode of a child in need open in the year."""

    need_category: Text = item("needcategory", "Primary need", codes=SOCIAL_CARE_CATEGORY)


class ProtectionPlan(_Episode):
    """One row per child protection plan in force in the year."""

    plan_number: Whole = item("plannumber", "Which plan of the child it is, 1 for the first", ge=1)


class LookedAfterEpisode(_Episode):
    """One row per period of being looked after in the year; changes of placement do not divide it."""

    care_category: Text = item("carecategory", "Category of need", codes=SOCIAL_CARE_CATEGORY)


SOCIAL_CARE = Extract(
    name="social_care",
    title="Children known to social care",
    governance=Governance(
        controller="The local authority's children's social care",
        article=PUBLIC_TASK,
        act="Children Act 1989, sections 17, 22 and 47, and Children Act 2004, section 10",
        purpose="To know how many children with SEND are known to social care, and to plan together for them",
        kept_from="31 March of the year",
        retention_years=6,
        needs_agreement=True,
    ),
    frequency=YEARLY,
    first_year=2015,
    parts=(
        Part("socialcare", SocialCare),
        Part("childreninneed", NeedEpisode, may_be_empty=True),
        Part("protectionplans", ProtectionPlan, needed=False, may_be_empty=True),
        Part("lookedafter", LookedAfterEpisode, needed=False, may_be_empty=True),
    ),
)
