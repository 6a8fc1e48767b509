"""How the values of a column are to be read for its item: local words, formats of days, units. Proposed.

A word of a file is told only where it is one of a coded item and in at least five rows: what is rarer might
be anything, and stands as a place to fill.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.mapping_header import alike, tokens
from pipelines.mapping_values import Column
from schemas.codes import CodeSet
from schemas.contract import Item
from schemas.layout import word
from schemas.synonyms_codes import CODE_WORDS

ROWS_OF_A_WORD = 5
_SURE_WORD, _CLEARLY = 0.75, 0.1
_MOST_WORDS = 40
_TWO = 2
_AS_SAID = {"minutes", "hours", "pence", "pounds", "thousands"}
_PERIODS = ("fortnight", "half term", "term", "month", "week", "year", "day")
# Of formats that read the same figures, the order of day and month is the other way round.
_OTHER_ORDER = {"%d/%m": "%m/%d", "%m/%d": "%d/%m", "%d-%m": "%m-%d", "%m-%d": "%d-%m"}
_CONTRACT_DAYS = {"%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"}


@dataclass(frozen=True)
class Spelling:
    """What is proposed for one column: ``words`` with the rows of each, ``dates``, ``unit``.

    ``unsure_words`` are words with the code they may be, if any; ``rare`` how many words were too rare to be
    told. ``doubt`` is said beside the column; one that ``is_undecided`` must not be read by it.
    """

    words: tuple[tuple[str, str, int], ...] = ()
    unsure_words: tuple[tuple[str, str, int], ...] = ()
    rare: int = 0
    dates: tuple[str, ...] = ()
    unit: str = ""
    evidence: str = ""
    doubt: str = ""
    is_undecided: bool = False


def spelling(column: Column, item: Item, decided: str = "") -> Spelling:
    """How a column writes its item. ``decided``: the order of day and month in the file's other columns."""
    if item.kind == "date":
        return _days(column, decided)
    if item.codes:
        return _words(column, item.codes)
    if item.unit:
        return _unit(column, item)
    if item.kind == "flag" and column.flag_share < 1 and len(column.words) <= _TWO:
        return _flags(column)
    return Spelling()


def order_of(columns: Sequence[Column]) -> str:
    """``%d/%m`` or ``%m/%d`` where the columns of days of a file that decide it all say the same; else ''."""
    said = {found for column in columns if (found := _order(column))}
    return said.pop() if len(said) == 1 else ""


def _order(column: Column) -> str:
    """The order of day and month where more days can be read in one than in the other."""
    for first in ("%d/%m", "%d-%m"):
        other = _OTHER_ORDER[first]
        ours = sum(n for f, n in column.by_format.items() if f.startswith(first))
        theirs = sum(n for f, n in column.by_format.items() if f.startswith(other))
        if ours != theirs:
            return "%d/%m" if ours > theirs else "%m/%d"
    return ""


def _days(column: Column, decided: str) -> Spelling:
    """The fewest formats that read its days, the commonest first; day-first against month-first by count."""
    counts = dict(column.by_format)
    if not counts or column.filled.empty:
        return Spelling(doubt="no day in it can be read")
    chosen, undecided = _formats(counts, decided)
    first = chosen[0]
    evidence = f"{counts[first]} of {len(column.looked_at)} different values are days in {first}"
    if undecided and first not in undecided:
        # A handful beside the usual ones: those rows are rejected rather than read in an order nobody said.
        left = tuple(one for one in chosen if one not in undecided)
        return Spelling(dates=left, evidence=evidence, doubt="a few have an order of day and month not told")
    if undecided:
        doubt = "day first or month first cannot be told: no value has a day above 12"
        return Spelling(dates=tuple(chosen), evidence=evidence, doubt=doubt, is_undecided=True)
    if set(chosen) <= _CONTRACT_DAYS:
        return Spelling(evidence=evidence)
    return Spelling(dates=tuple(chosen), evidence=evidence)


