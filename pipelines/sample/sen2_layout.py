"""The SEN2 of each year: which elements a block has, in their order; which table a block is a row of.

What the elements say is in ``sen2_persons``. Layouts: the trial of 2022, SEN2 technical specifications 1.1
(2023) to 2026.
"""

PERSON_SEX, REQUEST_SOURCE = 2024, 2025  # the layouts 1.2 and 1.3 began with these years
_SETTING = ("URN", "UKPRN", "SENSetting", "SENSettingOther", "PlacementRank")
_INDICATORS = ("SENunitIndicator", "ResourcedProvisionIndicator")
_TRIAL, _TRIAL_DETAIL = 2022, "PlanPlacementDetail"
_REVIEW = {
    2022: ("LastReview",),
    2023: ("LastReview",),
    2024: ("ReviewMeeting", "ReviewOutcome", "LastReview"),
    2025: (
        "ReviewMeeting",
        "LastReview",
        "ReviewOutcome",
        "ReviewDraft",
        "PhaseTransferDueDate",
        "PhaseTransferFinalDate",
    ),
    2026: (
        "ReviewMeeting",
        "ReviewOutcome",
        "ReviewDraft",
        "PhaseTransferDueDate",
        "PhaseTransferFinalDate",
        "LastReview",
    ),
}


def layout_of(year: int) -> dict[str, tuple[str, ...]]:
    """For each block its elements in the order of that year, child blocks included."""
    in_plan = ("Res", "WBP") if year < PERSON_SEX else ()
    in_placement = ("Res", "WBP") if year >= PERSON_SEX else ()
    pattern = ("AttendancePattern",) if year < PERSON_SEX else ()
    source = ("RequestSource",) if year >= REQUEST_SOURCE else ()
    detail = plan_detail_of(year)
    return {
        "CollectionDetails": ("Collection", "Year", "ReferenceDate"),
        "Source": (
            *("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime", "DMO", "DCO"),
            *(("DSCO",) if year >= REQUEST_SOURCE else ()),
        ),
        "Person": (
            *("Surname", "Forename", "PersonBirthDate", "Sex" if year >= PERSON_SEX else "GenderCurrent"),
            *("Ethnicity", "PostCode", "UPN", "UniqueLearnerNumber", "UPNunknown", "Requests"),
        ),
        "Requests": (
            *("ReceivedDate", *source, "RYA", "RequestOutcomeDate", "RequestOutcome", "RequestMediation"),
            *("RequestTribunal", "Exported", "Assessment", "ActivePlans"),
        ),
        "Assessment": (
            *("AssessmentOutcome", "AssessmentOutcomeDate", "AssessmentMediation", "AssessmentTribunal"),
            *("OtherMediation", "OtherTribunal", "Week20", "NamedPlan"),
        ),
        "NamedPlan": (
            *("StartDate", detail, "PlanRes", "PlanWBP", "PB", "OA", "DP", "CeaseDate", "CeaseReason"),
        ),
        detail: (*_SETTING, *_INDICATORS),
        "ActivePlans": ("TransferLA", "PlacementDetail", *in_plan, "SENneed", *_REVIEW[year]),
        "PlacementDetail": (*_SETTING, "EntryDate", "LeavingDate", *pattern, *_INDICATORS, *in_placement),
        "SENneed": ("SENtype", "SENtypeRank"),
    }


def plan_detail_of(year: int) -> str:
    """What the setting that a plan names is called in that year's message."""
    return _TRIAL_DETAIL if year == _TRIAL else "PlanDetail"


def table_of(block: str) -> str:
    """The table whose rows these blocks are in every shape but the message."""
    return "plandetail" if block == _TRIAL_DETAIL else block.lower()


def columns_of(year: int) -> dict[str, tuple[str, ...]]:
    """For each table its items of that year, under the headers of the COLLECT tables."""
    layout = layout_of(year)
    about = (*layout.pop("CollectionDetails"), *layout.pop("Source"))
    held = {"sen2": about} | {table_of(block): elements for block, elements in layout.items()}
    return {
        table: tuple(e.lower() for e in elements if table_of(e) not in held)
        for table, elements in held.items()
    }
