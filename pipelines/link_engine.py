"""Which records of several files are about one person: decisions, then numbers, then likeness.

Nothing hangs on the order of files or rows, and nothing on a clock: the same records, mapping and decisions
give the same links.
"""

from dataclasses import dataclass, field

import pandas as pd

from pipelines.errors import RefusedError
from pipelines.link_clusters import Clusters, Seen
from pipelines.link_compare import load, people_of
from pipelines.link_guards import guards_of
from pipelines.link_likeness import link_by_likeness
from pipelines.link_passes import SAME_ID, Edge, Found, link_by_number
from pipelines.link_records import Read
from schemas.link_map import LinkMap

DECISION, SAME, DIFFERENT = "decision", "same", "different"
SIDES = ("left_source", "left_id", "right_source", "right_id")
LINK_COLUMNS = (*SIDES, "rule", "weight", "cluster")


@dataclass(frozen=True)
class Linked:
    """``links``: a row a link (``LINK_COLUMNS``); ``doubts``: pairs for a clerk; ``cluster``: of each record.

    ``edges`` are the links by the numbers of their records, those under one id too. ``counts`` are told:
    links by rule, doubts, pairs kept apart, decisions about records that are not here.
    """

    links: pd.DataFrame
    doubts: pd.DataFrame
    cluster: "pd.Series[str]"
    edges: tuple[Edge, ...]
    counts: dict[str, int] = field(default_factory=dict)


def link(read: Read, mapping: LinkMap, decisions: pd.DataFrame | None = None, *, memory: str = "") -> Linked:
    """Link the records; ``decisions`` are rows of ``SIDES`` and ``decision``, and override everything."""
    records = read.records
    seen = read.seen or Seen.of(records["source"], {s.name for s in mapping.sources if s.unique})
    clusters = Clusters(records, seen, children=mapping.children)
    found = Found([], [])
    unknown = _decide(records, decisions, clusters, found) if decisions is not None else 0
    _link_rows_of_one_id(records, clusters, found)
    con = load(people_of(records), memory=memory)
    link_by_number(con, read, clusters, found, guards_of(children=mapping.children))
    con.close()
    link_by_likeness(records, clusters, mapping, found, memory=memory)
    labels = records["source"].str.cat(records["id"], sep="/")
    cluster = labels.iloc[clusters.all()].set_axis(records.index)
    links = _table(records, [e for e in found.links if labels[e.left] != labels[e.right]])
    links["cluster"] = cluster.to_numpy()[links.pop("left")]
    doubts = _still_open(found.doubts, clusters, decided=_decided(records, decisions))
    counts = {f"linked by {rule}": int(n) for rule, n in links["rule"].value_counts().sort_index().items()}
    counts |= {"for review": len(doubts), "kept apart": found.apart, "decisions about nobody here": unknown}
    return Linked(links[list(LINK_COLUMNS)], _table(records, doubts), cluster, tuple(found.links), counts)


def _decide(records: pd.DataFrame, decisions: pd.DataFrame, clusters: Clusters, found: Found) -> int:
    """Carry the decisions out, those that part before those that join; how many are about nobody here."""
    pairs = _places(records, decisions)
    known = pairs.dropna()
    for left, right, _ in known[known[DECISION] == DIFFERENT].itertuples(index=False):
        clusters.differ(int(left), int(right))
    same = known[known[DECISION] == SAME].drop_duplicates()
    for left, right, _ in same.sort_values(["left", "right"]).itertuples(index=False):
        one, other = sorted((int(left), int(right)))
        is_new = clusters.of(one) != clusters.of(other)
        if not clusters.force(one, other):
            raise RefusedError(
                "The decisions contradict each other.",
                why="Two records are decided to be different, and by way of others the same.",
                hint="Look in the decisions at the pairs said to be 'different', and take one back.",
            )
        if is_new:
            found.links.append(Edge(one, other, DECISION))
    return len(pairs) - len(known)


def _decided(records: pd.DataFrame, decisions: pd.DataFrame | None) -> set[tuple[int, int]]:
    if decisions is None:
        return set()
    pairs = _places(records, decisions).dropna()[["left", "right"]].astype(int)
    return {(min(pair), max(pair)) for pair in pairs.itertuples(index=False, name=None)}


def _places(records: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions by the numbers of their records; missing where a record is not in these files."""
    first = records.reset_index().drop_duplicates(["source", "id"])
    place = pd.Series(
        first["index"].to_numpy(), index=first["source"].str.cat(first["id"], sep="/").astype(str)
    )
    left = (decisions["left_source"] + "/" + decisions["left_id"]).astype(str).map(place)
    right = (decisions["right_source"] + "/" + decisions["right_id"]).astype(str).map(place)
    return pd.DataFrame({"left": left, "right": right, DECISION: decisions[DECISION].astype(str)})


def _link_rows_of_one_id(records: pd.DataFrame, clusters: Clusters, found: Found) -> None:
    """Rows under one id of a source are one record's."""
    same = records.duplicated(["source", "id"])
    for row in records.index[same].tolist():
        if clusters.force(row - 1, row):
            found.links.append(Edge(row - 1, row, SAME_ID))


def _still_open(doubts: list[Edge], clusters: Clusters, *, decided: set[tuple[int, int]]) -> list[Edge]:
    """One pair of records for each pair of people: the likeliest, of those whom nothing has settled."""
    best: dict[tuple[int, int], Edge] = {}
    for edge in sorted(doubts, key=lambda e: (-(e.weight or 0.0), e.left, e.right)):
        pair = tuple(sorted((clusters.of(edge.left), clusters.of(edge.right))))
        is_settled = pair[0] == pair[1] or (edge.left, edge.right) in decided
        if not is_settled and not clusters.are_apart(*pair):
            best.setdefault((pair[0], pair[1]), edge)
    return sorted(best.values(), key=lambda e: (e.left, e.right))


def _table(records: pd.DataFrame, edges: list[Edge]) -> pd.DataFrame:
    """Pairs by their sources and ids, in the order of the records; ``left`` and ``right`` number them."""
    edges = sorted(edges, key=lambda e: (e.left, e.right))
    left, right = [e.left for e in edges], [e.right for e in edges]
    told = {
        f"{side}_{what}": records[what].iloc[rows].to_numpy()
        for side, rows in (("left", left), ("right", right))
        for what in ("source", "id")
    }
    return pd.DataFrame(
        {
            **{name: pd.array(values, dtype=records["id"].dtype) for name, values in told.items()},
            "rule": pd.array([e.rule for e in edges], dtype=records["id"].dtype),
            "weight": pd.array([e.weight for e in edges], dtype="Float64"),
            "left": left,
            "right": right,
        }
    )
