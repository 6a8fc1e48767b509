"""Published tables of persons in whatever shape to one row a cell: area, year, sex, age.

The shapes: ages as columns, years as columns, long, without an area (then of its place's authority), and the
open-data standard. A cell that stands twice, in one file or in two, is rejected as repeated. The year is told
by a column, else by the file's name (mid2019), else by the edition; the variant of a projection by a column,
else by the file's name (2022 SNPP high migration persons.csv). A blank cell stays one: it is not nought.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import layouts, packed
from pipelines.errors import RefusedError
from pipelines.formats import ROW, TextTable, shown
from pipelines.population_columns import (
    ALL_AGES,
    Shape,
    age_of,
    sex_of,
    shape_of,
    variant_named,
    variant_of,
)
from pipelines.sheets import TextSheet
from schemas.contract import Extract, items
from schemas.layout import folded
from schemas.populations import BIRTHS, PERSONS, POPULATION
from schemas.published import ENGLAND
from schemas.returns import Return

PART = "persons"
PROJECTIONS = "population_projections"
_MID_YEAR = re.compile(r"mid[-_ ]?((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?:mid[-_ ]?)?((?:19|20)\d\d)(?:\.0+)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.0+)?")
# The columns of the list that describes a published file, which lies beside it.
_DESCRIPTION = frozenset({"colname", "coltype", "label"})
_KEY = ("area_code", "component", "variant", "year", "sex")
Cells: TypeAlias = pd.DataFrame
Text = pd.StringDtype("pyarrow")


def read(paths: Sequence[Path], extract: Extract, of: Return, la_code: str = "") -> dict[str, TextTable]:
    """The head and the cells of one edition; ``RefusedError`` where a file is no such table."""
    _refuse_copies(paths)
    found = [(table, shape) for path in paths for table, shape in _known(path, extract)]
    if not found:
        raise RefusedError(
            f"The {extract.title} hold only lists that describe columns.",
            why="The table itself is not among the files.",
            hint="Download it as well, and put it beside them.",
        )
    cells = pd.concat([_cells(table, shape, extract, of, la_code) for table, shape in found])
    _check_edition(cells, extract, of)
    notes: dict[str, int] = {}
    for table, shape in found:
        told = {"columns of another kind, left aside": shape.aside} if shape.aside else {}
        for words, number in (*table.notes.items(), *told.items()):
            notes[words] = notes.get(words, 0) + number
    ragged = tuple(line for table, _ in found for line in table.ragged)
    head = layouts.made_from_place(layouts.national(extract), extract, la_code or ENGLAND, of)
    return {extract.head: head, PART: replace(_table(cells, extract), ragged=ragged, notes=notes)}


def _known(path: Path, extract: Extract) -> list[tuple[TextSheet, Shape]]:
    """The sheets of a file that are such tables. Beside one a workbook may have others; a file has one."""
    tables = [t for t in packed.read(path) if not {folded(label) for label in _labels(t)} >= _DESCRIPTION]
    found = [(table, shape) for table in tables if (shape := shape_of(_labels(table)))]
    if tables and not found:
        raise _not_recognised(tables[0], extract)
    for table, shape in found:
        _refuse_unclear(table, shape, extract)
    return found


def _labels(table: TextTable) -> list[str]:
    return [name for name in table.rows.column_names if name != ROW]


def _cells(table: TextSheet, shape: Shape, extract: Extract, of: Return, la_code: str) -> Cells:
    """One row per cell of a sheet, in the order of its rows and columns."""
    frame = table.rows.to_pandas(types_mapper={pa.string(): Text}.get)
    frame = frame.assign(**{name: frame[name].str.strip() for name in _labels(table)}).replace("", pd.NA)
    figures, rows = shape.figures, len(frame)
    code, name, number = _area(frame, shape, table, extract, la_code)
    kind = BIRTHS if extract.name == BIRTHS else POPULATION
    of_row = pd.DataFrame(
        {
            ROW: frame[ROW],
            "area_code": code,
            "area_name": name,
            "la_number": number,
            "component": _said(frame, shape, "component", kind).str.casefold(),
            "variant": _read_as(_said(frame, shape, "variant", variant_named(table.file)), variant_of),
            "year": _read_as(_said(frame, shape, "year", _year_told(table, of)), _year),
            "sex": _read_as(_said(frame, shape, "sex", PERSONS), sex_of),
            "age": _said(frame, shape, "age", ALL_AGES),
        }
    )
    cells = of_row.loc[np.repeat(of_row.index, len(figures))].reset_index(drop=True)
    if shape.ages:
        cells["age"] = pd.array(list(shape.ages.values()) * rows, dtype=Text)
    if shape.years:
        cells["year"] = pd.array(list(shape.years.values()) * rows, dtype=Text)
    printed = frame[figures].astype(object).to_numpy().ravel()
    return _keyed(cells.assign(persons=pd.array(printed, dtype=Text)))


def _area(
    frame: pd.DataFrame, shape: Shape, table: TextSheet, extract: Extract, la_code: str
) -> "tuple[pd.Series[str], pd.Series[str], pd.Series[str]]":
    """Code and name of each row's area, and the DfE number of the authority where it is told."""
    nothing = pd.Series(pd.NA, index=frame.index, dtype=Text)
    number = frame[shape.columns["number"]] if "number" in shape.columns else nothing
    code, name = nothing, nothing
    if "level" in shape.columns:
        level = _read_as(frame[shape.columns["level"]], folded)
        for one, (of_code, of_name) in shape.levels.items():
            is_of_it = (level == one).fillna(value=False).astype(bool)
            code, name = code.mask(is_of_it, frame[of_code]), name.mask(is_of_it, frame[of_name])
    elif "area" in shape.columns:
        code = frame[shape.columns["area"]].str.upper()
        name = frame[shape.columns["name"]] if "name" in shape.columns else nothing
    elif la_code not in {"", ENGLAND}:
        code = pd.Series(la_code, index=frame.index, dtype=Text)
    else:
        raise RefusedError(
            f"{table.shown} does not say of which area it is.",
            why="It has no column of area codes, and lies under 000, which is all of England.",
            hint=f"Put it under its authority, data/raw/393/{extract.name}/ say, or add a column of codes.",
        )
    is_number = code.str.fullmatch(_NUMBER).fillna(value=False).astype(bool)
    code = code.where(~is_number, code.str.replace(r"\.0+$", "", regex=True).str.zfill(3))
    return code, name, number.where(~is_number, code)


