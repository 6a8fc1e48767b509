"""Disclosure policies: how few people are too few to show, and on whose authority. No rule is applied here.

A mart's heading names its policy (``rule: education``). To change a threshold, change one constant here.
"""

from dataclasses import dataclass

# Department for Education, "Outcomes of children in need: SEN by need" and the rest of the family
# "explore education statistics": counts of 1 to 5 are 'c', with secondary suppression; zeros are shown.
EDUCATION_THRESHOLD = 5

# EES open-data standard, symbols: c is confidential, z is not applicable.
CONFIDENTIAL = "c"

STATUS_COLUMN = "status"
SHOWN = "shown"
# One word for primary and secondary: telling which is which would narrow the hidden cells.
SUPPRESSED = "suppressed"
STATUS_DESCRIPTION = (
    "Whether every count of the row is shown, or at least one is suppressed to protect small groups"
)


# NHS England, Hospital Episode Statistics since 2018, below national level: 1 to 7 hidden, the rest rounded.
HEALTH_THRESHOLD, HEALTH_ROUNDING = 7, 5
# GP Patient Survey: fewer than 10 answers are not shown.
SURVEY_LEAST_BASE = 10


@dataclass(frozen=True)
class Policy:
    """Counts of 1 to ``threshold`` people are hidden, and no hidden count may be known closer than that.

    Counts that are shown are rounded to ``rounding``; a row whose base is below ``least_base`` is hidden.
    """

    name: str
    threshold: int
    authority: str
    rounding: int = 1
    least_base: int = 0
    reads: str = "published extracts"

    @property
    def hides(self) -> bool:
        """Whether it ever hides anything."""
        return bool(self.threshold or self.least_base)

    @property
    def words(self) -> str:
        """What it asks for, in words."""
        if not self.hides:
            return f"nothing is hidden; a mart under it may read {self.reads} only"
        rounded = f" and the others rounded to {self.rounding}" if self.rounding > 1 else ""
        bases = f", and whatever has a base under {self.least_base}" if self.least_base else ""
        return f"counts of 1 to {self.threshold} are hidden{rounded}{bases}"

    def is_small(self, people: float) -> bool:
        """Whether this number of people is too small to show. Nobody is not small."""
        return 1 <= people <= self.threshold

    def is_thin(self, base: float) -> bool:
        """Whether a base is too small to show anything of it."""
        return 1 <= base < self.least_base


EDUCATION = Policy("education", EDUCATION_THRESHOLD, "DfE, outcomes of children in need: SEN by need")
HEALTH = Policy(
    "health", HEALTH_THRESHOLD, "NHS England, Hospital Episode Statistics", rounding=HEALTH_ROUNDING
)
# The release does not round: secondary suppression, which the rounding would save, protects instead.
HEALTH_UNROUNDED = Policy(
    "health_unrounded",
    HEALTH_THRESHOLD,
    "NHS England, Hospital Episode Statistics; unrounded with secondary suppression",
)
SURVEY = Policy(
    "survey",
    EDUCATION_THRESHOLD,
    "DfE for counts; GP Patient Survey for bases",
    least_base=SURVEY_LEAST_BASE,
)

# What its publisher has released to anybody is shown as it was released.
PUBLISHED = Policy("published", 0, "The publisher has released these very figures")

# What is made of figures as they are shown tells nothing that they do not tell.
SHOWN_ONLY = Policy(
    "shown",
    0,
    "Made of figures that are released beside it",
    reads="marts as they are shown, and published extracts",
)

OWNERS_RULES = (EDUCATION, HEALTH, SURVEY, PUBLISHED)
# What the release applies, and so what a mart may name: it cannot round yet.
POLICIES = {policy.name: policy for policy in (EDUCATION, HEALTH_UNROUNDED, SURVEY, PUBLISHED, SHOWN_ONLY)}
