"""What is said of a plan beside its text: advice, outcomes, money, audits, preparation for adulthood.

No national list of these exists: the codes are ours, in the words of the Act, its regulations and the SEND
code of practice, and the target to which a case system's own words are mapped.
"""

from schemas.codes import Code, CodeSet
from schemas.codesets.ehcp import NEED_AREA

ADVICE_AGENCY = CodeSet(
    name="advice_agency",
    source="SEND Regulations 2014, regulation 6(1); letters ours",
    codes=(
        Code("P", "Child's parent or young person"),
        Code("E", "School, post-16 institution or other setting: educational advice"),
        Code("H", "Health care professional: medical advice"),
        Code("EP", "Educational psychologist"),
        Code("C", "Social care"),
        Code("A", "Preparation for adulthood and independent living, from year 9"),
        Code("R", "Person from whom the parent or young person reasonably asked for advice"),
        Code("O", "Other person whom the authority thinks appropriate"),
    ),
    fixes={
        "Parent": "P",
        "Parents": "P",
        "School": "E",
        "Setting": "E",
        "Education": "E",
        "Health": "H",
        "Medical": "H",
        "Educational psychology": "EP",
        "Psychologist": "EP",
        "Other": "O",
    },
)

ADULT_AREA = CodeSet(
    name="adult_area",
    source="SEND code of practice 2015, paragraph 1.39: preparing for adulthood; letters ours",
    codes=(
        Code("EMP", "Higher education or employment"),
        Code("IND", "Independent living"),
        Code("SOC", "Participating in society: friends, relationships, community"),
        Code("HEA", "Being as healthy as possible in adult life"),
    ),
    fixes={
        "Employment": "EMP",
        "Community": "SOC",
        "Community inclusion": "SOC",
        "Friends, relationships and community": "SOC",
        "Health": "HEA",
        "Good health": "HEA",
    },
)

OUTCOME_AREA = CodeSet(
    name="outcome_area",
    source="SEND code of practice 2015, paragraphs 6.28 to 6.35 and 1.39; letters ours",
    codes=(*NEED_AREA.codes, *ADULT_AREA.codes),
    fixes={**NEED_AREA.fixes, **ADULT_AREA.fixes},
)

OUTCOME_STATUS = CodeSet(
    name="outcome_status",
    source="Ours; SEND code of practice 2015, paragraph 9.166: progress, and whether it remains appropriate",
    codes=(
        Code("A", "Achieved"),
        Code("P", "Progress made"),
        Code("N", "No progress"),
        Code("X", "No longer appropriate"),
    ),
    fixes={"Met": "A", "Fully achieved": "A", "Partly achieved": "P", "Partly met": "P", "Not achieved": "N"},
)

FUNDER = CodeSet(
    name="funder",
    source="Ours; SEND code of practice 2015, paragraphs 6.95 to 6.99 and 9.98",
    codes=(
        Code("S", "School or setting, from its own budget"),
        Code("E", "Local authority, education: the high needs block"),
        Code("C", "Local authority, social care"),
        Code("H", "Health: integrated care board"),
        Code("J", "Jointly funded"),
        Code("O", "Other funder"),
    ),
    fixes={"School": "S", "High needs block": "E", "HNB": "E", "Social care": "C", "ICB": "H", "Health": "H"},
)

COST_KIND = CodeSet(
    name="cost_kind",
    source="Ours; top-up (element 3) as in DfE's high needs funding operational guide",
    codes=(
        Code("T", "Top-up funding (element 3)"),
        Code("P", "Placement fee"),
        Code("R", "Transport"),
        Code("H", "Health contribution"),
        Code("C", "Social care contribution"),
        Code("O", "Other cost"),
    ),
    fixes={"Top-up": "T", "Top up": "T", "Element 3": "T", "Placement": "P", "Travel": "R"},
)

BUDGET_KIND = CodeSet(
    name="budget_kind",
    source="SEND code of practice 2015, paragraph 9.101: four ways of delivery; letters ours",
    codes=(
        Code("D", "Direct payment"),
        Code("N", "Organised arrangement (notional budget)"),
        Code("T", "Third party arrangement"),
        Code("M", "Combination of these"),
    ),
    fixes={"Direct payments": "D", "Notional": "N", "Notional budget": "N", "Organised arrangement": "N"},
)

BUDGET_AGENCY = CodeSet(
    name="budget_agency",
    source="Ours; letters as in SEN2 guide 2026, item 4.4c",
    codes=(
        Code("E", "Education"),
        Code("S", "Social care"),
        Code("H", "Health"),
        Code("I", "Integrated"),
    ),
)

AUDIT_GRADE = CodeSet(
    name="audit_grade",
    source="Ofsted's four grades, as authorities' audits of plans use them; letters ours",
    codes=(
        Code("O", "Outstanding"),
        Code("G", "Good"),
        Code("R", "Requires improvement"),
        Code("I", "Inadequate"),
    ),
    fixes={"RI": "R", "Requires improvement to be good": "R"},
)

AUDITED_SECTION = CodeSet(
    name="audited_section",
    source="SEND code of practice 2015, paragraph 9.62: the sections of a plan",
    codes=(
        Code("A", "Views, interests and aspirations"),
        Code("B", "Special educational needs"),
        Code("C", "Health needs"),
        Code("D", "Social care needs"),
        Code("E", "Outcomes"),
        Code("F", "Special educational provision"),
        Code("G", "Health provision"),
        Code("H", "Social care provision, H1 and H2 together"),
        Code("H1", "Social care provision under section 2 of the 1970 Act"),
        Code("H2", "Other social care provision"),
        Code("I", "Placement"),
        Code("J", "Personal budget"),
        Code("K", "Advice and information"),
    ),
    fixes={
        f"Section {letter}": letter
        for letter in ("A", "B", "C", "D", "E", "F", "G", "H", "H1", "H2", "I", "J", "K")
    },
)
