"""``send demo``: the sample authority from nothing to a release, and its headline on one screen."""

import time
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from pipelines import run
from pipelines.cli.build import tell_refused
from pipelines.cli.console import result, talk
from pipelines.cli.pretty import table, working
from pipelines.cli.sample import ensure, ordered
from pipelines.released import marts_of, release_in_force, warning_of
from pipelines.settings import Settings

HIDDEN = "[c]"
MOST_AREAS_SHOWN = 2
_PROVISIONS = ("All SEN", "SEN support", "EHC plan")
_HEADLINE = """
    select la_code, census, sen_provision, pupil_base, pupil_count
    from prevalence
    where coverage = 'All schools' and breakdown_topic = 'Total' and breakdown = 'Total'
    order by la_code, census
"""


def demo(settings: Settings, *, size: int | None, seed: int, areas: str, context: bool = True) -> int:
    """Sample, build, release; then the headline table and what to open next."""
    began = time.monotonic()
    order = ordered(areas=areas, size=size, seed=seed, context=context)
    if not ensure(settings, order):
        talk("The sample is in data/raw already.")
    with working("Building", brief=True) as progress:
        report = run.build(settings, progress=progress)
    tell_refused(report.refused)
    release = report.held or release_in_force(settings)
    if warning := warning_of(release):
        result(warning)
        result()
    _headline(release)
    result()
    result(f"Done in {time.monotonic() - began:.0f} s. These are people who do not exist.")
    result("Next:")
    if report.held:
        result(f"  send approve {release.name} --by NAME --reason TEXT")
    else:
        result(f"  open {_near(settings.marts / 'current' / 'csv')} in a spreadsheet")
        result("  send query      what the marts are, and how to ask them")
    result("  send sources    which deliveries we have, and which are next")
    return report.exit_code


def share(count: int | None, base: int | None) -> str:
    """``7,180 (16.0%)``, one decimal, half away from zero; what is suppressed stays so."""
    if count is None:
        return HIDDEN
    if not base:
        return f"{count:,}"
    percent = (Decimal(100 * count) / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{count:,} ({percent}%)"


def _headline(release: Path) -> None:
    with marts_of(release) as con:
        found = con.execute(_HEADLINE).fetchall()
    cells: dict[tuple[str, str], dict[str, tuple[int | None, int | None]]] = {}
    for la_code, census, provision, base, count in found:
        cells.setdefault((la_code, census), {})[provision] = (count, base)
    areas = sorted({la_code for la_code, _ in cells})
    for area in areas[:MOST_AREAS_SHOWN]:
        result(f"Pupils by SEN provision on census day, all schools in {area}, as released")
        result()
        rows = [[_in_words(census), *_row(cells[la, census])] for la, census in cells if la == area]
        columns = ["Census", "Pupils", "All SEN", "SEN support", "EHC plans"]
        table(columns, rows, right=columns[1:])
    if (more := len(areas) - MOST_AREAS_SHOWN) > 0:
        result(f"{more} more areas: send query.")


def _row(of: Mapping[str, tuple[int | None, int | None]]) -> list[str]:
    pupils = next((base for _, base in of.values()), None)
    return [HIDDEN if pupils is None else f"{pupils:,}", *(share(*of[p]) for p in _PROVISIONS)]


def _in_words(census: str) -> str:
    """``January 2019`` for ``2019-spring``."""
    year, _, term = census.partition("-")
    return f"{ {'autumn': 'October', 'summer': 'May'}.get(term, 'January') } {year}"


def _near(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
