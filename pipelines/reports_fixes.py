"""What is at fault in a delivery, rule by rule, and where each row stands in the supplier's file.

Values come with it only where they are asked for, for the restricted report.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from pipelines.completeness import rules_of
from pipelines.lake import Lake
from pipelines.reports_places import Table
from pipelines.reports_records import Records, cells
from pipelines.storing import vault_of
from schemas.contract import Extract, Part
from schemas.rule import ERROR, ORPHAN, REPEATED, Rule

_AT_THE_SOURCE = "Correct it in your system and send the return again."


@dataclass(frozen=True)
class Place:
    """One row at fault: where it stands in the file, and the supplier's key. ``value``: if restricted.

    ``is_left_out``: the contract rejects it. ``standing``: new or still there, against the version before.
    """

    file: str
    row: int
    columns: str
    record: str
    school: str
    is_left_out: bool
    value: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Fix:
    """One rule broken in one table, and every row in which it is."""

    rule: str
    level: str
    table: str
    message: str
    to_do: str
    places: tuple[Place, ...]

    @property
    def rows(self) -> int:
        """In how many rows it is broken."""
        return len(self.places)


class Values:
    """What stands in the rows at fault; of a rejected one, as received. For the restricted copy only."""

    def __init__(self, lake: Lake, extract: Extract, key: str, known: Mapping[str, Records]) -> None:
        self._rejected = {
            part.name: {row: cells(text, part) for row, text in known[part.name].rejected.items()}
            for part in extract.parts
        }
        self._lawful = {part.name: _by_row(lake, extract.staging(part), key) for part in extract.parts}

    def of(self, part: str, row: int, names: Sequence[str]) -> str:
        """The values of some items in a row, each under its name."""
        rows = self._rejected[part]
        said = rows[row] if row in rows else self._lawful[part].get(row, {})
        return "; ".join(f"{name}: {_text(said.get(name))}" for name in names)


def _by_row(lake: Lake, staged: str, key: str) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for table in (staged, vault_of(staged)):
        if lake.stamp(table, key) is not None:
            for one in lake.read(table, key).to_pylist():
                found.setdefault(one["row"], {}).update(one)
    return found


def _text(value: object) -> str:
    return "(blank)" if value is None or value == "" else str(value)


@dataclass(frozen=True)
class Delivered:
    """What a finding is told with: where the files have it, and whose record it is."""

    extract: Extract
    tables: Mapping[str, Table]
    known: Mapping[str, Records]
    contents: Values | None


def fixes(found: pa.Table, standings: Sequence[str], delivered: Delivered) -> tuple[Fix, ...]:
    """Errors before queries, and of each the most frequent first."""
    frame = found.to_pandas().assign(standing=list(standings))
    rules_known = rules_of(delivered.extract.name)
    found_so = []
    whole = delivered.extract.parts[0].name
    frame["part"] = frame["part"].fillna(whole)
    for (number, level, name), rows in frame.groupby(["rule", "level", "part"], sort=True):
        part, rule = delivered.extract.part(str(name)), rules_known.get(str(number))
        found_so.append(
            Fix(
                rule=str(number),
                level=str(level),
                table=delivered.tables.get(part.name, Table()).element or part.name,
                message=rule.message if rule else f"The row is rejected: {number}.",
                to_do=rule.to_do if rule else _AT_THE_SOURCE,
                places=tuple(
                    _places(rows, part, about(str(rows["items"].iloc[0]), str(number), part, rule), delivered)
                ),
            )
        )
    return tuple(sorted(found_so, key=lambda fix: (fix.level != ERROR, -fix.rows, fix.rule, fix.table)))


def about(said: str, number: str, part: Part, rule: Rule | None) -> list[str]:
    """The items of the row's own table to look at; of a record without a parent, or twice there, the key.

    A bare reason of the contract begins with its item.
    """
    names = set(part.contract.to_schema().columns)
    own = [name.removeprefix(f"{part.name}.") for name in said.split(", ")]
    found = [name for name in own if name in names] or [n for n in (number.partition(":")[0],) if n in names]
    keys = {ORPHAN: part.parent_key, REPEATED: part.key}
    reasons = rule.reasons if rule else (number,)
    return found or [keys[reason] for reason in reasons if keys.get(reason)]


def _places(rows: pd.DataFrame, part: Part, names: Sequence[str], delivered: Delivered) -> Iterator[Place]:
    """The rows at fault by one rule, each where it stands."""
    table, own = delivered.tables.get(part.name, Table()), delivered.known[part.name]
    columns = columns_in(table, names)
    for one in rows.to_dict("records"):
        # Of the return as a whole there is no row.
        row = 0 if pd.isna(one["row"]) else int(one["row"])
        file, number = table.place(row) if row else (table.where, 0)
        yield Place(
            file=file,
            row=number,
            columns=columns,
            record=own.shown(row),
            school=one["school"] if isinstance(one["school"], str) else "",
            is_left_out=row in own.rejected,
            value=delivered.contents.of(part.name, row, names) if delivered.contents else "",
            standing=one["standing"],
        )


def columns_in(table: Table, names: Iterable[str]) -> str:
    """``J (ethnicity), K or L (language)``: letters as Excel shows them, under the file's own names."""
    told = []
    for name in names:
        found = table.columns.get(name, ())
        letters = " or ".join(column.letter for column in found if column.letter)
        header = found[0].name if found else name
        told.append(f"{letters} ({header})" if letters else header if found else f"no column ({name})")
    return ", ".join(told)
