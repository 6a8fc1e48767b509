"""Which of the sample's children are known to social care, and when. Rates are ours, higher with SEND."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from pipelines.sample.chance import some
from pipelines.sample.days import FAR, Bools, Ints, day_of
from pipelines.sample.partner_paper import Area, Told, by_provision, flags, iso, up_to
from pipelines.sample.world import PLAN
from schemas.returns import Return

# Ever in need, on a plan, looked after: of those without SEN, on support, with a plan.
_EVER = {
    "childreninneed": (0.12, 0.28, 0.5),
    "protectionplans": (0.02, 0.06, 0.08),
    "lookedafter": (0.012, 0.04, 0.09),
}
_MEAN_YEARS = {"childreninneed": 1.4, "protectionplans": 0.8, "lookedafter": 3.5}
_HEADER = {"childreninneed": "needcategory", "lookedafter": "carecategory"}
_DISABLED = (0.02, 0.12, 0.55)
_UPN_KNOWN, _ADULT_DAYS = 0.9, 18 * 365 + 4


@dataclass(frozen=True)
class _Episodes:
    """One row per episode of one kind."""

    person: Ints
    start: Ints
    end: Ints
    upn_known: Bools


def social_care_tables(area: Area, of: Return, day: int) -> list[Told]:
    """Episodes open in the year to 31 March, as known on that day."""
    first, last = day_of(date(of.year - 1, 4, 1)), day_of(date(of.year, 3, 31))
    return [_told(area, kind, first, last) for kind in _EVER]


def _told(area: Area, kind: str, first: int, last: int) -> Told:
    episodes, disabled = _episodes(area, kind), _disabled(area)
    rows = np.flatnonzero((episodes.start <= last) & (episodes.end >= first))
    who = episodes.person[rows]
    columns = {
        "childid": area.number("SC", who),
        **area.pupil(last, who, known=episodes.upn_known[rows]),
        "startdate": iso(episodes.start[rows]),
        "enddate": iso(up_to(episodes.end[rows], last)),
        "disability": flags(disabled[who]),
    }
    if kind in _HEADER:
        # As the authority codes it; what is kept of it is whether it is disability.
        for_it = disabled[who] & (who % 3 > 0)
        columns[_HEADER[kind]] = np.where(for_it, "N2", np.where(who % 2, "N1", "N5")).astype(object)
    else:
        columns["plannumber"] = np.where(who % 5 == 0, "2", "1").astype(object)
    return Told(kind, columns, who)


@lru_cache(maxsize=3)
def _disabled(area: Area) -> Bools:
    return some(area.dice("disability"), len(area), by_provision(area, *_DISABLED))


@lru_cache(maxsize=3)
def _episodes(area: Area, kind: str) -> _Episodes:
    """At most one episode of a kind in a life, of residents who are at school or have a plan."""
    rng, people = area.dice(f"social care {kind}"), area.world.people
    who = np.flatnonzero(people.resident & some(rng, len(area), by_provision(area, *_EVER[kind])))
    n = len(who)
    born = area.identity.dob[who]
    earliest = np.maximum(people.begin[who] - 700, born + 30)
    latest = np.minimum(people.gone[who], born + _ADULT_DAYS - 60)
    start = (earliest + rng.random(n) * np.maximum(latest - earliest, 1)).astype(np.int64)
    longer = np.where(area.ever[who] == PLAN, 2.5, 1.0) if kind == "childreninneed" else np.ones(n)
    lasts = 20 + (rng.exponential(365 * _MEAN_YEARS[kind], n) * longer).astype(np.int64)
    end = np.minimum(np.minimum(start + lasts, born + _ADULT_DAYS - 1), people.exit[who])
    kept = np.flatnonzero((start < latest) & (end > start) & (end < FAR))
    return _Episodes(who[kept], start[kept], end[kept], some(rng, len(kept), _UPN_KNOWN))
