"""What must not be linked however much agrees: twins, siblings, adopted children, a number given to two.

An adoption gives a child a new number and new names, and leaves birth date, sex, school and often the
address. That the old record and the new are one child is kept from everyone, on purpose. What looks so is
therefore kept apart without a word: it is neither linked nor laid before a clerk.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipelines.link_compare import MISSING
from schemas.link_levels import CLOSE, ELSE, EXACT, LOOSE, ONE_EDIT, PARTLY, SAME, SWAPPED, TRANSPOSED

LINK, REVIEW, APART = "link", "review", "apart"
_SURE = (EXACT, SAME)
_ALIKE = (EXACT, SAME, CLOSE, SWAPPED)
_OTHER = (LOOSE, ELSE)

Guard = Callable[[pd.DataFrame], "pd.Series[str]"]


@dataclass(frozen=True)
class Guards:
    """What is asked of pairs that share a pupil number, another number, all that is told, or much of it."""

    pupil_number: Guard
    other_number: Guard
    all_told: Guard
    likeness: Guard


def guards_of(*, children: bool) -> Guards:
    """The guards of a linkage; those of grown-ups trust a number, and else the weights."""
    if children:
        return Guards(of_pupil_number, of_other_number, of_all_told, of_likeness)
    return Guards(of_pupil_number, of_pupil_number, of_all_told, of_weight_alone)


def of_weight_alone(levels: pd.DataFrame) -> "pd.Series[str]":
    """Whatever weighs enough is linked."""
    return pd.Series(LINK, index=levels.index, dtype=object)


def of_pupil_number(levels: pd.DataFrame) -> "pd.Series[str]":
    """Records that share a UPN, now or before: one child, unless birth date and names all speak against."""
    others = _names_differ(levels) & levels["birth_date"].isin([PARTLY, ELSE])
    return _verdicts(levels, review=others)


def of_other_number(levels: pd.DataFrame) -> "pd.Series[str]":
    """Records that share a number which outlives an adoption, in some system or other."""
    renamed = _names_differ(levels)
    renumbered = (levels["upn"] == ELSE) & ~(levels["forename"].isin(_ALIKE) & levels["surname"].isin(_ALIKE))
    others = renamed & levels["birth_date"].isin([PARTLY, ELSE])
    return _verdicts(levels, review=others & ~renumbered, apart=renamed | renumbered)


def of_likeness(levels: pd.DataFrame) -> "pd.Series[str]":
    """Records that share no number: which of them may be linked if their weight is enough."""
    f, s, b = levels["forename"], levels["surname"], levels["birth_date"]
    allowed = (
        f.isin(_ALIKE) & s.isin(_ALIKE) & b.isin([EXACT, TRANSPOSED, ONE_EDIT])
        # A name that only one of them has; a new surname; a slip in the birth date or none told.
        | (f == MISSING) & s.isin(_ALIKE) & (b == EXACT)
        | f.isin(_SURE) & (s.isin([*_OTHER, MISSING])) & (b == EXACT)
        | f.isin(_SURE) & s.isin(_SURE) & b.isin([PARTLY, MISSING])
    )
    renumbered = (levels["upn"] == ELSE) & ~(f.isin(_SURE) & s.isin(_SURE) & b.isin([EXACT, TRANSPOSED]))
    # Another forename is another child, a twin as a rule; so is another birth date: a sibling.
    doubtful = ((f == LOOSE) & s.isin(_SURE) & b.isin([EXACT, TRANSPOSED])) | (
        f.isin(_SURE) & s.isin(_SURE) & (b == ELSE)
    )
    return _verdicts(levels, review=doubtful & ~renumbered, apart=~allowed | renumbered)


def of_all_told(levels: pd.DataFrame) -> "pd.Series[str]":
    """Records that agree in all they tell, and in no number disagree; else their weight decides."""
    numbers_agree = ~levels[["upn", "uln", "nhs_number"]].isin([ELSE]).any(axis=1)
    return of_likeness(levels).where(numbers_agree, APART)


def forename_agrees(levels: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the pair itself shows one forename, however written."""
    return levels["forename"].isin(_ALIKE)


def closeness(levels: pd.DataFrame) -> "pd.Series[int]":
    """How much of a pair agrees, where a number is shared by too many: the best go first."""
    told = levels[["forename", "surname", "birth_date"]]
    home = levels["home"].isin(["uprn", "postcode"]).astype(int)
    return told.isin(_SURE).sum(axis=1) * 2 + told.isin([CLOSE, TRANSPOSED, ONE_EDIT]).sum(axis=1) + home


def _names_differ(levels: pd.DataFrame) -> "pd.Series[bool]":
    return levels["forename"].isin(_OTHER) & levels["surname"].isin(_OTHER)


def _verdicts(
    levels: pd.DataFrame, *, review: "pd.Series[bool]", apart: "pd.Series[bool] | None" = None
) -> "pd.Series[str]":
    found = pd.Series(LINK, index=levels.index, dtype=object)
    if apart is not None:
        found[apart] = APART
    found[review] = REVIEW
    return found
