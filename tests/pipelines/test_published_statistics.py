"""Published statistics: every table of every edition, the figures it gives, and editions that changed."""

import gzip
from dataclasses import replace

import duckdb
import pytest

from pipelines import core, published
from pipelines.core.published import sql_of
from pipelines.errors import RefusedError
from pipelines.staging import stage_delivery
from pipelines.workbench import tables as known_tables
from schemas.catalogue import EXTRACTS
from schemas.contract import Part, Text, figure, items_at
from schemas.extracts.absence_statistics import ABSENCE_STATISTICS, AbsenceByTopic
from schemas.returns import Return
from tests.builders_published import KEY, csv_of, figures, live, records, staged, write

STATISTICS = tuple(
    f"{name}_statistics" for name in ("sen", "absence", "exclusion", "attainment", "participation")
)
LAST = 2026


def shapes():
    """The editions in which a table is not as it was the year before: extract, table and year."""
    for name in STATISTICS:
        for part in EXTRACTS[name].parts[1:]:
            before = None
            for year in range(EXTRACTS[name].first_year, LAST + 1):
                now = live(name, part.name, year)
                headers = [one.header for one in now]
                if headers != before and any(one.is_figure for one in now):
                    yield name, part.name, year
                before = headers


@pytest.mark.parametrize(("extract", "part", "year"), shapes())
def test_a_table_of_an_edition_is_known_by_its_columns_and_gives_each_of_its_figures(
    raw, extract, part, year
):
    """Columns in any order and in capitals, padded, a mark of order before them, empty columns after them."""
    rows = records(extract, part, year, value="1,234.5")
    names = list(rows[0])
    names.sort(key=lambda name: name[::-1])
    told = [{name.upper(): f" {row[name]} " for name in names} for row in rows]
    write(raw, extract, year, "download.csv", b"\xef\xbb\xbf" + csv_of(told).replace(b"\r\n", b",,\r\n"))
    _, tables = staged(raw, extract)
    assert set(tables) == {"edition", part}
    assert (tables[part].received, tables[part].lawful.num_rows) == (3, 3)
    found = figures(raw, extract)
    declared = {one.name: one for one in live(extract, part, year) if one.is_figure}
    assert len(found) == 3 * len(declared)
    for one in found:
        assert (one["value"], one["symbol"], one["breakdown"]) == (1234.5, None, "Total")
        assert one["unit"] == (declared[one["measure"]].unit or None)
        assert (one["edition"], one["extract"], one["dataset"]) == (year, extract, part)
    where = ("geographic_level", "la_code", "area_code", "area_name", "region_name")
    assert {tuple(one[name] for name in where) for one in found} == {
        ("National", None, "E92000001", "England", None),
        ("Regional", None, "E12000001", "North East", "North East"),
        ("Local authority", "393", "E08000023", "South Tyneside", "North East"),
    }


def test_the_order_of_files_and_how_they_are_packed_change_nothing(raw, tmp_path):
    tables = {
        "a": records("sen_statistics", "phase_type", 2025),
        "b": records("sen_statistics", "pupils_by_age", 2025),
    }
    write(raw, "sen_statistics", 2025, "1.csv", tables["a"])
    write(raw, "sen_statistics", 2025, "2.csv", tables["b"])
    other = tmp_path / "other"
    write(other, "sen_statistics", 2025, "1.csv.gz", gzip.compress(csv_of(tables["b"])))
    write(other, "sen_statistics", 2025, "2.csv", tables["a"])
    assert figures(raw, "sen_statistics") == figures(other, "sen_statistics")


def test_a_breakdown_names_each_group_that_is_not_all_in_a_stable_order(raw):
    of, given = ("attainment_statistics", "key_stage_4", 2025), {"sex": "Girls", "young_carer": "z"}
    rows = [
        *records(*of, places=("England",), status="Revised"),
        *records(*of, places=("England",), status="Revised", sen_status="Any SEN", **given),
    ]
    write(raw, "attainment_statistics", 2025, "ks4.csv", rows)
    found = {(one["breakdown"], one["status"]) for one in figures(raw, "attainment_statistics")}
    assert found == {("Total", "Revised"), ("Sex: Girls; SEN status: Any SEN", "Revised")}


