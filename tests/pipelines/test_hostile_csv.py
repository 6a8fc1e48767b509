"""CSV as it comes: what can be read is read with the row a person sees, the rest refused with one message."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import delimited, formats
from pipelines.errors import RefusedError
from pipelines.formats import TextTable, csv_header, decoded, read_bytes, read_csv, shown

HERE = Path("2025_spring_pupilonroll.csv")
MARKER = "Zqavryx"


def read(data: bytes | str) -> TextTable:
    return read_csv(HERE, data.encode() if isinstance(data, str) else data)


def cells(table: TextTable) -> dict[int, list[str]]:
    """Row to its cells, "" for missing."""
    rows = [list(row.values()) for row in table.rows.to_pylist()]
    return {row[-1]: [cell or "" for cell in row[:-1]] for row in rows}


def refusal(data: bytes | str) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        read(data)
    said = error.value
    assert said.what.endswith(".")
    assert said.why.endswith(".")
    assert said.hint.endswith(".")
    assert MARKER not in str(said)
    return said


@pytest.mark.parametrize(
    ("encoding", "mark", "note"),
    [
        ("utf-8", b"", {}),
        ("utf-8-sig", b"", {}),
        ("cp1252", b"", {"read as cp1252": 1}),
        ("utf-16-le", b"\xff\xfe", {"read as utf-16": 1}),
        ("utf-16-be", b"\xfe\xff", {"read as utf-16": 1}),
        ("utf-16-le", b"", {"read as utf-16-le": 1}),
        ("utf-16-be", b"", {"read as utf-16-be": 1}),
    ],
)
def test_every_usual_encoding_is_read_and_an_unusual_one_noted(
    encoding: str, mark: bytes, note: dict[str, int], tmp_path: Path
) -> None:
    data = mark + "upn,surname\n1,Zqavé\n".encode(encoding)
    table = read(data)
    assert cells(table) == {2: ["1", "Zqavé"]}
    assert table.notes == note
    (tmp_path / "a.csv").write_bytes(data)
    assert csv_header(tmp_path / "a.csv") == ["upn", "surname"]


@pytest.mark.parametrize(("sign", "word"), [(";", "';'"), ("\t", "a tab"), ("|", "'|'")])
def test_another_delimiter_is_told_by_the_header_and_noted(sign: str, word: str) -> None:
    table = read(f"upn{sign}name{sign}sex\n1{sign}Smith, Jo{sign}F\n")
    assert cells(table) == {2: ["1", "Smith, Jo", "F"]}
    assert table.notes == {f"read with {word} between columns": 1}


def test_a_comma_within_a_quoted_name_makes_no_column() -> None:
    table = read('"upn","school, name","date\nof birth"\n1,2,3\n')
    assert table.rows.column_names == ["upn", "school, name", "date of birth", "row"]
    assert cells(table) == {2: ["1", "2", "3"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=;\r\na;b\r\n1;2\r\n", {2: ["1", "2"]}),  # Excel does not show that line
        ('"sep=|"\na|b\n1|2\n', {2: ["1", "2"]}),
        ("\n\na,b\n1,2\n", {4: ["1", "2"]}),
        (",,\na,b\n1,2\n", {3: ["1", "2"]}),
        ("a,b\r1,2\r3,4", {2: ["1", "2"], 3: ["3", "4"]}),
        ("a,b\r\n1,2\n3,4\r5,6", {2: ["1", "2"], 3: ["3", "4"], 4: ["5", "6"]}),
        ("a,b\n1,2\n\x1a", {2: ["1", "2"]}),
        ("a,b", {}),
        ("a,b\n", {}),
        ("\ufeffa ,\u200bb\u200d\n1,2\n", {2: ["1", "2"]}),
        ("\xa0a\xa0,b\n1,2\n", {2: ["1", "2"]}),
        ("a,b\n1,'6\"\n2,5' 6\"\n", {2: ["1", "'6\""], 3: ["2", "5' 6\""]}),
        ("a,b\n007,=1+1\n", {2: ["007", "=1+1"]}),
    ],
)
def test_what_a_person_would_read_is_read(text: str, expected: dict[int, list[str]]) -> None:
    table = read(text)
    assert [name.strip() for name in table.rows.column_names] == ["a", "b", "row"]
    assert cells(table) == expected
    assert table.ragged == ()


def test_a_row_is_the_row_a_spreadsheet_shows() -> None:
    """A value with line breaks is one row; blank rows are counted on the way and hold nothing."""
    table = read('a,b\n"1\n2\n3",x\n\n4,y\nshort\n,\n5,"z\r\n"\n')
    assert cells(table) == {2: ["1\n2\n3", "x"], 4: ["4", "y"], 7: ["5", "z\r\n"]}
    assert table.ragged == ((5, "short"),)
    assert table.notes == {"blank row": 2}
    assert table.received == 4


@pytest.mark.parametrize("odd", ["x", 'x"y'])
def test_ragged_rows_keep_their_row_and_their_text(odd: str) -> None:
    table = read(f'a,b\n{odd},2\n1\n"3\n4"\n5,6,7\n8,9\n')
    assert cells(table) == {2: [odd, "2"], 6: ["8", "9"]}
    assert table.ragged == ((3, "1"), (4, '"3\n4"'), (5, "5,6,7"))


@pytest.mark.parametrize(
    "text",
    ["a,b,,\n1,2,,\n3,4,,\n", "a,b,,\n1,2\n3,4,\n", "a,b\n1,2,\n3,4,,\n", "a, ,b\n1,,2\n3,,4\n"],
)
def test_blank_columns_that_are_empty_throughout_are_dropped(text: str) -> None:
    assert cells(read(text)) == {2: ["1", "2"], 3: ["3", "4"]}


def test_values_without_a_column_name_are_refused_by_place() -> None:
    assert "columns without a name: numbers 2." in refusal(f"a,,b\n1,{MARKER},2\n").what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"{MARKER},b,{MARKER.lower()}\n1,2,3\n", "same column twice: numbers 1, 3."),
        ("a,a\xa0\n", "same column twice: numbers 1, 2."),
        (",".join(f"c{n}" for n in range(2001)), "has 2,001 columns"),
        (f'a,b\n1,2\n3,"{MARKER}\n5,6\n', "cannot be read as a CSV file from row 3 on"),
        (f'a,b\n1,2\n3,"{MARKER}"s\n5,6\n', "cannot be read as a CSV file from row 3 on"),
        (f'a,b\n"1\n2",2\n3,"{MARKER}\n', "cannot be read as a CSV file from row 3 on"),
        (f'a,b,c,d\n1,"{MARKER},3,4\n5,6,7,8\n9,0",1,2\n', "cannot be read as a CSV file from row 2 on"),
        (f'"a,{MARKER}\n1,2\n', "no header that can be read"),
        ("a" * (2 << 20), "no header that can be read"),
        (",,\n,,\n", "no header that can be read"),
        (f"a,b\n1,{'x' * (9 << 20)}\n", "cannot be read as a CSV file"),
        (f"<?xml version='1.0'?><Message>{MARKER}</Message>", "is XML"),
        (f'{{"upn": "{MARKER}"}}', "is JSON"),
        (f'[{{"upn": "{MARKER}"}}]', "is JSON"),
        ("a,b\n1,\x00\n", "NUL bytes"),
        (b"a,b\n1,\x81\n", "in no encoding we know"),
        ("a,b\n1,2\n".encode("utf-32"), "NUL bytes"),
        (b"\xff\xfea", "in no encoding we know"),
    ],
    ids=range(18),
)
def test_what_cannot_be_read_is_refused(text: str | bytes, what: str) -> None:
    assert what in refusal(text).what


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"\x00" * 900, "is empty"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"\xef\xbb\xbf\n<HTML lang='en'>", "is a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', "is a web page"),
        ("<html>".encode("utf-16"), "is a web page"),
        (b"<table><tr><td>upn", "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x1f\x8b\x08", "is a compressed"),
        (b"PK\x03\x04 notes.txt", "is a zip archive"),
        (b"PK\x03\x04 [Content_Types].xml", "is an Excel workbook saved under the name of a CSV file"),
        (formats.OLE + "Workbook".encode("utf-16-le"), "is an Excel workbook saved under the name of a CSV"),
        (formats.OLE + b"WordDocument", "is an old Office document"),
    ],
)
def test_impostors_are_named_for_what_they_are(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "2025_spring_school.csv"
    path.write_bytes(data)
    for look in (read_bytes, csv_header):
        with pytest.raises(RefusedError) as error:
            look(path)
        assert what in error.value.what


@pytest.mark.parametrize("suffix", ["xlsx", "XLSM", "ods", "xlsb"])
def test_a_workbook_passes_under_its_own_name_and_is_no_csv(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"PK\x03\x04 [Content_Types].xml")
    with pytest.raises(RefusedError, match="is a workbook, not a CSV file"):
        read_csv(path, read_bytes(path))


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(formats.MAX_FILE_BYTES + 1)  # a hole: no disk is used
    with pytest.raises(RefusedError, match="larger than 2 GiB"):
        read_bytes(path)


def test_a_name_is_shown_safely() -> None:
    assert shown("a\x1b[2J\n\u202eb.csv") == "a?[2J??b.csv"
    assert shown("\udcff.csv") == "?.csv"
    long = shown("x" * 300 + ".csv")
    assert len(long) == 80
    assert long.endswith(".csv")


def test_a_column_called_row_makes_way() -> None:
    assert read("row,b\n1,2\n").rows.to_pylist() == [{"row as received": "1", "b": "2", "row": 2}]


def test_only_the_beginning_is_read_for_the_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("upn,name\n" + "1,é\n" * 500_000, encoding="utf-8")
    assert csv_header(path) == ["upn", "name"]
    path.write_text("\n\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="is empty"):
        csv_header(path)


def test_decoded_says_the_encoding() -> None:
    assert decoded("a", b"\xef\xbb\xbfa") == ("a", "utf-8-sig")


TEXT = st.text(st.sampled_from("ab1 ,;\"'\n\r\té=|"), max_size=6)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(
    rows=ROWS,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    sign=st.sampled_from(list(delimited.DELIMITERS)),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_writer_wrote_is_read_back_with_its_rows(
    rows: list[list[str]], quoting: int, sign: str, end: str
) -> None:
    names = [f"c{n}" for n in range(len(rows[0]))]
    out = io.StringIO()
    csv.writer(out, delimiter=sign, quoting=quoting, lineterminator=end).writerow(names)
    body = io.StringIO()
    csv.writer(body, delimiter=sign, quoting=quoting, lineterminator="\r\n").writerows(rows)
    try:
        table = read(out.getvalue() + body.getvalue())
    except RefusedError:
        # Only a value that looks like swallowed rows may be refused.
        if len(names) < delimited._TELLING_WIDTH:
            raise
        return
    if len(names) == 1 and sign != ",":
        return  # of one column, no delimiter can be told
    filled = {number: row for number, row in enumerate(rows, 2) if any(row)}
    assert cells(table) == filled
    assert table.notes.get("blank row", 0) == len(rows) - len(filled)
    assert table.ragged == ()


@given(st.text(st.sampled_from('a1,"\n\r '), max_size=60), st.sampled_from([64, 4 << 20]))
def test_no_row_is_lost_whatever_the_text(text: str, block: int) -> None:
    """Each record that the standard library sees is read, ragged or blank; or the file is refused."""
    usual = delimited.MOST_OF_A_ROW
    delimited.MOST_OF_A_ROW = block
    try:
        table = read("a,b\n" + text)
    except RefusedError:
        return
    finally:
        delimited.MOST_OF_A_ROW = usual
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    kept = {n: r for n, r in enumerate(records, 2) if len(r) == 2 and any(r)}
    ragged = dict(table.ragged)
    assert {n: row for n, row in cells(table).items() if n in kept} == kept
    assert set(cells(table)) | set(ragged) | set() == {
        n for n, r in enumerate(records, 2) if any(cell.strip() for cell in r) or n in kept
    }
    assert table.received + table.notes.get("blank row", 0) == len(records)
