"""The extracts beside the usual ones: children outside state schools, and the lists for inspectors."""

import re

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pipelines.sample import Order
from schemas.contract import items
from schemas.extracts.ap_census import AP_CENSUS
from schemas.extracts.early_years_census import EARLY_YEARS_CENSUS
from schemas.extracts.places import PLACES
from tests.pipelines.sample.samples import Sample, written

EXTRAS = ("ap_census", "early_years_census", "annex_a", "places")
ORDER = {"size": 6000, "first_year": 2024, "last_year": 2025}
LISTS = {"List_1": 21, "List_2": 17}


@pytest.fixture(scope="module")
def extras(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("extras"), Order(**ORDER, extras=EXTRAS))


def listed(sample: Sample) -> dict[str, pd.DataFrame]:
    book = CalamineWorkbook.from_path(str(sample.raw / "391/annex_a/2025-01/annex_a_2025-01.xlsx"))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in sheets.items()}


def test_places_are_told_of_every_special_school_and_one_is_planned(extras):
    rows = pd.read_csv(extras.raw / "391/places/2025/places_2025.csv", dtype=str)
    assert list(rows.columns) == [one.header for one in items(PLACES.parts[0].contract)]
    assert {"SPEC", "IND", "AP", "FE"} == set(rows.provision)
    assert list(rows.loc[rows.firstjanuary.notna(), "firstjanuary"]) == ["2027"]


@pytest.mark.parametrize(
    ("extract", "table"), [(AP_CENSUS, "places"), (EARLY_YEARS_CENSUS, "children")], ids=lambda e: str(e)[:5]
)
def test_the_headers_are_those_of_the_contract(extras, extract, table):
    [part] = extract.parts
    for year in (2024, 2025):
        rows = extras.table(f"391/{extract.name}/{year}", table)
        assert list(rows.columns) == [one.header for one in items(part.contract)]
        assert set(rows.lea) == {"391"}
        assert set(rows.year) == {str(year)}
        assert len(rows)


def test_places_that_are_paid_for_are_of_pupils_with_sen_up_to_eighteen(extras):
    rows = extras.table("391/ap_census/2025", "places")
    assert set(rows.senprovision) <= {"K", "E", "SEN support", "Education, health and care plan"}
    assert set(rows.aptype) >= {"IND", "NMS"}
    assert pd.to_datetime(rows.dob).min() > pd.Timestamp(2006, 1, 16)
    state = extras.table("391/school_census/2025-spring", "pupilonroll")
    assert not set(rows.upn[rows.upn != ""]) & set(state.upn)


def test_children_with_a_provider_are_two_to_four_and_not_at_school(extras):
    rows = extras.table("391/early_years_census/2025", "children")
    born = pd.to_datetime(rows.dob)
    assert born.between(pd.Timestamp(2020, 1, 16), pd.Timestamp(2023, 1, 16)).all()
    assert {"N", "K", "E"} <= set(rows.senprovision)
    assert (rows.upn == "").all()


def test_the_lists_have_the_columns_and_the_children_of_the_request(extras):
    lists = listed(extras)
    assert {name: rows.shape[1] for name, rows in lists.items()} == LISTS
    assert "Main education establishment – URN" in lists["List_1"].columns  # noqa: RUF001 - as the request has it
    plans, support = (lists[name]["Unique ID"] for name in LISTS)
    assert plans.is_unique
    assert support.is_unique
    assert not set(plans) & set(support)
    [stock] = extras.known("plans").query("`return` == '2025' and by == 'all'").plans
    assert abs(len(plans) - stock) < 0.05 * stock  # at the end of January, not on census day


def test_codes_stand_in_every_way_and_days_as_people_write_them(extras):
    plans = listed(extras)["List_1"]
    assert {"M", "Male", "a) Male"} <= set(plans.Gender)
    assert {"Y", "Yes", "a) Yes"} <= set(plans["Pupil Premium"])
    for column in ("Date of birth", "Date initial EHC plan issued"):
        assert plans[column].map(lambda day: bool(re.fullmatch(r"\d\d/\d\d/\d{4}", day))).all()


def test_extras_are_off_by_default_change_no_other_file_and_are_the_same_again(extras, tmp_path):
    usual = written(tmp_path / "usual", Order(**ORDER))
    files = set((extras.truth / "files.csv").read_text().splitlines())
    without = set((usual.truth / "files.csv").read_text().splitlines())
    assert {line.split("/")[1] for line in files - without} == set(EXTRAS)
    assert not without - files
    for table in ("person", "record", "margins", "plans", "flows"):
        assert extras.known(table).equals(usual.known(table))
    again = written(tmp_path / "again", Order(**ORDER, extras=EXTRAS))
    assert set((again.truth / "files.csv").read_text().splitlines()) == files