def test_a_topic_names_its_group(raw):
    given = {"breakdown_topic": "SEN provision", "breakdown": "SEN support", "phase": "Special"}
    rows = records("absence_statistics", "by_topic", 2026, places=("England",), **given)
    write(raw, "absence_statistics", 2026, "absence.csv", rows)
    [said] = {one["breakdown"] for one in figures(raw, "absence_statistics")}
    assert said == "Phase: Special; SEN provision: SEN support"


@pytest.mark.parametrize(
    ("period", "start"), [("202122", 2021), ("2021", 2021), ("2021/22", 2021), ("2021-22", 2021)]
)
def test_a_period_keeps_its_text_and_tells_where_it_starts(raw, period, start):
    rows = records("absence_statistics", "absence_rates", 2023, period=period)
    write(raw, "absence_statistics", 2023, "absence.csv", rows)
    [one] = {
        (f["time_period"], f["period_kind"], f["start_year"]) for f in figures(raw, "absence_statistics")
    }
    assert one == (period, "academic year", start)


def test_levels_at_19_may_run_ahead_of_the_edition(raw):
    rows = records("attainment_statistics", "levels_at_19", 2024, period="202627")
    write(raw, "attainment_statistics", 2024, "l23.csv", rows)
    assert {one["start_year"] for one in figures(raw, "attainment_statistics")} == {2026}


@pytest.mark.parametrize("period", ["202627", "201516"])
def test_an_edition_of_another_year_is_refused(raw, period):
    write(
        raw,
        "absence_statistics",
        2025,
        "a.csv",
        records("absence_statistics", "absence_rates", 2025, period=period),
    )
    with pytest.raises(RefusedError, match="not of the edition 2025"):
        staged(raw, "absence_statistics")


def test_an_unknown_column_is_left_aside_beside_a_filter_that_was_renamed_since(raw):
    """Absence by type of school, before the phase took its name: three rows of one place, one a type."""
    rows = [
        {**row, "num_schools": "9"}
        for kind in ("Total", "Special", "State-funded primary")
        for row in records("absence_statistics", "absence_rates", 2023, places=("England",), phase=kind)
    ]
    assert "school_type" in rows[0]
    write(raw, "absence_statistics", 2023, "absence.csv", rows)
    _, tables = staged(raw, "absence_statistics")
    assert tables["absence_rates"].received == 3
    assert tables["absence_rates"].notes["columns that the contract does not know, left aside"] == 1


def test_a_second_file_of_one_table_is_refused(raw):
    rows = records("exclusion_statistics", "exclusion_rates", 2025)
    write(raw, "exclusion_statistics", 2025, "la.csv", rows)
    write(raw, "exclusion_statistics", 2025, "la (1).csv", rows)
    with pytest.raises(RefusedError, match="second exclusion_rates table"):
        staged(raw, "exclusion_statistics")


def test_a_file_whose_name_only_ends_like_a_table_is_none_of_them(raw):
    write(raw, "sen_statistics", 2025, "sen_phase_type_.csv", records("sen_statistics", "phase_type", 2025))
    other = [{"time_period": "2024", "phase_type_grouping": "Total", "language_other": "12"}]
    write(raw, "sen_statistics", 2025, "sen_fsm_ethnicity_language_.csv", other)
    _, tables = staged(raw, "sen_statistics")
    assert set(tables) == {"edition", "phase_type"}


def test_files_that_none_of_the_tables_is_like_are_left_aside_and_told(raw):
    write(
        raw, "exclusion_statistics", 2025, "la.csv", records("exclusion_statistics", "exclusion_rates", 2025)
    )
    write(raw, "exclusion_statistics", 2025, "reasons.csv", b"time_period,reason,number\n2024,Bullying,12\n")
    _, tables = staged(raw, "exclusion_statistics")
    assert tables["edition"].notes["files of the release that we do not read, left aside"] == 1


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"time_period,time_identifier\n", b"\x00\x01\x02\x03", b"<html><body>Not found</body></html>"],
    ids=["empty", "header only", "no text", "a page"],
)
def test_what_is_no_table_is_refused(raw, spoilt):
    write(raw, "participation_statistics", 2025, "neet.csv", spoilt)
    with pytest.raises(RefusedError):
        staged(raw, "participation_statistics")


# A new edition: the year after the last, in which one column was renamed, one added and one dropped.
NEW = LAST + 1


