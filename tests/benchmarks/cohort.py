"""How long the cohort model takes: ``python -m tests.benchmarks.cohort [AREAS]``.

One authority of some 4,000 plans, 2,000 draws of ten years; and AREAS of them with 500 draws (default 4, told
also as 150 would take), two processes. Seconds, and the most memory one process held.
"""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from pipelines.cohort.rates import learn
from pipelines.cohort.simulate import simulate
from tests.builders_cohort import World, residents

ENGLAND, FEW = 150, 500


@cache
def _world():
    made = World(1, plans=4000)
    for _ in range(3):
        made.pass_year()
    return made.start(10), learn(made.history(), [], [], residents)


def _area(draws):
    start, learnt = _world()
    simulate(start, learnt, draws=draws)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main(areas=4):
    """Measure and print."""
    _world()
    began = time.perf_counter()
    held = _area(2000)
    sys.stdout.write(f"one area, 2,000 draws: {time.perf_counter() - began:.1f} s, {held:.2f} GB\n")
    began = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_area, [FEW] * areas))
    taken = time.perf_counter() - began
    sys.stdout.write(
        f"{areas} areas, {FEW} draws: {taken:.1f} s; {ENGLAND}: {taken / areas * ENGLAND / 60:.1f} min\n"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
