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


@dataclass(frozen=True)
class Policy:
    """Counts of 1 to ``threshold`` people are hidden, and no hidden count may be known closer than that."""

    name: str
    threshold: int
    authority: str

    def is_small(self, people: float) -> bool:
        """Whether this number of people is too small to show. Nobody is not small."""
        return 1 <= people <= self.threshold


POLICIES = {
    policy.name: policy
    for policy in (
        Policy("education", EDUCATION_THRESHOLD, "DfE, outcomes of children in need: SEN by need"),
    )
}
