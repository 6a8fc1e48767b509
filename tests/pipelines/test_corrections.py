"""What is filled in holds for the very row, item and files it was written for, and for nothing else."""

from datetime import UTC, datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from pipelines import corrections, corrections_xlsx, landing
from pipelines.errors import RefusedError
from pipelines.landing import batches_of
from pipelines.run import workshop
from pipelines.staging import stage_delivery
from tests.builders import pupil, upn, write_census
from tests.builders_reports import built
from tests.builders_roots import copy_into, deployment_at

CENSUS = "school_census.391_2019-spring"
DAY = datetime(2026, 3, 10, tzinfo=UTC)


def census(raw, faults):
    return write_census(raw, [pupil(f"p{n}", upn=upn(n), **faults.get(n, {})) for n in range(2, 90)])


@pytest.fixture(scope="module")
def with_a_fault(tmp_path_factory):
    """Row 10 has an ethnicity that is none; the deployment, and where the census lies in it."""
    once = deployment_at(tmp_path_factory.mktemp("fault"))
    folder = census(once.raw, {10: {"ethnicity": "QQQQ"}})
    built(once, now=DAY)
    return once, folder.relative_to(once.raw)


@pytest.fixture
def delivery(settings, raw, with_a_fault):
    """That census, in a copy of the deployment."""
    once, place = with_a_fault
    copy_into(settings, once)
    return landing.delivery_at(raw / place, raw)


def offered(settings, tmp_path):
    """The lines of the file as they are written, under their column names."""
    shop, path = workshop(settings), tmp_path / "offered.xlsx"
    corrections_xlsx.write(shop.lake, shop.pseudonyms, CENSUS, settings.raw, path)
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name("Corrections").to_python()
    top = next(n for n, row in enumerate(rows) if row[0] == "Table")
    about = book.get_sheet_by_name("About").to_python()
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]], about


def fill(delivery, lines, about):
    path = corrections.place(delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Corrections")
        sheet.write_row(0, 0, list(lines[0]))
        for n, line in enumerate(lines, 1):
            sheet.write_row(n, 0, list(line.values()))
        said = book.add_worksheet("About")
        for n, row in enumerate(about):
            said.write_row(n, 0, row)


def filled(settings, tmp_path, delivery, **more):
    lines, about = offered(settings, tmp_path)
    mine = next(line for line in lines if line["Row"] == 10 and line["Item"] == "ethnicity")
    mine.update({"Corrected value": "WBRI", "Who": "J Analyst", "Why": "School said so by telephone"} | more)
    fill(delivery, lines, about)
    return workshop(settings)


def test_the_file_has_a_line_for_the_fault_and_no_value(settings, tmp_path, delivery):
    lines, about = offered(settings, tmp_path)
    [mine] = [line for line in lines if line["Row"] == 10 and line["Item"] == "ethnicity"]
    assert (mine["Table"], mine["Record"], mine["Column"]) == ("pupilonroll", "p10", "J (ethnicity)")
    assert (mine["Corrected value"], mine["Who"], mine["Why"]) == ("", "", "")
    assert ["Fingerprint", delivery.fingerprint] in about
    assert "QQQQ" not in str(lines)


def test_it_lies_where_landing_takes_it_for_no_delivery(settings, tmp_path, delivery):
    filled(settings, tmp_path, delivery)
    assert (
        corrections.place(delivery) == settings.root / "data/corrections/391/school_census/2019-spring.xlsx"
    )
    assert landing.find(settings.raw)[1] == []


def test_a_correction_changes_its_row_and_no_other(settings, tmp_path, delivery):
    shop = filled(settings, tmp_path, delivery)
    own = corrections.of(delivery, shop.pseudonyms)
    [tables] = list(batches_of(delivery))
    made, done = corrections.applied(tables, delivery.extract, own.lines)
    corrections.check_applied(own, done)
    before, after = (t["pupilonroll"].rows.to_pylist() for t in (tables, made))
    [changed] = [(b, a) for b, a in zip(before, after, strict=True) if a != b]
    assert (changed[0]["row"], changed[0]["ethnicity"], changed[1]["ethnicity"]) == (10, "QQQQ", "WBRI")
    assert {name: t for name, t in made.items() if t is not tables[name]}.keys() == {"pupilonroll"}
    assert made["pupilonroll"].received == tables["pupilonroll"].received


def test_a_corrected_delivery_loses_no_row_and_no_longer_rejects(settings, tmp_path, delivery):
    shop = filled(settings, tmp_path, delivery)
    own = corrections.of(delivery, shop.pseudonyms)
    [tables] = list(batches_of(delivery))
    made, _ = corrections.applied(tables, delivery.extract, own.lines)
    staged = stage_delivery(made, delivery.extract, delivery.of, delivery.key, shop.pseudonyms)["pupilonroll"]
    assert (staged.received, staged.lawful.num_rows, staged.rejects.num_rows) == (88, 88, 0)


def test_the_hash_changes_with_what_is_filled_in(settings, tmp_path, delivery):
    assert corrections.file_hash(delivery) == ""
    filled(settings, tmp_path, delivery)
    one = corrections.file_hash(delivery)
    filled(settings, tmp_path, delivery, **{"Corrected value": "WIRI"})
    assert "" != one != corrections.file_hash(delivery)


@pytest.mark.parametrize("more", [{"Row": 11}, {"Item": "sex"}, {"Table": "senneeds"}, {"Seal": "x"}])
def test_what_was_not_listed_cannot_be_corrected(settings, tmp_path, delivery, more):
    shop = filled(settings, tmp_path, delivery, **more)
    with pytest.raises(RefusedError, match="not written for"):
        corrections.of(delivery, shop.pseudonyms)


@pytest.mark.parametrize("more", [{"Who": ""}, {"Why": ""}])
def test_who_and_why_must_be_said(settings, tmp_path, delivery, more):
    shop = filled(settings, tmp_path, delivery, **more)
    with pytest.raises(RefusedError, match="who corrected and why"):
        corrections.of(delivery, shop.pseudonyms)


def test_a_resubmission_makes_the_file_void(settings, tmp_path, delivery):
    shop = filled(settings, tmp_path, delivery)
    folder = census(settings.raw, {11: {"ethnicity": "QQQQ"}})
    own = corrections.of(landing.delivery_at(folder, settings.raw), shop.pseudonyms)
    assert own.lines == ()
    assert "void" in own.void


def test_a_value_can_be_taken_out(settings, tmp_path, delivery):
    shop = filled(settings, tmp_path, delivery, **{"Corrected value": "(blank)"})
    own = corrections.of(delivery, shop.pseudonyms)
    [tables] = list(batches_of(delivery))
    made, _ = corrections.applied(tables, delivery.extract, own.lines)
    [row] = [r for r in made["pupilonroll"].rows.to_pylist() if r["row"] == 10]
    assert row["ethnicity"] is None


def test_a_correction_without_a_row_is_refused(settings, tmp_path, delivery):
    shop = filled(settings, tmp_path, delivery)
    own = corrections.of(delivery, shop.pseudonyms)
    with pytest.raises(RefusedError, match="does not have"):
        corrections.check_applied(own, [])
