"""The lines of a mapping's text: where in it something is said, for refusals that name the line."""

import re
from dataclasses import dataclass, replace

from pipelines.errors import RefusedError

_SHEET, _RECORD = "[[sheet]]", "[[sheet.record]]"
_AT_LINE = re.compile(r"\(?at line (\d+), column \d+\)?|\(?at end of document\)?")


@dataclass(frozen=True)
class Lines:
    """A text, what it is called, and which sheet and record of it is being read; -1 outside of them."""

    text: str
    source: str
    sheet: int = -1
    record: int = -1

    def at(self, sheet: int, record: int = -1) -> "Lines":
        """The same text at one of its sheets, or records."""
        return replace(self, sheet=sheet, record=record)

    def refuse(self, near: str, what: str, hint: str, *, why: str = "") -> RefusedError:
        """A refusal at the line where ``near`` stands."""
        return RefusedError(
            f"{self.source}, line {self._line_of(near)}: {what}.",
            why=why or "A mapping says of every column exactly one thing that the contract knows.",
            hint=hint,
        )

    def refuse_syntax(self, said: str) -> RefusedError:
        """A refusal of what is no TOML; the parser says the line."""
        found = _AT_LINE.search(said)
        number = found[1] if found and found[1] else len(self.text.splitlines())
        return RefusedError(
            f"{self.source}, line {number}: this is no TOML.",
            why=f"{_AT_LINE.sub('', said).strip()}.",
            hint='Put texts in quotation marks, each label once: "Date of birth" = "birth_date".',
        )

    def _line_of(self, near: str) -> int:
        """The first line of the sheet and record that has the words; else the one they begin in."""
        lines = self.text.splitlines()
        start, end = self._span(lines)
        wanted = re.compile(rf"(?<!\w){re.escape(near)}(?!\w)")
        for number in range(start, end):
            if wanted.search(lines[number].split(" #")[0]):
                return number + 1
        return start + 1

    def _span(self, lines: list[str]) -> tuple[int, int]:
        sheets = [n for n, line in enumerate(lines) if line.strip().startswith(_SHEET)]
        if not 0 <= self.sheet < len(sheets):
            return 0, len(lines)
        start = sheets[self.sheet]
        end = next((n for n in sheets if n > start), len(lines))
        records = [n for n in range(start, end) if lines[n].strip().startswith(_RECORD)]
        if 0 <= self.record < len(records):
            start = records[self.record]
            end = next((n for n in records if n > start), end)
        return start, end
