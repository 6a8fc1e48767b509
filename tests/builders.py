"""Tiny deliveries in the real formats, lawful by default; a test says only what it is about.

Nothing here is shared with the sample generator: the two are judges of each other.
"""

from pathlib import Path

from pipelines import landing
from pipelines.formats import TextTable
from pipelines.landing import Delivery
from pipelines.settings import Settings
from schemas.types import upn_check_letter

LA = "391"
CENSUS_COLUMNS = "schoolcensustableid,NativeId,term,collection,year,referencedate,lea,estab,urn,softwarecode"
SCHOOL_COLUMNS = "schooltableid,NativeId,schoolcensustableid,schoolname,phase,governance"
PUPIL_COLUMNS = (
    "pupilonrolltableid,NativeId,schoolcensustableid,upn,formerupn,surname,forename,dob,{sex},ethnicity,"
    "entrydate,enrolstatus,ncyearactual,senprovision"
)
TERM_CODES = {"autumn": "AUT", "spring": "SPR", "summer": "SUM"}


def settings_at(root: Path) -> Settings:
    """A deployment in a folder, with a key of its own."""
    return Settings(
        root=root,
        lake=root / "data" / "lake",
        key_file=root / "key",
        key_in_environment="66" * 32,
        vault_keys_in_environment="76" * 32,
    )


def upn(serial: int, *, la: str = LA) -> str:
    """The ``serial``-th lawful unique pupil number."""
    rest = f"{la}2000{12}{serial:03d}"
    return upn_check_letter(rest) + rest


_CALLED = ("Amina", "Bronach", "Callum", "Dorota", "Ezekiel", "Farah", "Gwen", "Hamza", "Ines", "Jolyon")


def strangers(rows: list[dict[str, str]], **items: str) -> list[dict[str, str]]:
    """The records, each after the first about another child, whom nobody could take for the first."""
    names = [{"forename": name, "surname": f"Quill{name[::-1].lower()}"} for name in _CALLED]
    return [rows[0], *(row | names[n] | items for n, row in enumerate(rows[1:]))]


def pupil(key: str, **items: str) -> dict[str, str]:
    """A pupil on roll: a White British girl of ten in Year 5 of school A, without SEN."""
    return {
        "id": key,
        "school": "A",
        "upn": "",
        "formerupn": "",
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "dob": "2008-Mar-03 00:00:00",
        "sex": "F",
        "ethnicity": "WBRI",
        "entrydate": "2013-Sep-03 00:00:00",
        "enrolstatus": "C",
        "ncyearactual": "5",
        "senprovision": "N",
        "need": "",
        "fsm": "",
    } | items


