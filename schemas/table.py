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
class Reference:
    """Columns whose values, where all are there, stand under the same names in ``table``."""

    table: str
    columns: tuple[str, ...]


PERSON_LINKED = Reference("core.person_link", ("person_id",))


@dataclass(frozen=True)
class CoreTable:
    """A table of the joint core. ``key`` identifies a row within one partition.

    Each extract in ``fed_by`` gives one partition a delivery, from the query ``<name>.<extract>.sql``. It
    sees that delivery only, but of the tables in ``whole`` every delivery's partition. ``refers``: what its
    rows refer to in tables of the same delivery; what a lawful delivery may lack (the review at which an
    outcome was judged may be of an earlier extract) is not declared. ``of_published``: one made over all
    deliveries at once reads published tables only, so that nobody can be in it.
    """

    name: str
    model: type[Table]
    key: tuple[str, ...]
    fed_by: tuple[str, ...]
    whole: tuple[str, ...] = ()
    refers: tuple[Reference, ...] = ()
    of_published: bool = False

    @property
    def references(self) -> tuple[Reference, ...]:
        """What is checked: the declared, and that a person is one whom records of the delivery are about."""
        is_of_persons = bool(self.fed_by) and self.name != PERSON_LINKED.table
        has_person = is_of_persons and "person_id" in self.model.to_schema().columns
        return (PERSON_LINKED, *self.refers) if has_person else self.refers
