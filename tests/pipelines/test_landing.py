"""Landing: a delivery is what its content says, in the place that says the same; else one clear message."""

import shutil

import pytest

from pipelines import landing
from pipelines.errors import RefusedError
from tests import builders
from tests.builders import pupil, sen2_person, sen2_plan, upn, write_census, write_independent, write_sen2


def delivery(raw):
    [found], misplaced = landing.find(raw)
    assert not misplaced
    return found


def refusal(raw) -> str:
    with pytest.raises(RefusedError) as error:
        builders.tables_of(delivery(raw))
    assert error.value.why.endswith((".", "?"))
    assert error.value.hint.endswith(".")
    return error.value.what


def test_a_delivery_has_one_name(raw):
    write_census(raw, [pupil("1")])
    assert delivery(raw).key == "391_2019-spring"
    assert delivery(raw).partition == "school_census.391_2019-spring"


def test_the_tables_of_every_extract_are_found(raw):
    write_census(raw, [pupil("1", need="ASD")])
    write_independent(raw, [("108900", 100, 10, 2)])
    write_sen2(raw, [sen2_person(upn(1), sen2_plan())])
    deliveries, _ = landing.find(raw)
    found = {d.extract.name: set(builders.tables_of(d)) for d in deliveries}
    assert found["school_census"] == {"schoolcensus", "school", "pupilonroll", "senneeds", "fsmperiod"}
    assert len(found["sen2"]) == 9
    assert found["independent_schools"] == {"school"}


def test_tables_are_recognised_by_content_whatever_the_file_is_called(raw):
    folder = write_census(raw, [pupil("1")])
    (folder / "2019_spring_pupilonroll.csv").rename(folder / "Copy of export (2).csv")
    assert builders.tables_of(delivery(raw))["pupilonroll"].received == 1


def test_the_fingerprint_changes_with_one_byte_and_with_a_name(raw):
    folder = write_census(raw, [pupil("1")])
    before = delivery(raw).fingerprint
    assert delivery(raw).fingerprint == before
    with (folder / "2019_spring_pupilonroll.csv").open("a") as file:
        file.write("\n")
    assert delivery(raw).fingerprint != before


@pytest.mark.parametrize(
    ("says", "what"),
    [
        ({"year": "2018"}, "is not what its place says"),
        ({"term": "AUT"}, "is not what its place says"),
        ({"lea": "392"}, "is not what its place says"),
        ({"collection": "CIN"}, "another collection"),
        ({"year": "soon"}, "does not say whose return"),
        ({"lea": "Zqavryx"}, "does not say whose return"),
    ],
)
def test_content_that_contradicts_its_place_is_refused(raw, says, what):
    write_census(raw, [pupil("1")], says=says)
    assert what in refusal(raw)


def test_a_sen2_message_of_another_year_is_refused(raw):
    write_sen2(raw, [sen2_person()], year=2024, says="2023")
    assert "not what its place says" in refusal(raw)


def test_a_renamed_column_is_named_with_the_nearest(raw):
    folder = write_census(raw, [pupil("1")])
    file = folder / "2019_spring_pupilonroll.csv"
    file.write_text(file.read_text().replace("senprovision", "senprovisions"))
    with pytest.raises(RefusedError, match="no column 'senprovision'") as error:
        builders.tables_of(delivery(raw))
    assert "senprovisions" in error.value.why


@pytest.mark.parametrize(
    ("bytes_", "what"),
    [
        (b"", "is empty"),
        (b"\r\n  \r\n", "is empty"),
        (b"<!DOCTYPE html><html>sign in</html>", "is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS pointer"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"a\x00b,c\n1,2\n", "NUL bytes"),
        (b"colour,weight\nred,3\n", "not recognised"),
        (b"pupilonrolltableid,upn,upn\n1,2,3\n", "same column twice"),
    ],
)
def test_what_is_no_table_is_refused_for_what_it_is(raw, bytes_, what):
    folder = write_census(raw, [pupil("1")])
    (folder / "2019_spring_pupilonroll.csv").write_bytes(bytes_)
    assert what in refusal(raw)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<Message><Header></Header>", "breaks off"),
        ("<?xml version='1.0'?><!DOCTYPE m [<!ENTITY a 'b'>]><Message>&a;</Message>", "has a DOCTYPE"),
        ("<xs:schema xmlns:xs='urn:x'><xs:element/></xs:schema>", "is not a SEN2 message"),
        ("<Message>" + "<a>" * 70 + "</a>" * 70 + "</Message>", "is not a SEN2 message"),
    ],
)
def test_what_is_no_sen2_message_is_refused_for_what_it_is(raw, text, what):
    folder = write_sen2(raw, [sen2_person()])
    (folder / "sen2_2024.xml").write_text(text)
    assert what in refusal(raw)


