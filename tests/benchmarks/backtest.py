"""Projections beside simple methods, the reference's pooled regression, and ETS and Theta, on one panel.

    .venv/bin/python -m tests.benchmarks.backtest PANEL [--origins 2018-2022] [--horizons 1,2,3,5]

``PANEL`` is a folder as 'send panel' writes it. All are asked the same: areas with four Januaries and more
at the origin. ETS and Theta are statsforecast's (dependency group ``forecasts``); without it they are left
out.
The time is that of the back-test alone, of ``--areas`` areas: those of the panel, again and again until
there are so many.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.cli.project import numbers
from pipelines.projection.checks import checked
from pipelines.projection.panel import Floats, Panel, as_known, population_in
from pipelines.projection.panel_files import read_panel
from pipelines.projection.project import backtest
from pipelines.projection.rolling import outcome
from pipelines.projection.scores import ALL_SIZES, OURS, beside, scored, summary

GOAL_SECONDS = 300.0
_LEARN_FROM, _RIDGE = 3, 0.01


def main() -> None:
    """Back-test, score, and print a table a series: WAPE of every method, and how ours held."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("panel", type=Path)
    asked.add_argument("--origins", default="2018-2022")
    asked.add_argument("--horizons", default="1,2,3,5")
    asked.add_argument("--areas", type=int, default=150)
    asked.add_argument(
        "--library", default="total", help="Series that ETS and Theta are asked for, by commas."
    )
    wanted = asked.parse_args()
    panel = read_panel(wanted.panel)
    origins, horizons = numbers(wanted.origins, "--origins", ""), numbers(wanted.horizons, "--horizons", "")
    seconds = timed(panel, origins, horizons, wanted.areas)
    table = backtest(panel, origins, horizons)
    table = _long_known(panel, table)
    series = list(dict.fromkeys(table["series"]))
    others = [beside(panel, origins, horizons, series), reference(panel, origins, horizons)]
    others += [library(panel, origins, horizons, name) for name in wanted.library.split(",")]
    found = scored(panel, table, pd.concat(others, ignore_index=True))
    told = summary(found)
    told = told[told["size"] == ALL_SIZES]
    for name in series:
        _print(told[told["series"] == name], name)
    sys.stdout.write("\n" + "\n".join(pooled_over_bands(found)) + "\n")
    sys.stdout.write(
        f"{wanted.areas} areas x {len(origins)} origins: {seconds:.1f} s (goal {GOAL_SECONDS:.0f})\n"
    )


def timed(panel: Panel, origins: Sequence[int], horizons: Sequence[int], areas: int) -> float:
    """Seconds of one back-test of so many areas."""
    rows = [0, *(1 + np.arange(areas) % (len(panel.areas) - 1)).tolist()]
    many = replace(
        panel,
        areas=(0, *range(1, areas + 1)),
        total=panel.total[rows],
        listed=panel.listed[rows],
        new=panel.new[rows],
        ceased=panel.ceased[rows],
        parts={name: replace(each, counts=each.counts[:, rows]) for name, each in panel.parts.items()},
        region=panel.region[rows],
        ends=panel.ends[rows],
        population=panel.population[rows],
    )
    began = time.perf_counter()
    backtest(many, origins, horizons)
    return time.perf_counter() - began


def reference(panel: Panel, origins: Sequence[int], horizons: Sequence[int]) -> pd.DataFrame:
    """The reference's pooled regression (section 4), as it is written there.

    ``h (g1 + g3) / 2 + b1 d1 + b3 d3 + c (ln p - ln p England)``, weighed by stock, a light ridge, learnt
    anew at every origin from the earlier ones; no damping, no combination, no assumed slope.
    """

    def say(known: Panel, years: int) -> Floats:
        stock = np.log(np.where(known.total > 0, known.total, np.nan))
        last = len(known.years) - 1
        x, y, w = [], [], []
        for origin in range(_LEARN_FROM, last - years + 1):
            signals, pace = _reference_signals(known, stock, origin)
            grown = stock[1:, origin + years] - stock[1:, origin] - years * pace
            fit = np.isfinite(signals).all(axis=1) & np.isfinite(grown)
            x.append(signals[fit])
            y.append(grown[fit])
            w.append(known.total[1:, origin][fit])
        signals, pace = _reference_signals(known, stock, last)
        slopes = np.zeros(3)
        if x and len(np.concatenate(y)):
            xs, ys, ws = np.vstack(x), np.concatenate(y), np.concatenate(w)
            ws = ws / ws.mean()
            ridge = _RIDGE * len(ys) * np.diag(xs.var(axis=0))
            slopes = np.linalg.solve(xs.T @ (xs * ws[:, None]) + ridge, xs.T @ (ws * ys))
        median = np.full(len(known.areas), np.nan)
        median[1:] = np.exp(stock[1:, last] + years * pace + np.nan_to_num(signals) @ slopes)
        return median

    return _said(panel, origins, horizons, "reference: pooled regression", say)


