"""A delivery under a supplier's mapping, the whole way: built, told, read anew when the mapping changes."""

from datetime import UTC, date, datetime

from pipelines import as_returned
from pipelines.lake import Lake
from pipelines.reports import report
from pipelines.run import build
from tests.builders_mappings import WIDE_TOML, mappings_of, write_shape

NOVEMBER = datetime(2026, 11, 10, tzinfo=UTC)
KEY, PARTITION = "391_2025-12", "ehcp.391_2025-12"


def sources(lake):
    return lake.read("staging.ehcp_cases", KEY)["request_source"].to_pylist()


def test_a_mapped_export_is_built_and_read_anew_when_its_mapping_changes(settings, raw):
    write_shape(raw, "wide")
    assert build(settings, now=NOVEMBER).staged == [PARTITION]
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


def test_a_past_day_is_read_by_todays_mapping(settings, raw):
    write_shape(raw, "wide")
    build(settings, now=NOVEMBER)
    path = mappings_of(raw) / "widecase.toml"
    path.write_text(WIDE_TOML.replace('Parent = "1"', 'Parent = "5"'), "utf-8")
    report = as_returned.build(settings, date(2026, 11, 10), now=NOVEMBER)
    assert report.staged == [PARTITION]
    assert "1" not in sources(Lake(settings.on(date(2026, 11, 10)).lake))


def test_without_its_mapping_the_export_is_refused_and_the_release_stands(settings, raw):
    write_shape(raw, "wide")
    release = build(settings, now=NOVEMBER).release
    (mappings_of(raw) / "widecase.toml").unlink()
    again = build(settings, now=NOVEMBER)
    assert list(again.refused) == [PARTITION]
    assert again.release == release
