"""SEN2 in the five modules of the sector's converter: five CSV files under its labels, and not all tables."""

from pathlib import Path

from pipelines.sample.blade import write_rows
from pipelines.sample.sen2_layout import columns_of
from pipelines.sample.sen2_message import Message
from pipelines.sample.sen2_records import Record, records_of
from schemas.extracts.sen2_layouts import FIVE_MODULES
from schemas.layout import Cut

# What the fifth module holds, and its own name for one of them.
_REVIEWED = "EHCP review decisions date"
_OF_ACTIVE_PLANS = ("transferla", "res", "wbp", "lastreview")
_NEVER_HELD = {"requestsource"}
_ALWAYS_BLANK = {"requests": ["New start date"]}
_REQUEST_ID = {"namedplan": "Request Records ID", "activeplans": "Request Records ID"}


def write_modules(message: Message, folder: Path) -> list[Path]:
    """One file a module."""
    records, columns = records_of(message), columns_of(message.year)
    paths = []
    for number, sheet in enumerate(FIVE_MODULES.sheets, 1):
        [cut] = sheet.cuts
        labels = _labels(cut, columns[cut.part])
        blank = _ALWAYS_BLANK.get(cut.part, [])
        header = [*_id_labels(cut), *labels.values(), *blank]
        rows = [
            [*_ids(cut, r), *(r.items.get(item, "") for item in labels), *([""] * len(blank))]
            for r in records[cut.part]
        ]
        path = folder / f"sen2_{message.year}_module_{number}.csv"
        paths.append(write_rows(path, header, rows))
    return paths


def _labels(cut: Cut, held: tuple[str, ...]) -> dict[str, str]:
    """Item to label: of the labels an item has, the modules use the last."""
    labels = {header: label for label, header in cut.columns.items() if header in held}
    if cut.part == "activeplans":
        labels = {header: labels[header] for header in _OF_ACTIVE_PLANS if header in labels}
        labels["lastreview"] = _REVIEWED
    return {header: label for header, label in labels.items() if header not in _NEVER_HELD}


def _id_labels(cut: Cut) -> list[str]:
    if cut.part == "person":
        return ["Person ID"]
    return ["Person ID", _REQUEST_ID.get(cut.part, "Requests Record ID")]


def _ids(cut: Cut, record: Record) -> list[str]:
    return [str(record.person)] if cut.part == "person" else [str(record.person), str(record.request)]
