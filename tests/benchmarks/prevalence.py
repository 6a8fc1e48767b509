"""How long the mart ``prevalence`` takes at full size, beside the same groups in bare DuckDB SQL.

    .venv/bin/python -m tests.benchmarks.prevalence [--pupils 45000] [--years 11] [--threads 2] [--times 3]

Core tables of one authority are made of chance, in DuckDB: every pupil in every census of every year, three
terms a year. Making them is not in the figures, nor is reading Parquet. Each query runs ``--times`` times, in
turn, and the best time of each is told; on a busy machine CPU seconds tell more. The bare query counts every
group of the mart and labels nothing: no names, intervals, verdicts, localities, sums of authorities or years.
"""

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from pipelines import core, workbench
from pipelines.sql import read_marts
from schemas.codesets.demography import ETHNICITY, MAIN_ETHNICITY
from schemas.codesets.school import NC_YEAR

GOAL_SECONDS, GOAL_RATIO = 5.0, 1.5
LA = "391"
TERMS = {"spring": (1, 17), "summer": (5, 16), "autumn": (10, 3)}
SCHOOLS, LSOAS, WARDS, DISTRICTS, LOCALITIES = 100, 180, 26, 20, 5
_TYPES = ("State-funded primary", "State-funded secondary", "State-funded special school")
_PHASES = ("Primary", "Secondary", "Special")
BARE = """
select
    enrolment.la_code, enrolment.census, governance, school_type, phase, nc_year_label, age_31_august, sex,
    ethnicity, first_language, fsm_eligible, urn, imd_decile_2019, imd_decile_2025, ward, lsoa,
    home.postcode_district,
    count(*), count(*) filter (where sen_provision = 'K'), count(*) filter (where sen_provision = 'E')
from core.enrolment as enrolment
inner join core.sen_status as status using (la_code, census, person_id)
left join core.address as home
    on home.extract = 'school_census' and home.part = 'pupilonroll' and home.address_order = 1
    and home.delivery = enrolment.delivery and home.row = enrolment.row
where enrolment.is_counted
group by grouping sets (
    (enrolment.la_code, enrolment.census, governance),
    (enrolment.la_code, enrolment.census, governance, school_type),
    (enrolment.la_code, enrolment.census, governance, phase),
    (enrolment.la_code, enrolment.census, governance, nc_year_label),
    (enrolment.la_code, enrolment.census, governance, age_31_august),
    (enrolment.la_code, enrolment.census, governance, sex),
    (enrolment.la_code, enrolment.census, governance, ethnicity),
    (enrolment.la_code, enrolment.census, governance, first_language),
    (enrolment.la_code, enrolment.census, governance, fsm_eligible),
    (enrolment.la_code, enrolment.census, governance, urn, school_type),
    (enrolment.la_code, enrolment.census, governance, imd_decile_2019, imd_decile_2025),
    (enrolment.la_code, enrolment.census, governance, ward),
    (enrolment.la_code, enrolment.census, governance, lsoa, ward, home.postcode_district),
    (enrolment.la_code, enrolment.census, governance, sex, nc_year_label),
    (enrolment.la_code, enrolment.census, governance, sex, ethnicity),
    (enrolment.la_code, enrolment.census, governance, fsm_eligible, ethnicity),
    (enrolment.la_code, enrolment.census, governance, fsm_eligible, age_31_august)
)
"""


def main() -> None:
    """Fill the tables, time both queries, and say how they stand to each other."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--pupils", type=int, default=45_000)
    asked.add_argument("--years", type=int, default=11)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--times", type=int, default=3)
    wanted = asked.parse_args()
    mart = read_marts()["prevalence"]
    with duckdb.connect(config={"threads": wanted.threads}) as con:
        fill(con, mart.reads, wanted.pupils, wanted.years)
        rows = con.sql(mart.sql).to_arrow_table().num_rows
        taken = [(timed(con, mart.sql), timed(con, BARE)) for _ in range(wanted.times)]
    ours, bare = (tuple(map(min, zip(*of_one, strict=True))) for of_one in zip(*taken, strict=True))
    sys.stdout.write(
        f"{wanted.pupils:,} pupils x {wanted.years} years x {len(TERMS)} terms, {rows:,} rows: "
        f"{ours[0]:.2f} s (goal {GOAL_SECONDS:.0f}), bare {bare[0]:.2f} s, "
        f"ratio {ours[0] / bare[0]:.2f} (goal {GOAL_RATIO}); "
        f"in CPU seconds {ours[1]:.2f}, bare {bare[1]:.2f}, ratio {ours[1] / bare[1]:.2f}\n"
    )


def timed(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, float]:
    """Seconds until the whole answer is there, on the clock and of all cores."""
    began, worked = time.perf_counter(), time.process_time()
    con.sql(sql).to_arrow_table()
    return time.perf_counter() - began, time.process_time() - worked


def fill(con: duckdb.DuckDBPyConnection, reads: tuple[str, ...], pupils: int, years: int) -> None:
    """All that the mart reads: one authority's pupils, and nothing in the tables beside them."""
    core.register_codes(con, reads)
    for name in (name for name in reads if not name.startswith(core.CODES)):
        con.execute(f"create schema if not exists {name.split('.')[0]}")
        con.register("empty", workbench.tables()[name].empty_table())
        con.execute(f"create table {name} as from empty")
    con.execute((Path(core.__file__).parent.parent / "macros.sql").read_text("utf-8"))
    if "scope.counting" in reads:
        con.execute(
            "insert into scope.counting by name select 25 as oldest_age, 'pupils' as counted, "
            "3 as rolling_years, 2015 as base_year"
        )
    rng = np.random.default_rng(2019)
    people = _people(rng, pupils)
    for year in range(2015, 2015 + years):
        for term, day in TERMS.items():
            for table, rows in _census(rng, people, f"{year}-{term}", date(year, *day)).items():
                con.register("made", rows)
                con.execute(f"insert into {table} by name from made")
    _localities(con)


