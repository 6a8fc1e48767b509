"""The published context of the sample: England, its regions and authorities, as DfE and ONS publish them.

Codes, names, regions, neighbours and layouts are real; figures are drawn around those of ``context_figures``.
In every file authorities add up to regions and regions to England. The areas of the sample have what the
truth says of them.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipelines.sample import (
    context_homes,
    context_lookups,
    context_plan_files,
    context_plan_files_2026,
    context_plans,
    context_population,
    context_sen,
)
from pipelines.sample.context_own import Own
from pipelines.sample.context_plans import Counts
from pipelines.sample.context_population import Residents
from pipelines.sample.context_sen import Pupils
from pipelines.sample.days import Ints
from pipelines.sample.truth import rows_table, write_tables
from schemas.published import ENGLAND


def write_context(raw: Path, truth: Path, seed: int, own: Sequence[Own]) -> list[Path]:
    """The editions under ``raw/000``, their totals under ``truth/000``, the areas' localities; the files."""
    folder = raw / ENGLAND
    stock, first = context_plans.plans(seed, own), context_plans.new_plans(seed, own)
    found = context_plan_files.process(seed, first)
    older = folder / "sen2_statistics" / str(context_plan_files.EDITION)
    newest = folder / "sen2_statistics" / str(context_plan_files_2026.EDITION)
    pupils, residents = context_sen.pupils(seed, own), context_population.population(seed)
    write_tables(truth / ENGLAND, {"context": rows_table(_totals(stock, first, pupils, residents))})
    return [
        *context_plan_files.write_edition(older, stock, first),
        context_plan_files.write_process(older, first, found),
        *context_plan_files_2026.write_edition(newest, stock, first, found),
        *context_sen.write_editions(folder / "sen_statistics", pupils),
        *context_population.write_editions(folder, residents),
        *context_lookups.write_lookups(folder),
        *context_homes.write_homes(raw, ENGLAND, [one.code for one in own]),
    ]


def _totals(stock: Counts, first: Counts, pupils: Pupils, residents: Residents) -> list[dict[str, object]]:
    """What the files say of every place in all: measure, ONS code, year, figure."""
    to_25 = residents.persons[:, :, :26].sum(axis=2)
    tables: list[tuple[str, range, Ints]] = [
        ("plans", stock.years, stock.cells.sum(axis=(2, 3))),
        ("new_plans", first.years, first.cells.sum(axis=(2, 3))),
        *(
            (name, context_sen.YEARS, pupils.counts[..., k])
            for k, name in enumerate(("pupils", "sen_support", "pupils_with_plan"))
        ),
        ("residents_0_25", context_population.YEARS, to_25),
    ]
    codes = [code for code, _ in stock.levels.codes_and_names]
    return [
        {"measure": name, "area_code": code, "year": year, "figure": int(n)}
        for name, years, figures in tables
        for code, of_place in zip(codes, np.asarray(stock.levels.summed(figures)).tolist(), strict=True)
        for year, n in zip(years, of_place, strict=True)
    ]
