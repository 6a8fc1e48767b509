"""LAIT: its long file and its dictionary, its years, its places and its dashes."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import RefusedError
from tests.builders_published import csv_of, figures, staged, write

LONG = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
YEAR = 2026


def cell(
    years="2024",
    value="5.5",
    *,
    measure="TotAuthAbs",
    number=393.0,
    area="South Tyneside",
    region="North East",
):
    return dict(zip(LONG, (measure, None, years, area, value, number, region), strict=True))


def long_file(raw, rows, *, name="lait_long.parquet", year=YEAR):
    """As it is published: Parquet, the numbers of authorities with decimals."""
    out = io.BytesIO()
    kinds = [(name, pa.float64() if name == "LA Number" else pa.string()) for name in LONG]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(kinds)), out)
    return write(raw, "lait", year, name, out.getvalue())


def dictionary(raw, *measures):
    """Short name, kind of year and unit of each measure; definitions have line breaks in them."""
    names = (
        "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name",
        "state_funded_flag", "Table_status", "Description", "Last Update", "Next Update",
        "Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps", "Year_Type",
        "No_Quartile",
    )  # fmt: skip
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    for short, kind, unit in measures:
        own = {"Measure_short": short, "Year_Type": kind, "y_axis_name": unit}
        own |= {"Description": 'What it "counts":\n\n- one,\n- two', "Topic": "Absence", "Measure": "Words"}
        writer.writerow([own.get(name, "NA") for name in names])
    write(raw, "lait", YEAR, "lait_data_dictionary.csv", out.getvalue().encode())


def test_the_places_are_told_apart_by_their_numbers(raw):
    long_file(
        raw,
        [
            cell(),
            cell(number=970.0, area="England", region="NA"),
            cell(number=980.0, area="North East", region="NA"),
            cell(number=988.0, area="London (Outer)", region="NA"),
            cell(number=837.0, area="Bournemouth (Pre LG)", region="South West"),
        ],
    )
    found = [
        (one["geographic_level"], one["la_code"], one["area_name"], one["region_name"], one["area_code"])
        for one in figures(raw, "lait")
    ]
    assert found == [
        ("Local authority", "393", "South Tyneside", "North East", None),
        ("National", None, "England", None, None),
        ("Regional", None, "North East", None, None),
        ("Regional", None, "London (Outer)", None, None),
        ("Local authority", "837", "Bournemouth (Pre LG)", "South West", None),
    ]


@pytest.mark.parametrize(
    ("years", "kind", "told"),
    [
        ("2024", "Academic Year", ("academic year", 2023, None)),
        ("2025 (prov)", "Academic Year", ("academic year", 2024, "Provisional")),
        ("2024 (Rev)", "Academic Year", ("academic year", 2023, "Revised")),
        ("2021 (Final)", "Academic Year", ("academic year", 2020, "Final")),
        ("2023/24", "Academic Year", ("academic year", 2023, None)),
        ("2016-17 (OT)", "Financial Year", ("financial year", 2016, "Outturn")),
        ("2024", "Financial Year", ("financial year", 2023, None)),
        ("2024", "Calendar Year", ("calendar year", 2024, None)),
        ("2014-16", "Calendar Year", ("three calendar years", 2014, None)),
        ("2015/16-17/18", "Financial Year", ("three years", 2015, None)),
        ("2024", "Annual (end of Sept)", ("annual (end of sept)", 2024, None)),
        ("0", "Academic Year", ("academic year", None, None)),
        ("2024", None, ("year", 2024, None)),
        ("2023-24", None, ("year across two", 2023, None)),
    ],
)
def test_years_keep_their_text_and_are_understood(raw, years, kind, told):
    long_file(raw, [cell(years), cell("2025", measure="Other")])
    dictionary(raw, *([("TotAuthAbs", kind, "% of sessions")] if kind else [("Other", "Annual", "%")]))
    one = figures(raw, "lait")[0]
    assert one["time_period"] == years
    assert (one["period_kind"], one["start_year"], one["status"]) == told
    assert one["unit"] == ("% of sessions" if kind else None)


def test_a_dash_stays_a_dash_and_numbers_keep_their_decimals(raw):
    long_file(
        raw, [cell(value="-"), cell(value="7.0000000000000007E-2"), cell(value="0"), cell(value="1,234")]
    )
    found = [(one["value"], one["symbol"]) for one in figures(raw, "lait")]
    assert found == [(None, "-"), (0.07, None), (0.0, None), (1234.0, None)]


def test_a_measure_that_stands_twice_in_the_dictionary_doubles_no_figure(raw):
    long_file(raw, [cell("2025")])
    dictionary(raw, ("TotAuthAbs", "Academic Year", "%"), ("TotAuthAbs", "Academic Year", "per cent"))
    [one] = figures(raw, "lait")
    assert (one["period_kind"], one["unit"]) == ("academic year", None)


def test_the_csv_form_reads_like_the_parquet(raw, tmp_path):
    rows = [cell("2025"), cell("2025", "-", number=970.0, area="England", region="NA")]
    long_file(raw, rows)
    told = [{name: "" if text is None else str(text) for name, text in row.items()} for row in rows]
    write(tmp_path / "other", "lait", YEAR, "bds_long.csv", csv_of(told))

    def kept(folder):
        return [{**one, "row": 0} for one in figures(folder, "lait")]

    assert kept(raw) == kept(tmp_path / "other")


def test_received_rows_are_lawful_or_rejects(raw):
    long_file(raw, [cell("2025"), cell(value="about 5"), cell(number=None), cell(number=12345.0)])
    _, tables = staged(raw, "lait")
    assert (tables["values"].received, tables["values"].lawful.num_rows) == (4, 1)
    assert tables["values"].reasons == {
        "area_number: missing": 1,
        "area_number: not three digits": 1,
        "value: neither a number nor a symbol": 1,
    }


@pytest.mark.parametrize("years", ["2027", "2020-21"])
def test_another_edition_is_refused(raw, years):
    long_file(raw, [cell(years)])
    with pytest.raises(RefusedError, match="not of the edition 2026") as refused:
        staged(raw, "lait")
    assert "folder of the year" in refused.value.hint


def test_a_cut_file_is_refused(raw):
    path = long_file(raw, [cell("2025")] * 50)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(RefusedError, match="cannot be read"):
        staged(raw, "lait")


def test_a_renamed_column_is_refused_by_name(raw):
    rows = [{**cell("2025")}]
    told = [
        {("Value" if name == "Values" else name): str(text) for name, text in row.items()} for row in rows
    ]
    write(raw, "lait", YEAR, "lait_long.csv", csv_of(told))
    with pytest.raises(RefusedError, match="'Values'"):
        staged(raw, "lait")
