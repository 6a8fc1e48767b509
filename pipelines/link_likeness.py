"""Links by likeness, of what no number has linked: Splink weighs the pairs, guards and sources decide.

Records of one cluster that tell the same are one profile. Pairs go from the likeliest on; where two records
of a unique source are about as like a third, none of them is linked and a clerk decides.
"""

import logging
from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd

from pipelines import link_guards as guards
from pipelines.link_clusters import LIKENESS_RULE, Clusters
from pipelines.link_compare import levels, load, people_of
from pipelines.link_passes import Edge, Found
from pipelines.link_weights import chance, frequencies
from schemas.link_levels import BLOCKS, COMPARISONS, EXACT, HOME, Comparison
from schemas.link_map import LinkMap, Thresholds

RULE = "likeness"
DOUBT, RIVALS = "likeness", "likeness_of_two"
# As if the records came from a place with at least so many people: few records are no small world.
_FEWEST_PEOPLE = 10_000
_DIGITS = 4


def link_by_likeness(
    records: pd.DataFrame, clusters: Clusters, mapping: LinkMap, found: Found, *, memory: str = ""
) -> None:
    """Add links and doubts to what was found."""
    thresholds = mapping.thresholds
    profiles = _profiles(records, clusters)
    con = load(_compared(profiles, clusters), memory=memory)
    con.execute("alter table people alter seen type bit; alter table people alter mask type bit")
    try:
        if not _any_pair(con):
            return
        scored = _weighed(con, profiles, thresholds.review)
    finally:
        con.close()
    scored["verdict"] = guards.guards_of(children=mapping.children).likeness(scored)
    scored["agrees"] = guards.forename_agrees(scored)
    found.apart += int(((scored["verdict"] == guards.APART) & (scored["weight"] >= thresholds.link)).sum())
    scored = scored[scored["verdict"] != guards.APART].sort_values(
        ["weight", "left", "right"], ascending=[False, True, True]
    )
    rivals = _rivals(scored[_is_sure(scored, thresholds)], clusters, thresholds.margin)
    for edge, agrees, is_sure in _edges(scored, thresholds):
        if is_sure and (edge.left, edge.right) in rivals:
            found.doubts.append(Edge(edge.left, edge.right, RIVALS, edge.weight))
        elif is_sure:
            if clusters.join(edge.left, edge.right, LIKENESS_RULE, forename_agrees=agrees):
                found.links.append(edge)
        else:
            found.doubts.append(Edge(edge.left, edge.right, DOUBT, edge.weight))


def _is_sure(scored: pd.DataFrame, thresholds: Thresholds) -> "pd.Series[bool]":
    return (scored["verdict"] == guards.LINK) & (scored["weight"] >= thresholds.link)


def _edges(scored: pd.DataFrame, thresholds: Thresholds) -> Iterator[tuple[Edge, bool, bool]]:
    sure = _is_sure(scored, thresholds)
    columns = (scored[c].tolist() for c in ("left", "right", "weight", "agrees"))
    for left, right, weight, agrees, is_sure in zip(*columns, sure.tolist(), strict=True):
        yield Edge(left, right, RULE, weight), agrees, is_sure


def _rivals(sure: pd.DataFrame, clusters: Clusters, margin: float) -> set[tuple[int, int]]:
    """Pairs of records that are matched about as well by another, whom a unique source tells apart."""
    best: dict[tuple[int, int], float] = {}
    for left, right, weight in zip(
        sure["left"].tolist(), sure["right"].tolist(), sure["weight"], strict=True
    ):
        pair = (clusters.of(left), clusters.of(right))
        best.setdefault((min(pair), max(pair)), weight)
    of: dict[int, list[tuple[int, float]]] = {}
    for (one, other), weight in best.items():
        of.setdefault(one, []).append((other, weight))
        of.setdefault(other, []).append((one, weight))
    tied = set()
    for one, matches in of.items():
        for other, weight in matches:
            if any(
                rival != other and close >= weight - margin and clusters.are_two(rival, other)
                for rival, close in matches
            ):
                tied.add((min(one, other), max(one, other)))
    return {
        (left, right)
        for left, right in zip(sure["left"].tolist(), sure["right"].tolist(), strict=True)
        if tuple(sorted((clusters.of(left), clusters.of(right)))) in tied
    }


