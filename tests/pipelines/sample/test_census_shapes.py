"""Every shape of one school census tells the same, and its tables of sessions and exclusions add up."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from pipelines.sample import Order
from tests.pipelines.sample.samples import Sample, written

TERMS = ("autumn", "spring", "summer")
ORDER = {"size": 700, "first_year": 2023, "last_year": 2023, "terms": TERMS, "ehcp_months": 0}
RETURNS = [f"2023-{term}" for term in TERMS]
# What a blade header is called in a message, where the group round it says the rest.
SHORTER = {
    "termlysessionspossible": "sessionspossible",
    "termlysessionsauthorised": "sessionsauthorised",
    "termlysessionsunauthorised": "sessionsunauthorised",
}


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    orders = {shape: Order(**ORDER, census_shape=shape) for shape in ("blade", "xml", "flat")}
    orders |= {"sessions": Order(**ORDER, attendance=True)}
    orders |= {"sessions xml": Order(**ORDER, attendance=True, census_shape="xml")}
    return {name: written(tmp_path_factory.mktemp("census"), order) for name, order in orders.items()}


def messages(sample: Sample, census: str) -> list[ET.Element]:
    paths = sorted((sample.raw / "391/school_census" / census).glob("*.xml"))
    return [ET.parse(path).getroot() for path in paths]  # noqa: S314 - written by the code under test


def plain(text: str) -> str:
    if text.endswith(" 00:00:00"):
        return str(pd.to_datetime(text, format="%Y-%b-%d %H:%M:%S").date())
    return {"true": "1", "false": "0"}.get(text, text)


def leaves(element: ET.Element, records: set[str]) -> frozenset[tuple[str, str]]:
    """Every item of a record, in whatever group, but not those of records within it."""
    found: set[tuple[str, str]] = set()
    for child in element:
        if child.tag.lower() in records:
            continue
        found |= leaves(child, records) if len(child) else {(child.tag.lower(), plain(child.text or ""))}
    return frozenset(found)


RECORDS = {
    "senneeds": ("PupilsOnRoll", "SENneed"),
    "fsmperiod": ("PupilsOnRoll", "FSMperiod"),
    "fsmperiodsonroll": ("PupilsOnRoll", "FSMperiod"),
    "addresses": ("PupilsOnRoll", "Address"),
    "addressesonroll": ("PupilsOnRoll", "Address"),
    "addressesoffroll": ("PupilsNoLongerOnRoll", "Address"),
    "termlyexclusionsonroll": ("PupilsOnRoll", "TermlyExclusion"),
    "termlyexclusionsoffroll": ("PupilsNoLongerOnRoll", "TermlyExclusion"),
    "schoolarrangedapdetailonroll": ("PupilsOnRoll", "SchoolArrangedAPdetail"),
    "approvisiondetailonroll": ("PupilsOnRoll", "APprovisionDetail"),
    "pupilonroll": ("PupilsOnRoll", "PupilOnRoll"),
    "pupilnolongeronroll": ("PupilsNoLongerOnRoll", "PupilNoLongerOnRoll"),
    "termlysessiondetailsonroll": ("PupilsOnRoll", "TermlyAttendance/SessionDetails/SessionDetail"),
    "termlysessiondetailsoffroll": ("PupilsNoLongerOnRoll", "TermlyAttendance/SessionDetails/SessionDetail"),
    "summerhalfterm2sessiondetailsonroll": (
        "PupilsOnRoll",
        "SummerHalfTerm2Attendance/SessionDetails/SessionDetail",
    ),
    "summerhalfterm2sessiondetailsoffroll": (
        "PupilsNoLongerOnRoll",
        "SummerHalfTerm2Attendance/SessionDetails/SessionDetail",
    ),
}
NESTED = {path.split("/")[-1].lower() for _, path in RECORDS.values()}


def of_messages(roots: list[ET.Element], table: str) -> Counter[frozenset[tuple[str, str]]]:
    group, path = RECORDS[table]
    found = [e for root in roots for e in root.find(f"Pupils/{group}").iterfind(f".//{path}")]
    return Counter(leaves(e, NESTED) for e in found)


def of_blade(table: pd.DataFrame) -> Counter[frozenset[tuple[str, str]]]:
    keys = ("tableid", "orderseqcolumn")
    items = [c for c in table.columns if not c.endswith(keys) and c not in {"NativeId", "sourceid"}]
    rows = table[items].to_dict("records")
    return Counter(
        frozenset((SHORTER.get(h, h).replace("summerhalfterm2", ""), plain(v)) for h, v in row.items() if v)
        for row in rows
    )


@pytest.mark.parametrize("census", RETURNS)
@pytest.mark.parametrize(("blade", "xml"), [("blade", "xml"), ("sessions", "sessions xml")])
def test_the_schools_messages_say_what_the_tables_say(shapes, census, blade, xml):
    roots = messages(shapes[xml], census)
    folder = Path("391/school_census") / census
    tables = {p.stem.split("_", 2)[2] for p in (shapes[blade].raw / folder).iterdir()}
    assert tables - {"schoolcensus", "school", "provisions"} <= set(RECORDS)
    for table in tables & set(RECORDS):
        assert of_messages(roots, table) == of_blade(shapes[blade].table(str(folder), table)), table
    schools = shapes[blade].table(str(folder), "schoolcensus")
    assert {(r.findtext("Header/Source/Estab"), r.findtext("Header/Source/URN")) for r in roots} == set(
        zip(schools.estab, schools.urn, strict=True)
    )
    assert {r.findtext("Header/CollectionDetails/Collection") for r in roots} == {"SC"}


@pytest.mark.parametrize("census", RETURNS)
def test_the_flat_extract_says_what_the_tables_say(shapes, census):
    folder = f"391/school_census/{census}"
    flat, pupils = shapes["flat"].table(folder, "flat"), shapes["blade"].table(folder, "pupilonroll")
    assert len(flat) == len(pupils)
    sex = "sex" if census == "2023-autumn" else "gender"
    same = {"UPN": "upn", "Surname": "surname", "ULN": "uniquelearnernumber", "EnrolStatus": "enrolstatus"}
    same |= {"NCyearActual": "ncyearactual", "SENprovision": "senprovision", "LAEstab": "NativeId"}
    same |= {"Sex" if sex == "sex" else "Gender": sex, "FormerUPN": "formerupn"}
    for label, header in same.items():
        assert (flat[label] == pupils[header]).all(), label
    born = pd.to_datetime(flat.DOB, format="%d/%m/%Y")
    assert (born == pd.to_datetime(pupils.dob, format="%Y-%b-%d %H:%M:%S")).all()
    periods = "fsmperiodsonroll" if census == "2023-autumn" else "fsmperiod"
    meals = shapes["blade"].table(folder, periods)
    eligible = pupils.pupilonrolltableid.isin(meals.loc[meals.fsmenddate == "", "pupilonrolltableid"])
    assert ((flat.FSMeligible == "1") == eligible).all()
    if census == "2023-spring":
        needs = shapes["blade"].table(folder, "senneeds")
        first = needs[needs.sentyperank.isin(["1", "1.0"])].set_index("pupilonrolltableid").sentype
        assert (flat.PrimarySENtype == pupils.pupilonrolltableid.map(first).fillna("")).all()
        assert (flat.SecondarySENtype != "").sum() == len(needs) - len(first)
    else:
        assert "PrimarySENtype" not in flat.columns


@pytest.mark.parametrize(
    "census", ["2016-autumn", "2019-spring", "2020-summer", "2021-spring", "2025-autumn"]
)
def test_sessions_add_up_to_what_was_possible(tmp_path, census):
    year, term = census.split("-")
    order = Order(size=400, first_year=int(year), last_year=int(year), terms=(term,), attendance=True)
    sample = written(tmp_path, order)
    folder = f"391/school_census/{census}"
    pupils = sample.table(folder, "pupilonroll").set_index("pupilonrolltableid")
    kinds = {"termly": "termlysessiondetailsonroll"}
    if term == "autumn":
        kinds["summerhalfterm2"] = "summerhalfterm2sessiondetailsonroll"
    for prefix, table in kinds.items():
        rows = sample.table(folder, table)
        all_codes = census in {"2021-spring", "2025-autumn"}
        number = "sessions" if all_codes else "absencesessions"
        assert set(rows.attendancereason) == {"I", "M", "O", "G"} | ({"/", "\\"} if all_codes else set())
        counts = rows.assign(n=rows[number].astype(int))
        possible = pd.to_numeric(pupils[f"{prefix}sessionspossible"])
        total = counts.groupby("pupilonrolltableid").n.sum()
        absent = counts[~counts.attendancereason.isin(["/", "\\"])]
        missed = absent.groupby("pupilonrolltableid").n.sum().reindex(possible.index, fill_value=0)
        assert missed.max() <= possible.max()
        assert (absent.groupby("pupilonrolltableid").size() <= 2).all()
        if all_codes:
            assert (total == possible[total.index]).all()
        if census < "2025":
            told = pupils[[f"{prefix}sessionsauthorised", f"{prefix}sessionsunauthorised"]]
            assert (told.apply(pd.to_numeric).sum(axis=1) == missed).all()
        else:
            assert f"{prefix}sessionsauthorised" not in pupils.columns


def test_only_leavers_are_excluded_for_good_and_before_they_left(tmp_path):
    order = Order(size=6000, first_year=2024, last_year=2026, terms=TERMS, ehcp_months=0)
    sample = written(tmp_path, order)
    for census in sample.censuses():
        staying = sample.table(census, "termlyexclusionsonroll")
        assert set(staying.category) <= {"SUSP"}
    gone = pd.concat([sample.table(c, "termlyexclusionsoffroll") for c in sample.censuses()])
    leavers = pd.concat([sample.table(c, "pupilnolongeronroll") for c in sample.censuses()])
    assert len(gone)
    assert ((gone.sessions == "") == (gone.category == "PERM")).all()
    left = leavers.set_index("pupilnolongeronrolltableid").leavingdate
    last = pd.to_datetime(gone.pupilnolongeronrolltableid.map(left), format="%Y-%b-%d %H:%M:%S")
    assert (pd.to_datetime(gone.startdate, format="%Y-%b-%d %H:%M:%S") < last).all()


@pytest.mark.parametrize(
    ("census", "first", "last"),
    [
        ("2024-spring", "2023-04", "2023-08"),
        ("2024-summer", "2023-09", "2024-01"),
        ("2024-autumn", "2024-01", "2024-04"),
    ],
)
def test_exclusions_are_those_of_the_term_two_before(dirty, census, first, last):
    rows = dirty.table(f"391/school_census/{census}", "termlyexclusionsonroll")
    days = pd.to_datetime(rows.startdate, format="%Y-%b-%d %H:%M:%S")
    assert days.between(pd.Timestamp(first), pd.Timestamp(last)).all()
    assert len(days)


def test_special_schools_say_what_they_are_approved_for(dirty):
    folder = "391/school_census/2024-spring"
    schools = dirty.table(folder, "school").set_index("schooltableid")
    approved = dirty.table(folder, "provisions")
    assert set(schools.loc[approved.schooltableid, "phase"]) == {"SP"}
    assert set(approved.schooltableid) == set(schools.index[schools.phase == "SP"])
    assert not approved.duplicated(["schooltableid", "specialschooltype"]).any()


@pytest.mark.parametrize("name", ["xml", "flat", "sessions"])
def test_no_shape_changes_the_truth_and_the_same_order_gives_the_same_bytes(shapes, tmp_path, name):
    for table in ("person", "record", "margins", "plans", "flows"):
        assert shapes[name].known(table).equals(shapes["blade"].known(table))
    order = {"sessions": {"attendance": True}}.get(name, {"census_shape": name})
    again = written(tmp_path, Order(**ORDER, **order))
    assert (again.truth / "files.csv").read_bytes() == (shapes[name].truth / "files.csv").read_bytes()


def test_absence_alone_is_in_sums_while_there_were_any_and_by_code_of_the_newest_two_years(tmp_path):
    order = Order(size=400, first_year=2023, last_year=2025, ehcp_months=0, absence=True)
    sample = written(tmp_path, order)
    older, newest = (f"391/school_census/{year}-spring" for year in (2023, 2025))
    missed = sample.table(older, "pupilonroll")[["termlysessionsauthorised", "termlysessionsunauthorised"]]
    assert (missed.apply(pd.to_numeric).sum() > 0).all()
    assert not list((sample.raw / older).glob("*sessiondetails*"))
    assert set(sample.table(newest, "termlysessiondetailsonroll").attendancereason) >= {"I", "/"}
