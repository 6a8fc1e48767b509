"""Slopes learnt from many areas at once, held towards what is known before: ridge, robust to wild areas.

It knows nothing of plans: it takes signals and outcomes as arrays.
"""

import numpy as np

from pipelines.projection.panel import Floats

_ROUNDS, _HUBER, _NORMAL = 8, 1.5, 1.4826


def learnt(signals: Floats, outcome: Floats, weight: Floats, prior: Floats, strength: float) -> Floats:
    """Slopes of the outcome on the signals.

    Weighted least squares with Huber's weights (an area more than 1.5 robust deviations off counts less), and
    a ridge that holds the slopes to ``prior`` as ``strength`` rows of signals of size 1 would. Rows that are
    not known whole, or weigh nothing, are left out; without any, the slopes are the prior.
    """
    known = np.isfinite(signals).all(axis=1) & np.isfinite(outcome) & (weight > 0)
    x, y, w = signals[known], outcome[known], weight[known]
    slopes = prior.copy()
    if not len(y):
        return slopes
    w = w / w.mean()
    for _ in range(_ROUNDS):
        off = y - x @ slopes
        usual = max(_NORMAL * float(np.median(np.abs(off))), 1e-9)
        each = w * np.minimum(1.0, _HUBER * usual / np.maximum(np.abs(off), 1e-12))
        square = x.T @ (x * each[:, None]) + strength * np.eye(len(prior))
        slopes = prior + np.linalg.solve(square, x.T @ (each * (y - x @ prior)))
    return slopes
