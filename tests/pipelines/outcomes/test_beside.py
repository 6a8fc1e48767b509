"""An indicator beside England, the region and the neighbours: of the same year and the same group."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.outcomes.beside import published
from pipelines.outcomes.declared import declared
from pipelines.outcomes.judged import judge
from pipelines.outcomes.tables import TOTAL, WHOLE_YEAR
from pipelines.outcomes.told import KEY, typed
from pipelines.outcomes.watched import OTHERS, Beside, watch
from schemas.indicator import PROVISION

INDICATORS = declared()
PHONICS, IN_TIME = "phonics", "plans_within_20_weeks"


def known(*told):
    """What the mart tells: measure, year, comparator, value; its source, where it is not published."""
    rows = [(measure, "391", str(year), *rest) for measure, year, *rest in told]
    rows = [row if len(row) > 5 else (*row, "published") for row in rows]
    names = ["measure", "la_code", "year", "comparator", "comparator_value", "source"]
    rows = pd.DataFrame(rows, columns=names).assign(period=lambda r: r["year"])
    with duckdb.connect() as con:
        con.register("typed", rows)
        con.execute("create schema shown; create table shown.benchmark as from typed")
        return published(con)


def figures(indicator, others, *rows):
    """Judged: year, period, topic, group, and 30 of 100."""
    told = pd.DataFrame([("391", *row) for row in rows], columns=KEY).assign(numerator=30, denominator=100)
    return judge(typed(told).assign(indicator=indicator), INDICATORS, published=others)


def test_a_year_is_held_against_the_year_in_which_it_ends_and_a_group_against_its_own_measure():
    others = known(
        ("KS1P_all", 2025, "England", 80.0),
        ("KS1P_all", 2025, "Statistical neighbours", 38.0),
        ("KS1P_all", 2024, "Region", 10.0),
        ("KS1P_EHCP", 2025, "England", 20.0),
    )
    rows = figures(
        PHONICS,
        others,
        ("202425", WHOLE_YEAR, TOTAL, TOTAL),
        ("202425", WHOLE_YEAR, PROVISION, "EHC plan"),
        ("202425", WHOLE_YEAR, PROVISION, "SEN support"),
    ).set_index("breakdown")
    # Wilson of 30 in 100: 21.9 to 39.6
    total = rows.loc[TOTAL]
    assert (total["england"], total["against_england"]) == (80, "worse")
    assert (total["neighbours"], total["against_neighbours"]) == (38, "similar")
    assert (np.isnan(total["region"]), total["against_region"]) == (True, "not compared")
    assert (rows.loc["EHC plan", "england"], rows.loc["EHC plan", "against_england"]) == (20, "better")
    assert set(rows.loc["SEN support", ["against_england", "against_neighbours"]]) == {"not compared"}


def test_a_month_is_held_against_nothing_and_a_calendar_year_against_itself():
    others = known((IN_TIME, 2025, "England", 46.0))
    rows = figures(IN_TIME, others, ("2025", WHOLE_YEAR, TOTAL, TOTAL), ("2025", "2025-03", TOTAL, TOTAL))
    assert rows.set_index("period")["against_england"].to_dict() == {
        WHOLE_YEAR: "worse",
        "2025-03": "not compared",
    }


def test_of_two_sources_of_one_figure_the_published_goes_first():
    others = known(
        (IN_TIME, 2025, "England", 50.0, "own census"), (IN_TIME, 2025, "England", 46.0, "published")
    )
    assert others["england"].tolist() == [46]


@pytest.mark.parametrize(("neighbours", "listed"), [(60.0, 1), (31.0, 0)])
def test_who_is_below_england_and_neighbours_is_on_the_watch_list(neighbours, listed):
    others = known((IN_TIME, 2025, "England", 46.0), (IN_TIME, 2025, "Statistical neighbours", neighbours))
    rows = figures(IN_TIME, others, ("2025", WHOLE_YEAR, TOTAL, TOTAL))
    found = watch(rows, pd.DataFrame(), Beside())
    assert (found["reason"] == OTHERS).sum() == listed
    if listed:
        [one] = found[found["reason"] == OTHERS].to_dict("records")
        assert (one["held_against"], one["since"]) == (60, "2025")


def test_every_comparator_is_of_a_group_that_its_indicator_has():
    for one in INDICATORS.values():
        topics = {held.topic for held in one.comparators} - {TOTAL}
        assert topics <= set(one.base.groups) | set(one.base.persons_by) if topics else True
