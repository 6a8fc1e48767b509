"""Worlds of plans made person by person, whose rates are known: a reference for the cohort model.

Nothing of the engine is used but the names of the states and the size of the yearly shocks.
"""

import numpy as np
import pandas as pd

from pipelines.cohort.anchor import LOCAL, NATIONAL, OF_CEASING
from pipelines.cohort.flows import histories
from pipelines.cohort.rates import TREND_PRIOR
from pipelines.cohort.simulate import Start
from pipelines.cohort.states import NEEDS, PLACES
from pipelines.cohort.step import DAMPED

RESIDENTS = 2000.0
_NEEDS, _PLACES = ("ASD", "SEMH", "SLCN", "MLD"), ("mainstream", "special", "unit", "further")


class World:
    """One authority: persons with age, need and placement, and the law by which they come, move and go."""

    def __init__(self, seed, plans=1500, *, shocks=True, settled=2026):
        self.rng = np.random.default_rng([seed, 77])
        self.shocks = shocks
        self.trend = self.rng.normal(0, TREND_PRIOR) if shocks else 0.0
        self.cease = {place: self.rng.uniform(0.02, 0.08) for place in _PLACES}
        self.move = {place: self.rng.uniform(0.02, 0.08) for place in _PLACES}
        self.mix = self.rng.dirichlet(np.full(len(_NEEDS) * len(_PLACES), 2.0))
        self.year, self.settled, self.level = 2023, settled, 0.0
        cells = self.rng.choice(len(self.mix), plans, p=self.mix)
        self.persons = pd.DataFrame(
            {
                "age": self.rng.integers(4, 20, plans),
                "need": np.array(_NEEDS)[cells // len(_PLACES)],
                "place": np.array(_PLACES)[cells % len(_PLACES)],
            }
        )
        self.rows = [self._stock()]

    def _stock(self):
        return self.persons.assign(january_year=self.year, flow="stock", reason=None)

    def pass_year(self):
        """One year: some cease, some move, all grow older, some begin."""
        rng, had = self.rng, self.persons
        shock = rng.normal(0, np.hypot(NATIONAL, LOCAL)) if self.shocks else 0.0
        odds = had["place"].map(self.cease) / (1 - had["place"].map(self.cease)) * np.exp(OF_CEASING * shock)
        gone = (rng.random(len(had)) < odds / (1 + odds)) | (had["age"] == 25)
        stay = had[~gone].assign(to_need=lambda each: each["need"], to_place=lambda each: each["place"])
        moves = rng.random(len(stay)) < stay["place"].map(self.move)
        stay.loc[moves, "to_place"] = [
            _PLACES[(_PLACES.index(place) + step) % len(_PLACES)]
            for place, step in zip(
                stay.loc[moves, "place"], rng.integers(1, len(_PLACES), moves.sum()), strict=True
            )
        ]
        begun = rng.poisson(0.01 * RESIDENTS * 10 * np.exp(self.level + shock))
        # What growth there was is damped from the January on from which is projected.
        self.level += self.trend * DAMPED ** max(self.year + 1 - self.settled, 0)
        cells = rng.choice(len(self.mix), begun, p=self.mix)
        new = pd.DataFrame(
            {
                "age": rng.integers(4, 14, begun),
                "need": np.array(_NEEDS)[cells // len(_PLACES)],
                "place": np.array(_PLACES)[cells % len(_PLACES)],
            }
        )
        for flow, each in (("ceased", had[gone].assign(reason="2")), ("moved", stay), ("new", new)):
            self.rows.append(each.assign(january_year=self.year, flow=flow))
        grown = stay.assign(age=stay["age"] + 1, need=stay["to_need"], place=stay["to_place"])
        self.persons = pd.concat([grown[["age", "need", "place"]], new], ignore_index=True)
        self.year += 1
        self.rows.append(self._stock())
        return self

    def flows(self, la_code="391"):
        """The rows that ``flows.sql`` gives of it."""
        everyone = pd.concat(self.rows).reindex(
            columns=["january_year", "flow", "reason", "age", "need", "place", "to_need", "to_place"]
        )
        told = everyone.assign(la_code=la_code)
        return told.groupby([*told.columns], dropna=False).size().rename("plans").reset_index()

    def history(self, la_code="391"):
        """Its flows as arrays."""
        return histories(self.flows(la_code))[la_code]

    def start(self, years):
        """Where it stands, with residents as they are for so many years."""
        history = self.history()
        ahead = np.full((years, 26), RESIDENTS)
        return Start("391", history.last, history.stocks[history.last], ahead)


def residents(_la, _year):
    """As many of every age."""
    return np.full(26, RESIDENTS)


def count(persons, *, need=None, place=None):
    """Persons of a need, a placement, or both."""
    chosen = pd.Series(data=True, index=persons.index)
    chosen &= persons["need"].eq(need) if need else True
    chosen &= persons["place"].eq(place) if place else True
    return int(chosen.sum())


def drawn_count(simulated, year, *, need=None, place=None):
    """The same in every draw of a year ahead."""
    stock = simulated.stock[:, year]
    stock = stock[:, :, NEEDS.index(need)][:, :, None] if need else stock
    stock = stock[..., PLACES.index(place)][..., None] if place else stock
    return stock.sum(axis=(1, 2, 3))
