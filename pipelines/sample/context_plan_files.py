"""The SEN2 statistics of 2022 as published: a row a place, year and group, statements beside plans."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipelines.sample.context_areas import levels, of_england, shared_rows, straight, tilts
from pipelines.sample.context_figures import (
    BANDS,
    IN_20_WEEKS,
    LAST_NEW_STATEMENTS,
    LAST_STATEMENTS,
    NEW_STATEMENTS,
    STATEMENTS,
)
from pipelines.sample.context_own import TYPES
from pipelines.sample.context_plans import Counts, bands
from pipelines.sample.context_rows import REGION_FIRST, begins, percent, write
from pipelines.sample.days import Ints

EDITION = 2022
_MAINSTREAM, _SPECIAL = "Mainstream school", "Special school"
_AP, _FE = "Alternative provision/Pupil referral unit", "Further education"
_ELSEWHERE, _EARLY = "Educated elsewhere", "Non-maintained early years"
# The type and the group of each of ``TYPES``.
_NAMED = (
    ("Mainstream - LA maintained", _MAINSTREAM),
    ("Mainstream - LA maintained - Resourced provision", _MAINSTREAM),
    ("Mainstream - LA maintained - SEN unit", _MAINSTREAM),
    ("Mainstream - Academy", _MAINSTREAM),
    ("Mainstream - Academy - Resourced Provision", _MAINSTREAM),
    ("Mainstream - Academy - SEN unit", _MAINSTREAM),
    ("Mainstream - Free school", _MAINSTREAM),
    ("Mainstream - Independent", _MAINSTREAM),
    ("Special - LA maintained", _SPECIAL),
    ("Special - Academy", _SPECIAL),
    ("Special - Free school", _SPECIAL),
    ("Special - Independent", _SPECIAL),
    ("Special - Non-maintained", _SPECIAL),
    ("AP/PRU - Academy", _AP),
    ("AP/PRU - LA maintained", _AP),
    ("General FE and tertiary colleges/HE", _FE),
    ("Specialist post-16 institutions", _FE),
    ("Other FE", _FE),
    ("Elective home education", _ELSEWHERE),
    ("Other arrangements by local authority", _ELSEWHERE),
    ("Other arrangements by parents", _ELSEWHERE),
    ("NEET", "NEET"),
    ("Non-maintained early years", _EARLY),
)
# Types within a group that figures are made of; DfE's own files tell all types of every group.
_TOLD = (
    "Total",
    "SEN unit",
    "Resourced provision",
    "Resourced Provision",
    "Special - Independent",
    "Non-maintained",
)
_AGED = f"{REGION_FIRST},characteristic_age"
_PLACED = f"{REGION_FIRST},establishment_type,establishment_group"
_PROCESS = (
    "NewallEHC,NewallEHC_pc,NewallEHC_AssnoneEHC_sum,AssnoneEHC,AssnoneEHC_pc,AssnodecisionEHC,AssRefusedEHC,"
    "AssRefusedEHC_pc,Assnone,Assnodecision,AssRefused,Mtosi,Sitom,MtoPar,SitoPar,Dislea,Dismet,Disoth,Disleft,"
    "MtosiEHC,SitomEHC,MtoParEHC,SitoParEHC,DisleaEHC,DismetEHC,DisothEHC,DisleftEHC,InreqEHC,InreqryaEHC,"
    "TotIncExcEHC,IncExc20weekEHC,IncExc20weekRate,TotNoExcEHC,NoExc20weekEHC,NoExc20weekRate,TotIncExc,"
    "IncExc26week,TotNoExc,NoExc26week,StatementstoEHC,StatementstoNoEHC,PersonalBudgets,OrgArrangements,"
    "DirectPayEducation,DirectPaySocialCare,DirectPayHealth,DirectPayIntegrated,NewEHCMediation,NewEHCTribunal,"
    "NewEHCTribunal_pc"
)
_PROCESS_YEARS = range(2014, 2022)


def write_edition(folder: Path, stock: Counts, first: Counts) -> list[Path]:
    """The five tables."""
    held, made = ("Total_st", "Total_ehc", "Total_all"), ("Total_new_st", "Total_new_ehc", "Total_new_all")
    of_stock = (STATEMENTS, LAST_STATEMENTS, range(2010, 2023))
    of_flow = (NEW_STATEMENTS, LAST_NEW_STATEMENTS, range(2009, 2022))
    placed = [tuple(range(len(TYPES))), *((k,) for k in range(len(TYPES))), *_groups().values()]
    named = [("Total", "Total"), *_NAMED, *(("Total", group) for group in _groups())]
    tables = (
        ("sen2_age_caseload.csv", _AGED, held, bands(stock.by_age), of_stock, ["Total", *BANDS], stock),
        ("sen2_age_new_plans.csv", _AGED, made, bands(first.by_age), of_flow, ["Total", *BANDS], first),
        ("sen2_estab_caseload.csv.gz", _PLACED, held, stock.at(*placed), of_stock, _words(named), stock),
        ("sen2_estab_new_plans.csv.gz", _PLACED, made, first.at(*placed), of_flow, _words(named), first),
    )
    files = []
    for name, header, columns, figures, (share, last, years), groups, counts in tables:
        cells = ",".join(part for column in columns for part in (column, f"{column}_pc"))
        rows = _rows(figures[:, [y - counts.years[0] for y in years]], years, groups, (share, last))
        files.append(write(folder / name, f"{header},{cells}", rows))
    return files


def _groups() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for k, (_, group) in enumerate(_NAMED):
        found[group] = (*found.get(group, ()), k)
    return found


def _words(named: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{kind},{group}" for kind, group in named]


def _rows(
    figures: Ints, years: range, groups: Sequence[str], statements: tuple[dict[int, float], int]
) -> Iterator[str]:
    """Newest year first. What there was no more, and what there was not yet, is ``z``."""
    share, last = statements
    first_plans = min(share)
    for year in reversed(years):
        of_year = figures[:, year - years[0]]
        old = np.zeros_like(of_year) if year > last else _old(of_year, share.get(year, 1.0))
        for begin, everyone, before in zip(
            begins(REGION_FIRST, str(year), "Calendar year"), of_year.tolist(), old.tolist(), strict=True
        ):
            for group, every, st in zip(groups, everyone, before, strict=True):
                if every == 0 and group.endswith("20 to 25") and year < first_plans:
                    continue
                if "," in group and not group.partition(",")[0].endswith(_TOLD):
                    continue
                new = every - st
                was = "z,z" if year > last else f"{st},{percent(st, before[0])}"
                now = "z,z" if year < first_plans else f"{new},{percent(new, everyone[0] - before[0])}"
                yield f"{begin},{group},{was},{now},{every},{percent(every, everyone[0])}"


def _old(figures: Ints, share: float) -> Ints:
    """How many of the plans are statements still. Sums are made of the parts, on every level."""
    if share >= 1:
        return figures
    own = levels()
    areas = figures[-len(own.areas) :]
    parts = areas[:, 1:] if figures.shape[1] == 1 + len(BANDS) else areas[:, 1 : 1 + len(TYPES)]
    old = shared_rows(np.round(areas[:, 0] * share).astype(np.int64), parts.astype(float))
    sums = [old.sum(axis=1, keepdims=True), old]
    if figures.shape[1] > 1 + len(BANDS):
        sums += [old[:, list(k)].sum(axis=1, keepdims=True) for k in _groups().values()]
    return own.summed(np.concatenate(sums, axis=1))


def process(seed: int, first: Counts) -> dict[str, Ints]:
    """Requests, refusals, assessments and plans in time: arrays by authority and year of ``first``."""
    rng = of_england(seed, "process")
    new = first.cells.sum(axis=(2, 3))
    at = np.array(first.years) - first.years[0]
    without = np.round(new * rng.uniform(0.02, 0.1, new.shape)).astype(np.int64)
    refused = np.round(new * rng.uniform(0.2, 0.6, new.shape)).astype(np.int64)
    undecided = np.round(new * rng.uniform(0.1, 0.3, new.shape)).astype(np.int64)
    plain = np.round(new * rng.uniform(0.9, 1.0, new.shape)).astype(np.int64)
    rate = straight(IN_20_WEEKS, first.years) / 100
    odds = tilts(rng, 0.25, by_region=0.1)[:, None] * plain
    in_time = np.stack(
        [
            np.minimum(
                shared_rows(np.array([round(plain[:, k].sum() * rate[k])]), odds[:, [k]].T)[0], plain[:, k]
            )
            for k in at
        ],
        axis=1,
    )
    mediated = np.round(new * rng.uniform(0.03, 0.12, new.shape)).astype(np.int64)
    appealed = np.round(mediated * rng.uniform(0.15, 0.4, new.shape)).astype(np.int64)
    late_too = np.round((new - plain) * rng.uniform(0.0, 0.4, new.shape)).astype(np.int64)
    decided = new + without + refused
    return {
        "new": new,
        "without": without,
        "refused": refused,
        "undecided": undecided,
        "requests": new + without + refused + undecided,
        "plain": plain,
        "plain_in_time": in_time,
        "in_time": in_time + late_too,
        "mediated": mediated,
        "appealed": appealed,
        # Shown since 2025: nine of ten decisions come in six weeks, two of three late plans within a year.
        "withdrawn": undecided // 4,
        "quick": decided * 9 // 10,
        "year_long": (new - in_time - late_too) // 3,
        "year_long_plain": (plain - in_time) // 3,
        "mediated_request": mediated // 2,
        "appealed_request": appealed // 2,
        "appealed_after": appealed // 4,
    }


def write_process(folder: Path, first: Counts, found: dict[str, Ints]) -> Path:
    """The table of requests, assessments and timeliness; columns that we do not draw are ``z``."""
    sums = {name: levels().summed(figures) for name, figures in found.items()}
    names = _PROCESS.split(",")

    def rows() -> Iterator[str]:
        for year in reversed(_PROCESS_YEARS):
            k = year - first.years[0]
            for i, begin in enumerate(begins(REGION_FIRST, str(year), "Calendar year")):
                cells = _process_cells({name: int(figures[i, k]) for name, figures in sums.items()})
                yield f"{begin}," + ",".join(cells.get(name, "z") for name in names)

    return write(folder / "sen2_mi.csv", f"{REGION_FIRST},{_PROCESS}", rows())


def _process_cells(one: dict[str, int]) -> dict[str, str]:
    decided = one["new"] + one["without"]
    return {
        "NewallEHC": str(one["new"]),
        "NewallEHC_pc": percent(one["new"], decided),
        "NewallEHC_AssnoneEHC_sum": str(decided),
        "AssnoneEHC": str(one["without"]),
        "AssnoneEHC_pc": percent(one["without"], decided),
        "AssnodecisionEHC": str(one["undecided"]),
        "AssRefusedEHC": str(one["refused"]),
        "AssRefusedEHC_pc": percent(one["refused"], one["requests"]),
        "InreqEHC": str(one["requests"]),
        "InreqryaEHC": "0",
        "TotIncExcEHC": str(one["new"]),
        "IncExc20weekEHC": str(one["in_time"]),
        "IncExc20weekRate": percent(one["in_time"], one["new"], 1),
        "TotNoExcEHC": str(one["plain"]),
        "NoExc20weekEHC": str(one["plain_in_time"]),
        "NoExc20weekRate": percent(one["plain_in_time"], one["plain"], 1),
        "NewEHCMediation": str(one["mediated"]),
        "NewEHCTribunal": str(one["appealed"]),
        "NewEHCTribunal_pc": percent(one["appealed"], one["mediated"]),
    }
