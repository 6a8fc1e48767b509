"""The register of known issues, which every release carries: what a reader should know, and do.

``known_issues.toml`` of a deployment's data folder; without one, that which comes with the code. Nothing is
written here.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.errors import RefusedError, SourceMissingError
from pipelines.sql import MARTS_FOLDER

FILE = "known_issues.toml"
BUILT_IN = Path(__file__).parent.parent / "data"
_KEYS = {"id", "marts", "since", "until", "words", "to_do"}
_NEEDED = _KEYS - {"since", "until"}


@dataclass(frozen=True)
class KnownIssue:
    """One issue. ``since``, ``until``: first and last day that the figures concerned tell of, None open."""

    id: str
    marts: tuple[str, ...]
    words: str
    to_do: str
    since: date | None = None
    until: date | None = None


def known_issues(folder: Path) -> tuple[KnownIssue, ...]:
    """The issues of the register of ``folder``, a deployment's ``data``, in the order they are written.

    Errors: ``RefusedError`` where the register cannot be followed; ``SourceMissingError`` without any.
    """
    path = next((place / FILE for place in (folder, BUILT_IN) if (place / FILE).is_file()), None)
    if path is None:
        raise SourceMissingError(
            f"There is no register of known issues, {FILE}.",
            why="Every release carries one, be it empty.",
            hint=f"Put data/{FILE} of the repository into {folder}.",
        )
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(f"it is no TOML file in UTF-8: {error}") from None
    if strays := sorted(set(told) - {"issue"}):
        raise _refused(f"it speaks of {', '.join(strays)}; there is [[issue]] only")
    entries = told.get("issue", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _refused("an issue is a table of its own, [[issue]]")
    issues = tuple(_issue(entry, number) for number, entry in enumerate(entries, 1))
    if len({issue.id for issue in issues}) < len(issues):
        raise _refused("two issues have the same id")
    return issues


def _issue(entry: Mapping[str, Any], number: int) -> KnownIssue:
    which = f"issue {number}"
    if strays := sorted(set(entry) - _KEYS):
        raise _refused(f"{which} speaks of {', '.join(strays)}; there is {', '.join(sorted(_KEYS))}")
    for key in sorted(_NEEDED - {"marts"}):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise _refused(f"{which} needs words in {key}")
    marts = entry.get("marts")
    if not isinstance(marts, list) or not marts or not all(isinstance(mart, str) for mart in marts):
        raise _refused(f"{which} needs a list of marts")
    there = {path.stem for path in MARTS_FOLDER.glob("*.sql")}
    if strays := sorted(set(marts) - there):
        raise _refused(f"{which} speaks of marts that there are not: {', '.join(strays)}")
    since, until = (_day(entry, key, which) for key in ("since", "until"))
    if since and until and until < since:
        raise _refused(f"{which} ends before it begins")
    words, to_do = (" ".join(entry[key].split()) for key in ("words", "to_do"))
    return KnownIssue(entry["id"].strip(), tuple(marts), words, to_do, since, until)


def _day(entry: Mapping[str, Any], key: str, which: str) -> date | None:
    day = entry.get(key)
    if day is None:
        return None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise _refused(f"{which} needs a day such as 2023-01-19 in {key}, without quotes")
    return day


def _refused(why: str) -> RefusedError:
    return RefusedError(
        f"The register of known issues, {FILE}, cannot be followed.",
        why=f"{why[0].upper()}{why[1:]}.",
        hint=f"Mend the file; data/{FILE} of the repository shows the form.",
    )
