"""The panel of plans as files that forecasting tools read: one row an area and year, figures in columns.

``la.csv`` (la, code, name, region, first, last), ``ehcp_total_placement.csv`` (January stock by placement),
``ehcp_age_band.csv`` (la, year, band, ehcp) and ``ehcp_flows.csv`` (la, year, flow, band, n). An area is its
DfE number as a whole number, England 0; regions are left out. A figure that was left out as faulty is blank.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from pipelines.sql import Mart
from schemas.areas_of_england import REGIONS

NOTHING_PUBLISHED = "No edition of the SEN2 statistics was delivered."
NEXT_STEP = (
    "Run 'send fetch sen2_statistics', or put the files of a release into "
    "data/raw/000/sen2_statistics/<year>/; then run 'send build'."
)
PLACEMENTS = (
    "mainstream", "resourced_senunit", "special", "special_indep_nmss", "ap_pru", "fe", "early_years",
    "elsewhere",
)  # fmt: skip
_OF_PLACEMENT = ", ".join(f"sum(plans) filter (where \"group\" = '{name}') as {name}" for name in PLACEMENTS)
_PLACES = "from plan_panel where level <> 'Regional' and try_cast(area as integer) is not null"
FILES = {
    "la.csv": """
        select
            try_cast(area as integer) as la,
            max_by(area_code, year) as code,
            max_by(area_name, year) as name,
            max_by(region.name, year) as region,
            min(year) as first,
            max(year) as last
        from plan_panel
        left join region on region.code = region_code
        where
            level = 'Local authority'
            and flow = 'stock'
            and breakdown = 'total'
            and try_cast(area as integer) is not null
        group by area
    """,
    "ehcp_total_placement.csv": f"""
        select
            try_cast(area as integer) as la,
            year,
            sum(plans) filter (where breakdown = 'total') as total,
            {_OF_PLACEMENT}
        {_PLACES} and flow = 'stock'
        group by area, year
    """,
    "ehcp_age_band.csv": f"""
        select try_cast(area as integer) as la, year, "group" as band, plans as ehcp
        {_PLACES} and flow = 'stock' and breakdown = 'age'
    """,
    "ehcp_flows.csv": f"""
        select
            try_cast(area as integer) as la,
            year,
            flow,
            case when breakdown = 'total' then 'all' else "group" end as band,
            plans as n
        {_PLACES} and flow <> 'stock' and breakdown in ('total', 'age')
    """,
}


def made_of_it(marts: Mapping[str, Mart]) -> set[str]:
    """The panel, and the marts that read it: what may be empty since nothing is published."""
    return {name for name, mart in marts.items() if name == "plan_panel" or "shown.plan_panel" in mart.reads}


def write_panel(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write the files from the released mart; how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    regions = ", ".join(f"('{code}', '{name}')" for code, name in REGIONS.items())
    written = {}
    for name, sql in FILES.items():
        query = f"with region(code, name) as (values {regions}) {sql} order by all"
        rows = con.sql(query).df()
        rows.to_csv(folder / name, index=False, encoding="utf-8", lineterminator="\n")
        written[name] = len(rows)
    return written
