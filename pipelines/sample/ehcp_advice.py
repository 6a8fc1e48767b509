"""Advice for assessments in the case system: who was asked, and how late it came. Drawn once a life."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.sample.blade import Columns
from pipelines.sample.chance import dice
from pipelines.sample.days import FAR, Ints, Texts, day_of
from pipelines.sample.ehcp_system import System, iso_dates, numbered
from pipelines.sample.world import World

_RECORDED_SINCE = day_of(date(2022, 1, 1))
# Whom an assessment asks, and how often each takes more than the six weeks.
_LATE = {"P": 0.05, "E": 0.1, "EP": 0.4, "H": 0.3, "C": 0.25, "O": 0.3}
_AGENCIES = np.array(list(_LATE), dtype=object)
_IS_ASKED = np.array([1, 1, 1, 1, 1, 0.1])  # of others advice is sought now and then
_TWENTY_WEEKS, _AUDITED = 140, 0.04
_GRADES, _SHARES = ("O", "G", "R", "I"), (0.06, 0.48, 0.36, 0.1)


@dataclass(frozen=True)
class _Advice:
    """One row per request and agency that is asked, by request: days until it is asked for and comes."""

    request: Ints
    agency: Ints
    asked_after: Ints
    took: Ints
    grade: Texts


def advice_of(system: System) -> Columns:
    """The advice of every assessment since the system records it, as far as it has come by its day."""
    requests, cases, advice = system.world.requests, system.cases, _drawn(system.world)
    assessing = np.flatnonzero((cases.decision == "Y") & (cases.received >= _RECORDED_SINCE))
    row_of = np.full(len(requests.person), -1)
    row_of[cases.request[assessing]] = assessing
    row = row_of[advice.request]
    assessed = requests.assessed[advice.request]
    requested = np.minimum(requests.decided[advice.request] + advice.asked_after, assessed)
    ready = requested + advice.took
    # a plan waits for its advice; a request that is withdrawn does not
    received = np.maximum(np.minimum(ready, assessed - 7), requested)
    withdrawn = (requests.assessment[advice.request] == "W") & (ready > assessed)
    received = np.where(withdrawn | (received > system.day), FAR, received)

    kept = np.flatnonzero((row >= 0) & (requested <= system.day))
    case = cases.case[row[kept]]
    return {
        "adviceid": numbered(case, "A", advice.agency[kept] + 1),
        "caseid": case,
        "adviceagency": _AGENCIES[advice.agency[kept]],
        "requesteddate": iso_dates(requested[kept]),
        "receiveddate": iso_dates(received[kept]),
        "advicegrade": np.where(received < FAR, advice.grade, "").astype(object)[kept],
    }


def _drawn(world: World) -> _Advice:
    """Late advice goes with late plans."""
    rng, requests = dice(world.seed, world.code, "advice"), world.requests
    request, agency = np.nonzero(rng.random((len(requests.person), len(_LATE))) < _IS_ASKED)
    count = len(request)
    took_long = (requests.assessed - requests.received)[request] > _TWENTY_WEEKS
    odds = np.array(list(_LATE.values()))[agency] * np.where(took_long, 1.4, 0.7)
    late = rng.random(count) < odds
    return _Advice(
        request=request,
        agency=agency,
        asked_after=rng.integers(0, 6, count),
        took=np.where(late, rng.integers(43, 110, count), rng.integers(10, 43, count)),
        grade=np.where(rng.random(count) < _AUDITED, rng.choice(_GRADES, count, p=_SHARES), ""),
    )
