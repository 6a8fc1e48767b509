"""The commands that release and that decide on releases: what they take. What they do is imported then."""
# ruff: noqa: PLC0415

from typing import Annotated

import typer

from pipelines.cli.app import BUILD, Json, settings

commands = typer.Typer()

By = Annotated[str, typer.Option(help="Who decides: a name or a role. It stands in the manifest.")]


@commands.command(
    rich_help_panel=BUILD,
    epilog="Example: send release --embargo 2026-12-01T09:30; send release --as-returned 2026-03-12",
)
def release(
    *,
    as_returned: Annotated[
        str, typer.Option(metavar="DAY", help="Release what was in force at the end of a day in England.")
    ] = "",
    embargo: Annotated[
        str,
        typer.Option(metavar="TIME", help="Hold it until then, local time in England; 'none': lift it."),
    ] = "",
    audience: Annotated[str, typer.Option(help="For whom: open, partner or internal.")] = "open",
    agreement: Annotated[
        str, typer.Option(metavar="ID", help="With partner: the agreement, as 391_health_waits.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Build, then release what the lake holds; what looks odd beside the last one is held as a draft."""
    from pipelines.cli.release import release as command

    return command(
        settings(), day=as_returned, embargo=embargo, audience=audience, agreement=agreement, as_json=as_json
    )


@commands.command(
    rich_help_panel=BUILD,
    epilog='Example: send approve 20260401T060000Z --by "Head of SEND analysis" --reason "One school moved."',
)
def approve(
    stamp: Annotated[str, typer.Argument(metavar="RELEASE", help="A draft, as 'send releases' lists it.")],
    *,
    by: By,
    reason: Annotated[str, typer.Option(help="Why it may be believed. Never name a child.")],
    as_json: Json = False,
) -> int:
    """Make a draft public, now or when its embargo ends; its manifest says who approved it and why."""
    from pipelines.cli.release import approve as command

    return command(settings(), stamp, by, reason, as_json=as_json)


@commands.command(
    rich_help_panel=BUILD,
    epilog='Example: send withdraw 20260401T060000Z --by "Head of SEND analysis" --reason "Counted twice."',
)
def withdraw(
    stamp: Annotated[str, typer.Argument(metavar="RELEASE", help="A release, as 'send releases' lists it.")],
    *,
    by: By,
    reason: Annotated[str, typer.Option(help="What is wrong with it. Never name a child.")],
    replaced_by: Annotated[
        str, typer.Option(metavar="RELEASE", help="The release to use instead, if it is there already.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Take a release out of force: its figures go, its manifest and the reason stay."""
    from pipelines.cli.release import withdraw as command

    return command(settings(), stamp, by, reason, replaced_by=replaced_by, as_json=as_json)


@commands.command(rich_help_panel=BUILD, epilog="Example: send releases --json")
def releases(*, as_json: Json = False) -> int:
    """List the releases: public, held and what for, approved by whom, withdrawn and why."""
    from pipelines.cli.release import releases as command

    return command(settings(), as_json=as_json)
