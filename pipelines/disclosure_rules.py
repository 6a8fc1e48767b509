"""What a rule hides at first sight: small counts, and all that is derived from a hidden one.

What must be hidden for their sake is found in ``disclosure``.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from pipelines.disclosure_cells import ABSENT, Cells, DisclosureRiskError, Telling
from pipelines.sql import Mart


def small(cells: Cells) -> np.ndarray:
    """Primary: small counts; thin bases; counts whose rest is small; all within a small base."""
    people = cells.people
    found = _is_small(people, cells.thresholds)
    bases = people[cells.bases]
    found[cells.bases[(bases >= 1) & (bases < cells.least_bases[cells.bases])]] = True
    rests = bases - people[cells.counts]
    within = found[cells.bases] | _is_small(rests, cells.thresholds[cells.counts])
    found[cells.counts[within]] = True
    return found


def _is_small(people: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    return np.asarray((people >= 1) & (people <= thresholds))


def counts_hidden(telling: Telling, cells: Cells, hidden: np.ndarray) -> pd.DataFrame:
    """Of each count of a mart, the rows where it is hidden."""
    # ABSENT is -1: a last place that is never hidden
    is_hidden = np.append(hidden, [False] * -ABSENT)
    rows = cells.rows[telling.mart.name]
    names = [count.name for count in telling.mart.of_role("count")]
    return pd.DataFrame({name: is_hidden[rows[name]] for name in names}, index=telling.table.index)


def derived_hidden(mart: Mart, counts: pd.DataFrame) -> Iterator[tuple[str, "pd.Series[bool]"]]:
    """Each derived column and where one of its sources is hidden, through other derived columns too."""
    made_of = {column.name: column.derived_from for column in mart.of_role("derived")}
    for name in made_of:
        sources, todo = set(), [name]
        while todo:
            source = todo.pop()
            if source not in sources:
                sources.add(source)
                todo += made_of.get(source, ())
        yield name, counts[[count for count in counts if count in sources]].any(axis=1)


def risk_of(tellings: Sequence[Telling], why: str) -> DisclosureRiskError:
    """Why these marts cannot be released."""
    names = ", ".join(sorted(telling.mart.name for telling in tellings))
    return DisclosureRiskError(names, " and ".join(sorted({t.policy.name for t in tellings})), why)
