"""What a linkage writes and reads back: links, pairs for a clerk, and the clerk's decisions.

A file is replaced whole or not at all. The list of pairs names people: only its owner may open it.
"""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from pipelines import formats
from pipelines.errors import RefusedError, SourceMissingError, UsageError
from pipelines.inert import inert
from pipelines.link_engine import DECISION, DIFFERENT, LINK_COLUMNS, SAME, SIDES, Linked
from pipelines.link_records import TEXT
from pipelines.whole_file import ALL_HERE, ONLY_ITS_OWNER, whole_file

CSV, PARQUET = ".csv", ".parquet"
# What a clerk sees of both sides.
_SHOWN: tuple[str, ...] = (
    "upn",
    "former_upn",
    "uln",
    "nhs_number",
    "forename",
    "surname",
    "birth_date",
    "sex",
    "postcode",
)
_SHOWN += ("uprn", "school", "address")


def refuse_target(path: Path, *inputs: Path, force: bool = False) -> None:
    """Refuse, before anything is done, a file that could not be written or that would be overwritten."""
    if path.suffix.casefold() not in {CSV, PARQUET}:
        raise UsageError(
            f"{path.name} is neither CSV nor Parquet.",
            why="The ending says how it is written.",
            hint="Name it links.csv or links.parquet.",
        )
    if any(path.resolve() == one.resolve() for one in inputs):
        raise UsageError(
            f"{path.name} is read and would be written.",
            why="What was in it would be lost.",
            hint="Give the result another name.",
        )
    if path.exists() and not force:
        raise UsageError(
            f"{path} is there already.",
            why="What is in it, decisions perhaps, would be lost.",
            hint="Give another name, or add --force.",
        )
    if not path.parent.is_dir():
        raise UsageError(
            f"{path.parent} is no folder.", why="Nothing can be written there.", hint="Make it first."
        )


def write_links(linked: Linked, path: Path) -> None:
    """One row a link."""
    _write(pa.Table.from_pandas(linked.links[list(LINK_COLUMNS)], preserve_index=False), path, ALL_HERE)


def write_review(doubts: pd.DataFrame, records: pd.DataFrame, path: Path) -> None:
    """One row a pair that a person must look at, with an empty column for the decision."""
    told = doubts[[*SIDES, "rule", "weight"]].copy()
    told[DECISION] = pd.Series("", index=told.index, dtype=TEXT)
    for column in _SHOWN:
        for side in ("left", "right"):
            told[f"{side}_{column}"] = records[column].iloc[doubts[side].to_numpy(int)].to_numpy()
    _write(pa.Table.from_pandas(told, preserve_index=False), path, ONLY_ITS_OWNER)


def write_decisions(decisions: pd.DataFrame, path: Path) -> None:
    """One row a decision, for the owner only."""
    table = pa.Table.from_pandas(decisions[[*SIDES, DECISION]], preserve_index=False)
    _write(table, path, ONLY_ITS_OWNER)


def read_decisions(path: Path) -> pd.DataFrame:
    """The decisions in a CSV file: rows of ``SIDES`` and ``decision``; those not yet decided are left out."""
    if not path.is_file():
        raise SourceMissingError(
            f"{path} is not there.",
            why="Decisions are read from a CSV file.",
            hint="Fill in the decision column of the file that --review wrote, and name that.",
        )
    rows = formats.read_csv(path, formats.read_bytes(path)).rows
    wanted = [*SIDES, DECISION]
    if missing := [name for name in wanted if name not in rows.column_names]:
        raise RefusedError(
            f"{path.name} has no column {', '.join(missing)}.",
            why="A decision names two records and says whether they are one person's.",
            hint=f"Its header must hold {','.join(wanted)}.",
        )
    table = rows.select(wanted).to_pandas(types_mapper={pa.string(): TEXT}.get)
    # As written for a spreadsheet: an apostrophe before what would be a formula.
    table = table.apply(lambda column: column.str.strip().str.removeprefix("'"))
    table[DECISION] = table[DECISION].str.casefold()
    table = table[table[DECISION].fillna("") != ""]
    if strange := int((~table[DECISION].isin([SAME, DIFFERENT])).sum()):
        raise RefusedError(
            f"{path.name} has {strange:,} decisions that are none.",
            why=f"A decision is '{SAME}' or '{DIFFERENT}'; a pair that is still open is left blank.",
            hint=f"Write {SAME} or {DIFFERENT} in column {DECISION}.",
        )
    if blank := int(table[list(SIDES)].isna().any(axis=1).sum()):
        raise RefusedError(
            f"{path.name} has {blank:,} decisions about a record without source or id.",
            why="Nobody can tell whom they are about.",
            hint=f"Fill {', '.join(SIDES)} as the review file has them.",
        )
    return pd.DataFrame(table).reset_index(drop=True)


def _write(table: pa.Table, path: Path, mode: int) -> None:
    with whole_file(path, mode) as file:
        if path.suffix.casefold() == PARQUET:
            pq.write_table(table, file)
        else:
            pacsv.write_csv(inert(table), file, pacsv.WriteOptions(quoting_style="needed"))
