"""What the queries of the cohort model read, typed by hand: plans, placements, needs, schools, homes."""

from datetime import date

import duckdb

_PLAN = {
    "plan_id": "varchar", "la_code": "varchar", "return_year": "bigint", "person_id": "varchar",
    "request_id": "varchar", "age_31_august": "bigint", "start_date": "date", "census_day": "date",
    "cease_date": "date", "cease_reason": "varchar", "transferred_from": "varchar",
    "is_maintained": "boolean",
}  # fmt: skip
_PLACEMENT = {
    "placement_id": "varchar", "la_code": "varchar", "return_year": "bigint", "request_id": "varchar",
    "urn": "varchar", "setting": "varchar", "placement_group": "varchar", "placement_rank": "varchar",
    "entry_date": "date", "is_open": "boolean",
}  # fmt: skip
_NEED = dict.fromkeys(("source", "la_code", "returned", "person_id", "need_rank", "need_code"), "varchar")
_SCHOOL = {"urn": "varchar", "school_type": "varchar", "census_day": "date"}
_REGISTER = {"urn": "varchar", "type": "varchar", "edition": "bigint"}


def plan(person, year, age, **items):
    told = {
        "plan_id": f"{person}{year}", "la_code": "391", "return_year": year, "person_id": person,
        "request_id": f"{person}{year}", "age_31_august": age, "start_date": date(2020, 1, 1),
        "census_day": date(year, 1, 16), "cease_date": None, "cease_reason": None, "transferred_from": None,
        "is_maintained": True,
    }  # fmt: skip
    return told | items


def placed(person, year, **items):
    told = {
        "placement_id": f"{person}{year}", "la_code": "391", "return_year": year,
        "request_id": f"{person}{year}", "urn": None, "setting": None, "placement_group": "Not recorded",
        "placement_rank": "1", "entry_date": None, "is_open": True,
    }  # fmt: skip
    return told | items


_HOME = {
    "person_id": "varchar", "spell": "bigint", "from_day": "date", "lsoa": "varchar", "ward": "varchar",
    "postcode_district": "varchar",
}  # fmt: skip
_LOCALITY = {
    "la_code": "varchar", "edition": "bigint", "area_type": "varchar", "area_code": "varchar",
    "locality": "varchar", "valid_from": "date", "valid_to": "date",
}  # fmt: skip
_MERGED = dict.fromkeys(("la_code", "locality", "merged_into"), "varchar")


def core(plans, placements=(), needs=(), schools=(), register=(), *, homes=(), localities=(), merged=()):
    """A DuckDB that has these tables."""
    con = duckdb.connect()
    given = {
        "core.plan": (_PLAN, plans), "core.placement": (_PLACEMENT, placements), "core.need": (_NEED, needs),
        "core.enrolment": (_SCHOOL, schools), "core.establishment": (_REGISTER, register),
        "core.address_history": (_HOME, homes), "core.locality": (_LOCALITY, localities),
        "scope.locality_merged": (_MERGED, merged),
    }  # fmt: skip
    for name, (columns, rows) in given.items():
        con.execute(f"create schema if not exists {name.split('.')[0]}")
        con.execute(f"create table {name} ({', '.join(f'{c} {kind}' for c, kind in columns.items())})")
        for row in rows:
            told = [row[column] for column in columns]
            con.execute(f"insert into {name} values ({', '.join('?' * len(columns))})", told)
    return con
