"""The school census tables that hang on a pupil's record: exclusions, attendance, alternative provision.

Each comes twice, for pupils on roll and for those who left. Exclusions are those of the term two before the
census, sessions those of the term before it; the autumn census has the second half of the summer term apart.
"""

from schemas.codesets.attendance import ATTENDANCE_REASON
from schemas.codesets.exclusion import (
    AP_ATTENDANCE_PATTERN,
    AP_PLACEMENT_REASON,
    AP_REASON,
    AP_SETTING_TYPE,
    EXCLUSION_CATEGORY,
    EXCLUSION_REASON,
)
from schemas.codesets.sen import SEN_PROVISION
from schemas.contract import DISTRICT, UKPRN, URN, Day, Flag, Part, Table, Text, Whole, item
from schemas.returns import autumn, summer

ON_ROLL, OFF_ROLL = "pupilonrolltableid", "pupilnolongeronrolltableid"
PUPIL, LEAVER = "The pupil's record", "The leaver's record"


class _Exclusion(Table):
    """What is returned of one suspension or permanent exclusion."""

    start_date: Day = item("startdate", "First day of the exclusion", required=True)
    category: Text = item("category", "Category", codes=EXCLUSION_CATEGORY, required=True)
    reason: Text = item({0: "reason", 2021: "reason1"}, "First reason", codes=EXCLUSION_REASON)
    second_reason: Text = item("reason2", "Second reason", codes=EXCLUSION_REASON, since=2021)
    third_reason: Text = item("reason3", "Third reason", codes=EXCLUSION_REASON, since=2021)
    sessions: Whole = item("sessions", "Sessions excluded; none when permanent", ge=0)
    sen_provision: Text = item("senprovision", "SEN provision when excluded", codes=SEN_PROVISION)
    in_care: Flag = item("incare", "Looked after when excluded", until=summer(2016))


class ExclusionOnRoll(_Exclusion):
    """One row per exclusion, for a time or for good, of a pupil on roll: those of the term two before."""

    exclusion_id: Text = item("termlyexclusionsonrolltableid", "Key of the exclusion", required=True)
    pupil_id: Text = item(ON_ROLL, PUPIL, required=True)


class ExclusionOffRoll(_Exclusion):
    """One row per exclusion, for a time or for good, of a pupil who left: those of the term two before."""

    exclusion_id: Text = item("termlyexclusionsoffrolltableid", "Key of the exclusion", required=True)
    leaver_id: Text = item(OFF_ROLL, LEAVER, required=True)


class _Sessions(Table):
    """How often one attendance code stands in a pupil's register; absences only until summer 2020."""

    reason: Text = item("attendancereason", "Attendance code", codes=ATTENDANCE_REASON, required=True)
    sessions: Whole = item({0: "absencesessions", autumn(2020): "sessions"}, "Sessions so coded", ge=0)


class SessionsOnRoll(_Sessions):
    """One row per pupil on roll and attendance code, in the term before the census."""

    sessions_id: Text = item("termlysessiondetailsonrolltableid", "Key of the row", required=True)
    pupil_id: Text = item(ON_ROLL, PUPIL, required=True)


class SessionsOffRoll(_Sessions):
    """One row per pupil who left and attendance code, in the term before the census."""

    sessions_id: Text = item("termlysessiondetailsoffrolltableid", "Key of the row", required=True)
    leaver_id: Text = item(OFF_ROLL, LEAVER, required=True)


class SummerSessionsOnRoll(_Sessions):
    """One row per pupil on roll and attendance code, in the second half of the summer term; autumn only."""

    sessions_id: Text = item("summerhalfterm2sessiondetailsonrolltableid", "Key of the row", required=True)
    pupil_id: Text = item(ON_ROLL, PUPIL, required=True)


class SummerSessionsOffRoll(_Sessions):
    """One row per pupil who left and attendance code, in the second half of the summer term; autumn only."""

    sessions_id: Text = item("summerhalfterm2sessiondetailsoffrolltableid", "Key of the row", required=True)
    leaver_id: Text = item(OFF_ROLL, LEAVER, required=True)


