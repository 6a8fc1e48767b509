"""Whatever the bytes, a reader gives tables or one refusal in three parts; nothing else, and in bounds.

Small lawful files are damaged at random, always in the same ways.
"""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.check import findings
from pipelines.errors import RefusedError
from pipelines.formats import csv_header, read_csv, refuse_impostors
from pipelines.workbooks import sheets_of
from tests.builders import sen2_person, sen2_plan, upn, write_sen2
from tests.builders_workbooks import cell, ods, typed, xls, xlsx

CSV = 'upn,surname,"date of birth"\r\nA1,"Zqav, ""J""",2008-03-03\r\n\r\nA2,"two\r\nlines",\r\nA3,é,x\r\n'
ROWS = (
    f'<row r="2">{typed("B2", "upn")}{cell("C2", "5")}</row><row r="3">{cell("C3", "43831", style=1)}</row>'
)
CELL = '<table:table-cell office:value-type="float" office:value="5" table:number-columns-repeated="2"/>'
CSVS = [CSV.encode(code) for code in ("utf-8", "utf-8-sig", "cp1252", "utf-16")]
BOOKS = [xlsx(ROWS, ROWS), xlsx(ROWS, packing=0), xls(), ods(f"<table:table-row>{CELL}</table:table-row>")]

steady = settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def damaged(draw: st.DrawFn, whole: list[bytes]) -> bytes:
    """One of the files with up to four flips, cuts, insertions and duplications."""
    data = draw(st.sampled_from(whole))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        way = draw(st.sampled_from(["flip", "cut", "insert", "double", "end"]))
        if way == "flip":
            data = data[:start] + bytes(255 - byte for byte in data[start:end]) + data[end:]
        elif way == "cut":
            data = data[:start] + data[end:]
        elif way == "insert":
            odd = st.sampled_from([b'"', b"\x00", b"\r", b"\n\n", b";", b"\xff\xfe", b"\x1a", b"<", b"&x;"])
            data = data[:start] + draw(st.one_of(odd, st.binary(max_size=8))) + data[start:]
        elif way == "double":
            data = data[:end] + data[start:end] * draw(st.integers(1, 50)) + data[end:]
        else:
            data = data[:start]
    return data


def is_in_three_parts(error: RefusedError) -> bool:
    return all(part.endswith((".", "?")) and len(part) < 400 for part in (error.what, error.why, error.hint))


@steady
@given(damaged(CSVS))
def test_csv(data: bytes) -> None:
    try:
        refuse_impostors("a.csv", data)
        table = read_csv(Path("a.csv"), data)
    except RefusedError as error:
        assert is_in_three_parts(error)  # noqa: PT017 - either this or a table
        return
    assert table.received == table.rows.num_rows + len(table.ragged)
    rows = table.rows["row"].to_pylist() + [row for row, _ in table.ragged]
    assert len(set(rows)) == len(rows)
    assert all(row > 1 for row in rows)


@steady
@given(damaged(CSVS))
def test_the_header_of_a_csv(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    try:
        header = csv_header(path)
    except RefusedError as error:
        assert is_in_three_parts(error)  # noqa: PT017
        return
    assert header is None or all(header)


@settings(steady, max_examples=100)  # each opens a process
@given(damaged(BOOKS))
def test_workbooks(data: bytes) -> None:
    try:
        sheets = sheets_of("a.xlsx", data)
    except RefusedError as error:
        assert is_in_three_parts(error)  # noqa: PT017
        return
    assert all(isinstance(text, str) for sheet in sheets for row in sheet.rows for text in row)


@pytest.fixture(scope="module")
def message(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = write_sen2(tmp_path_factory.mktemp("raw"), [sen2_person(upn(1), sen2_plan())])
    return (folder / "sen2_2024.xml").read_bytes()


@settings(steady, max_examples=100)  # each is judged to the end
@given(data=st.data())
def test_messages(tmp_path: Path, message: bytes, data: st.DataObject) -> None:
    path = tmp_path / "sen2_2024.xml"
    path.write_bytes(data.draw(damaged([message, message.decode().encode("utf-16")])))
    [found] = findings([path])
    if found.refusal:
        assert is_in_three_parts(found.refusal)
    else:
        assert all(t.received == t.lawful + t.rejects for t in found.tables)
        ET.parse(io.BytesIO(path.read_bytes()))  # noqa: S314 - ours, damaged: what was read is well-formed
