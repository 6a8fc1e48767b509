"""The questionnaires there are: those that come with the code, and an authority's own beside its deliveries.

An authority's lie in ``data/questionnaires/<la>/<id>.toml``; one with the id of a built-in takes its place.
Each is read anew, so that a mended file counts at once; ``fingerprint`` makes a delivery be read again by
it.
"""

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import RefusedError
from schemas.questionnaire import Questionnaire, QuestionnaireError, questionnaire_of

if TYPE_CHECKING:  # landing reads surveys by this module
    from pipelines.landing import Delivery

SURVEY = "survey"
BUILT_IN = Path(__file__).parent.parent / "schemas" / "questionnaires"
_HERE = Path(__file__).parent
_READ_BY = ("grids.py", "questionnaires.py", "survey_columns.py", "survey_exports.py", "surveys.py")


@cache
def built_in() -> dict[str, Questionnaire]:
    """Those that come with the code, by id."""
    return {path.stem: read(path) for path in sorted(BUILT_IN.glob("*.toml"))}


def own_folder(raw: Path, la_code: str) -> Path:
    """Where an authority's own questionnaires lie; ``raw`` is ``data/raw``."""
    return raw.parent / "questionnaires" / la_code


def known_to(raw: Path, la_code: str) -> dict[str, Questionnaire]:
    """The built-in ones and the authority's own, by id; a file that cannot be used is refused."""
    own = sorted(own_folder(raw, la_code).glob("*.toml")) if la_code else []
    return {**built_in(), **{path.stem: read(path) for path in own}}


def read(path: Path) -> Questionnaire:
    """One questionnaire; ``RefusedError`` says what of its file is wrong, and where."""
    try:
        found = questionnaire_of(tomllib.loads(path.read_text(encoding="utf-8")))
        _refuse_other_name(found, path)
    except (QuestionnaireError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        kind = "" if isinstance(error, QuestionnaireError) else "It is no TOML file in UTF-8: "
        raise RefusedError(
            f"The questionnaire {path.name} cannot be used.",
            why=f"{kind}{error}.".replace("..", "."),
            hint="Mend the file; schemas/questionnaires/parents_and_carers.toml shows the form.",
        ) from None
    return found


def _refuse_other_name(found: Questionnaire, path: Path) -> None:
    if found.id != path.stem:
        raise QuestionnaireError(f"its id is '{found.id}', its file's name {path.stem}.toml")


def fingerprint(delivery: "Delivery") -> str:
    """Changes with the questionnaires a survey may be read by and the code that reads it; else empty."""
    if delivery.extract.name != SURVEY:
        return ""
    raw = delivery.beside / "raw"
    files = sorted(BUILT_IN.glob("*.toml")) + sorted(own_folder(raw, delivery.la_code).glob("*.toml"))
    files += [_HERE / name for name in _READ_BY] + [BUILT_IN.with_name("questionnaire.py")]
    said = (f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
