"""The commands that read what is released: what they take. What they do is imported when they run."""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import READ, Force, Json, settings

commands = typer.Typer()


@commands.command(rich_help_panel=READ, epilog='Example: send query "from prevalence limit 5"')
def query(
    sql: Annotated[str, typer.Argument(help="DuckDB SQL; without it, the marts are listed.")] = "",
    *,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file: .csv, .parquet or .json.")
    ] = None,
    release: Annotated[
        str, typer.Option(metavar="STAMP", help="Another release than the one in force; a draft says so.")
    ] = "",
    force: Force = False,
) -> int:
    """Ask the released marts in SQL, read only."""
    from pipelines.cli.query import Form
    from pipelines.cli.query import query as command

    form = Form.JSON if as_json else Form.CSV if as_csv else Form.TABLE
    return command(settings(), sql, form=form, output=output, force=force, stamp=release)


@commands.command(rich_help_panel=READ, epilog="Example: send export prevalence -o ~/jsna --format parquet")
def export(
    marts: Annotated[list[str] | None, typer.Argument(help="Marts; all of them when none is named.")] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.")],
    file_format: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    force: Force = False,
) -> int:
    """Copy released marts to a folder."""
    from pipelines.cli.export import export as command

    return command(settings(), marts or [], output, file_format=file_format, force=force)


@commands.command(
    rich_help_panel=READ,
    epilog="Example: send explain prevalence.pupil_percent --where \"census = '2019-spring'\"",
)
def explain(
    target: Annotated[str, typer.Argument(help="A mart, or a mart and its column: prevalence.pupil_count.")],
    *,
    where: Annotated[str, typer.Option(help="SQL condition that picks one row of the mart.")] = "",
    with_sql: Annotated[bool, typer.Option("--sql", help="Show the mart's SQL as well.")] = False,
    as_json: Json = False,
) -> int:
    """Show the path of one released number: working, definitions, tables, deliveries, checks."""
    from pipelines.cli.explain import explain as command

    return command(settings(), target, where, with_sql=with_sql, as_json=as_json)


@commands.command(rich_help_panel=READ, epilog="Example: send diff 20260115T060000Z 20260116T060000Z")
def diff(
    a: Annotated[
        str, typer.Argument(help="The earlier release, or a draft alone; else the one before the current.")
    ] = "",
    b: Annotated[str, typer.Argument(help="The later release; else the current one.")] = "",
    *,
    as_json: Json = False,
) -> int:
    """Show what moved between two releases, by how much, and why."""
    from pipelines.cli.diff import diff as command

    return command(settings(), a, b, as_json=as_json)


@commands.command(rich_help_panel=READ, epilog="Example: send panel ~/panel")
def panel(
    folder: Annotated[Path, typer.Argument(help="The folder to write to.")],
    *,
    force: Force = False,
) -> int:
    """Write the published plans of all areas as the files that forecasting tools read."""
    from pipelines.cli.panel import panel as command

    return command(settings(), folder, force=force)
