"""The sample authority's files as a linkage takes them, and who is truly who: for precision and recall.

Every table that is about persons becomes one CSV file and one source of the mapping: the census of each year
with its addresses, SEN2 of each year, the case system's cases, and the tables of partners.
"""

from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pyarrow.parquet as pq

from pipelines.sample import Order, write_sample
from pipelines.sample.order import PARTNERS

_NAMES = {"forename": "forename", "surname": "surname", "birth_date": "dob", "postcode": "postcode"}
_COLUMNS = {
    "school_census": {
        **_NAMES,
        "upn": "upn",
        "former_upn": "formerupn",
        "uln": "uniquelearnernumber",
        "earlier_surname": ["formersurname", "preferredsurname"],
        "sex": "sex",
        "uprn": "uniquepropertyreferencenumber",
        "school": "NativeId",
    },
    "sen2": {**_NAMES, "upn": "upn", "uln": "uln", "sex": "sex"},
    "ehcp": {**_NAMES, "upn": "upn", "uln": "uln"},
    "health_waits": {**_NAMES, "upn": "upn", "nhs_number": "nhsnumber"},
    "nccis": {**_NAMES, "upn": "upn", "uln": "uln"},
    "attainment": {"upn": "upn", "uln": "uln", "birth_date": "dob", "school": "urn"},
}
_OTHERS = {"upn": "upn", "birth_date": "dob"}
_LOCAL = {"ehcp": {"cases": "personid"}, "social_care": {"care": "childid"}, "nccis": {"careers": "clientid"}}
_SEN2 = {
    "Surname": "surname", "Forename": "forename", "PersonBirthDate": "dob", "PostCode": "postcode",
    "UPN": "upn", "UniqueLearnerNumber": "uln", "Sex": "sex", "GenderCurrent": "sex",
}  # fmt: skip


def write(folder: Path, order: Order) -> tuple[list[Path], dict[str, object], pd.DataFrame]:
    """The files, the mapping as TOML would say it, and the truth: source, id, person (missing: nobody)."""
    write_sample(folder / "raw", folder / "truth", order)
    (folder / "link").mkdir()
    paths, sources, truths = [], [], []
    for table, extract, records in _tables(folder, order):
        name = table.attrs["name"]
        path = folder / "link" / f"{name}.csv"
        table.to_csv(path, index=False)
        paths.append(path)
        columns = {k: v for k, v in _COLUMNS.get(extract, _OTHERS).items() if _has(table, v)}
        sources.append(
            {
                "name": name,
                "id": "record",
                "unique": extract == "sen2",
                "columns": columns,
                "local_ids": _LOCAL.get(extract, {}),
            }
        )
        truths.append(pd.DataFrame({"source": name, "id": table["record"], "person": records}))
    return paths, {"source": sources}, pd.concat(truths, ignore_index=True)


def order_of(pupils: int, seed: int = 2019) -> Order:
    """Four years of an authority of that size, with all partners."""
    return Order(first_year=2023, last_year=2026, size=pupils, seed=seed, extras=PARTNERS)


def persons(folder: Path) -> pd.DataFrame:
    """Who everyone truly is."""
    return pq.read_table(next((folder / "truth").glob("*/person.parquet"))).to_pandas()


def _has(table: pd.DataFrame, column: object) -> bool:
    wanted = column if isinstance(column, list) else [column]
    return all(one in table.columns for one in wanted)


def _tables(folder: Path, order: Order):
    truth = next((folder / "truth").glob("*/record.parquet")).parent
    record = pq.read_table(truth / "record.parquet").to_pandas()
    partner = pq.read_table(truth / "partner_record.parquet").to_pandas()
    raw = folder / "raw" / order.areas[0]
    for path in sorted((raw / "school_census").glob("*/*_pupilonroll.csv")):
        pupils, homes = (
            pd.read_csv(p, dtype=str)
            for p in (path, path.with_name(path.name.replace("pupilonroll", "addresses")))
        )
        homes = homes.drop_duplicates("pupilonrolltableid")[
            ["pupilonrolltableid", "postcode", "uniquepropertyreferencenumber"]
        ]
        pupils = pupils.merge(homes, how="left", on="pupilonrolltableid").rename(columns={"gender": "sex"})
        pupils["record"] = pupils["pupilonrolltableid"]
        yield _named(pupils, "school_census", path.parent.name, record, "pupilonroll")
    for path in sorted((raw / "sen2").glob("*/*.xml")):
        found = [element for element in ET.parse(path).iter() if element.tag.rpartition("}")[2] == "Person"]  # noqa: S314
        rows = [
            {_SEN2[tag]: part.text for part in one if (tag := part.tag.rpartition("}")[2]) in _SEN2}
            for one in found
        ]
        people = pd.DataFrame(rows)
        people["record"] = [str(n + 1) for n in range(len(people))]
        yield _named(people, "sen2", path.parent.name, record, "person")
    for path in sorted((raw / "ehcp").glob("*/*_cases.csv")):
        cases = pd.read_csv(path, dtype=str)
        cases["record"] = cases["caseid"]
        yield _named(cases, "ehcp", path.parent.name, record, "cases")
    for (extract, of, name), _ in partner.groupby(["extract", "return", "table"]):
        path = raw / extract / of / f"{extract}_{of}_{name}.csv"
        table = pd.read_csv(path, dtype=str)
        table["record"] = [str(n) for n in range(2, len(table) + 2)]
        yield _named(table, extract, of, partner.rename(columns={"row": "record"}), name)


def _named(table: pd.DataFrame, extract: str, of: str, record: pd.DataFrame, part: str):
    """The table under its source's name, and the true person of each of its records."""
    table.attrs["name"] = f"{extract}_{of}_{part}".replace("-", "_")
    mine = record[(record["extract"] == extract) & (record["return"] == of) & (record["table"] == part)]
    person = pd.Series(mine["person"].to_numpy(), index=mine["record"].astype(str))
    return table, extract, table["record"].map(person).to_numpy()


def lives(records: pd.DataFrame, people: pd.DataFrame) -> "pd.Series[str]":
    """Whose life each record is of: an adopted child has two, before and after, and is two people.

    A record of an adopted child that tells neither name nor number is of a life of its own.
    """
    known = people.set_index("person")
    person = records["person"].astype(int)
    adopted = person.map(known["adopted"])
    life = person.astype(str)
    ends = {"before": ("earlier_forename", "earlier_upn"), "after": ("forename", "upn")}
    found = " " + records.index.astype(str).to_series(index=records.index)
    for end, (forename, upn) in reversed(ends.items()):
        is_so = records["forename"].eq(person.map(known[forename].str.casefold())).fillna(value=False)
        is_so |= records["upn"].eq(person.map(known[upn])).fillna(value=False)
        found = found.mask(is_so.astype(bool), f" {end}")
    return life.where(~adopted, life + found)