def new_edition():
    rows = records("absence_statistics", "by_topic", NEW, value="7")
    for row in rows:
        row["sess_missed_percent"] = row.pop("sess_overall_percent")
        row["enrolments_late"] = "3"
        del row["sess_authorised"]
    return rows


class RenamedDroppedAdded(AbsenceByTopic):
    """As one who tends the contract writes it down: three lines."""

    overall_percent: Text = figure(
        {0: "sess_overall_percent", NEW: "sess_missed_percent"}, "Overall absence rate"
    )
    authorised: Text = figure("sess_authorised", "Of them with leave", until=NEW - 1)
    late: Text = figure("enrolments_late", "Late", unit="enrolments", since=NEW)


def test_a_new_edition_with_changed_columns_is_refused_by_the_name_of_the_column(raw):
    write(raw, "absence_statistics", NEW, "absence.csv", new_edition())
    with pytest.raises(RefusedError) as refused:
        staged(raw, "absence_statistics")
    assert "'sess_authorised' (and 1 more are missing)" in str(refused.value)
    assert f"since={NEW}" in refused.value.hint
    assert f"until={NEW - 1}" in refused.value.hint


def test_a_renamed_column_is_guessed(raw):
    rows = records("absence_statistics", "by_topic", NEW)
    for row in rows:
        row["sess_overal_percent"] = row.pop("sess_overall_percent")
    write(raw, "absence_statistics", NEW, "absence.csv", rows)
    with pytest.raises(RefusedError) as refused:
        staged(raw, "absence_statistics")
    assert "'sess_overall_percent'" in str(refused.value)
    assert "'sess_overal_percent'" in refused.value.why


def test_it_goes_through_with_nothing_but_three_lines_and_so_do_those_before(raw, con):
    mended = replace(
        ABSENCE_STATISTICS, parts=(ABSENCE_STATISTICS.parts[0], Part("by_topic", RenamedDroppedAdded))
    )
    path = write(raw, "absence_statistics", NEW, "absence.csv", new_edition())
    before = write(
        raw, "absence_statistics", LAST, "old.csv", records("absence_statistics", "by_topic", LAST)
    )
    told = {}
    for file, year in ((path, NEW), (before, LAST)):
        of = Return.parse(str(year))
        tables = stage_delivery(published.read([file], mended, of), mended, of, f"000_{year}", KEY)
        assert tables["by_topic"].counts["rejects"] == 0
        told[year] = con(mended, tables)
    assert {"late", "overall_percent"} <= told[NEW]
    assert "authorised" not in told[NEW]
    assert {"authorised", "overall_percent"} <= told[LAST]
    assert "late" not in told[LAST]


@pytest.fixture
def con():
    """The measures that the query, written from a contract, tells of staged tables."""

    def measures(extract, tables):
        with duckdb.connect() as con:
            con.execute("create schema staging; create schema landing")
            con.execute((core.FOLDER.parent / "macros.sql").read_text("utf-8"))
            con.register("delivery", known_tables()["landing.delivery"].empty_table())
            con.execute("create table landing.delivery as from delivery")
            con.execute("insert into landing.delivery (year) values (2027)")
            con.register("staged", tables["by_topic"].lawful)
            con.execute("create table staging.absence_statistics_by_topic as from staged")
            return {row[0] for row in con.sql(f"select distinct measure from ({sql_of(extract)})").fetchall()}

    return measures


def test_no_two_tables_of_an_extract_ask_for_the_same_columns_in_one_edition():
    for name in STATISTICS:
        for year in range(EXTRACTS[name].first_year, LAST + 1):
            place = Return.parse(str(year)).place
            asked = [
                frozenset(one.header for one in items_at(part.contract, place))
                for part in EXTRACTS[name].parts[1:]
                if any(one.is_figure for one in items_at(part.contract, place))
            ]
            assert len(asked) == len(set(asked))


def test_every_part_of_every_publication_is_in_the_query_and_no_column_is_named_twice():
    for query in core.queries():
        if query.table.name == "core.published_figure":
            extract = EXTRACTS[query.extract]
            assert {extract.staging(p) for p in extract.parts[1:]} <= set(query.reads)


def test_the_contracts_say_who_published_and_what_a_row_is():
    for name in STATISTICS:
        for part in EXTRACTS[name].parts[1:]:
            assert part.contract.__doc__.startswith("One row per ")
            assert "DfE" in part.contract.__doc__
