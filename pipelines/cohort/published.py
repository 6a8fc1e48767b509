"""What is published of all authorities, as the widest level of one's rates: new plans, and how many end.

Authorities that the lake follows itself are left out, so nobody is counted on two levels. A rate of the
region is held towards England's, and how far authorities lie from it (method of moments) says how many events
it is worth to one of them. Ages within a band, needs and placements go as in the lake's own flows: published
are levels only. ``rates`` pools; arrays and frames in, arrays out.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.cohort.ladders import FALLBACK_RATE, Sums
from pipelines.cohort.pooling import TINY, Floats, rate_strength
from pipelines.cohort.states import BANDS, A, P, band_of_age

YEARS = 2
"""So many newest years of flows: enough events, and rates rise too fast for older ones."""
_SMOOTHED = 20.0
"""Persons that the share of all ages is worth, where that of a band is asked."""
_FAR = 3.0
"""An area that counts so many times what is usual, or so few, counts other plans than are printed, or other
residents: it is not held to what is."""
_BAND = np.eye(len(BANDS))[:, list(band_of_age())]


@dataclass(frozen=True)
class Printed:
    """Authorities in print, sums of the newest years: new plans of residents, plans that ceased of all.

    ``new`` and its residents ``people`` are authority x band, ``all_new`` and ``all_people`` (x band) are of
    all ages together; ``ceased`` counts all who left, transferred ones too, of ``stock`` (x band) in the
    Januaries before. Where a figure is not printed, both it and what it is of are nought.
    """

    areas: Sequence[str]
    regions: Sequence[str]
    new: Floats
    people: Floats
    all_new: Floats
    all_people: Floats
    ceased: Floats
    stock: Floats

    def without(self, areas: Collection[str]) -> "Printed":
        """The same less these authorities."""
        keep = [n for n, area in enumerate(self.areas) if area not in areas]
        return Printed(
            [self.areas[n] for n in keep],
            [self.regions[n] for n in keep],
            *(
                each[keep]
                for each in (
                    self.new,
                    self.people,
                    self.all_new,
                    self.all_people,
                    self.ceased,
                    self.stock,
                )
            ),
        )


@dataclass(frozen=True)
class Usual:
    """What is usual in a region or England: new plans per resident by band; leavers, times the lake's share.

    ``new_worth`` (by band), ``all_worth`` (of all bands together) and ``left_worth`` are events that it is
    worth to one authority; it stands beside the sum of so many (``authorities``).
    """

    new: Floats
    new_worth: Floats
    all_worth: float
    left: float
    left_worth: float
    authorities: int

    def expected(self, people: Floats) -> float:
        """New plans a year of residents by age."""
        return float((_BAND @ people) @ self.new)

    def new_beside(self, events: Floats, people: Floats) -> tuple[Floats, Floats]:
        """Events and residents by age to count beside those of the authorities.

        Within a band events lie as they do there; one more, spread over all ages, for where there are none.
        """
        told, of = (self.new > TINY) @ _BAND, _in_band(people)
        shape = events + people / of
        worth = (self.new_worth @ _BAND) * self.authorities * told
        under = worth / np.maximum(self.new @ _BAND, TINY) * people / of
        return worth * shape / _in_band(shape), under

    def left_beside(self, of: Sums) -> Floats:
        """Plans that ceased and that did not, age x placement x 2, to count beside the authorities' own."""
        ceased, stock = of.ceased.sum(axis=(1, 3)), of.stock.sum(axis=1)
        if not ceased.any():
            return np.zeros((A, P, 2))
        times = self.left_worth * self.authorities / ceased.sum()
        events = times * ceased
        return np.stack([events, np.maximum(times / self.left * stock - events, 0.0)], axis=-1)


