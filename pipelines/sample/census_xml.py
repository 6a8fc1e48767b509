"""The school census as each school's own message: the tables' rows, nested in the groups of the message."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipelines.sample.blade import SYNTHETIC
from pipelines.sample.census_pupils import Filing
from pipelines.sample.census_tables import CensusTable, CensusTables
from pipelines.sample.markup import escaped

_COLLECTION = {"spring": "SC1", "summer": "SC2", "autumn": "SC3"}
_ABOUT = ("Collection", "Term", "Name", "Year", "ReferenceDate")
_SOURCE = (
    "SourceLevel",
    "LEA",
    "Estab",
    "URN",
    "SoftwareCode",
    "Release",
    "SerialNo",
    "XVersion",
    "DateTime",
)
_SCHOOL = (
    *("SchoolName", "Email", "PhoneNo", "Phase", "Type", "Intake", "Governance"),
    *("HighestNCyearGroup", "LowestNCyearGroup"),
)
_IDENTIFIERS = (
    *("UPN", "FormerUPN", "UniqueLearnerNumber", "Surname", "Forename", "MiddleNames"),
    *("PreferredSurname", "FormerSurname", "DOB", "Gender", "Sex"),
)
_CHARACTERISTICS = (
    *("Ethnicity", "Language", "YoungCarer", "ServiceChild", "AdoptedFromCare", "PLAA", "YSSA"),
    *("SchoolLunchTaken", "HoursAtSetting", "FundedHours", "ExtendedHours", "ThirtyHourCode"),
    *("EligibilityCode", "DAFindicator", "EYPPE", "EYPPR", "EYPPBF", "UnitContactTime", "MissingAddress"),
)
_STATUS = ("EnrolStatus", "EntryDate", "LeavingDate", "NCyearActual", "ClassType", "PartTime", "Boarder")
_SEN_AFTER = ("SENunitIndicator", "ResourcedProvisionIndicator", "TopUpFunding")
_SUMS = ("SessionsPossible", "SessionsAuthorised", "SessionsUnauthorised")
_NEED = ("SENtypeRank", "SENtype")
_PERIOD = ("FSMstartDate", "FSMendDate", "UKcountry")
_ADDRESS = ("PostCode", "SAON", "PAON", "Street", "Town", "UniquePropertyReferenceNumber")
_EXCLUSION = (
    *("Category", "Reason", "Reason1", "Reason2", "Reason3", "StartDate", "Sessions", "SENprovision"),
)
_SESSION = ("AttendanceReason", "AbsenceSessions", "Sessions")
_ARRANGED = (
    *("URN", "UKPRN", "EntryDate", "LeavingDate", "APsessionsPerWeek", "APsettingType", "PlacementReason"),
    *("SENprovisionEntry", "SENprovisionLeaving", "APattendancePattern", "APplacementPostcode"),
    "CompanyNumber",
)
_ENTRY = ("PrevURN", "APreason", "SENprovisionEntry")
_TRUE_OR_FALSE = {"PartTime", "TopUpFunding", "SchoolLunchTaken"}

Row = Mapping[str, str]
# Table and the one above it, to the rows under each key.
Below = Mapping[tuple[str, str], Mapping[str, list[Row]]]


def write_messages(filing: Filing, held: CensusTables, folder: Path) -> list[Path]:
    """One message a school."""
    folder.mkdir(parents=True, exist_ok=True)
    below = {(table.above[0], table.name): _by_key_above(table) for table in held.tables}
    paths = []
    returns = held.table("schoolcensus")
    for native, row in zip(returns.native, _rows(returns), strict=True):
        lines = ["<Message>", f"  <!-- {SYNTHETIC}: nobody in this file exists -->", "  <Header>"]
        lines += _group("CollectionDetails", _items(row, _ABOUT), 2)
        lines += [*_group("Source", _items(row, _SOURCE), 2), "  </Header>"]
        lines += [*_school(below, row["#"]), *_pupils(below, row["#"]), "</Message>", ""]
        code, year = filing.world.code, filing.census.year % 100
        name = f"{native}_{_COLLECTION[filing.census.term]}_{code}LL{year:02d}_001.xml"
        folder.joinpath(name).write_bytes("\r\n".join(lines).encode())
        paths.append(folder / name)
    return paths


def _rows(table: CensusTable) -> Iterator[Row]:
    """Each row with its items, and its key under ``#``."""
    columns = [column.tolist() for column in table.items.values()]
    for values in zip(table.keys.tolist(), *columns, strict=True):
        yield dict(zip(["#", *table.items], values, strict=True))


