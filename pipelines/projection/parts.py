"""Medians of age bands and placements that add up to the total, from one origin.

Each part is a share of the total: the pool's shares go on as they went last year, damped; an area's shares
go back towards the pool's as fast as shares have done in the panel, and a band takes from the one below it.
The bands after school follow those who come of age (``cohorts``).
Plans in special schools are bound by places: they have a pace of their own (``methods.at_own_pace``),
and the others share what is left. ``special_indep_nmss`` is a part of ``special``, as DfE publishes it: it
is a share of that.
"""

from collections.abc import Sequence

import numpy as np

from pipelines.projection.cohorts import of_age
from pipelines.projection.growth import CLIP, RECENT, damped
from pipelines.projection.methods import SPECIAL, at_own_pace
from pipelines.projection.panel import SCHEMES, Floats, Panel
from pipelines.projection.slopes import learnt

WITHIN = {"special_indep_nmss": SPECIAL}
"""Parts of a part: told beside the others, not added with them."""
SMOOTH = 20.0
"""So many plans, spread as the pool's, are added before shares are taken: a share of few is chance."""
TREND, TREND_MOST = 0.5, 0.03
"""What a year's change of the pool's share leaves for the next, and the most of it that counts."""
RETURNING = 0.97
STRENGTH = 300.0
LEARNT_TO = 5
UPHEAVAL = float(np.log(2))
"""Nothing is learnt over years in which the pool's share moved by more: a part that began, or a new rule."""
BY_PLACES = (SPECIAL,)
"""Placements of which there are so many places: they grow as places do, whatever is asked for. Units and
alternative provision were tried: what they do not take, mainstream schools did not take either."""
REST_KEEPS = 0.5
"""The other placements keep at least this part of their share."""
_USUAL = {"last": 0.1, "recent": 0.07, "share": 0.3, "younger": 0.3}


def disjoint(panel: Panel, scheme: str, *, carry: bool = True) -> tuple[tuple[str, ...], Floats]:
    """The parts of a scheme that make the total, part x area x year.

    A part that is not given beside others is nought. With ``carry``, an area and year without any has
    those of the year before.
    """
    parts = panel.parts[scheme]
    keep = [n for n, name in enumerate(parts.names) if WITHIN.get(name) not in parts.names]
    return tuple(parts.names[n] for n in keep), _filled(parts.counts[keep], carry=carry)


def parts_of(panel: Panel, total: Floats, horizons: Sequence[int]) -> dict[str, Floats]:
    """Series (``age:0-4``, ``placement:special``) and its medians, area x horizon.

    ``total`` is the medians of the totals. The parts of a scheme add up to it; where a total is not known,
    they are not. An area without parts of its own has the pool's shares.
    """
    found: dict[str, Floats] = {}
    for scheme in SCHEMES:
        if scheme not in panel.parts:
            continue
        names, counts = disjoint(panel, scheme)
        if len(names) == 1 or not np.isfinite(counts).any():
            continue
        medians = total * np.stack(
            [shares_ahead(counts, h, ageing=scheme == "age") for h in horizons], axis=-1
        )
        if scheme == "placement":
            medians = _places_first(panel, names, medians, total, horizons)
        else:
            medians = of_age(names, _with_pool(counts), panel.total, medians, horizons)
        found |= {f"{scheme}:{name}": medians[n] for n, name in enumerate(names)}
        found |= _within(panel, scheme, found, horizons)
    return found


def shares_ahead(counts: Floats, years: int, *, ageing: bool) -> Floats:
    """Shares of the parts so many years after the last, part x area; each area's add up to 1."""
    pool = _pool(counts)
    shares = _shares(counts, pool)
    gaps = shares - shares[:, :1]
    last = counts.shape[2] - 1
    signals = _signals(gaps, ageing=ageing)
    span = min(years, LEARNT_TO)
    trend = np.zeros(len(counts))
    if last > 0:
        moved = np.nan_to_num(shares[:, 0, last] - shares[:, 0, last - 1])
        trend = damped(years, TREND) * TREND * np.clip(moved, -TREND_MOST, TREND_MOST)
    prior = np.zeros(signals.shape[-1])
    prior[2] = (RETURNING**span - 1) * _USUAL["share"]
    ahead = np.empty(shares.shape[:2])
    for part in range(len(counts)):
        x, y, w = [], [], []
        for origin in range(RECENT, last - span + 1):
            if np.ptp(shares[part, 0, [origin - RECENT, origin, origin + span]]) > UPHEAVAL:
                continue
            x.append(signals[part, 1:, origin])
            y.append(gaps[part, 1:, origin + span] - gaps[part, 1:, origin])
            w.append(np.sqrt(np.nan_to_num(counts[part, 1:, origin])))
        slopes = prior
        if x:
            slopes = learnt(np.vstack(x), np.concatenate(y), np.concatenate(w), prior, STRENGTH)
        ahead[part] = shares[part, :, last] + signals[part, :, last] @ slopes + trend[part]
    ahead = np.exp(ahead) * (pool[:, last] > 0)[:, None]
    found: Floats = ahead / ahead.sum(axis=0)
    return found


