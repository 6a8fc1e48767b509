"""What is told of an authority's simulation: rows of series and causes; and its layouts.

Which series may be told is decided once, at the start, by ``told.kept`` over all of them; a scenario tells
the same series as its baseline. Layouts have small cells and stay in the lake.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from pipelines.cohort import places, series, told
from pipelines.cohort.anchor import Anchor
from pipelines.cohort.decompose import by_cause, causes
from pipelines.cohort.effects import Effects, unchanged
from pipelines.cohort.localities import Homes
from pipelines.cohort.places import ALL_NEEDS, ALL_PHASES, Supply, dsg_plan, scap
from pipelines.cohort.population import Residents, times
from pipelines.cohort.rates import Learnt
from pipelines.cohort.scenarios import BASELINE, PLACES_OPEN, Scenario, effects
from pipelines.cohort.simulate import Simulated, Start, simulate
from pipelines.cohort.states import specialist_at
from pipelines.errors import RefusedError
from pipelines.projection.panel import Floats

Row = dict[str, Any]
REST, REST_WORDS = "rest", "All others together"
SEED = 2019
_ADDING = ("age", "need", "placement")


@dataclass(frozen=True)
class Beside:
    """What is known beside the flows: by series its count as shown, None where hidden; places; residents.

    ``homes``: where those with plans live, None where there are no localities.
    """

    shown: Mapping[str, int | None]
    supplies: Sequence[Supply]
    residents: Residents
    homes: Homes | None = None


@dataclass(frozen=True)
class Followed:
    """One authority under one scenario: what it was made of, and its draws."""

    scenario: Scenario
    start: Start
    learnt: Learnt
    made: Simulated
    effects: Effects
    beside: Beside

    def under(self, scenario: Scenario) -> "Followed":
        """The same chance, and what raking did here, under a scenario."""
        january, years = self.start.january, len(self.start.residents)
        changed = effects(scenario, january, years, lambda name: self._times(name, scenario))
        draws, told_of = len(self.made.stock), self.beside.supplies
        # Beside places that nobody told of, those of a scenario would seem to be all there are.
        known = {each.provision for each in told_of}
        opened = [each for each in _opened(scenario) if each.provision in known]
        made = simulate(
            self.start, self.learnt, effects=changed, held=self.made.raked, draws=draws, seed=SEED
        )
        return replace(
            self,
            scenario=scenario,
            made=made,
            effects=changed,
            beside=replace(self.beside, supplies=[*told_of, *opened]),
        )

    def _times(self, variant: str, scenario: Scenario) -> Floats:
        """How many more residents a variant has. Raises RefusedError where it is not in the lake."""
        there = sorted(self.beside.residents.variants)
        if variant not in there:
            raise RefusedError(
                f"The scenario '{scenario.name}' names the variant '{variant}', which is not in the lake.",
                why=f"Of {self.start.la_code} there "
                + (f"are {', '.join(there)}." if there else "is the principal projection only."),
                hint="Put its file beside the principal one in data/raw/000/population_projections, "
                "its variant in a column or in the file's name, run 'send build'; or name one that is there.",
            )
        return times(self.beside.residents, variant, self.start.january, len(self.start.residents))

    @property
    def is_baseline(self) -> bool:
        """Whether nothing is changed."""
        return not self.scenario.changes

    @cached_property
    def kept(self) -> set[str]:
        """The series that may be told; nothing where all plans are too few."""
        counts, parts = series.counts(self.start.stock), [*series.parts()]
        if self.beside.homes:
            counts |= self.beside.homes.counts()
            parts += self.beside.homes.parts()
        hidden = {name for name, count in self.beside.shown.items() if count is None}
        keep = told.kept(counts, parts, hidden)
        return keep if series.TOTAL in keep else set()

    def drawn(self, name: str) -> Floats:
        """Plans of a series by draw and January ahead."""
        found: Floats = series.every()[name].of(self.made.stock[:, 1:]).astype(float)
        return found

    def rows(self) -> Iterator[tuple[int, Row]]:
        """What every row of a January ahead has."""
        people = _in_words(self.beside.residents)
        for n, january in enumerate(self.made.januaries[1:]):
            yield (
                n,
                {
                    "la_code": self.start.la_code,
                    "january_year": january,
                    "scenario": self.scenario.name,
                    "origin": self.start.january,
                    "horizon": n + 1,
                    "tier": self.learnt.tier,
                    "population_used": people,
                },
            )


def baseline(
    start: Start,
    learnt: Learnt,
    anchor: Anchor | None,
    beside: Beside,
    draws: int,
) -> Followed:
    """An authority with nothing changed."""
    made = simulate(start, learnt, anchor, draws=draws, seed=SEED)
    return Followed(Scenario(BASELINE), start, learnt, made, unchanged(len(start.residents)), beside)


def series_told(of: Followed) -> list[Row]:
    """The rows of ``outlook.series``: the parts of a topic and their rest make the whole."""
    if not of.kept:
        return []
    whole = told.rounded(of.drawn(series.TOTAL))
    found = {series.TOTAL: whole}
    for topic in _ADDING:
        found |= _parted(of, topic, series.TOTAL, whole)
    if series.SPECIALIST_TOTAL in of.kept:
        specialist = told.rounded(of.drawn(series.SPECIALIST_TOTAL))
        found[series.SPECIALIST_TOTAL] = specialist
        found |= _parted(of, "specialist", series.SPECIALIST_TOTAL, specialist)
    rows = []
    for n, row in of.rows():
        for name, one in found.items():
            topic, group = _words(name)
            low80, high80, low95, high95 = (float(each) for each in one.limits[:, n])
            rows.append(
                row
                | {
                    "series": name,
                    "breakdown_topic": topic,
                    "breakdown": group,
                    "part_of": _part_of(name),
                    "origin_count": of.beside.shown.get(name),
                    "median": float(one.median[n]),
                    "lo80": low80,
                    "hi80": high80,
                    "lo95": low95,
                    "hi95": high95,
                }
            )
    return rows


def causes_told(of: Followed) -> list[Row]:
    """The rows of ``outlook.cause``: causes that make the change since the January of origin, in fives."""
    rows: list[Row] = []
    if not of.kept:
        return rows
    paths = by_cause(of.start, of.learnt, of.effects, of.made.raked)
    for name, chosen in ((series.TOTAL, None), (series.SPECIALIST_TOTAL, specialist_at())):
        if name not in of.kept:
            continue
        found = causes(paths, chosen)
        change = sum(found.values(), np.zeros(len(of.start.residents)))
        whole = told.ROUNDED * np.rint(change / told.ROUNDED)
        parts = told.signed_adding_up(whole, list(found.values()))
        for n, row in of.rows():
            for cause, numbers in (*zip(found, parts, strict=True), ("all causes", whole)):
                rows.append(row | {"series": name, "cause": cause, "change": float(numbers[n]) + 0.0})
    return rows


def layouts(of: Followed) -> list[Row]:
    """The rows of ``cohort.layout``."""
    names = ("layout", "january_year", "row_label", "column_label", "median", "lo80", "hi80")
    cells = (*scap(of.made), *dsg_plan(of.made))
    return [{"la_code": of.start.la_code} | dict(zip(names, cell, strict=True)) for cell in cells]


def _parted(of: Followed, topic: str, whole_name: str, whole: told.Told) -> dict[str, told.Told]:
    """The parts of a topic that may be told, and the rest; their medians make the whole's."""
    drawn = {
        name: of.drawn(name) for name in series.every() if name.startswith(f"{topic}:") and name in of.kept
    }
    rest = of.drawn(whole_name) - sum(drawn.values(), np.zeros(1))
    if drawn and rest.any():
        drawn[f"{topic}:{REST}"] = rest
    if not drawn:
        return {}
    parts = {name: told.rounded(each) for name, each in drawn.items()}
    exact = [np.median(each, axis=0) for each in drawn.values()]
    added = told.adding_up(whole.median, exact)
    return {name: replace(parts[name], median=median) for name, median in zip(parts, added, strict=True)}


