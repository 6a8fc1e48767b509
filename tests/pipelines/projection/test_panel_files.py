"""Reading a panel: the layout, what may be missing, and every refusal with its next step."""

import numpy as np
import pytest

from pipelines.errors import RefusedError, SendError, SourceMissingError
from pipelines.projection.panel import as_known, population_in
from pipelines.projection.panel_files import read_panel
from tests import builders_projection as built

TOTALS = "ehcp_total_placement"


@pytest.fixture
def files():
    return built.tables(built.steady, areas=3, years=range(2019, 2023))


def test_areas_years_and_figures_stand_where_they_belong(tmp_path, files):
    panel = built.panel(tmp_path, files)
    assert panel.areas == (0, 1, 2, 3)
    assert panel.years == (2019, 2020, 2021, 2022)
    assert panel.total[:, 0].tolist() == [600, 100, 200, 300]
    assert panel.parts["age"].names == ("0-4", "5-10", "11-15", "16-19", "20-25")
    assert panel.new[2, 0] == pytest.approx(30)
    assert np.isnan(panel.new[2, 3])
    # Twelve ages of 300 children in the first area.
    assert population_in(panel, 2019)[1] == 3600
    assert panel.region[1] == panel.region[3] != panel.region[2]
    assert panel.has_england


def test_parquet_and_any_order_of_rows_are_the_same_panel(tmp_path, files):
    first = built.panel(tmp_path / "csv", files)
    shuffled = {name: rows.sample(frac=1, random_state=3) for name, rows in files.items()}
    second = read_panel(built.write(tmp_path / "parquet", shuffled, "parquet"))
    for name in ("total", "new", "population", "region", "ends"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_totals_alone_are_a_panel(tmp_path, files):
    panel = built.panel(tmp_path, {TOTALS: files[TOTALS][["la", "year", "total"]]})
    assert panel.parts == {}
    assert np.isnan(panel.new).all()
    assert np.isnan(population_in(panel, 2020)).all()


def test_a_year_that_lacks_an_age_has_no_children_but_those_of_the_nearest(tmp_path, files):
    people = files["population_syoa"]
    files["population_syoa"] = people[(people.age > 4) | (people.year < 2025)]
    panel = built.panel(tmp_path, files)
    # Given up to 2027; without those aged 4 from 2025
    assert panel.population_years[-1] == 2024
    assert population_in(panel, 2027)[1] == 3600


def test_blanks_and_symbols_are_no_numbers(tmp_path, files):
    files[TOTALS]["total"] = files[TOTALS]["total"].astype(object)
    files[TOTALS].loc[(files[TOTALS].la == 2) & (files[TOTALS].year == 2020), "total"] = "x"
    panel = built.panel(tmp_path, files)
    assert np.isnan(panel.total[2, 1])
    assert panel.listed[2, 1]


def test_a_flow_of_a_year_is_known_at_the_next_january(tmp_path, files):
    known = as_known(built.panel(tmp_path, files), 2021)
    assert known.years == (2019, 2020, 2021)
    assert np.isfinite(known.new[1]).tolist() == [True, True, False]


def test_without_totals_it_says_how_to_get_a_panel(tmp_path):
    with pytest.raises(SourceMissingError, match="send panel"):
        read_panel(tmp_path)


def odd(files, column, value, at=2):
    rows = files[TOTALS].astype({column: object})
    rows.loc[at, column] = value
    return files | {TOTALS: rows}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("total", -1, "negative in column total"),
        ("special", -5, "negative in column special"),
        ("total", "many", "text where column total needs a number"),
        ("total", "inf", "text where column total needs a number"),
        ("la", "", "no whole number of its kind in column la"),
        ("la", 1.5, "no whole number of its kind in column la"),
        ("year", 20190, "no whole number of its kind in column year"),
    ],
)
def test_odd_figures_are_refused_by_column_and_count_only(tmp_path, files, column, value, words):
    with pytest.raises(RefusedError) as told:
        built.panel(tmp_path, odd(files, column, value))
    assert words in told.value.what
    assert "1 time." in told.value.what
    assert "many" not in str(told.value)
    assert told.value.hint


def test_a_place_and_year_given_twice_is_refused(tmp_path, files):
    files[TOTALS].loc[1, "year"] = files[TOTALS].loc[0, "year"]
    with pytest.raises(RefusedError, match="more than once"):
        built.panel(tmp_path, files)


@pytest.mark.parametrize("name", [TOTALS, "ehcp_age_band", "ehcp_flows", "population_syoa", "la"])
def test_a_missing_column_is_named(tmp_path, files, name):
    key = "total" if name == TOTALS else files[name].columns[0]
    with pytest.raises(RefusedError, match=f"no column {key}"):
        built.panel(tmp_path, files | {name: files[name].drop(columns=key)})


def test_a_band_without_a_name_is_refused(tmp_path, files):
    files["ehcp_age_band"].loc[3, "band"] = " "
    with pytest.raises(RefusedError, match="blank in la, year, band: 1 time"):
        built.panel(tmp_path, files)


def test_no_total_above_nought_is_no_panel(tmp_path, files):
    with pytest.raises(RefusedError, match="no total above 0"):
        built.panel(tmp_path, {TOTALS: files[TOTALS].assign(total=0)})


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_broken_file_is_refused(tmp_path, suffix):
    (tmp_path / f"{TOTALS}.{suffix}").write_bytes(b"\xff\xfe\x00broken")
    with pytest.raises(SendError) as told:
        read_panel(tmp_path)
    assert told.value.code == 4


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / f"{TOTALS}.csv").write_text("")
    with pytest.raises(RefusedError, match="cannot be read"):
        read_panel(tmp_path)