def test_a_missing_table_and_a_header_without_rows_are_refused(raw):
    folder = write_census(raw, [pupil("1")])
    (folder / "2019_spring_pupilonroll.csv").unlink()
    assert "lacks pupilonroll" in refusal(raw)
    shutil.rmtree(folder)
    write_census(raw, [])
    assert "header but no rows" in refusal(raw)


def test_a_second_file_of_one_table_is_refused(raw):
    folder = write_census(raw, [pupil("1")])
    shutil.copy(folder / "2019_spring_pupilonroll.csv", folder / "2019_spring_pupilonroll (1).csv")
    assert "second pupilonroll" in refusal(raw)


def test_blade_tables_we_do_not_use_are_left_aside(raw):
    folder = write_census(raw, [pupil("1")])
    (folder / "2019_spring_classes.csv").write_text(
        "classestableid,NativeId,schooltableid,classname\n1,3912000,sA,Owl\n"
    )
    assert "classes" not in builders.tables_of(delivery(raw))


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("newcastle/school_census/2019-spring", "not named after an authority"),
        ("391/school_cencus/2019-spring", "no extract we know"),
        ("391/school_census/2019", "no return of school_census"),
        ("391/sen2/2019-spring", "no return of sen2"),
        ("391/sen2/2021", "cannot be read"),
        ("391/school_census/2019-spring/inner", "a folder inside a delivery"),
    ],
)
def test_what_lies_in_no_lawful_place_is_told(raw, place, what):
    folder = raw / place
    folder.mkdir(parents=True)
    (folder / "x.csv").write_text("a,b\n")
    _, [misplaced] = landing.find(raw)
    assert what in misplaced.error.what


def test_a_stray_file_is_told_and_hidden_files_are_not(raw):
    (raw / "notes.txt").write_text("x")
    (raw / ".gitkeep").write_text("")
    _, [misplaced] = landing.find(raw)
    assert "not in the place of a delivery" in misplaced.error.what


def test_names_in_any_case_and_known_misspellings_are_read(raw):
    folder = write_sen2(raw, [sen2_person(upn(1), sen2_plan(placement="<SENsetting>EHE</SENsetting>"))])
    file = folder / "sen2_2024.xml"
    file.write_text(file.read_text().replace("Surname>", "FamilyName>").replace("SENneed>", "senNEED>"))
    tables = builders.tables_of(delivery(raw))
    assert tables["person"].rows["surname"].to_pylist() == ["Zqavryx"]
    assert tables["placementdetail"].rows["sensetting"].to_pylist() == ["EHE"]
    assert tables["senneed"].received == 1


def test_unknown_elements_are_counted_and_empty_ones_are_missing(raw):
    person = sen2_person(
        upn(1), "<Requests><RequestOutcome>A</RequestOutcome><Exported></Exported></Requests>"
    )
    write_sen2(raw, [person.replace("<Ethnicity>", "<Shoe>7</Shoe><Ethnicity>")])
    tables = builders.tables_of(delivery(raw))
    assert tables["sen2"].notes == {"unknown element person/Shoe": 1}
    assert tables["requests"].rows["exported"].to_pylist() == [None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_told_apart(raw, encoding):
    folder = write_census(raw, [pupil("1", surname="Zqavé")])
    file = folder / "2019_spring_pupilonroll.csv"
    file.write_bytes(file.read_text("utf-8").encode(encoding))
    table = builders.tables_of(delivery(raw))["pupilonroll"]
    assert table.rows["surname"].to_pylist() == ["Zqavé"]
    assert table.notes == (
        {"read as cp1252": 1}
        if encoding == "cp1252"
        else {"read as utf-16": 1}
        if encoding == "utf-16"
        else {}
    )


def test_ragged_lines_are_kept_with_their_line(raw):
    folder = write_census(raw, [pupil("1"), pupil("2"), pupil("3")])
    file = folder / "2019_spring_pupilonroll.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1], "too,short", lines[3]]) + "\n")
    table = builders.tables_of(delivery(raw))["pupilonroll"]
    assert [line for line, _ in table.ragged] == [3]
    assert table.rows["row"].to_pylist() == [2, 4]
    assert table.received == 3
