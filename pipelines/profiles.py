"""What each record tells of whose it is; records of an extract that tell alike share a profile. Restricted.

A delivery's profiles are made once, from its staged tables and what the vault holds for them. The linkage
compares profiles, not records: a pupil in fifteen censuses who never moved is one. A record that tells too
little to be anybody's has a profile of its own.
"""

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import link_names, link_records
from pipelines.identity import Pseudonyms, left_behind
from pipelines.lake import Lake
from pipelines.link_clusters import Seen
from pipelines.link_records import TEXT
from pipelines.storing import vault_of
from schemas import link_map, types
from schemas import link_names as variants
from schemas.contract import Extract, Part, is_about_persons, items
from schemas.link_map import ATTRIBUTES, NUMBERS, TRAITS, Columns, LinkSource
from schemas.returns import Return

TOLD, PROFILE = "vault.told", "vault.profile"
RECORD_OF = pa.schema([("part", pa.string()), ("row", pa.int64()), ("profile", pa.string())])
_TEXTS = (*NUMBERS, "forename", "forename_sound", "surname", "surname_sound", *TRAITS)
_LISTS = ("forename_forms", "surname_forms", "local_ids")
_COLUMNS = pa.schema(
    [(name, pa.string()) for name in ("profile", "who", *_TEXTS)]
    + [(name, pa.list_(pa.string())) for name in _LISTS]
)
# How an item of ours tells an attribute of a linkage, where the two are not called alike.
_TELLS = {
    "preferred_surname": "earlier_surname",
    "former_surname": "earlier_surname",
    "gender_current": "sex",
    "native_id": "school",
}
_BETWEEN, _BYTES = "\x1f", 12


@dataclass(frozen=True)
class Fed:
    """A delivery of which the linkage reads the tables about persons, and those of their homes."""

    extract: Extract
    delivery: str

    @property
    def partition(self) -> str:
        """Its name in the lake."""
        return f"{self.extract.name}.{self.delivery}"

    @property
    def la_code(self) -> str:
        """The authority whose delivery it is."""
        return self.delivery.split("_")[0]

    @property
    def day(self) -> int:
        """The day on which the return counted, as a number."""
        return Return.parse(self.delivery.split("_")[1]).census_day.toordinal()

    def parts(self, lake: Lake) -> list[Part]:
        """Its tables about persons."""
        return [p for p in self.extract.parts if is_about_persons(p) and self._has(lake, p)]

    def homes(self, lake: Lake, part: Part) -> Part | None:
        """The table of a person's addresses, where it is one of its own."""
        return next((p for p in self.extract.parts if _tells_homes_of(p, part) and self._has(lake, p)), None)

    def inputs(self, lake: Lake) -> list[tuple[str, str]]:
        """The tables and partitions that its profiles are made from."""
        read = [p for part in self.parts(lake) for p in (part, self.homes(lake, part)) if p]
        staged = [self.extract.staging(part) for part in read]
        return [(table, self.delivery) for name in staged for table in (name, vault_of(name))]

    def _has(self, lake: Lake, part: Part) -> bool:
        return lake.stamp(self.extract.staging(part), self.delivery) is not None


def _tells_homes_of(part: Part, of: Part) -> bool:
    names = {item.name for item in items(part.contract) if item.vault}
    return part.parent == of.name and "postcode" in names and "uprn" in names


def linking_columns(part: Part) -> list[str]:
    """What stays of the items that tell whose a record is in its staged table: what they leave behind."""
    told = [i for i in items(part.contract) if i.number or _TELLS.get(i.name, i.name) in ATTRIBUTES]
    left = [name for item in told for name in (left_behind(item) if item.vault else (item.name,))]
    return ["row", *([part.key] if part.key else []), *left]


def code() -> str:
    """The code that decides what a profile is."""
    modules = (sys.modules[__name__], link_records, link_names, link_map, variants, types)
    return "".join(Path(str(module.__file__)).read_text("utf-8") for module in modules)


