"""What a panel cannot mean, found before anything is fitted: what was seen, and what was done.

A repair uses only the panel it is given: repaired at an origin, nothing later can reach a forecast. What is
only odd is told and left as it is. Counts here are published statistics of whole authorities.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pipelines.projection.growth import logs, pool_growth
from pipelines.projection.panel import Bools, Floats, Panel
from pipelines.projection.panel_files import NO_END
from pipelines.projection.parts import disjoint

MOST_NEW = 0.6
"""More new plans than this share of the plans there are in the January after them is no authority's year."""
REPEATED_FROM, REPEATED_SHARE = 200, 0.3
BREAK, SPIKE = float(np.log(1.4)), float(np.log(1.3))
SMALL = 100
"""Below so many plans a wild year is chance, not a fault."""
FLOW_GAP, AGE_GAP = 0.03, 0.01
PERSON_LEVEL_SINCE = 2023
LONGEST_GAP = 3


@dataclass(frozen=True)
class Finding:
    """One thing seen in the panel; ``la`` 0 is England or the panel as a whole."""

    la: int
    year: int
    series: str
    seen: str
    done: str


def checked(panel: Panel) -> tuple[Panel, list[Finding]]:
    """The panel repaired, and what was found in it, in order of area and year."""
    found: list[Finding] = []
    new, ceased = panel.new.copy(), panel.ceased.copy()
    for name, flow in (("new", new), ("ceased", ceased)):
        found += _impossible(panel, name, flow)
    total = panel.total.copy()
    found += _repeated(panel, total)
    found += _spikes(panel, total)
    found += _gaps(panel, total)
    repaired = replace(panel, total=total, new=new, ceased=ceased)
    found += [
        *_breaks(repaired),
        *_unbalanced(repaired),
        *_ages(repaired),
        *_places(repaired),
        *_persons(panel),
    ]
    return repaired, sorted(found, key=lambda each: (each.la, each.year, each.series, each.seen))


def _at(panel: Panel, where: Bools) -> Iterator[tuple[int, int, int, int]]:
    """Row, column, area and year of each place that is true."""
    for row, column in zip(*np.nonzero(where), strict=True):
        yield int(row), int(column), panel.areas[row], panel.years[column]


def _next_stock(panel: Panel) -> Floats:
    """The plans of the January after each year; of the January before, where that is not known."""
    after = np.full(panel.total.shape, np.nan)
    after[:, :-1] = panel.total[:, 1:]
    return np.where(np.isfinite(after), after, panel.total)


def _impossible(panel: Panel, name: str, flow: Floats) -> list[Finding]:
    """Blanks in ``flow`` what cannot be; a number that stands in two areas of a region is the region's."""
    stock, found = _next_stock(panel), []
    with np.errstate(invalid="ignore"):
        twice = _twice(panel, flow) & (flow > REPEATED_SHARE * stock)
        wrong = ((flow > MOST_NEW * stock) & (stock >= SMALL)) | twice
    for row, column, la, year in _at(panel, wrong):
        share = flow[row, column] / stock[row, column]
        seen = f"{name} plans {flow[row, column]:,.0f} are {share:.0%} of the {stock[row, column]:,.0f} plans"
        if twice[row, column]:
            seen += ", and the same number stands in another area of the region"
        found.append(Finding(la, year, name, seen, "left out of the flows"))
        flow[row, column] = np.nan
    return found


def _twice(panel: Panel, counts: Floats) -> Bools:
    """Where a large number stands in two areas of one region in one year."""
    twice = np.zeros(counts.shape, bool)
    for region in set(panel.region[panel.region >= 0].tolist()):
        members = np.nonzero(panel.region == region)[0]
        for column in range(counts.shape[1]):
            here = counts[members, column]
            same = (here[:, None] == here[None, :]).sum(axis=1) > 1
            twice[members[same & (here >= REPEATED_FROM)], column] = True
    return twice


def _repeated(panel: Panel, total: Floats) -> list[Finding]:
    """Blanks totals that stand in two areas of a region and fit neither's year before."""
    pool = pool_growth(total)
    with np.errstate(invalid="ignore"):
        grown = np.full(total.shape, np.nan)
        grown[:, 1:] = np.diff(logs(total), axis=1) - pool[1:]
        wrong = _twice(panel, total) & (grown > BREAK)
    found = []
    for row, column, la, year in _at(panel, wrong):
        seen = f"total {total[row, column]:,.0f} stands in two areas of the region, far above the year before"
        found.append(Finding(la, year, "total", seen, "left out"))
        total[row, column] = np.nan
    return found


