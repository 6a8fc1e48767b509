"""The SEN2 return of one year in the shape the authority holds it in. What it says is in ``sen2_message``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.sample.blade import blade_text, with_keys, write_csv
from pipelines.sample.days import Texts
from pipelines.sample.identity import Identity
from pipelines.sample.markup import lines_of
from pipelines.sample.order import Order
from pipelines.sample.sen2_layout import columns_of, layout_of
from pipelines.sample.sen2_message import Message, message_of
from pipelines.sample.sen2_modules import write_modules
from pipelines.sample.sen2_records import Record, is_day, is_flag, records_of
from pipelines.sample.sen2_workbooks import write_pre_submission, write_template
from pipelines.sample.world import World
from schemas.extracts.sen2 import SEN2

_FIRST_KEY = 1_000_000  # keys of two years' tables differ


@dataclass(frozen=True)
class Sen2Written:
    """The files of one return, and the person behind each ``Person`` record, in order."""

    paths: list[Path]
    persons: list[int]


def write_sen2(world: World, identity: Identity, year: int, order: Order, raw: Path) -> Sen2Written:
    """The files of one return year."""
    message = message_of(world, identity, year, order.dirt)
    folder = raw / world.code / "sen2" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    return Sen2Written(_SHAPES[order.sen2_shape](message, folder), message.people)


def _write_message(message: Message, folder: Path) -> list[Path]:
    """The message as the authority sends it."""
    layout = layout_of(message.year)
    lines = ["<Message>", "  <!-- SYNTHETIC SAMPLE: nobody in this file exists -->", "  <Header>"]
    for block in message.header:
        lines += lines_of(block, layout, 2)
    lines += ["  </Header>", "  <Persons>"]
    for block in message.persons:
        lines += lines_of(block, layout, 2)
    lines += ["  </Persons>", "</Message>", ""]
    path = folder / f"sen2_{message.year}.xml"
    path.write_bytes("\r\n".join(lines).encode())
    return [path]


def _write_blade(message: Message, folder: Path) -> list[Path]:
    """The nine tables as COLLECT exports them."""
    records, columns = records_of(message), columns_of(message.year)
    paths = []
    for part in SEN2.parts:
        rows = records[part.name]
        keys = _keys(message, [row.number for row in rows])
        parent = (part.parent, _keys(message, [row.parent for row in rows])) if part.parent else None
        native = np.full(len(rows), message.code, dtype=object)
        items = {header: _blade_column(rows, header) for header in columns[part.name]}
        path = folder / f"Blade-Export_20-02-{message.year}_{part.name}.csv"
        paths.append(write_csv(path, with_keys(part.name, keys, native, parent, items)))
    return paths


def _keys(message: Message, numbers: list[int]) -> Texts:
    return np.array([str(message.year * _FIRST_KEY + n) for n in numbers], dtype=object)


def _blade_column(rows: list[Record], header: str) -> Texts:
    return np.array([_as_blade(header, row.items.get(header, "")) for row in rows], dtype=object)


def _as_blade(header: str, text: str) -> str:
    if text and (is_day(header) or header == "datetime"):
        return blade_text(text)
    if text and is_flag(header):
        return "true" if text.startswith("1") else "false"
    return text


_SHAPES: dict[str, Callable[[Message, Path], list[Path]]] = {
    "xml": _write_message,
    "blade": _write_blade,
    "template": write_template,
    "pre_submission": write_pre_submission,
    "five_modules": write_modules,
}
