"""The sheet of a health provider that shares no records: quarterly counts, a sign, groups that add up."""

from pathlib import Path

import numpy as np

from pipelines.manual_series import COLUMNS
from pipelines.sample.blade import SYNTHETIC
from pipelines.sample.chance import dice
from pipelines.sample.sheets import Cell, write_workbook
from pipelines.sample.world import World
from schemas.codesets.manual_series import BREAKDOWNS

_SEEN_RATE, _REFERRED_RATE, _IN_TIME = 0.012, 0.018, 0.62  # a quarter, for each pupil of the authority
_QUARTERS = 4
_SOURCE = "Example Hospitals NHS Foundation Trust"


def write_manual_series(world: World, year: int, raw: Path) -> Path:
    """One sheet: the quarters of the year before and of this one, the last one not counted yet."""
    rng = dice(world.seed, world.code, f"manual series {year}")
    rows: list[list[Cell]] = [list(COLUMNS)]
    for number in range(2 * _QUARTERS):
        period = f"{year - 1 + number // _QUARTERS} Q{number % _QUARTERS + 1}"
        is_counted = number < 2 * _QUARTERS - 1
        rows += _quarter(rng, world, period) if is_counted else [_row(world, period, ("", ""), "x", "x")]
    folder = raw / world.code / "manual_series" / str(year)
    return write_workbook(folder / f"manual_series_{year}.xlsx", [("Series", rows)])


def _quarter(rng: np.random.Generator, world: World, period: str) -> list[list[Cell]]:
    """Therapy in time, by sex, and referrals to mental health services in total."""
    pupils = world.calibration.margins.pupils
    girls, boys = (int(n) for n in rng.poisson(pupils * _SEEN_RATE * np.array([0.35, 0.65])) + 20)
    girls_in_time, boys_in_time = (int(rng.binomial(n, _IN_TIME)) for n in (girls, boys))
    female, male = (("Sex", value) for value in BREAKDOWNS["Sex"][1::-1])
    referred = int(rng.poisson(pupils * _REFERRED_RATE)) + 30
    referrals = _row(world, period, ("", ""), referred, round(pupils * 1.2))
    referrals[0] = "mental_health_referrals"
    return [
        _row(world, period, ("Total", ""), girls_in_time + boys_in_time, girls + boys),
        _row(world, period, female, girls_in_time, girls),
        _row(world, period, male, boys_in_time, boys),
        referrals,
    ]


def _row(world: World, period: str, group: tuple[str, str], numerator: Cell, denominator: Cell) -> list[Cell]:
    note = f"{SYNTHETIC}: nobody was counted"
    return [
        "therapy_within_18_weeks",
        world.code,
        "",
        period,
        *group,
        numerator,
        denominator,
        _SOURCE,
        note,
    ]
