"""England's pupils by age, SEN provision and primary need, as the SEN statistics to 2025 print them.

Every provision and need adds up, over its ages, to what the other files of the sample say of England; how a
group lies over the ages is ours. Of authorities nothing is drawn: nobody looks for their ages.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipelines.sample.calibration import NEEDS, SPECIAL
from pipelines.sample.context_areas import shared_rows
from pipelines.sample.context_rows import NAME_FIRST, academic, begins, write
from pipelines.sample.days import Floats, Ints

AGES = range(3, 20)  # at 31 August before; the last is 19 and over
_MIDDLE_AGE, _LAST_OF_PRIMARY = 10, 10
_EVERYONE = (0.5, 0.92, *[1.0] * 11, 0.55, 0.5, 0.08, 0.015)
# Of pupils of each age, how many are on support and have a plan, against those of other ages.
_ON_SUPPORT = (0.35, 0.6, 0.85, 1, 1.1, 1.17, 1.2, 1.2, 1.12, 1.08, 1.05, 1.02, 1, 0.5, 0.45, 0.5, 0.3)
_WITH_PLAN = (0.25, 0.6, 0.75, 0.8, 0.88, 0.95, 1.05, 1.15, 1.2, 1.2, 1.2, 1.2, 1.2, 0.8, 0.8, 2.5, 8)
# Needs found more often in the young (below 0) or the old.
_TILT = {"MLD": 0.2, "SLCN": -0.9, "SEMH": 0.5, "SPLD": 0.6, "NSA": -0.5}
# Against the sample's own schools: of plans with a need, how many name a state-funded special school.
_OF_STATE, _YOUNG, _OLDER = 0.8, 0.85, 1.1
_TOTAL, _SPECIAL_SCHOOL = "Total", "State-funded special school"
_HEADER = (
    f"{NAME_FIRST},phase_type_grouping,sen_status,sen_primary_need,number_of_pupils,"
    + ",".join(f"age_{age}" for age in AGES[:-1])
    + f",age_{AGES[-1]}_and_over"
)


def write_ages(path: Path, years: range, england: tuple[Ints, Ints, Ints], words: Sequence[str]) -> Path:
    """The table of ages. ``england``: by year all pupils, and by year and need those on support, with a plan.

    ``words``: how the publication names support, plans and then each need.
    """
    return write(path, _HEADER, _rows(years, england, words))


def _rows(years: range, england: tuple[Ints, Ints, Ints], words: Sequence[str]) -> Iterator[str]:
    everyone, support, plans = england
    on_support, with_plan, *needs = words
    for k in reversed(range(len(years))):
        begin = begins(NAME_FIRST, academic(years[k]), "Academic year")[0]
        [all_ages] = shared_rows(everyone[[k]], np.array([_EVERYONE]))
        of_support, of_plans = _over_ages(support[k], _ON_SUPPORT), _over_ages(plans[k], _WITH_PLAN)
        of_need, special = of_support + of_plans, _in_special_schools(of_plans)
        yield _row(begin, (_TOTAL, _TOTAL, _TOTAL), all_ages)
        yield _row(begin, (_TOTAL, on_support, _TOTAL), of_support.sum(axis=0))
        yield _row(begin, (_TOTAL, with_plan, _TOTAL), of_plans.sum(axis=0))
        for need, name in enumerate(needs):
            yield _row(begin, (_TOTAL, _TOTAL, name), of_need[need])
            yield _row(begin, (_SPECIAL_SCHOOL, _TOTAL, name), special[need])


def _over_ages(of_needs: Ints, profile: Sequence[float]) -> Ints:
    """Each need's pupils by age."""
    from_middle = (np.array(AGES) - _MIDDLE_AGE) / _MIDDLE_AGE
    tilt = np.exp(np.array([_TILT.get(need, 0.0) for need in NEEDS])[:, None] * from_middle)
    return shared_rows(of_needs, np.array(_EVERYONE) * np.array(profile) * tilt)


def _in_special_schools(of_plans: Ints) -> Ints:
    """Of pupils with a plan, by need and age, those in state-funded special schools."""
    by_age: Floats = np.where(np.array(AGES) <= _LAST_OF_PRIMARY, _YOUNG, _OLDER)
    share = np.minimum(_OF_STATE * SPECIAL[:, None] * by_age, 1.0)
    return np.asarray(np.rint(of_plans * share), dtype=np.int64)


def _row(begin: str, group: tuple[str, str, str], ages: Ints) -> str:
    return ",".join([begin, *group, *(str(n) for n in (int(ages.sum()), *ages.tolist()))])
