"""How often pupils were in school and how often not, and why: sessions of the term before a census.

Absences are told until summer 2020, all sessions since. Only the commonest codes occur.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.blade import Columns, as_text
from pipelines.sample.census_pupils import Filing, attends
from pipelines.sample.days import Bools, Ints, Texts
from pipelines.sample.roll import Roll
from pipelines.sample.world import NONE
from schemas.returns import autumn

_ALL_SESSIONS_SINCE, _SUMS_UNTIL = autumn(2020), autumn(2024)
_TERM, _HALF_TERM = (110, 151), (50, 66)
_OTHER_REASONS, _AUTHORISED = np.array(["M", "O", "G"], dtype=object), {"I", "M"}
_OFTEN = (0.45, 0.35, 0.2)
_MISSED, _EVENNESS, _WITH_SEN = 1.2, 20.0, 1.7  # a share of 6%; with SEN so many times as much


@dataclass(frozen=True)
class Sessions:
    """One row per attendance code of a record: ``row`` of the roll, code, how many; by record.

    ``sums`` are the items that stand on the pupil's own record, without the word for their term.
    """

    row: Ints
    code: Texts
    count: Ints
    sums: Columns

    def items(self, filing: Filing) -> Columns:
        """The items of the table, under the headers of its year."""
        number = "sessions" if filing.census.place >= _ALL_SESSIONS_SINCE else "absencesessions"
        return {"attendancereason": self.code, number: as_text(self.count)}

    def named(self, prefix: str) -> Columns:
        """The sums under the headers of their term."""
        return {prefix + name: column for name, column in self.sums.items()}


def term_sessions(filing: Filing, roll: Roll, topic: str) -> Sessions:
    """Sessions of the term before; in autumn, of the first half of the summer term."""
    return _sessions(filing, roll, topic, _HALF_TERM if filing.census.term == "autumn" else _TERM)


def half_term_sessions(filing: Filing, roll: Roll, topic: str) -> Sessions:
    """Sessions of the second half of the summer term, which the autumn census tells apart."""
    return _sessions(filing, roll, f"second half, {topic}", _HALF_TERM)


def _sessions(filing: Filing, roll: Roll, topic: str, length: tuple[int, int]) -> Sessions:
    """Illness, one other reason, and since 2020 what was attended, by halves of the day."""
    rng, n, place = filing.rng(f"sessions of {topic}"), len(roll), filing.census.place
    group = filing.world.people.year_group(filing.day)[roll.person]
    asked = attends(filing.world, roll, group)
    possible = rng.integers(*length, n)
    with_sen = filing.world.provision(filing.day)[roll.person] != NONE
    share = rng.beta(_MISSED, _EVENNESS - _MISSED, n) * np.where(with_sen, _WITH_SEN, 1.0)
    missed = rng.binomial(possible, np.minimum(share, 1.0))
    ill = rng.binomial(missed, 0.65)
    reason = _OTHER_REASONS[rng.choice(len(_OTHER_REASONS), size=n, p=_OFTEN)]
    codes = [np.full(n, "I", dtype=object), reason]
    counts = [ill, missed - ill]
    if place >= _ALL_SESSIONS_SINCE:
        mornings = (possible - missed + 1) // 2
        codes += [np.full(n, "/", dtype=object), np.full(n, "\\", dtype=object)]
        counts += [mornings, possible - missed - mornings]
    code, count = np.stack(codes, axis=1), np.stack(counts, axis=1)
    row, nth = np.nonzero((count > 0) & asked[:, None])
    sums: Columns = {"sessionspossible": _where(asked, possible)}
    if place <= _SUMS_UNTIL:
        authorised = ill + np.where(np.isin(reason.astype(str), tuple(_AUTHORISED)), missed - ill, 0)
        sums["sessionsauthorised"] = _where(asked, authorised)
        sums["sessionsunauthorised"] = _where(asked, missed - authorised)
    return Sessions(row, code[row, nth], count[row, nth], sums)


def _where(asked: Bools, numbers: Ints) -> Texts:
    return np.where(asked, as_text(numbers), "").astype(object)
