"""Localities: where plans' holders live, by the query; demand shared out among them, whole in every draw."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.cohort import from_lake
from pipelines.cohort.localities import Homes, homes, local_series, shared_out
from pipelines.cohort.places import PHASES, PROVISIONS
from pipelines.cohort.series import counts, parts
from pipelines.cohort.states import A, N, P, place_at
from pipelines.cohort.told import kept
from tests.builders_cohort_core import core, placed, plan

SPECIAL = PROVISIONS.index("special")
PRIMARY = list(PHASES).index("Primary")


def spell(person, day, **areas):
    return (
        {"person_id": person, "spell": 1, "from_day": day, "lsoa": None, "ward": None}
        | {"postcode_district": "NE1"}
        | areas
    )


def listed(kind, code, locality, **items):
    told = {"la_code": "391", "edition": 2026, "area_type": kind, "area_code": code, "locality": locality}
    return told | {"valid_from": None, "valid_to": None} | items


def test_a_plan_is_where_its_holder_lived_by_the_newest_january():
    con = core(
        [plan(name, 2026, 7) for name in ("east", "moved", "merged", "by district", "unknown")]
        + [plan("gone", 2025, 7)],
        [placed(name, 2026, setting="EHE") for name in ("east", "moved", "merged", "by district", "unknown")],
        homes=[
            spell("east", date(2020, 1, 1), ward="E05000001"),
            spell("moved", date(2020, 1, 1), ward="E05000002"),
            spell("moved", date(2025, 1, 1), lsoa="E01000001"),
            # After the January.
            spell("moved", date(2026, 5, 1), ward="E05000002"),
            spell("merged", date(2020, 1, 1), ward="E05000002"),
            spell("by district", date(2020, 1, 1), postcode_district="NE5"),
        ],
        localities=[
            listed("Ward", "E05000001", "East"),
            listed("Ward", "E05000002", "Outer west"),
            listed("LSOA", "E01000001", "East"),
            listed("Postcode district", "NE5", "Gone", valid_to=date(2024, 1, 1)),
            listed("Ward", "E05000001", "As it was", edition=2020),
        ],
        merged=[{"la_code": "391", "locality": "Outer west", "merged_into": "West"}],
    )
    rows = from_lake.lived(con).to_pandas()
    assert set(rows["january_year"]) == {2026}
    assert rows.groupby("locality")["plans"].sum().to_dict() == {"East": 2, "Not known": 2, "West": 1}


def home(cells):
    """Plans of special schools in primary years, by locality."""
    rows = [
        {"la_code": "391", "locality": name, "age": age, "place": place, "plans": plans}
        for name, age, place, plans in cells
    ]
    return homes(pd.DataFrame(rows))["391"]


def test_homes_are_counted_by_phase_and_one_locality_is_none():
    of = home([("East", 5, "special", 30), ("East", 12, "special", 20), ("West", 10, "special", 7),
               ("West", 10, "mainstream", 90)])  # fmt: skip
    found = of.counts()
    assert found[local_series("special", "All phases", "East")] == 50
    assert found[local_series("special", "Secondary", "East")] == 20
    assert found[local_series("special", "Primary", "West")] == 7
    assert sum(found[local_series("unit", "All phases", name)] for name in of.names) == 0
    assert homes(pd.DataFrame([{"la_code": "391", "locality": "Not known", "age": 5, "place": "unit",
                                "plans": 9}])) == {}  # fmt: skip


def test_localities_add_up_in_every_draw_and_lie_as_plans_do_now():
    of = home([("East", 5, "special", 800), ("West", 5, "special", 200), ("West", 5, "unit", 1)])
    asked = {name: np.zeros((400, 2, len(PHASES)), np.int64) for name in PROVISIONS}
    asked["special"][..., PRIMARY] = 500
    asked["unit"][..., PRIMARY] = 100
    found = shared_out(of, asked, [1])
    assert (found["special"].sum(axis=-1) == asked["special"]).all()
    assert (found["unit"].sum(axis=-1) == asked["unit"]).all()
    east = found["special"][:, 0, PRIMARY, 0]
    # Four fifths of a thousand: the chance of 1,000 seen and of 500 drawn, both of a share of 0.8.
    error = np.sqrt(0.8 * 0.2 * (1 / 1000 + 1 / 500)) * 500
    assert east.mean() == pytest.approx(400, abs=4 * error / np.sqrt(400) + 2)
    assert east.std() == pytest.approx(error, rel=0.2)
    # One child in a unit says little: units lie nearly as all plans, with more doubt.
    units = found["unit"][:, 0, PRIMARY, 0]
    assert 70 < units.mean() < 80
    assert units.std() > np.sqrt(0.8 * 0.2 * 100)


def test_each_rest_of_what_is_told_of_localities_is_nothing_or_fifty():
    rng = np.random.default_rng(3)
    cells = rng.multinomial(4000, rng.dirichlet(np.full(A * N * P, 0.2))).reshape(A, N, P)
    names = ["East", "North", "South", "West"]
    plans = np.zeros((len(PROVISIONS), len(PHASES), len(names)))
    for p, provision in enumerate(PROVISIONS):
        for n, (low, high) in enumerate(PHASES.values()):
            there = cells[low : high + 1, :, place_at(provision)].sum()
            plans[p, n] = rng.multinomial(there, [0.5, 0.3, 0.15, 0.05])
    of = Homes(names, plans)
    told, wholes = counts(cells) | of.counts(), [*parts(), *of.parts()]
    keep = kept(told, wholes)
    assert any(name.startswith("local:") for name in keep)
    for whole, some in wholes:
        assert sum(told[part] for part in some) <= told[whole]
        there = [part for part in some if part in keep]
        rest = told[whole] - sum(told[part] for part in there)
        assert not there or (whole in keep and (rest == 0 or rest >= 50))
