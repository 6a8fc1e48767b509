"""What was said of a panel is kept for who asks again, and only as long as it would be said again."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.projection import rolling
from pipelines.projection.own import OwnCounts, with_own
from pipelines.projection.panel import as_known, is_same
from pipelines.projection.project import backtest, project
from tests import builders_projection as built


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    return built.panel(tmp_path_factory.mktemp("panel"), areas=6, years=range(2014, 2021))


@pytest.fixture
def worked_out(monkeypatch):
    """The Januaries that were worked out."""
    origins, real = [], rolling._projected

    def noted(panel, origin, *rest):
        origins.append(origin)
        return real(panel, origin, *rest)

    monkeypatch.setattr(rolling, "_projected", noted)
    return origins


def test_asked_again_nothing_is_worked_out_twice_and_the_same_is_said(panel, worked_out):
    kept = {}
    project(panel, [], 2024, said_before=kept)
    assert worked_out == [2017, 2018, 2019, 2020]
    again = backtest(panel, [2018, 2019], [1, 2], said_before=kept)
    assert worked_out == [2017, 2018, 2019, 2020]
    assert again.equals(backtest(panel, [2018, 2019], [1, 2]))


def test_what_was_not_asked_so_far_ahead_is_worked_out(panel, worked_out):
    kept = {}
    backtest(panel, [2019], [1], said_before=kept)
    further = backtest(panel, [2019], [7], said_before=kept)
    assert worked_out == [2017, 2018, 2019, 2019]
    assert further.equals(backtest(panel, [2019], [7]))


def test_an_areas_own_newer_january_leaves_what_was_said_before(panel, worked_out):
    kept = {}
    project(panel, [], 2024, said_before=kept)
    newer = with_own(panel, 3, OwnCounts({2021: 500.0}, {}), {2021: 9000.0})
    same = rolling.still_said(kept, panel, newer)
    assert sorted(same) == [2017, 2018, 2019, 2020]
    told = project(newer, [3], 2024, said_before=same)
    assert worked_out == [2017, 2018, 2019, 2020, 2021]
    assert told.equals(project(newer, [3], 2024))


def test_what_is_known_otherwise_is_not_said_again_from_then_on(panel):
    kept = {}
    project(panel, [], 2024, said_before=kept)
    total = panel.total.copy()
    total[2, panel.years.index(2019)] += 1
    assert sorted(rolling.still_said(kept, panel, replace(panel, total=total))) == [2017, 2018]


def test_an_area_more_is_another_panel(panel):
    wider = with_own(panel, 99, OwnCounts({2020: 500.0}, {}), {})
    assert not rolling.still_said({2019: None}, panel, wider)


def test_when_an_area_ends_matters_where_it_is_blank(panel):
    ended = panel.ends.copy()
    ended[3] = 2018
    assert is_same(panel, replace(panel, ends=ended))
    total = panel.total.copy()
    total[3, -1] = np.nan
    blank = replace(panel, total=total)
    assert not is_same(blank, replace(blank, ends=np.where(ended == 2020, 2019, ended)))
    assert is_same(as_known(blank, 2019), as_known(panel, 2019))