def _said(frame: pd.DataFrame, shape: Shape, kind: str, otherwise: str) -> "pd.Series[str]":
    if kind in shape.columns:
        return frame[shape.columns[kind]]
    return pd.Series(otherwise, index=frame.index, dtype=Text)


def _year_told(table: TextSheet, of: Return) -> str:
    named = _MID_YEAR.search(table.file)
    return named[1] if named else str(of.year)


def _year(text: str) -> str:
    """The year in 2019, Mid-2019 or 2019.0; any other text as it is, to be rejected."""
    found = _YEAR.fullmatch(text)
    return found[1] if found else text


def _keyed(cells: Cells) -> Cells:
    """With the ages that a text says, and the key; an age that none can read keeps its text, and its key."""
    key = _read_as(cells["age"], lambda text: _span(text) or text).fillna("")
    for name in reversed(_KEY):
        key = cells[name].fillna("") + "|" + key
    return cells.assign(
        cell=key,
        age_from=_read_as(cells["age"], lambda text: _span(text).partition("-")[0]),
        age_to=_read_as(cells["age"], lambda text: _span(text).partition("-")[2]),
    )


def _span(text: str) -> str:
    """``5-9``, or ``90-`` where it is open; nothing where the text is no age."""
    ages = age_of(text)
    if ages is None:
        return ""
    return f"{ages[0]}-" if ages[1] is None else f"{ages[0]}-{ages[1]}"


def _read_as(texts: "pd.Series[str]", read: Callable[[str], str]) -> "pd.Series[str]":
    """Each text as it is read, a distinct one once; missing where it is, and where nothing is read of it."""
    read_as = {text: read(text) or None for text in texts.dropna().unique()}
    return pd.Series(
        pd.array([read_as.get(text) for text in texts.astype(object)], dtype=Text), index=texts.index
    )


def _table(cells: Cells, extract: Extract) -> TextTable:
    columns = {
        one.header: pa.array(cells[one.name].astype(Text), pa.string())
        for one in items(extract.part(PART).contract)
    }
    numbers = pa.array(cells[ROW], pa.int64())
    return TextTable(PART, pa.table(columns).append_column(ROW, numbers))


def _check_edition(cells: Cells, extract: Extract, of: Return) -> None:
    """An edition is named after its newest year; a projection after its base, which is one of its years."""
    years = [int(text) for text in cells["year"].dropna().unique() if _YEAR.fullmatch(text)]
    if not years:
        return
    is_projection = extract.name == PROJECTIONS
    if is_projection and of.year not in years:
        why, named = f"Its years are {min(years)} to {max(years)}, and {of.year} is none of them.", min(years)
    elif not is_projection and of.year != max(years):
        why, named = f"Its newest year is {max(years)}.", max(years)
    else:
        return
    raise RefusedError(
        f"The {extract.title} are not of the edition {of.year}.",
        why=why,
        hint=f"Put them into the folder of their {'base' if is_projection else 'newest'} year, "
        f"{extract.name}/{named}/.",
    )


def _refuse_copies(paths: Sequence[Path]) -> None:
    met: dict[str, Path] = {}
    for path in paths:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in met:
            raise RefusedError(
                f"{shown(path.name)} is a copy of {shown(met[digest].name)}.",
                why="Every figure would stand twice.",
                hint="Move one of them out of data/raw.",
            )
        met[digest] = path


def _refuse_unclear(table: TextSheet, shape: Shape, extract: Extract) -> None:
    if not table.received:
        raise RefusedError(
            f"{table.shown} has a header but no rows.",
            why="A published table without any row was cut while being downloaded.",
            hint="Download it again, and compare its size with the one on the publisher's page.",
        )
    if "another area" in shape.columns:
        raise RefusedError(
            f"{table.shown} has two columns of area codes.",
            why=f"They are '{shape.columns['area']}' and '{shape.columns['another area']}'.",
            hint="Remove the column of the larger areas.",
        )
    if "name" in shape.columns and "area" not in shape.columns:
        raise RefusedError(
            f"{table.shown} names its areas but has no codes.",
            why=f"It has the column '{shape.columns['name']}', and names are not written in one way.",
            hint="Download it with ONS codes, or add a column 'area code' with the DfE number.",
        )
    if not shape.tells_age and extract.name != BIRTHS:
        raise RefusedError(
            f"{table.shown} has no ages.",
            why="It has neither a column of ages nor ages as columns.",
            hint="Download the table by single year of age.",
        )


def _not_recognised(table: TextSheet, extract: Extract) -> RefusedError:
    return RefusedError(
        f"{table.shown} is not recognised as a table of the {extract.title}.",
        why=f"Among its {len(_labels(table))} columns are neither ages (0, 1, ... 90+) nor years (2018, "
        "population_2018), nor one of figures such as population; or it has both ages and years.",
        hint="Its first row must be the header: remove titles above it, and save the sheet as CSV UTF-8.",
    )