def _reference_signals(known: Panel, stock: Floats, at: int) -> tuple[Floats, float]:
    g1, g3 = stock[:, at] - stock[:, at - 1], (stock[:, at] - stock[:, at - 3]) / 3
    prevalence = stock[1:, at] - np.log(population_in(known, known.years[at])[1:])
    both = np.isfinite(prevalence)
    people = population_in(known, known.years[at])[1:][both].sum()
    England = np.log(known.total[1:, at][both].sum() / people) if both.any() else np.nan  # noqa: N806
    signals = np.stack([g1[1:] - g1[0], g3[1:] - g3[0], prevalence - England], axis=1)
    return signals, float((g1[0] + g3[0]) / 2)


def library(panel: Panel, origins: Sequence[int], horizons: Sequence[int], series: str) -> pd.DataFrame:
    """AutoETS, damped ETS and AutoTheta of statsforecast, area by area; empty where it is not installed.

    An area without enough Januaries for a method has the method's fallback, a random walk with drift.
    """
    try:
        from statsforecast.models import AutoETS, AutoTheta, RandomWalkWithDrift  # noqa: PLC0415
    except ImportError:
        sys.stderr.write("statsforecast is not installed: ETS and Theta are left out.\n")
        return pd.DataFrame()
    made = {
        "AutoETS": lambda: AutoETS(season_length=1),
        "damped ETS": lambda: AutoETS(season_length=1, model="AAN", damped=True),
        "AutoTheta": lambda: AutoTheta(season_length=1),
    }

    def saying(name: str) -> Callable[[Panel, int], Floats]:
        kept: dict[int, Floats] = {}

        def say(known: Panel, years: int) -> Floats:
            if known.last not in kept:
                kept[known.last] = np.stack(
                    [_walk(row, made[name], RandomWalkWithDrift) for row in outcome(known, series)]
                )
            return kept[known.last][:, years - 1]

        return say

    def _walk(counts: Floats, method: Callable[[], object], fallback: Callable[[], object]) -> Floats:
        own = counts[np.isfinite(counts)]
        if len(own) < 4 or not np.isfinite(counts[-1]):
            return np.full(max(horizons), np.nan)
        try:
            return np.asarray(method().fit(own).predict(max(horizons))["mean"])  # type: ignore[attr-defined]
        except Exception:
            return np.asarray(fallback().fit(own).predict(max(horizons))["mean"])  # type: ignore[attr-defined]

    return pd.concat(
        [_said(panel, origins, horizons, name, saying(name), series) for name in made], ignore_index=True
    )


def _said(  # noqa: PLR0917
    panel: Panel,
    origins: Sequence[int],
    horizons: Sequence[int],
    method: str,
    say: Callable[[Panel, int], Floats],
    series: str = "total",
) -> pd.DataFrame:
    tables = []
    for origin in origins:
        known, _ = checked(as_known(panel, origin))
        for years in horizons:
            median = say(known, years)
            rows = np.nonzero(np.isfinite(median))[0]
            tables.append(
                pd.DataFrame(
                    {
                        "method": method,
                        "la": np.asarray(known.areas)[rows],
                        "series": series,
                        "origin": origin,
                        "horizon": years,
                        "year": origin + years,
                        "median": median[rows],
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)


def pooled_over_bands(found: pd.DataFrame) -> list[str]:
    """One line a horizon: WAPE over all age bands together, of ours and each method asked all the same."""
    bands = found[found["series"].str.startswith("age:")]
    by = bands.groupby(["horizon", "method"])
    told = by.agg(error=("error", "sum"), plans=("outcome", "sum"), asked=("outcome", "size"))
    told["wape"] = 100 * told["error"] / told["plans"]
    lines = []
    for years, each in told.groupby(level="horizon"):
        same = each.droplevel("horizon")
        same = same[same["asked"] == same.loc[OURS, "asked"]].sort_values("wape")
        said = "; ".join(f"{method} {wape:.2f}" for method, wape in same["wape"].items())
        lines.append(f"all bands together, {years} ahead, WAPE: {said}")
    return lines


def _long_known(panel: Panel, table: pd.DataFrame) -> pd.DataFrame:
    """Areas that have four Januaries at the origin: fewer, and most methods have nothing to say."""
    own = np.cumsum(np.isfinite(panel.total), axis=1)
    rows = np.searchsorted(panel.areas, table["la"])
    columns = np.searchsorted(panel.years, table["origin"])
    return table[own[rows, columns] > _LEARN_FROM]


def _print(told: pd.DataFrame, name: str) -> None:
    wape = told.pivot_table(index="method", columns="horizon", values="wape_percent")
    ours = told[told["method"] == OURS].set_index("horizon")
    sys.stdout.write(
        f"\n{name}: WAPE in percent by years ahead\n{wape.sort_values(wape.columns[0]).to_string()}\n"
    )
    kept = ["outcomes", "mase", "held_80_percent", "held_95_percent", "interval_score_80_percent"]
    sys.stdout.write(f"{ours[kept].T.to_string(header=False)}\n")


if __name__ == "__main__":
    main()
