"""Health services that children with SEND wait for, and what becomes of a referral.

No national list numbers these services as commissioners of SEND name them: the codes are ours, the services
those of the community health services situation report and of mental health statistics.
"""

from schemas.codes import Code, CodeSet

HEALTH_SERVICE = CodeSet(
    name="health_service",
    source="Ours; services as NHS England's community health services situation report names them, and CAMHS",
    codes=(
        Code("SALT", "Speech and language therapy"),
        Code("OT", "Occupational therapy"),
        Code("PHYSIO", "Physiotherapy"),
        Code("NDP", "Neurodevelopmental pathway"),
        Code("CAMHS", "Child and adolescent mental health services"),
    ),
    fixes={
        "SLT": "SALT",
        "SaLT": "SALT",
        "PT": "PHYSIO",
        "Neurodevelopmental": "NDP",
        "Autism and ADHD assessment": "NDP",
        "CYPMHS": "CAMHS",
    },
)

REFERRAL_SOURCE = CodeSet(
    name="referral_source",
    source="Ours",
    codes=(
        Code("SCH", "School or early years setting"),
        Code("GP", "General practice"),
        Code("HV", "Health visiting or school nursing"),
        Code("PAED", "Paediatrics or another health service"),
        Code("LA", "The authority, for an EHC needs assessment"),
        Code("SELF", "The family or the young person"),
        Code("OTH", "Anyone else"),
    ),
    fixes={"School": "SCH", "Health visitor": "HV", "Paediatrics": "PAED", "Parent": "SELF", "Other": "OTH"},
)

REFERRAL_DECISION = CodeSet(
    name="referral_decision",
    source="Ours",
    codes=(
        Code("A", "Accepted"),
        Code("R", "Not accepted"),
        Code("P", "Not decided yet"),
    ),
    fixes={"Rejected": "R", "Returned to referrer": "R", "Pending": "P", "In triage": "P"},
)

REFERRAL_CLOSURE = CodeSet(
    name="referral_closure",
    source="Ours",
    codes=(
        Code("END", "Treatment or assessment ended"),
        Code("DNA", "Not brought, or did not attend"),
        Code("MOVED", "Moved away or to another service"),
        Code("ADULT", "Went on to adult services"),
        Code("OTH", "Another reason"),
    ),
    fixes={"Was not brought": "DNA", "WNB": "DNA", "Other": "OTH"},
)
