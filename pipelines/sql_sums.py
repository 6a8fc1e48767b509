"""What a mart's heading may say adds up: the declarations, and how their lines read. Nothing is added here.

``pipelines.sql`` reads the rest of the heading; ``pipelines.disclosure_cells`` finds the cells that add up.
"""

import re
from dataclasses import dataclass

from pipelines.errors import SendError

# In a two-way table the row of this topic and this group stands for everybody.
TOTAL = "Total"


class MartHeadingError(SendError):
    """A mart's file is not lawful; the message names the file and the line, and holds no value."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            why="Disclosure control and the handbook rest on what the heading declares.",
            hint="Mend the .sql file; the grammar is at the top of pipelines/sql.py.",
        )


@dataclass(frozen=True)
class Sum:
    """Along ``dimension``, the row called ``whole`` is the sum of the rows called ``parts``.

    The single part ``*`` stands for every other value of the dimension.
    """

    dimension: str
    whole: str
    parts: tuple[str, ...]

    @property
    def words(self) -> str:
        """For the handbook."""
        parts = "every other" if self.parts == ("*",) else " + ".join(self.parts)
        return f"{self.dimension}: {self.whole} = {parts}."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.dimension,)


@dataclass(frozen=True)
class TopicSum:
    """The rows of each ``topic`` but ``whole`` add up, along ``dimension``, to the row of topic ``whole``."""

    dimension: str
    topic: str
    whole: str

    @property
    def words(self) -> str:
        """For the handbook."""
        return f"The groups of each {self.topic} add up to {self.whole}."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.dimension, self.topic)


@dataclass(frozen=True)
class JoinedSum:
    """Along ``dimension``, a row called ``a+b`` is the sum of the rows called ``a`` and ``b``."""

    dimension: str
    mark: str

    @property
    def words(self) -> str:
        """For the handbook."""
        return f"{self.dimension}: a value 'a{self.mark}b' is the sum of 'a' and 'b'."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.dimension,)


@dataclass(frozen=True)
class NestedSum:
    """The rows of one ``topic`` with the same ``attribute`` 'Topic: group' add up to the row it names."""

    dimension: str
    topic: str
    attribute: str

    @property
    def words(self) -> str:
        """For the handbook."""
        return f"The groups of a {self.topic} with the same {self.attribute} add up to the group it names."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.dimension, self.topic, self.attribute)


@dataclass(frozen=True)
class Cross:
    """A row is of two groups, ``first`` and ``second``, each a topic and a label; exchanged it is the same.

    With ``second`` 'Total', 'Total' it is a one-way row. The groups of either topic add up to the other's.
    """

    first: tuple[str, str]
    second: tuple[str, str]

    @property
    def words(self) -> str:
        """For the handbook."""
        return (
            f"{' and '.join(self.first)} exchanged with {' and '.join(self.second)} is the same figure; "
            f"the groups of either topic add up to the row where it is {TOTAL}."
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (*self.first, *self.second)


@dataclass(frozen=True)
class Also:
    """``count``, on the rows where ``at`` says so, is told in another mart too: there it is ``other``.

    It is the sum of the rows of ``there``, each dimension with the values that it may have; the dimensions
    that are not named have the value of the same name here. A value ``{year}-spring`` takes in that of
    ``year`` here.
    """

    count: str
    at: tuple[tuple[str, str], ...]
    mart: str
    other: str
    there: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def claim(self) -> str:
        """What it says, without an end."""
        here = " and ".join(f"{name} = {value}" for name, value in self.at)
        there = " and ".join(f"{name} = {' + '.join(values)}" for name, values in self.there)
        return (
            f"{self.count}{f' at {here}' if here else ''} is also "
            f"{self.other} of {self.mart}{f' at {there}' if there else ''}"
        )

    @property
    def words(self) -> str:
        """For the handbook."""
        return f"{self.claim}: the two are hidden or shown together."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its own mart that it speaks of."""
        return (self.count, *(dimension for dimension, _ in self.at))


