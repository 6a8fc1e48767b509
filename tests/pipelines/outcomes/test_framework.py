"""An area's own outcomes: its file, its targets, and what its actions moved."""

from datetime import date

import pandas as pd
import pytest

from pipelines.errors import RefusedError
from pipelines.outcomes import framework
from pipelines.outcomes.declared import declared
from pipelines.outcomes.judged import judge
from pipelines.outcomes.promised import actions, outcomes
from pipelines.outcomes.tables import TOTAL, WATCH_SCHEMA, WHOLE_YEAR
from pipelines.outcomes.told import KEY, typed

INDICATORS = declared()
OWN = """
name = "Our own"
la = "391"
source = "Our plan"
[[outcome]]
name = "In time"
owner = "SEND service"
narrative = "Sooner."
indicators = ["decided_within_6_weeks"]
[[target]]
indicator = "decided_within_6_weeks"
year = 2025
value = 55
[[action]]
said = "Too slow"
did = "A second panel"
on = 2025-01-01
indicators = ["decided_within_6_weeks"]
"""


@pytest.fixture
def beside(tmp_path):
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "391.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def figures(*rows, targets=None):
    """Judged figures in total of one indicator and area: year, period, numerator, denominator."""
    told = pd.DataFrame(
        [("391", year, period, TOTAL, TOTAL, x, n) for year, period, x, n in rows],
        columns=[*KEY, "numerator", "denominator"],
    )
    return judge(typed(told).assign(indicator="decided_within_6_weeks"), INDICATORS, targets)


QUARTERS = [(f"{year}", f"{year}-Q{n}", x, 50) for year, x in ((2024, 20), (2025, 35)) for n in (1, 2, 3, 4)]


def test_the_seeds_five_and_the_national_view_come_with_the_code_and_name_indicators_there_are():
    found = framework.in_force(None, INDICATORS)
    assert {one.la_code for one in found.values()} == {"000", "391", "393", "812", "357", "933"}
    assert [len(found[name].outcomes) for name in ("tameside", "somerset")] == [5, 5]
    sixteen = {name for name in INDICATORS if name.startswith("voice_") and INDICATORS[name].baselines}
    named = {i for one in found["north_east_lincolnshire"].outcomes for i in one.indicators}
    assert len(sixteen) == 16
    assert sixteen <= named


def test_an_areas_own_file_takes_the_place_of_the_example(beside):
    found = framework.in_force(beside, INDICATORS)
    assert "newcastle" not in found
    assert found["391"].name == "Our own"
    assert framework.version(beside) != framework.version(None)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('la = "391"', 'la = "392"', "call it 392.toml"),
        ('["decided_within_6_weeks"]\n[[target]]', '["decided"]\n[[target]]', "no indicator 'decided'"),
        ("value = 55", 'value = "55"', "value of [[target]] is of another kind"),
        ('owner = "SEND service"\n', "", "[[outcome]] says indicators, name, narrative, owner"),
        ('name = "Our own"', 'title = "Our own"', "it says 'title'"),
        ("[[outcome]]", "[outcome]", "outcome is written as [[outcome]]"),
        ("on = 2025-01-01", "on = yesterday", "no TOML file"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_in_words(beside, was, becomes, said):
    path = beside / "frameworks" / "391.toml"
    path.write_text(OWN.replace(was, becomes), encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        framework.in_force(beside, INDICATORS)
    assert said.lower() in refused.value.why.lower()


def test_a_target_of_the_area_and_year_goes_before_the_declared_one(beside):
    wanted = framework.targets(framework.in_force(beside, INDICATORS))
    rows = figures(("2024", WHOLE_YEAR, 80, 200), ("2025", WHOLE_YEAR, 140, 200), targets=wanted)
    told = rows.set_index("year")
    assert told["target"].to_dict() == {"2024": 100, "2025": 55}
    assert told["against_target"].to_dict() == {"2024": "worse", "2025": "better"}


def test_the_newest_figure_stands_under_the_areas_outcome_with_what_is_on_the_watch_list(beside):
    found = framework.in_force(beside, INDICATORS)
    watched = WATCH_SCHEMA.empty_table().to_pandas()
    watched.loc[0, ["la_code", "indicator", "reason"]] = ["391", "decided_within_6_weeks", "special cause"]
    told = figures(*QUARTERS, ("2025", WHOLE_YEAR, 140, 200)).assign(england=60.0, against_england="better")
    rows = outcomes(found, told, watched)
    [own] = rows[rows["framework"] == "391"].to_dict("records")
    assert (own["outcome"], own["owner"], own["value"]) == ("In time", "SEND service", pytest.approx(70))
    assert own["on_watch_list"] == "special cause"
    assert (own["england"], own["against_england"]) == (60, "better")
    # told of every area, though of most indicators there is no figure
    assert set(rows.loc[rows["framework"] == "national", "la_code"]) == {"391"}


def test_before_and_after_an_action_are_four_quarters_each_with_newcombes_interval(beside):
    found = framework.in_force(beside, INDICATORS)
    [row] = actions(found, figures(*QUARTERS), INDICATORS).to_dict("records")
    assert (row["before_numerator"], row["before_denominator"]) == (80, 200)
    assert (row["after_numerator"], row["after_denominator"]) == (140, 200)
    assert row["before_periods"] == "2024-Q1, 2024-Q2, 2024-Q3, 2024-Q4"
    # Wilson: 40% is 33.456 to 46.918, 70% is 63.315 to 75.924; Newcombe of these by hand
    assert row["change"] == pytest.approx(30)
    assert row["change_lower"] == pytest.approx(
        30 - ((70 - 63.315) ** 2 + (46.918 - 40) ** 2) ** 0.5, abs=0.01
    )
    assert row["change_upper"] == pytest.approx(
        30 + ((75.924 - 70) ** 2 + (40 - 33.456) ** 2) ** 0.5, abs=0.01
    )
    assert row["verdict"] == "better"


def test_a_hidden_quarter_is_left_out_and_a_day_within_one_belongs_to_neither_side(beside):
    path = beside / "frameworks" / "391.toml"
    path.write_text(OWN.replace("on = 2025-01-01", "on = 2025-02-10"), encoding="utf-8")
    found = framework.in_force(beside, INDICATORS)
    rows = [row if row[1] != "2024-Q3" else (*row[:2], None, 50) for row in QUARTERS]
    [row] = actions(found, figures(*rows), INDICATORS).to_dict("records")
    assert row["before_periods"] == "2024-Q2, 2024-Q4"
    assert row["after_periods"] == "2025-Q2, 2025-Q3, 2025-Q4"


def test_nothing_after_an_action_is_not_compared(beside):
    found = framework.in_force(beside, INDICATORS)
    [row] = actions(found, figures(*QUARTERS[:4]), INDICATORS).to_dict("records")
    assert row["verdict"] == "not compared"
    assert row["done_on"] == date(2025, 1, 1)
