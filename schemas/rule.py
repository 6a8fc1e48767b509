"""The grammar of validation rules: what is at fault in a row, whom to tell what, and an example of each.

A rule is data. Its ``fails`` is an SQL expression over one row of a table of a delivery, true where the row
is at fault; missing is no fault. In it stand

- the table's own items by their names, and ``row``;
- ``parent.item``: the items of every record it hangs on, by the name of that table;
- ``name.column``: what a :class:`Beside` of the rulebook gathers about it or about a record it hangs on;
- ``this.census_day``, ``this.previous_census_day``, ``this.academic_year_start``, ``this.period_start``,
  ``this.period_end``, ``this.year``, ``this.month`` and ``this.term``: the return itself.

What the contract already rejects is declared with its ``reasons``; a rule may have both. Nothing is run here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.contract import Extract, Part
from schemas.returns import Return

ERROR, QUERY = "error", "query"
# What the contract says of a row for the sake of its table, whatever its items are.
ORPHAN = "its parent record is missing or rejected"
REPEATED = "repeats the key of an earlier row"
RAGGED = "line cannot be cut into the header's columns"
# The table of a rule that holds for every table of its extract.
ANY = ""

Value = str | int | bool | None
Row = Mapping[str, Value]
# Rows of the rule's own table, or of each table named; days are written 2026-01-15.
Example = Sequence[Row] | Mapping[str, Sequence[Row]]


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule. An error must be put right, a query looked at and explained; no rule drops a row.

    ``number``: the department's where it is known, else ours with the return's prefix; ``source`` says which.
    It holds for rows of ``table`` and, word for word, of the tables in ``also``.
    ``items`` are those it is about, first the one to look at; of another table as ``table.item``. Where no
    row of a delivery holds one of ``wants`` (the first item unless said), the delivery's shape does not carry
    it and the rule is skipped. ``since`` and ``until`` are places in time, ``terms`` narrows them.
    """

    number: str
    level: str
    table: str
    items: tuple[str, ...]
    message: str
    to_do: str
    passing: Example
    failing: Example
    fails: str = ""
    reasons: tuple[str, ...] = ()
    source: str = ""
    since: float = 0
    until: float = 9999
    terms: tuple[str, ...] = ()
    wants: tuple[str, ...] | None = None
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.fails or self.reasons):
            raise ValueError(f"{self.number}: a rule has a predicate or the contract's reasons")
        if self.rejects and self.level != ERROR:
            raise ValueError(f"{self.number}: what is rejected is an error")
        if not self.items or not self.source:
            raise ValueError(f"{self.number}: a rule names its items and its source")

    @property
    def rejects(self) -> bool:
        """The contract rejects such rows, or some; the rule gives their reasons a number and words."""
        return bool(self.reasons)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it holds for."""
        return (self.table, *self.also)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Items without any value of which the rule has nothing to say."""
        return self.items[:1] if self.wants is None else self.wants

    def is_in_force(self, of: Return) -> bool:
        """The rule is one of this return's."""
        return self.since <= of.place <= self.until and (not self.terms or of.term in self.terms)

    def said_by(self, example: Example) -> dict[str, list[Row]]:
        """The rows of an example by table."""
        if isinstance(example, Mapping):
            return {table: list(rows) for table, rows in example.items()}
        return {self.table: list(example)}


@dataclass(frozen=True, eq=False)
class Beside:
    """What rules about a row of ``table``, and of all that hangs on it, may say of other rows.

    ``select`` gives at most one row for each value of ``on``, columns of both; it reads the table ``of``.
    """

    table: str
    name: str
    of: str
    on: tuple[str, ...]
    select: str


@dataclass(frozen=True, eq=False)
class Matter:
    """What rules across returns judge: ``select`` gives one row a thing, from the core tables it ``reads``.

    Its columns ``delivery``, ``extract``, ``part``, ``row`` and ``school`` say which record to look at. What
    is not ``about_persons`` is of a return as a whole.
    """

    name: str
    reads: tuple[str, ...]
    select: str
    about_persons: bool = True


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The rules of one extract.

    ``school`` tells the school on which a row hangs: the first that speaks of its own line only. Examples
    stand in the return ``returned``; what they do not say is filled from ``lawful``, a row at fault nowhere.
    """

    extract: str
    returned: str
    lawful: Mapping[str, Row]
    rules: tuple[Rule, ...]
    besides: tuple[Beside, ...] = ()
    school: tuple[str, ...] = ()
    _numbers: dict[str, Rule] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for rule in self.rules:
            if rule.number in self._numbers:
                raise ValueError(f"{self.extract}: rule {rule.number} stands twice")
            self._numbers[rule.number] = rule

    def __getitem__(self, number: str) -> Rule:
        return self._numbers[number]

    def return_of(self, rule: Rule) -> Return:
        """The return in which the rule's examples stand: ``returned``, or the nearest in force."""
        usual = Return.parse(self.returned)
        years = (usual.year, *range(usual.year - 1, 2014, -1))
        terms = ("spring", "summer", "autumn") if usual.term else ("",)
        others = (Return(year, term, usual.month) for year in years for term in terms)
        return next(of for of in (usual, *others) if rule.is_in_force(of))

    def filled(self, extract: Extract, said: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
        """A whole delivery of what an example says: one lawful record of each needed table, and its own.

        A key is the record's ordinal and a record hangs on the first of its parents unless it says otherwise.
        Where an example has no record of a table, it has none of those that hang on it.
        """
        tables: dict[str, list[Row]] = {}
        for part in extract.parts:
            stands = part.needed and not part.may_be_empty and tables.get(part.parent, [{}])
            rows = said.get(part.name, [{}] if stands else [])
            tables[part.name] = [
                {**_keys(part, n), **self.lawful.get(part.name, {}), **row} for n, row in enumerate(rows, 1)
            ]
        return tables


def lineage(extract: Extract, table: str) -> list[Part]:
    """A table, the one it hangs on, and so on up."""
    found = [extract.part(table)]
    while found[-1].parent:
        found.append(extract.part(found[-1].parent))
    return found


def _keys(part: Part, ordinal: int) -> Row:
    own = {part.key: str(ordinal)} if part.key else {}
    return own | ({part.parent_key: "1"} if part.parent_key else {})