@dataclass(frozen=True)
class Public:
    """Another body publishes ``count`` too, where each dimension of ``at`` has one of its values.

    A value may hold the wildcard ``*``.
    """

    count: str
    at: tuple[tuple[str, tuple[str, ...]], ...]
    source: str

    @property
    def words(self) -> str:
        """For the handbook."""
        where = " and ".join(f"{name} = {' or '.join(values)}" for name, values in self.at)
        known = f"{self.count} at {where} is known from {self.source}"
        return f"{known}: hiding it hides nothing from whoever has that."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it speaks of."""
        return (self.count, *(dimension for dimension, _ in self.at))


Adds = Sum | TopicSum | JoinedSum | NestedSum


def adds_of(file: str, dimension: str, words: str) -> Adds:
    """What the heading line ``adds DIMENSION: WORDS`` says."""
    if within := re.fullmatch(r"within (\w+) to (.+)", words):
        return TopicSum(dimension, topic=within[1], whole=within[2])
    if joined := re.fullmatch(r"joined by (\S+)", words):
        return JoinedSum(dimension, mark=joined[1])
    if nested := re.fullmatch(r"nested in (\w+) by (\w+)", words):
        return NestedSum(dimension, topic=nested[1], attribute=nested[2])
    whole, equals, parts = words.partition(" = ")
    if not equals:
        raise MartHeadingError(
            f"{file}: 'adds {dimension}' needs 'Whole = Part + Part', 'within TOPIC to Whole', "
            "'joined by MARK' or 'nested in TOPIC by ATTRIBUTE'"
        )
    return Sum(dimension, whole.strip(), tuple(part.strip() for part in parts.split(" + ")))


def cross_of(file: str, first: str, second: str) -> Cross:
    """What the heading line ``crosses TOPIC, GROUP: SECOND_TOPIC, SECOND_GROUP`` says."""
    pairs = [tuple(name.strip() for name in names.split(",")) for names in (first, second)]
    named = [name for pair in pairs for name in pair if name]
    if [len(pair) for pair in pairs] != [2, 2] or len(set(named)) != 4:  # noqa: PLR2004 - two pairs of two
        raise MartHeadingError(f"{file}: 'crosses' needs 'TOPIC, GROUP: SECOND_TOPIC, SECOND_GROUP'")
    return Cross((named[0], named[1]), (named[2], named[3]))


def also_of(file: str, count: str, words: str) -> Also:
    """What the heading line ``also COUNT at COLUMN = Value: MART.COUNT at COLUMN = Value + Value`` says."""
    name, _, here = count.partition(" at ")
    told, at, there = words.partition(" at ")
    mart, _, other = told.strip().partition(".")
    places = [_place(place) for place in there.split(",")] if at else []
    own = [_place(place) for place in here.split(",")] if here else []
    is_whole = all(dimension and values for dimension, values in (*places, *own))
    if not (other.isidentifier() and is_whole) or any(len(values) > 1 for _, values in own):
        raise MartHeadingError(
            f"{file}: 'also {count}' needs 'MART.COUNT', and behind it, if anything, "
            "'at COLUMN = Value + Value, COLUMN = Value'"
        )
    return Also(name.strip(), tuple((d, v) for d, (v,) in own), mart, other, tuple(places))


def public_of(file: str, count: str, words: str) -> Public:
    """What the heading line ``public COUNT at COLUMN = Value + Value, COLUMN = Value: SOURCE`` says."""
    name, _, where = count.partition(" at ")
    places = tuple(_place(place) for place in where.split(","))
    if not words or not all(dimension and values for dimension, values in places):
        raise MartHeadingError(f"{file}: 'public {count}' needs 'COUNT at COLUMN = Value + Value: SOURCE'")
    return Public(name.strip(), places, words)


def _place(text: str) -> tuple[str, tuple[str, ...]]:
    dimension, _, values = text.strip().partition(" = ")
    return dimension.strip(), tuple(value.strip() for value in values.split(" + ") if value.strip())
