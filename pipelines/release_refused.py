"""Which decisions on a release are refused, and what to do instead. Nothing is decided or written here.

A draft is no release of the past, for nobody may ever see it: what is protected after it does not count it.
So an open one becomes public only while the lake would still tell what it does. A partner's draft is in no
ledger, and is not asked: who reads it is bound by an agreement, so it is not known to the public.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import OutOfDateError, UsageError
from pipelines.ledger import Ledger
from pipelines.release_folder import releases_in, state_at
from pipelines.release_state import DRAFT, EMBARGOED, PUBLISHED, WITHDRAWN, state_of, why_held


def no_draft(stamp: str, said: Mapping[str, Any]) -> None:
    """Refuse to approve what waits for no person. Errors: ``UsageError``."""
    said_by = {
        PUBLISHED: ("is public already.", _approval(said), "'send releases' lists those that wait."),
        EMBARGOED: (
            "waits for nothing but its time.",
            f"{_approval(said)} {'; '.join(why_held(said))}.",
            "Any 'send build' after that publishes it, and so does Dagster.",
        ),
        WITHDRAWN: (
            "was withdrawn.",
            "Its figures are gone, so there is nothing to approve.",
            "Run 'send release' to make one of what the lake holds now.",
        ),
    }
    if state_of(said) != DRAFT:
        what, why, hint = said_by[state_of(said)]
        raise UsageError(f"Release {stamp} {what}", why=why, hint=hint)


def uncounted(ledger: Ledger, stamp: str) -> None:
    """Refuse a draft where something else was protected or released since. Errors: ``OutOfDateError``."""
    if not (ledger.tells_now(stamp) and ledger.has_counted(ledger.public())):
        raise OutOfDateError(
            f"Draft {stamp} is not what the lake holds now.",
            why="The marts were protected anew since, or another release came out, which did not count it: "
            "the two together may tell what neither does.",
            hint="Run 'send release', which releases what the lake holds now, and decide on that.",
        )


def unprotected(ledger: Ledger) -> None:
    """Refuse to release marts that were protected before another release came out."""
    if not ledger.has_counted(ledger.public()):
        raise OutOfDateError(
            "Another release came out since the marts were protected.",
            why="The two together may tell what neither does.",
            hint="Run 'send build', which protects them anew, beside that one.",
        )


def no_replacement(folder: Path, stamp: str, instead: str) -> None:
    """Refuse to name in place of a release what cannot stand there. Errors: ``UsageError``."""
    there = {one.name for one in releases_in(folder) if state_at(one) == PUBLISHED}
    if instead and instead not in there - {stamp}:
        raise UsageError(
            f"{instead} is no release to stand in its place.",
            why="That must be another one, public and not withdrawn, beside it.",
            hint="'send releases' lists them; without --replaced-by the newest in force stands in its place.",
        )


def _approval(said: Mapping[str, Any]) -> str:
    if given := said.get("approved"):
        return f"{given['by']} approved it on {given['at'][:10]}."
    return "No expectation held it."
