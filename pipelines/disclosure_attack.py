"""The attack on a protected mart: how closely can a reader know what is hidden? Nothing is hidden here.

The reader knows the shown cells, what adds up, that nobody is counted less than never, and that a hidden
count is not zero unless its base is hidden too (zeros are shown). Linear programmes give the range of each
hidden cell and of each hidden rest, block by block: cells of different blocks have no sum in common.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from pipelines.disclosure_cells import Cells

TOLERANCE = 1e-5
# Random directions are tried before asking about each cell alone, as long as each settles this share of them.
ROUNDS, WORTHWHILE = 30, 0.04
LINPROG_SOLVED = 0

Block = tuple[int, ...]


class NoSolutionError(ArithmeticError):
    """What is shown contradicts itself: no hidden values would make the sums hold."""


@dataclass(frozen=True)
class Secret:
    """A hidden number of people: the sum of hidden ``cells`` times ``signs``, plus a shown ``constant``."""

    cells: tuple[int, ...]
    signs: tuple[int, ...] = (1,)
    constant: float = 0.0


@dataclass(frozen=True)
class Polytope:
    """Every way to fill in a block: bounds, what adds up, and ``order @ x <= 0`` for counts within bases."""

    place: dict[int, int]
    lower: np.ndarray
    upper: np.ndarray
    sums: csr_array
    totals: np.ndarray
    order: csr_array

    def rows(self, secrets: Collection[Secret]) -> csr_array:
        """The secrets, but for their constants, as weights on the cells."""
        weights = [
            {self.place[cell]: float(sign) for cell, sign in zip(secret.cells, secret.signs, strict=True)}
            for secret in secrets
        ]
        return _sparse(weights, len(self.place))

    def cheapest(self, cost: np.ndarray) -> np.ndarray:
        """The way to fill in the block that costs least."""
        found = linprog(
            cost,
            A_ub=self.order,
            b_ub=np.zeros(self.order.shape[0]),
            A_eq=self.sums,
            b_eq=self.totals,
            bounds=np.column_stack([self.lower, self.upper]),
            method="highs-ds",
            options={"presolve": False},
        )
        if found.status != LINPROG_SOLVED:
            raise NoSolutionError("the shown cells contradict each other")
        return np.asarray(found.x)


def blocks(cells: Cells, hidden: Collection[int]) -> Iterator[Block]:
    """Hidden cells by block, each in order: what is on one line, or a count and its base, is in one block."""
    next_to = _neighbours(cells, hidden)
    seen: set[int] = set()
    for start in sorted(hidden):
        if start in seen:
            continue
        block, border = {start}, [start]
        while border:
            found = next_to[border.pop()] - block
            block |= found
            border += found
        seen |= block
        yield tuple(sorted(block))


def narrow_secrets(
    cells: Cells, hidden: Collection[int], of: Sequence[Block], threshold: int, wide: set[Secret]
) -> dict[Block, Secret]:
    """The first secret of each block that a reader can know too closely; blocks that withstand are left out.

    Wide enough: a range of at least ``threshold``; or surely above the threshold; or surely nobody. Secrets
    found to have such a range are added to ``wide`` and not asked about again: hiding more only widens them.
    """
    secrets = [s for block in of for s in secrets_of(cells, hidden, block) if s not in wide]
    block_of = {cell: block for block in of for cell in block}
    unsure: dict[Block, list[Secret]] = defaultdict(list)
    seen_wide, not_sure = _sort_out(_polytope(cells, hidden, tuple(block_of), threshold), secrets, threshold)
    wide.update(seen_wide)
    for secret in not_sure:
        unsure[block_of[secret.cells[0]]].append(secret)
    found: dict[Block, Secret] = {}
    while unsure:
        # blocks do not touch, so one programme answers one question about each of them, exactly
        asked = {block: waiting[0] for block, waiting in unsure.items()}
        together = tuple(cell for block in asked for cell in block)
        narrow = _narrow(_polytope(cells, hidden, together, threshold), asked.values(), threshold)
        found |= {block: secret for block, secret in asked.items() if secret in narrow}
        unsure = {block: rest[1:] for block, rest in unsure.items() if block not in found and rest[1:]}
    return found


def _narrow(polytope: Polytope, asked: Collection[Secret], threshold: int) -> set[Secret]:
    """Those of the secrets, one of each block, that are not wide enough."""
    wanted = polytope.rows(asked)
    constants = np.array([secret.constant for secret in asked])
    cost = wanted.sum(axis=0)
    low = np.ceil(wanted @ polytope.cheapest(cost) + constants - TOLERANCE)
    if (low > threshold).all():
        return set()
    high = np.floor(wanted @ polytope.cheapest(-cost) + constants + TOLERANCE)
    is_narrow = (low <= threshold) & (high > 0) & (high - low < threshold)
    return {secret for secret, narrow in zip(asked, is_narrow, strict=True) if narrow}


def secrets_of(cells: Cells, hidden: Collection[int], block: Block) -> Iterator[Secret]:
    """The hidden cells of a block and their hidden rests."""
    for cell in block:
        yield Secret((cell,))
        for base in cells.bases_of.get(cell, ()):
            if base in hidden:
                yield Secret((base, cell), (1, -1))
            else:
                yield Secret((cell,), (-1,), float(cells.people[base]))
        for count in cells.counts_of.get(cell, ()):
            if count not in hidden:
                yield Secret((cell,), (1,), -float(cells.people[count]))


def least(cells: Cells, hidden: Collection[int], cell: int) -> int:
    """The least a reader must reckon with: one, as zeros are shown, but for counts within a hidden base."""
    return 0 if any(base in hidden for base in cells.bases_of.get(cell, ())) else 1


def _sort_out(
    polytope: Polytope, secrets: Sequence[Secret], threshold: int
) -> tuple[list[Secret], list[Secret]]:
    """The secrets seen wide, as two ways to fill in the cells lie far enough apart, and those still in doubt.

    Neither are those that are surely nobody, as where every pupil of a special school has a plan. Of the
    doubtful, those seen low and least wide come first: a block that falls should fall at the first question.
    """
    if not secrets:
        return [], []
    wanted = polytope.rows(secrets)
    constants = np.array([secret.constant for secret in secrets])
    directions = np.random.default_rng(seed=0)
    low, high = np.full(len(secrets), np.inf), np.full(len(secrets), -np.inf)
    unsure = np.arange(len(secrets))
    for _ in range(ROUNDS):
        cost = directions.uniform(0.5, 1.5, len(unsure)) * directions.choice([-1, 1], len(unsure))
        for sign in (1, -1):
            seen = wanted @ polytope.cheapest(sign * (wanted[unsure].T @ cost))
            low, high = np.minimum(low, seen), np.maximum(high, seen)
        still = np.flatnonzero(np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE) < threshold)
        slowed = len(unsure) - len(still) < WORTHWHILE * len(unsure)
        unsure = still
        if slowed or not len(unsure):
            break
    seen_wide = np.setdiff1d(np.arange(len(secrets)), unsure)
    nobody = _surely_nobody(polytope, wanted, constants, unsure[(high + constants)[unsure] < TOLERANCE])
    unsure = np.setdiff1d(unsure, nobody)
    above = np.ceil(low + constants - TOLERANCE) > threshold
    likeliest_first = unsure[np.lexsort((np.round(high - low)[unsure], above[unsure]))]
    return [secrets[int(number)] for number in seen_wide], [secrets[int(n)] for n in likeliest_first]


def _surely_nobody(
    polytope: Polytope, wanted: csr_array, constants: np.ndarray, seen_zero: np.ndarray
) -> np.ndarray:
    """Which of the secrets are zero in every way to fill in the cells: together they cannot exceed zero."""
    while len(seen_zero):
        most = wanted[seen_zero] @ polytope.cheapest(-wanted[seen_zero].sum(axis=0)) + constants[seen_zero]
        if (most < TOLERANCE).all():
            break
        seen_zero = seen_zero[most < TOLERANCE]
    return seen_zero


def _neighbours(cells: Cells, hidden: Collection[int]) -> dict[int, set[int]]:
    next_to: dict[int, set[int]] = defaultdict(set)
    for line in {number for cell in hidden for number in cells.lines_of.get(cell, ())}:
        first, *others = (cell for cell in cells.lines[line].cells if cell in hidden)
        for cell in others:
            next_to[cell].add(first)
            next_to[first].add(cell)
    for pair in cells.pairs:
        if pair.base in hidden and pair.count in hidden:
            next_to[pair.count].add(pair.base)
            next_to[pair.base].add(pair.count)
    return next_to


def _polytope(cells: Cells, hidden: Collection[int], block: Block, threshold: int) -> Polytope:
    place = {cell: number for number, cell in enumerate(block)}
    sums: list[dict[int, float]] = []
    totals: list[float] = []
    for number in sorted({number for cell in block for number in cells.lines_of.get(cell, ())}):
        line = cells.lines[number]
        signed = [(line.whole, -1.0), *((part, 1.0) for part in line.parts)]
        sums.append({place[cell]: sign for cell, sign in signed if cell in place})
        totals.append(-sum(sign * float(cells.people[cell]) for cell, sign in signed if cell not in place))
    order = [
        {place[count]: 1.0, place[base]: -1.0}
        for count in block
        for base in cells.bases_of.get(count, ())
        if base in place
    ]
    lower, upper = _bounds(cells, hidden, block)
    # No end would be no solution to the solver; this one is far beyond any width asked for.
    beyond = 10 * (np.abs(totals).sum() + lower.sum() + threshold * len(block)) + 1000
    upper = np.minimum(upper, beyond)
    return Polytope(
        place, lower, upper, _sparse(sums, len(block)), np.array(totals), _sparse(order, len(block))
    )


def _bounds(cells: Cells, hidden: Collection[int], block: Block) -> tuple[np.ndarray, np.ndarray]:
    """What the shown bases and the shown counts within a hidden base allow each cell."""
    lower, upper = np.zeros(len(block)), np.full(len(block), np.inf)
    for number, cell in enumerate(block):
        shown_within = [cells.people[c] for c in cells.counts_of.get(cell, ()) if c not in hidden]
        shown_around = [cells.people[b] for b in cells.bases_of.get(cell, ()) if b not in hidden]
        lower[number] = max([least(cells, hidden, cell), *shown_within])
        upper[number] = min([np.inf, *shown_around])
    return lower, upper


def _sparse(rows: list[dict[int, float]], width: int) -> csr_array:
    at = [(number, place, value) for number, row in enumerate(rows) for place, value in row.items()]
    numbers, places, values = zip(*at, strict=True) if at else ((), (), ())
    return csr_array((values, (numbers, places)), shape=(len(rows), width))
