"""Answers and respondents of surveys."""

from schemas.codes import Code, CodeSet

# The two best answers are agreement; the last two are valid for no question and stay out of the base.
AGREEMENT = CodeSet(
    name="agreement",
    source="Five points of agreement, as POET and the DfE survey of EHC plans (2017) ask; digits ours",
    codes=(
        Code("1", "Strongly agree"),
        Code("2", "Agree"),
        Code("3", "Neither agree nor disagree"),
        Code("4", "Disagree"),
        Code("5", "Strongly disagree"),
        Code("8", "Do not know"),
        Code("9", "Not applicable"),
    ),
    fixes={"Don't know": "8", "Not sure": "8", "N/A": "9", "Neither": "3"},
)

CHILD_AGE_BAND = CodeSet(
    name="child_age_band",
    source="The age bands of the SEN2 statistics; digits ours",
    codes=(
        Code("1", "0 to 4"),
        Code("2", "5 to 10"),
        Code("3", "11 to 15"),
        Code("4", "16 to 19"),
        Code("5", "20 to 25"),
    ),
    # A spreadsheet reads 5-10 as a day of October and 11-15 as a month: known spellings, settled here.
    fixes={"0-4": "1", "5-10": "2", "11-15": "3", "16-19": "4", "20-25": "5", "05-Oct": "2", "Nov-15": "3"},
)
