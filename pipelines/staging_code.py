"""What the staging of an extract is made by: of which files a change means that it must be staged again."""

import hashlib
from functools import cache
from pathlib import Path

from schemas.catalogue import EXTRACTS
from schemas.contract import Extract

_HERE = Path(__file__).parent
_STAGING_CODE = (
    "corrections.py",
    "delimited.py",
    "formats.py",
    "grids.py",
    "identity.py",
    "lait.py",
    "layouts.py",
    "likeness.py",
    "linkage.py",
    "localities.py",
    "lookups.py",
    "manual_series.py",
    "mapping_lines.py",
    "mapping_readings.py",
    "mapping_toml.py",
    "mappings.py",
    "message_xml.py",
    "neighbour_sets.py",
    "packed.py",
    "parsing.py",
    "population_columns.py",
    "populations.py",
    "published.py",
    "questionnaires.py",
    "readings.py",
    "recognition.py",
    "sheets.py",
    "signatures.py",
    "staging.py",
    "storing.py",
    "survey_columns.py",
    "survey_exports.py",
    "surveys.py",
    "workbook_process.py",
    "workbooks.py",
)
_STAGING_SCHEMAS = (
    "area_changes.py",
    "areas_of_england.py",
    "codes.py",
    "contract.py",
    "layout.py",
    "manual_measures.py",
    "periods.py",
    "populations.py",
    "published.py",
    "questionnaire.py",
    "returns.py",
    "types.py",
    "units.py",
)


@cache
def code_version(extract: Extract) -> str:
    """Changes when the code or the declarations that stage an extract change."""
    schemas = _HERE.parent / "schemas"
    files = [_HERE / name for name in _STAGING_CODE]
    files += [schemas / name for name in _STAGING_SCHEMAS]
    longer = [name for name in EXTRACTS if name != extract.name and name.startswith(extract.name)]
    own = sorted((schemas / "extracts").glob(f"{extract.name}*.py"))
    files += [file for file in own if not file.stem.startswith(tuple(longer))]
    files += sorted((schemas / "codesets").glob("*.py"))
    return _hash(files)


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
