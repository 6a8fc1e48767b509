"""The yearly survey of parents and carers: one header, one row a response, nobody by name.

Agreement begins in 2020 where the strategy of North East Lincolnshire printed it, and drifts from there.
"""

from pathlib import Path

import numpy as np

from pipelines.sample import dirt as dirty
from pipelines.sample.blade import SYNTHETIC, Columns, as_text, write_csv
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Floats, Ints, Texts, day_of, days_in, written
from pipelines.sample.order import FIRST_SURVEY_YEAR, Dirt
from pipelines.sample.world import NONE, World
from schemas.codesets.survey import AGREEMENT
from schemas.questionnaires import PARENT_CARER
from schemas.returns import Return

# Per question, per 100: agreement in 2020 (the seed's figures), and percentage points gained a year (ours).
_AGREED = (29, 63, 61, 60, 50, 62, 28, 19, 44, 41, 42, 42, 43, 37, 35, 61)
_GAIN = (1.1, 0.6, 0.8, 0.4, 1.3, 1.5, 2.2, 1.8, 0.9, 0.7, 0.5, 0.6, -0.6, -0.3, -1.0, 0.4)
_ABOUT_A_PLAN = {"q02", "q03", "q04"}
_ABOUT_ADULT_LIFE = {"q09", "q10", "q11", "q12", "q16"}
_RATE, _LEAST, _MOST = 0.009, 60, 400  # responses for each pupil of the authority
_AGE_BANDS, _WITH_PLAN = (0.08, 0.38, 0.36, 0.14, 0.04), 0.55
_TOO_YOUNG = (0.95, 0.85, 0.35, 0.02, 0.0)  # by age band: how many say that adult life is not applicable
_DOUBTS, _SKIPS, _COMMENTS = 0.04, 0.02, 0.15
_DAYS_OPEN = 44


def write_survey(world: World, year: int, errors: Dirt, raw: Path) -> list[Path]:
    """Both tables of one wave, open from 1 June to 15 July."""
    rng = dice(world.seed, world.code, f"survey {year}")
    first = int(days_in(np.array([year]), 6, 1)[0])
    columns = _responses(rng, world, year, first)
    _make_dirty(rng, columns, errors)
    folder = raw / world.code / "survey" / str(year)
    header = _header(world, year, first)
    return [
        write_csv(folder / f"survey_{year}_survey.csv", header),
        write_csv(folder / f"survey_{year}_responses.csv", columns),
    ]


def _header(world: World, year: int, first: int) -> Columns:
    """Every family of a pupil with SEND was invited."""
    invited = int((world.provision(day_of(Return(year).census_day)) != NONE).sum())
    start, end = _iso(np.array([first, first + _DAYS_OPEN]))
    items = {
        "lea": world.code,
        "year": str(year),
        "title": f"{SYNTHETIC}: parents and carers {year}",
        "fieldworkstart": start,
        "fieldworkend": end,
        "invited": str(invited),
    }
    return {name: np.array([value], dtype=object) for name, value in items.items()}


def _responses(rng: np.random.Generator, world: World, year: int, first: int) -> Columns:
    n = min(max(round(world.calibration.margins.pupils * _RATE), _LEAST), _MOST)
    band = rng.choice(5, size=n, p=_AGE_BANDS)
    has_plan = some(rng, n, _WITH_PLAN)
    mood = rng.normal(0, 0.5, n)
    columns: Columns = {
        "responseid": np.array([f"{year}-{i:04d}" for i in range(1, n + 1)], dtype=object),
        "submitteddate": _iso(first + np.sort(rng.integers(0, _DAYS_OPEN + 1, n))),
        "childage": as_text(band + 1),
        "provision": np.where(has_plan, "E", "K").astype(object),
    }
    rates = zip(PARENT_CARER, _AGREED, _GAIN, strict=True)
    for question, agreed, gain in rates:
        rate = (agreed + gain * (year - FIRST_SURVEY_YEAR)) / 100
        columns[question.id] = _answers(rng, question.id, rate, mood, (band, has_plan))
    words = np.where(some(rng, n, _COMMENTS), f"A comment in words ({SYNTHETIC.lower()})", "")
    return columns | {"comment": words.astype(object)}


def _answers(
    rng: np.random.Generator, question: str, rate: float, mood: Floats, child: tuple[Ints, Bools]
) -> Texts:
    """Points of the scale by mood, some doubts, some blanks; what does not concern the child is said so."""
    band, has_plan = child
    n = len(mood)
    agrees = some(rng, n, 1 / (1 + np.exp(-(np.log(rate / (1 - rate)) + mood))))
    best = rng.choice(["1", "2"], size=n, p=[0.35, 0.65])
    other = rng.choice(["3", "4", "5"], size=n, p=[0.4, 0.37, 0.23])
    answer = np.where(agrees, best, other).astype(object)
    answer[some(rng, n, _DOUBTS)] = "8"
    if question in _ABOUT_A_PLAN:
        answer[~has_plan] = "9"
    if question in _ABOUT_ADULT_LIFE:
        answer[some(rng, n, np.array(_TOO_YOUNG)[band])] = "9"
    answer[some(rng, n, _SKIPS)] = ""
    return answer


def _make_dirty(rng: np.random.Generator, columns: Columns, errors: Dirt) -> None:
    for question in PARENT_CARER:
        dirty.labelled(rng, columns[question.id], AGREEMENT.labels, errors.labels)
        dirty.as_floats(rng, columns[question.id], errors.floats)
    dirty.labelled(rng, columns["provision"], dirty.PROVISION_LABELS, errors.labels)
    dirty.british_dates(rng, columns["submitteddate"], errors.british_dates)
    dirty.blanked(rng, columns["childage"], errors.blanks)


def _iso(days: Ints) -> Texts:
    return written(days, lambda day: day.isoformat())
