"""``send template``: an empty sheet that a partner fills in."""

from pathlib import Path

from pipelines.cli.console import result
from pipelines.errors import UsageError
from pipelines.manual_template import write_template

_TEMPLATES = {"manual_series": write_template}


def template(extract: str, out: Path, *, force: bool) -> int:
    """Write the template of an extract; never over a file unless told so."""
    if extract not in _TEMPLATES:
        raise UsageError(
            f"There is no template of {extract}.",
            why=f"There are templates of {', '.join(_TEMPLATES)}: the others come out of systems.",
            hint="For example: send template manual_series --out series.xlsx",
        )
    if out.suffix.casefold() != ".xlsx":
        raise UsageError(
            f"{out.name} is no name of a workbook.", why="It must end in .xlsx.", hint="Name it series.xlsx."
        )
    if out.exists() and not force:
        raise UsageError(
            f"{out} is there already.", why="It may be filled in.", hint="Name another file, or add --force."
        )
    result(f"Wrote {_TEMPLATES[extract](out)}.")
    result("Filled in, it belongs into data/raw/<la>/manual_series/<year>/.")
    return 0
