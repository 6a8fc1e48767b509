"""How wrong a back-test was, and how wrong simple methods would have been: what goes with projections.

Outcomes are the counts of the panel as it is now. It scores; it does not project.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.projection.checks import checked
from pipelines.projection.panel import ENGLAND, Panel, as_known
from pipelines.projection.rolling import outcome
from pipelines.projection.simple import SIMPLE

OURS = "projection"
SIZES = (0.0, 50.0, 200.0, 1000.0, 3000.0, np.inf)
SIZE_NAMES = ("under 50", "50 to 199", "200 to 999", "1,000 to 2,999", "3,000 and more")
ALL_SIZES = "all"
MASE_FROM = 100
_KEY = ["la", "series", "year"]


def outcomes(panel: Panel, series: Sequence[str]) -> pd.DataFrame:
    """Every count of these series: ``la, series, year, outcome``; repaired as the newest January knows it."""
    known, _ = checked(panel)
    tables = []
    for name in series:
        counts = outcome(known, name)
        rows, columns = np.nonzero(np.isfinite(counts))
        tables.append(
            pd.DataFrame(
                {
                    "la": np.asarray(known.areas)[rows],
                    "series": name,
                    "year": np.asarray(known.years)[columns],
                    "outcome": counts[rows, columns],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def beside(
    panel: Panel, origins: Sequence[int], horizons: Sequence[int], series: Sequence[str]
) -> pd.DataFrame:
    """What the simple methods say: ``method, la, series, origin, horizon, year, median``; no intervals."""
    tables = []
    for origin in sorted(set(origins)):
        known, _ = checked(as_known(panel, origin))
        for name in series:
            counts = outcome(known, name)
            with np.errstate(invalid="ignore", divide="ignore"):
                medians = np.stack([say(counts, known, horizons) for say in SIMPLE.values()])
            methods, rows, columns = np.nonzero(np.isfinite(medians))
            years = np.asarray(horizons)[columns]
            tables.append(
                pd.DataFrame(
                    {
                        "method": np.asarray(list(SIMPLE))[methods],
                        "la": np.asarray(known.areas)[rows],
                        "series": name,
                        "origin": origin,
                        "horizon": years,
                        "year": origin + years,
                        "median": medians[methods, rows, columns],
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)


def scored(panel: Panel, said: pd.DataFrame, others: pd.DataFrame | None = None) -> pd.DataFrame:
    """Error of every median whose outcome is known; areas only, England is no area.

    Adds ``method`` (ours where there is none), ``outcome``, ``at_origin`` (plans of the series then),
    ``error`` (absolute), ``step`` (mean yearly change up to the origin) and, where there are intervals,
    whether they held and their scores. A simple method is scored where ours is, so that all are asked the
    same.
    """
    said = said[said["la"] != ENGLAND].assign(method=OURS)
    if others is not None:
        same = said[["la", "series", "origin", "horizon"]]
        said = pd.concat([said, others.merge(same, validate="many_to_one")], ignore_index=True)
    known = outcomes(panel, sorted(set(said["series"])))
    found = said.merge(known, on=_KEY, validate="many_to_one")
    start = known.rename(columns={"year": "origin", "outcome": "at_origin"})
    found = found.merge(start, on=["la", "series", "origin"], how="left", validate="many_to_one")
    found = found.merge(_steps(known), on=["la", "series", "origin"], how="left", validate="many_to_one")
    found["error"] = (found["median"] - found["outcome"]).abs()
    for level, miss in (("80", 10.0), ("95", 40.0)):
        low, high, y = found[f"lo{level}"], found[f"hi{level}"], found["outcome"]
        found[f"held{level}"] = ((y >= low) & (y <= high)).astype(float).where(low.notna())
        missed = (low - y).clip(lower=0) + (y - high).clip(lower=0)
        found[f"score{level}"] = high - low + miss * missed
    return found


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """One row a method, series, size and horizon, and one of all sizes: errors in percent of the outcomes.

    ``wape_percent`` is the sum of errors over the sum of outcomes; ``mase`` the mean error in yearly steps
    of the area, of series of 100 plans and more; ``held_80_percent`` and ``held_95_percent`` how often an
    interval held; ``interval_score_80_percent`` its width and ten times what it missed by, over the
    outcomes. Size is of the series in the area at the origin.
    """
    found = found.assign(
        size=sized(found["at_origin"]),
        scaled=(found["error"] / found["step"]).where(
            (found["at_origin"] >= MASE_FROM) & (found["step"] > 0)
        ),
    )
    both = pd.concat([found, found.assign(size=ALL_SIZES)], ignore_index=True)
    groups = both.groupby(["series", "size", "horizon", "method"], sort=True)
    told = groups.agg(
        outcomes=("outcome", "size"),
        wrong=("error", "sum"),
        counted=("outcome", "sum"),
        mase=("scaled", "mean"),
        held_80_percent=("held80", "mean"),
        held_95_percent=("held95", "mean"),
    )
    scores = groups[["score80", "score95"]].sum(min_count=1)
    told = told.join(scores, validate="one_to_one").reset_index()
    base = told["counted"].where(told["counted"] > 0) / 100
    told["wape_percent"] = told["wrong"] / base
    told["interval_score_80_percent"] = told["score80"] / base
    told["interval_score_95_percent"] = told["score95"] / base
    told[["held_80_percent", "held_95_percent"]] *= 100
    return told.drop(columns=["wrong", "counted", "score80", "score95"]).round(3)


def sized(plans: "pd.Series[float]") -> "pd.Series[str]":
    """The size group that so many plans are in, missing where the number is."""
    return pd.cut(plans, SIZES, right=False, labels=SIZE_NAMES).astype("string")


def _steps(known: pd.DataFrame) -> pd.DataFrame:
    """The mean absolute change a year of each series up to each year."""
    known = known.sort_values(["la", "series", "year"])
    by = known.groupby(["la", "series"])
    change = by["outcome"].diff().abs().where(by["year"].diff() == 1)
    step = change.groupby([known["la"], known["series"]]).expanding().mean()
    return known.assign(step=step.droplevel([0, 1]))[["la", "series", "year", "step"]].rename(
        columns={"year": "origin"}
    )
