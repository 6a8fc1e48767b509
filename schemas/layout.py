"""The grammar of the other shapes a return is held in: sheets under human labels, flat files, nested XML.

A layout says, label by label, which item of the contract a column holds; how the file is opened is told
elsewhere. Labels are compared folded: without regard to case, spaces, dashes and what stands in brackets.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

_BRACKETS = re.compile(r"\([^()]*\)")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# In a cut's key or parent: the row of the sheet itself; and a text that is no label but stands for itself.
THE_ROW = ("#",)
LITERAL = "="


def folded(label: str) -> str:
    """A label as labels are compared: ``Date of Birth (ccyy-mm-dd)`` is ``dateofbirth``."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    bare = _NOT_WORD.sub("", _BRACKETS.sub("", plain))
    return bare or _NOT_WORD.sub("", plain)


@dataclass(frozen=True)
class Made:
    """An item that several columns tell together, such as a census year; missing where one is missing."""

    labels: tuple[str, ...]
    read: Callable[..., str | None]


def word(text: str) -> str:
    """A value as words are compared: without regard to case and to how many spaces."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, eq=False)
class Reading:
    """How a column writes its values, where that is not as the contract does.

    ``words``: as ``word`` compares them, to our code or spelling. Then a text of ``codes`` alone means
    nothing: a local A need not be ours. ``dates``: the only formats its days are in. ``factor``: what its
    figures are multiplied by, and then rounded to ``places``.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    factor: Fraction | None = None
    places: int = 2


@dataclass(frozen=True, eq=False)
class Cut:
    """The records of one table that a sheet holds.

    ``columns``: label to the contract's header. ``key`` and ``parent``: the labels that together name the
    record and the one it hangs on. ``given``: a row without that label holds no such record. ``once``: rows
    of the same key are one record. ``fixed`` and ``made``: items that stand in no single column. ``readings``
    are by header. A ``strict`` cut has no column beside its own, and what it cannot hold is missing from it.
    """

    part: str
    columns: Mapping[str, str]
    key: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()
    given: str = ""
    once: bool = False
    fixed: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    strict: bool = False

    @cached_property
    def labels(self) -> dict[str, str]:
        """Folded label to header."""
        return {folded(label): header for label, header in self.columns.items()}

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Folded labels without which its records cannot be told apart or hung up."""
        made = (label for one in self.made.values() for label in one.labels)
        named = {*self.key, *self.parent, *made} - {*THE_ROW, self.given}
        return frozenset(folded(label) for label in named if not label.startswith(LITERAL))


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet of a workbook, one block of stacked tables, or one CSV file: ``title`` as people see it.

    Of the labels ``only_with`` it has one at least, of those ``never_with`` none: like sheets are told apart.
    ``named``: a pattern that its own name, or its file's, has. ``aside``: labels that are known and not used.
    """

    title: str
    cuts: tuple[Cut, ...]
    only_with: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    named: str = ""
    aside: tuple[str, ...] = ()

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every folded label it may have."""
        return frozenset(label for cut in self.cuts for label in (*cut.labels, *cut.wanted))

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Folded labels without which it is not this sheet."""
        return frozenset(label for cut in self.cuts for label in cut.wanted)

    def may_have(self, labels: frozenset[str]) -> bool:
        """A header of these folded labels can be this sheet's."""
        only, never = ({folded(one) for one in some} for some in (self.only_with, self.never_with))
        return self.wanted <= labels and not never & labels and (not only or bool(only & labels))


@dataclass(frozen=True, eq=False)
class Layout:
    """One shape of a return. ``head`` makes the return's own record where no sheet does: from its place.

    ``stacked``: its tables stand one under another in one sheet, each under its title. ``crossed`` are
    pairs of items (``part``, first, second) whose dates may stand under each other's labels. ``also``: other
    spellings of a label. ``mapping``: the file that tells this layout, where it is a supplier's own.
    """

    title: str
    sheets: tuple[Sheet, ...]
    head: str = ""
    stacked: bool = False
    crossed: tuple[tuple[str, str, str], ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    mapping: str = ""

    def label(self, text: str) -> str:
        """A label as this layout knows it: folded, and another spelling turned into the usual one."""
        plain = folded(text)
        return self._also.get(plain, plain)

    @cached_property
    def _also(self) -> dict[str, str]:
        return {folded(other): folded(usual) for other, usual in self.also.items()}


@dataclass(frozen=True, eq=False)
class Message:
    """The XML shape: which element, inside a record of which table, opens a record of which.

    ``wrappers`` hold records or items without being either. Where an element means another thing inside one
    wrapper than inside another, it is written ``wrapper/element``, in ``records`` or in ``items`` (element to
    header). The first table is the message itself. Where each school sends one of its own it
    ``is_one_a_school``.
    """

    head: str
    records: Mapping[tuple[str, str], str]
    wrappers: frozenset[str]
    items: Mapping[str, str] = field(default_factory=dict)
    is_one_a_school: bool = False

    @cached_property
    def telling(self) -> frozenset[str]:
        """The wrappers that tell what is inside them."""
        names = [*self.items, *(element for _, element in self.records)]
        return frozenset(name.split("/")[0] for name in names if "/" in name)
