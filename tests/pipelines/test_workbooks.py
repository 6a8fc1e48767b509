"""Workbooks: every cell as text in the row a person sees; what could harm is refused before it is opened."""

import io
import struct
import zipfile

import pytest

from pipelines import workbook_process, workbooks
from pipelines.errors import RefusedError
from pipelines.signatures import OLE, is_workbook
from pipelines.workbooks import Sheet, sheets_of
from tests.builders_workbooks import cell, ods, typed, xls, xlsx

ONE = f'<row r="1">{typed("A1", "upn")}</row>'


def rows_of(data: bytes) -> list[list[str]]:
    [sheet] = sheets_of("a.xlsx", data)
    return sheet.rows


def refusal(data: bytes, name: str = "a.xlsx") -> RefusedError:
    with pytest.raises(RefusedError) as error:
        sheets_of(name, data)
    assert error.value.what.endswith(".")
    assert error.value.why.endswith(".")
    assert error.value.hint.endswith(".")
    return error.value


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (typed("A1", " 007 "), " 007 "),
        (typed("A1", "=1+1"), "=1+1"),
        (cell("A1", "0", "s"), "shared"),
        (cell("A1", "1", "s"), "rich text"),
        (cell("A1", "5"), "5"),
        (cell("A1", "-5"), "-5"),
        (cell("A1", "0.1"), "0.1"),
        (cell("A1", "1.0E3"), "1000"),
        (cell("A1", "9999999999"), "9999999999"),
        (cell("A1", "1E+20"), "1e+20"),
        (cell("A1", "43831", style=1), "2020-01-01"),
        (cell("A1", "43831.75", style=2), "2020-01-01T18:00:00"),
        (cell("A1", "43831", style=2), "2020-01-01"),
        (cell("A1", "0.5", style=3), "12:00:00"),
        (cell("A1", "1", "b"), "TRUE"),
        (cell("A1", "0", "b"), "FALSE"),
        (cell("A1", "#N/A", "e"), ""),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1" t="str"><f>CONCAT("a","b")</f><v>ab</v></c>', "ab"),
    ],
)
def test_a_cell_is_text_as_a_person_typed_it(written: str, text: str) -> None:
    strings = "<si><t>shared</t></si><si><r><t xml:space='preserve'>rich </t></r><r><t>text</t></r></si>"
    rows = f'<row r="1">{written}{typed("B1", "x")}</row>'
    assert rows_of(xlsx(rows, strings=strings)) == [[text, "x"]]


def test_rows_and_columns_keep_their_places() -> None:
    rows = f'<row r="3">{typed("C3", "upn")}{typed("D3", "sex")}</row><row r="5">{typed("D5", "F")}</row>'
    empty = ["", "", "", ""]
    assert rows_of(xlsx(rows)) == [empty, empty, ["", "", "upn", "sex"], empty, ["", "", "", "F"]]


def test_every_sheet_is_read_the_hidden_and_the_empty_too() -> None:
    found = sheets_of("a.xlsx", xlsx(ONE, "", ONE, hidden=(3,)))
    assert found == [Sheet("Sheet1", [["upn"]]), Sheet("Sheet2", []), Sheet("Sheet3", [["upn"]])]


def test_an_old_workbook_is_read() -> None:
    assert sheets_of("a.xls", xls()) == [
        Sheet("One", [["", "", "", ""], ["", "007", "5", "2020-01-02"]]),
        Sheet("Hid", [["TRUE", "0.5"]]),
    ]


