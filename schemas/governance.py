"""On what ground an extract is held: who controls it, why, for how long, and how its owner protects counts.

Each extract declares its own. Where the data come from another body an agreement must be in force as well:
what such an agreement says of one authority is no declaration and lies beside the deliveries
(``pipelines.agreements``).
"""

from dataclasses import dataclass

from schemas.disclosure import EDUCATION, PUBLISHED, Policy

# UK GDPR, article 6(1)(e) and article 9(2)(g) with Data Protection Act 2018, schedule 1, paragraph 6.
PUBLIC_TASK = "UK GDPR articles 6(1)(e) and 9(2)(g)"
# UK GDPR, article 9(2)(h) with Data Protection Act 2018, schedule 1, paragraph 2.
CARE_TASK = "UK GDPR articles 6(1)(e) and 9(2)(h)"
NO_PERSONS = "No personal data"

COUNCIL = "The local authority"


@dataclass(frozen=True)
class Governance:
    """Whose an extract is and on what ground it is held.

    ``act`` is the Act and its sections. ``retention_years`` run from ``kept_from``; the figures are the
    project's own, and an agreement may say less. ``disclosure`` is the owner's rule for publishing counts.
    """

    controller: str
    article: str
    act: str
    purpose: str
    kept_from: str
    retention_years: int = 10
    disclosure: Policy = EDUCATION
    needs_agreement: bool = False

    @property
    def lawful_basis(self) -> str:
        """Article and Act, as an agreement states them."""
        return f"{self.article}; {self.act}" if self.act else self.article


DFE, ONS = "Department for Education", "Office for National Statistics"


def published(publisher: str, purpose: str) -> Governance:
    """Of what a publisher has released to anybody under the Open Government Licence v3.0."""
    return Governance(
        controller=publisher,
        article=NO_PERSONS,
        act="",
        purpose=purpose,
        kept_from="the year of the edition",
        retention_years=25,
        disclosure=PUBLISHED,
    )
