"""``send audit``: what its two commands take. What they do is imported when they run."""
# ruff: noqa: PLC0415

from typing import Annotated

import typer

from pipelines.cli.app import READ, Json, settings

commands = typer.Typer()
audit = typer.Typer()
commands.add_typer(
    audit,
    name="audit",
    rich_help_panel=READ,
    help="Who did what in the lake, when, with which counts: check the log, or show it.",
    epilog="Example: send audit verify",
)


@audit.command(epilog="Example: send audit verify --json")
def verify(*, as_json: Json = False) -> int:
    """Check that no entry was edited, dropped, doubled or moved, and that every release fits the log."""
    from pipelines.cli.audit import verify as command

    return command(settings(), as_json=as_json)


@audit.command(epilog="Example: send audit show --last 50 --what released")
def show(
    *,
    last: Annotated[int, typer.Option(min=1, help="So many entries, the last ones.")] = 20,
    what: Annotated[str, typer.Option(metavar="WORD", help="Only entries of this kind.")] = "",
    as_returned: Annotated[
        str, typer.Option(metavar="DAY", help="The log of a past day that was built again.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Show entries of the log, the newest last."""
    from pipelines.cli.audit import show as command

    return command(settings(), last=last, what=what, as_returned=as_returned, as_json=as_json)
