"""The indicators that are declared in a folder: each file is read, all they declare is checked."""

import hashlib
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipelines.errors import SendError
from schemas import indicator as grammar
from schemas import month_ends
from schemas.indicator import Base, Gap, Indicator, Proportion

FOLDER = Path(grammar.__file__).parent / "indicators"


class IndicatorError(SendError):
    """Indicators that cannot stand together; the message names them."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            why="Every number of the framework is counted and protected by its declaration.",
            hint="Mend the file in schemas/indicators; the grammar is in schemas/indicator.py.",
        )


def declared(folder: Path | None = None) -> dict[str, Indicator]:
    """Every indicator of the folder by id, of our own unless another is named. Errors: ``IndicatorError``."""
    return _declared(folder or FOLDER)


@cache
def _declared(folder: Path) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for path in sorted(folder.glob("*.py")):
        for one in _of_file(path):
            if one.id in found:
                raise IndicatorError(f"{path.name}: there is another indicator '{one.id}'.")
            found[one.id] = one
    _check(found)
    return found


def bases(indicators: dict[str, Indicator]) -> dict[str, Base]:
    """The bases that are counted, by id."""
    return {base.id: base for one in indicators.values() if (base := base_of(one)) is not None}


def base_of(one: Indicator) -> Base | None:
    """What the indicator is counted of; nothing where it is made of what is shown."""
    base = getattr(one, "base", None)
    return base if isinstance(base, Base) else None


def code(folder: Path | None = None) -> str:
    """Changes with any file of the folder, and with the grammar."""
    files = (
        *sorted((folder or FOLDER).glob("*.py")),
        *(Path(str(m.__file__)) for m in (grammar, month_ends)),
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _of_file(path: Path) -> Iterator[Indicator]:
    spec = importlib.util.spec_from_file_location(f"_indicators_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise IndicatorError(f"{path.name} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for value in vars(module).values():
        if isinstance(value, Indicator):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, Indicator))


def _check(found: dict[str, Indicator]) -> None:
    by_id: dict[str, Base] = {}
    for one in found.values():
        base = base_of(one)
        if base is not None and by_id.setdefault(base.id, base) != base:
            raise IndicatorError(f"Two bases are called '{base.id}'.")
        if isinstance(one, Proportion) and one.within:
            around = found.get(one.within)
            if not isinstance(around, Proportion) or around.base != one.base or around.within:
                raise IndicatorError(
                    f"'{one.id}' is within '{one.within}', which is no proportion of its base."
                )
        if isinstance(one, Gap) and not isinstance(found.get(one.of), Indicator):
            raise IndicatorError(f"'{one.id}' is a gap of '{one.of}', which there is not.")
