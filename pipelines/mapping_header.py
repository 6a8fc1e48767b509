"""How like the words of a header are to the words of an item. Only names are compared; no value is seen."""

import difflib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from schemas.contract import Extract, Item, Part, items
from schemas.layout import folded
from schemas.synonyms import ABBREVIATIONS, ITEM_WORDS, PART_WORDS, STOP_WORDS

_CAMEL = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z]{2})"
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SAME_WORD = 0.84
_SQUASHED = 0.88
# What a word of the table itself adds, in the header of one of its columns: little.
_WEIGHT_OF_PART = 0.3


@cache
def tokens(text: str) -> tuple[str, ...]:
    """The words of a header, abbreviations written out: ``PupilDOB`` is pupil, date, birth."""
    plain = unicodedata.normalize("NFKC", text).replace("'", "").replace("\u2019", "")
    # An abbreviation may be written with a stroke or a dot: P/Code.
    plain = folded(plain) if folded(plain) in ABBREVIATIONS else plain
    words = _NOT_WORD.split(_CAMEL.sub(" ", plain).casefold())
    long = [found for one in words if one for found in ABBREVIATIONS.get(one, one).split()]
    return tuple(dict.fromkeys(word for word in long if word not in STOP_WORDS))


def alike(one: str, other: str) -> float:
    """How alike two short texts are, 0 to 1, all words weighing the same: words of a code and its label."""
    return _overlap(tokens(one), tokens(other), dict.fromkeys((*tokens(one), *tokens(other)), 1.0))


def part_likeness(name: str, part: Part) -> float:
    """How many words of a table are in the name of a sheet or a file."""
    said = {*tokens(name), *(word.removesuffix("s") for word in tokens(name))}
    wanted = {*PART_WORDS.get(part.name, ()), *tokens(part.name)}
    return len(said & wanted) + (folded(part.name) in folded(name))


@dataclass(frozen=True)
class Words:
    """The words of an extract's items, rare ones weighing more than those that many items share."""

    phrases: dict[tuple[str, str], tuple[str, ...]]
    weights: dict[str, float]

    def likeness(self, header: str, part: Part, item: Item) -> float:
        """0 to 1: the most like of the item's phrases."""
        return max(self._one(header, phrase, part.name) for phrase in self.phrases[part.name, item.name])

    def _one(self, header: str, phrase: str, part: str) -> float:
        if folded(header) == folded(phrase):
            return 1.0
        own = set(PART_WORDS.get(part, ()))
        found, wanted = tokens(header), tokens(phrase)
        weights = {
            word: self.weights.get(word, 1.0) * (_WEIGHT_OF_PART if word in own else 1)
            for word in (*found, *wanted)
        }
        squashed = _ratio(folded(header), folded(phrase))
        return max(_overlap(found, wanted, weights), squashed * 0.9 if squashed >= _SQUASHED else 0)


@cache
def words_of(extract: Extract) -> Words:
    """The words of every item of an extract."""
    phrases = {
        (part.name, one.name): _phrases(part, one, extract)
        for part in extract.parts
        for one in items(part.contract)
    }
    met = Counter(
        word for some in phrases.values() for word in {word for phrase in some for word in tokens(phrase)}
    )
    total = len(phrases)
    weights = {word: math.log(1 + total / times) / math.log(1 + total) for word, times in met.items()}
    return Words(phrases, weights)


def _phrases(part: Part, item: Item, extract: Extract) -> tuple[str, ...]:
    """What an item may be called; what names the parent of a record is called as there."""
    above = extract.part(part.parent) if part.parent and item.name == part.parent_key else None
    told = (
        *(ITEM_WORDS.get(f"{above.name}.{above.key}", ()) if above else ()),
        *ITEM_WORDS.get(f"{part.name}.{item.name}", ()),
        *ITEM_WORDS.get(item.name, ()),
        item.name.replace("_", " "),
        item.header,
        *item.spellings,
        item.description.split(":")[0],
    )
    return tuple(dict.fromkeys(told))


def _overlap(found: Sequence[str], wanted: Sequence[str], weights: dict[str, float]) -> float:
    """Shared words, by weight, of all words of both: a word with a slip in it still counts, for less."""
    if not found or not wanted:
        return 0.0
    shared = sum(weights[word] * max(_same(word, other) for other in wanted) for word in found)
    shared += sum(weights[word] * max(_same(word, other) for other in found) for word in wanted)
    return shared / sum(weights[word] for word in (*found, *wanted))


@cache
def _same(one: str, other: str) -> float:
    if one == other or one.removesuffix("s") == other.removesuffix("s"):
        return 1.0
    if min(len(one), len(other)) < len("date"):
        return 0.0
    ratio = _ratio(one, other)
    return ratio if ratio >= _SAME_WORD else 0.0


@cache
def _ratio(one: str, other: str) -> float:
    """Of two texts that may be the same but for a slip; 0 where they plainly are not."""
    matcher = difflib.SequenceMatcher(a=one, b=other, autojunk=False)
    close = min(_SAME_WORD, _SQUASHED)
    is_close = matcher.real_quick_ratio() >= close and matcher.quick_ratio() >= close
    return matcher.ratio() if is_close else 0.0
