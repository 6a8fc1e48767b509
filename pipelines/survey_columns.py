"""Which column of a survey tool's export holds what, told by the questionnaire.

Tools write one header row, or two: the question, and under it the option, the line of a grid of questions, or
a word such as Response. A column nobody can name is dropped and counted: it may tell who answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.errors import RefusedError
from pipelines.grids import Grid
from schemas.questionnaire import MULTIPLE, TEXT, Question, Questionnaire, alike

# As Microsoft Forms, SurveyMonkey and Smart Survey call what they note beside the answers.
_ID = ("ID", "Respondent ID", "Response ID", "responseid", "UserID", "User ID")
_SUBMITTED = (
    "Completion time", "End Date", "Date submitted", "Submitted", "Completed", "submitteddate", "Timestamp",
)  # fmt: skip
_WHO_ANSWERED = (
    "Start time", "Start Date", "Started", "IP Address", "IP", "Email", "Email Address", "Name", "First Name",
    "Last Name", "Full name", "Username", "Collector ID", "Collector", "Custom Data", "Custom Data 1",
    "Last modified time", "Date modified", "Device", "Browser", "User agent", "Latitude", "Longitude",
    "Location", "Language", "Referrer", "Phone", "Telephone", "Postcode", "Unique ID", "Tracking link",
)  # fmt: skip
_JUST_A_RESPONSE = frozenset(map(alike, ("Response", "Open-Ended Response", "Answer", "Responses")))
_TYPED = frozenset(
    map(alike, ("Other (please specify)", "Other", "Please specify", "Other - please say", "Comment"))
)
_DEFAULTS = {"id": _ID, "submitted": _SUBMITTED}


@dataclass
class Columns:
    """The places of an export's columns, from 0. ``options``: places of one option each, with its code.

    ``typed``: what was typed beside the options of a question. ``texts``: free text. ``who``: what the tool
    notes of the respondent. ``unknown``: all others.
    """

    first_row: int
    about: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    options: dict[str, dict[int, str]] = field(default_factory=dict)
    typed: dict[str, list[int]] = field(default_factory=dict)
    texts: list[int] = field(default_factory=list)
    who: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    found: set[str] = field(default_factory=set)

    @property
    def used(self) -> list[int]:
        """The places that tell of an answer."""
        chosen = [place for places in self.options.values() for place in places]
        typed = [place for places in self.typed.values() for place in places]
        return [*self.answers.values(), *chosen, *typed, *self.texts]


def columns_of(grid: Grid, questionnaire: Questionnaire, wave: int) -> Columns:
    """What each column holds, by the questions of that wave."""
    labels, first_row = _labels(grid, questionnaire)
    columns = Columns(first_row)
    questions = questionnaire.asked_in(wave)
    for place, (first, second) in enumerate(labels):
        if not (first or second):
            continue
        if about := _about(first, second, questionnaire):
            columns.about.setdefault(about, place)
        elif alike(first) in _WHO:
            columns.who.append(place)
        else:
            _place_question(columns, questions, place, (first, second), grid.shown)
    return columns


_WHO = frozenset(map(alike, _WHO_ANSWERED))


def _labels(grid: Grid, questionnaire: Questionnaire) -> tuple[list[tuple[str, str]], int]:
    """The one or two labels of each column, and the index of the first row of responses."""
    places = [n for n, row in enumerate(grid.rows) if any(row)]
    top = grid.rows[places[0]]
    below = grid.rows[places[1]] if len(places) > 1 else []
    if not _is_header(top, below, questionnaire):
        return [(label, "") for label in top], places[0] + 1
    labels, carried = [], ""
    for place in range(max(len(top), len(below))):
        first, second = _cell(top, place), _cell(below, place)
        carried = first or carried
        labels.append((first or (carried if second else ""), second))
    return labels, places[1] + 1


def _is_header(top: Sequence[str], below: Sequence[str], questionnaire: Questionnaire) -> bool:
    """The second row is a header too: blank under what the tool notes, and naming what the first does not."""
    noted = [
        place
        for place, label in enumerate(top)
        if label and (alike(label) in _WHO or _about(label, "", questionnaire) in _DEFAULTS)
    ]
    if any(_cell(below, place) for place in noted):
        return False
    said = [
        (alike(_cell(below, place)), _cell(top, place)) for place in range(len(below)) if _cell(below, place)
    ]
    return any(text in _JUST_A_RESPONSE for text, _ in said) or any(not label for _, label in said)


def _about(first: str, second: str, questionnaire: Questionnaire) -> str:
    """Which of a response's own items a column holds; empty where none."""
    said = alike(first)
    if second and alike(second) not in _JUST_A_RESPONSE:
        return ""
    for name in ("id", "submitted", *questionnaire.columns):
        if said in {alike(one) for one in (*questionnaire.columns.get(name, ()), *_DEFAULTS.get(name, ()))}:
            return name
    return ""


def _place_question(
    columns: Columns, questions: Sequence[Question], place: int, labels: tuple[str, str], shown: str
) -> None:
    first, second = labels
    found = _named(questions, first)
    if found is None and second:
        # A grid of questions: its heading above, each of its lines below.
        found, second = _named(questions, second), ""
    if found is None:
        found, second = _option_in_label(questions, first) if not second else (None, "")
    if found is None:
        columns.unknown.append(place)
        return
    columns.found.add(found.id)
    _place(columns, found, place, second, shown)


def _place(columns: Columns, question: Question, place: int, second: str, shown: str) -> None:
    """One column of a question, by what stands under its wording."""
    below = alike(second)
    if question.kind == TEXT:
        columns.texts.append(place)
    elif not below or below in _JUST_A_RESPONSE:
        if question.id in columns.answers or question.id in columns.options:
            raise _twice(shown, place)
        columns.answers[question.id] = place
    elif question.kind == MULTIPLE and question.code_of(second) not in {"", question.other}:
        columns.options.setdefault(question.id, {})[place] = question.code_of(second)
    elif below in _TYPED or (question.other and question.code_of(second) == question.other):
        columns.typed.setdefault(question.id, []).append(place)
    else:
        columns.unknown.append(place)


def _named(questions: Sequence[Question], label: str) -> Question | None:
    """The question that a label words; of a label such as ``Health: I feel safe.`` the end will do."""
    said = alike(label)
    exact = [one for one in questions if said in one.known_as]
    least = 12
    ends = [one for one in questions if any(len(w) >= least and said.endswith(w) for w in one.known_as)]
    return exact[0] if exact else ends[0] if len(ends) == 1 else None


def _option_in_label(questions: Sequence[Question], label: str) -> tuple[Question | None, str]:
    """The question and the option that one label tells together: ``Which services? [Physiotherapy]``."""
    said = alike(label)
    for question in questions:
        for wording in question.known_as if question.kind == MULTIPLE else ():
            rest = said.removeprefix(wording)
            if rest and rest != said and (rest in question.codes or rest in _TYPED):
                return question, rest
    return None, ""


def _twice(shown: str, place: int) -> RefusedError:
    return RefusedError(
        f"{shown} has the same question twice: column {place + 1} is the second.",
        why="It cannot be told which of them holds the answers.",
        hint="Remove one of them and export again.",
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
