"""``send explain``: the path of one released number, from the figure to the files it came from."""

from dataclasses import asdict

from pipelines.cli.console import result, result_json
from pipelines.explain import explain as explained
from pipelines.explain_text import text
from pipelines.settings import Settings


def explain(settings: Settings, target: str, where: str, *, with_sql: bool, as_json: bool) -> int:
    """Print the path of one number."""
    answer = explained(settings, target, where)
    if as_json:
        result_json(asdict(answer))
    else:
        result("\n".join(text(answer, with_sql=with_sql)))
    return 0
