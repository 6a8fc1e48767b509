"""Annex A of an area SEND inspection: a workbook of two lists, as an authority hands it to inspectors.

Codes stand as the request letters them, as bare codes and in words, one beside another.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample.census_tables import free_meals_of
from pipelines.sample.chance import dice
from pipelines.sample.days import Ints, date_of, day_of
from pipelines.sample.identity import Identity
from pipelines.sample.needs import Needs, needs_in
from pipelines.sample.review_days import last_review
from pipelines.sample.schools import YEAR_7, Place
from pipelines.sample.sen2_facts import Facts, facts_of
from pipelines.sample.sheets import Cell, as_typed, write_workbook
from pipelines.sample.stays import AWAY
from pipelines.sample.world import SUPPORT, World
from schemas.codes import CodeSet
from schemas.codesets.annex_a import LIST_ETHNICITY, LIST_GENDER, LIST_NEED, LIST_PHASE, LIST_YES_NO
from schemas.extracts.annex_a import ANNEX_A
from schemas.returns import Return

# The request asks for main groups, and knows no code for a need that nobody has assessed.
_MAIN_ETHNICITY = {"BSOM": "BAFR", "WEEU": "WOTH", "ORAB": "OOTH"}
_NEED = {"DS": "OTH", "NSA": ""}
_OF_A_PLAN = ("planissued", "planupdated", "planreviewed")
_ORDER = (
    *("uniqueid", "upn", "uln", "dateofbirth", "gender", "ethnicity", *_OF_A_PLAN, "senprimaryneed"),
    *("mainurn", "mainphase", "subsidiaryphase", "electivehomeeducation", "suspensions"),
    *("permanentexclusions", "absence", "pupilpremium", "knowntosocialcare", "socialcareteam", "disability"),
)
_CODES = {
    "gender": LIST_GENDER,
    "ethnicity": LIST_ETHNICITY,
    "senprimaryneed": LIST_NEED,
    "mainphase": LIST_PHASE,
    **dict.fromkeys(
        ("electivehomeeducation", "pupilpremium", "knowntosocialcare", "disability"), LIST_YES_NO
    ),
}
_PHASES = {"XS": "SP", "SC": "FE"}
_NUMBERS = {"mainurn", "uln", "suspensions", "permanentexclusions"}
_KNOWN = 0.08
_LEARNER_AGE_DAYS = 16 * 1461 // 4
_YES_NO = np.array(["N", "Y"], dtype=object)


@dataclass(frozen=True)
class _Lists:
    """The lists in the making: who everyone is, and what is true on the day."""

    world: World
    identity: Identity
    facts: Facts
    needs: Needs
    day: int

    def rows(self, who: Ints, *, plans: bool) -> list[dict[str, str]]:
        """One row a child, everything in bare codes."""
        rng = dice(self.world.seed, self.world.code, f"annex a {plans} {self.day}")
        start, end = free_meals_of(self.world)
        poor = (start <= self.day) & (self.day < end)
        suspended = rng.poisson(0.06, len(who)).astype(str)
        missed, known, disabled = rng.beta(1.2, 15, len(who)), rng.random(len(who)), rng.random(len(who))
        places = self.world.stays.place_on(np.full(len(who), self.day), who).tolist()
        return [
            self._child(person, None if place == AWAY else self.world.places.places[place])
            | (self._plan(person, place) if plans else {})
            | {
                "senprimaryneed": self._need(person, plans=plans),
                "suspensions": str(suspended[n]),
                "permanentexclusions": "0",
                "absence": f"{100 * missed[n]:.1f}" + ("%" if n % 3 == 0 else ""),
                "pupilpremium": _YES_NO[int(poor[person])],
                "knowntosocialcare": _YES_NO[int(known[n] < _KNOWN)],
                "socialcareteam": "Qvarz Team" if known[n] < _KNOWN else "",
                "disability": _YES_NO[int(disabled[n] < (0.4 if plans else 0.1))],
            }
            for n, (person, place) in enumerate(zip(who.tolist(), places, strict=True))
        ]

    def _child(self, person: int, place: Place | None) -> dict[str, str]:
        identity, ethnicity = self.identity, self.identity.ethnicity[person]
        old_enough = self.day - identity.dob[person] >= _LEARNER_AGE_DAYS
        return {
            "uniqueid": str(100_000 + person),
            "upn": "" if self.day < identity.upn_since[person] else str(identity.upn[person]),
            "uln": identity.uln[person] if old_enough else "",
            "dateofbirth": _british(int(identity.dob[person])),
            "gender": "M" if self.world.people.boy[person] else "F",
            "ethnicity": _MAIN_ETHNICITY.get(ethnicity, ethnicity),
            "mainurn": place.urn if place else "",
            "mainphase": self._phase(person, place),
            "subsidiaryphase": "",
        }

    def _phase(self, person: int, place: Place | None) -> str:
        if place is None or place.setting:
            return ""
        if place.phase != "IN":
            return _PHASES.get(place.phase, place.phase)
        return "SS" if self.world.people.start_of(YEAR_7)[person] <= self.day else "PS"

    def _need(self, person: int, *, plans: bool) -> str:
        need = str((self.needs.sen2 if plans else self.needs.support)[person])
        return _NEED.get(need, need)

    def _plan(self, person: int, place: int) -> dict[str, str]:
        row = int(self.world.plan_of[person])
        started = int(self.facts.started[row])
        last = last_review(row, started, self.day)
        amended = self.facts.review[row] == "A"
        at_home = place != AWAY and self.world.places.phase[place] == "EHE"
        return {
            "planissued": _british(started),
            "planupdated": _british(min(last.meeting + 60, self.day)) if last and amended else "",
            "planreviewed": _british(min(last.decided, self.day)) if last else "",
            "electivehomeeducation": _YES_NO[int(at_home)],
        }


def write_annex_a(world: World, identity: Identity, month: Return, raw: Path) -> Path:
    """Both lists, as things stood at the end of the month."""
    day = day_of(month.census_day)
    lists = _Lists(world, identity, facts_of(world), needs_in(world, month.year), day)
    at_school = world.places.in_census | (world.places.phase == "IN")
    on_roll = world.stays.person[world.stays.on(day, at_school)]
    on_support = (world.provision(day) == SUPPORT) & world.people.resident
    listed = {
        "List_1": lists.rows(np.sort(world.plans.person[world.maintained(day)]), plans=True),
        "List_2": lists.rows(np.sort(on_roll[on_support[on_roll]]), plans=False),
    }
    rng = dice(world.seed, world.code, f"annex a {month}")
    [layout] = ANNEX_A.layouts
    sheets: list[tuple[str, list[list[Cell]]]] = []
    for sheet in layout.sheets:
        [cut] = sheet.cuts
        # The request's own labels have an en dash.
        labels = {header: label.replace(" - ", " \N{EN DASH} ") for label, header in cut.columns.items()}
        held = [header for header in _ORDER if header in labels]
        top: list[Cell] = [labels[header] for header in held]
        rows = [[_cell(rng, header, row[header]) for header in held] for row in listed[sheet.title]]
        sheets.append((sheet.title, [top, *rows]))
    return write_workbook(raw / world.code / "annex_a" / str(month) / f"annex_a_{month}.xlsx", sheets)


def _cell(rng: np.random.Generator, header: str, text: str) -> Cell:
    if text and (codes := _CODES.get(header)):
        return _in_some_way(rng, codes, text)
    return as_typed(text) if header in _NUMBERS else text


def _in_some_way(rng: np.random.Generator, codes: CodeSet, code: str) -> str:
    """``a) Male``, ``M`` or ``Male``."""
    place = [c.code for c in codes.codes].index(code)
    label = codes.codes[place].label
    return (f"{chr(ord('a') + place)}) {label}", code, label)[int(rng.integers(3))]


def _british(day: int) -> str:
    return f"{date_of(day):%d/%m/%Y}"
