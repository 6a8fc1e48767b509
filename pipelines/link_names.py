"""Names as they are compared: without case, accents and signs; their parts; their sound. Text in and out."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from schemas.link_names import NO_NAMES, PARTICLES, VARIANTS

# Letters that no accent can be taken off.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
_SIGNS = re.compile(r"['\u2018\u2019\u02bc`\u00b4.]")
_NOT_LETTER = re.compile(r"[\W_]+")
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("ph", "f"),
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ck", "k"),
    ("q", "k"),
)
_SOUNDS += (("w", "v"), ("z", "s"), ("x", "ks"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("j", "y"))
_SHORTEST_PART = 3


@dataclass(frozen=True)
class Name:
    """One name: joined up, all it may also be written as, and its consonants."""

    joined: str
    forms: tuple[str, ...]
    sound: str


@lru_cache(maxsize=1 << 18)
def name_of(text: str) -> Name | None:
    """A name as it is compared; None where none is told."""
    parts = plain(text)
    joined = "".join(parts)
    if not joined or joined in NO_NAMES or joined.isdecimal():
        return None
    telling = [part for part in parts if part not in PARTICLES and len(part) >= _SHORTEST_PART]
    forms = {joined, *telling} if len(parts) > 1 else {joined}
    forms |= {family for one in tuple(forms) for family in VARIANTS.get(one, ())}
    return Name(joined, tuple(sorted(forms)), _sound(joined))


def plain(text: str) -> list[str]:
    """The parts of a name, in small letters: ``O'Brien-José`` is obrien, jose."""
    folded = unicodedata.normalize("NFKD", _SIGNS.sub("", text.casefold().translate(_LETTERS)))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [part for part in _NOT_LETTER.split(_SIGNS.sub("", bare)) if part]


def _sound(joined: str) -> str:
    """The consonants as they sound, doubled ones once: Mohammed is Muhammad, and Youssef Yusuf."""
    sound = joined
    for written, heard in _SOUNDS:
        sound = sound.replace(written, heard)
    first, rest = sound[:1], re.sub(r"[aeiouyh]", "", sound[1:])
    first = "a" if first in "aeiou" else first
    return re.sub(r"(.)\1+", r"\1", first + rest)
