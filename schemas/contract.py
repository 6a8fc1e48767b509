"""The grammar in which an extract is declared once: its items, its tables, what each must satisfy.

Everything else follows from a declaration: the header map of each year, the pandera contract, what goes to
the identity vault, the handbook. Nothing here reads a file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow.compute as pc
from pandera.api.pandas.model_config import BaseConfig
from pandera.typing import Series
from pandera.typing.common import DateTime

from schemas import types
from schemas.codes import CodeSet
from schemas.governance import Governance
from schemas.layout import Layout, Message

# What a column holds once it is parsed. The item's reader and its contract follow from it.
Text = Series[pd.StringDtype]
Day = Series[DateTime]
Flag = Series[pd.BooleanDtype]
Whole = Series[pd.Int64Dtype]


@dataclass(frozen=True)
class Identifier:
    """A number with a form of its own: how to judge it, and how many digits a spreadsheet may have cut.

    Values of one ``domain`` name the same thing wherever they stand: a UPN and a former UPN, say.
    """

    domain: str
    rule: str
    is_valid: Callable[["pd.Series[str]"], "pd.Series[bool]"]
    digits: int = 0


UPN = Identifier("upn", "upn check letter", types.upn_is_valid)
ULN = Identifier("uln", "uln check digit", types.uln_is_valid, digits=10)
URN = Identifier("urn", "not one to six digits", types.urn_is_valid)
NHS_NUMBER = Identifier("nhs_number", "nhs number check digit", types.nhs_number_is_valid)
UKPRN = Identifier("ukprn", "not 8 digits beginning with 1", types.ukprn_is_valid)
LA_CODE = Identifier("la_code", "not three digits", types.la_code_is_valid, digits=3)


# What stays in the lake when a direct identifier goes to the vault.
NOTHING, PSEUDONYM, AGES, DISTRICT = "nothing", "pseudonym", "ages", "district"
# The month alone, without day and year: the youngest of a school year are told as such.
AGES_AND_MONTH = "ages and month"


def item(
    source: str | Mapping[float, str],
    description: str,
    *,
    codes: CodeSet | None = None,
    number: Identifier | None = None,
    vault: str = "",
    unit: str = "",
    required: bool = False,
    is_figure: bool = False,
    also: tuple[str, ...] = (),
    since: float = 0,
    until: float = 9999,
    **checks: Any,
) -> Any:
    """One item of an extract: the header it arrives under, and what it must satisfy.

    ``source`` is a header, or ``{first collection: header}`` where the return renamed it. ``vault`` marks a
    direct identifier or free text and says what it leaves behind. An item that is not ``required`` may be
    blank. ``also`` are other spellings of the header that real files have. ``unit``: what its figures are
    in, as ``schemas.units`` writes it. ``is_figure``: a number or a publisher's symbol, kept as printed
    (``figure`` declares it). Other keywords are pandera checks.
    """
    metadata = {
        "source": {0.0: source} if isinstance(source, str) else dict(source),
        "codes": codes,
        "number": number,
        "vault": vault,
        "unit": unit,
        "is_figure": is_figure,
        "also": also,
        "since": since,
        "until": until,
    }
    return pa.Field(description=description, metadata=metadata, nullable=not required, **checks)


# What publishers print where a number would stand. A symbol never becomes a number, and never nought.
SYMBOLS = {
    "z": "not applicable",
    "x": "not available",
    "c": "confidential: too few to show",
    "low": "rounds to nought, and is not nought",
    "k": "rounds to nought, and is not nought",
    "u": "of low reliability",
    ":": "not available (until 2020)",
    "~": "rounds to nought, and is not nought (until 2020)",
    "-": "none, or nothing was published",
    "..": "not available",
    ".": "not applicable",
    "*": "suppressed",
    "NULL": "nothing was recorded",
    "NA": "not available",
    "N/A": "not applicable",
    "SUPP": "suppressed",
    "NE": "no entries",
    "no data": "nothing was returned",
}
_SYMBOL = "|".join(re.escape(symbol) for symbol in SYMBOLS)
FIGURE = rf"(?i:[-+]?(?:\d[\d,]*)?\.?\d+(?:e[-+]?\d+)?%?|{_SYMBOL})"


def figure(
    source: str | Mapping[float, str],
    description: str,
    *,
    unit: str = "",
    also: tuple[str, ...] = (),
    since: float = 0,
    until: float = 9999,
) -> Any:
    """One figure of a published table, as its publisher printed it: a number, or a symbol of ``SYMBOLS``."""
    return item(source, description, unit=unit, also=also, since=since, until=until, is_figure=True)


class Table(pa.DataFrameModel):
    """Base of every table of an extract. The class docstring states the grain and the publisher."""

    class Config(BaseConfig):
        """No column beyond the declared ones."""

        strict = True


@dataclass(frozen=True)
class Part:
    """One table of an extract: its name in the delivery, its contract, and how it hangs on another.

    A ``needed`` table must be delivered; unless it ``may_be_empty`` a header without rows is refused.
    ``since`` and ``until``: the first and last edition of a publication that has it.
    """

    name: str
    contract: type[Table]
    key: str = ""
    parent: str = ""
    parent_key: str = ""
    needed: bool = True
    may_be_empty: bool = False
    terms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    since: float = 0
    until: float = 9999


A_HANDFUL = 5


@dataclass(frozen=True)
class Extract:
    """What a supplier delivers under one name: one return of it is one delivery.

    ``frequency`` is that of its returns: termly (2025-spring), yearly (2025) or monthly (2025-03). Besides
    CSV files of its own tables it may come as a ``message`` or in ``layouts``. Where the keys of its records
    are passing they mean nothing beyond one delivery: ordinals take their place, the same in every shape.
    One that ``is_kept_as_read`` holds more than we may hold: of its files only what was read is kept.
    One that ``is_published`` is open to anybody and of no person: an edition is one delivery, told by its
    place. ``head``: the table that says whose a return is, where no file does.
    """

    name: str
    title: str
    governance: Governance
    frequency: str
    first_year: int
    parts: tuple[Part, ...]
    collection: str = ""
    rejects_limit: float = 0.05
    message: Message | None = None
    layouts: tuple[Layout, ...] = ()
    has_passing_keys: bool = False
    is_kept_as_read: bool = False
    is_published: bool = False
    head: str = ""

    @property
    def controller(self) -> str:
        """Who decides on the extract and answers for it."""
        return self.governance.controller

    def part(self, name: str) -> Part:
        """The table called ``name`` in a delivery."""
        [found] = [p for p in self.parts if name in (p.name, *p.also)]
        return found

    def parts_of(self, term: str) -> tuple[Part, ...]:
        """The tables that a return of this term has."""
        return tuple(p for p in self.parts if not p.terms or term in p.terms)

    def tolerates(self, part: Part, rejects: int, received: int) -> bool:
        """So few rows rejected do not refuse the delivery; in a table it may lack, a handful never does."""
        return rejects <= max(self.rejects_limit * received, 0 if part.needed else A_HANDFUL)

    def staging(self, part: Part) -> str:
        """The name of a table's staged rows, one name everywhere."""
        return f"staging.{self.name}_{part.name}"