def _words(name: str) -> tuple[str, str]:
    topic, _, group = name.partition(":")
    return (series.TOPICS[topic], REST_WORDS) if group == REST else series.words(name)


def _part_of(name: str) -> str | None:
    if name == series.TOTAL:
        return None
    return series.SPECIALIST_TOTAL if name.startswith("specialist:") else series.TOTAL


def _opened(scenario: Scenario) -> Iterator[Supply]:
    """The places that a scenario opens: all of them, from its first January to its last."""
    for change in scenario.changes:
        if change.what == PLACES_OPEN:
            for_phase = [name for name in places.PHASES if change.ages == places.PHASES[name]]
            phase = for_phase[0] if for_phase else ALL_PHASES
            yield Supply(change.placements[0], phase, ALL_NEEDS, change.add or 0.0, change.start, change.end)


def _in_words(residents: Residents) -> str:
    """``Residents aged 0 to 25, estimates to mid-2024, projections to mid-2047``."""
    if residents.last is None:
        return "none published"
    words = f"Residents aged 0 to 25, estimates to mid-{residents.last - 1}"
    if bands := residents.projected.bands:
        words += f", projections to mid-{max(year for year, _ in bands) - 1}"
    if residents.births:
        words += f", births to {max(residents.births)}"
    return words