def make(lake: Lake, fed: Fed, pseudonyms: Pseudonyms, fingerprint: str) -> None:
    """Write a delivery's profiles, and which record has which."""
    parts = [_of_part(lake, fed, part, pseudonyms) for part in fed.parts(lake)]
    records = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS.names)
    profiles = records.sort_values(["profile", "school"]).drop_duplicates("profile") if parts else records
    lake.write(PROFILE, _arrow(profiles, _COLUMNS), fed.partition, fingerprint=fingerprint)
    records = records.reindex(columns=RECORD_OF.names)
    lake.write(TOLD, _arrow(records, RECORD_OF), fed.partition, fingerprint=fingerprint)


def _of_part(lake: Lake, fed: Fed, part: Part, pseudonyms: Pseudonyms) -> pd.DataFrame:
    """One row per record, in the order of the file: part, row, and what is compared."""
    told = _texts(lake, fed, part)
    columns: dict[str, list[str]] = {}
    for item in told.columns:
        if (tells := _TELLS.get(item, item)) in ATTRIBUTES:
            columns.setdefault(tells, []).append(item)
    systems = {i.number.domain: i.name for i in items(part.contract) if i.number and i.name in told}
    locals_ = {f"{d} of {fed.la_code}": name for d, name in systems.items() if name not in ATTRIBUTES}
    source = LinkSource(
        fed.extract.name,
        "",
        "key",
        unique=False,
        columns={key: Columns(tuple(names)) for key, names in columns.items()},
        local_ids=locals_,
    )
    records = link_records.records_of(told, source, {})
    records["local_ids"] = records["local_ids"].map(lambda pairs: tuple("/".join(pair) for pair in pairs))
    texts = {name: records[name].astype(object).where(records[name].notna(), "") for name in _TEXTS}
    lists = {name: records[name].map(_BETWEEN.join).astype(object) for name in _LISTS}
    named = [texts[n] for n in ("forename", "surname", "birth_date")]
    number = _surest({**{n: texts[n] for n in NUMBERS}, "local": lists["local_ids"]})
    has_number = number != ""
    is_told = has_number | (
        (texts["forename"] != "") & (texts["surname"] != "") & (texts["birth_date"] != "")
    )
    is_told &= has_number | (texts["postcode"] != "")
    key = told["key"] if part.key and not fed.extract.has_passing_keys else fed.delivery + "/" + told["key"]
    alone = (fed.la_code + "/" + part.name + "/" + key).where(~is_told, "")
    home = texts["postcode"].where(~has_number, "")
    who = _joined([number, *named, home, alone])
    everything = [texts[name] for name in _TEXTS if name != "school"] + [*lists.values(), alone]
    extract = fed.extract.name
    records["who"] = _hashed(who, f"{extract} who", pseudonyms)
    records["profile"] = _hashed(_joined(everything), f"{extract} told", pseudonyms)
    records["part"], records["row"] = part.name, told["row"].to_numpy()
    return records


def _texts(lake: Lake, fed: Fed, part: Part) -> pd.DataFrame:
    """What the record, the vault and the first home say, as text; ``key`` names the record."""
    staged = fed.extract.staging(part)
    wanted = [
        n for n in ("sex", "gender_current", "native_id") if n in {i.name for i in items(part.contract)}
    ]
    rows = lake.read(staged, fed.delivery, ["row", *([part.key] if part.key else []), *wanted])
    table = _frame(rows).rename(columns={part.key: "key"})
    if not part.key:
        table["key"] = table["row"].astype(TEXT)
    secret = _frame(lake.read(vault_of(staged), fed.delivery)).drop_duplicates("row")
    secret = secret[["row", *(c for c in secret.columns if c not in {*table.columns, "supplier_record"})]]
    table = table.merge(secret, on="row", how="left", validate="1:1")
    homes = fed.homes(lake, part)
    if homes and "postcode" not in table:
        table = table.merge(_first_homes(lake, fed, homes), on="key", how="left", validate="m:1")
    for column in set(table.columns) - {"row"}:
        table[column] = table[column].astype(TEXT)
    return table


