"""The SEN2 message of each year: which elements a block has, in their order, and how it is written down.

What the elements say is in ``sen2_persons``. Layouts: SEN2 technical specifications 1.1 (2023) to 2026.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

PERSON_SEX, REQUEST_SOURCE = 2024, 2025  # the layouts 1.2 and 1.3 began with these years
_SETTING = ("URN", "UKPRN", "SENSetting", "SENSettingOther", "PlacementRank")
_INDICATORS = ("SENunitIndicator", "ResourcedProvisionIndicator")
_REVIEW = {
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
            *("StartDate", "PlanDetail", "PlanRes", "PlanWBP", "PB", "OA", "DP", "CeaseDate", "CeaseReason"),
        ),
        "PlanDetail": (*_SETTING, *_INDICATORS),
        "ActivePlans": ("TransferLA", "PlacementDetail", *in_plan, "SENneed", *_REVIEW[year]),
        "PlacementDetail": (*_SETTING, "EntryDate", "LeavingDate", *pattern, *_INDICATORS, *in_placement),
        "SENneed": ("SENtype", "SENtypeRank"),
    }


@dataclass
class Block:
    """One element that holds others: its items, and the blocks within it."""

    name: str
    items: dict[str, str] = field(default_factory=dict)
    blocks: "list[Block]" = field(default_factory=list)


def lines_of(block: Block, layout: Mapping[str, tuple[str, ...]], depth: int = 0) -> Iterator[str]:
    """The block as lines of XML, in the layout's order; items of other years are left out."""
    indent = "  " * depth
    yield f"{indent}<{block.name}>"
    for element in layout[block.name]:
        if element in block.items:
            yield f"{indent}  <{element}>{escaped(block.items[element])}</{element}>"
        for inner in block.blocks:
            if inner.name == element:
                yield from lines_of(inner, layout, depth + 1)
    yield f"{indent}</{block.name}>"


def escaped(text: str) -> str:
    """Text as it may stand between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
