"""Tables of persons as their publishers lay them out: ages as columns, years as columns, long."""

from collections.abc import Mapping
from pathlib import Path

from pipelines import landing, run, steps, steps_marts
from pipelines.identity import Pseudonyms
from pipelines.sql import read_marts
from pipelines.staging import stage_delivery
from tests import builders

KEY = Pseudonyms(b"k" * 32)
ESTIMATES, PROJECTIONS, BIRTHS = "population_estimates", "population_projections", "births"
SOUTH_TYNESIDE, ITS_CODE = "393", "E08000023"

# area, year and age to what is printed
Figures = Mapping[tuple[str, str, str], str]


def write(
    raw: Path, lines: str, *, extract: str = ESTIMATES, la: str = "000", year: int = 2018, name: str = "p.csv"
) -> Path:
    """A delivery, or one file more of it."""
    path = raw / la / extract / str(year) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(line.strip() for line in lines.strip().splitlines()) + "\n", encoding="utf-8")
    return path


def staged(raw: Path):
    """The cells of the only delivery: lawful, rejects, reasons."""
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    tables = builders.tables_of(delivery)
    return stage_delivery(tables, delivery.extract, delivery.of, delivery.key, KEY)["persons"]


def said(found) -> dict[str, str | None]:
    """Key of each lawful cell to what is printed there."""
    return {row["cell"]: row["persons"] for row in found.lawful.to_pylist()}


def counted(settings, mart: str) -> list[dict[str, object]]:
    """The rows of a mart, once all that lies in ``data/raw`` is joined."""
    shop = run.workshop(settings)
    deliveries, misplaced = run.found(settings)
    assert not misplaced
    for delivery in deliveries:
        steps.ensure_staged(shop, delivery)
    run.join(shop, run.BuildReport())
    steps_marts.build_mart(shop, read_marts()[mart])
    return shop.lake.read(f"marts.{mart}").to_pylist()


def by_ages(figures: Figures) -> str:
    """Ages as columns, a row per area and year."""
    ages = list(dict.fromkeys(age for _, _, age in figures))
    places = dict.fromkeys((area, year) for area, year, _ in figures)
    rows = [[a, y, *(figures[a, y, age] for age in ages)] for a, y in places]
    return _csv([["utla23_code", "year", *ages], *rows])


def by_years(figures: Figures) -> str:
    """Years as columns, a row per area and age."""
    years = list(dict.fromkeys(year for _, year, _ in figures))
    places = dict.fromkeys((area, age) for area, _, age in figures)
    rows = [[a, "Population", "persons", age, *(figures[a, y, age] for y in years)] for a, age in places]
    return _csv([["AREA_CODE", "COMPONENT", "SEX", "AGE_GROUP", *years], *rows])


def long(figures: Figures) -> str:
    """A row per area, year and age."""
    return _csv([["la", "year", "age", "pop"], *([*place, figure] for place, figure in figures.items())])


def _csv(rows: list[list[str]]) -> str:
    return "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
