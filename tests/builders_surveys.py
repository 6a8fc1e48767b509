"""Tiny exports of survey tools, apart from the sample's, and an authority's questionnaire."""

import csv
from pathlib import Path

from pipelines.sample.sheets import write_workbook
from tests.builders import LA

OWN = """
id = "short_breaks"
title = "Short breaks"
audience = "parents and carers"

[columns]
child_age_band = "How old is your child?"
weight = "Weight"

[scales.agreement]
also = { "N/A" = "9" }
positive = ["1", "2"]
left_out = ["9"]

[scales.agreement.answers]
1 = "Strongly agree"
2 = "Agree"
3 = "Neither"
4 = "Disagree"
5 = "Strongly disagree"
9 = "Not applicable"

[[questions]]
id = "easy"
wording = "Short breaks are easy to book."
wordings = { 2024 = "It is easy to book a short break." }
kind = "scale"
scale = "agreement"
measure = "Easy to book"
baseline = { percent = 40, year = 2020, base = 250, source = "Our report of 2020" }

[[questions]]
id = "worry"
wording = "I worry while my child is away."
kind = "scale"
scale = "agreement"
reversed = true
since = 2025

[[questions]]
id = "which"
wording = "Which short breaks did you use?"
kind = "multiple"
options = { club = "Holiday club", night = "Overnight stay", other = "Other" }
other = "other"

[[questions]]
id = "nights"
wording = "How many nights a year would you like?"
kind = "number"

[[questions]]
id = "words"
wording = "Tell us more."
kind = "text"
"""

ONE_ROW = [
    "ID", "Start time", "Completion time", "Email", "Name", "How old is your child?", "Weight",
    "1. Short breaks are easy to book.", "I worry while my child is away.",
    "Which short breaks did you use?", "How many nights a year would you like?", "Tell us more.",
    "Shoe size",
]  # fmt: skip
TWO_ROWS = [
    ["Respondent ID", "Collector ID", "End Date", "IP Address", "Email Address",
     "How old is your child?", "Weight",
     "How far do you agree?", "", "Which short breaks did you use?", "", "",
     "How many nights a year would you like?", "Tell us more."],
    ["", "", "", "", "", "Response", "", "Short breaks are easy to book.", "I worry while my child is away.",
     "Holiday club", "Overnight stay", "Other (please specify)",
     "Open-Ended Response", "Open-Ended Response"],
]  # fmt: skip


def write_own(raw: Path, text: str = OWN, *, la: str = LA, name: str = "short_breaks") -> Path:
    """A questionnaire of the authority's own."""
    path = raw.parent / "questionnaires" / la / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_export(
    raw: Path, rows: list[list[str]], *, name: str = "export.csv", la: str = LA, year: int = 2025
) -> Path:
    """Header rows and responses as a tool exports them, as CSV or as a workbook by the name's ending."""
    path = raw / la / "survey" / str(year) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        return write_workbook(path, [("Sheet1", rows)])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def one_row(key: str, **said: str) -> list[str]:
    """A response under ``ONE_ROW``, with everything a tool notes of who answered."""
    cells = {
        "start": "2025-06-03 10:00:01",
        "end": "2025-06-03 10:11:12",
        "mail": "zqa@vryx.example",
        "name": "Zqavryx Vylqua",
        "age": "5 to 10",
        "weight": "",
        "easy": "",
        "worry": "",
        "which": "",
        "nights": "",
        "words": "",
        "shoe": "Secret38",
    } | said
    return [key, *cells.values()]


def write_parents(raw: Path, answers: list[dict[str, str]], *, la: str = LA, year: int = 2025) -> Path:
    """A wave of the built-in survey of parents; an answer is ``{"q01": "Agree"}``, the rest is blank."""
    questions = [f"q{n:02d}" for n in range(1, 17)]
    rows = [
        ["responseid", *questions],
        *([str(n), *(a.get(q, "") for q in questions)] for n, a in enumerate(answers, 1)),
    ]
    return write_export(raw, rows, name="parents.csv", la=la, year=year)
