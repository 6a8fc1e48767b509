"""The plausibility gate at a release: asked before anything is written, its answers carried in the manifest.

What is asked, and how, is in ``gate``; what a release does that fails it, in ``release_state``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines import gate
from pipelines.gate import Finding
from pipelines.release_files import Form
from pipelines.release_folder import manifest_of
from pipelines.release_marks import README
from pipelines.release_state import Reason, state_of, why_held
from pipelines.settings import Settings
from pipelines.sql import Mart
from schemas.plausibility import EXPECTATIONS

Tables = Mapping[str, pa.Table]
Judge = Callable[[Tables, Mapping[str, Mart], Tables | None], Sequence[Finding]]

PAGE, KNOWN_ISSUES, POLICY = "plausibility.html", "known_issues.toml", "corrections_policy.md"
_OURS = Path(__file__).parent.parent / "data"


def tables_of(release: Path | None) -> Tables | None:
    """The marts of a release as they were shown; none before the first."""
    if release is None:
        return None
    said = manifest_of(release)
    form = Form.of(said)
    return {mart: pq.read_table(form.parquet(release, mart)) for mart in said["rows"]}


def reasons(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """What holds the release: each expectation that failed."""
    failed = (one for one in findings if not one.passed)
    return tuple(Reason(one.expectation, one.words, one.mart, one.column) for one in failed)


def said(findings: Sequence[Finding]) -> dict[str, Any]:
    """For the manifest: what was asked, and whether it held."""
    return {"plausibility": [asdict(one) for one in findings]} if findings else {}


def documents(settings: Settings, manifest: Mapping[str, Any]) -> dict[str, str]:
    """What a release carries beside its figures: register, policy, the page of the gate, why it is held."""
    carried = {name: path.read_text("utf-8") for name, path in _carried(settings).items()}
    carried |= _page(manifest, _folder_of(settings, KNOWN_ISSUES))
    return carried | ({README: _held(manifest)} if why_held(manifest) else {})


def documents_again(settings: Settings) -> Callable[[Mapping[str, Any], Path], Mapping[str, str]]:
    """For a release that becomes public: the page in the words of its new state."""

    def page(manifest: Mapping[str, Any], _: Path) -> Mapping[str, str]:
        return _page(manifest, _folder_of(settings, KNOWN_ISSUES))

    return page


def _page(manifest: Mapping[str, Any], folder: Path | None) -> dict[str, str]:
    # What was asked when it was written, and is asked no longer, stands in the manifest only.
    asked = (one for one in manifest.get("plausibility", ()) if one["expectation"] in EXPECTATIONS)
    found = [Finding(**one) for one in asked]
    if not found:
        return {}
    known = gate.known_issues(folder) if folder else []
    said = {"release": manifest.get("release", ""), "state": state_of(manifest), "known_issues": known}
    return {PAGE: gate.page(found, **said)}


def _carried(settings: Settings) -> dict[str, Path]:
    folders = {name: _folder_of(settings, name) for name in (KNOWN_ISSUES, POLICY)}
    return {name: folder / name for name, folder in folders.items() if folder}


def _folder_of(settings: Settings, name: str) -> Path | None:
    """Where the deployment keeps its own; else the one that comes with the code."""
    return next((one for one in (settings.beside, _OURS) if (one / name).is_file()), None)


def _held(manifest: Mapping[str, Any]) -> str:
    lines = [f"DRAFT: release {manifest['release']} is not public. Do not pass on its figures.", ""]
    lines += [f"Held for {one}" for one in why_held(manifest)]
    return "\n".join(lines) + "\n"