@dataclass(frozen=True)
class Item:
    """One declared item, as the readers of a contract need it."""

    name: str
    kind: str
    header: str
    description: str
    required: bool
    codes: CodeSet | None
    number: Identifier | None
    vault: str
    unit: str
    is_figure: bool
    since: float
    until: float
    spellings: tuple[str, ...]


_KINDS = {"string": "text", "datetime64[ns]": "date", "boolean": "flag", "Int64": "whole"}


@cache
def items(contract: type[Table]) -> tuple[Item, ...]:
    """Every item ever collected, in the order declared."""
    return tuple(
        Item(
            name=name,
            kind=_KINDS[str(column.dtype).replace("[python]", "").replace("[pyarrow]", "")],
            header=_header(column.metadata["source"], 9999),
            description=column.description or "",
            required=not column.nullable,
            codes=column.metadata["codes"],
            number=column.metadata["number"],
            vault=column.metadata["vault"],
            unit=column.metadata["unit"],
            is_figure=column.metadata["is_figure"],
            since=column.metadata["since"],
            until=column.metadata["until"],
            spellings=(*column.metadata["source"].values(), *column.metadata["also"]),
        )
        for name, column in contract.to_schema().columns.items()
    )


@cache
def items_at(contract: type[Table], place: float) -> tuple[Item, ...]:
    """The items collected at ``place`` in time, each under the header it had then."""
    whole = contract.to_schema().columns
    return tuple(
        Item(**{**vars(one), "header": _header(whole[one.name].metadata["source"], place)})
        for one in items(contract)
        if one.since <= place <= one.until
    )


@cache
def schema(contract: type[Table], place: float, carries: frozenset[str] | None = None) -> pa.DataFrameSchema:
    """The pandera schema of a contract as it was lawful at ``place``: columns and codes of that time.

    ``carries``: the headers that a shape of the return can hold; what it cannot hold is not missing from it.
    """
    declared = contract.to_schema().columns
    latest = {one.name: one.header for one in items(contract)}
    columns = {}
    for one in items_at(contract, place):
        column = declared[one.name]
        checks = list(column.checks)
        if one.codes:
            checks.append(pa.Check.isin(one.codes.lawful(place), error=f"not a {one.codes.name} code then"))
        if one.number:
            checks.append(pa.Check(one.number.is_valid, error=one.number.rule, ignore_na=True))
        if one.is_figure:
            checks.append(pa.Check(_is_figure, error="neither a number nor a symbol", ignore_na=True))
        # No dtype: a value is parsed into its kind before it is judged, and text that is none is told then.
        can_be_blank = column.nullable or (carries is not None and latest[one.name] not in carries)
        columns[one.name] = pa.Column(None, checks, nullable=can_be_blank, name=one.name)
    return pa.DataFrameSchema(columns, strict=True, name=contract.__name__)


def _is_figure(printed: "pd.Series[str]") -> "pd.Series[bool]":
    # pandera hands over whole columns: Arrow's own expressions, not one call of Python a value.
    found = pc.match_substring_regex(printed.array.__arrow_array__(), f"^(?:{FIGURE})$")
    return pd.Series(found.to_pandas().to_numpy(dtype=bool), index=printed.index)


def _header(source: Mapping[float, str], place: float) -> str:
    return source[max(since for since in source if since <= place)]


def is_about_persons(part: Part) -> bool:
    """A table whose records carry a UPN."""
    return any(item.number == UPN for item in items(part.contract))