def write_census(
    raw: Path,
    pupils: list[dict[str, str]],
    *,
    la: str = LA,
    year: int = 2019,
    term: str = "spring",
    schools: dict[str, tuple[str, str, str]] | None = None,
    says: dict[str, str] | None = None,
) -> Path:
    """A school census delivery. ``schools``: key to (urn, phase, governance); ``says``: header overrides."""
    schools = schools or {"A": ("108001", "PS", "CO")}
    folder = raw / la / "school_census" / f"{year}-{term}"
    folder.mkdir(parents=True, exist_ok=True)
    said = {"term": TERM_CODES[term], "collection": "SC", "year": str(year), "lea": la} | (says or {})
    sex = "gender" if (year, term) < (2023, "autumn") and year < 2024 and term != "autumn" else "sex"
    if year < 2023:
        sex = "gender"

    def write(table: str, header: str, rows: list[list[str]]) -> None:
        lines = [header, *(",".join(row) for row in rows)]
        (folder / f"{year}_{term}_{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    native = {key: f"{la}{2000 + n}" for n, key in enumerate(schools)}
    write(
        "schoolcensus",
        CENSUS_COLUMNS,
        [
            [
                key,
                native[key],
                said["term"],
                said["collection"],
                said["year"],
                f"{year}-Jan-17 00:00:00",
                said["lea"],
                native[key][3:],
                urn,
                "TEST",
            ]
            for key, (urn, _, _) in schools.items()
        ],
    )
    write(
        "school",
        SCHOOL_COLUMNS,
        [
            [f"s{key}", native[key], key, f"School {key}", phase, gov]
            for key, (_, phase, gov) in schools.items()
        ],
    )
    items = PUPIL_COLUMNS.split(",")[3:]
    write(
        "pupilonroll",
        PUPIL_COLUMNS.format(sex=sex),
        [
            [p["id"], native.get(p["school"], ""), p["school"], *(p[i.strip("{}")] for i in items)]
            for p in pupils
        ],
    )
    if term == "spring":
        needs = [(p["id"], rank, need) for p in pupils for rank, need in enumerate(p["need"].split(), 1)]
        write(
            "senneeds",
            "senneedstableid,pupilonrolltableid,sentyperank,sentype",
            [[f"n{key}{rank}", key, str(rank), need] for key, rank, need in needs],
        )
    write(
        "fsmperiod",
        "fsmperiodtableid,pupilonrolltableid,fsmstartdate,fsmenddate,ukcountry",
        [["f" + p["id"], p["id"], *p["fsm"].split("/"), "ENG"] for p in pupils if p["fsm"]],
    )
    return folder


def write_independent(
    raw: Path, rows: list[tuple[str, int, int, int]], *, la: str = LA, year: int = 2019
) -> Path:
    """The independent schools' aggregate: (urn, headcount, SEN support, EHC plans) a school."""
    folder = raw / la / "independent_schools" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["lea,estab,urn,schoolname,year,headcount,sensupport,ehcplan"]
    lines += [f"{la},600{n},{urn},School I{n},{year},{p},{k},{e}" for n, (urn, p, k, e) in enumerate(rows)]
    (folder / f"independent_schools_{year}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def sen2_person(upn: str = "", request: str = "", *, ident: str = "", year: int = 2024) -> str:
    """One Person element; ``request`` is what stands inside it after the identifiers."""
    known = f"<UPN>{upn}</UPN>" if upn else "<UPNunknown>UN1</UPNunknown>"
    sex = "<GenderCurrent>2</GenderCurrent>" if year == 2023 else "<Sex>F</Sex>"
    return (
        f"<Person><Surname>Zqavryx</Surname><Forename>Vylqua</Forename>"
        f"<PersonBirthDate>2012-03-03</PersonBirthDate>{sex}<Ethnicity>WBRI</Ethnicity>{known}{ident}"
        f"{request}</Person>"
    )


def sen2_plan(
    *,
    start: str = "2020-05-04",
    cease: str = "",
    placement: str = "<URN>108001</URN>",
    need: str = "ASD",
    year: int = 2024,
) -> str:
    """A historical request with a plan, its placement and its primary need."""
    ceased = f"<CeaseDate>{cease}</CeaseDate><CeaseReason>2</CeaseReason>" if cease else ""
    return (
        "<Requests><RequestOutcome>H</RequestOutcome>"
        "<Assessment><AssessmentOutcome>H</AssessmentOutcome>"
        f"<NamedPlan><StartDate>{start}</StartDate>"
        f"<PlanDetail>{placement}<PlacementRank>1</PlacementRank></PlanDetail>{ceased}</NamedPlan></Assessment>"
        f"<ActivePlans><PlacementDetail>{placement}<PlacementRank>1</PlacementRank>"
        "<EntryDate>2020-09-03</EntryDate></PlacementDetail>"
        f"<SENneed><SENtype>{need}</SENtype><SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests>"
    )


def write_sen2(raw: Path, persons: list[str], *, la: str = LA, year: int = 2024, says: str = "") -> Path:
    """A SEN2 delivery."""
    folder = raw / la / "sen2" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        "<Message><Header><CollectionDetails><Collection>SEN2</Collection>"
        f"<Year>{says or year}</Year><ReferenceDate>{year}-01-18</ReferenceDate></CollectionDetails>"
        f"<Source><SourceLevel>L</SourceLevel><LEA>{la}</LEA><DMO>Y</DMO><DCO>Y</DCO></Source></Header>"
        f"<Persons>{''.join(persons)}</Persons></Message>"
    )
    (folder / f"sen2_{year}.xml").write_text(text, encoding="utf-8")
    return folder


def tables_of(delivery: Delivery) -> dict[str, TextTable]:
    """The tables of a delivery that comes in one batch."""
    [tables] = landing.batches_of(delivery)
    return tables
