"""Referrals of the sample's children to health services: whom, when, how long they wait. Rates are ours.

Waits grow with the years, most of all on the neurodevelopmental pathway. Every referral is drawn once; an
extract tells of it what had happened by its day.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipelines.sample.calibration import NEEDS
from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Ints, Texts, year_of
from pipelines.sample.partner_paper import Area, Told, iso, keys, up_to
from schemas.returns import Return

# Of children with that primary need, how many are ever referred to the service.
_REFERRED = {
    "SALT": {"SLCN": 0.7, "ASD": 0.45, "HI": 0.4, "MLD": 0.15, "SLD": 0.6, "PMLD": 0.7},
    "OT": {"PD": 0.5, "ASD": 0.22, "SLD": 0.3, "PMLD": 0.5, "SPLD": 0.04},
    "PHYSIO": {"PD": 0.6, "PMLD": 0.6, "SLD": 0.2},
    "NDP": {"ASD": 0.9, "SEMH": 0.2, "SLCN": 0.08, "MLD": 0.05},
    "CAMHS": {"SEMH": 0.35, "ASD": 0.12},
}
# Median days from referral to first contact in 2019, and growth a year.
_MEDIAN_WAIT = {
    "SALT": (85, 1.07),
    "OT": (105, 1.08),
    "PHYSIO": (55, 1.03),
    "NDP": (210, 1.16),
    "CAMHS": (80, 1.09),
}
_ANY_OTHER_NEED, _REFUSED, _NOT_BROUGHT, _UPN_KNOWN, _LOST_NUMBER = 0.02, 0.08, 0.05, 0.6, 0.01
_SOURCES = {"SCH": 0.46, "GP": 0.2, "HV": 0.12, "PAED": 0.1, "LA": 0.05, "SELF": 0.05, "OTH": 0.02}
_KEPT_AFTER_DISCHARGE = 365
_AREAS = 1  # kept at hand


@dataclass(frozen=True)
class _Referrals:
    """One row per referral, with all that will ever come of it; what never happens is on ``FAR``."""

    person: Ints
    service: Texts
    source: Texts
    referred: Ints
    decided: Ints
    refused: Bools
    seen: Ints
    diagnosed: Ints
    treated: Ints
    discharged: Ints
    closure: Texts
    upn_known: Bools
    nhs_known: Bools


def health_tables(area: Area, of: Return, day: int) -> list[Told]:
    """What the provider's system knows at the end of that day."""
    r = _referrals(area)
    rows = np.flatnonzero((r.referred <= day) & (r.discharged > day - _KEPT_AFTER_DISCHARGE))
    who = r.person[rows]
    decision = np.where(r.decided[rows] > day, "P", np.where(r.refused[rows], "R", "A"))
    columns = {
        "referralid": keys("R", rows),
        "nhsnumber": np.where(r.nhs_known[rows], area.nhs_number[who], "").astype(object),
        **area.pupil(day, who, known=r.upn_known[rows]),
        **area.person(day, who),
        "service": r.service[rows],
        "referredby": r.source[rows],
        "referraldate": iso(r.referred[rows]),
        "decision": decision.astype(object),
        "decisiondate": iso(up_to(r.decided[rows], day)),
        "firstseendate": iso(up_to(r.seen[rows], day)),
        "diagnosisdate": iso(up_to(r.diagnosed[rows], day)),
        "treatmentdate": iso(up_to(r.treated[rows], day)),
        "dischargedate": iso(up_to(r.discharged[rows], day)),
        "closure": np.where(r.discharged[rows] <= day, r.closure[rows], "").astype(object),
    }
    return [Told("referrals", columns, who)]


@lru_cache(maxsize=_AREAS)
def _drawn(area: Area) -> tuple[Ints, Texts]:
    """Who is ever referred to what, by primary need; residents only."""
    rng = area.dice("health referrals")
    resident = area.world.people.resident & (area.first_sen < FAR)
    people, services = [], []
    for service, rates in _REFERRED.items():
        rate = np.array([rates.get(need, _ANY_OTHER_NEED) for need in NEEDS])[area.need]
        who = np.flatnonzero(resident & some(rng, len(area), rate))
        people.append(who)
        services.append(np.full(len(who), service, dtype=object))
    return np.concatenate(people), np.concatenate(services)


@lru_cache(maxsize=_AREAS)
def _referrals(area: Area) -> _Referrals:
    who, service = _drawn(area)
    rng, n = area.dice("health waits"), len(who)
    people = area.world.people
    earliest = area.identity.dob[who] + 540
    referred = np.maximum(area.first_sen[who] + rng.integers(-250, 500, n), earliest)
    decided = referred + rng.integers(5, 35, n)
    refused = some(rng, n, _REFUSED)
    wait = _waits(rng, service, referred)
    missed = some(rng, n, _NOT_BROUGHT)
    ends = np.minimum(people.exit[who], area.identity.dob[who] + 18 * 365 + 5)
    seen = np.where(refused | missed, FAR, np.maximum(referred + wait, decided))
    seen = np.where(seen < ends, seen, FAR)
    on_pathway = (service == "NDP") & (seen < FAR)
    diagnosed = np.where(on_pathway, seen + rng.integers(20, 240, n), FAR)
    treated = np.where(~on_pathway & (seen < FAR), seen + rng.integers(0, 60, n), FAR)
    last = np.where(on_pathway, diagnosed, treated)
    over = np.where(last < FAR, last + rng.integers(30, 900, n), np.where(missed, decided + wait, FAR))
    over = np.where(refused, decided, over)
    discharged = np.minimum(over, ends)
    closure = np.where(missed, "DNA", np.where(over <= ends, "END", "MOVED"))
    return _Referrals(
        person=who,
        service=service,
        source=rng.choice(list(_SOURCES), size=n, p=list(_SOURCES.values())).astype(object),
        referred=referred,
        decided=decided,
        refused=refused,
        seen=np.where(seen <= discharged, seen, FAR),
        diagnosed=np.where(diagnosed <= discharged, diagnosed, FAR),
        treated=np.where(treated <= discharged, treated, FAR),
        discharged=np.maximum(discharged, decided),
        closure=np.where(refused, "OTH", closure).astype(object),
        upn_known=some(rng, n, _UPN_KNOWN),
        nhs_known=~some(rng, n, _LOST_NUMBER),
    )


def _waits(rng: np.random.Generator, service: Texts, referred: Ints) -> Ints:
    """Days from referral to first contact: long tails, longer with every year since 2019."""
    median = np.array([_MEDIAN_WAIT[s][0] for s in service], dtype=float)
    growth = np.array([_MEDIAN_WAIT[s][1] for s in service], dtype=float)
    longer = growth ** np.maximum(year_of(referred) - 2019, 0)
    return np.asarray(median * longer * rng.lognormal(0, 0.45, len(service)), dtype=np.int64)
