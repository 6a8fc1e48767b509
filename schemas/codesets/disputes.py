"""Disagreements about assessments and plans: grounds of the Act, and how mediation and appeals end."""

from schemas.codes import Code, CodeSet

DISPUTE_GROUND = CodeSet(
    name="dispute_ground",
    source="Children and Families Act 2014, section 51(2), paragraphs (a) to (f); codes ours",
    codes=(
        Code("ASSESS", "Refusal to secure an assessment, (a)"),
        Code("ISSUE", "Refusal to issue a plan after an assessment, (b)"),
        Code("CONTENT", "Content of a plan: needs, provision or placement, (c)"),
        Code("REASSESS", "Refusal to secure a reassessment, (d)"),
        Code("AMEND", "Refusal to amend or replace a plan, (e)"),
        Code("CEASE", "Decision to cease to maintain a plan, (f)"),
        Code("HEALTHCARE", "Health or social care in a plan"),
    ),
    fixes={
        "Refusal to assess": "ASSESS",
        "Refusal to issue": "ISSUE",
        "Contents": "CONTENT",
        "Sections B, F and I": "CONTENT",
        "Cease to maintain": "CEASE",
    },
)

MEDIATION_OUTCOME = CodeSet(
    name="mediation_outcome",
    source="Ours",
    codes=(
        Code("FULL", "Full agreement"),
        Code("PART", "Agreement in part"),
        Code("NONE", "No agreement"),
        Code("WITHDRAWN", "Withdrawn before it was held"),
        Code("CERTIFICATE", "Certificate without mediation: the family did not want it"),
    ),
    fixes={"Agreed": "FULL", "Partial agreement": "PART", "Certificate issued": "CERTIFICATE"},
)

APPEAL_OUTCOME = CodeSet(
    name="appeal_outcome",
    source="Ours; outcomes as the Ministry of Justice's tribunal statistics tell them apart",
    codes=(
        Code("UPHELD", "Decided for the appellant, in whole or in part"),
        Code("DISMISSED", "Decided for the authority"),
        Code("CONCEDED", "Conceded by the authority"),
        Code("CONSENT", "Settled by consent order"),
        Code("WITHDRAWN", "Withdrawn by the appellant"),
        Code("STRUCK", "Struck out"),
    ),
    fixes={"Allowed": "UPHELD", "In favour of appellant": "UPHELD", "In favour of authority": "DISMISSED"},
)
