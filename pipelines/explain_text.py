"""An explanation as plain text: one idea a line, lists nested by indentation, plain words first."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipelines.explain import SHOWN, Explanation, Figure, Used
from pipelines.lineage import Node
from pipelines.lineage_sql import CONSTANT

SHORT = 12


def text(explained: Explanation, *, with_sql: bool = False) -> list[str]:
    """The lines; ``with_sql`` adds the text of the mart's SQL."""
    return list(_lines(explained, with_sql=with_sql))


def value_in_words(figure: Figure) -> str:
    """The value as it is shown; what is hidden or not applicable says so."""
    return _number(figure.value) if figure.state == SHOWN else f"[{figure.state}]"


def _lines(explained: Explanation, *, with_sql: bool) -> Iterator[str]:
    yield from _figures(explained)
    yield ""
    yield from _path(explained)
    yield ""
    yield f"From {len(explained.deliveries)} deliveries"
    for used in explained.deliveries:
        yield from _delivery(used)
    if explained.looked_up:
        yield f"  Looked up in: {', '.join(explained.looked_up)}"
    yield ""
    yield "Checks"
    yield from (f"  {'passed' if check.passed else 'FAILED'}  {check.words}" for check in explained.checks)
    yield f"SQL: {explained.sql_file}"
    yield from (f"  {line}" for line in explained.sql.splitlines() if with_sql)
    yield f"Release {explained.release}, code {explained.code_version}"


def _figures(explained: Explanation) -> Iterator[str]:
    yield explained.title
    yield from (f"  {name}: {value}" for name, value in explained.row.items())
    yield ""
    for figure in explained.figures:
        yield f"{figure.column} = {value_in_words(figure)}"
        yield f"  {figure.words}"
        if figure.made_of:
            yield f"  made of {', '.join(figure.made_of)}"
    yield f"Suppression: {explained.suppression}"


def _path(explained: Explanation) -> Iterator[str]:
    yield "Made from"
    for figure in explained.figures:
        if not figure.made_of:
            yield from _nested(figure.lineage, 1)
    if explained.choosing:
        yield "Which records are counted, and in which group, is decided by"
    for table, nodes in groupby(explained.choosing, key=lambda node: node.table):
        yield f"  {table}: {', '.join(f'{node.words} [{node.column}]' for node in nodes)}"


def _nested(node: Node, depth: int) -> Iterator[str]:
    yield "  " * depth + _named(node)
    for source in node.sources:
        yield from _nested(source, depth + 1)


def _named(node: Node) -> str:
    if node.table == CONSTANT:
        return f"the constant {node.column}"
    code = f"{node.table}.{node.column}"
    return f"{node.words} [{code}]" if node.words else code


def _delivery(used: Used) -> Iterator[str]:
    yield f"  {used.title} [{used.delivery}], version {used.version}, landed {used.landed}"
    files = ", ".join(sha256[:SHORT] for sha256 in used.files)
    yield f"    {len(used.files)} files in {used.place}, by sha256: {files}"
    for part in used.parts:
        became = f"{part.lawful:,} lawful, {part.rejects:,} rejected"
        yield f"    {part.table}: {part.received:,} received, {became}"
        for rule, rows in part.reasons.items():
            yield f"      {rule}: {rows:,}"


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
