"""What projections read, typed by hand or by a stated law: the panel as shown, own returns, residents."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.projection import from_marts
from tests import builders_projection as built

YEARS = range(2014, 2024)
PANEL = {
    "area": "varchar", "area_code": "varchar", "area_name": "varchar", "level": "varchar",
    "region_code": "varchar", "year": "bigint", "flow": "varchar", "breakdown": "varchar",
    '"group"': "varchar", "plans": "bigint",
}  # fmt: skip
OWN = {
    "la_code": "varchar", "return_year": "bigint", "breakdown_topic": "varchar", "breakdown": "varchar",
    "population": "varchar", "plan_count": "bigint",
}  # fmt: skip
PEOPLE = {
    "area": "varchar", "kind": "varchar", "edition_year": "bigint", "year": "bigint", "sex": "varchar",
    "age_scheme": "varchar", "age_band": "varchar", "age_from": "bigint", "persons": "double",
    "is_newest": "boolean", "delivery": "varchar",
}  # fmt: skip
FIGURES = {
    "extract": "varchar", "dataset": "varchar", "geographic_level": "varchar", "la_code": "varchar",
    "start_year": "bigint", "breakdown": "varchar", "measure": "varchar", "value": "double",
    "edition": "bigint", "delivery": "varchar", "row": "bigint",
}  # fmt: skip
Row = tuple[object, ...]


def steady(area: int, years: int) -> float:
    """Each area 1,000 times its number at first, all growing 10% a year."""
    return 1000.0 * area * 1.1**years


def printed(law: built.Law = steady, areas: int = 5, years: Sequence[int] = YEARS) -> list[Row]:
    """The panel as it is shown: totals, bands, placements and new plans of areas 901 on, and of England."""
    counts = {(a, y): law(a, y - years[0]) for a in range(1, areas + 1) for y in years}
    counts |= {(0, y): sum(counts[a, y] for a in range(1, areas + 1)) for y in years}
    rows: list[Row] = []
    for (area, year), plans in counts.items():
        level = "Local authority" if area else "National"
        code = f"{900 + area}" if area else "000"
        place = (code, f"E{code}", f"Area {code}", level, "E12000001", year)
        rows.append((*place, "stock", "total", "total", round(plans)))
        rows.append((*place, "new", "total", "total", round(0.15 * plans)))
        rows += [(*place, "stock", "age", band, round(s * plans)) for band, s in built.BANDS.items()]
        rows += [(*place, "stock", "placement", name, round(s * plans)) for name, s in built.PLACED.items()]
    return rows


def people(areas: int = 5, years: Sequence[int] = YEARS) -> list[Row]:
    """3,000 residents a band for each thousand plans at first, for ever; the last ten years projected."""
    rows: list[Row] = []
    for area in range(1, areas + 1):
        for year in range(years[0] - 1, years[-1] + 11):
            kind = "estimate" if year < years[-1] else "projection"
            for band, start in (("5-10", 5), ("11-15", 11)):
                told = ("persons", "SEN2", band, start, 3000.0 * area, True, "000_2022")
                rows.append((f"{900 + area}", kind, 2022, year, *told))
    return rows


def returned(la: str, totals: Mapping[int, int | None], oldest: int = 25) -> list[Row]:
    """An authority's own totals by January as they are shown, None where hidden."""
    whose = f"EHC plans maintained for people aged 0 to {oldest}"
    return [(la, year, "Total", "Total", whose, plans) for year, plans in totals.items()]


@contextmanager
def shown(
    panel: Sequence[Row],
    own: Sequence[Row] = (),
    residents: Sequence[Row] = (),
    figures: Sequence[Row] = (),
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that has these tables."""
    tables = {
        "shown.plan_panel": (PANEL, panel),
        "shown.plans_maintained": (OWN, own),
        "core.resident_population": (PEOPLE, residents),
        "core.published_figure": (FIGURES, figures),
    }
    with duckdb.connect() as con:
        for name, (columns, rows) in tables.items():
            con.execute(f"create schema if not exists {name.split('.')[0]}")
            con.execute(f"create table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
            if rows:
                typed = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
                con.register("typed", typed.convert_dtypes())
                con.execute(f"insert into {name} from typed")
        yield con


def made(
    table: str,
    panel: Sequence[Row],
    own: Sequence[Row] = (),
    residents: Sequence[Row] = (),
    figures: Sequence[Row] = (),
) -> pd.DataFrame:
    """The rows of a table of projections."""
    with shown(panel, own, residents, figures) as con:
        return from_marts.made(con, [table])[table].to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
