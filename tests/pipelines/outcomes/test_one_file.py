"""An indicator is one file: found, counted, protected and told without another line anywhere."""

from datetime import date

import duckdb
import pyarrow as pa
import pytest

from pipelines import core, shown
from pipelines.outcomes import counted, example, made, told, traced
from pipelines.outcomes.declared import IndicatorError, declared
from pipelines.outcomes.judged import judge
from pipelines.outcomes.rehearsed import as_shown, given
from pipelines.outcomes.tables import COUNT_SCHEMA, FIGURE, FIGURE_SCHEMA, SCHEMAS
from pipelines.sql import read_marts
from tests.builders_core import bench

FILE = '''
"""Of requests, those that families made."""

from schemas.indicator import NEITHER, Base, Example, Proportion

ASKED = Base(
    id="asked",
    words="Requests",
    source="core.ehcp_case",
    extract="ehcp",
    when="received_date",
    groups={"Decision": "decision"},
)
OF_FAMILIES = Proportion(
    id="asked_by_families",
    words="Requests that families made",
    domain="Identification and assessment",
    base=ASKED,
    counts="request_source = '1'",
    numerator="Requests of families",
    denominator="Requests",
    polarity=NEITHER,
    why="A test.",
    source="SEN2, item 2.2",
    example=Example(
        """
        received_date | request_source
        2025-01-06    | 1
        2025-01-06    | 2
        2025-01-06    | 2
        2025-01-06    |
        """,
        (1, 4, 25),
    ),
)
'''


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "families.py").write_text(FILE, encoding="utf-8")
    return tmp_path


def requests(*told):
    """So many requests a decision and source, of 2025, in a snapshot at its end."""
    rows = [one for number, decision, source in told for one in [(decision, source)] * number]
    return [
        {
            "case_id": str(place),
            "person_id": f"p{place}",
            "delivery": "391_2025-12",
            "la_code": "391",
            "snapshot_day": date(2025, 12, 31),
            "received_date": date(2025, 3, 3),
            "decision": decision,
            "request_source": source,
        }
        for place, (decision, source) in enumerate(rows)
    ]


def released(indicators, cases):
    """The mart ``outcomes`` of these cases: counted in full, protected, told."""
    with bench({"core.ehcp_case": cases}, counted.reads(indicators)) as con:
        full = counted.made(con, indicators)
        con.register("typed", full)
        con.execute("create schema indicator; create table indicator.count as from typed")
        marts = {name: read_marts()[name] for name in ("outcome_counts", "outcome_counts_health")}
        tables = {name: con.sql(mart.sql).to_arrow_table() for name, mart in marts.items()}
        safe = shown.shown_together(tables, marts)
        con.execute("create schema shown; create schema outcomes")
        for name, one in safe.items():
            con.register("typed", one.table)
            con.execute(f"create table shown.{name} as from typed")
        figures = judge(told.numbers(con, indicators, told.counts(con)), indicators)
        con.register("typed", pa.Table.from_pandas(figures, FIGURE_SCHEMA, preserve_index=False))
        con.execute(f"create table {FIGURE} as from typed")
        mart = read_marts()["outcomes"]
        rows = con.sql(mart.sql).to_arrow_table()
    mart.check(rows)
    return rows.to_pandas()


def test_its_example_is_run_like_any_other(folder):
    assert given(declared(folder)) == {"asked_by_families": (1, 4, 25)}


def test_it_is_released_with_its_interval_and_small_groups_hidden(folder):
    cases = requests((40, "Y", "1"), (40, "Y", "2"), (17, "N", "1"), (3, "N", "2"))
    rows = released(declared(folder), cases).set_index("breakdown")
    total = rows.loc["Total"]
    assert (total["numerator"], total["denominator"]) == (57, 100)
    assert total["value"] == pytest.approx(57)
    # Wilson's interval of 57 of 100, worked out by its formula with z = 1.959964
    assert (total["lower"], total["upper"]) == pytest.approx((47.2154, 66.2667), abs=5e-5)
    assert total["deliveries"] == "ehcp.391_2025-12"
    # three refused requests of others: neither they, nor the families' that would give them away
    assert rows.loc[["Y", "N"], "value"].isna().all()
    assert set(rows.loc[["Y", "N"], "status"]) == {"suppressed"}


def test_nothing_delivered_is_nothing_told(folder):
    assert released(declared(folder), []).empty


def test_two_indicators_of_one_name_are_refused(folder):
    (folder / "again.py").write_text(FILE, encoding="utf-8")
    with pytest.raises(IndicatorError, match="asked_by_families"):
        declared(folder)


def test_two_bases_of_one_name_are_refused(folder):
    other = FILE.replace('"asked_by_families"', '"another"').replace('words="Requests"', 'words="Others"')
    (folder / "other.py").write_text(other, encoding="utf-8")
    with pytest.raises(IndicatorError, match="asked"):
        declared(folder)


def test_every_base_is_counted_of_tables_there_are():
    indicators = declared()
    empty = {name: [] for name in counted.reads(indicators) if not name.startswith(core.CODES)}
    with bench(empty, counted.reads(indicators)) as con:
        rows = counted.made(con, indicators)
    assert rows.schema == COUNT_SCHEMA
    assert rows.num_rows == 0


def test_where_nothing_was_delivered_every_table_of_outcomes_is_there_and_empty():
    with duckdb.connect() as con:
        con.execute("create schema shown")
        for name in traced.shown_reads():
            example.create(con, name, as_shown(name.removeprefix("shown.")), [])
        tables = made.tables(con, declared())
    assert {name: rows.schema for name, rows in tables.items()} == {
        name: schema for name, schema in SCHEMAS.items() if name.startswith("outcomes.")
    }
    assert sum(rows.num_rows for rows in tables.values()) == 0
