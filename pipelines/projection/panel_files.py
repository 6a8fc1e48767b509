"""Read a folder of panel files (the layout of ``pipelines.panel``) into a ``Panel``; CSV or Parquet.

Only the totals must be there; without the other files the projections fall to a lower tier. What cannot be
read for sure is refused with the name of the file and the column; no row is guessed, none is quoted. It
does not judge whether the counts are plausible: ``checks`` does.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.errors import RefusedError, SourceMissingError
from pipelines.panel import PLACEMENTS
from pipelines.projection.panel import ENGLAND, Bools, Floats, Panel, Parts

TOTALS, BANDS, FLOWS, PEOPLE, PLACES = (
    "ehcp_total_placement", "ehcp_age_band", "ehcp_flows", "population_syoa", "la",
)  # fmt: skip
_BLANK = ["", "x", "z", "c", "k", "u", ":", ".", "..", "low", "NA", "NaN", "nan", "null"]
_YEARS, _MOST_AREAS = (1974, 2100), 9999
_SCHOOL_AGES = range(4, 16)
NO_END = 9999


def read_panel(folder: Path) -> Panel:
    """The panel in a folder. Raises SendError where a file is missing, unreadable or breaks the layout."""
    totals = _read(folder, TOTALS, {"la", "year", "total"}, ["la", "year"])
    if totals is None:
        raise SourceMissingError(
            f"{folder} has no {TOTALS}.csv or .parquet.",
            why="The totals of plans by area and January are what is projected.",
            hint="Write a panel with 'send panel FOLDER', or give the folder of one.",
        )
    totals = totals[totals["year"].isin(totals.loc[totals["total"].notna(), "year"])]
    if not (totals["total"] > 0).any():
        raise RefusedError(
            f"{TOTALS} has no total above 0.",
            why="There is nothing to project from.",
            hint="See whether the column 'total' was filled when the panel was written.",
        )
    areas = tuple(sorted({ENGLAND} | set(totals["la"])))
    years = tuple(range(int(totals["year"].min()), int(totals["year"].max()) + 1))
    return _assembled(folder, totals, areas, years)


def _assembled(folder: Path, totals: pd.DataFrame, areas: tuple[int, ...], years: tuple[int, ...]) -> Panel:
    def grid(rows: pd.DataFrame | None, column: str, at: tuple[int, ...] = years) -> Floats:
        return _grid(rows, column, areas, at)

    placed = tuple(name for name in PLACEMENTS if name in totals and totals[name].notna().any())
    parts = {}
    bands = _read(folder, BANDS, {"la", "year", "band", "ehcp"}, ["la", "year", "band"])
    if bands is not None and len(bands):
        names = tuple(sorted(set(bands["band"]), key=_youngest))
        parts["age"] = Parts(names, np.stack([grid(bands[bands["band"] == name], "ehcp") for name in names]))
    if placed:
        parts["placement"] = Parts(placed, np.stack([grid(totals, name) for name in placed]))
    flows = _read(folder, FLOWS, {"la", "year", "flow", "band", "n"}, ["la", "year", "flow", "band"])
    of_all = None if flows is None else flows[flows["band"] == "all"]
    people = _read(folder, PEOPLE, {"la", "year", "age", "pop"}, ["la", "year", "age"])
    people_years, population = _population(people, areas)
    region, ends = _places(_read(folder, PLACES, {"la"}, ["la"]), areas)
    return Panel(
        areas=areas,
        years=years,
        total=grid(totals, "total"),
        listed=_listed(totals, areas, years),
        new=grid(None if of_all is None else of_all[of_all["flow"] == "new"], "n"),
        ceased=grid(None if of_all is None else of_all[of_all["flow"] == "ceased"], "n"),
        parts=parts,
        region=region,
        ends=ends,
        population_years=people_years,
        population=population,
    )


def _read(folder: Path, name: str, columns: set[str], key: list[str]) -> pd.DataFrame | None:
    path = next((p for p in (folder / f"{name}.csv", folder / f"{name}.parquet") if p.is_file()), None)
    if path is None:
        return None
    try:
        rows = (
            pd.read_parquet(path)
            if path.suffix == ".parquet"
            else pd.read_csv(path, dtype="string", encoding="utf-8-sig", keep_default_na=False)
        )
    except Exception as broken:
        raise RefusedError(
            f"{path.name} cannot be read.",
            why=f"It is no whole {path.suffix[1:].upper()} file in UTF-8.",
            hint="Write it again, or take it away: all but the totals may be missing.",
        ) from broken
    rows.columns = [str(column).strip() for column in rows.columns]
    if missing := sorted(columns - set(rows.columns)):
        raise RefusedError(
            f"{path.name} has no column {', '.join(missing)}.",
            why=f"It is read by {', '.join(sorted(columns))}.",
            hint="Write the panel again with 'send panel FOLDER', or name the columns so.",
        )
    if len(set(rows.columns)) < len(rows.columns):
        _refuse(path, "has a column twice", len(rows.columns) - len(set(rows.columns)))
    return _lawful(rows, path, key)


def _lawful(rows: pd.DataFrame, path: Path, key: list[str]) -> pd.DataFrame:
    """The rows with whole keys and counts of 0 or more; blanks stay blank."""
    text = {"band", "flow", "code", "name", "region"}
    known = {"la", "year", "age", "n", "ehcp", "pop", "total", "first", "last", *PLACEMENTS}
    rows = rows[[column for column in rows if column in text | known]].copy()
    for column in rows:
        if column in text:
            rows[column] = rows[column].astype("string").str.strip()
            continue
        rows[column] = _numbers(rows[column], path)
        if (bad := int((rows[column] < 0).sum())) > 0:
            _refuse(path, f"is negative in column {column}", bad)
    for column in (c for c in ("la", "year", "age") if c in rows):
        low, high = _YEARS if column == "year" else (0, _MOST_AREAS)
        wrong = rows[column].isna() | (rows[column] % 1 != 0) | ~rows[column].between(low, high)
        if wrong.any():
            _refuse(path, f"has no whole number of its kind in column {column}", int(wrong.sum()))
        rows[column] = rows[column].astype("int64")
    blank = (rows[key].isna() | (rows[key].astype("string") == "")).any(axis=1)
    if blank.any():
        _refuse(path, f"is blank in {', '.join(key)}", int(blank.sum()))
    if (twice := int(rows.duplicated(key).sum())) > 0:
        _refuse(path, f"gives {', '.join(key)} more than once", twice)
    return rows


def _numbers(column: "pd.Series[str]", path: Path) -> "pd.Series[float]":
    text = column.astype("string").str.strip().fillna("")
    numbers = pd.to_numeric(text.mask(text.isin(_BLANK)), errors="coerce").astype("float64")
    wrong = (numbers.isna() & ~text.isin(_BLANK)) | np.isinf(numbers)
    if wrong.any():
        _refuse(path, f"has text where column {column.name} needs a number", int(wrong.sum()))
    return numbers


def _refuse(path: Path, what: str, count: int) -> None:
    raise RefusedError(
        f"{path.name} {what}: {count} time{'' if count == 1 else 's'}.",
        why="A projection from it would look whole and be wrong.",
        hint="Correct these rows, or leave a figure blank that is not known; then run the command again.",
    )


def _youngest(band: str) -> tuple[int, str]:
    start = band.split("-", maxsplit=1)[0]
    return (int(start) if start.isdigit() else _MOST_AREAS, band)


def _grid(rows: pd.DataFrame | None, column: str, areas: tuple[int, ...], years: tuple[int, ...]) -> Floats:
    grid = np.full((len(areas), len(years)), np.nan)
    if rows is None or column not in rows:
        return grid
    rows = rows[rows["la"].isin(areas) & rows["year"].isin(years)]
    at = np.searchsorted(areas, rows["la"]), np.searchsorted(years, rows["year"])
    grid[at] = rows[column].to_numpy(np.float64)
    return grid


def _listed(totals: pd.DataFrame, areas: tuple[int, ...], years: tuple[int, ...]) -> Bools:
    return np.isfinite(_grid(totals.assign(listed=1.0), "listed", areas, years))


def _population(people: pd.DataFrame | None, areas: tuple[int, ...]) -> tuple[tuple[int, ...], Floats]:
    """Children of school age where all their ages are given, else everybody given.

    A year that lacks one of the ages is none: its sum would be of other children than the others'.
    """
    if people is None or not people["pop"].notna().any():
        return (), np.zeros((len(areas), 0))
    if set(_SCHOOL_AGES) <= set(people["age"]):
        people = people[people["age"].isin(_SCHOOL_AGES)]
        given = people.groupby(["la", "year"])["age"].transform("nunique")
        people = people[given == len(_SCHOOL_AGES)]
    summed = people.groupby(["la", "year"], as_index=False)["pop"].agg(lambda ages: ages.sum(skipna=False))
    years = tuple(sorted(set(summed["year"])))
    return years, np.where((grid := _grid(summed, "pop", areas, years)) > 0, grid, np.nan)


def _places(
    places: pd.DataFrame | None, areas: tuple[int, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    region, ends = np.full(len(areas), -1, np.int64), np.full(len(areas), NO_END, np.int64)
    if places is None:
        return region, ends
    names = sorted(set(places["region"].dropna()) - {""}) if "region" in places else []
    for place in places[places["la"].isin(areas)].to_dict("records"):
        at = areas.index(place["la"])
        region[at] = names.index(place["region"]) if place.get("region") in names else -1
        ends[at] = int(place["last"]) if pd.notna(place.get("last")) else NO_END
    return region, ends
