"""What plans cost, in the case system: costs of a financial year, and personal budgets. Drawn once a life."""

import numpy as np

from pipelines.sample.blade import Columns
from pipelines.sample.chance import dice
from pipelines.sample.days import FAR, Floats, Ints, Texts, date_of, days_in, school_year_of
from pipelines.sample.ehcp_system import System, iso_dates, numbered, pounds
from pipelines.sample.stays import AWAY

# A kind, a funder and an amount a plan; no amount where there is no such cost.
_Paid = tuple[Texts, Texts, Ints]
_Beside = tuple[str, str, float, int, int]

_APRIL, _ADULT_DAYS = 4, 18 * 1461 // 4
# What a place costs the high needs block: the kind, and hundreds of pounds a year (from, to).
_TOP_UP = ("T", 25, 120)
_OF_PLACE = {
    "SP": ("T", 80, 260),
    "FE": ("T", 40, 150),
    "OLA": ("O", 120, 400),
    "XS": ("P", 350, 900),
    "IN": ("P", 250, 600),
    "SC": ("P", 400, 950),
}
_NOTHING = ("EHE", "EYP", "NEET")
# What is paid beside it: the kind, the funder, how often, hundreds of pounds a year (from, to).
_BESIDE: tuple[_Beside, ...] = (
    ("R", "E", 0.08, 25, 90),
    ("H", "H", 0.04, 50, 400),
    ("C", "C", 0.06, 40, 600),
)
_FAR_AWAY, _TRANSPORT_FAR = ("SP", "XS", "SC"), 0.45
_THIRD_PARTY = 5
_SECTION_OF = {"E": "F", "S": "H2", "H": "G", "I": ""}


def costs_of(system: System) -> Columns:
    """The costs of this financial year of every plan in force: the place, and what is paid beside it."""
    world, cases = system.world, system.cases
    rng = dice(world.seed, world.code, "costs")
    shape = (len(world.plans.person), 1 + len(_BESIDE))
    lot, share = rng.random(shape), rng.random(shape)
    row = np.flatnonzero(cases.in_force)
    at = world.stays.place_on(np.full(len(row), system.day), cases.person[row])
    phase = np.where(at == AWAY, "", world.places.phase[at])
    plan = cases.plan[row]
    found = [_of_places(phase, share[plan, 0])]
    found += [
        _paid_beside(kind, phase, lot[plan, n], share[plan, n]) for n, kind in enumerate(_BESIDE, start=1)
    ]
    of = np.concatenate([np.arange(len(row))] * len(found))
    kind, funder, amount = (np.concatenate([one[i] for one in found]) for i in range(3))
    number = np.repeat(np.arange(1, len(found) + 1), len(row))
    kept = np.flatnonzero(amount > 0)
    kept = kept[np.lexsort((number[kept], of[kept]))]
    is_transport = kind[kept] == "R"
    return {
        "costid": numbered(cases.case[row[of[kept]]], "C", number[kept]),
        "caseid": cases.case[row[of[kept]]],
        "costkind": kind[kept],
        "annualamount": pounds(amount[kept].astype(np.int64)),
        "funder": funder[kept],
        "financialyear": np.full(len(kept), _financial_year(system.day), dtype=object),
        "startdate": iso_dates(np.where(is_transport, _term_starts(system.day), FAR)),
        "enddate": np.full(len(kept), "", dtype=object),
    }


def personal_budgets_of(system: System) -> Columns:
    """The personal budgets that the SEN2 of the sample counts, with what was agreed."""
    world, cases, facts = system.world, system.cases, system.facts
    amount = 100 * dice(world.seed, world.code, "budgets").integers(12, 160, len(world.plans.person))
    row = np.flatnonzero((cases.issued < FAR) & np.append(facts.budget, False)[cases.plan])
    agreed = cases.issued[row] + 14 + cases.plan[row] % 60
    kept = agreed <= np.minimum(system.day, cases.ended[row] - 30)
    row, agreed = row[kept], agreed[kept]
    plan, payment = cases.plan[row], facts.payment[cases.plan[row]]
    direct = np.where(plan % _THIRD_PARTY == 0, "T", "D")
    ended = cases.ended[row]
    return {
        "budgetid": numbered(cases.case[row], "B", np.ones(len(row), dtype=np.int64)),
        "caseid": cases.case[row],
        "budgetkind": np.where(payment == "", "N", direct).astype(object),
        "section": _sections(payment, world.people.dob[cases.person[row]], agreed),
        "agency": np.where(payment == "", "E", payment).astype(object),
        "annualamount": pounds(amount[plan]),
        "agreeddate": iso_dates(agreed),
        "startdate": iso_dates(agreed + 14),
        "enddate": iso_dates(np.where(ended < FAR, ended - 1, FAR)),
    }


def _of_places(phase: Texts, share: Floats) -> _Paid:
    """What the place of each plan costs; nothing where there is no place to pay."""
    kinds = [("", 0, 0) if p in _NOTHING or not p else _OF_PLACE.get(p, _TOP_UP) for p in phase]
    kind, least, most = (np.array([k[i] for k in kinds], dtype=object) for i in range(3))
    return kind, np.full(len(phase), "E", dtype=object), _between(least, most, share)


def _paid_beside(of: _Beside, phase: Texts, lot: Floats, share: Floats) -> _Paid:
    """What is paid beside the place, for those whom the lot hits."""
    kind, funder, often, least, most = of
    far = np.isin(phase.astype(str), _FAR_AWAY) & (kind == "R")
    amount = _between(np.array(least), np.array(most), share) * (lot < np.where(far, _TRANSPORT_FAR, often))
    whole = len(phase)
    return np.full(whole, kind, dtype=object), np.full(whole, funder, dtype=object), amount


def _between(least: Ints, most: Ints, share: Floats) -> Ints:
    """Whole hundreds of pounds."""
    return 100 * (least + share * (most - least)).astype(np.int64)


def _sections(payment: Texts, born: Ints, agreed: Ints) -> Texts:
    named = np.array([_SECTION_OF.get(code, "F") for code in payment], dtype=object)
    return np.where((named == "H2") & (agreed - born < _ADULT_DAYS), "H1", named)


def _financial_year(day: int) -> str:
    when = date_of(day)
    first = when.year - (when.month < _APRIL)
    return f"{first}-{(first + 1) % 100:02d}"


def _term_starts(day: int) -> int:
    return int(days_in(school_year_of(np.array([day])), 9, 1)[0])
