"""The records of files as they are compared: numbers that can be right, names plain, days as eight digits.

One row a record of a source. Nothing of a person is told: what could not be read is counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import formats
from pipelines.errors import RefusedError, SourceMissingError, UsageError
from pipelines.link_clusters import Seen
from pipelines.link_names import Name, name_of, plain
from pipelines.parsing import DATE_FORMATS
from schemas.link_map import ATTRIBUTES, Columns, Crosswalk, LinkMap, LinkSource
from schemas.types import (
    nhs_number_is_valid,
    uln_is_valid,
    upn_is_valid,
)

TEXT = pd.StringDtype("pyarrow", na_value=pd.NA)
_SEXES = {
    **dict.fromkeys(("m", "male", "boy", "1", "a) male", "b) male"), "M"),
    **dict.fromkeys(("f", "female", "girl", "2", "a) female", "b) female"), "F"),
}
NO_TIES = pd.DataFrame({"tie": [], "kind": [], "number": []}, dtype=object)
# More than this share of a column unreadable: it is not what the mapping says.
_MOST_UNREAD = 0.5
_EIGHT_DIGITS = "%Y%m%d"


@dataclass(frozen=True)
class Read:
    """The records of all sources, the numbers that crosswalks tie, and what could not be read: counts.

    ``seen``: where a record stands for many alike, the sources in which they are; else each is in its own.
    """

    records: pd.DataFrame
    ties: pd.DataFrame
    notes: dict[str, int] = field(default_factory=dict)
    seen: Seen | None = None


def read(paths: Sequence[Path], mapping: LinkMap) -> Read:
    """All files, each as its source or crosswalk in the mapping says. The order of files does not matter."""
    found = _matched(paths, mapping)
    notes: dict[str, int] = {}
    sources = [records_of(_table(found[one.name]), one, notes) for one in mapping.sources]
    ties = [ties_in(found[one.name], one) for one in mapping.crosswalks]
    return Read(
        in_order(pd.concat(sources, ignore_index=True)),
        pd.concat([NO_TIES, *ties], ignore_index=True),
        {note: count for note, count in notes.items() if count},
    )


def in_order(records: pd.DataFrame) -> pd.DataFrame:
    """Sorted by all that is in them, so that nothing hangs on the order in which they came."""
    keys = records[["source", "id"]]
    if keys.duplicated().any():
        keys = pd.DataFrame({column: records[column].map(str) for column in records.columns})
    return records.loc[keys.sort_values(list(keys.columns)).index].reset_index(drop=True)


def _matched(paths: Sequence[Path], mapping: LinkMap) -> dict[str, Path]:
    """Each source's file: the only one whose name is as the mapping says."""
    for path in paths:
        if not path.is_file():
            raise SourceMissingError(
                f"{path} is not there.",
                why="No file has that name.",
                hint=f"Look into {path.parent} for its right name.",
            )
    wanted: list[LinkSource | Crosswalk] = [*mapping.sources, *mapping.crosswalks]
    found = {
        one.name: [p for p in paths if fnmatch(p.name.casefold(), one.file.casefold())] for one in wanted
    }
    for one in wanted:
        if len(found[one.name]) != 1:
            raise UsageError(
                f"{len(found[one.name])} of the files are called as source {one.name}: {one.file}.",
                why="A source is one file, which is known by its name.",
                hint='Name one such file on the command line, or set file = "..." in the mapping.',
            )
    used = [path for several in found.values() for path in several]
    if idle := [path.name for path in paths if used.count(path) != 1]:
        raise UsageError(
            f"{idle[0]} is the file of no source of the mapping, or of two.",
            why="A source is one file, which is known by its name.",
            hint="Leave it out, or set file of each source so that it fits one file's name only.",
        )
    return {name: several[0] for name, several in found.items()}


