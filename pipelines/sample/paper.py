"""Who everyone is in the authority's case system on a day: late to learn names and numbers, at times wrong.

SEN2 and the case system's own extract are written from the same system, so both say the same of a person.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Ints, Texts
from pipelines.sample.identity import ADOPTED, Identity
from pipelines.sample.lives import NOBODYS_BIRTHDAY
from pipelines.sample.order import Dirt
from pipelines.sample.sen2_facts import Facts
from pipelines.sample.world import World


@dataclass(frozen=True)
class Paper:
    """The persons' items as the case system has them, one row per person of the world."""

    upn: Texts
    surname: Texts
    forename: Texts
    dob: Ints


def paper_on(world: World, identity: Identity, facts: Facts, day: int, errors: Dirt) -> Paper:
    """Case systems learn late of new surnames and numbers, and some never do."""
    old_name = facts.keeps_old_name & (identity.change != ADOPTED)
    old_number = facts.keeps_old_number & (identity.change != ADOPTED) & (day >= identity.upn_since)
    rng = dice(world.seed, world.code, "birthdays")
    wrong = some(rng, len(world.people), errors.dob_transposed) & (world.plan_of >= 0)
    dob = dirty.transposed(identity.dob, wrong, NOBODYS_BIRTHDAY)
    nameless = dice(world.seed, world.code, f"nameless {day}").random(len(world.people)) < errors.no_upn
    upn = np.where(old_number, identity.first_upn, identity.upn_on(day))
    return Paper(
        upn=np.where(nameless, "", upn),
        surname=np.where(old_name, identity.first_surname, identity.surname_on(day)),
        forename=identity.forename_on(day),
        dob=dob,
    )
