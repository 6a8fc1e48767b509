"""The school census as one line a pupil, under the names of the department's flat extract.

It has pupils on roll only, with their needs beside them and free school meals as a flag of the day.
"""

from pathlib import Path

import numpy as np

from pipelines.sample.blade import Columns, write_csv
from pipelines.sample.census_pupils import Filing
from pipelines.sample.census_tables import CensusTable, CensusTables
from pipelines.sample.days import Texts
from schemas.extracts.school_census_layouts import FLAT

_NEEDS = {"1": "PrimarySENtype", "2": "SecondarySENtype"}
_PERIODS = {"autumn": "fsmperiodsonroll"}


def write_flat(filing: Filing, held: CensusTables, folder: Path) -> list[Path]:
    """One file for the authority."""
    census, pupils = filing.census, held.table("pupilonroll")
    columns = _school_columns(filing, held, pupils) | _pupil_columns(pupils)
    columns["FSMeligible"] = _eligible(held.table(_PERIODS.get(census.term, "fsmperiod")), pupils)
    if census.term == "spring":
        columns |= _need_columns(held.table("senneeds"), pupils)
    return [write_csv(folder / f"school_census_{census.year}_{census.term}_flat.csv", columns)]


def _school_columns(filing: Filing, held: CensusTables, pupils: CensusTable) -> Columns:
    """When and where, the same on all lines of a school."""
    census, n = filing.census, len(pupils.keys)
    returns, schools = held.table("schoolcensus").items, held.table("school").items
    row = np.searchsorted(filing.schools, held.roll.place)
    same = {"AcademicYear": census.academic_year, "CensusTerm": census.term.title(), "LA": filing.world.code}
    return {name: np.full(n, text, dtype=object) for name, text in same.items()} | {
        "Estab": returns["estab"][row],
        "LAEstab": pupils.native,
        "URN": returns["urn"][row],
        "Phase": schools["phase"][row],
    }


def _pupil_columns(pupils: CensusTable) -> Columns:
    """The items of the record that the extract has, in its order and under its names."""
    [sheet] = FLAT.sheets
    [cut] = [cut for cut in sheet.cuts if cut.part == "pupilonroll"]
    sex = "Gender" if "gender" in pupils.items else "Sex"
    headers = {label: sex.lower() if header == "sex" else header for label, header in cut.columns.items()}
    return {
        label: pupils.items[header]
        for label, header in headers.items()
        if header in pupils.items and label not in {"Gender", "Sex"} - {sex}
    }


def _eligible(periods: CensusTable, pupils: CensusTable) -> Texts:
    """Those with an open period."""
    still_open = periods.above[1][periods.items["fsmenddate"] == ""]
    return np.where(np.isin(pupils.keys.astype(str), still_open.astype(str)), "1", "0").astype(object)


def _need_columns(needs: CensusTable, pupils: CensusTable) -> Columns:
    row_of = {key: row for row, key in enumerate(pupils.keys.tolist())}
    columns: Columns = {label: np.full(len(pupils.keys), "", dtype=object) for label in _NEEDS.values()}
    told = zip(needs.above[1], needs.items["sentyperank"], needs.items["sentype"], strict=True)
    for key, rank, need in told:
        columns[_NEEDS[rank.removesuffix(".0")]][row_of[key]] = need
    return columns
