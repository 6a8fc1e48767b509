"""Plans of the bands after school: who stays in the band, and who comes of age out of the band below.

Hardly anybody gets a first plan after 16: a band is filled from the one below it. So many of its plans go on
as are neither too old for it next year nor ceased; the others came, and are a rate of the band below. The
pool's rate goes on as it went, an area's is held to it, and both go on with the band below as projected.
Shares alone lag behind a band that fills up (20 to 25 after 2015). The bands of school age are ``parts``'.

The constants were chosen by leaving out areas in turn: any near them does as well on those left out.
"""

from collections.abc import Sequence

import numpy as np

from pipelines.projection.growth import RECENT
from pipelines.projection.panel import Floats

SINCE_AGE = 16
STAYING = 0.85
"""Share of the plans not too old for the band that are there a year later."""
HELD = 3000.0
"""So many plans of the band below an area's own rate is held to the pool's by: of three years of one area
about half is chance (a year's rates of areas go with the next year's by .2 to .4)."""
WEIGHT = 0.75
"""What this weighs beside the shares, which know more of the area's own past."""
_LEAST_RATE = 1e-9


def ages(name: str) -> tuple[int, int] | None:
    """The first and last age of a band, ``16-19``; None where its name is none."""
    first, dash, last = name.partition("-")
    return (int(first), int(last)) if dash and first.isdigit() and last.isdigit() else None


def of_age(
    names: Sequence[str], counts: Floats, total: Floats, medians: Floats, horizons: Sequence[int]
) -> Floats:
    """The medians with the bands after school moved to what comes into them, part x area x horizon.

    ``counts`` is part x area x year, the pool in row 0, the bands in order of age; ``total`` area x year;
    ``medians`` what shares of the total say. The parts add up to the same. An area whose bands are not known
    keeps what it has.
    """
    if counts.shape[2] < 2:  # noqa: PLR2004
        return medians
    counts = _of_total(counts, total)
    moved = medians.copy()
    for band, name in enumerate(names):
        between, below = ages(name), ages(names[band - 1]) if band else None
        if between is None or below is None or between[0] < SINCE_AGE or below[1] + 1 != between[0]:
            continue
        years = between[1] - between[0] + 1
        keeps = STAYING * (years - 1) / years
        rate = coming(counts[band], counts[band - 1], keeps)
        feeding = yearly(counts[band - 1, :, -1], moved[band - 1], horizons)
        plans, ahead = counts[band, :, -1], []
        for year in range(max(horizons)):
            plans = keeps * plans + rate * feeding[:, year]
            ahead.append(plans)
        said = np.stack([ahead[h - 1] for h in horizons], axis=1)
        mixed = medians[band] ** (1 - WEIGHT) * said**WEIGHT
        moved[band] = np.where(np.isfinite(mixed), mixed, medians[band])
    before, after = medians.sum(axis=0), moved.sum(axis=0)
    scaled: Floats = moved * np.divide(before, after, out=np.ones_like(before), where=after > 0)
    return scaled


def coming(band: Floats, below: Floats, keeps: float) -> Floats:
    """Who comes into a band in a year per plan of the band below, by area; counts are area x year.

    The pool's rate: half the last year's, half that of the last three. An area's is that times who came there
    over whom the pool's rates would have brought, both with what ``HELD`` plans would bring added.
    """
    came = np.maximum(band[:, 1:] - keeps * band[:, :-1], 0.0)[:, -RECENT:]
    of = below[:, :-1][:, -RECENT:]
    pool = came[0] / np.maximum(of[0], 1.0)
    usual = max(float(pool.mean()), _LEAST_RATE)
    ratio = (np.nansum(came, axis=1) + HELD * usual) / (np.nansum(pool * of, axis=1) + HELD * usual)
    rate: Floats = (pool[-1] + usual) / 2 * ratio
    return rate


def yearly(now: Floats, medians: Floats, horizons: Sequence[int]) -> Floats:
    """Every year from now (0) to the last horizon, area x year; between two that are told, in a line."""
    told, known = np.array([0, *horizons]), np.column_stack([now, medians])
    years = np.arange(max(horizons) + 1)
    after = np.searchsorted(told, years).clip(1)
    part = (years - told[after - 1]) / (told[after] - told[after - 1])
    path: Floats = known[:, after - 1] * (1 - part) + known[:, after] * part
    return path


def _of_total(counts: Floats, total: Floats) -> Floats:
    """The bands of each year as shares of its total, where that is known."""
    summed = counts.sum(axis=0)
    scale = np.divide(total, summed, out=np.ones_like(summed), where=np.isfinite(total) & (summed > 0))
    scaled: Floats = counts * scale
    return scaled
