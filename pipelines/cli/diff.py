"""``send diff``: what moved between two releases, by how much, and why."""

from dataclasses import asdict

from pipelines.cli.console import result, result_json
from pipelines.diff import diff as compared
from pipelines.diff_text import text
from pipelines.settings import Settings


def diff(settings: Settings, a: str, b: str, *, as_json: bool) -> int:
    """Print what moved."""
    answer = compared(settings, a, b)
    if as_json:
        result_json(asdict(answer))
    else:
        result("\n".join(text(answer)))
    return 0
