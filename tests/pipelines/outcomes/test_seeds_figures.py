"""What the strategies printed comes back as released values, from the sample's files through every step.

The yearly series are exact: their counts are those that give the printed figure. Of the surveys as many of
the valid answers are good as comes nearest to the printed share, so a value is off by half an answer at most;
of 101 valid answers and more it rounds to the printed whole percentage, whatever is drawn. North East
Lincolnshire's own size gives so many to every question but those that only some families are asked.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from pipelines import landing, run, steps, steps_marts
from pipelines.outcomes import told
from pipelines.outcomes.declared import declared
from pipelines.outcomes.judged import judge
from pipelines.outcomes.tables import TOTAL
from pipelines.sample.manual_files import write_manual_series
from pipelines.sample.order import Dirt
from pipelines.sample.survey_files import write_survey
from pipelines.sql import read_marts
from pipelines.workbench import workbench
from tests.builders import settings_at

PUPILS = {"812": 24_600, "393": 22_500}
SERIES = {
    ("812", "neet_17_send", "201718"): 9.7,
    ("393", "neet_or_not_known_plan", "2019"): 11.7,
    ("393", "neet_or_not_known_plan", "2020"): 18.7,
    ("812", "adults_ld_in_work", "201819"): 11.3,
    ("812", "level_2_at_19_send", "201718"): 21.9,
}
SIXTEEN = {one.id: one.baselines[0] for one in declared().values() if one.domain == "Voice" and one.baselines}
ASKED = {one: declared()[one] for one in (*{name for _, name, _ in SERIES}, *SIXTEEN)}


def authority(code):
    """As much of one as its surveys and its sheets of counts are drawn from."""
    return SimpleNamespace(
        code=code,
        seed=2019,
        calibration=SimpleNamespace(margins=SimpleNamespace(pupils=PUPILS[code])),
        provision=lambda _: np.ones(PUPILS[code] // 6),
    )


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    settings = settings_at(tmp_path_factory.mktemp("seeds"))
    write_survey(authority("812"), 2020, Dirt(), settings.raw)
    for code, year in (("812", 2019), ("393", 2019), ("393", 2020)):
        write_manual_series(authority(code), year, settings.raw)
    shop = run.workshop(settings)
    for delivery in landing.find(settings.raw)[0]:
        steps.stage(shop, delivery)
    run.join(shop, run.BuildReport())
    marts = {name: read_marts()[name] for name in ("manual_series", "survey_agreement")}
    list(steps_marts.build_marts(shop, marts))
    with workbench(shop.lake, [f"shown.{name}" for name in marts]) as con:
        none = con.sql("select '' as base where false").df()
        return judge(told.numbers(con, ASKED, none), ASKED).set_index(["la_code", "indicator", "year"])


@pytest.mark.parametrize(("key", "printed"), SERIES.items())
def test_a_yearly_series_has_the_printed_figure(figures, key, printed):
    assert round(figures.loc[key, "value"], 1) == printed


@pytest.mark.parametrize("name", SIXTEEN)
def test_each_of_the_sixteen_measures_is_within_half_an_answer_of_what_was_printed(figures, name):
    row = figures.loc["812", name, "2020"]
    printed = SIXTEEN[name].value
    assert (row["breakdown_topic"], row["baseline"]) == (TOTAL, printed)
    assert abs(row["value"] - printed) <= 50 / row["denominator"] + 1e-9
    if row["denominator"] > 100:
        assert round(row["value"]) == printed
    assert row["against_baseline"] == "similar"


def test_of_nearly_all_there_are_so_many_answers_that_they_must_round_to_what_was_printed(figures):
    assert (figures.loc["812"].loc[list(SIXTEEN), "denominator"] > 100).sum() >= 12
