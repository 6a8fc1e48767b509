"""The school census of one term in the shape an authority holds it in; its facts are in ``census_tables``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.sample.blade import blade_dates, with_keys, write_csv
from pipelines.sample.census_flat import write_flat
from pipelines.sample.census_pupils import Filing
from pipelines.sample.census_tables import CensusTables, tables_of
from pipelines.sample.census_xml import write_messages
from pipelines.sample.days import Ints, Texts, written
from pipelines.sample.identity import Identity
from pipelines.sample.order import Order
from pipelines.sample.roll import Roll
from pipelines.sample.world import World
from schemas.returns import Return


@dataclass(frozen=True)
class CensusWritten:
    """The files of one census, its records (for the truth) and their keys."""

    paths: list[Path]
    roll: Roll
    keys: Texts
    leavers: Roll
    leaver_keys: Texts


@dataclass(frozen=True)
class _Shape:
    """How a shape writes its files, and how it writes days."""

    write: Callable[[Filing, CensusTables, Path], list[Path]]
    dates: Callable[[Ints], Texts]


def write_census(world: World, identity: Identity, census: Return, order: Order, raw: Path) -> CensusWritten:
    """All files of one census."""
    shape = _SHAPES[order.census_shape]
    folder = raw / world.code / "school_census" / str(census)
    filing = Filing(world, identity, census, order.dirt, shape.dates)
    held = tables_of(filing, sessions=order.tells_sessions(census), codes=order.tells_codes(census))
    return CensusWritten(
        shape.write(filing, held, folder),
        held.roll,
        held.table("pupilonroll").keys,
        held.leavers,
        held.table("pupilnolongeronroll").keys,
    )


def _write_blade(filing: Filing, held: CensusTables, folder: Path) -> list[Path]:
    """One CSV a table, as COLLECT exports them."""
    stem = f"{filing.census.year}_{filing.census.term}"
    return [
        write_csv(
            folder / f"{stem}_{table.name}.csv",
            with_keys(table.name, table.keys, table.native, table.parent, table.items),
        )
        for table in held.tables
    ]


def _iso_dates(days: Ints) -> Texts:
    return written(days, lambda day: day.isoformat())


def _british_dates(days: Ints) -> Texts:
    return written(days, lambda day: f"{day:%d/%m/%Y}")


_SHAPES = {
    "blade": _Shape(_write_blade, blade_dates),
    "xml": _Shape(write_messages, _iso_dates),
    "flat": _Shape(write_flat, _british_dates),
}
