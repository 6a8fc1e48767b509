"""The two tables: what earlier origins said (``backtest``), and what the newest January says (``project``).

One row an area, series, origin and horizon. Nothing is read or written; no error is scored (``scores``).
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np
import pandas as pd

from pipelines.errors import UsageError
from pipelines.projection.intervals import RANGE_BELOW, learnt, limits
from pipelines.projection.panel import SCHEMES, Floats, Panel
from pipelines.projection.parts import WITHIN
from pipelines.projection.rolling import Projected, rolled

COLUMNS = ("la", "series", "origin", "horizon", "year", "median", "lo80", "hi80", "lo95", "hi95")
LONGEST = 30
DECIMALS = 3
Progress = Callable[[str], None]


def silent(_: str) -> None:
    """No progress."""


def backtest(
    panel: Panel,
    origins: Sequence[int],
    horizons: Sequence[int],
    areas: Collection[int] = (),
    *,
    said_before: dict[int, Projected] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """What would have been said in each January of ``origins``; all areas where none is named.

    Columns: ``COLUMNS`` and ``tier``; plans, to three decimals, the parts of a scheme adding up to the total.
    ``said_before`` keeps what was said of this very panel for who asks again.
    Raises UsageError for an origin, a horizon or an area that the panel has not.
    """
    refuse_origins(panel, origins)
    _refuse_horizons(horizons)
    _refuse_areas(panel, areas)
    asked = sorted(set(origins)), sorted(set(horizons))
    said = rolled(panel, *asked, said_before=said_before, progress=progress)
    tables = [_table(said, origin, sorted(set(horizons)), areas) for origin in sorted(set(origins))]
    return pd.concat(tables, ignore_index=True)


def project(
    panel: Panel,
    areas: Collection[int],
    to: int,
    *,
    said_before: dict[int, Projected] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """What the newest January says of every January after it up to ``to``; all areas where none is named.

    Columns: ``COLUMNS``, ``tier`` and ``is_range`` (below 50 plans: show the interval, not the median).
    Raises UsageError for an area that the panel has not, and a year that is not after its newest.
    """
    if not panel.last < to <= panel.last + LONGEST:
        raise UsageError(
            f"{to} cannot be projected to.",
            why=f"The newest January of the panel is {panel.last}; {LONGEST} years after it is the end.",
            hint=f"Give a year from {panel.last + 1} to {panel.last + LONGEST}.",
        )
    _refuse_areas(panel, areas)
    horizons = range(1, to - panel.last + 1)
    said = rolled(panel, [panel.last], horizons, said_before=said_before, progress=progress)
    table = _table(said, panel.last, horizons, areas)
    if absent := sorted(set(areas) - set(table["la"])):
        raise UsageError(
            f"Nothing can be projected for area {', '.join(map(str, absent))}.",
            why=f"No plans are counted there in January {panel.last}, nor in the three before to carry on.",
            hint="Leave it out, or give a panel whose newest January has it.",
        )
    return table.assign(is_range=table["median"] < RANGE_BELOW)


def refuse_origins(panel: Panel, origins: Sequence[int]) -> None:
    """Raises UsageError where an origin is no January of the panel."""
    if not origins or (strange := sorted(set(origins) - set(panel.years))):
        named = ", ".join(map(str, strange)) if origins else "none"
        raise UsageError(
            f"The panel cannot be stood in at: {named}.",
            why=f"Its Januaries are {panel.years[0]} to {panel.last}.",
            hint=f"Write --origins {max(panel.years[0], panel.last - 5)}-{panel.last - 1}.",
        )


def _refuse_horizons(horizons: Sequence[int]) -> None:
    if not horizons or any(not 1 <= h <= LONGEST for h in horizons):
        raise UsageError(
            "The horizons cannot be followed.",
            why=f"A horizon is a number of years from 1 to {LONGEST}.",
            hint="Write --horizons 1,2,3,5.",
        )


def _refuse_areas(panel: Panel, areas: Collection[int]) -> None:
    if strange := sorted(set(areas) - set(panel.areas)):
        raise UsageError(
            f"The panel has no area {', '.join(map(str, strange))}.",
            why="Areas are DfE numbers as they stand in its column 'la', 0 being England.",
            hint="Leave the areas out to have all of them.",
        )


def _table(
    said: dict[int, Projected], origin: int, horizons: Sequence[int], areas: Collection[int]
) -> pd.DataFrame:
    one = said[origin]
    before = [other for year, other in said.items() if year < origin]
    at = [one.horizons.index(h) for h in horizons]
    known = np.isfinite(one.series["total"]).all(axis=1)
    rows = np.array([r for r in np.nonzero(known)[0] if not areas or one.known.areas[r] in areas], int)
    rounded = _adding_up({name: median[np.ix_(rows, np.asarray(at))] for name, median in one.series.items()})
    tables = []
    ceiling: dict[tuple[int, str], Floats] = {}
    for series, median in one.series.items():
        spread = learnt(before, one.known, series)
        told: dict[str, list[Floats]] = {name: [] for name in ("lo80", "hi80", "lo95", "hi95")}
        for n, years in enumerate(horizons):
            made = limits(median[:, at[n]], years, one.tier, spread, of_part=series != "total")
            for level, (low, high) in made.items():
                # No part is more than the whole: the total comes first.
                told[f"lo{level}"].append(low[rows])
                told[f"hi{level}"].append(np.fmin(high, ceiling.setdefault((n, level), high))[rows])
        ahead = np.repeat(np.asarray(horizons), len(rows))
        tables.append(
            pd.DataFrame(
                {
                    "la": np.tile(np.asarray(one.known.areas)[rows], len(at)),
                    "series": series,
                    "origin": origin,
                    "horizon": ahead,
                    "year": origin + ahead,
                    "median": rounded[series].T.ravel(),
                    **{name: _round(np.concatenate(each)) for name, each in told.items()},
                    "tier": np.tile(one.tier[rows], len(at)),
                }
            )
        )
    order = {name: n for n, name in enumerate(one.series)}
    table = pd.concat(tables, ignore_index=True)
    return table.sort_values(
        ["la", "series", "horizon"], key=lambda c: c.map(order) if c.name == "series" else c
    )


def _round(values: Floats) -> Floats:
    return np.round(values, DECIMALS)


def _adding_up(medians: dict[str, Floats]) -> dict[str, Floats]:
    """Rounded to three decimals so that the parts of a scheme still make the total: largest remainders."""
    found = {name: _round(median) for name, median in medians.items()}
    for scheme in SCHEMES:
        names = [n for n in medians if n.startswith(f"{scheme}:") and n.split(":", 1)[1] not in WITHIN]
        if not names:
            continue
        exact = np.stack([medians[name] for name in names]) * 10**DECIMALS
        down = np.floor(exact)
        spare = np.rint(found["total"] * 10**DECIMALS) - down.sum(axis=0)
        rank = np.argsort(np.argsort(down - exact, axis=0, kind="stable"), axis=0, kind="stable")
        down += rank < spare
        found |= {name: np.round(down[n] / 10**DECIMALS, DECIMALS) for n, name in enumerate(names)}
    return found
