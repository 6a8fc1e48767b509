"""What a supplier is told: every fault at its own row, by the letter that Excel shows, and nobody's name."""

import zipfile
from html.parser import HTMLParser

import pytest
from python_calamine import CalamineWorkbook

from pipelines import reports_html, reports_xlsx
from pipelines.errors import RefusedError
from pipelines.findings import counts
from pipelines.lake import Lake
from pipelines.reports import ACCEPTED, NOT_ACCEPTED, WITH_FINDINGS, of_school, report
from pipelines.reports_places import letter
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_sen2
from tests.builders_reports import built

pytestmark = pytest.mark.usefixtures("few_marts")

CENSUS = "school_census.391_2019-spring"
# Row of the file: the fault in it, and the column to look at. Row 1 is the header, rows 2 to 9 are lawful.
FAULTS = {
    10: ({"upn": "Z99"}, "D (upn)"),
    11: ({"sex": "7"}, "I (gender)"),
    12: ({"ethnicity": "QQQQ"}, "J (ethnicity)"),
    13: ({"dob": "31/02/2008"}, "H (dob)"),
    14: ({"dob": ""}, "H (dob)"),
    15: ({"surname": ""}, "F (surname)"),
    16: ({"senprovision": "Q"}, "N (senprovision)"),
    17: ({"senprovision": "N", "need": "ASD"}, "N (senprovision)"),
    18: ({"senprovision": "K", "need": ""}, "N (senprovision)"),
    19: ({"ncyearactual": "99"}, "M (ncyearactual)"),
    20: ({"enrolstatus": "?"}, "L (enrolstatus)"),
    21: ({"entrydate": "2001-Sep-03 00:00:00"}, "K (entrydate)"),
    22: ({"school": "nowhere"}, "C (schoolcensustableid)"),
}
ALL = {row: fault for row, (fault, _) in FAULTS.items()}


def lawful(row):
    return {"upn": upn(row), "surname": f"Zqavryx{row}", "forename": f"Vylqua{row}"}


def census(raw, faults, rows=320, **more):
    faults = {2: {"senprovision": "K", "need": "ASD"}} | faults
    pupils = [pupil(f"p{row}", **lawful(row) | faults.get(row, {})) for row in range(2, rows + 2)]
    return write_census(raw, pupils, **more)


def told(settings, lake, **more):
    return report(lake, CENSUS, settings.raw, **more)


def rows_of(one):
    return {place.row for fix in one.fixes for place in fix.places if fix.table == "pupilonroll"}


