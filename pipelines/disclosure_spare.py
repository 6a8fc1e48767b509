"""What was hidden in vain: of the cells hidden for others' sake, the dearest are shown again where safe."""

import numpy as np

from pipelines.disclosure_readers import Readers

# So many of the dearest are tried, each by an attack on its block: most of the people hidden are in them.
_TRIED = 40


def spared(hidden: np.ndarray, primary: np.ndarray, price: np.ndarray, readers: Readers) -> np.ndarray:
    """What is still hidden when, of the dearest, none is that need not be. All has withstood ``readers``."""
    hidden = hidden.copy()
    secondary = np.flatnonzero(hidden & ~primary)
    dearest = secondary[np.argsort(-price[secondary], kind="stable")][:_TRIED]
    for cell in dearest.tolist():
        before = readers.reopen(hidden, cell)
        hidden[cell] = False
        if readers.at_a_glance(hidden) or readers.thoroughly(hidden):
            hidden[cell] = True
            readers.settle(before)
    return hidden
