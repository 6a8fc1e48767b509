"""Published files as their publishers write them, made from the contracts; and the figures they give."""

import csv
import io

import duckdb

from pipelines import core, landing, workbench
from pipelines.identity import Pseudonyms
from pipelines.staging import stage_delivery
from pipelines.steps import DELIVERY, _delivery_row
from schemas.catalogue import EXTRACTS
from schemas.contract import items_at
from schemas.published import WHEN_AND_WHERE
from schemas.returns import Return
from tests import builders

KEY = Pseudonyms(b"k" * 32)
FIGURES = "core.published_figure"

PLACES = {
    "England": {
        "geographic_level": "National",
        "country_code": "E92000001",
        "country_name": "England",
        **dict.fromkeys(("region_code", "region_name", "old_la_code", "new_la_code", "la_name"), "z"),
    },
    "North East": {
        "geographic_level": "Regional",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": "E12000001",
        "region_name": "North East",
        **dict.fromkeys(("old_la_code", "new_la_code", "la_name"), ""),
    },
    "South Tyneside": {
        "geographic_level": "Local authority",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": "E12000001",
        "region_name": "North East",
        "old_la_code": "393",
        "new_la_code": "E08000023",
        "la_name": "South Tyneside",
    },
}
TOTALS = {"time_identifier": "Academic year"}


def live(extract, part, year):
    """The items that a table of an edition has."""
    return items_at(EXTRACTS[extract].part(part).contract, Return.parse(str(year)).place)


def records(extract, part, year, *, places=tuple(PLACES), value="12.5", period="", **given):
    """Rows of an edition under its headers, one a place; ``given`` sets items by name, filters are Total."""
    own = live(extract, part, year)
    rows = []
    for place in places:
        row = {}
        for one in own:
            if one.header == "time_period":
                text = period or str(year - 1)
            elif one.header in WHEN_AND_WHERE:
                text = {**TOTALS, **PLACES[place]}[one.header]
            else:
                text = value if one.is_figure else "Total"
            row[one.header] = given.get(one.name, text)
        rows.append(row)
    return rows


def csv_of(rows):
    """The bytes of a CSV file of these rows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def write(raw, extract, year, name, data, *, la="000"):
    """One file of an edition, in its place."""
    path = raw / la / extract / str(year) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else csv_of(data))
    return path


def staged(raw, extract):
    """The tables of the one delivery of an extract, staged; ``RefusedError`` where it is refused."""
    deliveries, misplaced = landing.find(raw)
    assert not misplaced
    [delivery] = [one for one in deliveries if one.extract.name == extract]
    tables = stage_delivery(builders.tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)
    return delivery, tables


def figures(raw, extract, *, table=FIGURES):
    """The rows of a core table that the one delivery of an extract gives, its promises kept."""
    delivery, tables = staged(raw, extract)
    [query] = [q for q in core.queries() if q.extract == extract and q.table.name == table]
    return figures_of(delivery, tables, query)


def figures_of(delivery, tables, query):
    """The rows of one core query over the staged tables of one delivery."""
    known = workbench.tables()
    own = {delivery.extract.staging(delivery.extract.part(name)): one.lawful for name, one in tables.items()}
    own[DELIVERY] = _delivery_row(delivery)
    with duckdb.connect() as con:
        con.execute("create schema staging; create schema landing")
        con.execute((core.FOLDER.parent / "macros.sql").read_text("utf-8"))
        for name in query.reads:
            con.register("rows", own[name] if name in own else known[name].empty_table())
            con.execute(f"create table {name} as from rows")
        return core.run(con, query).to_pylist()
