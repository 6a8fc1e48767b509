"""The file of corrections to fill in: a line for each item of each finding, sealed; no value stands in it."""

from collections.abc import Iterator
from pathlib import Path

import gptables
import pandas as pd

from pipelines import findings, history
from pipelines.completeness import rules_of
from pipelines.corrections import (
    ABOUT,
    BLANK,
    DELIVERY_IS,
    FINGERPRINT_IS,
    ITEM,
    ROW_OF_FILE,
    RULE,
    SEAL,
    SHEET,
    TABLE,
    VALUE,
    WHO,
    WHY,
    seal,
)
from pipelines.errors import OutOfDateError
from pipelines.identity import Pseudonyms
from pipelines.lake import Lake
from pipelines.reports_fixes import about, columns_in
from pipelines.reports_places import Table, delivery_of, tables_in
from pipelines.reports_records import records
from pipelines.reports_xlsx import sheet_of, write_book
from schemas.catalogue import EXTRACTS

_COLUMNS = (TABLE, ROW_OF_FILE, "Record", ITEM, "Column", RULE, "What is wrong", VALUE, WHO, WHY, SEAL)


def write(lake: Lake, pseudonyms: Pseudonyms, partition: str, raw: Path, path: Path) -> int:
    """Write the file for the delivery in force; how many lines it has."""
    extract, key = partition.split(".", 1)
    if not findings.are_known(lake, partition):
        raise OutOfDateError(
            f"There is nothing to correct in {partition}.",
            why="It is not accepted, or its rules have not been run.",
            hint="Run 'send build'; what is refused is sent back: 'send report' says why.",
        )
    la_code, returned = key.split("_", 1)
    fingerprint = history.versions(lake, partition)[-1].fingerprint
    rows = pd.DataFrame(list(_lines(lake, pseudonyms, partition, raw, fingerprint)), columns=list(_COLUMNS))
    what = pd.DataFrame({"What": [DELIVERY_IS, FINGERPRINT_IS], "Is": [partition, fingerprint]})
    title = f"Corrections of {EXTRACTS[extract].title}, {key}"
    sheets = {
        SHEET: sheet_of(
            SHEET, title, rows, [f"Fill in {VALUE}, {WHO} and {WHY}; leave blank what is right."]
        ),
        ABOUT: sheet_of(ABOUT, "What this file is for", what, ["Change nothing here."]),
    }
    cover = gptables.Cover(
        title=title,
        intro=[
            f"One line for each value that may be at fault. The corrected value {BLANK} takes it out.",
            "What is filled in names children: treat the file as the delivery itself.",
            f"Then put it in data/corrections as {la_code}/{extract}/{returned}.xlsx.",
            "It holds for these very files only: a resubmission makes it void.",
        ],
    )
    write_book(path, cover, sheets, title)
    return len(rows)


def _lines(
    lake: Lake, pseudonyms: Pseudonyms, partition: str, raw: Path, fingerprint: str
) -> Iterator[tuple[object, ...]]:
    name, key = partition.split(".", 1)
    extract, known = EXTRACTS[name], rules_of(name)
    own = records(lake, extract, key)
    with delivery_of(lake, partition, raw) as delivered:
        tables = tables_in(delivered)
    for one in lake.read(findings.table_of(name), key).to_pylist():
        part, rule = extract.part(one["part"]), known.get(one["rule"])
        message = rule.message if rule else one["rule"]
        for item in about(one["items"], one["rule"], part, rule):
            if item in (part.key, part.parent_key):
                continue
            column = columns_in(tables.get(part.name, Table()), [item])
            mark = seal(pseudonyms, fingerprint, (part.name, one["row"], item, one["rule"]))
            shown = own[part.name].shown(one["row"])
            yield (part.name, one["row"], shown, item, column, one["rule"], message, "", "", "", mark)
