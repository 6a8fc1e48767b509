"""``send linkage``: what its commands take. What they do is imported when they run."""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import BUILD, Json, settings

commands = typer.Typer()
linkage = typer.Typer(help="Who is who in the lake: pairs in doubt, decisions, persons merged and split.")
commands.add_typer(
    linkage,
    name="linkage",
    rich_help_panel=BUILD,
    no_args_is_help=True,
    epilog="Example: send linkage review; send linkage decide FILE; send linkage changes",
)


@linkage.command(epilog="Example: send linkage review")
def review(
    *,
    out: Annotated[Path | None, typer.Option(help="Another file than that under the vault.")] = None,
    take_values_out: Annotated[
        bool, typer.Option("--take-values-out", help="With --out: yes, outside the vault.")
    ] = False,
) -> int:
    """Write the pairs of records that a person must decide on. Restricted: it names children."""
    from pipelines.cli.linkage import review as command

    return command(settings(), out, take_values_out=take_values_out)


@linkage.command(epilog="Example: send linkage decide data/lake/vault/reports/linkage_review.csv")
def decide(
    file: Annotated[
        Path, typer.Argument(help="The list, its column decision filled: same, different, blank.")
    ],
) -> int:
    """Take the decisions of a reviewed list in; they hold in every later build."""
    from pipelines.cli.linkage import decide as command

    return command(settings(), file)


@linkage.command(epilog="Example: send linkage changes --last 3")
def changes(
    *,
    last: Annotated[int, typer.Option(help="So many of the latest runs that changed any.", min=1)] = 1,
    as_json: Json = False,
) -> int:
    """List the persons that were merged, split or renamed, old and new, by pseudonym."""
    from pipelines.cli.linkage import changes as command

    return command(settings(), last=last, as_json=as_json)