class _ArrangedPlacement(Table):
    """A place in alternative provision that the pupil's school arranged. Published from spring 2022."""

    urn: Text = item("urn", "School of the placement", number=URN)
    ukprn: Text = item("ukprn", "Provider of the placement, where it is no school", number=UKPRN)
    setting_type: Text = item("apsettingtype", "Kind of setting without a number", codes=AP_SETTING_TYPE)
    entry_date: Day = item("entrydate", "Start of the placement")
    leaving_date: Day = item("leavingdate", "End of the placement; blank while it lasts")
    sessions_per_week: Whole = item("apsessionsperweek", "Sessions a week", ge=0)
    attendance_pattern: Text = item("apattendancepattern", "Full or part time", codes=AP_ATTENDANCE_PATTERN)
    reason: Text = item("placementreason", "Main reason", codes=AP_PLACEMENT_REASON)
    sen_provision_entry: Text = item("senprovisionentry", "SEN provision at the start", codes=SEN_PROVISION)
    sen_provision_leaving: Text = item("senprovisionleaving", "SEN provision at the end", codes=SEN_PROVISION)
    company_number: Text = item("companynumber", "Companies House number of the provider", since=2023)
    # Of tuition at home it is the pupil's own.
    placement_postcode: Text = item(
        "applacementpostcode", "Postcode of the placement", vault=DISTRICT, since=2023
    )


class ArrangedPlacementOnRoll(_ArrangedPlacement):
    """One row per pupil on roll and place in alternative provision that the school arranged, since 2022."""

    placement_id: Text = item("schoolarrangedapdetailonrolltableid", "Key of the placement", required=True)
    pupil_id: Text = item(ON_ROLL, PUPIL, required=True)


class ArrangedPlacementOffRoll(_ArrangedPlacement):
    """One row per pupil who left and place in alternative provision that the school arranged, since 2022."""

    placement_id: Text = item("schoolarrangedapdetailoffrolltableid", "Key of the placement", required=True)
    leaver_id: Text = item(OFF_ROLL, LEAVER, required=True)


class _ProvisionEntry(Table):
    """Why a pupil came to a school for alternative provision."""

    previous_urn: Text = item("prevurn", "School the pupil came from", number=URN)
    reason: Text = item("apreason", "Main reason", codes=AP_REASON)
    sen_provision_entry: Text = item("senprovisionentry", "SEN provision on entry", codes=SEN_PROVISION)


class ProvisionEntryOnRoll(_ProvisionEntry):
    """One row per pupil on roll of a school for alternative provision, since autumn 2021: why there."""

    provision_id: Text = item("approvisiondetailonrolltableid", "Key of the row", required=True)
    pupil_id: Text = item(ON_ROLL, PUPIL, required=True)


class ProvisionEntryOffRoll(_ProvisionEntry):
    """One row per pupil who left a school for alternative provision, since autumn 2021: why there."""

    provision_id: Text = item("approvisiondetailoffrolltableid", "Key of the row", required=True)
    leaver_id: Text = item(OFF_ROLL, LEAVER, required=True)


def _hanging(
    name: str, contracts: tuple[type[Table], type[Table]], key: str, *, terms: tuple[str, ...] = ()
) -> tuple[Part, Part]:
    """The two tables of one name, on the two kinds of pupil's record. A return may have neither."""
    on_roll, off_roll = contracts
    return (
        Part(
            f"{name}onroll",
            on_roll,
            key=key,
            parent="pupilonroll",
            parent_key="pupil_id",
            needed=False,
            may_be_empty=True,
            terms=terms,
        ),
        Part(
            f"{name}offroll",
            off_roll,
            key=key,
            parent="pupilnolongeronroll",
            parent_key="leaver_id",
            needed=False,
            may_be_empty=True,
            terms=terms,
        ),
    )


ATTENDANCE_PARTS = (
    *_hanging("termlyexclusions", (ExclusionOnRoll, ExclusionOffRoll), "exclusion_id"),
    *_hanging("termlysessiondetails", (SessionsOnRoll, SessionsOffRoll), "sessions_id"),
    *_hanging(
        "summerhalfterm2sessiondetails",
        (SummerSessionsOnRoll, SummerSessionsOffRoll),
        "sessions_id",
        terms=("autumn",),
    ),
    *_hanging("schoolarrangedapdetail", (ArrangedPlacementOnRoll, ArrangedPlacementOffRoll), "placement_id"),
    *_hanging("approvisiondetail", (ProvisionEntryOnRoll, ProvisionEntryOffRoll), "provision_id"),
)
