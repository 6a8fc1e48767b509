"""The grammar of a questionnaire: who is asked what, which answers there are, and which of them count.

A questionnaire is data, a TOML file: an authority adds its own without touching code, and those that come
with the code are written in the same form. Nothing here reads a file; ``questionnaire_of`` judges what one
says.

``[scales.NAME]`` are answers that several questions share: ``answers`` (code to words, the best first),
``also`` (other words to a code), ``positive`` (codes that count as a good answer) and ``left_out`` (codes
that are no valid answer, such as do not know: out of the base). A question may give its own ``options``
instead, with the same three beside them. ``reversed``: the worst answers of the scale are the good ones.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SCALE, SINGLE, MULTIPLE, NUMBER, TEXT = "scale", "single", "multiple", "number", "text"
KINDS = (SCALE, SINGLE, MULTIPLE, NUMBER, TEXT)
PARENTS, YOUNG_PEOPLE = "parents and carers", "young people"
AUDIENCES = (PARENTS, YOUNG_PEOPLE)
CODE = r"[a-z0-9][a-z0-9_]{0,39}"
# What a questionnaire may say of columns that are no question.
ABOUT = ("id", "submitted", "child_age_band", "provision", "weight")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST_PERCENT = 100
_NUMBERING = re.compile(r"^\s*(?:q(?:uestion)?\s*)?\d{1,3}[a-z]?\s*[.):]\s*", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


class QuestionnaireError(ValueError):
    """A questionnaire that cannot be used; the message says where in it and why."""


def alike(text: str) -> str:
    """A wording or an answer as such are compared: without its number, case, spaces and signs."""
    plain = unicodedata.normalize("NFKC", text).replace("&", " and ").casefold()
    bare = _NOT_WORD.sub("", _NUMBERING.sub("", plain))
    return bare or _NOT_WORD.sub("", plain)


@dataclass(frozen=True)
class Baseline:
    """A published figure to measure against, per cent of the answers; ``base`` where it was printed."""

    percent: float
    year: int
    source: str
    base: int | None = None


@dataclass(frozen=True)
class Choice:
    """One answer: its code, its words, whether it is a good one, and whether it is a valid one."""

    code: str
    words: str
    is_positive: bool = False
    is_in_base: bool = True


@dataclass(frozen=True)
class Question:
    """One question. ``asked`` says in words who was asked; ``since`` and ``until`` are waves, both included.

    ``wordings`` are how it was put in single waves, ``also`` in any. Of a multiple choice ``other`` is the
    code under which what people typed themselves is counted; the typed words are never kept.
    """

    id: str
    wording: str
    kind: str
    choices: tuple[Choice, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[int, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    asked: str = ""
    measure: str = ""
    baseline: Baseline | None = None
    other: str = ""
    since: int = 0
    until: int = 9999

    def wording_in(self, wave: int) -> str:
        """The words in which it was asked in a wave."""
        return self.wordings.get(wave, self.wording)

    @cached_property
    def known_as(self) -> frozenset[str]:
        """Every form of its wording, and its id, as texts are compared."""
        return frozenset(alike(one) for one in (self.id, self.wording, *self.wordings.values(), *self.also))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Words, other words and codes, as texts are compared, to the code."""
        found = {alike(words): code for words, code in self.spellings.items()}
        found |= {alike(one.words): one.code for one in self.choices}
        return found | {alike(one.code): one.code for one in self.choices}

    def code_of(self, text: str) -> str:
        """The code of an answer in words or as a code; empty where it is none of the question's."""
        return self.codes.get(alike(text), "") or self.codes.get(alike(text.strip().removesuffix(".0")), "")


