"""A puzzle held open in the HiGHS solver: each question starts from the last answer."""

import highspy
import numpy as np

from pipelines.disclosure_puzzle import NoSolutionError, Puzzle

# So many steps of the simplex may all questions about one puzzle take: about a minute, a hundred times what
# the largest of a whole authority took. Steps and not seconds: the answer is the same on any machine.
STEPS = 1_000_000
_PRIMAL, _DUAL = 4, 1
_QUIET = {
    "output_flag": False, "threads": 1, "random_seed": 0, "presolve": "off",
    # shaken costs and bounds took longer here than they saved
    "dual_simplex_cost_perturbation_multiplier": 0.0, "primal_simplex_bound_perturbation_multiplier": 0.0,
}  # fmt: skip


_ANSWERS = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kIterationLimit,
)


class UndecidedError(Exception):
    """The steps that a puzzle may take are used up, or the solver cannot say."""


class Solver:
    """Ways to fill in a puzzle, as long as there are ``steps`` left."""

    def __init__(self, puzzle: Puzzle) -> None:
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _QUIET.items():
            self._highs.setOptionValue(option, value)  # type: ignore[arg-type]
        self._every = np.arange(len(puzzle.lower), dtype=np.int32)
        self._puzzle, self._is_capped, self._steps = puzzle, False, STEPS
        self._highs.passModel(_programme(puzzle))

    def cheapest(self, cost: np.ndarray, upper: np.ndarray | None = None) -> np.ndarray:
        """The way that costs least, none above ``upper`` if given.

        Errors: ``NoSolutionError``, ``UndecidedError``.

        With the bounds as they were, the last answer is walked on from; with others it is mended first.
        """
        every, count = self._every, len(self._every)
        moves = self._is_capped or upper is not None
        if moves:
            most = self._puzzle.upper if upper is None else upper
            self._highs.changeColsBounds(count, every, self._puzzle.lower, most)
        self._is_capped = upper is not None
        self._highs.changeColsCost(count, every, cost)
        status = self._asked(_DUAL if moves else _PRIMAL)
        if status not in _ANSWERS:
            # it lost its way from the last answer: once more, from nothing
            self._highs.clearSolver()
            status = self._asked(_DUAL)
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoSolutionError
        if status != highspy.HighsModelStatus.kOptimal:
            raise UndecidedError
        return np.array(self._highs.getSolution().col_value)

    def _asked(self, strategy: int) -> highspy.HighsModelStatus:
        self._highs.setOptionValue("simplex_strategy", strategy)
        self._highs.setOptionValue("simplex_iteration_limit", self._steps)
        self._highs.run()
        self._steps = max(0, self._steps - self._highs.getInfo().simplex_iteration_count)
        return self._highs.getModelStatus()


def _programme(puzzle: Puzzle) -> highspy.HighsLp:
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(puzzle.lower), len(puzzle.totals)
    programme.col_cost_ = np.zeros(len(puzzle.lower))
    programme.col_lower_, programme.col_upper_ = puzzle.lower, puzzle.upper
    programme.row_lower_ = programme.row_upper_ = puzzle.totals
    matrix = programme.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_, matrix.value_ = puzzle.sums.indptr, puzzle.sums.indices, puzzle.sums.data
    return programme
