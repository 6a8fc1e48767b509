"""Casework of the SEND information, advice and support service: who asks, about what, how intensely."""

from schemas.codes import Code, CodeSet

ADVICE_CLIENT = CodeSet(
    name="advice_client",
    source="Ours",
    codes=(
        Code("P", "Parent or carer"),
        Code("Y", "Young person"),
        Code("C", "Child"),
        Code("O", "A professional or anyone else"),
    ),
    fixes={"Parent": "P", "Carer": "P", "Professional": "O", "Other": "O"},
)

ADVICE_TOPIC = CodeSet(
    name="advice_topic",
    source="Ours",
    codes=(
        Code("SUPPORT", "SEN support in a setting"),
        Code("ASSESS", "EHC needs assessment"),
        Code("PLAN", "Content of a plan"),
        Code("REVIEW", "Annual review"),
        Code("PLACE", "School place"),
        Code("EXCLUSION", "Suspension, exclusion or part-time timetable"),
        Code("TRANSPORT", "Transport"),
        Code("HEALTH", "Health or social care"),
        Code("APPEAL", "Mediation or appeal"),
        Code("ADULT", "Preparation for adulthood"),
        Code("OTH", "Anything else"),
    ),
    fixes={"Exclusions": "EXCLUSION", "Mediation": "APPEAL", "Tribunal": "APPEAL", "Other": "OTH"},
)

ADVICE_LEVEL = CodeSet(
    name="advice_level",
    source="Levels 1 to 4 as the services' national network counts interventions (IASSN); words ours",
    codes=(
        Code("1", "Information and advice, as a rule one contact"),
        Code("2", "Support over some time"),
        Code("3", "Intensive support with several bodies"),
        Code("4", "Support of an appeal or like legal casework"),
    ),
    fixes={"Level 1": "1", "Level 2": "2", "Level 3": "3", "Level 4": "4"},
)
