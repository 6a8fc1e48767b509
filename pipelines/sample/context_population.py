"""Residents of each authority by year and single year of age: estimates, projections and births of ONS."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample.calibration import shared_out
from pipelines.sample.context_areas import Levels, levels, of_england, residents, shared_beside, tilts
from pipelines.sample.context_figures import AGE_GROUPS, NORTH_EAST, POPULATION_2020, SEED_POPULATION
from pipelines.sample.context_rows import write
from pipelines.sample.days import Bools, Floats, Ints

YEARS = range(2012, 2048)
ESTIMATED = range(2012, 2026)
BORN = range(2012, 2025)
BASES = {2018: range(2018, 2044), 2022: range(2022, 2048)}
OLDEST = 90
_OLDEST_PROJECTED = 25  # of projections only children and young people are written, and all ages
_GROWTH = 0.0045
VARIANT, _HIGHER = "high migration", 0.004  # of the newest base, in one region: so much more each year


@dataclass(frozen=True)
class Residents:
    """Persons by authority, year of ``YEARS`` and age, the last of them 90 and over."""

    levels: Levels
    persons: Ints


def population(seed: int) -> Residents:
    """England's people by age and year, shared between the authorities."""
    at = levels()
    rng = of_england(seed, "population")
    years, ages = np.array(YEARS), np.arange(OLDEST + 1)
    totals = np.round(_england()).astype(np.int64)
    young = rng.normal(0, 0.004, len(at.areas))
    drift = rng.normal(0, 0.0025, len(at.areas))
    weight = residents(seed) * tilts(rng, 0.0, by_region=0.0)
    weights = weight * np.exp(young * (40 - ages[None, :, None]) + drift * (years[:, None, None] - 2020))
    fixed, is_fixed = _known(at)
    shape = (len(years) * len(ages), len(at.areas))
    shared = shared_beside(
        totals.ravel(), weights.reshape(shape), fixed.reshape(shape), is_fixed.reshape(shape)
    )
    return Residents(at, np.moveaxis(shared.reshape(len(years), len(ages), -1), 2, 0))


def _england() -> Floats:
    """By year and age: births rose until 2012 and fell since, the old grow in number."""
    years, ages = np.array(YEARS)[:, None], np.arange(OLDEST + 1)[None, :]
    born = years - ages
    wave = 1 + 0.11 * np.exp(-(((born - 2012) / 6.0) ** 2)) + 0.1 * np.exp(-(((born - 1990) / 8.0) ** 2))
    wave += 0.13 * np.exp(-(((born - 1965) / 7.0) ** 2)) - 0.06 / (1 + np.exp(-(born - 2020) / 2.0))
    living = 1 / (1 + np.exp((ages - 83) / 6.5))
    shape = wave * living * (1 + 0.06 * np.exp(-(((ages - 33) / 12.0) ** 2)))
    shape[:, OLDEST] *= 4.2
    of_2020 = shape[2020 - YEARS[0]].sum()
    return np.asarray(shape / of_2020 * POPULATION_2020 * (1 + _GROWTH) ** (years - 2020))


def _known(at: Levels) -> tuple[Ints, Bools]:
    """What the strategies print: their age groups in their years, in between on straight lines."""
    fixed = np.zeros((len(YEARS), OLDEST + 1, len(at.areas)), dtype=np.int64)
    is_fixed = np.zeros(fixed.shape, dtype=bool)
    for code, printed in SEED_POPULATION.items():
        for k, (youngest, oldest) in enumerate(AGE_GROUPS):
            line = np.interp(np.array(YEARS), list(printed), [groups[k] for groups in printed.values()])
            slope: Floats = np.linspace(1, 1 + 0.01 * (oldest - youngest), oldest - youngest + 1)
            of_years = [shared_out(total, slope) for total in np.round(line).astype(int).tolist()]
            fixed[:, youngest : oldest + 1, at.at(code)] = np.stack(of_years)
            is_fixed[:, youngest : oldest + 1, at.at(code)] = True
    return fixed, is_fixed


def write_editions(raw: Path, found: Residents) -> list[Path]:
    """Estimates, a file a year; projections of two bases; births."""
    persons = found.levels.summed(found.persons)
    return [
        *_write_estimates(raw / "population_estimates" / str(ESTIMATED[-1]), persons),
        *(
            path
            for base in BASES
            for path in _write_projections(raw / "population_projections", base, persons)
        ),
        _write_births(raw / "births" / str(BORN[-1]), persons),
    ]


def _write_estimates(folder: Path, persons: Ints) -> Iterator[Path]:
    ages = ",".join([*map(str, range(OLDEST)), f"{OLDEST}+"])
    for year in ESTIMATED:
        rows = (
            f"{code},{name},{sum(of_age)}," + ",".join(map(str, of_age))
            for (code, name), of_age in zip(
                levels().codes_and_names, persons[:, year - YEARS[0]].tolist(), strict=True
            )
        )
        header = f"utla_code,utla_name,total_population,{ages}"
        yield write(folder / f"ons_mye_persons_sya_utla_mid{year}.csv", header, rows)


def _write_projections(folder: Path, base: int, persons: Ints) -> Iterator[Path]:
    """Years as columns, with decimals; a projection has no sex and age but in its rows. One has a variant."""
    years = BASES[base]
    first, last = years[0] - YEARS[0], years[-1] - YEARS[0] + 1
    header = "AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP," + ",".join(map(str, years))

    def rows(more: Floats, places: Collection[str] = ()) -> Iterator[str]:
        for (code, name), of_place in zip(levels().codes_and_names, persons[:, first:last], strict=True):
            if places and code not in places:
                continue
            begin, told = f"{code},{name},Population,persons", of_place * more[:, None]
            for age in range(_OLDEST_PROJECTED + 1):
                yield f"{begin},{age}," + ",".join(f"{n:.3f}" for n in told[:, age].tolist())
            whole = told.sum(axis=1).tolist()
            yield f"{begin},All ages," + ",".join(f"{n:.3f}" for n in whole)

    as_it_is = np.ones(len(years))
    yield write(folder / str(base) / f"{base} SNPP Population persons.csv.gz", header, rows(as_it_is))
    if base == max(BASES):
        of_region = [one.area_code for one in levels().areas if one.region_code == NORTH_EAST]
        higher = as_it_is + _HIGHER * np.arange(len(years))
        yield write(
            folder / str(base) / f"{base} SNPP {VARIANT} persons.csv.gz", header, rows(higher, of_region)
        )


def _write_births(folder: Path, persons: Ints) -> Path:
    """Live births of a year are about those who are not yet one in its middle."""
    first = BORN[0] - YEARS[0]
    born = persons[:, first : first + len(BORN), 0].tolist()
    rows = (
        f"{code},{name}," + ",".join(map(str, of_years))
        for (code, name), of_years in zip(levels().codes_and_names, born, strict=True)
    )
    return write(folder / "live_births_by_area.csv", "Area code,Area name," + ",".join(map(str, BORN)), rows)
