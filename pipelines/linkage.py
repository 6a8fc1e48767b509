"""Who is who in the lake: profiles linked to persons, persons named, and what a change of links changed.

A person is named after the number by which the earliest return knows it, the surest where there are several,
under our key. The name hangs on what was returned alone: not on the order in which deliveries came, not on an
earlier run; a lake that was lost and built again names everyone as before. A return of a later day renames
nobody whom it does not join with another.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.identity import Pseudonyms
from pipelines.link_engine import DECISION, Linked
from pipelines.link_engine import link as link_records
from pipelines.link_likeness import RULE as LIKENESS
from pipelines.link_passes import (
    BY_HOME,
    BY_SCHOOL,
    CROSSWALK,
    FORMER_UPN,
    LOCAL_ID,
    NHS_NUMBER,
    SAME_ID,
    ULN,
    UPN,
)
from pipelines.link_records import Read
from pipelines.profiles import Profiles
from schemas.link_map import LinkMap

NAMES, RECORD = "names_birth_date", "record"
# The surest first: a record that several links hold is told by the first of these.
RULES = (
    DECISION, UPN, FORMER_UPN, ULN, NHS_NUMBER, LOCAL_ID, CROSSWALK, BY_HOME, BY_SCHOOL, LIKENESS, SAME_ID,
    NAMES, RECORD,
)  # fmt: skip
MERGED, SPLIT, REGROUPED, RENAMED, GONE = "merged", "split", "regrouped", "renamed", "gone"


@dataclass(frozen=True)
class People:
    """``persons``: a row a profile: profile, person_id, rule, weight. ``doubts``: pairs of them for a clerk.

    ``links`` are the pairs linked, as the engine has them (``LINK_COLUMNS``).
    """

    persons: pd.DataFrame
    doubts: pd.DataFrame
    links: pd.DataFrame
    counts: dict[str, int]


def link(
    profiles: Profiles,
    mapping: LinkMap,
    ties: pd.DataFrame,
    decisions: pd.DataFrame | None,
    pseudonyms: Pseudonyms,
) -> People:
    """Link all profiles of a lake to persons."""
    linked = link_records(Read(profiles.records, ties, seen=profiles.seen), mapping, decisions)
    cluster, _ = pd.factorize(linked.cluster)
    rules = _rules(profiles, linked)
    persons = pd.DataFrame(
        {
            "profile": profiles.profile,
            "person_id": _named(profiles, cluster, pseudonyms),
            "rule": rules["rule"],
            "weight": rules["weight"],
        }
    )
    return People(persons, linked.doubts, linked.links, linked.counts)


def _rules(profiles: Profiles, linked: Linked) -> pd.DataFrame:
    """By which link each profile is its person's; one without links, by what it tells of itself."""
    rank = {rule: n for n, rule in enumerate(RULES)}
    ends = [(end, rank[e.rule], e.weight) for e in linked.edges for end in (e.left, e.right)]
    held = pd.DataFrame(ends, columns=["n", "rank", "weight"])
    best = held.sort_values(["n", "rank", "weight"], ascending=[True, True, False]).drop_duplicates("n")
    own = _own_rank(profiles.records, rank)
    found = pd.DataFrame({"rank": own, "weight": np.nan})
    found.loc[best["n"].to_numpy(), "weight"] = best["weight"].to_numpy(float)
    # Rows under one id tell nothing that they do not tell alone.
    best = best[best["rank"] != rank[SAME_ID]]
    found.loc[best["n"].to_numpy(), "rank"] = best["rank"].to_numpy()
    found["rule"] = np.array(RULES, dtype=object)[found["rank"].to_numpy(int)]
    return found


def _own_rank(records: pd.DataFrame, rank: dict[str, int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    named = records[["forename", "surname", "birth_date"]].notna().all(axis=1)
    local = records["local_ids"].map(len) > 0
    told = [records[UPN].notna(), records[FORMER_UPN].notna(), records[ULN].notna()]
    told += [records[NHS_NUMBER].notna(), local, named]
    rules = (UPN, FORMER_UPN, ULN, NHS_NUMBER, LOCAL_ID, NAMES)
    return np.select([t.to_numpy(bool) for t in told], [rank[r] for r in rules], rank[RECORD])


def _named(
    profiles: Profiles, cluster: "np.ndarray[tuple[int], np.dtype[np.int64]]", pseudonyms: Pseudonyms
) -> "pd.Series[str]":
    """The person of each profile."""
    anchors = _anchors(profiles)
    anchors["cluster"] = cluster[anchors["n"].to_numpy(int)]
    first = anchors.sort_values(["cluster", "day", "kind", "number", "profile"]).drop_duplicates("cluster")
    # A number that two people have names the one whom it knew first.
    first = first.sort_values(["number", "day", "kind", "profile"])
    again = first.duplicated("number")
    names = first["number"].where(~again, first["number"] + "/" + first["profile"])
    ids = pd.Series([pseudonyms.one(name, "person") for name in names], index=first["cluster"])
    return pd.Series(ids.reindex(cluster).to_numpy(), dtype="string")


def _anchors(profiles: Profiles) -> pd.DataFrame:
    """Each number of each profile that may name its person: n, kind, number, day, profile."""
    records = profiles.records
    names = records["forename"] + "/" + records["surname"] + "/" + records["birth_date"]
    local = records["local_ids"].map(lambda several: "/".join(min(several)) if several else pd.NA)
    kinds = [
        records[UPN],
        "uln/" + records[ULN],
        "nhs/" + records[NHS_NUMBER],
        local.astype(names.dtype),
        records[FORMER_UPN],
        (names + "/" + records["postcode"]).astype(names.dtype),
        pd.Series(profiles.profile.to_numpy(), index=records.index, dtype=names.dtype),
    ]
    told = [
        pd.DataFrame({"n": known.index, "kind": kind, "number": known.to_numpy(object)})
        for kind, numbers in enumerate(kinds)
        for known in [numbers.dropna()]
    ]
    found = pd.concat(told, ignore_index=True)
    rows = found["n"].to_numpy(int)
    return found.assign(day=profiles.day[rows], profile=profiles.profile.to_numpy()[rows])


def changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What became of persons: kind, old_id, new_id, profiles. Of profiles that both runs know, those moved.

    Two persons found to be one are ``merged``, one found to be two is ``split``; where both happened at once
    they are ``regrouped``. One whose earliest number is another now is ``renamed``. One of whom nobody tells
    any more as before is ``gone``: withdrawn, or told otherwise throughout.
    """
    both = before.merge(after, on="profile", suffixes=("_old", "_new"))
    pairs = both.groupby(["person_id_old", "person_id_new"], as_index=False).size()
    into = pairs.groupby("person_id_new")["person_id_old"].transform("nunique") > 1
    apart = pairs.groupby("person_id_old")["person_id_new"].transform("nunique") > 1
    kind = np.select([into & apart, into, apart], [REGROUPED, MERGED, SPLIT], RENAMED)
    told = pd.DataFrame(
        {
            "kind": kind,
            "old_id": pairs["person_id_old"],
            "new_id": pairs["person_id_new"],
            "profiles": pairs["size"],
        }
    )
    told = told[told["old_id"] != told["new_id"]]
    lost = before[~before["person_id"].isin([*both["person_id_old"], *after["person_id"]])]
    gone = lost.groupby("person_id", as_index=False).size().set_axis(["old_id", "profiles"], axis=1)
    told = pd.concat([told, gone.assign(kind=GONE, new_id=None)], ignore_index=True)
    return told.sort_values(["old_id", "new_id"], ignore_index=True)
