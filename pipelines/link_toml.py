"""A linkage's mapping, from TOML; what cannot be followed is refused by name."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import RefusedError, SourceMissingError
from schemas.link_map import (
    ATTRIBUTES,
    NUMBERS,
    Columns,
    Crosswalk,
    LinkMap,
    LinkSource,
    Thresholds,
)

EXAMPLE = """[[source]]
name = "census"
file = "census*.csv"
id = "record"
unique = true
[source.columns]
upn = "UPN"
forename = "Forename"
surname = "Surname"
birth_date = { column = "DOB", dates = "%d/%m/%Y" }"""
_SOURCE_KEYS = {"name", "file", "id", "unique", "columns", "local_ids"}


def load_settings(path: Path) -> LinkMap:
    """Thresholds and crosswalks alone, for records that are known already: the ``linkage.toml`` of a lake.

    A crosswalk says whose systems it ties: ``la = "391"``, and ``columns`` by the name of a system
    (``care_child``, ``ehcp_person``, ``nccis_client``) or of a number that all share (``upn``).
    """
    told, name = _document(path), path.name
    _known(told, {"crosswalk", "thresholds"}, name, "the file")
    crosswalks = [
        _crosswalk_of(one, f"{name}, crosswalk {n}") for n, one in enumerate(_tables(told, "crosswalk"), 1)
    ]
    ordered = tuple(sorted(crosswalks, key=lambda one: one.name))
    return LinkMap((), ordered, _thresholds(told.get("thresholds", {}), name))


def load(path: Path) -> LinkMap:
    """The mapping in a file."""
    if not path.is_file():
        raise SourceMissingError(
            f"{path} is not there.",
            why="The mapping says which column of each file is which item of a person.",
            hint="Write one; its smallest source is:\n" + EXAMPLE,
        )
    return parse(_document(path), path.name)


def _document(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise _refused(path.name, "it is not in UTF-8", "Save it again as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise _refused(
            path.name, f"it is no TOML: {error}", 'Put texts in quotation marks: id = "record".'
        ) from None


def parse(told: Mapping[str, Any], name: str) -> LinkMap:
    """The mapping that a TOML document says."""
    _known(told, {"source", "crosswalk", "thresholds", "children"}, name, "the mapping")
    sources = tuple(_source(one, f"{name}, source {n}") for n, one in enumerate(_tables(told, "source"), 1))
    if not sources:
        raise _refused(name, "it names no source", "Begin each file's part with [[source]]:\n" + EXAMPLE)
    crosswalks = tuple(
        _crosswalk(one, f"{name}, crosswalk {n}") for n, one in enumerate(_tables(told, "crosswalk"), 1)
    )
    names = [*(one.name for one in sources), *(one.name for one in crosswalks)]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        raise _refused(name, f"two parts are called {', '.join(twice)}", "Give each source its own name.")
    return LinkMap(
        tuple(sorted(sources, key=lambda one: one.name)),
        tuple(sorted(crosswalks, key=lambda one: one.name)),
        _thresholds(told.get("thresholds", {}), name),
        _flag(told, "children", name),
    )


def _source(told: Mapping[str, Any], where: str) -> LinkSource:
    _known(told, _SOURCE_KEYS, where, "a source")
    name = _text(told, "name", where)
    columns = told.get("columns", {})
    if not isinstance(columns, dict) or not (columns or told.get("local_ids")):
        raise _refused(where, "it says of no column what it holds", "Add [source.columns]:\n" + EXAMPLE)
    _known(columns, set(ATTRIBUTES), where, "[source.columns]")
    if not isinstance(told.get("unique"), bool):
        raise _refused(
            where,
            "it does not say whether a person may be in it twice",
            "Write unique = true where nobody is in the file twice, else unique = false.",
        )
    return LinkSource(
        name=name,
        file=_text(told, "file", where, f"{name}.*"),
        id=_text(told, "id", where),
        unique=told["unique"],
        columns={key: _columns(value, key, where) for key, value in columns.items()},
        local_ids=_texts(told.get("local_ids", {}), where, "[source.local_ids]"),
    )


def _columns(told: Any, key: str, where: str) -> Columns:
    """``"DOB"``, ``["street", "town"]`` or ``{column = "DOB", dates = "%d/%m/%Y"}``."""
    dates: tuple[str, ...] = ()
    if isinstance(told, dict):
        _known(told, {"column", "dates"}, where, key)
        dates = _list(told.get("dates", []))
        told = told.get("column")
    names = _list(told)
    if not names or not all(isinstance(one, str) and one for one in (*names, *dates)):
        raise _refused(where, f"{key} names no column", f'Write {key} = "the column\'s name".')
    return Columns(names, dates)


def _crosswalk(told: Mapping[str, Any], where: str) -> Crosswalk:
    _known(told, {"name", "file", "columns"}, where, "a crosswalk")
    name = _text(told, "name", where)
    columns = _texts(told.get("columns", {}), where, "[crosswalk.columns]")
    if len(columns) <= 1:
        raise _refused(
            where,
            "it ties no two numbers together",
            'Name two columns at least: [crosswalk.columns] care = "childid", upn = "UPN".',
        )
    return Crosswalk(name, _text(told, "file", where, f"{name}.*"), columns)


def _crosswalk_of(told: Mapping[str, Any], where: str) -> Crosswalk:
    """A crosswalk of one authority's systems."""
    la_code = _text(told, "la", where)
    _text(told, "file", where)
    one = _crosswalk({key: value for key, value in told.items() if key != "la"}, where)
    columns = {
        kind if kind in NUMBERS else f"{kind} of {la_code}": column for kind, column in one.columns.items()
    }
    return Crosswalk(one.name, one.file, columns)


