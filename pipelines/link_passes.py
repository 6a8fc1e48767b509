"""The passes by number, in their order, then by all that is told; each link with the rule that made it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from pipelines import link_guards as guards
from pipelines.link_clusters import LIKENESS_RULE, NUMBER_RULE, UPN_RULE, Clusters
from pipelines.link_compare import levels
from pipelines.link_guards import Guard, Guards
from pipelines.link_records import Read

UPN, FORMER_UPN, ULN, NHS_NUMBER = "upn", "former_upn", "uln", "nhs_number"
SAME_ID, LOCAL_ID, CROSSWALK = "same_id", "local_id", "crosswalk"
BY_HOME, BY_SCHOOL = "names_birth_date_postcode", "names_birth_date_school"
# Of records that share a number and do not go together, up to so many are compared each with each.
_EACH_WITH_EACH = 30


@dataclass(frozen=True)
class Edge:
    """A link between two records, the rule that made it, and its match weight where it has one."""

    left: int
    right: int
    rule: str
    weight: float | None = None


@dataclass
class Found:
    """Links made; pairs for a clerk; how many pairs were kept apart."""

    links: list[Edge]
    doubts: list[Edge]
    apart: int = 0


def link_by_number(
    con: duckdb.DuckDBPyConnection, read: Read, clusters: Clusters, found: Found, guarded: Guards
) -> None:
    """All passes, one after the other."""
    for rule, kind, verdict, keys in _passes(read.records, read.ties, guarded):
        groups = _groups(keys, read.records, clusters)
        if not groups.empty:
            pairs = _pairs_of(con, groups, (kind, verdict), clusters)
            _join(pairs, rule, kind, clusters, found)


def _passes(
    records: pd.DataFrame, ties: pd.DataFrame, guarded: Guards
) -> Iterator[tuple[str, str, Guard, "pd.Series[str]"]]:
    """Rule, its kind, its guard, and the numbers by record."""
    upn = records["upn"].dropna()
    former = records["former_upn"].dropna()
    yield UPN, UPN_RULE, guarded.pupil_number, upn
    # Both ways: my former number is your present one, or was yours too.
    yield FORMER_UPN, UPN_RULE, guarded.pupil_number, pd.concat([upn[upn.isin(former)], former])
    for rule in (ULN, NHS_NUMBER):
        yield rule, NUMBER_RULE, guarded.other_number, records[rule].dropna()
    local = records["local_ids"].explode().dropna()
    yield LOCAL_ID, NUMBER_RULE, guarded.other_number, local.map("/".join)
    yield CROSSWALK, NUMBER_RULE, guarded.other_number, _tied(records, local, ties)
    for rule, column in ((BY_HOME, "postcode"), (BY_SCHOOL, "school")):
        yield rule, LIKENESS_RULE, guarded.all_told, _all_told(records, column)


def _all_told(records: pd.DataFrame, column: str) -> "pd.Series[str]":
    """Names, birth date and a place as one text."""
    told = records[["forename", "surname", "birth_date", column]].dropna()
    return told["forename"] + "|" + told["surname"] + "|" + told["birth_date"] + "|" + told[column]


def _tied(records: pd.DataFrame, local: "pd.Series[object]", ties: pd.DataFrame) -> "pd.Series[str]":
    """Of each record whose number stands in a crosswalk, the person the crosswalk means."""
    if ties.empty:
        return pd.Series([], dtype=object)
    numbers = ties["kind"].astype(str) + "/" + ties["number"].astype(str)
    rows, tie_names = pd.factorize(ties["tie"])
    places, names = pd.factorize(numbers)
    size = len(tie_names) + len(names)
    graph = coo_matrix((np.ones(len(ties)), (rows, places + len(tie_names))), shape=(size, size))
    _, group = connected_components(graph, directed=False)
    person_of = pd.Series(group[len(tie_names) :], index=names)
    held = [local.map("/".join)]
    held += [f"{kind}/" + records[kind].dropna() for kind in (UPN, ULN, NHS_NUMBER)]
    return pd.concat(held).map(person_of).dropna().astype(int).astype(str)


def _groups(keys: "pd.Series[str]", records: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """Keys that several clusters have: key and record, those of one key side by side, the like together."""
    shared = keys[keys.duplicated(keep=False)]
    told = pd.DataFrame({"key": shared.to_numpy(dtype=object), "n": shared.index.to_numpy()})
    told = told.drop_duplicates()
    told["cluster"] = [clusters.of(n) for n in told["n"].tolist()]
    told = told[told.groupby("key")["cluster"].transform("nunique") > 1]
    for column in ("birth_date", "surname", "forename"):
        told[column] = records[column].to_numpy(dtype=object, na_value="")[told["n"]]
    return told.sort_values(["key", "birth_date", "surname", "forename", "n"])[["key", "n", "cluster"]]


def _pairs_of(
    con: duckdb.DuckDBPyConnection, groups: pd.DataFrame, how: tuple[str, Guard], clusters: Clusters
) -> pd.DataFrame:
    """Neighbours first; where a key does not go through, each with each. The closest pairs come first."""
    kind, verdict = how
    pairs = _judged(con, _neighbours(groups), verdict)
    stuck = set(pairs.loc[pairs["verdict"] != guards.LINK, "key"]) | _held_twice(groups, clusters)
    if kind == LIKENESS_RULE:
        # Agreement in all that is told links where it is one person's in each source, else weights decide.
        pairs = pairs[~pairs["key"].isin(stuck)]
    elif stuck:
        again = groups[groups["key"].isin(stuck)]
        again = again[again.groupby("key")["n"].transform("size") <= _EACH_WITH_EACH]
        kept = pairs[~pairs["key"].isin(set(again["key"]))]
        pairs = pd.concat([kept, _judged(con, _each(again), verdict)], ignore_index=True)
    return pairs.sort_values(["closeness", "l", "r"], ascending=[False, True, True])


def _join(pairs: pd.DataFrame, rule: str, kind: str, clusters: Clusters, found: Found) -> None:
    for left, right, judged, agrees in zip(
        pairs["l"].tolist(), pairs["r"].tolist(), pairs["verdict"], pairs["agrees"].tolist(), strict=True
    ):
        if judged == guards.LINK:
            if clusters.join(left, right, kind, forename_agrees=agrees):
                found.links.append(Edge(left, right, rule))
        elif judged == guards.REVIEW:
            found.doubts.append(Edge(left, right, f"{rule}_shared"))
        else:
            found.apart += 1


def _neighbours(groups: pd.DataFrame) -> pd.DataFrame:
    same = groups["key"].eq(groups["key"].shift()) & groups["cluster"].ne(groups["cluster"].shift())
    before = groups["n"].shift(fill_value=-1)
    return _pairs(groups["key"][same], before[same], groups["n"][same])


def _each(groups: pd.DataFrame) -> pd.DataFrame:
    both = groups.merge(groups, on="key", suffixes=("", "_r"))
    both = both[(both["n"] < both["n_r"]) & (both["cluster"] != both["cluster_r"])]
    return _pairs(both["key"], both["n"], both["n_r"])


def _pairs(keys: "pd.Series[str]", one: "pd.Series[int]", other: "pd.Series[int]") -> pd.DataFrame:
    sides = np.sort(np.column_stack([one.to_numpy(np.int64), other.to_numpy(np.int64)]), axis=1)
    return pd.DataFrame({"key": keys.to_numpy(), "l": sides[:, 0], "r": sides[:, 1]})


def _judged(con: duckdb.DuckDBPyConnection, pairs: pd.DataFrame, verdict: Guard) -> pd.DataFrame:
    told = levels(con, pairs)
    return pairs.assign(
        verdict=verdict(told),
        agrees=guards.forename_agrees(told),
        closeness=guards.closeness(told),
    )


def _held_twice(groups: pd.DataFrame, clusters: Clusters) -> set[str]:
    """Keys that two clusters have which some source tells apart."""
    members: dict[str, list[int]] = {}
    distinct = groups.drop_duplicates(["key", "cluster"])
    for key, cluster in zip(distinct["key"], distinct["cluster"].tolist(), strict=True):
        members.setdefault(key, []).append(cluster)
    return {
        key
        for key, several in members.items()
        if len(several) <= _EACH_WITH_EACH
        and any(clusters.are_two(a, b) for a, b in combinations(several, 2))
    }
