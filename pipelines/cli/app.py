"""The program ``send`` and the options that several of its commands take; no command is declared here."""

from importlib.metadata import version
from typing import Annotated

import typer

from pipelines.cli import console
from pipelines.settings import Settings

START, BUILD, READ = "Start", "Build", "Read"

app = typer.Typer(
    name="send",
    help="One joint dataset on children with SEND, from the extracts an authority already holds.",
    epilog="Begin with: send demo. Folders, keys: SEND_ROOT, SEND_LAKE, SEND_KEY_FILE, SEND_VAULT_KEY_FILE.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Answer for a program.")]
Areas = Annotated[str, typer.Option(help="Authorities, DfE numbers joined by commas.")]
Size = Annotated[int | None, typer.Option(help="Pupils in January 2019; else the authority's own number.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same files.")]
NoContext = Annotated[bool, typer.Option("--no-context", help="No published files of England.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")]


@app.callback()
def send(
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks. They may hold values from rows.")
    ] = False,
) -> None:
    """One joint dataset on children with SEND, from the extracts an authority already holds."""
    # --debug is read in main(), before the line is parsed, so that it may stand anywhere.
    if show_version:
        console.result(f"send {version('send-joint-dataset')}")
        raise typer.Exit


def settings() -> Settings:
    """Of this deployment, as the environment says."""
    return Settings.from_environment()
