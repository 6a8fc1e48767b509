"""Who may read a release: the three audiences, where theirs lie and which rules hold. It writes no file.

Open is for anybody. A partner reads under an agreement, so it is known who reads; internal is for those who
may see every count of the lake, and never leaves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.disclosure import EDUCATION, HEALTH_UNROUNDED, POLICIES, SURVEY, Policy

# Between bodies bound by an agreement, one and two are what points at a child; the readers are known.
PARTNER_THRESHOLD = 2
_UNDER_AGREEMENT = "The agreement under which the partner reads: counts of 1 and 2 are hidden"


def _for_partners(policy: Policy) -> Policy:
    return Policy(policy.name, PARTNER_THRESHOLD, _UNDER_AGREEMENT, policy.rounding, policy.least_base)


def _in_full(policy: Policy) -> Policy:
    return Policy(policy.name, 0, "Read in the lake only, by those who may read the lake")


@dataclass(frozen=True)
class Audience:
    """One audience: where its releases lie, what its database is called, who may read, under which rules.

    ``mark`` begins the name of each of its files; ``policies`` has one for each rule a mart may name.
    """

    name: str
    folder: str
    database: str
    readers: str
    policies: Mapping[str, Policy]
    mark: str = ""
    keep: int = 12

    @property
    def is_open(self) -> bool:
        """Anybody may read it."""
        return self.name == OPEN.name


OPEN = Audience("open", "data/marts", "send_marts.duckdb", "anybody", POLICIES)
PARTNER = Audience(
    "partner",
    "data/partner/<agreement>",
    "send_marts_partner.duckdb",
    "the partner named in the agreement, for its purpose and until it ends",
    # Health keeps its owner's rule, whoever reads.
    POLICIES | {one.name: _for_partners(one) for one in (EDUCATION, SURVEY)},
)
INTERNAL = Audience(
    "internal",
    "<lake>/internal",
    "send_marts_internal.duckdb",
    "those who may read the lake; it never leaves it",
    POLICIES | {one.name: _in_full(one) for one in (EDUCATION, HEALTH_UNROUNDED, SURVEY)},
    mark="INTERNAL",
    keep=2,
)
AUDIENCES = {one.name: one for one in (OPEN, PARTNER, INTERNAL)}