def test_an_open_document_is_read() -> None:
    cells = (
        '<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2020-01-02"/>'
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    assert rows_of(ods(row)) == [["007", "5", "2020-01-02"]]


def test_macros_lie_there_and_are_not_looked_at() -> None:
    assert rows_of(xlsx(ONE, more={"xl/vbaProject.bin": OLE + b"Sub AutoOpen"})) == [["upn"]]


def test_a_path_out_of_the_archive_goes_nowhere() -> None:
    assert rows_of(xlsx(ONE, more={"../../../tmp/out.xml": "<a/>", "/etc/x": "y"})) == [["upn"]]


def test_a_workbook_is_told_by_its_bytes() -> None:
    assert is_workbook(xlsx(ONE))
    assert is_workbook(xls())
    assert is_workbook(ods(""))
    assert not is_workbook(b"upn,sex\n")
    assert not is_workbook(b"PK\x03\x04 notes.txt")
    assert not is_workbook(OLE + "WordDocument".encode("utf-16-le"))


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE x [<!ENTITY a "b">]>', "<!doctype x>", '<!ENTITY % a SYSTEM "file:///etc/passwd">'],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "customXml/item.xml"])
def test_a_declaration_in_any_part_is_refused(declaration: str, part: str) -> None:
    assert "DOCTYPE" in refusal(xlsx(ONE, more={part: f"<?xml version='1.0'?>{declaration}<a/>"})).what


def test_a_declaration_across_two_pieces_or_in_utf_16_is_refused() -> None:
    late = " " * (workbooks._PIECE - 5) + "<!DOCTYPE a>"
    assert "DOCTYPE" in refusal(xlsx(ONE, more={"xl/a.xml": late})).what
    wide = "<!DOCTYPE a>".encode("utf-16")
    assert "DOCTYPE" in refusal(xlsx(ONE, more={"xl/a.xml": wide})).what


def test_a_bomb_is_refused_before_it_has_gone_off() -> None:
    bomb = xlsx(ONE, more={"xl/media/a.bin": b"\0" * (48 << 20)})
    assert len(bomb) < 100_000
    assert "unpacks to far more" in refusal(bomb).why


def test_the_size_that_counts_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED_BYTES", 100_000)
    assert "unpacks to far more" in refusal(xlsx(ONE, more={"a.bin": b"\0" * 100_000})).why
    lying = bytearray(xlsx(ONE, more={"a.bin": b"\0" * 100_000}))
    # The size in the list of contents (24 bytes into the last entry) says 10.
    at = lying.rindex(b"PK\x01\x02") + 24
    lying[at : at + 4] = struct.pack("<I", 10)
    assert "is a damaged workbook" in refusal(bytes(lying)).what


def test_too_many_parts_and_too_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_MEMBERS", 6)
    assert "more than 6 parts" in refusal(xlsx(ONE)).why
    monkeypatch.setattr(workbooks, "MAX_WORKBOOK_BYTES", 1 << 10)
    assert "larger than" in refusal(xlsx(ONE)).why


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{typed("A1", "x")}</row><row r="1048576">{typed("XFD1048576", "x")}</row>',
        f'<row r="1048576">{typed("XFD1048576", "x")}</row>',
        f'<row r="1">{typed("A1", "x")}</row><row r="100000">{typed("AZ100000", "x")}</row>',
    ],
)
def test_cells_far_apart_do_not_end_the_process(rows: str) -> None:
    assert "is too large a workbook" in refusal(xlsx(rows)).what


def test_five_million_cells_are_the_most_in_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "MOST_CELLS", 4)
    two = f'<row r="2">{typed("A2", "x")}</row>'
    assert "sheets" in workbook_process.sheets(xlsx(two, two))
    assert workbook_process.sheets(xlsx(two, two, ONE)) == {"refused": workbook_process.TOO_MANY_CELLS}


def test_a_password_is_named() -> None:
    locked = OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    assert "protected by a password" in refusal(locked).what
    flagged = bytearray(xlsx(ONE))
    flagged[flagged.rindex(b"PK\x01\x02") + 8] |= 1
    assert "protected by a password" in refusal(bytes(flagged)).what


def test_an_unusual_packing_is_refused() -> None:
    assert "packed in a way" in refusal(xlsx(ONE, packing=zipfile.ZIP_BZIP2)).why


def test_a_file_cut_anywhere_is_damaged_or_no_workbook() -> None:
    whole = xlsx(ONE)
    for end in range(4, len(whole) - 1, len(whole) // 20):
        assert "damaged" in refusal(whole[:end]).what or end < 100
    assert "breaks off" in refusal(xls()[:2000]).why


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"upn,sex\n1,F\n", "is not a workbook"),
        (b"", "is empty"),
        (b"<html><body>sign in", "is a web page"),
        (b"%PDF-1.7", "is a PDF"),
        (b"PK\x03\x04 notes.txt", "is not a workbook"),
        (b"PK\x03\x04 [Content_Types].xml", "is a damaged workbook"),
        (OLE + "Workbook".encode("utf-16-le") * 100, "is a damaged workbook"),
        (OLE + "WordDocument".encode("utf-16-le"), "is not a workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_for_what_it_is(data: bytes, what: str) -> None:
    assert what in refusal(data).what


def test_a_workbook_without_its_parts_is_damaged() -> None:
    with io.BytesIO(xlsx(ONE)) as whole, zipfile.ZipFile(whole) as archive, io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as cut:
            for part in archive.namelist():
                if "sheet1" not in part:
                    cut.writestr(part, archive.read(part))
        assert "damaged" in refusal(out.getvalue()).what


def test_a_name_is_shown_safely() -> None:
    assert "\x1b" not in str(refusal(b"x", name="a\x1b[31m.xlsx"))
