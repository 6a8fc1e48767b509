"""Every shape of one SEN2 tells the same: read back with plain means, never with the pipeline's readers."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from pipelines.sample import Order
from pipelines.sample.order import SEN2_SHAPES
from tests.pipelines.sample.samples import Sample, written

YEARS = (2022, 2023, 2024, 2025, 2026)
ORDER = {"size": 400, "first_year": 2022, "sen2_first_year": 2022, "ehcp_months": 0}
TABLES = ("person", "requests", "assessment", "namedplan", "plandetail")
TABLES += ("activeplans", "placementdetail", "senneed")
SHEETS = {
    "Person Record": "person",
    "Requests Records": "requests",
    "Assessments Records": "assessment",
    "Named Plan Records": "namedplan",
    "Plan Detail Records": "plandetail",
    "Active Plan Records": "activeplans",
    "Placement Detail Records": "placementdetail",
    "SEN Need Records": "senneed",
}
# What a human label of the template stands for, by how it begins; the two dates are crossed on purpose.
MEANS = {
    "person": {
        "Surname": "surname",
        "Date of Birth": "personbirthdate",
        "UPN - U": "upn",
        "Post": "postcode",
    },
    "requests": {"Date request": "receiveddate", "Request Outcome\n": "requestoutcome", "Initial": "rya"},
    "assessment": {"Assessment Outcome Date": "assessmentoutcomedate", "Twenty": "week20"},
    "namedplan": {"EHC Plan Start": "startdate", "Residential": "planres", "Reason": "ceasereason"},
    "plandetail": {"URN": "urn", "UKPRN": "ukprn", "Placement Rank": "placementrank"},
    "activeplans": {
        "EHC Plan transferred": "transferla",
        "EHC Plan Review Decisions Date": "reviewmeeting",
        "Annual Review Meeting Date": "lastreview",
    },
    "placementdetail": {"URN": "urn", "Placement Start": "entrydate", "Placement Leaving": "leavingdate"},
    "senneed": {"SEN Type of Need": "sentype", "SEN Type of Need rank": "sentyperank"},
}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    return {s: written(tmp_path_factory.mktemp(s), Order(**ORDER, sen2_shape=s)) for s in SEN2_SHAPES}


def plain(value: object) -> str:
    """Any shape's way of writing a value, in one way."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()
    if text in {"true", "false"}:
        return "1" if text == "true" else "0"
    if text.endswith(" 00:00:00"):
        return datetime.strptime(text, "%Y-%b-%d %H:%M:%S").date().isoformat()  # noqa: DTZ007
    if text.removesuffix(".0").isdecimal():
        return str(int(text.removesuffix(".0")))
    return text.lower()


def settled(rows: Iterator[dict[str, object]]) -> Rows:
    found = []
    for row in rows:
        said = {name.lower(): plain(value) for name, value in row.items()}
        found.append({name: text for name, text in said.items() if text})
    return found


def folder(sample: Sample, year: int) -> Path:
    return sample.raw / "391" / "sen2" / str(year)


def message(sample: Sample, year: int) -> dict[str, Rows]:
    root = ET.parse(sample.message(year)).getroot()  # noqa: S314 - written by the code under test
    found = {}
    for table in TABLES:
        tag = "planplacementdetail" if (table, year) == ("plandetail", 2022) else table
        elements = [e for e in root.iter() if e.tag.lower() == tag]
        found[table] = settled({c.tag: c.text or "" for c in e if not len(c)} for e in elements)
    return found


def read_csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return settled(csv.DictReader(file))


def without_keys(rows: Rows) -> Rows:
    keys = ("tableid", "orderseqcolumn", "nativeid", "sourceid")
    return [{k: v for k, v in row.items() if not k.endswith(keys)} for row in rows]


def as_message(name: str) -> str:
    return "requestsource" if name == "rquestsource" else name


def sheet_rows(rows: list[list[object]]) -> Rows:
    header = [str(cell) for cell in rows[0]]
    return settled(dict(zip(map(as_message, header), row, strict=True)) for row in rows[1:])


def stacked(sample: Sample, year: int) -> dict[str, list[list[object]]]:
    """Title to rows, the labels first."""
    book = CalamineWorkbook.from_path(str(folder(sample, year) / f"sen2_{year}_template.xlsx"))
    assert book.sheet_names == ["Guidance", "Data Entry Template"]
    rows = book.get_sheet_by_name("Data Entry Template").to_python(skip_empty_area=False)
    titles = [n for n, row in enumerate(rows) if row[0] and not any(row[1:])]
    assert [rows[n][0] for n in titles] == ["Header Record", *SHEETS]
    for n in titles:
        assert not any(rows[n - 1]) or n == 0
        assert not any(rows[n - 2]) or n == 0
    ends = [*[n - 2 for n in titles[1:]], len(rows)]
    return {str(rows[n][0]): rows[n + 1 : end] for n, end in zip(titles, ends, strict=True)}


@pytest.mark.parametrize("year", YEARS)
def test_the_collect_tables_say_what_the_message_says(shapes, year):
    wanted = message(shapes["xml"], year)
    for table, rows in wanted.items():
        name = f"Blade-Export_20-02-{year}_{table}.csv"
        assert without_keys(read_csv(folder(shapes["blade"], year) / name)) == rows


