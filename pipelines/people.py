"""The step that links the records of all deliveries in force to persons, and notes what became of persons.

What a delivery's records tell is worked out once (``profiles``). All profiles are compared anew when there is
one more or less, so that links never hang on the order in which deliveries came; a delivery whose records are
found to be the same persons' as before keeps its table.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from pipelines import audit, core, linkage, linkage_counts, linkage_settings, profiles, steps
from pipelines.linkage_counts import LINK_WEIGHT
from pipelines.linkage_settings import LinkageSettings
from pipelines.profiles import PROFILE, TOLD, Fed
from pipelines.steps import Workshop
from schemas.catalogue import EXTRACTS, PERSON_CHANGE, PERSON_LINK

IDLE = "decisions about nobody here"
PERSON_OF, DOUBT = "vault.person_of", "vault.doubt"
MADE_OF_ALL = (PERSON_OF, DOUBT, LINK_WEIGHT)
_PERSON_OF = pa.schema([("profile", pa.string()), ("person_id", pa.string())])
_DOUBT = pa.schema(
    [("left", pa.string()), ("right", pa.string()), ("rule", pa.string()), ("weight", pa.float64())]
)
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Report:
    """What a run of the linkage found: counts."""

    records: int
    persons: int
    counts: dict[str, int]
    changed: dict[str, int]

    @property
    def words(self) -> str:
        """For a person: how many, and what changed."""
        told = [f"{count:,} {kind}" for kind, count in self.changed.items()]
        changed = f"; {', '.join(told)}: 'send linkage changes' says which" if told else ""
        idle = self.counts.get(IDLE, 0)
        decided = f"; {idle:,} decisions are about records that are not here" if idle else ""
        return f"Linked {self.records:,} records to {self.persons:,} persons{changed}{decided}"


def code() -> str:
    """The code that decides who is who."""
    own = sorted([*_HERE.glob("link*.py"), *(_HERE.parent / "schemas").glob("link_*.py"), Path(__file__)])
    return profiles.code() + "".join(path.read_text("utf-8") for path in own)


def link(
    shop: Workshop, progress: Callable[[str], None] = lambda _: None, *, now: datetime | None = None
) -> Report | None:
    """Bring the links up to date; None when nothing had changed."""
    fed = feeds(shop)
    _forget(shop, {one.partition for one in fed})
    for one in fed:
        _tell(shop, one)
    if not any(_rows(shop, one) for one in fed):
        for table in (*MADE_OF_ALL, PERSON_LINK.name):
            for partition in shop.lake.partitions(table):
                shop.lake.drop(table, partition)
        return None
    settings = linkage_settings.load(shop.beside)
    fingerprint = _fingerprint(shop, fed, settings.fingerprint)
    if _is_current(shop, fingerprint):
        return None
    progress("Comparing what records tell of their persons")
    found = profiles.load(shop.lake, fed)
    _note_decisions(shop, settings, now)
    people = linkage.link(found, settings.mapping, settings.ties, settings.decisions, shop.pseudonyms)
    records = sum(_store(shop, one, people.persons) for one in fed)
    changed = _note_changes(shop, people.persons, fingerprint, now or datetime.now(UTC))
    _store_doubts(shop, people, found, fingerprint)
    pairs = linkage_counts.by_weight(people.links, people.doubts, settings.mapping.thresholds)
    shop.lake.write(LINK_WEIGHT, pairs, fingerprint=fingerprint)
    persons = people.persons["person_id"].nunique()
    moved = {kind: int(n) for kind, n in changed["kind"].value_counts().sort_index().items()}
    counts = {"records": records, "persons": persons, "merges": moved.get(linkage.MERGED, 0)}
    counts["splits"] = moved.get(linkage.SPLIT, 0)
    audit.note(shop.lake.root, audit.LINKED, "", counts, who=shop.who, now=now)
    own = pa.Table.from_pandas(people.persons[_PERSON_OF.names], _PERSON_OF, preserve_index=False)
    facts = {"links": _links(shop), "decisions": settings.decided}
    shop.lake.write(PERSON_OF, own, fingerprint=fingerprint, facts=facts)
    return Report(records, persons, people.counts, moved)


def feeds(shop: Workshop) -> list[Fed]:
    """The deliveries in force that have a table about persons."""
    named = (partition.split(".", 1) for partition in shop.lake.partitions(steps.DELIVERY))
    found = [Fed(EXTRACTS[extract], delivery) for extract, delivery in named]
    return [fed for fed in found if fed.parts(shop.lake)]


def _rows(shop: Workshop, fed: Fed) -> int:
    stamp = shop.lake.stamp(TOLD, fed.partition)
    return stamp.rows if stamp else 0


def _forget(shop: Workshop, fed: set[str]) -> None:
    for table in (PROFILE, TOLD, PERSON_LINK.name):
        for partition in set(shop.lake.partitions(table)) - fed:
            shop.lake.drop(table, partition)


def _tell(shop: Workshop, fed: Fed) -> None:
    """Make the profiles of a delivery unless they stand."""
    fingerprint = steps.fingerprint_of(
        shop.lake, fed.inputs(shop.lake), profiles.code(), shop.pseudonyms.key_id
    )
    if not all(steps.is_current(shop.lake, t, fed.partition, fingerprint) for t in (PROFILE, TOLD)):
        profiles.make(shop.lake, fed, shop.pseudonyms, fingerprint)


def _fingerprint(shop: Workshop, deliveries: list[Fed], settings: str) -> str:
    inputs = [(table, fed.partition) for fed in deliveries for table in (PROFILE, TOLD)]
    return steps.fingerprint_of(shop.lake, inputs, code(), settings, shop.pseudonyms.key_id)


def _is_current(shop: Workshop, fingerprint: str) -> bool:
    """The last run was of the same, and each delivery's links are those that it found, not another run's."""
    stamp = shop.lake.stamp(PERSON_OF)
    return stamp is not None and stamp.fingerprint == fingerprint and stamp.facts["links"] == _links(shop)


def _links(shop: Workshop) -> dict[str, str]:
    """What the links of each delivery were made from."""
    name = PERSON_LINK.name
    return {p: stamp.fingerprint for p in shop.lake.partitions(name) if (stamp := shop.lake.stamp(name, p))}


def _store(shop: Workshop, fed: Fed, persons: pd.DataFrame) -> int:
    """The links of one delivery's records, written if they are others than before; how many there are."""
    told = shop.lake.read(TOLD, fed.partition).to_pandas()
    links = told.merge(persons, on="profile", how="left", validate="m:1").sort_values(["part", "row"])
    links.insert(0, "delivery", fed.delivery)
    wanted = core.arrow_schema(PERSON_LINK.model)
    rows = pa.Table.from_pandas(links[wanted.names], wanted, preserve_index=False)
    said = hashlib.sha256()
    for column in rows.columns:
        said.update("\n".join(map(str, column.to_pylist())).encode())
    if not steps.is_current(shop.lake, PERSON_LINK.name, fed.partition, said.hexdigest()):
        core.check(rows, PERSON_LINK)
        shop.lake.write(PERSON_LINK.name, rows, fed.partition, fingerprint=said.hexdigest())
    return len(rows)


