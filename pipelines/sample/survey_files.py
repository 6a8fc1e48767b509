"""The yearly surveys as tools export them: of parents under two header rows, of young people under one.

Agreement begins in 2020 where the strategy of North East Lincolnshire printed it, and drifts from there. As
in real exports the tool has noted who answered (with addresses that cannot exist) and some wrote a few
words.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipelines.questionnaires import built_in
from pipelines.sample import dirt as dirty
from pipelines.sample.blade import SYNTHETIC, write_rows
from pipelines.sample.chance import dice, some
from pipelines.sample.days import Bools, Floats, Ints, Texts, date_of, day_of, days_in
from pipelines.sample.order import FIRST_SURVEY_YEAR, Dirt
from pipelines.sample.world import NONE, World
from schemas.codesets.survey import CHILD_AGE_BAND
from schemas.questionnaire import MULTIPLE, SCALE, Question
from schemas.returns import Return

_PARENTS, _YOUNG_PEOPLE = "parents_and_carers", "young_people"
# Percentage points gained a year, by question; the baselines of 2020 are those of the questionnaire.
_GAIN = (1.1, 0.6, 0.8, 0.4, 1.3, 1.5, 2.2, 1.8, 0.9, 0.7, 0.5, 0.6, -0.6, -0.3, -1.0, 0.4)
_PLAN, _ADULT = "those whose child has an EHC plan", "those whose child is old enough"
_RATE, _LEAST, _MOST = 0.009, 60, 400  # responses for each pupil of the authority
_YOUNG = 0.4  # responses of young people for each of parents
_AGE_BANDS, _WITH_PLAN = (0.08, 0.38, 0.36, 0.14, 0.04), 0.55
_TOO_YOUNG = (0.95, 0.85, 0.35, 0.02, 0.0)  # by age band: how many say that adult life is not applicable
_DOUBTS, _SKIPS, _COMMENTS = 0.04, 0.02, 0.15
_CHOSEN, _TYPED = 0.3, 0.05
_DAYS_OPEN = 44
# The family of each response counts by what their pupils are: more with a plan answer than there are.
_WEIGHTS = {True: "0.8", False: "1.25"}


def write_survey(world: World, year: int, errors: Dirt, raw: Path) -> list[Path]:
    """Both exports of one year, open from 1 June to 15 July, and what is said of the two."""
    first = int(days_in(np.array([year]), 6, 1)[0])
    n = min(max(round(world.calibration.margins.pupils * _RATE), _LEAST), _MOST)
    folder = raw / world.code / "survey" / str(year)
    said = [_head(world, year, first, name) for name in (_PARENTS, _YOUNG_PEOPLE)]
    return [
        write_rows(folder / f"survey_{year}_survey.csv", list(said[0]), (list(one.values()) for one in said)),
        _write_parents(folder, dice(world.seed, world.code, f"survey {year}"), (year, first, n), errors),
        _write_young(folder, dice(world.seed, world.code, f"young {year}"), (year, first, round(n * _YOUNG))),
    ]


def _head(world: World, year: int, first: int, questionnaire: str) -> dict[str, str]:
    """Every family of a pupil with SEND was invited; young people had an open link."""
    invited = int((world.provision(day_of(Return(year).census_day)) != NONE).sum())
    return {
        "lea": world.code,
        "year": str(year),
        "questionnaire": questionnaire,
        "title": f"{SYNTHETIC}: {built_in()[questionnaire].title} {year}",
        "fieldworkstart": date_of(first).isoformat(),
        "fieldworkend": date_of(first + _DAYS_OPEN).isoformat(),
        "invited": str(invited) if questionnaire == _PARENTS else "",
    }


def _write_parents(folder: Path, rng: np.random.Generator, wave: tuple[int, int, int], errors: Dirt) -> Path:
    """As SurveyMonkey writes it: the question, and under it the option or a word such as Response."""
    year, _, n = wave
    questionnaire = built_in()[_PARENTS]
    questions = [one for one in questionnaire.questions if one.kind == SCALE]
    [several] = [one for one in questionnaire.questions if one.kind == MULTIPLE]
    band, has_plan, mood = (
        rng.choice(5, size=n, p=_AGE_BANDS),
        some(rng, n, _WITH_PLAN),
        rng.normal(0, 0.5, n),
    )
    columns: list[tuple[str, str, Texts]] = _noted(rng, wave)
    ages = np.array([CHILD_AGE_BAND.labels[str(b + 1)] for b in band], dtype=object)
    dirty.blanked(rng, ages, errors.blanks)
    columns.append((questionnaire.columns["child_age_band"][0], "Response", ages))
    support = np.where(has_plan, "EHC plan", "SEN support").astype(object)
    columns.append((questionnaire.columns["provision"][0], "Response", support))
    columns.append(("Weight", "", np.array([_WEIGHTS[bool(one)] for one in has_plan], dtype=object)))
    for number, (question, gain) in enumerate(zip(questions, _GAIN, strict=True), 3):
        rate = _baseline(question) + gain * (year - FIRST_SURVEY_YEAR) / 100
        codes = _answers(rng, question, rate, mood, (band, has_plan))
        if year == FIRST_SURVEY_YEAR:
            _as_printed(rng.spawn(1)[0], codes, rate)
        columns.append((f"{number}. {question.wording}", "Response", _in_words(rng, question, codes, errors)))
    columns += _options(rng, several, n)
    words = np.where(some(rng, n, _COMMENTS), f"A comment in words ({SYNTHETIC.lower()})", "").astype(object)
    columns.append((questionnaire.questions[-1].wording, "Open-Ended Response", words))
    top = [
        label if place == 0 or label != columns[place - 1][0] else ""
        for place, (label, *_) in enumerate(columns)
    ]
    rows = zip(*(column.tolist() for *_, column in columns), strict=True)
    path = folder / f"survey_{year}_{_PARENTS}.csv"
    return write_rows(path, top, [[under for _, under, _ in columns], *rows])


def _write_young(folder: Path, rng: np.random.Generator, wave: tuple[int, int, int]) -> Path:
    """As Microsoft Forms writes it: one header row, several choices in one cell."""
    year, first, n = wave
    questionnaire = built_in()[_YOUNG_PEOPLE]
    columns: list[tuple[str, Texts]] = [
        ("ID", _texts(str(i) for i in range(1, n + 1))),
        ("Start time", _moments(rng, first, n)),
        ("Completion time", _moments(rng, first, n)),
        ("Email", _texts("anonymous" for _ in range(n))),
        ("Name", _texts("" for _ in range(n))),
        (
            questionnaire.columns["child_age_band"][0],
            _texts(rng.choice(["11 to 15", "16 to 19", "20 to 25"], n)),
        ),
        (questionnaire.columns["provision"][0], _texts(rng.choice(["EHC plan", "SEN support"], n))),
    ]
    columns += [(one.wording, _young_answers(rng, one, n)) for one in questionnaire.questions]
    rows = zip(*(column.tolist() for _, column in columns), strict=True)
    return write_rows(folder / f"survey_{year}_{_YOUNG_PEOPLE}.csv", [label for label, _ in columns], rows)


def _young_answers(rng: np.random.Generator, question: Question, n: int) -> Texts:
    words = np.array([one.words for one in question.choices], dtype=object)
    if question.kind == SCALE:
        given = words[rng.integers(0, len(words), n)]
        given[some(rng, n, _SKIPS)] = ""
        return given
    if question.kind == MULTIPLE:
        ticked = some(rng, n * len(words), _CHOSEN).reshape(n, len(words))
        return _texts("".join(f"{word};" for word in words[row]) for row in ticked)
    return np.where(some(rng, n, _COMMENTS), f"A wish in words ({SYNTHETIC.lower()})", "").astype(object)


def _noted(rng: np.random.Generator, wave: tuple[int, int, int]) -> list[tuple[str, str, Texts]]:
    """What the tool notes of who answered: addresses from ranges that are kept for examples."""
    year, first, n = wave
    sent = np.sort(rng.integers(0, _DAYS_OPEN + 1, n)) + first
    return [
        ("Respondent ID", "", _texts(f"{year}{i:04d}" for i in range(1, n + 1))),
        ("Collector ID", "", _texts("1" for _ in range(n))),
        ("End Date", "", _texts(f"{date_of(int(day)):%d/%m/%Y} 12:00:00" for day in sent)),
        ("IP Address", "", _texts(f"192.0.2.{octet}" for octet in rng.integers(1, 255, n))),
        ("Email Address", "", _texts(f"family{i}@example.invalid" for i in range(1, n + 1))),
    ]


def _options(rng: np.random.Generator, question: Question, n: int) -> list[tuple[str, str, Texts]]:
    """A column an option, with the option's words where it was chosen; the last one for typing."""
    listed = [one for one in question.choices if one.code not in {"none", question.other}]
    ticked = {one.words: some(rng, n, _CHOSEN) for one in listed}
    none = ~np.logical_or.reduce(list(ticked.values()))
    ticked |= {one.words: none for one in question.choices if one.code == "none"}
    columns = [
        (question.wording, words, np.where(which, words, "").astype(object))
        for words, which in ticked.items()
    ]
    typed = np.where(some(rng, n, _TYPED), f"Something typed ({SYNTHETIC.lower()})", "").astype(object)
    return [*columns, (question.wording, "Other (please specify)", typed)]


