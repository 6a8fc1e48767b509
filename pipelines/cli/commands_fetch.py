"""The one command that uses a network: what it takes.

What it does is imported when it runs, so that ``send --help`` is there at once.
"""
# ruff: noqa: PLC0415

from typing import Annotated

import typer

from pipelines.cli.app import BUILD, Json, settings
from schemas.publications import API, FETCHED

commands = typer.Typer()


@commands.command(
    rich_help_panel=BUILD,
    epilog="Example: send fetch --list; send fetch sen_statistics absence_statistics --year 2025",
)
def fetch(
    what: Annotated[
        list[str] | None, typer.Argument(help=f"Extracts; without any, all: {', '.join(FETCHED)}.")
    ] = None,
    *,
    to_list: Annotated[
        bool, typer.Option("--list", help="Only show what is published, and what was fetched.")
    ] = False,
    year: Annotated[
        int | None, typer.Option(min=2000, max=2099, help="Take this edition; else the newest of each.")
    ] = None,
    pins: Annotated[
        list[str] | None,
        typer.Option("--pin", metavar="ID=VERSION", help="Take this version of that data set."),
    ] = None,
    api: Annotated[str, typer.Option(envvar="SEND_EES_API", help="The address of the API.")] = API,
    a_second: Annotated[
        float, typer.Option("--rate", min=0.1, max=50, help="Questions a second, at most.")
    ] = 5,
    as_json: Json = False,
) -> int:
    """Fetch DfE's published statistics into data/raw/000. No other command uses a network."""
    from pipelines.cli.fetch import fetch as command

    return command(
        settings(),
        what=what or (),
        api=api,
        to_list=to_list,
        year=year or 0,
        pins=pins or (),
        a_second=a_second,
        as_json=as_json,
    )
