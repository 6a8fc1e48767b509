"""SEN provision and type of need, as school census and SEN2 code them."""

from schemas.codes import Code, CodeSet

SEN_PROVISION = CodeSet(
    name="sen_provision",
    source="DfE Common Basic Data Set, May 2026; school census rule 2115",
    codes=(
        Code("N", "No SEN"),
        Code("K", "SEN support", since=2014.5),
        Code("E", "Education, health and care plan", since=2014.5),
        # Withdrawn by the 2014 reforms; statements lasted to April 2018.
        # Rule 2115 recodes S to E; A and P became K in 2014/15.
        Code("S", "Statement", until=2018, became="E"),
        Code("A", "School Action", until=2014.25, became="K"),
        Code("P", "School Action Plus", until=2014.25, became="K"),
    ),
    fixes={
        "EHC plan": "E",
        "EHCP": "E",
        "SEN support / SEN without an EHC plan": "K",
        "No special educational need": "N",
    },
)

NEED = CodeSet(
    name="need",
    source="DfE Common Basic Data Set, May 2026; SEN2 guide 2026, item 5.8",
    codes=(
        Code("SPLD", "Specific learning difficulty"),
        Code("MLD", "Moderate learning difficulty"),
        Code("SLD", "Severe learning difficulty"),
        Code("PMLD", "Profound and multiple learning difficulty"),
        Code("SEMH", "Social, emotional and mental health", since=2014.5),
        Code("SLCN", "Speech, language and communication needs"),
        Code("HI", "Hearing impairment"),
        Code("VI", "Vision impairment"),
        Code("MSI", "Multi-sensory impairment"),
        Code("PD", "Physical disability"),
        Code("ASD", "Autistic spectrum disorder"),
        Code("DS", "Down syndrome", since=2025),
        Code("OTH", "Other difficulty or disability"),
        Code("NSA", "SEN support but no specialist assessment of type of need", since=2014.5),
        # Not the same as SEMH: a school must look again, so it is refused and never translated.
        Code("BESD", "Behaviour, emotional and social difficulties", until=2014.25),
    ),
    fixes={"Autism": "ASD", "Autistic spectrum condition": "ASD", "Visual impairment": "VI"},
)

# SEN2 has no "no specialist assessment": a plan rests on one (specification 2023 to 2026).
NEED_SEN2 = CodeSet(
    name="need_sen2",
    source="SEN2 guide 2026, item 5.8a",
    codes=tuple(c for c in NEED.codes if c.code not in {"NSA", "BESD"}),
    fixes=NEED.fixes,
)

NEED_RANK = CodeSet(
    name="need_rank",
    source="DfE Common Basic Data Set, May 2026",
    codes=(Code("1", "Primary"), Code("2", "Secondary")),
)

YOUNG_CARER = CodeSet(
    name="young_carer",
    source="School census guide 2023, young carer",
    codes=(
        Code("N", "Not declared", since=2023),
        Code("P", "Told by parent or guardian", since=2023),
        Code("S", "Told by school", since=2023),
    ),
)

# Down syndrome has stood in the list since 2025, with moderate difficulties before: its area is ours.
NEED_AREA_OF = CodeSet(
    name="need_area_of",
    source="SEND code of practice 2015, paragraphs 6.28 to 6.35: the area of each type of need",
    codes=tuple(
        Code(need, area)
        for area, needs in {
            "Communication and interaction": "SLCN ASD",
            "Cognition and learning": "SPLD MLD SLD PMLD DS",
            "Social, emotional and mental health": "SEMH BESD",
            "Sensory and physical": "HI VI MSI PD",
            "Other, or not assessed": "OTH NSA",
        }.items()
        for need in needs.split()
    ),
)
