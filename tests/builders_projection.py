"""Panels of plans by a stated law, in memory and as files; nothing published is in them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.projection.panel import Panel
from pipelines.projection.panel_files import read_panel

BANDS = {"0-4": 0.05, "5-10": 0.35, "11-15": 0.35, "16-19": 0.2, "20-25": 0.05}
PLACED = {"mainstream": 0.4, "special": 0.4, "special_indep_nmss": 0.1, "fe": 0.15, "elsewhere": 0.05}
"""Shares of the total; ``special_indep_nmss`` is a part of ``special``, as DfE counts."""

Law = Callable[[int, int], float]
"""Plans of an area (1, 2, ...) so many years after the first."""


def steady(area: int, years: int) -> float:
    """Each area 100 times its number at first, all growing 10% a year: England's pace is everybody's."""
    return 100.0 * area * 1.1**years


def uneven(area: int, years: int) -> float:
    """Areas of many sizes that grow 4 to 13% a year, with a fixed wobble that no two share."""
    wobble = 1 + 0.03 * np.sin(1.7 * area + 2.3 * years)
    return float(round(80 * area * (1.04 + 0.01 * (area % 10)) ** years * wobble))


def tables(
    law: Law = uneven, areas: int = 12, years: Sequence[int] = range(2008, 2020), *, england: bool = True
) -> dict[str, pd.DataFrame]:
    """The files of a panel by name: totals with placements, bands, flows, population, list of areas."""
    counts = {(a, y): law(a, y - years[0]) for a in range(1, areas + 1) for y in years}
    if england:
        counts |= {(0, y): sum(counts[a, y] for a in range(1, areas + 1)) for y in years}
    keys = sorted(counts)
    totals = [
        {"la": a, "year": y, "total": counts[a, y]}
        | {name: share * counts[a, y] for name, share in PLACED.items()}
        for a, y in keys
    ]
    bands = [
        {"la": a, "year": y, "band": band, "ehcp": share * counts[a, y]}
        for a, y in keys
        for band, share in BANDS.items()
    ]
    flows = [
        {"la": a, "year": y, "flow": "new", "band": "all", "n": 0.15 * counts[a, y]}
        for a, y in keys
        if y < years[-1]
    ]
    people = [
        {"la": a, "year": y, "age": age, "pop": 300.0 * a}
        for a in range(1, areas + 1)
        for y in range(years[0], years[-1] + 6)
        for age in range(4, 16)
    ]
    places = [
        {"la": a, "code": f"E{a}", "name": f"Area {a}", "region": "North" if a % 2 else "South"}
        | {"first": years[0], "last": years[-1]}
        for a in range(1, areas + 1)
    ]
    return {
        "ehcp_total_placement": pd.DataFrame(totals),
        "ehcp_age_band": pd.DataFrame(bands),
        "ehcp_flows": pd.DataFrame(flows, columns=["la", "year", "flow", "band", "n"]),
        "population_syoa": pd.DataFrame(people),
        "la": pd.DataFrame(places),
    }


def write(folder: Path, files: Mapping[str, pd.DataFrame], suffix: str = "csv") -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        if suffix == "csv":
            rows.to_csv(folder / f"{name}.csv", index=False)
        else:
            rows.to_parquet(folder / f"{name}.parquet", index=False)
    return folder


def panel(folder: Path, files: Mapping[str, pd.DataFrame] | None = None, **law: object) -> Panel:
    """The panel that is read from such files."""
    return read_panel(write(folder, files or tables(**law)))  # type: ignore[arg-type]
