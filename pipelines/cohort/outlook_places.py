"""Rows of the places that plans will need, by provision, phase, need and locality; what they cost by band.

Rows are told of the series that ``outlook.Followed`` keeps. Counting demand and holding it against places is
``places``'s, sharing it out among localities is that of ``localities``.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from pipelines.cohort import series, told
from pipelines.cohort.localities import local_series, shared_out
from pipelines.cohort.outlook import REST_WORDS, SEED, Followed, Row
from pipelines.cohort.places import (
    ALL_NEEDS,
    ALL_PHASES,
    PHASES,
    PROVISIONS,
    SPECIALIST_ALL,
    Asked,
    asked_for,
    demand,
    open_in,
    required,
)
from pipelines.cohort.pooling import Floats
from pipelines.cohort.simulate import Small
from pipelines.cohort.states import PLACE_WORDS

POUNDS = 1000.0
"""Costs are told in whole thousands of pounds."""
NO_BAND = "No band told"
_OF_REST = "places of the others are not added up"
_WORDS = {**PLACE_WORDS, SPECIALIST_ALL: "All specialist provision"}


def places_told(of: Followed) -> list[Row]:
    """The rows of ``outlook.place``: localities and their rest make their whole."""
    shared = _shared(of)
    rows: list[Row] = []
    for asked in asked_for():
        if series.place_series(asked.provision, asked.phase, asked.need) not in of.kept:
            continue
        drawn = demand(of.made.stock[:, 1:], asked)
        whole = told.rounded(drawn)
        rows += _rows(of, asked, drawn, whole)
        if shared and asked.need == ALL_NEEDS:
            for one, part, as_told in _localities(of, asked, drawn, whole, shared[asked.provision]):
                rows += _rows(of, one, part, as_told)
    return rows


def costs_told(of: Followed) -> list[Row]:
    """The rows of ``outlook.cost``: what plans of a provision cost, by price band where there are.

    Plans are taken to lie in bands as places do. Limits are those of the plans expected.
    """
    rows: list[Row] = []
    for provision in PROVISIONS:
        asked = Asked(provision)
        if series.place_series(provision, ALL_PHASES, ALL_NEEDS) not in of.kept:
            continue
        plans = told.rounded(demand(of.made.stock[:, 1:], asked))
        for n, row in of.rows():
            there = [each for each in open_in(of.beside.supplies, row["january_year"], asked) if each.places]
            priced = [
                (each.band or NO_BAND, each.places, each.cost) for each in there if each.cost is not None
            ]
            if not any(each.band for each in there):
                continue
            for band in sorted({name for name, _, _ in priced}):
                places = sum(number for name, number, _ in priced if name == band)
                pounds = sum(number * cost for name, number, cost in priced if name == band)
                share = places / sum(number for _, number, _ in priced)
                price = pounds / places
                middle, low, high = (
                    POUNDS * float(np.rint(each[n] * share * price / POUNDS))
                    for each in (plans.median, *plans.limits[:2])
                )
                rows.append(
                    row
                    | {
                        "provision": provision,
                        "provision_words": _WORDS[provision],
                        "cost_band": band,
                        "places": int(places),
                        "share_percent": round(100 * share, 1),
                        "price": round(price),
                        "cost": middle,
                        "cost_lo80": low,
                        "cost_hi80": high,
                    }
                )
    return rows


def _shared(of: Followed) -> dict[str, Small]:
    """By provision its demand by draw, January, phase and locality; nothing where no locality may be told."""
    homes = of.beside.homes
    if homes is None or not of.kept.intersection(homes.counts()):
        return {}
    stock = of.made.stock[:, 1:]
    asked = {
        provision: np.stack([demand(stock, Asked(provision, phase)) for phase in PHASES], axis=-1)
        for provision in PROVISIONS
    }
    return shared_out(homes, asked, [SEED, 4, *of.start.la_code.encode()])


def _localities(
    of: Followed, asked: Asked, drawn: Small, whole: told.Told, shared: Small
) -> Iterator[tuple[Asked, Small, told.Told]]:
    """What may be told of localities, and their rest; their medians make the whole's."""
    names = of.beside.homes.names if of.beside.homes else ()
    phases = list(PHASES)
    at = list(range(len(phases))) if asked.phase == ALL_PHASES else [phases.index(asked.phase)]
    of_all = shared[:, :, at].sum(axis=2)
    parts = {
        name: of_all[..., n]
        for n, name in enumerate(names)
        if local_series(asked.provision, asked.phase, name) in of.kept
    }
    rest = drawn - sum(parts.values(), np.zeros(1, np.int32))
    if parts and rest.any():
        parts[REST_WORDS] = rest
    if not parts:
        return
    added = told.adding_up(whole.median, [np.median(each, axis=0) for each in parts.values()])
    for (name, part), median in zip(parts.items(), added, strict=True):
        yield replace(asked, locality=name), part, replace(told.rounded(part), median=median)


def _rows(of: Followed, asked: Asked, drawn: Small, as_told: told.Told) -> Iterator[Row]:
    for n, row in of.rows():
        made = required(drawn[:, n], row["january_year"], of.beside.supplies, asked)
        short = (None, None, None) if made.shortfall is None else _outwards(made.shortfall)
        plans = [float(as_told.median[n]), *(float(each) for each in as_told.limits[:, n])]
        cost = [
            None if made.cost is None else POUNDS * round(each * made.cost / POUNDS) for each in plans[:3]
        ]
        limits = ("lo80", "hi80", "lo95", "hi95")
        yield (
            row
            | {
                "provision": asked.provision,
                "phase": asked.phase,
                "need": asked.need,
                "locality": asked.locality,
                "provision_words": _WORDS[asked.provision],
                "need_words": ALL_NEEDS if asked.need == ALL_NEEDS else series.words(f"need:{asked.need}")[1],
                "margin_percent": round(made.margin, 1),
                "required": _near(float(np.median(made.required))),
                "capacity": None if made.capacity is None else int(made.capacity),
                "capacity_basis": _OF_REST if asked.locality == REST_WORDS else made.basis,
            }
            | dict(zip(("demand", *(f"demand_{each}" for each in limits)), plans, strict=True))
            | dict(zip(("shortfall", "shortfall_lo80", "shortfall_hi80"), short, strict=True))
            | dict(zip(("cost", "cost_lo80", "cost_hi80"), cost, strict=True))
        )


def _near(number: float) -> float:
    return float(told.ROUNDED * np.rint(number / told.ROUNDED))


def _outwards(drawn: Floats) -> tuple[float, float, float]:
    """Median and 80% limits of a difference, in fives; below nought where places are spare."""
    low, median, high = np.quantile(drawn, [0.1, 0.5, 0.9])
    five = told.ROUNDED
    return _near(float(median)), float(five * np.floor(low / five)), float(five * np.ceil(high / five))
