"""The sample's releases, each and together, attacked with nothing but their files."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from pipelines.disclosure_attack import Attack
from pipelines.disclosure_cells import cells_of
from pipelines.disclosure_rules import small
from pipelines.lake import Lake
from pipelines.release import current_release
from pipelines.shown import MARTS
from tests.builders_attack import narrowed, seen

CENSUS = "391/school_census/2025-spring"


@pytest.fixture(scope="module")
def releases(small, tmp_path_factory):
    """A small authority, released with all its censuses, and again without one of them."""
    sample = small.copied_to(tmp_path_factory.mktemp("attack"))
    settings = sample.settings
    first = current_release(settings.marts)
    full = Lake(settings.lake).read(f"{MARTS}.prevalence")
    shutil.rmtree(settings.raw / CENSUS)
    assert sample.send("build") == 0
    second = current_release(settings.marts)
    assert second != first
    return first, second, full


@pytest.mark.parametrize("which", [[0], [1], [0, 1], [1, 0]], ids=["first", "second", "both", "both again"])
def test_nothing_is_learnt_of_few_children(releases, which):
    cells, narrow = narrowed(seen([releases[one] for one in which]))
    assert np.isnan(cells.people).sum() > 100
    assert narrow == []


def test_were_no_number_hidden_for_the_sake_of_others_the_attack_would_find_it(releases):
    tellings = [one for one in seen([releases[0]]) if one.mart.name == "prevalence"]
    [prevalence] = tellings
    truth = cells_of([replace(prevalence, table=releases[2].to_pandas())])
    shown = cells_of(tellings)
    assert np.array_equal(shown.keys, truth.keys)
    primary = small(truth)
    mistaken = replace(shown, people=np.where(primary, np.nan, truth.people))
    assert np.isnan(shown.people).sum() > primary.sum()
    assert len(Attack(mistaken).thoroughly(primary)) > 0
