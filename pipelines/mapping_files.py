"""From the sheets of files to a proposal: which extract they are, and what each column holds."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from pipelines.errors import RefusedError
from pipelines.formats import ROW
from pipelines.mapping_header import words_of
from pipelines.mapping_propose import SheetProposal, propose
from pipelines.mapping_values import Column
from pipelines.sheets import TextSheet
from schemas.catalogue import EXTRACTS
from schemas.contract import UPN, Extract, items

_LIKELY_HEADER = 0.7


def proposals_of(found: Sequence[TextSheet], extract: Extract | None) -> tuple[Extract, list[SheetProposal]]:
    """The extract, as told or as the headers say, and a proposal for each sheet of it that holds rows."""
    columns = [columns_of(table) for table in found]
    for table, own in zip(found, columns, strict=True):
        _refuse_headless(table, own)
    extract = extract or _likeliest([column.label for own in columns for column in own])
    proposals = [
        propose(table.name, own, extract)
        for table, own in zip(found, columns, strict=True)
        if table.rows.num_rows
    ]
    kept = [one for one in proposals if one.sure]
    if not kept:
        raise RefusedError(
            f"No column of {found[0].shown if found else 'these files'} is surely one of {extract.name}.",
            why="Neither the headers nor the values say what they hold.",
            hint="Name the extract with --extract, or write the mapping by hand; see the README.",
        )
    return extract, kept


def columns_of(table: TextSheet) -> list[Column]:
    """The columns of a sheet with their values."""
    frame = table.rows.to_pandas(types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get)
    return [Column(str(name), frame[name]) for name in frame.columns if name != ROW]


def _likeliest(labels: Sequence[str]) -> Extract:
    """The extract whose items are like most of the headers."""

    def explained(extract: Extract) -> float:
        words = words_of(extract)
        slots = [(part, one) for part in extract.parts for one in items(part.contract)]
        best = (max(words.likeness(label, part, one) for part, one in slots) for label in labels)
        return sum(one for one in best if one >= _LIKELY_HEADER)

    return max(EXTRACTS.values(), key=explained)


def _refuse_headless(table: TextSheet, columns: Sequence[Column]) -> None:
    """A first row of a child's values must not become the labels of a mapping."""
    labels = Column("", pd.Series([column.label for column in columns], dtype="string"))
    values = [label for label in labels.looked_at if _is_value(label)]
    if values:
        raise RefusedError(
            f"{table.shown} has no header row.",
            why=f"{len(values)} of its column names are days, postcodes or numbers of persons.",
            hint="Export it again with the names of its columns in the first row.",
        )


def _is_value(label: str) -> bool:
    one = Column("", pd.Series([label], dtype="string"))
    return bool(one.day_share or one.postcode_share or one.number_share(UPN))


__all__ = ["columns_of", "proposals_of"]
