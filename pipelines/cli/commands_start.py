"""``send doctor``, ``demo``, ``sample``: what they take. What they do is imported when they run."""
# ruff: noqa: PLC0415

from typing import Annotated

import typer

from pipelines.cli.app import START, Areas, Json, NoContext, Seed, Size, settings

commands = typer.Typer()


@commands.command(rich_help_panel=START, epilog="Example: send doctor")
def doctor(*, as_json: Json = False) -> int:
    """Look at this machine: one line a check, and what to do where one fails."""
    from pipelines.cli.doctor import doctor as command

    return command(settings(), as_json=as_json)


@commands.command(rich_help_panel=START, epilog="Example: send demo --size 1000")
def demo(*, size: Size = None, seed: Seed = 2019, areas: Areas = "391", no_context: NoContext = False) -> int:
    """Make the sample authority, build and release it, and show the headline table."""
    from pipelines.cli.demo import demo as command

    return command(settings(), size=size, seed=seed, areas=areas, context=not no_context)


@commands.command(
    rich_help_panel=START,
    epilog="Example: send sample --years 2015-2026 --terms autumn,spring --sen2-shape template "
    "--with ap-census",
)
def sample(
    *,
    areas: Areas = "391",
    size: Size = None,
    seed: Seed = 2019,
    years: Annotated[str, typer.Option(help="First and last year, from 2015 on.")] = "2019-2026",
    terms: Annotated[
        str, typer.Option(help="Terms of the school census, joined by commas: autumn, spring, summer.")
    ] = "spring",
    sen2_shape: Annotated[
        str, typer.Option(help="SEN2 as xml, blade, template, pre-submission or five-modules.")
    ] = "xml",
    census_shape: Annotated[str, typer.Option(help="School census as blade, xml or flat.")] = "blade",
    sen2_trial: Annotated[
        bool, typer.Option("--sen2-trial", help="Also the voluntary SEN2 of 2022.")
    ] = False,
    attendance: Annotated[
        bool, typer.Option("--attendance", help="The census tables of sessions of every year.")
    ] = False,
    extras: Annotated[
        list[str] | None,
        typer.Option(
            "--with", help="Also ap-census, early-years-census, annex-a, or one partner's; may be repeated."
        ),
    ] = None,
    no_partners: Annotated[bool, typer.Option("--no-partners", help="No partners' extracts.")] = False,
    no_context: NoContext = False,
    no_dirt: Annotated[bool, typer.Option("--no-dirt", help="Files as they should be.")] = False,
) -> int:
    """Write the sample authority's deliveries into data/raw: people who do not exist."""
    from pipelines.cli.sample import ordered
    from pipelines.cli.sample import sample as command

    order = ordered(
        areas=areas,
        size=size,
        seed=seed,
        years=years,
        terms=terms,
        dirt=not no_dirt,
        sen2_shape=sen2_shape,
        census_shape=census_shape,
        sen2_trial=sen2_trial,
        attendance=attendance,
        extras=extras or (),
        partners=not no_partners,
        context=not no_context,
    )
    return command(settings(), order)
