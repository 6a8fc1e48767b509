"""One reading of the case system: what is true, what is known of it, and at the end of which day."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.sample.blade import as_text
from pipelines.sample.days import FAR, Ints, Texts, written
from pipelines.sample.ehcp_cases import Cases, cases_on
from pipelines.sample.ehcp_plans import Reviews, Versions, reviews_on, versions_on
from pipelines.sample.identity import Identity
from pipelines.sample.sen2_facts import Facts, facts_of
from pipelines.sample.world import World


@dataclass(frozen=True)
class System:
    """The case system at the end of ``day``. ``reviews`` and ``versions`` name the row of their case."""

    world: World
    identity: Identity
    facts: Facts
    cases: Cases
    reviews: Reviews
    versions: Versions
    day: int

    @cached_property
    def version_keys(self) -> Texts:
        """The key of each version."""
        return numbered(self.cases.case[self.versions.row], "V", self.versions.number)

    @cached_property
    def review_keys(self) -> Texts:
        """The key of each review."""
        return numbered(self.cases.case[self.reviews.row], "R", self.reviews.number)

    @cached_property
    def current(self) -> Ints:
        """Rows of the versions in force."""
        return np.flatnonzero(self.versions.current)

    @cached_property
    def last_held(self) -> Ints:
        """For each case: the row of its last review that was held, or -1."""
        last = np.full(len(self.cases.case), -1)
        held = np.flatnonzero(self.reviews.meeting < FAR)
        last[self.reviews.row[held]] = held  # by case and number: the last one stays
        return last


def system_on(world: World, identity: Identity, day: int) -> System:
    """The case system as it is at the end of that day."""
    facts = facts_of(world)
    cases = cases_on(world, facts, day)
    reviews = reviews_on(world, facts, cases, day)
    return System(world, identity, facts, cases, reviews, versions_on(world, cases, reviews, day), day)


def iso_dates(days: Ints) -> Texts:
    """Days as most systems write them."""
    return written(days, lambda day: day.isoformat())


def numbered(parents: Texts, kind: str, numbers: Ints) -> Texts:
    """Keys of records that hang on others, ``C000001-V2``."""
    return np.asarray(parents + f"-{kind}" + as_text(numbers), dtype=object)


def pounds(amounts: Ints) -> Texts:
    """Whole pounds as a system writes them; nothing where there are none."""
    return np.array([f"{pounds}.00" if pounds else "" for pounds in amounts.tolist()], dtype=object)
