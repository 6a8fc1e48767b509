"""What a core table refers to is there, or the table is not made; rule and count only are told."""

from dataclasses import replace

import pyarrow as pa
import pytest

from pipelines import core
from schemas.catalogue import BY_RECORD, TABLES
from tests.builders_core import bench, day

REVIEWED = {"delivery": "391_2025-03", "la_code": "391", "person_id": "secret"}
STATUS = """
    select person_id, delivery, la_code, census, census_day, academic_year, 'K' as sen_provision,
        null as sen_unit, null as resourced_provision
    from {table}
"""


def broken(table, rows, given):
    """What is said of rows of a table, all references of which are open."""
    made = pa.Table.from_pylist(rows, core.arrow_schema(TABLES[table].model))
    reads = tuple(one.table for one in TABLES[table].references)
    with bench(given, reads) as con, pytest.raises(core.BrokenPromiseError) as caught:
        core.check_references(con, made, TABLES[table])
    return str(caught.value)


def test_a_reference_that_leads_nowhere_is_told_by_rule_and_count():
    rows = [REVIEWED | {"review_id": str(n), "case_id": case} for n, case in enumerate("112")]
    links = [{"person_id": "secret"}]
    said = broken("core.review", rows, {"core.ehcp_case": [{"case_id": "1"}], "core.person_link": links})
    assert said == "core.review: {'case_id is not in core.ehcp_case': 1}"


def test_a_person_must_be_one_whom_records_of_the_delivery_are_about():
    said = broken(
        "core.request",
        [{"person_id": "secret"}, {"person_id": "p"}],
        {"core.person_link": [{"person_id": "p"}]},
    )
    assert said == "core.request: {'person_id is not in core.person_link': 1}"


def test_what_is_missing_refers_to_nothing():
    with bench({}, ("core.person_link",)) as con:
        made = pa.Table.from_pylist([{"person_id": None}], core.arrow_schema(TABLES["core.complaint"].model))
        core.check_references(con, made, TABLES["core.complaint"])


def test_a_table_whose_reference_is_broken_is_not_made():
    table = TABLES["core.sen_status"]
    said = {
        "delivery": "391_2025-spring",
        "la_code": "391",
        "census": "2025-spring",
        "census_day": day("2025-01-16"),
        "academic_year": "202425",
    }
    enrolled = [said | {"person_id": person} for person in "pq"]
    query = core.CoreQuery(table, "school_census", STATUS.format(table="core.enrolment"))
    links = [{"person_id": person} for person in "pq"]
    with bench({"core.enrolment": enrolled, "core.person_link": links}, query.opens) as con:
        assert core.run(con, query).num_rows == 2
        con.execute("delete from core.person_link where person_id = 'q'")
        with pytest.raises(core.BrokenPromiseError, match="person_id is not in core"):
            core.run(con, query)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_refers_to_tables_made_before_it_by_columns_that_both_have(table):
    before = {**BY_RECORD}
    for name, other in TABLES.items():
        if name == table.name:
            break
        before[name] = other
    for one in table.references:
        assert set(one.columns) <= set(core.arrow_schema(table.model).names)
        assert set(one.columns) <= set(core.arrow_schema(before[one.table].model).names)
        assert set(table.fed_by) <= set(before[one.table].fed_by)


def test_a_change_of_references_makes_the_table_anew():
    [query] = [one for one in core.queries() if one.table.name == "core.review"]
    assert replace(query, table=replace(query.table, refers=())).code_version != query.code_version
