"""Small files of places as their publishers write them, and what becomes of them: staged, and in the core."""

from pathlib import Path

import pandas as pd

from pipelines import core, landing, run, steps
from pipelines.identity import Pseudonyms
from pipelines.staging import Staged, stage_delivery
from tests.builders import settings_at, tables_of

KEY = Pseudonyms(b"k" * 32)
ENGLAND = "000"


def write_file(raw: Path, place: str, name: str, content: str | bytes) -> Path:
    """One file of the delivery ``place`` (000/areas/2025); text as UTF-8."""
    path = raw / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*rows: str) -> str:
    """The text of a CSV file."""
    return "".join(f"{row}\n" for row in rows)


def staged(raw: Path) -> dict[str, Staged]:
    """The tables of the only delivery, staged."""
    [delivery], misplaced = landing.find(raw)
    assert not misplaced
    return stage_delivery(tables_of(delivery), delivery.extract, delivery.of, delivery.key, KEY)


def reasons(table: Staged) -> dict[int, str]:
    """Row to the reasons for which it was rejected."""
    return dict(zip(table.rejects["row"].to_pylist(), table.rejects["reasons"].to_pylist(), strict=True))


def built(root: Path, table: str) -> pd.DataFrame:
    """A core table, made from all that lies in ``data/raw`` of a root and what feeds it."""
    settings = settings_at(root)
    shop = run.workshop(settings)
    deliveries, _ = landing.find(settings.raw)
    for delivery in deliveries:
        steps.stage(shop, delivery)
    for query in core.queries():
        if query.extract in {delivery.extract.name for delivery in deliveries}:
            for partition in steps.feeding(shop.lake, query):
                steps.build_core(shop, query, partition)
    partitions = [shop.lake.read(table, one).to_pandas() for one in shop.lake.partitions(table)]
    return pd.concat(partitions, ignore_index=True)
