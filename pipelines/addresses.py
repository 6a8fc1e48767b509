"""Where persons live: of each home postcode that a delivery tells, the areas it lies in, and nothing else.

The only step beside linkage that opens the vault for the joint core. A postcode is looked up in the latest
edition of the directory in force; what leaves here are codes of areas, its district and deciles of its LSOA.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import core
from pipelines.formats import ROW
from pipelines.lake import Lake
from pipelines.storing import vault_of
from pipelines.workbench import DELIVERY, workbench
from schemas.catalogue import ADDRESS, EXTRACTS, PERSON_LINK
from schemas.contract import DISTRICT, Extract, Part, is_about_persons, items
from schemas.extracts.postcodes import POSTCODES

DIRECTORY = POSTCODES.staging(POSTCODES.part("postcodes"))
POSTCODE, DISTRICT_LEFT = "postcode", "postcode_district"
_CODES = "codes.area_code"
# What a column of core.address is made of, in the directory and in landing.delivery.
LOOKED_UP = {
    "lsoa": ("lsoa_2021", "lsoa_2011"),
    "ward": ("ward_code",),
    "home_area_code": ("county_code", "district_code"),
    "home_la_code": ("county_code", "district_code"),
    "in_area": ("county_code", "district_code", "country_code"),
    "imd_decile_2019": ("imd_rank",),
    "imd_decile_2025": ("imd_rank_2025",),
}
OF_DELIVERY = {
    "delivery": "delivery",
    "extract": "extract",
    "la_code": "la_code",
    "counted_on": "census_day",
}
_LOOK_UP = (Path(__file__).parent / "addresses.sql").read_text("utf-8")


@dataclass(frozen=True)
class Told:
    """A table that tells home postcodes, and the table of the persons whose they are: often the same."""

    extract: Extract
    part: Part
    person: Part

    @property
    def staged(self) -> str:
        """The staged table that tells."""
        return self.extract.staging(self.part)

    @property
    def staged_person(self) -> str:
        """The staged table of the persons."""
        return self.extract.staging(self.person)


@cache
def told() -> tuple[Told, ...]:
    """Every table that tells home postcodes, as the contracts declare it."""
    return tuple(
        Told(extract, part, part if is_about_persons(part) else extract.part(part.parent))
        for extract in EXTRACTS.values()
        for part in extract.parts
        if any(one.name == POSTCODE and one.vault == DISTRICT for one in items(part.contract))
    )


def reads() -> frozenset[str]:
    """The tables from which addresses are made; the vault behind the first is not named."""
    tables = {name for one in told() for name in (one.staged, one.staged_person)}
    return frozenset({*tables, PERSON_LINK.name, DELIVERY, DIRECTORY})


@cache
def code_version() -> str:
    """Changes with this module, the columns it makes and the codes it joins."""
    said = (Path(__file__).read_text("utf-8"), _LOOK_UP, str(core.arrow_schema(ADDRESS.model)))
    return hashlib.sha256("".join((*said, core.codes_version([_CODES]))).encode()).hexdigest()[:12]


def inputs(lake: Lake, extract: str, key: str) -> list[tuple[str, str]]:
    """What a delivery's addresses are made from; nothing where it has no table that tells them."""
    telling = _telling(lake, extract, key)
    own = [(name, key) for one in telling for name in (vault_of(one.staged), one.staged, one.staged_person)]
    of_all = [(PERSON_LINK.name, f"{extract}.{key}"), (DELIVERY, f"{extract}.{key}")]
    edition = _edition(lake)
    directory = [(DIRECTORY, edition)] if edition else []
    return [*dict.fromkeys(own), *of_all, *directory] if own else []


def located(lake: Lake, partitions: Collection[str]) -> Iterator[tuple[str, pa.Table]]:
    """The addresses of each of these deliveries; the directory is read once for all of them."""
    homes = {partition: _homes(lake, *partition.split(".", 1)) for partition in partitions}
    areas = _areas(lake, {p for own in homes.values() for p in own[POSTCODE].unique()})
    wanted = core.arrow_schema(ADDRESS.model)
    for partition, own in homes.items():
        [delivery] = lake.read(DELIVERY, partition).to_pylist()
        links = lake.read(PERSON_LINK.name, partition, ["part", ROW, "person_id"]).to_pandas()
        rows = own.merge(links, how="left", on=["part", ROW], validate="m:1")
        rows = rows.merge(areas, how="left", on=POSTCODE, validate="m:1")
        rows = rows.assign(**{name: delivery[of] for name, of in OF_DELIVERY.items()})
        is_home = (rows["home_la_code"] == rows["la_code"]).astype("boolean")
        known = rows["home_la_code"].notna() | rows["is_england"].eq(False)  # noqa: FBT003
        rows["in_area"] = is_home.where(known)
        rows = rows.sort_values(list(ADDRESS.key))
        yield partition, pa.Table.from_pandas(rows[wanted.names], wanted, preserve_index=False)


def _telling(lake: Lake, extract: str, key: str) -> list[Told]:
    return [one for one in told() if one.extract.name == extract and lake.stamp(vault_of(one.staged), key)]


def _homes(lake: Lake, extract: str, key: str) -> pd.DataFrame:
    """Of each person's record the postcodes it tells, in order: part, row, address_order, postcode."""
    return pd.concat([_homes_of(lake, one, key) for one in _telling(lake, extract, key)], ignore_index=True)


def _homes_of(lake: Lake, one: Told, key: str) -> pd.DataFrame:
    vault = lake.read(vault_of(one.staged), key, [ROW, POSTCODE])
    plain = pc.replace_substring(pc.utf8_upper(vault[POSTCODE]), " ", "")
    homes = pa.table({"told": vault[ROW], POSTCODE: plain}).drop_null()
    if one.part is one.person:
        rows = homes.to_pandas().assign(row=lambda frame: frame["told"])
    else:
        parent = one.part.parent_key
        of = lake.read(one.staged, key, [ROW, parent]).to_pandas().rename(columns={ROW: "told"})
        persons = lake.read(one.staged_person, key, [ROW, parent]).to_pandas()
        rows = homes.to_pandas().merge(of, how="inner", on="told", validate="1:1")
        rows = rows.merge(persons, how="inner", on=parent, validate="m:1")
    rows = rows.sort_values([ROW, "told"])
    rows["address_order"] = rows.groupby(ROW).cumcount() + 1
    # the outward part, as staging leaves it behind
    rows[DISTRICT_LEFT] = rows[POSTCODE].str.slice(0, -3)
    return rows.assign(part=one.person.name)[["part", ROW, "address_order", POSTCODE, DISTRICT_LEFT]]


def _areas(lake: Lake, postcodes: Collection[str]) -> pd.DataFrame:
    """The areas of those postcodes that the latest directory has; of none without a directory."""
    edition = _edition(lake)
    # Postcodes of the vault: what does not fit into memory ends this, and is not spilt.
    with workbench(lake, (DIRECTORY, _CODES), {DIRECTORY: edition or "none"}, off_disk=True) as con:
        con.register("asked", pa.table({POSTCODE: pa.array(sorted(postcodes), pa.string())}))
        year = int(edition.split("_")[1]) if edition else 0
        return con.sql(_LOOK_UP, params={"edition": year}).to_arrow_table().to_pandas()


def _edition(lake: Lake) -> str:
    """The delivery of the latest directory in force."""
    editions = [p.split(".", 1)[1] for p in lake.partitions(DELIVERY) if p.split(".")[0] == POSTCODES.name]
    return max(editions, default="")
