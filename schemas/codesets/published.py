"""Words in which published tables name their groups, and the group of ours that each of them is.

The code is the publisher's own word; the label is our group, by which editions are compared.
"""

from schemas.area_changes import CHANGES
from schemas.codes import Code, CodeSet

TOTAL = "total"

ABOLISHED_AUTHORITY = CodeSet(
    name="abolished_authority",
    source="schemas.area_changes: DfE number to the year of the first January count without it",
    codes=tuple(Code(old, str(change.first_file)) for change in CHANGES for old in change.old),
)

# DfE's own groups of placements; ours are those of its plans panel. What is in no setting is elsewhere.
PLACEMENT_GROUP = CodeSet(
    name="placement_group",
    source="DfE SEN2 statistics, editions 2019 to 2022: establishment_group",
    codes=(
        Code("Total", TOTAL),
        Code("Mainstream school", "mainstream"),
        Code("Special school", "special"),
        Code("Alternative provision/Pupil referral unit", "ap_pru"),
        Code("Further education", "fe"),
        Code("Non-maintained early years", "early_years"),
        Code("Educated elsewhere", "elsewhere"),
        Code("NEET", "elsewhere"),
        Code("Other", "elsewhere"),
        Code("Unknown", "elsewhere"),
    ),
)

UNIT, INDEPENDENT_SPECIAL, OF_ITS_GROUP = "resourced_senunit", "special_indep_nmss", "of its group"
_UNITS = ("SEN unit", "Resourced provision")
_MAINSTREAM = ("LA maintained", "Academy", "Free school")
_OTHERS = (
    "Total",
    "Non-maintained early years",
    *(f"Mainstream - {kind}" for kind in (*_MAINSTREAM, "Independent")),
    *(f"Special - {kind}" for kind in ("LA maintained", "Academy/free", "Academy", "Free school")),
    *(f"AP/PRU - {kind}" for kind in _MAINSTREAM),
    "Hospital School",
    "General FE and tertiary colleges/HE",
    "Other FE",
    "Sixth form college",
    "Specialist post-16 institutions",
    "Independent specialist providers",
    "Work-based learning",
    "Supported Internship",
    "Traineeship",
    "Apprenticeship",
    "NEET",
    "Other",
    "Awaiting provision - total",
    *(
        f"Awaiting provision - {age} compulsory school age and {where} education"
        for age in ("above", "below")
        for where in ("in", "not in")
    ),
    "Awaiting provision - compulsory school age and in education",
    "Awaiting provision - compulsory school age and not in education",
    "Elective home education",
    "Other arrangements by local authority",
    "Other arrangements by parents",
    "Permanently excluded",
)
PLACEMENT_TYPE = CodeSet(
    name="placement_type",
    source="DfE SEN2 statistics, editions 2019 to 2022: establishment_type",
    codes=(
        *(Code(f"Mainstream - {kind} - {unit}", UNIT) for kind in _MAINSTREAM for unit in _UNITS),
        *(Code(f"Special - {kind}", INDEPENDENT_SPECIAL) for kind in ("Non-maintained", "Independent")),
        *(Code(name, OF_ITS_GROUP) for name in _OTHERS),
    ),
)
