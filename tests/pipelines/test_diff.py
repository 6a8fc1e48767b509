import dataclasses
import json
import shutil

import pytest

from pipelines import diff_text
from pipelines.diff import CODE, METHOD, NEW, RESUBMITTED, WITHDRAWN, diff
from pipelines.errors import OutOfDateError, UsageError
from pipelines.run import build
from tests.builders import write_census, write_independent
from tests.builders_roots import copy_into
from tests.pipelines.test_explain import class_of, deployment

pytestmark = pytest.mark.usefixtures("few_marts")

CAUSE = "school_census.391_2019-spring (resubmitted)"


@pytest.fixture(autouse=True)
def every_move(monkeypatch):
    monkeypatch.setattr("pipelines.diff.MOST_MOVES", 10_000)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """One release, of three deliveries."""
    settings = deployment(tmp_path_factory.mktemp("once"))
    write_census(settings.raw, class_of(8, 7, 35))
    write_census(settings.raw, class_of(9, 8, 33), year=2020)
    write_independent(settings.raw, [("108900", 40, 8, 7)])
    build(settings)
    return settings


@pytest.fixture(scope="module")
def built(tmp_path_factory, built_once):
    """Three releases: the first, a resubmission, and a new and a withdrawn delivery."""
    settings = deployment(tmp_path_factory.mktemp("compared"))
    copy_into(settings, built_once)
    write_census(settings.raw, class_of(9, 7, 34))
    build(settings)
    write_census(settings.raw, class_of(10, 7, 33), year=2021)
    shutil.rmtree(settings.raw / "391" / "independent_schools" / "2019")
    build(settings)
    return settings


@pytest.fixture
def releases(built):
    return [path.name for path in sorted((built.marts / "releases").iterdir())]


def of_mart(found, name):
    [mart] = [m for m in found.marts if m.mart == name]
    return mart


def moves(mart, measure):
    [found] = [m for m in mart.measures if m.measure == measure]
    return {tuple(move.row.values())[1:]: (move.before, move.after) for move in found.biggest}


def test_a_resubmission_with_one_changed_row_is_named_and_moves_what_it_must(built, releases):
    found = diff(built, releases[0], releases[1])
    assert found.deliveries == {"school_census.391_2019-spring": RESUBMITTED}
    assert (found.is_same, found.code_changed) == (False, False)
    prevalence = of_mart(found, "prevalence")
    assert (prevalence.added, prevalence.removed, prevalence.method_changed) == (0, 0, False)
    assert prevalence.causes == {CAUSE: prevalence.changed}
    told = moves(prevalence, "pupil_count")
    assert told["2019-spring", "State-funded schools", "Total", "Total", "Total", "Total", "SEN support"] == (
        8,
        9,
    )
    assert told["2019-spring", "State-funded schools", "Total", "Total", "Total", "Total", "All SEN"] == (
        15,
        16,
    )
    assert {row[0] for row in told} == {"2019-spring"}
    assert {row[-1] for row in told} == {"SEN support", "All SEN"}
    [counts] = [m for m in prevalence.measures if m.measure == "pupil_count"]
    assert all(move.causes == (CAUSE,) for move in counts.biggest)
    assert (of_mart(found, "plans_maintained").changed, of_mart(found, "plans_maintained").added) == (0, 0)


def test_the_text_says_size_and_cause(built, releases):
    lines = diff_text.text(diff(built, releases[0], releases[1]))
    assert "  school_census.391_2019-spring: resubmitted" in lines
    assert any(line.startswith("    8 to 9 (+1): 391, 2019-spring") for line in lines)
    assert f"      {CAUSE}" in lines


def test_a_new_and_a_withdrawn_delivery_are_told_apart(built):
    found = diff(built)
    assert found.deliveries == {
        "independent_schools.391_2019": WITHDRAWN,
        "school_census.391_2021-spring": NEW,
    }
    prevalence = of_mart(found, "prevalence")
    assert set(prevalence.causes) == {
        "independent_schools.391_2019 (withdrawn)",
        "school_census.391_2021-spring (new delivery)",
    }
    assert prevalence.added > 0
    assert prevalence.removed > 0
    assert prevalence.changed == 0


def test_what_is_hidden_in_one_of_two_releases_is_told_without_any_figure(settings, raw):
    write_census(raw, class_of(8, 17, 75))
    build(settings)
    write_census(raw, class_of(4, 17, 79))
    build(settings)
    prevalence = of_mart(diff(settings), "prevalence")
    [counts] = [m for m in prevalence.measures if m.measure == "pupil_count"]
    assert counts.hidden_now > 0
    assert counts.shown_again == 0
    said = json.dumps([dataclasses.asdict(move) for m in prevalence.measures for move in m.biggest])
    assert "SEN support" not in said
    assert not {8, 4} & {n for m in counts.biggest for n in (m.before, m.after)}
    assert any(line.endswith("suppressed now, shown before") for line in diff_text.text(diff(settings)))
    write_census(raw, class_of(8, 17, 75))
    build(settings)
    [back] = [m for m in of_mart(diff(settings), "prevalence").measures if m.measure == "pupil_count"]
    assert (back.hidden_now, back.shown_again) == (0, counts.hidden_now)


def test_releases_of_equal_content_say_no_change(settings, raw, built_once):
    copy_into(settings, built_once)
    file = raw / "391" / "school_census" / "2019-spring" / "2019_spring_fsmperiod.csv"
    file.write_text(file.read_text() + "\n")
    build(settings)
    found = diff(settings)
    assert found.is_same
    assert found.deliveries == {"school_census.391_2019-spring": RESUBMITTED}
    assert diff_text.text(found)[-1] == "No change: every released figure is the same."


def test_a_changed_method_and_changed_code_are_told(built, settings, releases):
    shutil.copytree(built.marts, settings.marts, symlinks=True)
    file = settings.marts / "releases" / releases[0] / "manifest.json"
    said = json.loads(file.read_text())
    said["methods"]["prevalence"], said["code_version"] = "another", "other"
    file.write_text(json.dumps(said))
    found = diff(settings, releases[0], releases[1])
    assert found.code_changed
    assert of_mart(found, "prevalence").method_changed
    assert set(of_mart(found, "prevalence").causes) == {CAUSE, METHOD, CODE}
    assert not of_mart(found, "need_profile").method_changed


def test_the_release_in_force_is_compared_with_the_one_before_or_a_named_one(built, releases):
    assert (diff(built).before, diff(built).after) == (releases[1], releases[2])
    assert (diff(built, releases[0]).before, diff(built, releases[0]).after) == (releases[0], releases[2])
    with pytest.raises(UsageError, match="no release nineteen"):
        diff(built, "nineteen")


def test_a_release_that_still_has_files_by_name_is_compared_by_their_hashes(built, settings, releases):
    shutil.copytree(built.marts, settings.marts, symlinks=True)
    file = settings.marts / "releases" / releases[0] / "manifest.json"
    said = json.loads(file.read_text())
    for delivery in said["deliveries"]:
        delivery["files"] = {f"{n}.csv": one for n, one in enumerate(delivery["files"])}
    file.write_text(json.dumps(said))
    found = diff(settings, releases[0], releases[1])
    assert found.deliveries == {"school_census.391_2019-spring": RESUBMITTED}


def test_one_release_has_nothing_to_be_compared_with(built_once):
    with pytest.raises(OutOfDateError, match="no two releases"):
        diff(built_once)
