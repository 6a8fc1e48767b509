import pandas as pd
import pytest

from schemas.returns import Return
from schemas.types import uln_is_valid, upn_is_valid
from tests.pipelines.sample.recount import counted, margins
from tests.pipelines.sample.samples import Sample

WORDS = {"SEN support", "Education, health and care plan", "No SEN", "Male", "Female"}


@pytest.mark.parametrize("kind", ["clean", "dirty"])
def test_every_census_counts_out_to_the_truth(kind, request):
    sample: Sample = request.getfixturevalue(kind)
    true = sample.known("margins").query("scope == 'state'").set_index("return")
    assert sample.censuses()
    for folder in sample.censuses():
        row = true.loc[folder.rsplit("/", 1)[1]]
        assert margins(sample.table(folder, "pupilonroll")) == (row.pupils, row.sen_support, row.ehc_plans)


def test_the_marked_records_are_those_that_count(dirty):
    folder = "391/school_census/2024-spring"
    marked = dirty.known("record").query("`return` == '2024-spring' and table == 'pupilonroll' and counted")
    assert set(counted(dirty.table(folder, "pupilonroll")).pupilonrolltableid) == set(marked.record)
    assert marked.person.is_unique


def test_every_pupil_number_is_valid(dirty):
    for folder in dirty.censuses():
        pupils = dirty.table(folder, "pupilonroll")
        for column in ("upn", "formerupn"):
            assert upn_is_valid(pupils.loc[pupils[column] != "", column]).all()
        learner = pupils.loc[pupils.uniquelearnernumber != "", "uniquelearnernumber"]
        assert uln_is_valid(learner.str.zfill(10)).all()


def test_clean_files_hold_no_errors(clean):
    for folder in clean.censuses():
        pupils = clean.table(folder, "pupilonroll")
        assert pupils.upn.is_unique
        assert (pupils.upn != "").all()
        assert set(pupils.senprovision) == {"N", "K", "E"}
        assert set(pupils.enrolstatus) <= {"C", "F"}
        assert (pupils.formerupn == "").all()
        assert not pupils.isin(WORDS).to_numpy().any()
        assert not pupils.ncyearactual.str.contains(".", regex=False).any()
        needs = clean.table(folder, "senneeds")
        assert "BESD" not in set(needs.sentype)
        assert set(needs.sentyperank) == {"1", "2"}


def test_dirty_files_hold_each_kind_of_error(dirty):
    pupils = pd.concat([dirty.table(f, "pupilonroll") for f in dirty.censuses()])
    assert {"M", "S"} <= set(pupils.enrolstatus)
    assert (pupils.upn == "").any()
    assert (pupils.formerupn != "").any()
    assert pupils.isin(WORDS).to_numpy().any()
    assert pupils.ncyearactual.str.endswith(".0").any()
    assert pupils.senprovision.isin(["S", "A", "P"]).any()
    assert (pupils.uniquelearnernumber.str.len() == 9).any()


def test_a_pupil_in_two_returns_always_has_a_permanent_or_temporary_number(dirty):
    for folder in dirty.censuses():
        pupils = dirty.table(folder, "pupilonroll")
        subsidiary = pupils[pupils.enrolstatus == "S"]
        assert (subsidiary.upn != "").all()
        assert subsidiary.upn.isin(pupils.loc[pupils.enrolstatus == "M", "upn"]).all()


def test_needs_follow_provision(clean):
    pupils = clean.table("391/school_census/2025-spring", "pupilonroll").set_index("pupilonrolltableid")
    needs = clean.table("391/school_census/2025-spring", "senneeds")
    primary = needs[needs.sentyperank == "1"]
    with_sen = pupils[pupils.senprovision != "N"]
    assert sorted(primary.pupilonrolltableid) == sorted(with_sen.index)
    unassessed = needs[needs.sentype == "NSA"]
    assert set(pupils.loc[unassessed.pupilonrolltableid, "senprovision"]) <= {"K"}
    assert "DS" in set(needs.sentype)


@pytest.mark.parametrize(
    ("census", "has", "has_not"),
    [
        ("2022-spring", {"gender", "ethnicity"}, {"sex", "youngcarer"}),
        ("2023-spring", {"gender", "youngcarer", "thirtyhourcode"}, {"sex"}),
        ("2023-summer", {"gender"}, {"sex", "ethnicity", "youngcarer"}),
        ("2023-autumn", {"sex"}, {"gender", "ethnicity", "youngcarer"}),
        ("2025-spring", {"sex", "youngcarer", "eligibilitycode"}, {"gender", "thirtyhourcode"}),
    ],
)
def test_columns_are_those_of_the_year_and_term(dirty, census, has, has_not):
    columns = set(dirty.table(f"391/school_census/{census}", "pupilonroll").columns)
    assert has <= columns
    assert not has_not & columns


def test_a_census_has_the_tables_of_its_term(dirty):
    def tables(census: str) -> set[str]:
        folder = dirty.raw / "391/school_census" / census
        return {p.stem.split("_", 2)[2] for p in folder.iterdir()}

    always = {"schoolcensus", "school", "pupilonroll", "pupilnolongeronroll"}
    always |= {"termlyexclusionsonroll", "termlyexclusionsoffroll"}
    in_spring = always | {"provisions", "senneeds", "fsmperiod", "addresses"}
    since_2022 = {"schoolarrangedapdetailonroll", "approvisiondetailonroll"}
    assert tables("2022-spring") == in_spring | since_2022
    assert tables("2024-spring") == in_spring | since_2022
    in_autumn = {"fsmperiodsonroll", "addressesonroll", "addressesoffroll"}
    assert tables("2024-autumn") == always | in_autumn | since_2022


def test_keys_come_first_and_join(dirty):
    folder = "391/school_census/2024-spring"
    pupils, schools = dirty.table(folder, "pupilonroll"), dirty.table(folder, "schoolcensus")
    keys = ["pupilonrolltableid", "NativeId", "pupilonrollorderseqcolumn", "sourceid", "schoolcensustableid"]
    assert list(pupils.columns[:5]) == keys
    joined = pupils.merge(schools, on="schoolcensustableid", validate="m:1")
    assert len(joined) == len(pupils)
    assert (joined.NativeId_x == joined.lea + joined.estab).all()
    assert set(schools.softwarecode) == {"SYNTHETIC SAMPLE"}
    assert set(schools.referencedate) == {"2024-Jan-18 00:00:00"}


def test_leavers_left_before_the_day_and_after_they_came(dirty):
    day = pd.Timestamp(Return(2024, "spring").census_day)
    leavers = dirty.table("391/school_census/2024-spring", "pupilnolongeronroll")
    left, came = (
        pd.to_datetime(leavers[c], format="%Y-%b-%d %H:%M:%S") for c in ("leavingdate", "entrydate")
    )
    assert len(leavers)
    assert ((came <= left) & (left < day)).all()
    assert "senprovision" not in leavers.columns
