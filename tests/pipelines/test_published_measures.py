"""Which way is good, by LAIT's dictionary, where a measure may stand twice."""

import pytest

from pipelines import core
from tests.builders_core import Rows, bench


def measures(*entries: dict[str, str | None]) -> Rows:
    """What becomes of entries of the dictionary."""
    [query] = [one for one in core.queries() if one.table.name == "core.published_measure"]
    usual = {"measure": "TotAbs", "topic": "Absence", "words": "Total absence", "unit": "%"}
    usual |= {"delivery": "000_2026", "year_kind": "Academic Year", "polarity": "Low", "no_quartile": "NA"}
    given = {
        "staging.lait_measures": [usual | {"row": row} | entry for row, entry in enumerate(entries, 1)],
        "landing.delivery": [{"delivery": "000_2026", "year": 2026}],
    }
    with bench(given, query.opens) as con:
        return core.run(con, query).to_pylist()


@pytest.mark.parametrize(
    ("said", "told"),
    [("High", "high_good"), ("Low", "low_good"), ("-", "none"), ("NA", "none"), (None, "none")],
)
def test_polarity_is_high_low_or_none(said, told):
    [row] = measures({"polarity": said})
    assert (row["polarity"], row["has_bands"], row["edition"]) == (told, True, 2026)


def test_a_measure_flagged_shows_no_bands():
    [row] = measures({"no_quartile": "N"})
    assert not row["has_bands"]


def test_a_measure_that_stands_twice_is_one_with_what_both_say():
    [row] = measures({"topic": "Schools", "unit": "Rate"}, {"topic": "Absence", "no_quartile": "N"})
    assert (row["topic"], row["unit"], row["polarity"], row["has_bands"]) == (
        "Absence; Schools", None, "low_good", False,
    )  # fmt: skip
    [row] = measures({"polarity": "High"}, {"polarity": "Low"})
    assert row["polarity"] == "none"