@pytest.mark.parametrize(
    ("place", "said"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_are_those_of_excel(place, said):
    assert letter(place) == said


def found_in(settings, raw, faults):
    """Rule and row of what is found in the table of pupils, and the columns named there."""
    census(raw, faults)
    one = told(settings, built(settings))
    return {(f.rule, p.row): p.columns for f in one.fixes for p in f.places if f.table == "pupilonroll"}


def test_every_fault_is_found_at_its_row_and_nowhere_else(settings, raw):
    usual = found_in(settings, raw, {})
    new = {place: columns for place, columns in found_in(settings, raw, ALL).items() if place not in usual}
    assert {row for _, row in new} == set(FAULTS)
    for row, (fault, column) in FAULTS.items():
        named = [columns for (_, place), columns in new.items() if place == row]
        assert any(column in columns for columns in named), (fault, named)


def test_a_place_has_the_letter_the_header_and_the_suppliers_key(settings, raw):
    census(raw, {12: {"ethnicity": "QQQQ"}})
    one = told(settings, built(settings))
    [place] = [p for f in one.fixes for p in f.places if p.is_left_out]
    assert (place.file, place.row, place.columns, place.record) == (
        "2019_spring_pupilonroll.csv",
        12,
        "J (ethnicity)",
        "p12",
    )
    assert one.verdict == WITH_FINDINGS
    assert "1 row is left out" in one.words


def test_a_column_without_a_name_moves_no_letter(settings, raw):
    folder = census(raw, {12: {"ethnicity": "QQQQ"}})
    path = folder / "2019_spring_pupilonroll.csv"
    lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(",".join([*line[:5], "", *line[5:]]) for line in lines) + "\n", "utf-8")
    one = told(settings, built(settings))
    assert "K (ethnicity)" in {p.columns for f in one.fixes for p in f.places if p.is_left_out}


def test_a_message_is_told_by_element_and_ordinal(settings, raw):
    people = [sen2_person(upn(n), sen2_plan()) for n in range(1, 30)]
    people[4] = people[4].replace("<Sex>F</Sex>", "<Sex>9</Sex>")
    write_sen2(raw, people)
    lake = built(settings, "sen2")
    one = report(lake, "sen2.391_2024", settings.raw)
    [place] = [p for f in one.fixes for p in f.places if p.is_left_out and f.table == "person"]
    assert (place.row, place.columns, place.record) == (5, "sex", "")


def test_nothing_is_said_of_a_lawful_delivery_but_that(settings, raw):
    census(raw, {})
    one = told(settings, built(settings))
    assert one.count("error") == 0
    assert one.verdict == (WITH_FINDINGS if one.fixes else ACCEPTED)


def test_a_refused_delivery_says_why_and_where(settings, raw):
    census(raw, {row: {"sex": "7"} for row in range(2, 60)})
    with pytest.raises(RefusedError):
        built(settings)
    one = told(settings, Lake(settings.lake, settings.vault_keys()))
    assert one.verdict == NOT_ACCEPTED
    assert one.words.startswith("Refused.")
    assert {p.row for f in one.fixes for p in f.places} == set(range(2, 60))


def test_a_school_is_told_of_its_own_rows_only(settings, raw):
    schools = {"A": ("108001", "PS", "CO"), "B": ("108002", "PS", "CO")}
    faults = {12: {"ethnicity": "QQQQ"}, 13: {"school": "B", "ethnicity": "QQQQ"}}
    census(raw, faults, schools=schools)
    whole = told(settings, built(settings))
    own = of_school(whole, "108002")
    assert rows_of(own) == {13}
    assert "108001" not in reports_html.page(own)


def test_findings_are_counted_for_the_list_of_sources(settings, raw):
    census(raw, {12: {"ethnicity": "QQQQ"}})
    lake = built(settings)
    assert counts(lake, CENSUS)["errors"] == 1
    assert counts(lake, "school_census.391_2099-spring") is None


class Page(HTMLParser):
    """What a page holds, element by element."""

    def __init__(self):
        super().__init__()
        self.elements, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_is_accessible_and_stands_alone(settings, raw):
    census(raw, ALL)
    page = Page()
    text = reports_html.page(told(settings, built(settings)))
    page.feed(text)
    tags = [tag for tag, _ in page.elements]
    assert dict(page.elements)["html"] == {"lang": "en-GB"}
    assert tags.count("h1") == 1
    assert tags.count("table") == tags.count("caption") > 2
    assert all("scope" in attrs for tag, attrs in page.elements if tag == "th")
    assert not {"script", "img", "link", "iframe"} & set(tags)
    assert all(attrs["href"].startswith("#") for tag, attrs in page.elements if tag == "a")
    assert "http" not in text


def test_the_workbook_has_a_cover_and_plain_tables(settings, raw, tmp_path):
    census(raw, ALL)
    reports_xlsx.write(told(settings, built(settings)), tmp_path / "r.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx"))
    assert book.sheet_names[0] == "Cover"
    assert {"What_to_put_right", "Where"} <= set(book.sheet_names)
    assert book.get_sheet_by_name("Cover").to_python()[0][0].startswith("What to put right: School census")
    sheet = book.get_sheet_by_name("Where")
    rows = sheet.to_python()
    head = next(n for n, row in enumerate(rows) if row[0] == "Rule")
    places = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    assert {int(p["Row"]) for p in places if p["Columns"] == "J (ethnicity)"} == {12}
    assert not sheet.merged_cell_ranges


def test_no_plain_report_says_who_a_child_is(settings, raw, tmp_path):
    census(raw, ALL)
    one = told(settings, built(settings))
    reports_xlsx.write(one, tmp_path / "r.xlsx")
    texts = [reports_html.page(one), cells_of(tmp_path / "r.xlsx")]
    secrets = [f"{name}{row}" for name in ("Zqavryx", "Vylqua") for row in range(2, 60)]
    secrets += [upn(row) for row in range(2, 60)] + ["QQQQ", "Z99", "2008-Mar-03", "2008-03-03", "31/02/2008"]
    assert [s for s in secrets if any(s in text for text in texts)] == []


def test_the_restricted_report_has_the_values_and_says_so_first(settings, raw, tmp_path):
    census(raw, ALL)
    one = told(settings, built(settings), with_values=True)
    assert one.name.startswith("RESTRICTED_")
    reports_xlsx.write(one, tmp_path / "r.xlsx")
    assert cells_of(tmp_path / "r.xlsx").startswith("RESTRICTED")
    assert "ethnicity: QQQQ" in cells_of(tmp_path / "r.xlsx")
    page = reports_html.page(one)
    assert page.splitlines()[1] == "<!-- RESTRICTED -->"
    assert "QQQQ" in page


def test_no_cell_is_a_formula_or_a_link(settings, raw, tmp_path):
    pupils = [pupil("=1+1", **lawful(2) | {"ethnicity": "=cmd()"})]
    pupils += [pupil("[x](http://a.b)", **lawful(3) | {"ethnicity": "$$n$$"})]
    pupils += [pupil(f"p{row}", **lawful(row)) for row in range(4, 80)]
    write_census(raw, pupils)
    one = told(settings, built(settings), with_values=True)
    reports_xlsx.write(one, tmp_path / "r.xlsx")
    with zipfile.ZipFile(tmp_path / "r.xlsx") as packed:
        sheets = "".join(packed.read(n).decode() for n in packed.namelist() if "worksheets/sheet" in n)
        links = "".join(packed.read(n).decode() for n in packed.namelist() if n.endswith(".rels"))
    assert "<f>" not in sheets
    assert "a.b" not in links
    assert "'=1+1" in cells_of(tmp_path / "r.xlsx")


def cells_of(path):
    book = CalamineWorkbook.from_path(str(path))
    return "\n".join(
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    )
