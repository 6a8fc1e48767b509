"""Measures of attainment from the early years to 19, and what was reached. Names are DfE's, codes ours."""

from schemas.codes import Code, CodeSet

ATTAINMENT_MEASURE = CodeSet(
    name="attainment_measure",
    source="Measures of DfE's statistics of attainment; codes ours",
    codes=(
        Code("GLD", "Good level of development, early years foundation stage profile"),
        Code("PHONICS", "Phonics screening check, year 1"),
        Code("KS2RWM", "Key stage 2, expected standard in reading, writing and mathematics"),
        Code("KS4EM", "Key stage 4, grade 5 or above in English and mathematics"),
        Code("ATT8", "Key stage 4, Attainment 8"),
        Code("L2EM19", "Level 2 with English and mathematics by 19"),
        Code("L3AT19", "Level 3 by 19"),
    ),
    fixes={"EYFSP": "GLD", "KS2 RWM": "KS2RWM", "Attainment 8": "ATT8", "A8": "ATT8"},
)

ATTAINMENT_RESULT = CodeSet(
    name="attainment_result",
    source="Ours; who was absent or disapplied counts among the pupils, as in DfE's statistics",
    codes=(
        Code("M", "Met"),
        Code("N", "Not met"),
        Code("A", "Absent"),
        Code("D", "Disapplied, or working below the test"),
        Code("L", "Left before it was taken"),
    ),
    fixes={
        "Yes": "M", "Y": "M", "1": "M", "Achieved": "M", "No": "N", "0": "N", "Not achieved": "N",
        "Disapplied": "D", "Left": "L",
    },
)  # fmt: skip