def _by_key_above(table: CensusTable) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for key, row in zip(table.above[1].tolist(), _rows(table), strict=False):
        found[key].append(row)
    return found


def _school(below: Below, key: str) -> Iterator[str]:
    [row] = below["schoolcensus", "school"][key]
    approved = _records(below, ("school", "provisions"), row["#"], ("Provision", ("SpecialSchoolType",)))
    yield from _group("School", [*_items(row, _SCHOOL), *_group("Provisions", approved)], 1)


def _pupils(below: Below, key: str) -> Iterator[str]:
    yield "  <Pupils>"
    for group, table, record in (
        ("PupilsOnRoll", "pupilonroll", "PupilOnRoll"),
        ("PupilsNoLongerOnRoll", "pupilnolongeronroll", "PupilNoLongerOnRoll"),
    ):
        yield f"    <{group}>"
        for row in below["schoolcensus", table].get(key, []):
            yield from _group(record, _pupil(below, row, table), 3)
        yield f"    </{group}>"
    yield "  </Pupils>"


def _pupil(below: Below, row: Row, table: str) -> Iterator[str]:
    """One pupil's groups, in the order of the guides."""
    key, where = row["#"], table.removeprefix("pupil").replace("nolongeronroll", "offroll")

    def held(record: str, elements: tuple[str, ...], *names: str) -> list[str]:
        return [line for name in names for line in _records(below, (table, name), key, (record, elements))]

    yield from _group("PupilIdentifiers", _items(row, _IDENTIFIERS))
    periods = _group("FSMperiods", held("FSMperiod", _PERIOD, "fsmperiod", "fsmperiodsonroll"))
    yield from _group("PupilCharacteristics", [*_items(row, _CHARACTERISTICS), *periods])
    yield from _group("PupilStatus", _items(row, _STATUS))
    needs = _group("SENneeds", held("SENneed", _NEED, "senneeds"))
    sen = [*_items(row, ("SENprovision",)), *needs, *_items(row, _SEN_AFTER)]
    yield from _group("SpecialEducationalNeeds", sen)
    yield from _group("Exclusions", held("TermlyExclusion", _EXCLUSION, f"termlyexclusions{where}"))
    sessions = []
    for group, prefix in (("TermlyAttendance", "termly"), ("SummerHalfTerm2Attendance", "summerhalfterm2")):
        details = _group("SessionDetails", held("SessionDetail", _SESSION, f"{prefix}sessiondetails{where}"))
        sessions += _group(group, [*_items(row, _SUMS, prefix), *details])
    yield from _group("Attendance", sessions)
    addresses = held("Address", _ADDRESS, "addresses", f"addresses{where}")
    yield from _group("HomeInformation", _group("Addresses", addresses))
    arranged = held("SchoolArrangedAPdetail", _ARRANGED, f"schoolarrangedapdetail{where}")
    yield from _group("SchoolArrangedAP", arranged)
    yield from _group("APprovision", held("APprovisionDetail", _ENTRY, f"approvisiondetail{where}"))


def _records(
    below: Below, table: tuple[str, str], key: str, record: tuple[str, tuple[str, ...]]
) -> list[str]:
    """The rows of a table that hang on a record."""
    name, elements = record
    rows = below.get(table, {}).get(key, [])
    return [line for row in rows for line in _group(name, _items(row, elements))]


def _items(row: Row, elements: Iterable[str], prefix: str = "") -> list[str]:
    """The elements that have a value."""
    return [
        f"<{element}>{escaped(_as_message(element, text))}</{element}>"
        for element in elements
        if (text := row.get(prefix + element.lower(), ""))
    ]


def _as_message(element: str, text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text) if element in _TRUE_OR_FALSE else text


def _group(name: str, lines: Iterable[str], depth: int = 0) -> list[str]:
    """The lines within an element; nothing where there are none."""
    inner = [f"  {line}" for line in lines]
    indent = "  " * depth
    return [f"{indent}{line}" for line in (f"<{name}>", *inner, f"</{name}>")] if inner else []
