"""Annex A, the alternative provision census and the early years census, as authorities hand them over."""

import datetime as dt

import pytest
import xlsxwriter

from pipelines import landing
from pipelines.errors import RefusedError
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from tests import builders
from tests.builders import upn

KEY = Pseudonyms(b"k" * 32)
BOTH = [
    "Unique ID", "UPN", "ULN", "Date of birth", "Gender", "Ethnicity", "SEN primary need",
    "Main education establishment – URN", "Main education establishment – phase",  # noqa: RUF001
    "Subsidiary education establishment – phase (dual registration)",  # noqa: RUF001
    "Suspensions", "Permanent exclusions", "Absence", "Pupil Premium",
    "Known to children's social care?", "Which children's social care team?",
    "Does the child or young person have a disability?",
]  # fmt: skip
PLANS = [
    "Date initial EHC plan issued",
    "Date updated EHC plan issued",
    "Date EHC plan last reviewed",
    "Elective home education",
]


def staged(raw, extract, returned):
    delivery = landing.delivery_at(raw / "391" / extract / returned, raw)
    return stage_delivery(builders.tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)


@pytest.fixture
def lists(tmp_path):
    """Both lists: letters, bare codes, words."""
    folder = tmp_path / "391" / "annex_a" / "2025-03"
    folder.mkdir(parents=True)
    book = xlsxwriter.Workbook(folder / "Annex A.xlsx")
    first, second = book.add_worksheet("List_1"), book.add_worksheet("List_2")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    first.write_row(0, 0, BOTH[:6] + PLANS[:3] + BOTH[6:10] + PLANS[3:] + BOTH[10:])
    first.write_row(1, 0, [17, upn(1), "", "11/05/2012", "a) Male", "a) WBRI"])
    first.write_row(1, 6, ["01/02/2020", "01/02/2023", "01/02/2024", "k) ASD", 108001, "b) Primary", ""])
    first.write_row(1, 13, ["b) No", 2, 0, "4.5%", "a) Yes", "b) No", "", "a"])
    first.write_row(2, 0, [18, upn(2), "", "", "F", "Indian"])
    first.write_datetime(2, 3, dt.datetime(2009, 5, 11), day)  # noqa: DTZ001 - a day as Excel keeps it
    first.write_row(2, 6, ["01/02/2020", "", "", "Autism", "", "i)", "", "Yes"])
    second.write_row(0, 0, BOTH)
    second.write_row(
        1, 0, [19, upn(3), "", "11/05/2015", "b", "u) UNKNOWN", "SEMH", 108001, "b", "", 0, 0, 12.25]
    )
    book.close()
    return tmp_path


def test_both_lists_are_told_apart_and_their_codes_settled(lists):
    found = staged(lists, "annex_a", "2025-03")
    one, two = (found[name].lawful.to_pylist() for name in ("list_1", "list_2"))
    assert [found[name].reasons for name in ("list_1", "list_2")] == [{}, {}]
    assert [(r["gender"], r["ethnicity"], r["need"], r["phase"], r["home_educated"]) for r in one] == [
        ("M", "WBRI", "ASD", "PS", "N"),
        ("F", "AIND", "ASD", "FE", "Y"),
    ]
    assert [(str(r["plan_issued"]), r["absence"], r["disability"]) for r in one] == [
        ("2020-02-01", "4.5%", "Y"),
        ("2020-02-01", None, None),
    ]
    assert [(r["gender"], r["ethnicity"], r["need"], r["phase"], r["absence"]) for r in two] == [
        ("F", "UNKNOWN", "SEMH", "PS", "12.25")
    ]


def test_the_lists_are_of_the_authority_and_month_of_their_place(lists):
    [head] = staged(lists, "annex_a", "2025-03")["annexa"].lawful.to_pylist()
    assert (head["la_code"], head["year"], head["month"]) == ("391", 2025, 3)


def test_the_authoritys_own_number_for_a_child_stays_in_the_vault(lists):
    found = staged(lists, "annex_a", "2025-03")["list_1"]
    assert "child_id" not in found.lawful.column_names
    assert found.identifiers["child_id"].to_pylist() == ["17", "18"]


AP = "LEA,Year,UPN,Surname,DOB,Sex,Ethnicity,HomePostcode,APType,UKPRN,EntryDate,SENProvision\n"
EY = "LEA,Year,ProviderName,Surname,DOB,Sex,Ethnicity,HomePostcode,FundedHours,EYPP,SENProvision\n"


def test_alternative_provision_has_provision_and_no_need(tmp_path):
    folder = tmp_path / "391" / "ap_census" / "2025"
    folder.mkdir(parents=True)
    rows = f"391,2025,{upn(1)},Zqav,2011-02-03,M,WBRI,NE1 1AA,NMS,10001234,2024-09-03,EHCP\n"
    rows += f"391,2025,{upn(2)},Zqav,2011-02-03,M,WBRI,NE1 1AA,ZZZ,,2024-09-03,N\n"
    (folder / "ap.csv").write_text(AP + rows)
    found = staged(tmp_path, "ap_census", "2025")["places"]
    assert [(r["ap_type"], r["sen_provision"], r["age_31_august"]) for r in found.lawful.to_pylist()] == [
        ("NMS", "E", 13)
    ]
    assert found.reasons == {"ap_type: not a ap_type code then": 1}


def test_early_years_children_need_no_number(tmp_path):
    folder = tmp_path / "391" / "early_years_census" / "2025"
    folder.mkdir(parents=True)
    (folder / "ey.csv").write_text(EY + "391,2025,Qvarz,Zqav,2021-11-03,F,WBRI,NE1 1AA,15,1,K\n")
    [row] = staged(tmp_path, "early_years_census", "2025")["children"].lawful.to_pylist()
    assert (row["sen_provision"], row["funded_hours"], row["age_census_day"]) == ("K", "15", 3)


def test_a_workbook_without_a_known_list_is_not_recognised(tmp_path):
    folder = tmp_path / "391" / "annex_a" / "2025-03"
    folder.mkdir(parents=True)
    book = xlsxwriter.Workbook(folder / "other.xlsx")
    book.add_worksheet("Zqav Vylq").write_row(0, 0, ["Colour", "Weight"])
    book.close()
    with pytest.raises(RefusedError, match=r"other.xlsx, sheet 1 is not recognised") as caught:
        staged(tmp_path, "annex_a", "2025-03")
    assert "Zqav" not in str(caught.value)
