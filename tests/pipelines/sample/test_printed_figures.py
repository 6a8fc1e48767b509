"""What the strategies printed comes back from the sample as it was printed."""

from types import SimpleNamespace

import numpy as np
import pytest

from pipelines.questionnaires import built_in
from pipelines.sample.manual_files import _yearly
from pipelines.sample.survey_files import _answers, _as_printed
from schemas.questionnaire import SCALE

# South Tyneside and North East Lincolnshire, of the years that their strategies name.
PRINTED = [
    ("393", 2019, "neet_or_not_known_plan", "2019", 11.7),
    ("393", 2020, "neet_or_not_known_plan", "2020", 18.7),
    ("812", 2019, "neet_17_send", "2017/18", 9.7),
    ("812", 2019, "level_2_at_19_send", "2017/18", 21.9),
    ("812", 2019, "adults_ld_in_work", "2018/19", 11.3),
]
SIXTEEN = (29, 63, 61, 60, 50, 62, 28, 19, 44, 41, 42, 42, 43, 37, 35, 61)


@pytest.mark.parametrize(("la", "year", "measure", "period", "percent"), PRINTED)
def test_a_yearly_series_has_the_printed_percentage_in_the_printed_year(la, year, measure, period, percent):
    world = SimpleNamespace(
        code=la, seed=7, calibration=SimpleNamespace(margins=SimpleNamespace(pupils=20_000))
    )
    [row] = [row for row in _yearly(world, year) if row[0] == measure]
    assert (row[3], round(100 * row[6] / row[7], 1)) == (period, percent)


def test_each_of_the_sixteen_measures_has_its_printed_share_of_good_answers_in_2020():
    questions = [one for one in built_in()["parents_and_carers"].questions if one.kind == SCALE]
    n = 222  # as many as answer in an authority of that size
    rng = np.random.default_rng(5)
    mood, child = rng.normal(0, 0.5, n), (rng.choice(5, n), rng.random(n) < 0.55)
    found = []
    for question in questions:
        codes = _answers(rng, question, question.baseline.percent / 100, mood, child)
        _as_printed(rng.spawn(1)[0], codes, question.baseline.percent / 100)
        good = np.isin(codes, ("1", "2")).sum()
        found.append(round(100 * good / np.isin(codes, ("1", "2", "3", "4", "5")).sum()))
    assert tuple(found) == SIXTEEN