def usual(of: Printed, region: str, level: Sums, authorities: int) -> Usual | None:
    """What is usual in a region; in England where it is called nothing, or nobody else of it is printed.

    ``level``: what the lake counts of authorities there, by whose ages those who leave are expected, and new
    plans where their ages are not printed. None where no new plans are, or where the level is far from them;
    nothing of ceasing where that is so.
    """
    if not of.all_new.any():
        return None
    if of.new.any():
        new, worth = _beside(of.new, of.people, of.regions, region)
        by_band = np.full(len(BANDS), worth)
    else:
        shape = _shares(level.new.sum(axis=(1, 2)), level.exposure)
        times, worth = _beside(of.all_new[:, None], (of.all_people @ shape)[:, None], of.regions, region)
        new, by_age = times * shape, _BAND @ level.exposure * shape
        by_band = worth * by_age / max(by_age.sum(), TINY)
    if _is_far((level.new.sum() + 1) / ((_BAND @ level.exposure) @ new + 1)):
        return None
    _, all_worth = _beside(of.all_new[:, None], (of.all_people @ new)[:, None], of.regions, region)
    left, left_worth = np.ones(1), 0.0
    if of.ceased.any():
        gone = level.ceased.sum(axis=(1, 2, 3)) + level.out.sum(axis=(1, 2))
        expected = of.stock @ _shares(gone, level.stock.sum(axis=(1, 2)))
        found, worth = _beside(of.ceased[:, None], expected[:, None], of.regions, region)
        left, left_worth = (left, 0.0) if _is_far(found[0]) else (found, worth)
    return Usual(new, by_band, all_worth, float(left[0]), left_worth, authorities)


def _is_far(times: float) -> bool:
    return not 1 / _FAR < times < _FAR


def _shares(events: Floats, of: Floats) -> Floats:
    """By band how many of those there are; of few of a band nearly as many as of all."""
    share = events.sum() / max(of.sum(), TINY)
    found: Floats = (_BAND @ events + _SMOOTHED * share) / (_BAND @ of + _SMOOTHED)
    return found


def printed(
    rows: pd.DataFrame,
    residents: Callable[[str, int], Floats | None],
    region_of: Callable[[str], str],
) -> Printed | None:
    """Authorities of the panel: ``rows`` are area, year, flow (new, ceased, stock), group (a band) and plans.

    ``residents``: of an authority in a January by age, None where they are not known. None without new plans.
    """
    years = sorted(set(rows.loc[rows["flow"] == "new", "year"]))[-YEARS:]
    if not years:
        return None
    areas, bands = sorted(set(rows["area"])), [band.replace(" to ", "-") for band in BANDS]
    found = rows.set_index(["flow", "area", "year", "group"])["plans"]

    def told(flow: str, groups: Sequence[str]) -> Floats:
        """Area x year x group; not printed, not a number."""
        asked = pd.MultiIndex.from_product([[flow], areas, years, groups])
        cells: Floats = found.reindex(asked).to_numpy(float)
        return cells.reshape(len(areas), len(years), len(groups))

    new, all_new = told("new", bands), told("new", ["total"])
    ceased, stock = told("ceased", ["total"]), told("stock", bands)
    nobody = np.full(A, np.nan)
    by_age = [[residents(area, year + 1) for year in years] for area in areas]
    people = np.stack([[_BAND @ (nobody if each is None else each) for each in of] for of in by_age])
    return Printed(
        areas,
        [region_of(area) for area in areas],
        *_both(new, people),
        *_both(all_new, people),
        *_both(ceased, stock),
    )


def _both(events: Floats, of: Floats) -> tuple[Floats, Floats]:
    """Events and what they are of, summed over the years in which both are printed."""
    both = events + of
    there = np.isfinite(both)
    if events.shape == of.shape:
        return np.where(there, events, 0.0).sum(axis=1), np.where(there, of, 0.0).sum(axis=1)
    # Of all ages together: they are of every band.
    every = np.isfinite(both.sum(axis=-1))
    return np.where(every, events[..., 0], 0.0).sum(axis=1), np.where(every[..., None], of, 0.0).sum(axis=1)


def _beside(events: Floats, expected: Floats, regions: Sequence[str], region: str) -> tuple[Floats, float]:
    """By column events per expected one in a region, held towards England's; its worth to one authority.

    Both are authority x column. Of a region there are so many events that their own chance is left out.
    """
    england = events.sum(axis=0) / np.maximum(expected.sum(axis=0), TINY)
    expected = england * expected
    names = sorted(set(regions))
    member = np.array([[each == name for each in regions] for name in names], float)
    of_regions, theirs = member @ events, member @ expected
    held = rate_strength(of_regions, theirs, FALLBACK_RATE)
    times = (of_regions + held) / (theirs + held)
    if not region or region not in names:
        return england, rate_strength(events, expected, FALLBACK_RATE)
    worth = rate_strength(events, expected * (member.T @ times), FALLBACK_RATE)
    of_region: Floats = england * times[names.index(region)]
    return of_region, worth


def _in_band(by_age: Floats) -> Floats:
    """By age the sum of its band, never nought."""
    summed: Floats = np.maximum((_BAND @ by_age) @ _BAND, TINY)
    return summed