def _spikes(panel: Panel, total: Floats) -> list[Finding]:
    """Blanks a January that lies far off both the one before and the one after, both the same way."""
    level = logs(total)
    with np.errstate(invalid="ignore"):
        off = np.zeros(total.shape)
        before, after = level[:, 1:-1] - level[:, :-2], level[:, 1:-1] - level[:, 2:]
        same = np.sign(before) == np.sign(after)
        off[:, 1:-1] = np.where(same, np.sign(before) * np.minimum(np.abs(before), np.abs(after)), 0.0)
        wrong = (np.abs(off) > SPIKE) & (np.nan_to_num(total) >= 0)
        wrong[:, 1:-1] &= np.nanmax(np.stack([total[:, :-2], total[:, 2:]]), axis=0, initial=0.0) >= SMALL
    found = []
    for row, column, la, year in _at(panel, wrong):
        far = abs(np.expm1(off[row, column]))
        seen = f"total {total[row, column]:,.0f} lies {far:.0%} off both its neighbours"
        found.append(Finding(la, year, "total", seen, "left out"))
        total[row, column] = np.nan
    return found


def _gaps(panel: Panel, total: Floats) -> list[Finding]:
    """Fills a gap of up to three Januaries between two known ones along the straight line of logarithms."""
    found = []
    for row, la in enumerate(panel.areas):
        known = np.nonzero(np.isfinite(total[row]))[0]
        for left, right in pairwise(known):
            if not 1 < right - left <= LONGEST_GAP + 1:
                continue
            between = np.arange(left + 1, right)
            ends = logs(total[row, [left, right]])
            total[row, between] = np.exp(np.interp(between, [left, right], ends))
            found += [
                Finding(
                    la,
                    panel.years[c],
                    "total",
                    "no total",
                    f"{total[row, c]:,.0f} drawn between its neighbours",
                )
                for c in between
            ]
    return found


def _breaks(panel: Panel) -> list[Finding]:
    """A year's growth far from the pool's, in an area large enough."""
    with np.errstate(invalid="ignore"):
        away = np.full(panel.total.shape, np.nan)
        away[:, 1:] = np.diff(logs(panel.total), axis=1) - pool_growth(panel.total)[1:]
        wrong = (np.abs(away) > BREAK) & (panel.total >= SMALL)
    wrong[0] = False
    return [
        Finding(
            la,
            year,
            "total",
            f"plans changed {np.expm1(away[r, c]):+.0%} beside the pool in a year",
            "clipped",
        )
        for r, c, la, year in _at(panel, wrong)
    ]


def _unbalanced(panel: Panel) -> list[Finding]:
    """Plans, new ones and ceased ones that do not make the next January's plans."""
    made = panel.total + panel.new - panel.ceased
    after = np.full(made.shape, np.nan)
    after[:, :-1] = panel.total[:, 1:]
    with np.errstate(invalid="ignore"):
        off = made / after - 1
        wrong = (np.abs(off) > FLOW_GAP) & (after >= SMALL)
    return [
        Finding(
            la, year, "total", f"plans + new - ceased lie {off[r, c]:+.1%} off the next January", "told only"
        )
        for r, c, la, year in _at(panel, wrong)
    ]


def _ages(panel: Panel) -> list[Finding]:
    """Parts that do not add up to the total."""
    found = []
    for scheme in panel.parts:
        summed = np.nansum(disjoint(panel, scheme, carry=False)[1], axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            off = summed / panel.total - 1
            wrong = (np.abs(off) > AGE_GAP) & (summed > 0) & (panel.total >= SMALL)
        found += [
            Finding(
                la, year, scheme, f"parts add up to {off[r, c]:+.1%} of the total", "taken as shares of it"
            )
            for r, c, la, year in _at(panel, wrong)
        ]
    return found


def _places(panel: Panel) -> list[Finding]:
    """Areas that begin or end within the panel: reorganised."""
    found = []
    for row, la in enumerate(panel.areas[1:], start=1):
        known = np.nonzero(np.isfinite(panel.total[row]))[0]
        if not known.size:
            continue
        if known[0] > 0:
            found.append(
                Finding(
                    la,
                    panel.years[known[0]],
                    "total",
                    "the area begins in the panel",
                    "grows with the pool at first",
                )
            )
        if panel.years[known[-1]] < panel.last and panel.ends[row] < NO_END:
            found.append(
                Finding(la, panel.years[known[-1]], "total", "the area ends in the panel", "not projected")
            )
    return found


def _persons(panel: Panel) -> list[Finding]:
    if panel.years[0] < PERSON_LEVEL_SINCE <= panel.last:
        seen = "SEN2 counts persons since this January, and sums of authorities before"
        return [Finding(0, PERSON_LEVEL_SINCE, "total", seen, "taken as one series")]
    return []