def _table(path: Path) -> pd.DataFrame:
    """A CSV or Parquet file as text."""
    if path.suffix.casefold() in {".parquet", ".pq"}:
        try:
            rows = pq.read_table(path, partitioning=None)
        except (pa.ArrowInvalid, OSError):
            raise RefusedError(
                f"{path.name} is no Parquet file.",
                why="Its ending says so, its bytes do not.",
                hint="Export it again, or give it its right ending: .csv.",
            ) from None
        lists = [f.name for f in rows.schema if pa.types.is_nested(f.type) or pa.types.is_binary(f.type)]
        rows = rows.drop_columns(lists)
        rows = rows.cast(pa.schema([(name, pa.string()) for name in rows.column_names]))
    else:
        text = formats.read_csv(path, formats.read_bytes(path))
        rows = text.rows.drop_columns([formats.ROW])
        received = f"{formats.ROW} as received"
        rows = rows.rename_columns([formats.ROW if name == received else name for name in rows.column_names])
        if text.ragged:
            raise RefusedError(
                f"{path.name} has {len(text.ragged):,} rows with more or fewer cells than its header.",
                why=f"Row {text.ragged[0][0]:,} is the first. Whom they are about cannot be told.",
                hint="Export it again; text that holds commas or quotation marks must be quoted.",
            )
    if not rows.num_rows:
        raise RefusedError(
            f"{path.name} has no rows.", why="There is nobody in it to link.", hint="Export it again."
        )
    frame = pd.DataFrame(rows.to_pandas(types_mapper={pa.string(): TEXT}.get))
    frame.attrs["file"] = path.name
    return frame


def records_of(table: pd.DataFrame, source: LinkSource, notes: dict[str, int]) -> pd.DataFrame:
    """The records of one source. ``notes`` takes the counts of what could not be read."""
    file = str(table.attrs.get("file", source.name))
    wanted = {source.id, *source.local_ids.values(), *(n for c in source.columns.values() for n in c.names)}
    _must_have(table, wanted, file, source.name)
    ids = _cell(table, (source.id,))
    if blank := int(ids.isna().sum()):
        raise RefusedError(
            f"{file} has {blank:,} rows without {source.id}.",
            why="Column id of the mapping must name every record.",
            hint="Name another column that is filled in every row, or add one that numbers the rows.",
        )
    if source.unique and (twice := int(ids.duplicated().sum())):
        raise RefusedError(
            f"{file} has {twice:,} rows whose {source.id} is that of a row before.",
            why=f"The mapping says of source {source.name} that nobody is in it twice.",
            hint="Take the doubled rows out, name another id, or write unique = false.",
        )

    told = {
        key: _cell(table, source.columns[key].names) if key in source.columns else _nothing(table)
        for key in ATTRIBUTES
    }
    found = pd.DataFrame({"source": pd.Series(source.name, index=table.index, dtype=TEXT), "id": ids})
    for key, read_number in _NUMBERS.items():
        found[key] = read_number(told[key])
        notes[f"{source.name}: {key} that cannot be one"] = int(
            told[key].notna().sum() - found[key].notna().sum()
        )
    for key in ("forename", "surname"):
        earlier = source.columns.get(f"earlier_{key}", Columns(()))
        _add_name(found, key, told[key], [_cell(table, (column,)) for column in earlier.names])
    found["birth_date"] = _days(told["birth_date"], source.columns.get("birth_date"), file)
    notes[f"{source.name}: birth dates that cannot be read"] = int(
        told["birth_date"].notna().sum() - found["birth_date"].notna().sum()
    )
    found["sex"] = distinct(told["sex"], lambda text: _SEXES.get(text.casefold()))
    found["postcode"] = _squeezed(told["postcode"])
    for key in ("uprn", "school"):
        found[key] = _squeezed(told[key]).str.lstrip("0").replace("", pd.NA)
    found["address"] = distinct(told["address"], lambda text: " ".join(plain(text)) or None)
    locals_ = {system: _squeezed(_cell(table, (column,))) for system, column in source.local_ids.items()}
    found["local_ids"] = _pairs(locals_, table)
    return found


def _add_name(
    found: pd.DataFrame, key: str, texts: "pd.Series[str]", earlier: list["pd.Series[str]"]
) -> None:
    """The name, its sound, and every form of it and of the names before."""
    names = _named(texts)
    found[key] = pd.array([one.joined if one else pd.NA for one in names], dtype=TEXT)
    found[f"{key}_sound"] = pd.array([one.sound if one else pd.NA for one in names], dtype=TEXT)
    forms = [
        tuple(sorted({form for one in several if one for form in one.forms}))
        for several in zip(names, *map(_named, earlier), strict=True)
    ]
    found[f"{key}_forms"] = pd.Series(forms, index=found.index, dtype=object)


def _named(texts: "pd.Series[str]") -> list[Name | None]:
    return [None if text is pd.NA else name_of(text) for text in texts]


