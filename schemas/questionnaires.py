"""The questions that surveys ask, in our words, and the strategy's measure that each answers.

Declared once: the contract of the extract, the words in the marts and the sample follow from it.
"""

from dataclasses import dataclass

from schemas.codes import Code, CodeSet


@dataclass(frozen=True)
class Question:
    """One question on the five-point scale of agreement; a larger share that agrees is better.

    ``measure`` is the place of the measure among the survey measures of North East Lincolnshire's SEND
    commissioning strategy, in the order in which it prints them.
    """

    id: str
    wording: str
    measure: int


PARENT_CARER = (
    Question("q01", "Social care gives our family the support we need.", 1),
    Question("q02", "I understand what my child's EHC plan says.", 2),
    Question("q03", "The last annual review went well.", 3),
    Question("q04", "I agree with the outcomes in my child's EHC plan.", 4),
    Question("q05", "I am confident that I can get information about SEND.", 5),
    Question("q06", "I know where to look for information about SEND.", 6),
    Question("q07", "The Local Offer has been useful to me.", 7),
    Question("q08", "I hear what has come of changes to SEND services.", 8),
    Question("q09", "We had begun to talk about adult life by Year 9.", 9),
    Question("q10", "I am confident of support with going on to college at 16.", 10),
    Question("q11", "I am confident of support with finding work.", 11),
    Question("q12", "I am confident of support with living independently.", 12),
    Question("q13", "Health services give my child the support they need.", 13),
    Question("q14", "Health services give our family the support we need.", 14),
    Question("q15", "I know how to get to therapy services.", 15),
    Question("q16", "My child is supported to reach their goals for adult life.", 16),
)

# As ``codes.parent_carer_question`` the wordings can be joined in SQL.
PARENT_CARER_QUESTION = CodeSet(
    name="parent_carer_question",
    source="Ours; measures of North East Lincolnshire's SEND commissioning strategy, 2020",
    codes=tuple(Code(question.id, question.wording) for question in PARENT_CARER),
)
