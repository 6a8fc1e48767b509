"""A release comes into being: written whole or not at all, public with ``current`` on it, or held.

What is in it: ``release_files``; where it lies: ``release_folder``; what becomes of it: ``release_held``;
what is shown of a mart: ``shown``.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import release_held
from pipelines.errors import UsageError
from pipelines.release_files import BESIDE, Form, fill
from pipelines.release_folder import (
    CURRENT,
    HELD,
    RELEASES,
    STAMP,
    alone,
    current_release,
    free_stamp,
    manifest_of,
    point,
    prune,
    settle,
)
from pipelines.release_state import MARK, Hold
from pipelines.shown import Shown
from pipelines.sql import Mart
from schemas.audiences import OPEN, Audience

__all__ = ["CURRENT", "HELD", "RELEASES", "current_release", "manifest_of", "write_release"]

NO_LINEAGE = pa.table({"table_name": pa.array([], pa.string())})
PUBLIC = Hold()


def no_documents(_: Mapping[str, Any]) -> Mapping[str, str]:
    """Nothing but the figures."""
    return {}


def write_release(
    marts: Mapping[str, Shown],
    declarations: Mapping[str, Mart],
    manifest: Mapping[str, Any],
    folder: Path,
    *,
    stamp: str,
    lineage: pa.Table = NO_LINEAGE,
    keep: int = OPEN.keep,
    hold: Hold = PUBLIC,
    audience: Audience = OPEN,
    documents: Callable[[Mapping[str, Any]], Mapping[str, str]] = no_documents,
) -> Path:
    """Write marts as they are shown to ``releases/<stamp>``, or held back to ``held/<stamp>``, and mark them.

    ``documents`` are what is carried beside, as the manifest begun says. On any failure nothing has changed.
    A stamp already taken gets a number behind it. The newest ``keep`` releases stay; older ones held that can
    no longer come into force are put away.
    """
    _refuse_unlawful(marts, declarations, stamp, keep)
    form = Form(audience.database, audience.mark or (MARK if hold.is_held else ""))
    with alone(folder):
        stamp = free_stamp(folder, stamp)
        home = folder / (HELD if hold.is_held else RELEASES)
        home.mkdir(exist_ok=True)
        part, final = home / f".{stamp}.part", home / stamp
        said = {**manifest, "release": stamp, "audience": audience.name, **hold.said()}
        try:
            part.mkdir()
            fill(part, marts, declarations, said, lineage, form=form, documents=documents(said))
            settle(part, final)
            if not hold.is_held:
                point(folder, stamp)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            if current_release(folder) != final:
                shutil.rmtree(final, ignore_errors=True)
            raise
        release_held.supersede(folder, final)
        prune(folder, keep)
        return final


def _refuse_unlawful(
    marts: Mapping[str, Any], declarations: Mapping[str, Mart], stamp: str, keep: int
) -> None:
    undeclared = sorted(set(marts) - set(declarations) | set(BESIDE) & set(marts))
    no_rule = sorted({declarations[m].rule for m in marts if m in declarations} - set(OPEN.policies))
    if undeclared or no_rule or not STAMP.fullmatch(stamp) or keep < 1:
        raise UsageError(
            "The release cannot be written.",
            why=f"Marts without a heading: {undeclared}; rules that are no policy: {no_rule}; "
            f"or the stamp or the number to keep ({keep}) cannot be used.",
            hint="Give each mart a heading with a rule, and a stamp of letters, digits, - and _.",
        )
