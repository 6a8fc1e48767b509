"""Requests, assessments, plans and placements as SEN2 codes them, and the content of plans.

No national list exists for the content of plans: those lists are ours, in the words of the Act and the
SEND code of practice, and the target to which a case system's own words are mapped.
"""

from schemas.codes import Code, CodeSet

# The voluntary return of 2022 had two outcomes more; what they meant is in no list we have seen.
_TRIAL = tuple(Code(code, f"{code}, in the trial of 2022 only", until=2022) for code in ("S", "T"))

OFFICER = CodeSet(
    name="officer",
    source="SEN2 guide 2026, header",
    codes=(Code("Y", "Yes"), Code("N", "No"), Code("R", "Recruitment in progress")),
)

UPN_UNKNOWN = CodeSet(
    name="upn_unknown",
    source="SEN2 guide 2026, item 1.7c",
    codes=(
        Code("UN1", "Under 6 and no UPN yet"),
        Code("UN2", "Never in a state-funded school in England"),
        Code("UN3", "Educated outside England"),
        Code("UN5", "Sources disagree on identity"),
        Code("UN8", "New to the authority within a week of the end of the period"),
        Code("UN9", "Young person never in a state-funded school or FE"),
        Code("UN10", "Request led to nothing before the number was known"),
    ),
)

REQUEST_SOURCE = CodeSet(
    name="request_source",
    source="SEN2 guide 2026, item 2.2",
    codes=(
        Code("1", "Young person or parent", since=2025),
        Code("2", "School or other education setting", since=2025),
        Code("3", "Health care", since=2025),
        Code("4", "Social care", since=2025),
        Code("5", "Other", since=2025),
    ),
)

REQUEST_OUTCOME = CodeSet(
    name="request_outcome",
    source="SEN2 guide 2026, item 2.5",
    codes=(
        Code("Y", "Assess"),
        Code("N", "Not assess"),
        Code("A", "Awaiting decision"),
        Code("W", "Withdrawn or ceased before decision"),
        Code("H", "Historical, decided before this collection"),
        *_TRIAL,
    ),
)

ASSESSMENT_OUTCOME = CodeSet(
    name="assessment_outcome",
    source="SEN2 guide 2026, item 3.1",
    codes=(
        Code("Y", "Plan to be issued"),
        Code("N", "Plan not to be issued"),
        Code("A", "Awaiting decision"),
        Code("W", "Withdrawn or ceased before decision"),
        Code("H", "Historical, or plan transferred in"),
        *_TRIAL,
    ),
)

CEASE_REASON = CodeSet(
    name="cease_reason",
    source="SEN2 guide 2026, item 4.6",
    codes=(
        Code("1", "Reached maximum age"),
        Code("2", "Needs met without a plan"),
        Code("3", "Moved on to higher education"),
        Code("4", "Moved on to paid employment"),
        Code("5", "Transferred to another local authority in England"),
        Code("6", "No longer wishes to engage"),
        Code("7", "Moved outside England"),
        Code("8", "Died"),
        Code("9", "Other"),
    ),
)

SETTING = CodeSet(
    name="setting",
    source="SEN2 guide 2026, items 4.7c and 5.7c",
    codes=(
        Code("OLA", "Education otherwise than at school, arranged by the authority"),
        Code("OPA", "Other arrangement by parents or young person"),
        Code("EHE", "Elective home education"),
        Code("EYP", "Early years provider without a URN"),
        Code("OTH", "Other setting"),
        Code("NEET", "Not in education, employment or training"),
        Code("NIEC", "Notice to cease issued"),
        Code("NIEO", "Other, not in education"),
    ),
)

PLACEMENT_RANK = CodeSet(
    name="placement_rank",
    source="SEN2 guide 2026, items 4.7d and 5.7d",
    codes=(Code("1", "Primary"), Code("2", "Secondary")),
)