@dataclass(frozen=True)
class Questionnaire:
    """What one survey asks. ``columns``: the headers of what is no question: see ``ABOUT``."""

    id: str
    title: str
    audience: str
    questions: tuple[Question, ...]
    waves: tuple[int, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def asked_in(self, wave: int) -> tuple[Question, ...]:
        """The questions of one wave."""
        return tuple(one for one in self.questions if one.since <= wave <= one.until)


def questionnaire_of(said: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire that a TOML file says; ``QuestionnaireError`` names the place of what is wrong."""
    _only(said, "the questionnaire", "id title audience waves columns scales questions")
    scales = {name: _answers(f"scale {name}", one) for name, one in _table(said, "scales").items()}
    questions = tuple(
        _question(number, one, scales) for number, one in enumerate(_list(said, "questions"), 1)
    )
    if not questions:
        raise QuestionnaireError("it has no questions")
    _once("question id", [one.id for one in questions])
    _once("wording", [text for one in questions for text in one.known_as])
    columns = _table(said, "columns")
    _only(columns, "columns", " ".join(ABOUT))
    waves = tuple(_year("waves", year) for year in _list(said, "waves"))
    return Questionnaire(
        id=_code("the questionnaire", said, "id"),
        title=_text("the questionnaire", said, "title"),
        audience=_one_of("audience", said.get("audience"), AUDIENCES),
        questions=questions,
        waves=waves,
        columns={name: _texts(f"columns.{name}", one) for name, one in columns.items()},
    )


@dataclass(frozen=True)
class _Answers:
    choices: tuple[Choice, ...]
    spellings: Mapping[str, str]


_QUESTION = (
    "id wording wordings also kind scale options positive left_out reversed other asked measure baseline "
    "since until"
)


def _question(number: int, said: Any, scales: Mapping[str, _Answers]) -> Question:
    if not isinstance(said, Mapping):
        raise QuestionnaireError(f"question {number} is no table: write [[questions]] above it")
    name = f"question {said.get('id', number)}"
    _only(said, name, _QUESTION)
    kind = _one_of(f"{name}: kind", said.get("kind"), KINDS)
    answers = _answers_to(name, kind, said, scales)
    other = str(said.get("other", ""))
    if other and other not in {one.code for one in answers.choices}:
        raise QuestionnaireError(f"{name}: other is '{other}', which is none of its options")
    wordings = _table(said, "wordings")
    return Question(
        id=_code(name, said, "id"),
        wording=_text(name, said, "wording"),
        kind=kind,
        choices=answers.choices,
        spellings=answers.spellings,
        wordings={_year(f"{name}: wordings", year): str(text) for year, text in wordings.items()},
        also=_texts(f"{name}: also", said.get("also", [])),
        asked=str(said.get("asked", "")),
        measure=str(said.get("measure", "")),
        baseline=_baseline(name, said.get("baseline")),
        other=other,
        since=_year(f"{name}: since", said["since"]) if "since" in said else 0,
        until=_year(f"{name}: until", said["until"]) if "until" in said else 9999,
    )


def _answers_to(name: str, kind: str, said: Mapping[str, Any], scales: Mapping[str, _Answers]) -> _Answers:
    """The answers of a question: those of its scale or its own options, turned where it is reversed."""
    if kind in {NUMBER, TEXT}:
        if stray := sorted({"scale", "options", "positive", "reversed", "other"} & set(said)):
            raise QuestionnaireError(f"{name}: a question of the kind {kind} has no {', '.join(stray)}")
        return _Answers((), {})
    if ("scale" in said) == ("options" in said):
        raise QuestionnaireError(f"{name}: give it either a scale or options of its own")
    if "options" in said:
        own = {key: said[key] for key in ("positive", "left_out") if key in said}
        answers = _answers(name, {"answers": said["options"], **own})
    elif said["scale"] in scales:
        answers = _with_own(name, scales[said["scale"]], said)
    else:
        raise QuestionnaireError(f"{name}: there is no scale '{said['scale']}'")
    return _turned(name, answers) if said.get("reversed") else answers


def _answers(name: str, said: Any) -> _Answers:
    """The answers of a scale, in order, the best first."""
    if not isinstance(said, Mapping) or not isinstance(said.get("answers"), Mapping) or not said["answers"]:
        raise QuestionnaireError(f'{name}: it has no answers: write answers = {{ 1 = "Yes", 2 = "No" }}')
    _only(said, name, "answers also positive left_out")
    codes = [str(code) for code in said["answers"]]
    if wrong := [code for code in codes if not re.fullmatch(CODE, code)]:
        raise QuestionnaireError(f"{name}: '{wrong[0]}' is no code: small letters, digits and _ only")
    also = {str(words): str(code) for words, code in _table(said, "also").items()}
    plain = _Answers(tuple(Choice(code, str(words)) for code, words in said["answers"].items()), also)
    if strays := sorted(set(also.values()) - set(codes)):
        raise QuestionnaireError(f"{name}: also points at '{strays[0]}', which is none of its answers")
    _once(f"answer of {name}", [alike(one.words) for one in plain.choices])
    return _with_own(name, plain, {"positive": [], "left_out": [], **said})


def _with_own(name: str, answers: _Answers, said: Mapping[str, Any]) -> _Answers:
    """The answers with what a question itself says of good and of invalid ones."""
    codes = {one.code for one in answers.choices}
    chosen: dict[str, set[str]] = {}
    for key, now in (
        ("positive", {one.code for one in answers.choices if one.is_positive}),
        ("left_out", {one.code for one in answers.choices if not one.is_in_base}),
    ):
        chosen[key] = set(_texts(f"{name}: {key}", said[key])) if key in said else now
        if strays := sorted(chosen[key] - codes):
            raise QuestionnaireError(f"{name}: {key} names '{strays[0]}', which is none of its answers")
    if both := sorted(chosen["positive"] & chosen["left_out"]):
        raise QuestionnaireError(f"{name}: '{both[0]}' cannot be both positive and left out")
    choices = tuple(
        Choice(one.code, one.words, one.code in chosen["positive"], one.code not in chosen["left_out"])
        for one in answers.choices
    )
    return _Answers(choices, answers.spellings)


def _turned(name: str, answers: _Answers) -> _Answers:
    """Good answers at the other end: among the valid ones, the mirror image of what they were."""
    valid = [one for one in answers.choices if one.is_in_base]
    good = {turned.code for one, turned in zip(valid, reversed(valid), strict=True) if one.is_positive}
    if not good:
        raise QuestionnaireError(f"{name}: reversed, but its scale has no positive answers to turn")
    choices = tuple(Choice(c.code, c.words, c.code in good, c.is_in_base) for c in answers.choices)
    return _Answers(choices, answers.spellings)


def _baseline(name: str, said: Any) -> Baseline | None:
    if said is None:
        return None
    if not isinstance(said, Mapping):
        raise QuestionnaireError(
            f'{name}: baseline is a table: {{ percent = 29, year = 2020, source = "..." }}'
        )
    _only(said, f"{name}: baseline", "percent year source base")
    percent, base = said.get("percent"), said.get("base")
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 <= percent <= _MOST_PERCENT:
        raise QuestionnaireError(f"{name}: the baseline's percent is a number from 0 to 100")
    if base is not None and (not isinstance(base, int) or base < 1):
        raise QuestionnaireError(f"{name}: the baseline's base is a whole number of answers")
    year = _year(f"{name}: baseline", said.get("year"))
    return Baseline(float(percent), year, _text(f"{name}: baseline", said, "source"), base)


def _only(said: Mapping[str, Any], name: str, known: str) -> None:
    if strays := sorted(set(map(str, said)) - set(known.split())):
        raise QuestionnaireError(
            f"{name}: '{strays[0]}' is not known here; known: {known.replace(' ', ', ')}"
        )


def _table(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = said.get(key, {})
    if not isinstance(found, Mapping):
        raise QuestionnaireError(f"{key} is a table")
    return found


def _list(said: Mapping[str, Any], key: str) -> list[Any]:
    found = said.get(key, [])
    if not isinstance(found, list):
        raise QuestionnaireError(f"{key} is a list")
    return found


def _texts(name: str, said: Any) -> tuple[str, ...]:
    found = [said] if isinstance(said, str) else said
    if not isinstance(found, list) or not all(isinstance(one, str | int) for one in found):
        raise QuestionnaireError(f"{name} is a text or a list of texts")
    return tuple(str(one) for one in found)


def _text(name: str, said: Mapping[str, Any], key: str) -> str:
    found = said.get(key)
    if not isinstance(found, str) or not found.strip():
        raise QuestionnaireError(f"{name}: it has no {key}")
    return " ".join(found.split())


def _code(name: str, said: Mapping[str, Any], key: str) -> str:
    found = _text(name, said, key)
    if not re.fullmatch(CODE, found):
        raise QuestionnaireError(f"{name}: {key} '{found}' is made of small letters, digits and _ only")
    return found


def _one_of(name: str, said: Any, known: tuple[str, ...]) -> str:
    if said not in known:
        raise QuestionnaireError(f"{name} is one of {', '.join(known)}")
    return str(said)


def _year(name: str, said: Any) -> int:
    text = str(said)
    if not re.fullmatch(r"\d{4}", text) or not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        raise QuestionnaireError(f"{name}: a wave is a year such as 2025")
    return int(text)


def _once(name: str, found: list[str]) -> None:
    if twice := sorted({one for one in found if found.count(one) > 1}):
        raise QuestionnaireError(f"{name} stands twice: '{twice[0]}'")
