"""Code lists as objects: what is lawful when, what it means, and which known spellings stand for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Code:
    """One published code; ``since`` and ``until`` are collection years, both included.

    ``became`` is the code that a published rule puts in the place of a withdrawn one.
    """

    code: str
    label: str
    since: float = 0
    until: float = 9999
    became: str = ""


@dataclass(frozen=True)
class CodeSet:
    """A published code list.

    ``fixes`` are known spellings that an authority in the field settles to one code; a label stands for
    its code without being listed. What is neither is refused, never guessed.
    """

    name: str
    source: str
    codes: tuple[Code, ...]
    fixes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [c.code for c in self.codes]
        if twice := sorted({c for c in known if known.count(c) > 1}):
            raise ValueError(f"{self.name}: {twice} listed twice")
        if strays := {*self.fixes.values(), *filter(None, (c.became for c in self.codes))} - set(known):
            raise ValueError(f"{self.name}: fixes point at unknown codes {sorted(strays)}")
        if clash := {f for f in self.fixes if f in known}:
            raise ValueError(f"{self.name}: {sorted(clash)} are codes, not spellings")

    def lawful(self, when: float) -> list[str]:
        """The codes a return may hold at ``when`` (a collection year, or a term's place in it)."""
        return [c.code for c in self.codes if c.since <= when <= c.until]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Code to label, withdrawn codes included."""
        return {c.code: c.label for c in self.codes}

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every accepted spelling, without regard to case, to its code; a code always stands for itself."""
        found = {spelling.casefold(): code for spelling, code in self.fixes.items()}
        found.update({c.label.casefold(): c.code for c in reversed(self.codes)})
        found.update({c.code.casefold(): c.code for c in self.codes})
        return found

    def code_of(self, text: str, when: float) -> str:
        """The code that ``text`` stands for at ``when``; ``text`` itself when the list does not know it."""
        folded = " ".join(text.split()).casefold()
        whole = folded.removesuffix(".0")  # a whole number that passed through a spreadsheet
        code = self.spellings.get(folded) or self.spellings.get(whole) or text
        return self._successors.get(code, code) if code not in self.lawful(when) else code

    @cached_property
    def _successors(self) -> dict[str, str]:
        return {c.code: c.became for c in self.codes if c.became}