RESIDENTIAL = CodeSet(
    name="residential",
    source="SEN2 guide 2026, items 4.2 and 5.2",
    codes=(Code("A", "38 to 51 weeks"), Code("B", "52 weeks")),
)

WORK_BASED = CodeSet(
    name="work_based",
    source="SEN2 guide 2026, items 4.3 and 5.3",
    codes=(Code("A", "Apprenticeship"), Code("T", "Traineeship"), Code("S", "Supported internship")),
)

DIRECT_PAYMENT = CodeSet(
    name="direct_payment",
    source="SEN2 guide 2026, item 4.4c",
    codes=(
        Code("E", "Education only"),
        Code("S", "Social care only"),
        Code("H", "Health only"),
        Code("I", "Integrated"),
    ),
)

REVIEW_OUTCOME = CodeSet(
    name="review_outcome",
    source="SEN2 guide 2026, item 5.4c",
    codes=(Code("M", "Maintain"), Code("C", "Cease"), Code("A", "Amend")),
)

ATTENDANCE_PATTERN = CodeSet(
    name="attendance_pattern",
    source="SEN2 guide 2023",
    codes=(Code("FT", "Full time", until=2023), Code("PT", "Part time", until=2023)),
)

PLAN_STATUS = CodeSet(
    name="plan_status",
    source="Ours; SEND Regulations 2014, regulations 13, 14, 22 and 28",
    codes=(Code("D", "Draft"), Code("F", "Final"), Code("A", "Amended final")),
    fixes={"Final plan": "F", "Amended": "A", "Final amended": "A"},
)

PLAN_SECTION = CodeSet(
    name="plan_section",
    source="SEND code of practice 2015, paragraph 9.62: the sections that hold provision",
    codes=(
        Code("F", "Special educational provision"),
        Code("G", "Health provision"),
        Code("H1", "Social care provision under section 2 of the 1970 Act"),
        Code("H2", "Other social care provision"),
    ),
)

NEED_AREA = CodeSet(
    name="need_area",
    source="SEND code of practice 2015, paragraphs 6.28 to 6.35; letters ours",
    codes=(
        Code("CI", "Communication and interaction"),
        Code("CL", "Cognition and learning"),
        Code("SE", "Social, emotional and mental health"),
        Code("SP", "Sensory and physical"),
    ),
    fixes={"SEMH": "SE"},
)

PROVISION_TYPE = CodeSet(
    name="provision_type",
    source="Ours",
    codes=(
        Code("SUP", "Support in class"),
        Code("TEA", "Specialist teaching"),
        Code("GRP", "Small group work"),
        Code("SLT", "Speech and language therapy"),
        Code("OT", "Occupational therapy"),
        Code("PHY", "Physiotherapy"),
        Code("EP", "Educational psychology"),
        Code("MH", "Mental health support"),
        Code("NUR", "Nursing"),
        Code("EQU", "Equipment"),
        Code("SHB", "Short breaks"),
        Code("PER", "Personal care"),
        Code("OTH", "Other provision"),
    ),
    fixes={"SALT": "SLT", "Speech therapy": "SLT", "Teaching assistant": "SUP"},
)

PROVISION_FREQUENCY = CodeSet(
    name="provision_frequency",
    source="Ours",
    codes=(
        Code("D", "Daily"),
        Code("W", "Weekly"),
        Code("M", "Monthly"),
        Code("T", "Termly"),
        Code("Y", "Yearly"),
        Code("N", "As needed"),
    ),
    fixes={"Annually": "Y", "Every day": "D", "Every week": "W"},
)

DELIVERED_BY = CodeSet(
    name="delivered_by",
    source="Ours",
    codes=(
        Code("S", "School or setting"),
        Code("L", "Local authority"),
        Code("H", "Health service"),
        Code("C", "Social care"),
        Code("P", "Parent, with a direct payment"),
        Code("O", "Other provider"),
    ),
    fixes={"NHS": "H", "LA": "L"},
)
