"""What was hidden in vain: of the cells hidden for others' sake, the dearest are shown again where safe."""

import numpy as np

from pipelines.disclosure_attack import Attack
from pipelines.disclosure_cells import Cells
from pipelines.disclosure_puzzle import puzzle_of

# So many of the dearest are tried, each by an attack on its block: most of the people hidden are in them.
_TRIED = 40


def spared(hidden: np.ndarray, primary: np.ndarray, price: np.ndarray, attack: Attack) -> np.ndarray:
    """What is still hidden when, of the dearest, none is that need not be. All has withstood ``attack``."""
    hidden = hidden.copy()
    secondary = np.flatnonzero(hidden & ~primary)
    dearest = secondary[np.argsort(-price[secondary], kind="stable")][:_TRIED]
    for cell in dearest.tolist():
        near = _block_of(attack.cells, hidden, cell)
        was_wide = attack.wide[near].copy()
        attack.settled[near] = attack.wide[near] = False
        hidden[cell] = False
        if attack.at_a_glance(hidden) or attack.thoroughly(hidden):
            hidden[cell] = True
            attack.settled[near], attack.wide[near] = True, was_wide
    return hidden


def _block_of(cells: Cells, hidden: np.ndarray, cell: int) -> np.ndarray:
    """The hidden cells that have anything to do with this one."""
    one = np.zeros(len(hidden), dtype=bool)
    one[cell] = True
    near = np.unique(puzzle_of(cells, hidden, one).secrets.cells)
    return np.asarray(near[near >= 0])