def _note_decisions(shop: Workshop, settings: LinkageSettings, now: datetime | None) -> None:
    """That decisions are followed which the last run did not follow, whoever wrote them into their file."""
    stamp = shop.lake.stamp(PERSON_OF)
    if settings.decisions is not None and (stamp is None or stamp.facts["decisions"] != settings.decided):
        counts = linkage_settings.said(settings.decisions)
        audit.note(shop.lake.root, audit.DECIDED, counts=counts, who=shop.who, now=now)


def _note_changes(shop: Workshop, persons: pd.DataFrame, fingerprint: str, at: datetime) -> pd.DataFrame:
    """Add to the register of persons merged, split and renamed what this run changed."""
    nothing = pd.DataFrame({"kind": [], "old_id": [], "new_id": [], "profiles": []})
    if shop.is_past or shop.lake.stamp(PERSON_OF) is None:
        return nothing
    before = shop.lake.read(PERSON_OF).to_pandas()
    told = linkage.changes(before, persons[["profile", "person_id"]])
    if told.empty:
        return nothing
    wanted = core.arrow_schema(PERSON_CHANGE.model)
    stamp = shop.lake.stamp(PERSON_CHANGE.name)
    if stamp and stamp.fingerprint == fingerprint:
        # A run that was killed had noted them.
        return told
    known = shop.lake.read(PERSON_CHANGE.name) if stamp else wanted.empty_table()
    run = int(known["run"].to_pandas().max()) + 1 if known.num_rows else 1
    told = told.assign(run=run, day=at.date())
    rows = pa.Table.from_pandas(told[wanted.names], wanted, preserve_index=False)
    rows = pa.concat_tables([known, rows])
    core.check(rows, PERSON_CHANGE)
    shop.lake.write(PERSON_CHANGE.name, rows, fingerprint=fingerprint)
    return told


def _store_doubts(shop: Workshop, people: linkage.People, found: profiles.Profiles, fingerprint: str) -> None:
    """Pairs for a clerk, each by a profile that tells of either side."""
    doubts = people.doubts
    rows = pa.table(
        {
            "left": pa.array(found.profile[doubts["left"].to_numpy(int)], pa.string()),
            "right": pa.array(found.profile[doubts["right"].to_numpy(int)], pa.string()),
            "rule": pa.array(doubts["rule"], pa.string()),
            "weight": pa.array(doubts["weight"].astype("Float64"), pa.float64()),
        },
        schema=_DOUBT,
    )
    shop.lake.write(DOUBT, rows, fingerprint=fingerprint)
