"""The grammar in which a table we make is declared: its columns, its key, and which extracts feed it."""

from dataclasses import dataclass
from typing import Any

import pandera.pandas as pa
from pandera.typing import Series

from schemas.contract import Table

# A number with its decimals. Tables that arrive hold none: a figure is kept as it was printed.
Number = Series[float]


def column(description: str, *, required: bool = False, **checks: Any) -> Any:
    """One column of a core table; what is not ``required`` may be missing."""
    return pa.Field(description=description, nullable=not required, **checks)


@dataclass(frozen=True)
class CoreTable:
    """A table of the joint core. ``key`` identifies a row within one partition.

    Each extract in ``fed_by`` gives one partition a delivery, from the query ``<name>.<extract>.sql``. It
    sees that delivery only, but of the tables in ``whole`` every delivery's partition.
    """

    name: str
    model: type[Table]
    key: tuple[str, ...]
    fed_by: tuple[str, ...]
    whole: tuple[str, ...] = ()
