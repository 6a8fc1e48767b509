"""Likeness: which table of which extract, in which layout, the header of a sheet is most like.

Only headers are compared; no value is looked at.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from pipelines import layouts
from pipelines.formats import ROW, TextTable
from pipelines.sheets import TextSheet
from schemas.catalogue import EXTRACTS
from schemas.contract import Extract, items, items_at
from schemas.layout import Layout, Sheet, folded
from schemas.returns import Return

_LIKELY = 0.6
# Of the columns that a mapping knows, this share makes its sheet; it then goes before every other layout.
_ENOUGH_OF_A_MAPPING, _MAPPED = 0.5, 2.0


@dataclass(frozen=True)
class Match:
    """What a sheet was recognised as: a table of a return, in one of its layouts."""

    extract: Extract
    layout: Layout
    sheet: Sheet

    @property
    def is_national(self) -> bool:
        """It is one of the return's own tables."""
        return self.layout is layouts.national(self.extract)


def best_match(table: TextSheet, extracts: Iterable[Extract], layout: Layout | None = None) -> Match | None:
    """The match most like a header, of one ``layout`` or of any; None where none is likely."""
    matches = [match for match in matches_in(extracts) if layout in {None, match.layout}]
    scored = [(_likeness(table, match), match) for match in matches]
    best, match = max(scored, key=lambda one: one[0])
    return match if best >= _LIKELY else None


def layout_of(found: Sequence[TextSheet], extract: Extract) -> Layout:
    """The shape that fits the sheets of a delivery best as a whole: single tables may look alike."""

    def likeness(layout: Layout) -> float:
        matches = [Match(extract, layout, sheet) for sheet in layout.sheets]
        return sum(max(_likeness(table, match) for match in matches) for table in found)

    return max((layouts.national(extract), *extract.layouts), key=likeness)


def lacking(labels: Collection[str], match: Match, of: Return | None) -> list[str]:
    """Labels of required items that the shape can hold and the file does not, as they are called."""
    lacking = []
    for cut in match.sheet.cuts:
        if cut.given and folded(cut.given) not in labels:
            continue
        part = match.extract.part(cut.part)
        held = {header: label for label, header in cut.columns.items()}
        for one in items_at(part.contract, of.place) if of else items(part.contract):
            latest = next(i.header for i in items(part.contract) if i.name == one.name)
            spellings = {label for label, header in cut.labels.items() if header == latest}
            if one.required and spellings and not spellings & set(labels):
                lacking.append(one.header if match.is_national else held[latest])
    return sorted(lacking)


def nearest(header: Sequence[str]) -> tuple[str, int]:
    """The table that shares most columns with a header, in spelling or nearly so; and how many."""
    labels = [folded(name) for name in header]
    shared = {
        f"{match.sheet.title} of {match.extract.name}": sum(
            bool(difflib.get_close_matches(label, match.sheet.labels, n=1)) for label in labels
        )
        for match in matches_in(EXTRACTS.values())
    }
    name = max(shared, key=lambda one: shared[one])
    return name, shared[name]


def is_other_blade_table(header: Sequence[str]) -> bool:
    """A COLLECT table that no contract uses; it is left aside."""
    names = [name.casefold() for name in header]
    keys = [name for name in names if name.endswith("tableid")]
    return bool(keys) and ("nativeid" in names or f"{keys[0].removesuffix('tableid')}orderseqcolumn" in names)


def stack_titles() -> frozenset[str]:
    """Titles under which tables stand stacked in one sheet."""
    return frozenset(
        folded(sheet.title)
        for extract in EXTRACTS.values()
        for layout in extract.layouts
        if layout.stacked
        for sheet in layout.sheets
    )


def column_names(table: TextTable) -> list[str]:
    """The columns of a sheet as its file calls them."""
    return [name for name in table.rows.column_names if name != ROW]


def matches_in(extracts: Iterable[Extract]) -> Iterator[Match]:
    """Everything that a sheet may be."""
    for extract in extracts:
        for layout in (layouts.national(extract), *extract.layouts):
            for sheet in layout.sheets:
                yield Match(extract, layout, sheet)


def _likeness(table: TextSheet, match: Match) -> float:
    """How much of a sheet is there, and how much of the file it explains; with its key and its name more so.

    The name alone never suffices.
    """
    labels = frozenset(match.layout.label(name) for name in column_names(table))
    wanted = match.sheet.labels
    if match.layout.mapping:
        return _likeness_to_mapped(table, labels, match.sheet)
    if not labels or match.layout.stacked != table.is_stacked or not match.sheet.may_have(labels):
        return 0
    shared = len(labels & wanted)
    if not shared:
        return 0
    likeness = shared / len(labels) / 2 + shared / len(wanted) / 2
    titles = [match.sheet.title]
    if match.is_national:
        titles += match.extract.part(match.sheet.title).also
        if _is_of_another_table(table, match.extract):
            return 0
        has_key = any(f"{name}tableid" in labels for name in titles)
        likeness += (has_key + (not lacking(labels, match, None))) / 4
    else:
        likeness += bool(match.sheet.wanted) / 4
    is_named = any(folded(table.name).endswith(folded(title)) for title in titles)
    return likeness + is_named / 4


def _likeness_to_mapped(table: TextSheet, labels: frozenset[str], sheet: Sheet) -> float:
    """More than to any other layout, or nothing: a mapping in force is what was said of the file."""
    if sheet.named and not fnmatch(table.name.casefold(), sheet.named.casefold()):
        return 0
    always = {label for cut in sheet.cuts if not cut.given for label in cut.labels} or sheet.labels
    shared = len(labels & always) / len(always)
    if not sheet.may_have(labels) or shared < _ENOUGH_OF_A_MAPPING:
        return 0
    return _MAPPED + shared + folded(table.name).endswith(folded(sheet.title)) / 4


def _is_of_another_table(table: TextTable, extract: Extract) -> bool:
    """Its own key, the first that COLLECT writes, is that of a table which the contract does not use."""
    keys = [name.casefold() for name in column_names(table) if name.casefold().endswith("tableid")]
    known = {f"{name}tableid" for part in extract.parts for name in (part.name, *part.also)}
    return bool(keys) and keys[0] not in known