def _first_homes(lake: Lake, fed: Fed, homes: Part) -> pd.DataFrame:
    """The first address of each person: key, postcode, uprn."""
    staged = fed.extract.staging(homes)
    hangs_on = _frame(lake.read(staged, fed.delivery, ["row", homes.parent_key]))
    told = _frame(lake.read(vault_of(staged), fed.delivery, ["row", "postcode", "uprn"]))
    both = hangs_on.merge(told, on="row").sort_values("row").rename(columns={homes.parent_key: "key"})
    return both.drop_duplicates("key")[["key", "postcode", "uprn"]]


def _frame(rows: pa.Table) -> pd.DataFrame:
    days = [f.name for f in rows.schema if pa.types.is_date(f.type)]
    for name in days:
        rows = rows.set_column(rows.column_names.index(name), name, rows[name].cast(pa.string()))
    return rows.to_pandas(types_mapper={pa.string(): TEXT}.get)


def _surest(numbers: "dict[str, pd.Series[str]]") -> "pd.Series[str]":
    """Of each record the number that changes least, and which it is; nothing where it has none."""
    first, *others = ("upn", "local", "nhs_number", "uln", "former_upn")
    found = numbers[first]
    for kind in others:
        found = found.where((found != "") | (numbers[kind] == ""), f"{kind}/" + numbers[kind])
    return found


def _joined(columns: "list[pd.Series[str]]") -> "pd.Series[str]":
    first, *others = columns
    return first.str.cat(others, sep=_BETWEEN + _BETWEEN)


def _hashed(texts: "pd.Series[str]", domain: str, pseudonyms: Pseudonyms) -> "pd.Series[str]":
    codes, distinct = pd.factorize(texts)
    key = hashlib.blake2b(domain.encode(), key=pseudonyms.key).digest()
    made = [hashlib.blake2b(str(t).encode(), key=key, digest_size=_BYTES).hexdigest() for t in distinct]
    return pd.Series(made, dtype=TEXT).take(codes).set_axis(texts.index)


def _arrow(frame: pd.DataFrame, wanted: pa.Schema) -> pa.Table:
    arrays = [pa.array(frame[f.name], f.type, from_pandas=True) for f in wanted]
    return pa.table(arrays, schema=wanted)


@dataclass(frozen=True)
class Profiles:
    """Every profile of the deliveries in force once, in an order of its own: aligned by position.

    ``records`` are compared; ``day``: of the first return that told it; ``seen``: in which deliveries it is.
    """

    profile: "pd.Index[str]"
    records: pd.DataFrame
    day: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    seen: Seen


def load(lake: Lake, feeds: Iterable[Fed]) -> Profiles:
    """All of them. A profile's school is that of the latest return that tells it."""
    latest_first = sorted(feeds, key=lambda fed: (-fed.day, fed.partition))
    tables, known, found = [], pd.Index([], dtype=object), []
    for fed in latest_first:
        rows = lake.read(PROFILE, fed.partition)
        here = pd.Index(rows["profile"].to_pandas().astype(object))
        is_new = ~here.isin(known)
        tables.append(_frame(rows.filter(pa.array(is_new))).assign(source=fed.extract.name))
        known = known.append(here[is_new])
        found.append(here)
    records = pd.concat(tables, ignore_index=True)
    records["source"] = records["source"].astype(TEXT)
    records = records.sort_values(["source", "who", "profile"], ignore_index=True)
    profile = pd.Index(records.pop("profile").astype(object))
    day = np.zeros(len(profile), dtype=np.int64)
    bits = np.zeros(len(profile), dtype=object)
    for number, (fed, here) in enumerate(zip(latest_first, found, strict=True)):
        rows = profile.get_indexer(here)
        day[rows] = fed.day
        bits[rows] += 1 << number
    records = records.rename(columns={"who": "id"})
    for name in ("forename_forms", "surname_forms"):
        records[name] = pd.Series([tuple(one) for one in records[name]], index=records.index, dtype=object)
    records["local_ids"] = pd.Series(
        [tuple(tuple(one.split("/", 1)) for one in several) for several in records["local_ids"]],
        index=records.index,
        dtype=object,
    )
    return Profiles(profile, records, day, Seen(bits.tolist(), 0))
