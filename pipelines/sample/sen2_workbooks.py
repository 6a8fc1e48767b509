"""SEN2 in workbooks: the department's data-entry template, and the pre-submission workbook.

Labels are those of ``schemas.extracts.sen2_layouts``, dressed with the hints and line breaks of real files.
"""

from datetime import date
from pathlib import Path

from pipelines.sample.blade import SYNTHETIC
from pipelines.sample.sen2_layout import PERSON_SEX, columns_of
from pipelines.sample.sen2_message import Message
from pipelines.sample.sen2_records import Record, is_day, is_flag, records_of
from pipelines.sample.sheets import Cell, as_typed, serial, write_workbook
from schemas.extracts.sen2_layouts import PRE_SUBMISSION, TEMPLATE
from schemas.layout import Cut

_FIRST_PERSON, _FIRST_REQUEST = 100_000, 500_000
_OWN_ID = "\n\n(This must be a unique ID for each {} record)"
_LINK = "\n(From {} record)"
_NOT_IN_EDUCATION, _NIEO = "Not in education - Other", "NIEO"
# From 2024 on the template has the two dates under each other's labels.
_CROSSED = {"reviewmeeting": "lastreview", "lastreview": "reviewmeeting"}
_DAYS_TYPED = 3  # of so many days one is an Excel date, the others are text

_GUIDANCE: list[list[Cell]] = [
    [f"{SYNTHETIC}: nobody in this file exists"],
    ["How to fill in the data entry template"],
    ["One line for each record. Dates are written ccyy-mm-dd, yes is 1 and no is 0."],
    ["Every record of a person has the Person ID of that person."],
]


def write_template(message: Message, folder: Path) -> list[Path]:
    """The template: all tables one under another in one sheet, each under its title."""
    records, columns = records_of(message), columns_of(message.year)
    rows: list[list[Cell]] = []
    for sheet in TEMPLATE.sheets:
        [cut] = sheet.cuts
        rows += [[], [], [sheet.title], *_table(message, cut, records[cut.part], columns[cut.part])]
    path = folder / f"sen2_{message.year}_template.xlsx"
    return [write_workbook(path, [("Guidance", _GUIDANCE), ("Data Entry Template", rows)])]


def _table(message: Message, cut: Cut, records: list[Record], held: tuple[str, ...]) -> list[list[Cell]]:
    """One stacked table: its labels, then its records."""
    labels = {label: cut.columns[label] for label in _labels(cut) if cut.columns[label] in held}
    header: list[Cell] = [*_id_labels(cut), *(_dressed(label, item) for label, item in labels.items())]
    crossed = _CROSSED if message.year >= PERSON_SEX else {}
    body = [
        [
            *_ids(message, cut, record),
            *(_cell(record, label, crossed.get(item, item), n) for label, item in labels.items()),
        ]
        for n, record in enumerate(records)
    ]
    return [header, *body]


def _labels(cut: Cut) -> list[str]:
    """The first label of each item; placements tell in a column of its own why someone is nowhere."""
    first = {header: label for label, header in reversed(list(cut.columns.items()))}
    apart = cut.part == "placementdetail"
    return [
        la for la, header in cut.columns.items() if first[header] == la or (apart and la == _NOT_IN_EDUCATION)
    ]


def _id_labels(cut: Cut) -> list[str]:
    if cut.part == "sen2":
        return ["Record Type"]
    labels = ["LA\n(From Header Record)", "Record Type"]
    if cut.part == "person":
        return [*labels, "Person ID" + _OWN_ID.format("Person")]
    labels.append("Person ID" + _LINK.format("Person"))
    if cut.part == "requests":
        return [*labels, "Requests record ID" + _OWN_ID.format("Requests")]
    return [*labels, "Requests record ID" + _LINK.format("Requests")]


def _ids(message: Message, cut: Cut, record: Record) -> list[Cell]:
    if cut.part == "sen2":
        return ["Header"]
    ids: list[Cell] = [as_typed(message.code), cut.part, _FIRST_PERSON + record.person]
    return ids if cut.part == "person" else [*ids, _FIRST_REQUEST + record.request]


def _dressed(label: str, header: str) -> str:
    """A label with the hint that the template gives under it."""
    if is_day(header):
        return f"{label} \n(ccyy-mm-dd)"
    return f"{label}\n(1 = Yes, 0 = No)" if is_flag(header) else label


def _cell(record: Record, label: str, header: str, nth: int) -> Cell:
    text = record.items.get(header, "")
    if header == "sensettingother" and record.table == "placementdetail":
        nowhere = record.items.get("sensetting") == _NIEO
        return text if nowhere == (label == _NOT_IN_EDUCATION) else None
    if not text:
        return None
    if header == "datetime":
        return serial(text)
    if is_day(header):
        return text if nth % _DAYS_TYPED else date.fromisoformat(text)
    if header == "uniquelearnernumber":
        return int(text)  # as a spreadsheet has it: without the noughts it begins with
    return _flag_or_typed(header, text)


def write_pre_submission(message: Message, folder: Path) -> list[Path]:
    """The workbook an authority checks before it submits: a sheet a table, under the COLLECT headers."""
    records, columns = records_of(message), columns_of(message.year)
    sheets: list[tuple[str, list[list[Cell]]]] = []
    for sheet in PRE_SUBMISSION.sheets:
        [cut] = sheet.cuts
        spelt = {
            header: label for label, header in cut.columns.items()
        }  # "rquestsource" is the last of its item
        held = columns[cut.part]
        header: list[Cell] = [*_plain_ids(cut), *(spelt[item] for item in held)]
        body = [[*_plain_id(cut, r), *(_plain(r, item) for item in held)] for r in records[cut.part]]
        sheets.append((sheet.title, [header, *body]))
    return [write_workbook(folder / f"sen2_{message.year}_pre_submission.xlsx", sheets)]


def _plain_ids(cut: Cut) -> list[str]:
    return ["persontableid"] if cut.part == "person" else ["persontableid", "requeststableid"]


def _plain_id(cut: Cut, record: Record) -> list[Cell]:
    return [record.person] if cut.part == "person" else [record.person, record.request]


def _plain(record: Record, header: str) -> Cell:
    text = record.items.get(header, "")
    return date.fromisoformat(text) if text and is_day(header) else _flag_or_typed(header, text)


def _flag_or_typed(header: str, text: str) -> Cell:
    return int(float(text)) if text and is_flag(header) else as_typed(text)
