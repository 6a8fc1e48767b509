"""A delivery under a supplier's mapping, the whole way: built, told, read anew when the mapping changes."""

from datetime import UTC, date, datetime

import pytest

from pipelines import as_returned
from pipelines.lake import Lake
from pipelines.reports import report
from pipelines.run import build
from tests.builders_mappings import WIDE_TOML, mappings_of, write_shape
from tests.builders_roots import copy_into, deployment_at

pytestmark = pytest.mark.usefixtures("few_marts")

NOVEMBER = datetime(2026, 11, 10, tzinfo=UTC)
KEY, PARTITION = "391_2025-12", "ehcp.391_2025-12"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The export, built under its mapping; what the build said."""
    once = deployment_at(tmp_path_factory.mktemp("wide"))
    write_shape(once.raw, "wide")
    return once, build(once, now=NOVEMBER)


@pytest.fixture
def first(settings, built_once):
    """The deployment is a copy of it; what the build said."""
    once, report = built_once
    copy_into(settings, once)
    return report


def sources(lake):
    return lake.read("staging.ehcp_cases", KEY)["request_source"].to_pylist()


def test_a_mapped_export_is_built_and_read_anew_when_its_mapping_changes(settings, raw, first):
    assert first.staged == [PARTITION]
    lake = Lake(settings.lake, settings.vault_keys())
    first = sources(lake)
    assert "1" in first
    assert lake.stamp("core.ehcp_case", PARTITION).rows == 3
    assert report(lake, PARTITION, raw).received > 0
    assert build(settings, now=NOVEMBER).did_nothing
    path = mappings_of(raw) / "widecase.toml"
    path.write_text(WIDE_TOML.replace('Parent = "1"', 'Parent = "5"'), "utf-8")
    assert build(settings, now=NOVEMBER).staged == [PARTITION]
    assert sources(lake) == ["5" if one == "1" else one for one in first]


@pytest.mark.usefixtures("first")
def test_a_past_day_is_read_by_todays_mapping(settings, raw):
    path = mappings_of(raw) / "widecase.toml"
    path.write_text(WIDE_TOML.replace('Parent = "1"', 'Parent = "5"'), "utf-8")
    report = as_returned.build(settings, date(2026, 11, 10), now=NOVEMBER)
    assert report.staged == [PARTITION]
    assert "1" not in sources(Lake(settings.on(date(2026, 11, 10)).lake))


def test_without_its_mapping_the_export_is_refused_and_the_release_stands(settings, raw, first):
    (mappings_of(raw) / "widecase.toml").unlink()
    again = build(settings, now=NOVEMBER)
    assert list(again.refused) == [PARTITION]
    assert again.release.name == first.release.name
