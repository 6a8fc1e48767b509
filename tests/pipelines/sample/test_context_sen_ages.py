"""England's ages in the sample: what marts look up by their words is there, and a number."""

import shutil

import pytest

from pipelines.sample.calibration import NEEDS
from pipelines.sample.context import write_context
from pipelines.sample.context_sen_ages import AGES
from schemas.codesets.sen import NEED
from tests.builders_core import day
from tests.builders_published import figures
from tests.builders_shown import counted

LABELS = {code.code: code.label for code in NEED.codes}
OF_2020 = {"la_code": "391", "census": "2020-spring", "census_day": day("2020-01-16"), "deliveries": "x"}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The figures of the edition of 2025."""
    folder = tmp_path_factory.mktemp("ages")
    write_context(folder / "all", folder / "truth", 1, [])
    place = "000/sen_statistics/2025"
    shutil.copytree(folder / "all" / place, folder / "raw" / place)
    return {"core.published_figure": figures(folder / "raw", "sen_statistics")}


def test_each_need_has_englands_rate_in_special_schools_by_age(published):
    usual = OF_2020 | {
        "need_rank": "Primary need",
        "sen_provision": "All SEN",
        "need_base": 100,
        "primary_age_count": 50,
        "special_school_count": 20,
        "special_school_base": 900,
    }
    profile = [usual | {"need": LABELS[need]} for need in NEEDS]
    found = counted("placement_expected", {"shown.need_profile": profile, **published})
    england = {row["need"]: row for row in found if row["reference"] == "England"}
    assert {row["status"] for row in england.values()} == {"shown"}
    assert {row["standardised_by"] for row in england.values()} == {"need and age"}
    expected = {need: england[LABELS[need]]["expected"] for need in NEEDS}
    assert expected["NSA"] == 0
    assert expected["PMLD"] > 60
    assert 5 < expected["ASD"] < 30
    assert expected["SPLD"] < 5


@pytest.mark.parametrize("provision", ["SEN support", "EHC plan", "All SEN"])
def test_each_single_age_has_englands_rate(published, provision):
    usual = OF_2020 | {
        "coverage": "State-funded schools",
        "second_topic": "Total",
        "second_breakdown": "Total",
        "sen_provision": provision,
        "pupil_count": 100,
        "pupil_base": 1000,
        "breakdown_topic": "Age at 31 August",
    }
    ages = [usual | {"breakdown": str(age)} for age in AGES[:-1]]
    found = counted("identification_expected", {"shown.prevalence": ages, **published})
    england = {row["breakdown"]: row for row in found if row["reference"] == "England"}
    assert {row["status"] for row in england.values()} == {"shown"}
    assert set(england) == {str(age) for age in AGES[:-1]}
    # Of 1,000 aged 9, about 3.3% have a plan in England in 2020 and 12.1% are on support.
    assert 20 < england["9"]["expected"] < 200
