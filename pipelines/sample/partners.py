"""Partners' extracts about the sample's children: which, of when, under which agreements.

What is in them is drawn in the ``partner_...`` modules. They tell of the months at whose ends the case system
is read, and of the years whose results or whose 31 March lie before the last of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.agreements import as_toml, folder
from pipelines.sample.blade import SYNTHETIC
from pipelines.sample.days import day_of
from pipelines.sample.identity import Identity
from pipelines.sample.order import PARTNERS, Order
from pipelines.sample.partner_attainment import attainment_tables
from pipelines.sample.partner_health import health_tables
from pipelines.sample.partner_paper import NOBODY, Area, Told, write_extract
from pipelines.sample.partner_participation import participation_tables
from pipelines.sample.partner_social_care import social_care_tables
from pipelines.sample.partner_voice import advice_tables, complaint_tables, dispute_tables
from pipelines.sample.world import World
from schemas.catalogue import EXTRACTS
from schemas.returns import MONTHLY, Return

# The sample must be built on any day from now on.
_SIGNED, _VALID_FROM, _VALID_UNTIL = date(2015, 6, 1), date(2015, 9, 1), date(2039, 8, 31)


@dataclass(frozen=True)
class _Partner:
    """How one partner's extract is drawn, and what its head says beside its place and day."""

    tables: Callable[[Area, Return, int], list[Told]]
    head: Mapping[str, str] = field(default_factory=dict)
    is_of_last_year_too: bool = True


_PARTNERS = {
    "health_waits": _Partner(health_tables, {"provider": "QZZ"}),
    "nccis": _Partner(participation_tables, {"caseloadservice": SYNTHETIC}),
    "social_care": _Partner(social_care_tables, is_of_last_year_too=False),
    "attainment": _Partner(attainment_tables, {"resultsstatus": SYNTHETIC}, is_of_last_year_too=False),
    "disputes": _Partner(dispute_tables, {"mediator": SYNTHETIC}),
    "complaints": _Partner(complaint_tables, {"compiledby": SYNTHETIC}),
    "sendiass": _Partner(advice_tables, {"adviceservice": SYNTHETIC}),
}


def write_partners(
    world: World, identity: Identity, order: Order, raw: Path, progress: Callable[[str], None]
) -> tuple[list[Path], list[pa.Table]]:
    """The extracts that the order names and their agreements; the files, and whom each row is about."""
    area = Area(world, identity, order.dirt)
    files: list[Path] = []
    records: list[pa.Table] = []
    for name in (name for name in PARTNERS if name in order.extras):
        for of in _returns(name, order):
            told = _PARTNERS[name].tables(area, of, day_of(of.census_day))
            files += write_extract(area, EXTRACTS[name], of, told, raw, head=_PARTNERS[name].head)
            records += [_records(name, of, one) for one in told]
        write_agreement(name, world.code, raw)
        progress(f"{world.code}: {name} written")
    return files, records


def write_agreement(name: str, code: str, raw: Path) -> Path:
    """An agreement under which the sample's own deliveries may be read, where there is none."""
    governance = EXTRACTS[name].governance
    path = folder(raw) / code / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    terms: dict[str, str | int | date] = {
        "controller": governance.controller,
        "processor": f"The authority's SEND analysts ({SYNTHETIC.lower()})",
        "lawful_basis": governance.lawful_basis,
        "purpose": governance.purpose,
        "signed": _SIGNED,
        "valid_from": _VALID_FROM,
        "valid_until": _VALID_UNTIL,
        "retention_years": governance.retention_years,
        "contact": "Data protection officer",
    }
    path.write_text(as_toml(terms), encoding="utf-8")
    return path


def _returns(name: str, order: Order) -> list[Return]:
    if EXTRACTS[name].frequency == MONTHLY:
        return order.ehcp_snapshots
    last = order.last_year + _PARTNERS[name].is_of_last_year_too
    return [Return(year) for year in range(order.first_year, last)]


def _records(extract: str, of: Return, told: Told) -> pa.Table:
    """One row per row of a table: its line in the file, and the true person where there is one."""
    n = len(told.person)
    return pa.table(
        {
            "person": pa.array(told.person, mask=told.person == NOBODY),
            "extract": pa.array([extract] * n, pa.string()),
            "return": pa.array([str(of)] * n, pa.string()),
            "table": pa.array([told.part] * n, pa.string()),
            "row": pa.array(np.arange(2, n + 2)),
        }
    )