def _filled(counts: Floats, *, carry: bool = True) -> Floats:
    """Unknown parts are nought where others of area and year are known; else as in the last year known."""
    known = np.isfinite(counts).any(axis=0) & (np.nansum(counts, axis=0) > 0)
    filled = np.where(known, np.nan_to_num(counts), np.nan)
    for year in range(1, filled.shape[2]) if carry else ():
        filled[:, :, year] = np.where(known[:, year], filled[:, :, year], filled[:, :, year - 1])
    return filled


def _pool(counts: Floats) -> Floats:
    """The pool's parts, part x year: England's, or the sum of the areas."""
    return np.where(np.isfinite(counts[:, 0]), counts[:, 0], np.nansum(counts[:, 1:], axis=1))


def _with_pool(counts: Floats) -> Floats:
    """The parts with the pool's in row 0."""
    return np.concatenate([_pool(counts)[:, None], counts[:, 1:]], axis=1)


def _shares(counts: Floats, pool: Floats) -> Floats:
    """Log shares, smoothed towards the pool's; of the pool itself in row 0 and where an area has none."""
    base = np.maximum(pool, 0.5) / np.maximum(pool, 0.5).sum(axis=0)
    counts = np.where(np.isfinite(counts), counts, 0.0)
    smooth = (counts + SMOOTH * base[:, None]) / (counts.sum(axis=0) + SMOOTH)
    smooth[:, 0] = base
    logs: Floats = np.log(smooth)
    return logs


def _signals(gaps: Floats, *, ageing: bool) -> Floats:
    """Part x area x year x signal in usual sizes: how the gap to the pool moved, the gap, the one below."""
    last = np.diff(gaps, axis=2, prepend=gaps[:, :, :1])
    back = np.concatenate([np.repeat(gaps[:, :, :1], RECENT, axis=2), gaps[:, :, :-RECENT]], axis=2)
    recent = (gaps - back[:, :, : gaps.shape[2]]) / RECENT
    younger = np.concatenate([np.zeros_like(gaps[:1]), gaps[:-1]]) if ageing else np.zeros_like(gaps)
    steps = zip((last, recent, gaps, younger), _USUAL.values(), strict=True)
    return np.stack([np.clip(step / usual, -CLIP, CLIP) for step, usual in steps], axis=-1)


def _places_first(
    panel: Panel, names: tuple[str, ...], medians: Floats, total: Floats, horizons: Sequence[int]
) -> Floats:
    """What is bound by places at its own pace, the others scaled to what is left of the total."""
    bound = [n for n, name in enumerate(names) if name in BY_PLACES]
    placed = medians[bound].copy()
    for n, part in enumerate(bound):
        own = at_own_pace(panel, names[part], horizons)
        placed[n] = np.where(np.isfinite(own) & (own > 0), own, placed[n])
    rest = total - medians[bound].sum(axis=0)
    most = total - REST_KEEPS * rest
    placed *= np.minimum(1.0, np.divide(most, placed.sum(axis=0), out=np.ones_like(most), where=most > 0))
    scale = np.divide(total - placed.sum(axis=0), rest, out=np.ones_like(rest), where=rest > 0)
    scaled = medians * scale
    scaled[bound] = placed
    return np.where(rest > 0, scaled, medians)


def _within(
    panel: Panel, scheme: str, medians: dict[str, Floats], horizons: Sequence[int]
) -> dict[str, Floats]:
    """The parts of a part, as a share of it."""
    parts, found = panel.parts[scheme], {}
    for name, whole in WITHIN.items():
        if name in parts.names and whole in parts.names:
            inner = parts.counts[parts.names.index(name)]
            outer = parts.counts[parts.names.index(whole)]
            two = _filled(np.stack([inner, np.maximum(outer - inner, 0.0)]))
            shares = np.stack([shares_ahead(two, h, ageing=False)[0] for h in horizons], axis=-1)
            found[f"{scheme}:{name}"] = medians[f"{scheme}:{whole}"] * shares
    return found