def ties_in(path: Path, crosswalk: Crosswalk) -> pd.DataFrame:
    """One row per number in a row of a crosswalk's file."""
    table = _table(path)
    _must_have(table, set(crosswalk.columns.values()), str(table.attrs["file"]), crosswalk.name)
    read_ones = {
        kind: _NUMBERS.get(kind, _squeezed)(_cell(table, (column,)))
        for kind, column in crosswalk.columns.items()
    }
    rows = [
        pd.DataFrame({"tie": crosswalk.name + "/" + table.index.astype(str), "kind": kind, "number": number})
        for kind, number in read_ones.items()
    ]
    return pd.concat(rows, ignore_index=True).dropna()


def _must_have(table: pd.DataFrame, wanted: Iterable[str], file: str, source: str) -> None:
    if missing := sorted(set(wanted) - set(table.columns)):
        raise RefusedError(
            f"{file} has no column {', '.join(missing)}.",
            why=f"The mapping names it for source {source}.",
            hint="Write the column's name in the mapping as the file's header has it, or leave the item out.",
        )


def _cell(table: pd.DataFrame, names: Sequence[str]) -> "pd.Series[str]":
    """The columns' texts, trimmed and joined; blank is missing."""
    first, *others = (table[name].astype(TEXT).str.strip() for name in names)
    for other in others:
        first = (first.fillna("") + " " + other.fillna("")).str.strip()
    return first.where(first != "").astype(TEXT)


def _nothing(table: pd.DataFrame) -> "pd.Series[str]":
    return pd.Series(pd.NA, index=table.index, dtype=TEXT)


def distinct(texts: "pd.Series[str]", read_one: Callable[[str], str | None]) -> "pd.Series[str]":
    """Each distinct text read once."""
    codes, distinct = pd.factorize(texts)
    read_ones = pd.Series([read_one(str(text)) for text in distinct], dtype=TEXT)
    return read_ones.reindex(codes).set_axis(texts.index)


def _squeezed(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Capitals and figures only; a whole number that passed through a spreadsheet is whole again."""
    return distinct(
        texts, lambda text: "".join(c for c in text.removesuffix(".0").upper() if c.isalnum()) or None
    )


def _upns(texts: "pd.Series[str]") -> "pd.Series[str]":
    numbers = _squeezed(texts)
    return numbers.where(upn_is_valid(numbers))


def _ulns(texts: "pd.Series[str]") -> "pd.Series[str]":
    numbers = _squeezed(texts).str.zfill(10)
    return numbers.where(uln_is_valid(numbers))


def _nhs_numbers(texts: "pd.Series[str]") -> "pd.Series[str]":
    numbers = _squeezed(texts)
    return numbers.where(nhs_number_is_valid(numbers))


_NUMBERS = {"upn": _upns, "former_upn": _upns, "uln": _ulns, "nhs_number": _nhs_numbers}


def _days(texts: "pd.Series[str]", columns: Columns | None, file: str) -> "pd.Series[str]":
    """Days as eight digits; refused where most cannot be read, for then the mapping is wrong."""
    codes, distinct = pd.factorize(texts)
    trimmed = pd.Series(distinct, dtype=TEXT)
    days = pd.Series(pd.NA, index=trimmed.index, dtype=TEXT)
    for written in (columns.dates if columns else ()) or DATE_FORMATS:
        left = trimmed[days.isna()]
        if left.empty:
            break
        read_ones = pd.to_datetime(left, format=written, errors="coerce").dt.strftime(_EIGHT_DIGITS)
        days = days.fillna(read_ones.astype(TEXT))
    found = days.reindex(codes).set_axis(texts.index)
    told = int(texts.notna().sum())
    if told and (unread := told - int(found.notna().sum())) > told * _MOST_UNREAD:
        raise RefusedError(
            f"{file}: {unread:,} of {told:,} birth dates cannot be read.",
            why="They are written otherwise than the mapping says.",
            hint='Say how they are written: birth_date = { column = "DOB", dates = "%d/%m/%Y" }.',
        )
    return found


def _pairs(numbers: dict[str, "pd.Series[str]"], table: pd.DataFrame) -> "pd.Series[object]":
    """The local numbers of each record: (system, number)."""
    columns = [[(s, n) if n is not pd.NA else None for n in series] for s, series in numbers.items()]
    rows = zip(*columns, strict=True) if columns else ((),) * len(table)
    return pd.Series([tuple(p for p in row if p) for row in rows], index=table.index, dtype=object)
