"""From one export of a survey tool to rows of responses and answers, by its questionnaire. This is the door.

What the tool noted of who answered, free text and columns nobody asked for do not pass: they are counted.
Words typed in the place of an answer do not pass either, for they may name somebody: what is none of the
answers to a question is put as unknown, to be rejected, and what was typed under other counts as that
option.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipelines.errors import RefusedError
from pipelines.grids import Grid
from pipelines.parsing import DATE_FORMATS
from pipelines.survey_columns import Columns, columns_of
from schemas.codes import CodeSet
from schemas.codesets.sen import SEN_PROVISION
from schemas.codesets.survey import CHILD_AGE_BAND
from schemas.extracts.survey import UNKNOWN_ANSWER, WEIGHT
from schemas.questionnaire import MULTIPLE, NUMBER, TEXT, Question, Questionnaire

Row = dict[str, str | None]
Numbered = list[tuple[int, Row]]

_ENOUGH = 0.5
_ID = re.compile(r"(?=.*\d)[0-9A-Za-z_-]{1,40}")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,4})?")
_NOT_CHOSEN = frozenset(("", "0", "no", "false", "n", "unchecked", "not selected", "0.0"))
_CHOSEN = frozenset(("1", "1.0", "yes", "true", "y", "x", "checked", "selected", "\u2713", "\u2714"))
_BETWEEN = re.compile(r"[;|\n]")
_MONTHS = 12
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})")


@dataclass
class Export:
    """What passed: rows under the contract's headers, each with its sheet's row; what did not, counted."""

    questionnaire: Questionnaire
    questions: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    responses: Numbered = field(default_factory=list)
    answers: Numbered = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def questionnaire_for(grid: Grid, known: Mapping[str, Questionnaire], wave: int) -> Questionnaire:
    """The questionnaire that a grid is most like; ``RefusedError`` where it is like none, or like several."""
    shares = {name: _share(grid, one, wave) for name, one in known.items()}
    best = max(shares.values(), default=0)
    likely = [name for name, share in shares.items() if share == best]
    if best < _ENOUGH or len(likely) > 1:
        raise RefusedError(
            f"{grid.shown} is the export of no questionnaire we know.",
            why=f"Of the questions of {likely[0]} it has {best:.0%}, and half are needed."
            if best < _ENOUGH
            else f"It is as much {' as '.join(likely)}.",
            hint="Write its questions into data/questionnaires/<la>/<id>.toml, or move it out of data/raw.",
        )
    return known[likely[0]]


def read_export(grid: Grid, questionnaire: Questionnaire, wave: int) -> Export:
    """Every response of an export; ``RefusedError`` where its rows cannot be cut into its columns."""
    columns = columns_of(grid, questionnaire, wave)
    asked = [one for one in questionnaire.asked_in(wave) if one.kind != TEXT and one.id in columns.found]
    export = Export(questionnaire)
    for place, question in enumerate(asked, 1):
        export.questions.append(_question_row(questionnaire, question, wave, place))
        export.choices += _choice_rows(questionnaire, question)
    rows = _rows(grid, columns)
    ids, days = _ids(rows, columns), _days(rows, columns, export.notes)
    for (number, cells), own, day in zip(rows, ids, days, strict=True):
        key = f"{questionnaire.id}/{own}"
        export.responses.append((number, _response_row(key, cells, day, columns, export)))
        for question in asked:
            for answer in _answers_of(question, cells, columns, export.notes):
                row: Row = {
                    "responseid": key,
                    "questionkey": f"{questionnaire.id}/{question.id}",
                    "answer": answer,
                }
                export.answers.append((number, row))
    _count_dropped(export.notes, rows, columns, questionnaire, wave)
    return export


def _share(grid: Grid, questionnaire: Questionnaire, wave: int) -> float:
    asked = questionnaire.asked_in(wave)
    return len(columns_of(grid, questionnaire, wave).found) / len(asked) if asked else 0


def _rows(grid: Grid, columns: Columns) -> list[tuple[int, list[str]]]:
    """The responses: rows in which a question is answered, each as wide as the widest header row."""
    width = max(len(row) for row in grid.rows[: columns.first_row])
    rows = []
    for number, row in enumerate(grid.rows[columns.first_row :], columns.first_row + 1):
        if any(row[width:]):
            raise RefusedError(
                f"{grid.shown} has more values than columns in row {number:,}.",
                why="What stands under which question cannot be told, and what may not be kept neither.",
                hint="Export it again; a comma in a free text may stand outside quotation marks.",
            )
        rows.append((number, (row + [""] * width)[:width]))
    return [(number, row) for number, row in rows if any(row[place] for place in columns.used)]


def _ids(rows: list[tuple[int, list[str]]], columns: Columns) -> list[str]:
    """The tool's number of each response; where one has none, or names somebody, the rows' own numbers."""
    place = columns.about.get("id")
    given = [cells[place].removesuffix(".0") for _, cells in rows] if place is not None else []
    if given and all(_ID.fullmatch(one) for one in given):
        return given
    return [f"row-{number}" for number, _ in rows]


def _days(rows: list[tuple[int, list[str]]], columns: Columns, notes: Counter[str]) -> list[str | None]:
    """The day on which each response was sent. Where months come before days none is kept."""
    place = columns.about.get("submitted")
    texts = [cells[place] if place is not None else "" for _, cells in rows]
    if any((found := _SLASHES.match(text)) and int(found[2]) > _MONTHS for text in texts):
        notes["days of sending with the month first, left blank"] += sum(map(bool, texts))
        return [None] * len(texts)
    days = [_day(text) for text in texts]
    if lost := sum(bool(text) and day is None for text, day in zip(texts, days, strict=True)):
        notes["days of sending not understood, left blank"] += lost
    return days


def _day(text: str) -> str | None:
    for said in (text, text.split(" ", maxsplit=1)[0]):
        for written in DATE_FORMATS:
            day = pd.to_datetime(said, format=written, errors="coerce") if said else pd.NaT
            if not pd.isna(day):
                return str(day.date().isoformat())
    return None


def _response_row(key: str, cells: list[str], day: str | None, columns: Columns, export: Export) -> Row:
    def said(name: str) -> str:
        return cells[columns.about[name]] if name in columns.about else ""

    weight = said("weight")
    return {
        "responseid": key,
        "questionnaire": export.questionnaire.id,
        "submitteddate": day,
        "childage": _coded(said("child_age_band"), CHILD_AGE_BAND, "ages", export.notes),
        "provision": _coded(said("provision"), SEN_PROVISION, "kinds of support", export.notes),
        "weight": (weight if re.fullmatch(WEIGHT, weight) else UNKNOWN_ANSWER) if weight else None,
    }


def _coded(text: str, codes: CodeSet, what: str, notes: Counter[str]) -> str | None:
    """The code of what was said of the child; blank where it cannot be understood: it is no answer."""
    code = codes.code_of(text, 9998) if text else ""
    if text and code not in codes.labels:
        notes[f"{what} not understood, left blank"] += 1
        return None
    return code or None


def _answers_of(question: Question, cells: list[str], columns: Columns, notes: Counter[str]) -> Iterator[str]:
    """The answers to one question, as codes; of a number the number; none where it was left blank."""
    if question.kind == MULTIPLE:
        yield from _chosen(question, cells, columns, notes)
    elif text := cells[columns.answers[question.id]] if question.id in columns.answers else "":
        yield _number(text) if question.kind == NUMBER else _one(question, text, notes)


def _number(text: str) -> str:
    plain = text.replace(",", "")
    return plain.removesuffix(".0") if _NUMBER.fullmatch(plain) else UNKNOWN_ANSWER


def _one(question: Question, text: str, notes: Counter[str]) -> str:
    if code := question.code_of(text):
        return code
    if question.other:
        notes[_TYPED] += 1
        return question.other
    return UNKNOWN_ANSWER


def _chosen(question: Question, cells: list[str], columns: Columns, notes: Counter[str]) -> Iterator[str]:
    """Each option chosen, once. Where nothing is ticked the question was not answered."""
    found: dict[str, None] = {}
    if question.id in columns.answers:
        parts = (part.strip() for part in _BETWEEN.split(cells[columns.answers[question.id]]))
        found |= {_one(question, part, notes): None for part in parts if part}
    for place, code in columns.options.get(question.id, {}).items():
        text = cells[place]
        if text.casefold() in _CHOSEN or question.code_of(text) == code:
            found[code] = None
        elif text.casefold() not in _NOT_CHOSEN:
            found[UNKNOWN_ANSWER] = None
    for place in columns.typed.get(question.id, ()):
        if cells[place].casefold() not in _NOT_CHOSEN and question.other:
            notes[_TYPED] += 1
            found[question.other] = None
    yield from found


_TYPED = "answers typed under other, their words dropped"


def _count_dropped(
    notes: Counter[str],
    rows: list[tuple[int, list[str]]],
    columns: Columns,
    questionnaire: Questionnaire,
    wave: int,
) -> None:
    """What did not pass, in numbers: of columns, and of the responses that had something in them."""
    lost = [one for one in questionnaire.asked_in(wave) if one.id not in columns.found]
    counts = {
        "columns on who answered, dropped": len(columns.who),
        "columns unknown to the questionnaire, dropped": len(columns.unknown),
        "columns of free text, dropped": len(columns.texts),
        "responses with free text, dropped": sum(any(c[p] for p in columns.texts) for _, c in rows),
        "questions of the questionnaire that the file has not": len(lost),
    }
    notes.update({words: count for words, count in counts.items() if count})


def _question_row(questionnaire: Questionnaire, question: Question, wave: int, place: int) -> Row:
    baseline = question.baseline
    return {
        "questionkey": f"{questionnaire.id}/{question.id}",
        "questionnaire": questionnaire.id,
        "question": question.id,
        "place": str(place),
        "wording": question.wording_in(wave),
        "kind": question.kind,
        "asked": question.asked or None,
        "measure": question.measure or None,
        "baselinepercent": f"{baseline.percent:g}" if baseline else None,
        "baselineyear": str(baseline.year) if baseline else None,
        "baselinebase": str(baseline.base) if baseline and baseline.base else None,
        "baselinesource": baseline.source if baseline else None,
    }


def _choice_rows(questionnaire: Questionnaire, question: Question) -> list[Row]:
    return [
        {
            "questionkey": f"{questionnaire.id}/{question.id}",
            "code": one.code,
            "place": str(place),
            "words": one.words,
            "ispositive": str(int(one.is_positive)),
            "isinbase": str(int(one.is_in_base)),
        }
        for place, one in enumerate(question.choices, 1)
    ]