def _baseline(question: Question) -> float:
    if question.baseline is None:
        raise ValueError(f"{question.id} has no baseline to begin at")
    return question.baseline.percent / 100


def _answers(
    rng: np.random.Generator, question: Question, rate: float, mood: Floats, child: tuple[Ints, Bools]
) -> Texts:
    """Points of the scale by mood, some doubts, some blanks; what does not concern the child is said so."""
    band, has_plan = child
    n = len(mood)
    agrees = some(rng, n, 1 / (1 + np.exp(-(np.log(rate / (1 - rate)) + mood))))
    best = rng.choice(["1", "2"], size=n, p=[0.35, 0.65])
    other = rng.choice(["3", "4", "5"], size=n, p=[0.4, 0.37, 0.23])
    answer = np.where(agrees, best, other).astype(object)
    answer[some(rng, n, _DOUBTS)] = "8"
    if question.asked == _PLAN:
        answer[~has_plan] = "9"
    if question.asked == _ADULT:
        answer[some(rng, n, np.array(_TOO_YOUNG)[band])] = "9"
    answer[some(rng, n, _SKIPS)] = ""
    return answer


def _as_printed(rng: np.random.Generator, codes: Texts, rate: float) -> None:
    """As many good answers among the valid ones as were printed of the first survey, but for rounding."""
    good = np.isin(codes, ("1", "2"))
    valid = good | np.isin(codes, ("3", "4", "5"))
    wanted = round(rate * int(valid.sum()))
    over = int(good.sum()) - wanted
    turned = np.flatnonzero(good if over > 0 else valid & ~good)
    codes[rng.choice(turned, size=abs(over), replace=False)] = "3" if over > 0 else "2"


def _in_words(rng: np.random.Generator, question: Question, codes: Texts, errors: Dirt) -> Texts:
    """Answers in words, some of them shouted and some as their code."""
    words = {one.code: one.words for one in question.choices} | {"": ""}
    given = _texts(words[code] for code in codes)
    shouted, coded = some(rng, len(given), errors.labels), some(rng, len(given), errors.floats)
    given[shouted] = [text.upper() for text in given[shouted]]
    given[coded] = [f"{code}.0" if code else "" for code in codes[coded]]
    return given


def _moments(rng: np.random.Generator, first: int, n: int) -> Texts:
    return _texts(
        f"{date_of(int(day)).isoformat()} 10:00:00" for day in rng.integers(0, _DAYS_OPEN + 1, n) + first
    )


def _texts(texts: Iterable[object]) -> Texts:
    return np.array([str(text) for text in texts], dtype=object)