def _thresholds(told: Any, where: str) -> Thresholds:
    _known(told, {"link", "review", "margin"}, where, "[thresholds]")
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in told.values()):
        raise _refused(where, "a threshold is no number", "Write link = 8.0, review = 0.0.")
    found = Thresholds(**{key: float(value) for key, value in told.items()})
    if found.review > found.link or found.margin < 0:
        raise _refused(
            where,
            "what is reviewed must lie below what is linked",
            "Write link = 8.0, review = 0.0 and a margin that is not below nought.",
        )
    return found


def _flag(told: Mapping[str, Any], key: str, where: str) -> bool:
    found = told.get(key, True)
    if not isinstance(found, bool):
        raise _refused(where, f"{key} is neither true nor false", f"Write {key} = true.")
    return found


def _tables(told: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = told.get(key, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else [found]


def _texts(told: Any, where: str, what: str) -> dict[str, str]:
    if not isinstance(told, dict) or not all(isinstance(one, str) and one for one in told.values()):
        raise _refused(where, f"{what} names no columns", 'Write care = "childid" below it.')
    return {str(key): value for key, value in told.items()}


def _text(told: Mapping[str, Any], key: str, where: str, default: str = "") -> str:
    found = told.get(key, default)
    if not isinstance(found, str) or not found:
        raise _refused(where, f"{key} is missing, or no text", f'Write {key} = "...":\n' + EXAMPLE)
    return found


def _list(told: Any) -> tuple[Any, ...]:
    return tuple(told) if isinstance(told, list) else (told,) if told else ()


def _known(told: Any, keys: set[str], where: str, what: str) -> None:
    if not isinstance(told, Mapping):
        raise _refused(where, f"{what} is no table", "Look at the example:\n" + EXAMPLE)
    if strange := sorted(set(told) - keys):
        raise _refused(where, f"{what} knows no {', '.join(strange)}", f"It knows {', '.join(sorted(keys))}.")


def _refused(where: str, what: str, hint: str) -> RefusedError:
    return RefusedError(
        f"{where}: {what}.", why="A linkage follows its mapping to the letter or not at all.", hint=hint
    )


__all__ = ["EXAMPLE", "load", "parse"]
