"""Look-ups of areas and the neighbours of 2025 as DfE publishes them. Nothing in them is invented."""

from pathlib import Path

from pipelines.sample.context_areas import levels, quoted
from pipelines.sample.context_rows import write
from schemas.areas_of_england import AREAS, REGIONS
from schemas.neighbours_2025 import NEIGHBOURS_2025, YEAR

EDITION = 2026
_KINDS = {
    "E06": "Unitary Authorities",
    "E08": "Metropolitan Districts",
    "E09": "London Boroughs",
    "E10": "Counties",
}
_TEN = range(1, 11)


def write_lookups(raw: Path) -> list[Path]:
    """Authorities under each of their codes, regions, which authority is of which, and neighbours."""
    folder = raw / "areas" / str(EDITION)
    return [
        write(
            folder / "dfe_las.csv",
            "new_la_code,la_name,date_of_operation,date_of_termination,parent_geography_code,entity_code,"
            "entity_description,status,old_la_code",
            (
                f"{a.area_code},{quoted(a.name)},{_day(a.date_from)},{_day(a.date_to)},{a.region_code},"
                f"{a.area_code[:3]},{_KINDS[a.area_code[:3]]},"
                f"{'terminated' if a.date_to else 'live'},{a.la_code}"
                for a in AREAS
            ),
        ),
        write(
            folder / "dfe_regions.csv",
            "region_code,region_name",
            (f"{code},{name}" for code, name in REGIONS.items()),
        ),
        write(
            folder / "dfe_region_la_hierarchy.csv",
            "region_code,region_name,old_la_code,la_name,new_la_code",
            (
                f"{a.region_code},{a.region_name},{a.la_code},{quoted(a.name)},{a.area_code}"
                for a in levels().areas
            ),
        ),
        _write_neighbours(raw / "neighbours" / str(YEAR)),
    ]


def _day(iso: str) -> str:
    year, _, rest = iso.partition("-")
    return f"{rest[3:]}/{rest[:2]}/{year}" if iso else ""


def _write_neighbours(folder: Path) -> Path:
    """Wide, ten a row. How close they are is left blank: only who they are is typed with its source."""
    regions = list(REGIONS.values())
    known = [one for one in levels().areas if one.la_code in NEIGHBOURS_2025]
    return write(
        folder / "statistical_neighbours_2025.csv",
        "old_la_code,la_name,region_ind,region_name," + ",".join(f"SN_{n},SN_{n}P" for n in _TEN),
        (
            f"{a.la_code},{quoted(a.name)},{regions.index(a.region_name) + 1},{a.region_name},"
            + ",".join(f"{code}," for code in NEIGHBOURS_2025[a.la_code])
            for a in known
        ),
    )
