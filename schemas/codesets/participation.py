"""What young people do after compulsory schooling, as the national client caseload codes it."""

from schemas.codes import Code, CodeSet

EDUCATION, EMPLOYMENT, TRAINING = "Education", "Employment", "Training"
REENGAGEMENT, NEET, CUSTODY = "Re-engagement", "NEET", "Custody"
NOT_KNOWN = "Not known"

ACTIVITY = CodeSet(
    name="activity",
    source="DfE, NCCIS management information requirement, current activity from 16 on; labels shortened",
    codes=(
        Code("210", "School sixth form"),
        Code("220", "Sixth form college"),
        Code("230", "Further education"),
        Code("240", "Higher education"),
        Code("250", "Part-time education"),
        Code("260", "Gap year"),
        Code("270", "Other full-time education"),
        Code("280", "Special post-16 institution"),
        Code("290", "Education in custody"),
        Code("310", "Apprenticeship"),
        Code("320", "Full-time employment with regulated study"),
        Code("330", "Employment without training"),
        Code("340", "Employment with other training"),
        Code("350", "Temporary employment"),
        Code("360", "Part-time employment"),
        Code("380", "Self-employment"),
        Code("381", "Self-employment with regulated study"),
        Code("410", "Funded work-based learning"),
        Code("430", "Other training"),
        Code("440", "Training and support of the Department for Work and Pensions"),
        Code("450", "Traineeship"),
        Code("460", "Supported internship"),
        Code("530", "Re-engagement provision"),
        Code("540", "Working not for reward"),
        Code("550", "Working not for reward with study"),
        Code("610", "Not yet ready for work or learning"),
        Code("615", "Start date agreed, other"),
        Code("616", "Start date agreed in education or training"),
        Code("619", "Seeking employment, education or training"),
        Code("620", "Not available: young carer"),
        Code("630", "Not available: teenage parent"),
        Code("640", "Not available: illness"),
        Code("650", "Not available: pregnancy"),
        Code("660", "Not available: religious grounds"),
        Code("670", "Not available: unlikely ever to be economically active"),
        Code("680", "Not available: another reason"),
        Code("710", "Custody, young adult offender"),
        Code("810", "Current situation not known"),
        Code("820", "Cannot be contacted"),
        Code("830", "Refused to disclose"),
    ),
)

# Work not for reward with study is learning under the duty to participate; without study it is NEET.
ACTIVITY_GROUP = CodeSet(
    name="activity_group",
    source="DfE, NCCIS management information requirement, the groups of its reports; group of 550 ours",
    codes=tuple(
        Code(activity, group)
        for group, activities in {
            EDUCATION: "210 220 230 240 250 260 270 280 290",
            EMPLOYMENT: "310 320 330 340 350 360 380 381 550",
            TRAINING: "410 430 440 450 460",
            REENGAGEMENT: "530",
            NEET: "540 610 615 616 619 620 630 640 650 660 670 680",
            CUSTODY: "710",
            NOT_KNOWN: "810 820 830",
        }.items()
        for activity in activities.split()
    ),
)