def test_collect_keys_join_every_row_to_the_one_above(shapes):
    def keys(table: str, column: str) -> list[str]:
        return [row[column] for row in read_csv(folder(shapes["blade"], 2025) / f"{stem}_{table}.csv")]

    stem = "Blade-Export_20-02-2025"
    above = {"person": "sen2", "requests": "person", "assessment": "requests", "namedplan": "assessment"}
    above |= {"plandetail": "namedplan", "activeplans": "requests"}
    above |= {"placementdetail": "activeplans", "senneed": "activeplans"}
    for table, parent in above.items():
        own = keys(table, f"{table}tableid")
        assert len(set(own)) == len(own) > 0
        assert set(keys(table, f"{parent}tableid")) <= set(keys(parent, f"{parent}tableid"))
    text = (folder(shapes["blade"], 2025) / f"{stem}_requests.csv").read_text()
    assert re.search(r",2024-[A-Z][a-z]{2}-\d\d 00:00:00,", text)
    assert "true" in text or "false" in text


@pytest.mark.parametrize("year", YEARS)
def test_the_pre_submission_workbook_says_what_the_message_says(shapes, year):
    path = folder(shapes["pre_submission"], year) / f"sen2_{year}_pre_submission.xlsx"
    book = CalamineWorkbook.from_path(str(path))
    titles = ["Person", "Requests", "Assessments", "Named Plan", "Plan Detail", "Active Plan"]
    assert book.sheet_names == [*titles, "Placement Detail", "SEN Need"]
    wanted = message(shapes["xml"], year)
    for title, table in zip(book.sheet_names, TABLES, strict=True):
        rows = book.get_sheet_by_name(title).to_python()
        held = without_keys(sheet_rows(rows))
        assert held == [{k: v for k, v in row.items() if v} for row in wanted[table]]
        assert ("rquestsource" in rows[0]) == (table == "requests" and year >= 2025)
        ids = [str(cell) for cell in rows[0] if str(cell).endswith("tableid")]
        assert ids == (["persontableid"] if table == "person" else ["persontableid", "requeststableid"])


@pytest.mark.parametrize("year", YEARS)
def test_the_template_says_what_the_message_says(shapes, year):
    wanted = message(shapes["xml"], year)
    for title, rows in stacked(shapes["template"], year).items():
        if title not in SHEETS:
            continue
        table, labels = SHEETS[title], [str(label) for label in rows[0]]
        assert len(rows) - 1 == len(wanted[table])
        for start, item in MEANS[table].items():
            named = [n for n, label in enumerate(labels) if label.startswith(start)]
            if not named or (table == "activeplans" and item != "transferla" and year < 2024):
                continue
            said = [plain(row[named[0]]) for row in rows[1:]]
            assert said == [row.get(item, "") for row in wanted[table]], f"{table}.{item}"


def test_the_template_is_as_real_ones_are(shapes):
    tables = stacked(shapes["template"], 2025)
    header = dict(zip(*tables["Header Record"], strict=True))
    created = next(value for label, value in header.items() if str(label).startswith("Date & Time"))
    assert datetime(1899, 12, 30) + timedelta(days=created) == datetime(2025, 2, 20, 9)  # noqa: DTZ001
    labels = tables["Requests Records"][0]
    assert labels[:2] == ["LA\n(From Header Record)", "Record Type"]
    assert any(str(label).startswith("Requests record ID\n\n(This must be a unique ID") for label in labels)
    [birth] = [n for n, label in enumerate(tables["Person Record"][0]) if str(label).startswith("Date of")]
    kinds = {type(row[birth]) for row in tables["Person Record"][1:]}
    assert kinds == {str, date}
    [rya] = [n for n, label in enumerate(labels) if str(label).startswith("Initial")]
    assert {row[rya] for row in tables["Requests Records"][1:]} <= {0.0, 1.0, ""}


@pytest.mark.parametrize("year", YEARS)
def test_the_five_modules_say_what_the_message_says(shapes, year):
    wanted = message(shapes["xml"], year)

    def module(number: int) -> Rows:
        return read_csv(folder(shapes["five_modules"], year) / f"sen2_{year}_module_{number}.csv")

    pairs = {
        1: ("person", {"surname": "surname", "dob": "personbirthdate", "upn - unique pupil number": "upn"}),
        2: ("requests", {"date request was received": "receiveddate", "request outcome": "requestoutcome"}),
        3: ("assessment", {"assessment outcome to issue ehcp": "assessmentoutcome"}),
        4: ("namedplan", {"ehc plan start date": "startdate", "worked based learning activity": "planwbp"}),
        5: ("activeplans", {"ehc plan (transfer)": "transferla", "ehcp review decisions date": "lastreview"}),
    }
    for number, (table, labels) in pairs.items():
        rows = module(number)
        assert len(rows) == len(wanted[table])
        for label, item in labels.items():
            assert [r.get(label) for r in rows] == [r.get(item) for r in wanted[table]]
        if number > 1:
            assert ("request records id" in rows[0]) == (number > 3)


def test_the_trial_year_has_its_own_names(shapes, tmp_path):
    root = ET.parse(shapes["xml"].message(2022)).getroot()  # noqa: S314 - written by the code under test
    tags = {element.tag for element in root.iter()}
    assert {"PlanPlacementDetail", "GenderCurrent", "AttendancePattern", "LastReview"} <= tags
    assert not {"PlanDetail", "Sex", "ReviewMeeting", "RequestSource"} & tags
    usual = written(tmp_path, Order(**{**ORDER, "sen2_first_year": 2023}))
    assert not folder(usual, 2022).exists()
    assert folder(usual, 2023).exists()


@pytest.mark.parametrize("shape", SEN2_SHAPES)
def test_the_same_order_gives_the_same_bytes_and_no_shape_changes_the_truth(shapes, tmp_path, shape):
    again = written(tmp_path, Order(**ORDER, sen2_shape=shape))
    assert (again.truth / "files.csv").read_bytes() == (shapes[shape].truth / "files.csv").read_bytes()
    for name in ("person", "record", "margins", "plans", "flows"):
        assert shapes[shape].known(name).equals(shapes["xml"].known(name))
