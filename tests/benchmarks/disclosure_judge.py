"""An independent judge: the optimal suppression of Tau-Argus (``pytauargus``), given the same tables.

Its rule is stricter than ours: as far as a reader knows a small cell must be able to be as low as if all were
hidden (mostly one) and five more; ours asks for a range of five wherever it lies. A range that may lie
anywhere ("sliding") its solver takes note of, but hides nothing for. Of cells that are hidden for others'
sake it asks nothing. It is handed the tables in the format of its solver: its door for records has no such
rule.
"""

import contextlib
import tempfile
from pathlib import Path

import numpy as np
from pytauargus import HiTaSCtrl

from tests.benchmarks.disclosure_optimum import Attack, NotSolvedError

# An upper bound on every cell, as the solver asks for one.
_FAR = 100_000
_SECONDS = 120


def judged(people: np.ndarray, lines: np.ndarray, price: np.ndarray, range_: int) -> np.ndarray:
    """Which cells Tau-Argus hides at least price. Errors: ``NotSolvedError``."""
    small = (people >= 1) & (people <= range_)
    attack = Attack(people, lines)
    lowest = {cell: round(attack.on(cell, people > 0).low) for cell in np.flatnonzero(small).tolist()}
    hidden = small.copy()
    with tempfile.TemporaryDirectory() as folder:
        told, found = Path(folder) / "told.jj", Path(folder) / "found.txt"
        told.write_text(
            _written(people, lines, price, {cell: (low, low + range_) for cell, low in lowest.items()})
        )
        # it leaves its logs where it is run
        with contextlib.chdir(folder):
            code = HiTaSCtrl().full_jj(in_file_jj=str(told), out_file=str(found), max_time=_SECONDS)
        if code:
            raise NotSolvedError(f"Tau-Argus ended with {code}")
        hidden[[int(cell) for cell in found.read_text().split()]] = True
    return hidden


def _written(
    people: np.ndarray, lines: np.ndarray, price: np.ndarray, ranges: dict[int, tuple[int, int]]
) -> str:
    """Cells as number, value, cost, status (u, s or z: may not be hidden), bounds, levels; then the lines."""
    cells = []
    for cell, (n, cost) in enumerate(
        zip(people.astype(int).tolist(), price.astype(int).tolist(), strict=True)
    ):
        low, high = ranges.get(cell, (n, n))
        said = f"{cost} {'u' if cell in ranges else 's'} 1" if n else "1 z 0"
        cells.append(f"{cell} {n} {said} {_FAR} {n - low} {high - n} 0")
    sums = []
    for line in lines.astype(int):
        # the whole first
        at = sorted(np.flatnonzero(line).tolist(), key=lambda cell: int(line[cell]))
        sums.append(f"0 {len(at)} : " + " ".join(f"{cell} ({line[cell]})" for cell in at) + " ")
    return "\n".join(["0", str(len(cells)), *cells, str(len(sums)), *sums, ""])
