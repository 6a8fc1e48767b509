"""The whole order: every file of every area, and the truth behind them. What is in a file lives elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from pipelines.sample.annex_a_files import write_annex_a
from pipelines.sample.census_files import write_census
from pipelines.sample.context import write_context
from pipelines.sample.context_own import Own, own_of
from pipelines.sample.ehcp_files import write_ehcp
from pipelines.sample.identity import Identity, identity_of
from pipelines.sample.independent_files import write_independent
from pipelines.sample.manual_files import write_manual_series
from pipelines.sample.order import Order
from pipelines.sample.partners import write_partners
from pipelines.sample.place_files import write_places
from pipelines.sample.pupils_elsewhere import write_ap_census, write_early_years
from pipelines.sample.scenario_files import write_scenarios
from pipelines.sample.sen2_files import write_sen2
from pipelines.sample.survey_files import write_survey
from pipelines.sample.truth import (
    census_margins,
    census_records,
    ehcp_records,
    person_table,
    plan_flow,
    plan_stock,
    rows_table,
    sen2_records,
    write_file_list,
    write_tables,
)
from pipelines.sample.world import World, world_of

Progress = Callable[[str], None]


def write_sample(raw: Path, truth: Path, order: Order, *, progress: Progress = lambda _: None) -> list[Path]:
    """Write the files under ``raw`` and who is who under ``truth``; the files written, in order."""
    files: list[Path] = []
    known: list[Own] = []
    for code in order.areas:
        progress(f"{code}: living through the years")
        world = world_of(code, order.seed, order.size)
        identity = identity_of(world, order.dirt)
        files += _write_area(raw, truth, order, (world, identity), progress)
        known += [own_of(world)] if order.context else []
    if order.context:
        files += write_context(raw, truth, order.seed, known)
        progress("000: published context written")
    write_file_list(truth, raw, files)
    return files


def _write_area(
    raw: Path, truth: Path, order: Order, area: tuple[World, Identity], progress: Progress
) -> list[Path]:
    world, identity = area
    files: list[Path] = []
    records: list[pa.Table] = []
    for census in order.censuses:
        written = write_census(world, identity, census, order, raw)
        files += written.paths
        records.append(census_records(census, written))
        progress(f"{world.code}: {census.term} census {census.year} written")
    for year in order.years:
        files.append(write_independent(world, year, raw))
        progress(f"{world.code}: independent schools {year} written")
    for sen2 in order.sen2_returns:
        message = write_sen2(world, identity, sen2.year, order, raw)
        files += message.paths
        records.append(sen2_records(world, sen2.year, message))
        progress(f"{world.code}: SEN2 {sen2.year} written")
    for month in order.ehcp_snapshots:
        snapshot = write_ehcp(world, identity, month, order.dirt, raw)
        files += snapshot.paths
        records.append(ehcp_records(month, snapshot.cases))
        progress(f"{world.code}: case system {month} written")
    for year in order.surveys:
        files += write_survey(world, year, order.dirt, raw)
        progress(f"{world.code}: surveys {year} written")
    files += [write_manual_series(world, year, raw) for year in order.years]
    files += _write_extras(raw, order, area, progress)
    partners, told = write_partners(world, identity, order, raw, progress)
    files += partners
    found = _truth(order, area, records) | ({"partner_record": pa.concat_tables(told)} if told else {})
    write_tables(truth / world.code, found)
    return files


def _write_extras(raw: Path, order: Order, area: tuple[World, Identity], progress: Progress) -> list[Path]:
    """The extracts beside the usual ones, those that the order names."""
    world, identity = area
    files: list[Path] = []
    for name, write in (("ap_census", write_ap_census), ("early_years_census", write_early_years)):
        if name in order.extras:
            files += [write(world, identity, year, order.dirt, raw) for year in order.years]
            progress(f"{world.code}: {name} written")
    if "places" in order.extras:
        files += [write_places(world, year, raw) for year in order.years]
        write_scenarios(world.code, raw)
        progress(f"{world.code}: places written")
    for month in order.annex_a:
        files.append(write_annex_a(world, identity, month, raw))
        progress(f"{world.code}: Annex A written")
    return files


def _truth(order: Order, area: tuple[World, Identity], records: list[pa.Table]) -> dict[str, pa.Table]:
    world, identity = area
    return {
        "person": person_table(world, identity),
        "record": pa.concat_tables(records),
        "margins": rows_table([row for census in order.censuses for row in census_margins(world, census)]),
        "plans": rows_table([row for year in order.years for row in plan_stock(world, year)]),
        "flows": rows_table([plan_flow(world, year) for year in order.years]),
    }
