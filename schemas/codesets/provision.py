"""Specialist provision that an authority commissions: of which kind, and for which phase."""

from schemas.codes import Code, CodeSet

PLACE_PROVISION = CodeSet(
    name="place_provision",
    source="DfE, school capacity survey (SCAP) 2026: its four specialist provisions; post-16 ours",
    codes=(
        Code("UNIT", "SEN unit or resourced provision"),
        Code("SPEC", "State-funded special school"),
        Code("IND", "Independent or non-maintained special school"),
        Code("AP", "Alternative provision"),
        Code("FE", "Further education or specialist post-16"),
    ),
    fixes={"RP": "UNIT", "Special school": "SPEC", "Independent": "IND"},
)

PLACE_PHASE = CodeSet(
    name="place_phase",
    source="Ours",
    codes=(
        Code("EY", "Early years"),
        Code("PRI", "Primary"),
        Code("SEC", "Secondary"),
        Code("P16", "Post-16"),
        Code("ALL", "All phases"),
    ),
    fixes={"Primary": "PRI", "Secondary": "SEC", "All-through": "ALL"},
)
