"""What is true behind the files: who is who, and the counts to be found. Never under ``raw``."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sample.census_files import CensusWritten
from pipelines.sample.days import FAR, Bools, Texts, date_of, day_of, year_of
from pipelines.sample.ehcp_cases import Cases
from pipelines.sample.identity import ADOPTED, Identity
from pipelines.sample.needs import needs_in
from pipelines.sample.plans import OTHER_LA
from pipelines.sample.sen2_cases import Period
from pipelines.sample.sen2_files import Sen2Written
from pipelines.sample.world import PLAN, SUPPORT, World
from schemas.returns import Return

# Age at 31 August before the census day; the bands of the SEN2 statistics.
BANDS = ((5, "under 5"), (11, "5 to 10"), (16, "11 to 15"), (20, "16 to 19"), (99, "20 to 25"))


def person_table(world: World, identity: Identity) -> pa.Table:
    """One row per person, with the true name and birthday; ``person`` is the true number."""
    people, n = world.people, len(world.people)
    renamed = identity.renamed < FAR
    return pa.table(
        {
            "person": pa.array(np.arange(n)),
            "surname": _text(identity.surname),
            "forename": _text(identity.forename),
            "earlier_surname": _text(np.where(renamed, identity.first_surname, "")),
            "earlier_forename": _text(np.where(identity.change == ADOPTED, identity.first_forename, "")),
            "middle_names": _text(identity.middle),
            "birth_date": pa.array([date_of(d) for d in identity.dob.tolist()], pa.date32()),
            "sex": _text(np.where(people.boy, "M", "F")),
            "resident": pa.array(people.resident),
            "adopted": pa.array(identity.change == ADOPTED),
            "twin_of": pa.array(identity.twin_of, mask=identity.twin_of < 0),
            "upn": _text(identity.upn),
            "earlier_upn": _text(np.where(identity.first_upn != identity.upn, identity.first_upn, "")),
            "uln": _text(identity.uln),
            "postcode": _text(identity.postcode),
        }
    )


def census_records(census: Return, written: CensusWritten) -> pa.Table:
    """One row per record of a pupil in one census, leavers included."""
    roll, leavers = written.roll, written.leavers
    return pa.table(
        {
            "person": pa.array(np.append(roll.person, leavers.person)),
            "extract": _repeat("school_census", len(roll) + len(leavers)),
            "return": _repeat(str(census), len(roll) + len(leavers)),
            "table": pa.concat_arrays(
                [_repeat("pupilonroll", len(roll)), _repeat("pupilnolongeronroll", len(leavers))]
            ),
            "record": pa.array([*written.keys, *written.leaver_keys], pa.string()),
            "counted": pa.array(np.append(roll.counted, leavers.counted)),
        }
    )


def sen2_records(world: World, year: int, written: Sen2Written) -> pa.Table:
    """One row per ``Person`` element; ``counted``: the plan is maintained on census day."""
    person = np.array(written.persons, dtype=np.int64)
    held = np.append(world.maintained(Period.of(year).census), False)
    n = len(person)
    return pa.table(
        {
            "person": pa.array(person),
            "extract": _repeat("sen2", n),
            "return": _repeat(str(year), n),
            "table": _repeat("person", n),
            "record": pa.array([str(i + 1) for i in range(n)], pa.string()),
            "counted": pa.array(held[world.plan_of[person]]),
        }
    )


def ehcp_records(month: Return, cases: Cases) -> pa.Table:
    """One row per case; ``counted``: its plan is in force at the end of the month."""
    n = len(cases.person)
    return pa.table(
        {
            "person": pa.array(cases.person),
            "extract": _repeat("ehcp", n),
            "return": _repeat(str(month), n),
            "table": _repeat("cases", n),
            "record": pa.array(cases.case, pa.string()),
            "counted": pa.array(cases.in_force),
        }
    )


def census_margins(world: World, census: Return) -> list[dict[str, object]]:
    """Pupils by provision on one census day: state, independent, all."""
    day = day_of(census.census_day)
    held = world.provision(day)
    private: Bools = np.asarray(world.places.phase == "IN", dtype=bool)
    rows: list[dict[str, object]] = []
    for scope, where in (
        ("state", world.places.in_census),
        ("independent", private),
        ("all", world.places.in_census | private),
    ):
        provision = held[world.stays.person[world.stays.on(day, where)]]
        rows.append(
            {
                "extract": "school_census",
                "return": str(census),
                "scope": scope,
                "pupils": len(provision),
                "sen_support": _count(provision == SUPPORT),
                "ehc_plans": _count(provision == PLAN),
            }
        )
    return rows


def plan_stock(world: World, year: int) -> list[dict[str, object]]:
    """Plans maintained on census day, by age band and by primary need as SEN2 has it."""
    rows = np.flatnonzero(world.maintained(Period.of(year).census))
    who = world.plans.person[rows]
    age = year - 2 - world.people.birth_year[who]
    bands = np.searchsorted([limit for limit, _ in BANDS], age, side="right")
    by_age = Counter(BANDS[b][1] for b in bands.tolist())
    by_need = Counter(needs_in(world, year).sen2[who].tolist())
    return [
        {"return": str(year), "by": by, "group": group, "plans": count}
        for by, counts in (("all", {"all": len(rows)}), ("age_band", by_age), ("need", by_need))
        for group, count in sorted(counts.items())
    ]


def plan_flow(world: World, year: int) -> dict[str, object]:
    """How the stock of the year before became this one: opening + new + in - ceased - out = closing."""
    p, period = world.plans, Period.of(year)
    mine = world.people.resident[p.person]
    in_year = year - 1
    ended = mine & (year_of(p.end) == in_year)
    return {
        "return": str(year),
        "opening": int(world.maintained(period.first - 1).sum()),
        "new": _count(mine & ~p.transferred & (year_of(p.begin) == in_year)),
        "transferred_in": _count(mine & p.transferred & (year_of(p.arrival) == in_year)),
        "ceased": _count(ended & (p.reason != OTHER_LA)),
        "transferred_out": _count(ended & (p.reason == OTHER_LA)),
        "closing": int(world.maintained(period.census).sum()),
    }


def _count(which: Bools) -> int:
    return int(which.sum())


def write_tables(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Each table as a Parquet file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")


def write_file_list(truth: Path, raw: Path, files: Iterable[Path]) -> None:
    """Every file of the sample with its digest and size, so that a reader can tell it is untouched."""
    truth.mkdir(parents=True, exist_ok=True)
    with (truth / "files.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["path", "sha256", "bytes"])
        for path in sorted(files):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            writer.writerow([path.relative_to(raw).as_posix(), digest, path.stat().st_size])


def _text(values: Texts) -> pa.Array:
    return pa.array(values.astype(object), pa.string(), mask=values == "")


def _repeat(value: str, count: int) -> pa.Array:
    return pa.array([value] * count, pa.string())


def rows_table(rows: Sequence[dict[str, object]]) -> pa.Table:
    """A table of rows typed out as dictionaries."""
    return pa.Table.from_pylist(list(rows))
