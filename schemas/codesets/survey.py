"""Respondents of surveys. Answers are declared with their questions, in schemas/questionnaires."""

from schemas.codes import Code, CodeSet

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
