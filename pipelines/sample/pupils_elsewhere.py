"""The two censuses of children outside state schools: alternative provision, and early years providers.

One row a child on the January census day. Headers are those of their contracts.
"""

from pathlib import Path

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import Columns, write_csv
from pipelines.sample.census_tables import free_meals_of
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Ints, Texts, day_of, written
from pipelines.sample.identity import Identity
from pipelines.sample.order import Dirt
from pipelines.sample.world import NONE, PLAN, SUPPORT, World
from schemas.contract import Extract, items
from schemas.extracts.ap_census import AP_CENSUS
from schemas.extracts.early_years_census import EARLY_YEARS_CENSUS
from schemas.returns import Return

_PROVISION = np.array(["N", "K", "E"], dtype=object)
_TYPES = {"IN": ("IND",), "XS": ("NMS",), "OLA": ("HOS", "REG", "UNR")}
_OLDEST, _EARLY_AGES = 18, (2, 4)
_WITH_A_PROVIDER, _ON_SUPPORT = 0.7, 0.05
_PROVIDERS = 12


def write_ap_census(world: World, identity: Identity, year: int, errors: Dirt, raw: Path) -> Path:
    """Pupils with SEN whose places in independent schools or by arrangement the authority pays for."""
    day, rng = day_of(Return(year).census_day), dice(world.seed, world.code, f"ap census {year}")
    phase = world.places.phase
    rows = world.stays.on(day, np.isin(phase.astype(str), tuple(_TYPES)))
    held, who = world.provision(day)[world.stays.person[rows]], world.stays.person[rows]
    paid = (held == PLAN) | ((held == SUPPORT) & (phase[world.stays.place[rows]] != "IN"))
    rows = rows[paid & world.people.resident[who] & (_ages(world, day)[who] <= _OLDEST)]
    who, at = world.stays.person[rows], world.stays.place[rows]
    start, end = free_meals_of(world)
    types = [_TYPES[p][i % len(_TYPES[p])] for p, i in zip(phase[at], who, strict=True)]
    by_arrangement = phase[at] == "OLA"
    columns = {
        **_person_columns(world, identity, year, who),
        "fsmeligible": np.where((start <= day) & (day < end), "1", "0").astype(object)[who],
        "aptype": np.array(types, dtype=object),
        "urn": np.array([world.places.places[p].urn for p in at], dtype=object),
        "ukprn": np.full(len(who), "", dtype=object),
        "providername": np.where(by_arrangement, "Qvarz Tuition (synthetic)", "").astype(object),
        "entrydate": _iso(world.stays.begin[rows]),
        "senprovision": _PROVISION[world.provision(day)[who]],
    }
    dirty.labelled(rng, columns["senprovision"], dirty.PROVISION_LABELS, errors.labels)
    dirty.british_dates(rng, columns["entrydate"], errors.british_dates)
    return _write(raw / world.code, AP_CENSUS, year, columns)


def write_early_years(world: World, identity: Identity, year: int, errors: Dirt, raw: Path) -> Path:
    """Children of two to four who are not at school yet; the case system knows of the plans among them."""
    day, rng = day_of(Return(year).census_day), dice(world.seed, world.code, f"early years {year}")
    people, n = world.people, len(world.people)
    age = _ages(world, day)
    young: Bools = (age >= _EARLY_AGES[0]) & (age <= _EARLY_AGES[1]) & people.native & people.resident
    held = world.provision(day)
    with_provider = some(rng, n, _WITH_A_PROVIDER) | (held == PLAN)
    who = np.flatnonzero(young & (people.begin > day) & with_provider)
    provision = np.where((held == NONE) & some(rng, n, _ON_SUPPORT), SUPPORT, held)[who]
    longer, premium = some(rng, len(who), 0.4), some(rng, len(who), 0.2)
    columns = {
        **_person_columns(world, identity, year, who),
        "urn": np.full(len(who), "", dtype=object),
        "providername": np.array(
            [f"Qvarz Nursery {p % _PROVIDERS + 1} (synthetic)" for p in who], dtype=object
        ),
        "fundedhours": np.full(len(who), "15", dtype=object),
        "extendedhours": np.where(longer, "15", "").astype(object),
        "eypp": np.where(premium, "1", "0").astype(object),
        "daf": np.where(provision == PLAN, "1", "0").astype(object),
        "senprovision": _PROVISION[provision],
    }
    dirty.labelled(rng, columns["senprovision"], dirty.PROVISION_LABELS, errors.labels)
    dirty.blanked(rng, columns["homepostcode"], errors.blanks)
    return _write(raw / world.code, EARLY_YEARS_CENSUS, year, columns)


def _write(area: Path, extract: Extract, year: int, columns: Columns) -> Path:
    """The extract's one table, its columns in the order of the contract."""
    [part] = extract.parts
    path = area / extract.name / str(year) / f"{extract.name}_{year}_{part.name}.csv"
    return write_csv(path, {one.header: columns[one.header] for one in items(part.contract)})


def _person_columns(world: World, identity: Identity, year: int, who: Ints) -> Columns:
    day = day_of(Return(year).census_day)
    return {
        "lea": np.full(len(who), world.code, dtype=object),
        "year": np.full(len(who), str(year), dtype=object),
        "upn": identity.upn_on(day)[who],
        "formerupn": identity.former_upn_on(day)[who],
        "uln": np.full(len(who), "", dtype=object),
        "surname": identity.surname_on(day)[who],
        "forename": identity.forename_on(day)[who],
        "dob": _iso(identity.dob[who]),
        "sex": np.where(world.people.boy[who], "M", "F").astype(object),
        "ethnicity": identity.ethnicity[who],
        "homepostcode": identity.postcode[who],
    }


def _ages(world: World, day: int) -> Ints:
    """Whole years on that day."""
    return np.asarray((day - world.people.dob) * 4 // 1461, dtype=np.int64)


def _iso(days: Ints) -> Texts:
    return written(days, lambda day: day.isoformat())