def _people(rng: np.random.Generator, pupils: int) -> dict[str, np.ndarray]:
    """What stays with a pupil; a school has its type, an LSOA its ward, district and deciles."""
    age = rng.integers(3, 19, pupils)
    kind = np.where(rng.random(pupils) < 0.02, 2, (age > 10).astype(int))
    return {
        "person": rng.permutation(pupils),
        "age": age,
        "kind": kind,
        "school": kind + 3 * rng.integers(0, SCHOOLS // 3, pupils),
        "sex": rng.integers(0, 2, pupils),
        "ethnicity": np.minimum(rng.geometric(0.35, pupils), 18) - 1,
        "fsm": rng.random(pupils) < 0.25,
        "english": rng.random(pupils) < 0.8,
        "lsoa": rng.integers(0, LSOAS, pupils),
        "provision": rng.choice(3, pupils, p=[0.83, 0.14, 0.03]),
    }


def _census(
    rng: np.random.Generator, people: dict[str, np.ndarray], census: str, day: date
) -> dict[str, pa.Table]:
    count = len(people["age"])
    moved = rng.integers(0, LSOAS, count)
    lsoa = np.where(rng.random(count) < 0.05, moved, people["lsoa"])
    main = list(dict.fromkeys(MAIN_ETHNICITY.values()))
    years = list(NC_YEAR.labels.items())[2:]
    head = {
        "person_id": pa.array([f"{n:024x}" for n in people["person"]]),
        "delivery": _always(f"{LA}_{census}", count),
        "la_code": _always(LA, count),
        "census": _always(census, count),
        "census_day": pa.array([day] * count, pa.date32()),
        "academic_year": _always("201819", count),
    }
    row = pa.array(np.arange(2, count + 2))
    enrolment = head | {
        "row": row,
        "urn": _coded([str(108000 + n) for n in range(SCHOOLS + 3)], people["school"]),
        "phase": _coded(_PHASES, people["kind"]),
        "school_type": _coded(_TYPES, people["kind"]),
        "governance": _always("CO", count),
        "enrolment_status": _always("C", count),
        "nc_year": _coded([code for code, _ in years], people["age"] - 3),
        "nc_year_label": _coded([label for _, label in years], people["age"] - 3),
        "age_31_august": pa.array(people["age"]),
        "sex": _coded(("Female", "Male"), people["sex"]),
        "ethnicity": _coded([ETHNICITY.labels[code] for code in main], people["ethnicity"]),
        "first_language": _coded(("Other than English", "English"), people["english"].astype(int)),
        "fsm_eligible": pa.array(people["fsm"]),
        "is_counted": pa.array(np.ones(count, bool)),
    }
    ranks = lsoa % 10 + 1
    address = {name: head[name] for name in ("person_id", "delivery", "la_code")} | {
        "extract": _always("school_census", count),
        "part": _always("pupilonroll", count),
        "row": row,
        "address_order": pa.array(np.ones(count, np.int64)),
        "counted_on": head["census_day"],
        "postcode_district": _coded([f"NE{n}" for n in range(1, DISTRICTS + 1)], lsoa % DISTRICTS),
        "lsoa": _coded([f"E0100{8000 + n}" for n in range(LSOAS)], lsoa),
        "ward": _coded([f"E0500{1000 + n}" for n in range(WARDS)], lsoa % WARDS),
        "home_la_code": _always(LA, count),
        "in_area": pa.array(rng.random(count) < 0.97),
        "imd_decile_2019": pa.array(ranks),
        "imd_decile_2025": pa.array(ranks),
    }
    status = head | {"sen_provision": _coded(("N", "K", "E"), people["provision"])}
    made = {"core.enrolment": enrolment, "core.sen_status": status, "core.address": address}
    return {name: pa.table(columns) for name, columns in made.items()}


def _always(text: str, count: int) -> pa.Array:
    return pa.array([text]).take(pa.array(np.zeros(count, np.int64)))


def _coded(texts: list[str] | tuple[str, ...], numbers: np.ndarray) -> pa.Array:
    return pa.array(list(texts)).take(pa.array(numbers.astype(np.int64)))


def _localities(con: duckdb.DuckDBPyConnection) -> None:
    """Each LSOA in one locality, since ever."""
    con.execute(
        "insert into core.locality by name "
        f"select '{LA}_2025' as delivery, '{LA}' as la_code, 2025 as edition, 'LSOA' as area_type, "
        f"'E0100' || (8000 + n) as area_code, 'Locality ' || (n % {LOCALITIES}) as locality, "
        f"'E0100' || (8000 + n) || '|1' as turn from range({LSOAS}) as lsoa(n)"
    )


if __name__ == "__main__":
    main()
