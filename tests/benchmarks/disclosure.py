"""How long the door takes over a mart of the size of prevalence: protecting it, and attacking what is shown.

    .venv/bin/python -m tests.benchmarks.disclosure [--pupils 45000] [--censuses 36]

The pupils are drawn at random, census by census; groups are one-way and two-way, about 3,000 a census, each
by SEN provision. Told are CPU seconds of protecting, and of attacking the table that came out.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.sql import Mart, read_mart
from schemas.disclosure import POLICIES
from tests.builders_told import assert_safe, protect

GOAL = 60.0
# topic: how many groups, and how much larger the largest are than the smallest
TOPICS = {
    "School": (120, 8), "School type": (6, 30), "Phase": (4, 20), "NC year": (15, 1), "Age": (16, 2),
    "Sex": (2, 1), "Ethnicity": (20, 200), "Language": (3, 30), "Free school meals": (2, 3),
    "IMD decile": (10, 3), "Ward": (26, 2), "Neighbourhood": (175, 3),
}  # fmt: skip
CROSSED = [
    ("NC year", "Sex"), ("NC year", "Ethnicity"), ("School type", "NC year"), ("Ethnicity", "Sex"),
    ("Ethnicity", "Free school meals"), ("IMD decile", "Free school meals"), ("NC year", "Free school meals"),
    ("Ward", "Phase"), ("Ward", "Sex"), ("Ward", "NC year"), ("IMD decile", "NC year"), ("Ward", "Ethnicity"),
    ("Ethnicity", "IMD decile"), ("School", "Sex"), ("School", "NC year"),
]  # fmt: skip
PROVISIONS = {"None": 0.82, "SEN support": 0.14, "EHC plan": 0.04}
HEADING = """-- title: x
-- grain: census, topic, group_name, topic_2, group_2, sen_provision
-- owner: team:x
-- rule: education
-- dimension census: c
-- dimension topic: t
-- dimension group_name: g
-- dimension topic_2: t
-- dimension group_2: g
-- dimension sen_provision: s
-- count pupil_count: n
-- count pupil_base over census, topic, group_name, topic_2, group_2: b
-- derived pupil_percent from pupil_count, pupil_base: p
-- adds sen_provision: All SEN = SEN support + EHC plan
-- adds group_name: within topic to Total
-- crosses topic, group_name: topic_2, group_2
-- rest: pupil_base - pupil_count
select 1
"""


def main() -> None:
    """Draw the pupils, protect and attack the mart of them, and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--pupils", type=int, default=45_000)
    asked.add_argument("--censuses", type=int, default=36)
    wanted = asked.parse_args()
    policy, mart = POLICIES["education"], prevalence()
    table = pd.concat([census(number, wanted.pupils) for number in range(wanted.censuses)], ignore_index=True)
    began = time.process_time()
    protected = protect(table, mart, policy)
    protecting = time.process_time()
    assert_safe(protected.table, mart, policy)
    attacked = time.process_time()
    loss = protected.loss
    sys.stdout.write(
        f"{len(table):,} rows, {loss.cells:,} cells, "
        f"{loss.hidden_primary:,} + {loss.hidden_secondary:,} hidden: "
        f"protected in {protecting - began:.1f}, attacked in {attacked - protecting:.1f} CPU s "
        f"(goal {GOAL:.0f} s together)\n"
    )


def prevalence() -> Mart:
    """The heading of the mart."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prevalence.sql"
        path.write_text(HEADING)
        return read_mart(path)


def census(number: int, pupils: int) -> pd.DataFrame:
    """The rows of one census."""
    draw = np.random.default_rng(number)
    drawn = {"Total": np.full(pupils, "Total")}
    for topic, (groups, steepness) in TOPICS.items():
        share = np.geomspace(1, steepness, groups)
        labels = np.array([f"{topic} {n:03}" for n in range(groups)])
        drawn[topic] = draw.choice(labels, pupils, p=share / share.sum())
    # schools are in a ward, and teach few years
    frame = pd.DataFrame(drawn)
    school = frame["School"].str[-3:].astype(int)
    taught = np.where(school % 6 == 5, 7 + school % 7, draw.integers(0, 7, pupils))
    frame["NC year"] = [f"NC year {n:03}" for n in taught]
    provision = draw.choice(list(PROVISIONS), pupils, p=list(PROVISIONS.values()))
    pairs = [("Total", "Total"), *((topic, "Total") for topic in TOPICS), *CROSSED]
    rows = [_counted(frame, provision, *pair) for pair in pairs]
    return pd.concat(rows, ignore_index=True).assign(census=f"{number:02}")


def _counted(frame: pd.DataFrame, provision: np.ndarray, topic: str, topic_2: str) -> pd.DataFrame:
    wide = pd.crosstab([frame[topic].rename("group_name"), frame[topic_2].rename("group_2")], provision)
    base = wide.sum(axis=1)
    wide = wide[["SEN support", "EHC plan"]].assign(**{"All SEN": wide["SEN support"] + wide["EHC plan"]})
    tall = wide.melt(ignore_index=False, var_name="sen_provision", value_name="pupil_count")
    tall["pupil_base"] = base.reindex(tall.index)
    tall["pupil_percent"] = 100 * tall["pupil_count"] / tall["pupil_base"]
    return tall.reset_index().assign(topic=topic, topic_2=topic_2)


if __name__ == "__main__":
    main()
