"""What the door hides beside the least that could be hidden of the same tables, in cells and in people.

    .venv/bin/python -m tests.benchmarks.disclosure_loss [--draws 8] [--of schools]

Tables are drawn with a fixed seed (``disclosure_tables``). Each is protected by the door under the rule
education, and solved exactly (``disclosure_optimum``) for the fewest cells and for the fewest people; each
answer must withstand the attack of the other. Told are ours over the least, sum over sum, by kind, and the
tables where ours is furthest above. Totals count as cells, and their people as people. Beside them what
Tau-Argus hides at best by a stricter rule (``disclosure_judge``).
"""

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.disclosure import POLICIES, STATUS_COLUMN, SUPPRESSED
from tests.benchmarks.disclosure_judge import judged
from tests.benchmarks.disclosure_optimum import Attack, least
from tests.benchmarks.disclosure_tables import KINDS, Drawn, drawn
from tests.builders_told import assert_safe, protect

RULE = POLICIES["education"]
GOAL = 1.5
WORST = 3

MEASURED = f"{'ours':>9} {'least':>6} {'ratio':>6} {'Tau-Argus':>9}"
HEAD = f"{'':29}{'hidden cells':>34}{'hidden people':>34}\n{'kind':22}  cells{MEASURED}{MEASURED}"


@dataclass(frozen=True)
class Compared:
    """What is hidden of a table: by the door, at least in cells, at least in people."""

    drawn: Drawn
    ours: np.ndarray
    fewest_cells: np.ndarray
    fewest_people: np.ndarray
    judged_cells: np.ndarray
    judged_people: np.ndarray
    seconds: float

    @property
    def in_cells(self) -> np.ndarray:
        """Hidden cells: ours, the least, those of Tau-Argus."""
        return np.array([self.ours.sum(), self.fewest_cells.sum(), self.judged_cells.sum()])

    @property
    def in_people(self) -> np.ndarray:
        """Hidden people: ours, the least, those of Tau-Argus."""
        return np.array([self.ours, self.fewest_people, self.judged_people]) @ self.drawn.people


def main() -> None:
    """Draw, protect and solve; say how ours compares."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--draws", type=int, default=8, help="how many tables of each kind")
    asked.add_argument("--of", choices=sorted(KINDS), action="append", help="only this kind; more than once")
    wanted = asked.parse_args()
    compared = []
    for kind in wanted.of or KINDS:
        for number in range(wanted.draws):
            compared.append(compare(drawn(kind, number)))
            _say(_line(f"{kind} {number}", [compared[-1]]) + f"  {compared[-1].seconds:6.1f} s")
    _say("\n" + HEAD)
    for kind in wanted.of or KINDS:
        _say(_line(kind, [one for one in compared if one.drawn.kind == kind]))
    _say(_line("altogether", compared))
    for measure in ("cells", "people"):
        _say(f"\nfurthest above the least in {measure}")
        ratios = [_ratio(*getattr(one, f"in_{measure}")[:2]) for one in compared]
        for place in np.argsort(ratios)[::-1][:WORST]:
            one = compared[place]
            _say(_line(f"{one.drawn.kind} {one.drawn.number}", [one]))
            _say(pictured(one, getattr(one, f"fewest_{measure}")))


def compare(drawn: Drawn) -> Compared:
    """Protect the table and solve it; each answer is attacked by the other's attack too."""
    began = time.process_time()
    people, lines, range_ = drawn.people, drawn.lines, RULE.threshold
    ours = protect(drawn.table, drawn.mart, RULE).table["n"].isna().to_numpy(dtype=bool)
    assert not list(Attack(people, lines).too_closely(ours, range_))
    prices = np.ones(len(people)), people
    best = [least(people, lines, price, range_) for price in prices]
    for hidden in best:
        assert_safe(_without(drawn.table, hidden), drawn.mart, RULE)
    judges = [judged(people, lines, price, range_) for price in prices]
    return Compared(drawn, ours, *best, *judges, time.process_time() - began)


def _without(table: pd.DataFrame, hidden: np.ndarray) -> pd.DataFrame:
    status = np.where(hidden, SUPPRESSED, "shown")
    return table.assign(n=table["n"].astype("Int64").mask(hidden), **{STATUS_COLUMN: status})


def _line(name: str, compared: list[Compared]) -> str:
    cells = sum(len(one.ours) for one in compared)
    told, beyond = f"{name:22} {cells:6}", ""
    for ours, fewest, judges in np.sum([[one.in_cells, one.in_people] for one in compared], axis=0):
        told += f"  {ours:7.0f} {fewest:6.0f} {_ratio(ours, fewest):6.2f} {judges:9.0f}"
        beyond = "  above the goal" if _ratio(ours, fewest) > GOAL else beyond
    return told + beyond


def _ratio(ours: float, fewest: float) -> float:
    return ours / fewest if fewest else 1.0 if not ours else np.inf


def pictured(one: Compared, best: np.ndarray) -> str:
    """The table, its hidden cells marked: * by both, + by us alone, - by the optimum alone."""
    marks = np.select([one.ours & best, one.ours, best], ["*", "+", "-"], "")
    table = one.drawn.table.assign(seen=one.drawn.table["n"].astype(str) + marks)
    wide = table.pivot_table(index="row", columns="column", values="seen", aggfunc="first", sort=False)
    return wide.to_string()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