def _formats(counts: dict[str, int], decided: str) -> tuple[list[str], list[str]]:
    """Of formats in the two orders of day and month the one that reads more; and those that are even."""
    chosen: list[str] = []
    undecided: list[str] = []
    for written, count in sorted(counts.items(), key=lambda one: -one[1]):
        twin = _twin(written)
        is_even = bool(twin) and counts.get(twin, 0) == count
        is_other = is_even and decided and not written.startswith((decided, decided.replace("/", "-")))
        if twin in chosen or is_other:
            continue
        undecided += [written] if is_even and not decided else []
        chosen.append(written)
    return chosen or list(counts), undecided


def _twin(written: str) -> str:
    found = next((one for one in _OTHER_ORDER if written.startswith(one)), "")
    return written.replace(found, _OTHER_ORDER[found], 1) if found else ""


def _words(column: Column, codes: CodeSet) -> Spelling:
    """Its words to codes; nothing where the contract knows them all as they are."""
    counts = column.words
    known = [text for text in counts if word(text).removesuffix(".0") in codes.spellings]
    if len(known) == len(counts):
        return Spelling(evidence=f"all {len(column.filled)} values are known to the code list")
    if len(counts) > _MOST_WORDS:
        return Spelling(doubt=f"{len(counts)} different words: too many for a list of codes")
    sure, unsure, rare = [], [], 0
    bare = {word(code) for code in codes.labels}
    for text, rows in counts.most_common():
        code, is_sure = _code_of(text, codes)
        # Among a system's own words, a text that is a code of ours may be a code of theirs.
        is_sure = is_sure and word(text) not in bare
        if rows < ROWS_OF_A_WORD:
            rare += word(text) not in codes.spellings or word(text) in bare
        elif is_sure:
            sure.append((text, code, rows))
        else:
            unsure.append((text, code, rows))
    return Spelling(
        words=tuple(sure),
        unsure_words=tuple(unsure),
        rare=rare,
        evidence=f"{len(counts)} different words in {len(column.filled)} rows",
    )


def _code_of(text: str, codes: CodeSet) -> tuple[str, bool]:
    """The code that a word most likely is, and whether that is sure: the list's own, or clearly alike."""
    own = codes.spellings.get(word(text).removesuffix(".0"))
    if own:
        return own, True
    likely = sorted(((_likeness(text, code, codes), code) for code in codes.labels), reverse=True)
    (best, code), second = likely[0], likely[1][0] if len(likely) > 1 else 0.0
    if not best:
        return "", False
    return code, best >= _SURE_WORD and best - second >= _CLEARLY


def _likeness(text: str, code: str, codes: CodeSet) -> float:
    phrases = (codes.labels[code], *CODE_WORDS.get(codes.name, {}).get(code, ()))
    phrases += tuple(fix for fix, of in codes.fixes.items() if of == code)
    return max(1.0 if word(text) == word(phrase) else alike(text, phrase) for phrase in phrases)


def _flags(column: Column) -> Spelling:
    """Two words that are not yes and no: which of them is yes is not guessed."""
    told = tuple((text, "", rows) for text, rows in column.words.most_common() if rows >= ROWS_OF_A_WORD)
    rare = len(column.words) - len(told)
    return Spelling(unsure_words=told, rare=rare, doubt="which word is yes is not said")


def _unit(column: Column, item: Item) -> Spelling:
    """The unit that its header says, where it is another than the contract's."""
    said = tokens(column.label)
    measure, _, period = item.unit.partition(" per ")
    found = next((one for one in said if one in _AS_SAID), measure)
    found = "thousands of pounds" if found == "thousands" else found
    when = next((one for one in _PERIODS if set(one.split()) <= set(said)), "")
    if "annual" in said and not when:
        when = "year"
    unit = f"{found} per {when or period}" if period else found
    if not when and period:
        return Spelling(unit="" if unit == item.unit else unit, doubt=f"no period is said; read as {unit}")
    return Spelling(unit="" if unit == item.unit else unit, evidence=f"the header says {unit}")
