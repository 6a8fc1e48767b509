"""Complaints about SEND to any of four bodies. No national list spans them: the codes are ours."""

from schemas.codes import Code, CodeSet

COMPLAINT_BODY = CodeSet(
    name="complaint_body",
    source="Ours",
    codes=(
        Code("LA", "Council"),
        Code("SET", "School or setting"),
        Code("NHS", "NHS body"),
        Code("LGSCO", "Local Government and Social Care Ombudsman"),
        Code("PHSO", "Parliamentary and Health Service Ombudsman"),
    ),
    fixes={"Authority": "LA", "School": "SET", "Trust": "NHS", "LGO": "LGSCO"},
)

COMPLAINT_SUBJECT = CodeSet(
    name="complaint_subject",
    source="Ours",
    codes=(
        Code("ASSESS", "Assessment or decision about a plan"),
        Code("DELAY", "Delay"),
        Code("PROVISION", "Provision in a plan not delivered"),
        Code("REVIEW", "Annual review"),
        Code("PLACE", "School place or transport"),
        Code("HEALTH", "Health service or its waiting time"),
        Code("STAFF", "Communication or conduct of staff"),
        Code("OTH", "Anything else"),
    ),
    fixes={"Transport": "PLACE", "Communication": "STAFF", "Other": "OTH"},
)

COMPLAINT_STAGE = CodeSet(
    name="complaint_stage",
    source="Ours",
    codes=(
        Code("1", "First stage"),
        Code("2", "Second stage or review"),
        Code("3", "Panel or board"),
        Code("O", "Ombudsman"),
    ),
    fixes={"Stage 1": "1", "Stage 2": "2", "Stage 3": "3"},
)

COMPLAINT_OUTCOME = CodeSet(
    name="complaint_outcome",
    source="Ours",
    codes=(
        Code("U", "Upheld"),
        Code("P", "Upheld in part"),
        Code("N", "Not upheld"),
        Code("W", "Withdrawn"),
        Code("X", "Not investigated"),
    ),
    fixes={"Fully upheld": "U", "Partially upheld": "P", "Partly upheld": "P", "No fault": "N", "Fault": "U"},
)
