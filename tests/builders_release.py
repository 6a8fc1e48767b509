"""A lake of one mart without a build: what is released from it, by hand."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest

from pipelines import audit, release_audiences, release_make
from pipelines.disclosure import Telling
from pipelines.gate import Finding
from pipelines.lake import Lake
from pipelines.ledger import Ledger
from pipelines.release import NO_LINEAGE
from pipelines.release_make import USUAL, Made, Terms
from pipelines.settings import Settings
from pipelines.shown import shown
from schemas.disclosure import POLICIES
from tests.pipelines.test_release import PREVALENCE, full

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
ODD = Finding("percent_range", "prevalence", "percent", passed=False, words="A share lies within 0 and 100.")
WELL = replace(ODD, passed=True)


@dataclass
class Bench:
    """A deployment whose only mart has this base; each release is a minute after the last."""

    settings: Settings
    patch: pytest.MonkeyPatch
    base: int = 50
    minute: int = 0
    finds: tuple[Finding, ...] = ()

    def now(self) -> datetime:
        return NOON.replace(minute=self.minute)

    def release(self, terms: Terms = USUAL) -> Made:
        self.minute += 1
        made_from = {"made_from": f"base {self.base}", "audit": audit.said_of(self.settings.lake)}
        table = self.table()
        self.patch.setattr(release_make.manifests, "made_from", lambda *_: made_from["made_from"])
        self.patch.setattr(release_make.manifests, "manifest", lambda *_, **__: made_from)
        self.patch.setattr(release_make, "lineage_table", lambda: NO_LINEAGE)
        self.patch.setattr(release_audiences.shown, "load", lambda *_: shown(table, PREVALENCE))
        self.patch.setattr(
            release_audiences.shown,
            "for_partner",
            lambda _, marts, __: {name: shown(table, PREVALENCE) for name in marts},
        )
        stored = pa.Table.from_pandas(table, preserve_index=False)
        lake = Lake(self.settings.lake)
        lake.write("marts.prevalence", stored, fingerprint=f"base {self.base}")
        self.protect()
        return release_make.make(
            self.settings,
            SimpleNamespace(lake=lake, ledger=Ledger.of(self.settings), who="ann"),
            {"prevalence": PREVALENCE},
            (),
            terms=terms,
            code_version="abc",
            judge=lambda *_: list(self.finds),
            now=self.now(),
        )

    def table(self) -> pd.DataFrame:
        return full().assign(base=[self.base, self.base + 50, 50, 0])

    def protect(self) -> None:
        """What the lake would tell now is noted, as a build does before it releases."""
        note(Ledger.of(self.settings), self.table())

    def folders(self, kind: str) -> list[str]:
        return sorted(path.name for path in (self.settings.marts / kind).glob("[!.]*"))


def note(book: Ledger, table: pd.DataFrame) -> None:
    told = [Telling(table, PREVALENCE, POLICIES[PREVALENCE.rule])]
    book.note(told, told, book.public())


def enter(lake: Path, release: str) -> None:
    """A release that was written by hand is in the ledger as one that was built."""
    book = Ledger(Lake(lake))
    note(book, full())
    book.enter(release)


def stamp(minute: int) -> str:
    return f"20260401T12{minute:02d}00Z"


def agreement(root: Path, *, until: str = "2027-03-31") -> None:
    path = root / "data" / "agreements" / "391" / "health_waits.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        'controller = "NHS"\nprocessor = "LA"\nlawful_basis = "law"\npurpose = "planning"\n'
        f"signed = 2025-01-01\nvalid_from = 2025-01-01\nvalid_until = {until}\n"
        'retention_years = 3\ncontact = "Head of information"\n',
        "utf-8",
    )
