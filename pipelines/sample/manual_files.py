"""The sheet of partners that share no records: quarterly counts, a sign, groups that add up; yearly ones.

What two strategies printed of young people and adults comes back as it was printed, of these two areas.
"""

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
_SOURCE, _OWN_SOURCE = "Example Hospitals NHS Foundation Trust", "Council, performance team"
# By measure: the kind of period, how many years before the return its first year lies, the share, and the
# people for each pupil of the authority.
_YEARLY = {
    "neet_17_send": ("academic year", 2, 0.1, 0.009),
    "level_2_at_19_send": ("academic year", 2, 0.22, 0.009),
    "adults_ld_in_work": ("financial year", 1, 0.09, 0.014),
    "neet_or_not_known_plan": ("year", 0, 0.13, 0.004),
}
# Percentages of the strategies of North East Lincolnshire (9.7%, 21.9%, 11.3%) and South Tyneside (11.7%,
# then 18.7%); they print no counts, so that those are ours.
_PRINTED = {
    ("812", "neet_17_send", 2017): (31, 320),
    ("812", "level_2_at_19_send", 2017): (70, 320),
    ("812", "adults_ld_in_work", 2018): (53, 469),
    ("393", "neet_or_not_known_plan", 2019): (14, 120),
    ("393", "neet_or_not_known_plan", 2020): (20, 107),
}


def write_manual_series(world: World, year: int, raw: Path) -> Path:
    """One sheet: the quarters of the year before and of this one, the last one not counted yet."""
    rng = dice(world.seed, world.code, f"manual series {year}")
    rows: list[list[Cell]] = [list(COLUMNS)]
    for number in range(2 * _QUARTERS):
        period = f"{year - 1 + number // _QUARTERS} Q{number % _QUARTERS + 1}"
        is_counted = number < 2 * _QUARTERS - 1
        rows += _quarter(rng, world, period) if is_counted else [_row(world, period, ("", ""), "x", "x")]
    rows += _yearly(world, year)
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


def _yearly(world: World, year: int) -> list[list[Cell]]:
    """One year of what the council itself counts, as printed where it was printed."""
    rng = dice(world.seed, world.code, f"yearly series {year}")
    rows = []
    for measure, (kind, before, share, per_pupil) in _YEARLY.items():
        first = year - before
        people = int(rng.poisson(world.calibration.margins.pupils * per_pupil)) + 10
        drawn = (int(rng.binomial(people, share)), people)
        counted = _PRINTED.get((world.code, measure, first), drawn)
        period = str(first) if kind == "year" else f"{first}/{(first + 1) % 100:02d}"
        row = _row(world, period, ("", ""), *counted)
        row[0], row[2], row[8] = measure, kind, _OWN_SOURCE
        rows.append(row)
    return rows


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
