"""The person spine: which records are about the same person. For now by UPN and former UPN, both ways.

Works on pseudonyms, so the vault stays shut. A record without a number is a person of its own.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from pipelines.identity import Pseudonyms
from schemas.contract import UPN, Part, items

BY_UPN, BY_FORMER_UPN, BY_RECORD = "upn", "former_upn", "record"


@dataclass(frozen=True)
class Records:
    """The records of one table of a delivery, and when the return counted."""

    delivery: str
    extract: str
    part: Part
    place: float
    rows: pa.Table


def is_about_persons(part: Part) -> bool:
    """A table whose records carry a UPN."""
    return any(item.number == UPN for item in items(part.contract))


def linking_columns(part: Part) -> list[str]:
    """The staged columns that linkage needs."""
    keys = [f"{item.name}_key" for item in items(part.contract) if item.number == UPN]
    return ["row", *([part.key] if part.key else []), *keys]


def link(records: list[Records], pseudonyms: Pseudonyms) -> pd.DataFrame:
    """One row per record: delivery, extract, part, row, person_id, rule.

    Does not depend on the order of deliveries: a person is named after the number that was the current
    one in the earliest return, the smallest where there are several.
    """
    table = pd.concat([_frame(r) for r in records], ignore_index=True)
    numbers = pd.Index(pd.concat([table["upn_key"], table["former_upn_key"]]).dropna().unique())
    name_of = _names(table, numbers, _groups(table, numbers), pseudonyms)
    number = table["upn_key"].fillna(table["former_upn_key"])
    found = pd.Series(name_of.reindex(number).to_numpy(), index=table.index)
    lonely = table[number.isna()]
    alone = lonely["delivery"] + "/" + lonely["part"] + "/" + lonely["record"]
    table["person_id"] = found.fillna(pseudonyms.of(alone, "record").astype(object))
    is_former = table["former_upn_key"].notna()
    table["rule"] = np.select([number.isna(), is_former], [BY_RECORD, BY_FORMER_UPN], BY_UPN)
    return table[["delivery", "extract", "part", "row", "person_id", "rule"]]


def _frame(records: Records) -> pd.DataFrame:
    frame = records.rows.to_pandas()
    frame["record"] = frame[records.part.key or "row"]
    for column in ("upn_key", "former_upn_key"):
        frame[column] = frame[column].astype("string") if column in frame else pd.NA
    return frame.assign(
        record=frame["record"].astype("string"),
        delivery=records.delivery,
        extract=records.extract,
        part=records.part.name,
        place=records.place,
    )


def _groups(table: pd.DataFrame, numbers: "pd.Index[str]") -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """For each number, which person's numbers it is among: a record with both ties them."""
    both = table[table["upn_key"].notna() & table["former_upn_key"].notna()]
    left = numbers.get_indexer(both["upn_key"])
    right = numbers.get_indexer(both["former_upn_key"])
    ties = coo_matrix((np.ones(len(both)), (left, right)), shape=(len(numbers), len(numbers)))
    _, groups = connected_components(ties, directed=False)
    return np.asarray(groups)


def _names(
    table: pd.DataFrame,
    numbers: "pd.Index[str]",
    groups: "np.ndarray[tuple[int], np.dtype[np.int32]]",
    pseudonyms: Pseudonyms,
) -> "pd.Series[str]":
    """Number to person_id."""
    current = table.dropna(subset="upn_key").groupby("upn_key")["place"].min()
    order = pd.DataFrame({"number": numbers, "group": groups})
    order["place"] = current.reindex(numbers).fillna(np.inf).to_numpy()
    first = (
        order.sort_values(["group", "place", "number"]).drop_duplicates("group").set_index("group")["number"]
    )
    names = first.map(lambda number: pseudonyms.one(str(number), "person"))
    return pd.Series(names.reindex(groups).to_numpy(), index=numbers)
