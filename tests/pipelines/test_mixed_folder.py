"""A folder of mixed, unnamed files: each is named correctly, or told to be unknown with the nearest guess."""

import pytest

from pipelines.check import findings
from tests import builders_census, builders_shapes

XSD = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Message"/></xs:schema>
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """What lies on a shared drive the week after the census."""
    folder = tmp_path_factory.mktemp("mixed")

    def put(writer, *renamed):
        inside = tmp_path_factory.mktemp("one")
        writer(inside)
        for path in sorted(inside.iterdir()):
            name = dict(renamed).get(path.name, path.name)
            (folder / name).write_bytes(path.read_bytes())

    put(builders_shapes.write_xml, ("sen2.xml", "final v3 (2).xml"))
    put(builders_shapes.write_template, ("SEN2 template 2025.xlsx", "Copy of data.xlsx"))
    put(builders_shapes.write_pre_submission)
    put(builders_shapes.write_five_modules)
    put(builders_census.write_blade)
    put(builders_census.write_flat, ("census_flat.csv", "pupils.csv"))
    put(builders_census.write_xml)
    (folder / "schema.xml").write_text(XSD)
    (folder / "wrong.csv").write_text("UPN,Surnam,Fornames,DOB,Sex\nx,y,z,1,F\n")
    return folder


@pytest.fixture(scope="module")
def found(mixed):
    return {one.where.removeprefix(f"{mixed}").lstrip("/ "): one for one in findings([mixed])}


def test_each_file_or_group_of_files_is_named(found):
    named = {where: (one.extract, one.returned, one.shape) for where, one in found.items() if one.returned}
    assert named == {
        "final v3 (2).xml": ("sen2", "2025", "XML message"),
        "Copy of data.xlsx": ("sen2", "2025", "SEN2 data-entry template"),
        "(school_census)": ("school_census", "2025-spring", "tables"),
        "(school_census, XML message)": ("school_census", "2025-spring", "XML message"),
        "pupils.csv": ("school_census", "2025-spring", "School census, flat extract"),
    }
    assert all(one.is_lawful for one in found.values() if one.returned)


def test_what_names_no_return_of_its_own_says_where_to_put_it(found):
    headless = {where: one for where, one in found.items() if one.extract == "sen2" and not one.returned}
    assert {one.shape for one in headless.values()} == {
        "SEN2 pre-submission workbook",
        "SEN2 in five modules",
    }
    for one in headless.values():
        assert "data/raw/<la>/sen2/<return>/" in one.refusal.hint


def test_a_schema_is_not_a_message(found):
    assert "is not a SEN2 message" in found["schema.xml"].refusal.what


def test_an_unknown_file_is_told_with_the_nearest_table(found):
    refusal = found["wrong.csv"].refusal
    assert refusal.what == "wrong.csv is not recognised."
    assert "the nearest is" in refusal.why
    assert "school_census" in refusal.why


def test_no_value_is_told(found):
    assert "Zqav" not in repr(found)