def _profiles(records: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """What was told of each cluster, each different telling once; ``record`` is the first that told it."""
    people = records[[c for c in records.columns if c not in {"source", "id", "local_ids", "former_upn"}]]
    people = people.assign(cluster=clusters.all())
    known = people[["forename", "surname", "birth_date"]].notna().sum(axis=1) > 1
    people = people[known].drop_duplicates()
    return people.assign(record=people.index).reset_index(drop=True)


def _compared(profiles: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """The profiles as they are compared, and what tells that two are two people: sources, as bits."""
    people = people_of(profiles)
    people["cluster"] = profiles["cluster"].to_numpy()
    seen = [clusters.seen(root) for root in profiles["cluster"].tolist()]
    width = max((bits.bit_length() for bits in seen), default=1)
    people["seen"] = [f"{bits:0{width}b}" for bits in seen]
    people["mask"] = [f"{bits & clusters.unique:0{width}b}" for bits in seen]
    return people


def _any_pair(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any two are worth a look: most small linkages are done once numbers have been compared."""
    return any(
        con.execute(f"select 1 from people l join people r on {rule} limit 1").fetchone()  # noqa: S608
        for rule in _BLOCKING
    )


def _weighed(con: duckdb.DuckDBPyConnection, profiles: pd.DataFrame, lowest: float) -> pd.DataFrame:
    """The pairs that are worth a look: two records, the match weight, and the level of each comparison."""
    people = people_of(profiles)
    roots = profiles["cluster"].to_numpy()
    settings = _settings(chance(con, roots), int(profiles["cluster"].nunique()), _told(people))
    pairs = _by_splink(con, settings, frequencies(people, roots), lowest)
    told = levels(con, pairs)
    record = profiles["record"].to_numpy()
    one, other = record[pairs["l"].to_numpy()], record[pairs["r"].to_numpy()]
    told["left"], told["right"] = np.minimum(one, other), np.maximum(one, other)
    told["weight"] = pairs["match_weight"].round(_DIGITS).to_numpy()
    return told


def _settings(u: "pd.Series[float]", people: int, told: set[str]) -> dict[str, object]:
    """The linkage as Splink has it: one person of another's list in so many is that person."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "n",
        "probability_two_random_records_match": 1 / max(people, _FEWEST_PEOPLE),
        "comparisons": [_comparison(one, u) for one in COMPARISONS if one.name in told],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in _BLOCKING
        ],
        "retain_matching_columns": False,
        "additional_columns_to_retain": [],
    }


def _told(people: pd.DataFrame) -> set[str]:
    """The comparisons of which the records say anything at all."""
    filled = set(people.columns[people.notna().any()])
    by_column = {one.name for one in COMPARISONS if one.name in filled}
    return by_column | ({HOME} if filled & {"postcode", "uprn"} else set())


def _both_ways() -> Iterator[tuple[tuple[str, str], ...]]:
    """A rule that exchanges two attributes holds for the pair either way round."""
    for block in BLOCKS:
        yield block
        turned = tuple((other, one) for one, other in block)
        if set(turned) != set(block):
            yield turned


# Two whom a source tells apart are two: it is unique, or has both with a pupil number of their own.
_OF_DIFFERENT_PEOPLE = (
    "l.cluster <> r.cluster",
    "bit_count(l.mask & r.mask) = 0",
    "(coalesce(l.upn = r.upn, true) or bit_count(l.seen & r.seen) = 0)",
)
_BLOCKING = tuple(
    " and ".join([*(f"l.{one} = r.{other}" for one, other in block), *_OF_DIFFERENT_PEOPLE])
    for block in _both_ways()
)


def _comparison(one: Comparison, u: "pd.Series[float]") -> dict[str, object]:
    known = [
        {
            "sql_condition": level.when or "ELSE",
            "label_for_charts": level.name,
            "m_probability": level.m,
            "u_probability": float(u[one.name, level.name]),
            **(
                {"tf_adjustment_column": one.frequency, "disable_tf_exact_match_detection": True}
                if one.frequency and level.name == EXACT
                else {}
            ),
        }
        for level in one.levels
    ]
    missing = {"sql_condition": one.missing, "label_for_charts": "missing", "is_null_level": True}
    return {"output_column_name": one.name, "comparison_levels": [missing, *known]}


def _by_splink(
    con: duckdb.DuckDBPyConnection,
    settings: dict[str, object],
    frequency: dict[str, pd.DataFrame],
    lowest: float,
) -> pd.DataFrame:
    # Two seconds to import: only when there is something to weigh.
    from splink import DuckDBAPI, Linker  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(con)
    linker = Linker(api.register("people"), settings, log_level=None, validate_settings=False)
    for column, shares in frequency.items():
        linker.table_management.register_term_frequency_lookup(api.register(shares), column)
    scored = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
    found: pd.DataFrame = con.execute(
        f"select n_l as l, n_r as r, match_weight from {scored.physical_name} order by l, r"  # noqa: S608
    ).df()
    return found
