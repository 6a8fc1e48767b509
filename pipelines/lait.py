"""The long file of the local authority interactive tool: read as any published table, its years checked.

Its years stand under no column of the open-data standard, so it is told here whether they are of the edition.
"""

import re
from pathlib import Path

import pyarrow.compute as pc

from pipelines import published
from pipelines.errors import RefusedError
from pipelines.formats import TextTable
from schemas.contract import Extract, items
from schemas.returns import Return

VALUES = "values"
_YEAR = re.compile(r"((?:19|20)\d\d)\b.*")
# The tool is updated every month: its newest series is of the edition's year or of one just before.
_OLDEST = 2


def read(paths: list[Path], extract: Extract, of: Return, la_code: str = "") -> dict[str, TextTable]:
    """The tables of one edition; ``RefusedError`` where its newest year is not of the edition."""
    tables = published.read(paths, extract, of, la_code)
    if VALUES in tables:
        _check_edition(tables[VALUES], extract, of)
    return tables


def _check_edition(values: TextTable, extract: Extract, of: Return) -> None:
    [years] = [one.header for one in items(extract.part(VALUES).contract) if one.name == "years"]
    texts = [str(text).strip() for text in pc.unique(values.rows[years].drop_null()).to_pylist()]
    found = [int(said[1]) for text in texts if (said := _YEAR.fullmatch(text))]
    if found and not of.year - _OLDEST <= max(found) <= of.year:
        raise RefusedError(
            f"The {extract.title} there is not of the edition {of.year}.",
            why=f"Its newest year is {max(found)}.",
            hint="Put it into the folder of the year in which it was downloaded.",
        )
