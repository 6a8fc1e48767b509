"""``send ui``: Dagster's page in a browser, and its daemon, until Ctrl-C."""

from pipelines import ui as dagster
from pipelines.cli.console import result, talk
from pipelines.settings import Settings


def ui(settings: Settings, *, port: int, read_only: bool) -> int:
    """Serve the page, say where it is, and end what was started."""
    talk("Starting Dagster; this takes some seconds. End it with Ctrl-C.")
    dagster.serve(settings, port=port, read_only=read_only, tell=result)
    talk("Ended, with everything that was started.")
    return 0
