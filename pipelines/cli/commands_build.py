"""The commands that bring data in and bring it up to date: what they take.

What a command does is imported when it runs, so that ``send --help`` is there at once.
"""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import BUILD, Force, Json, settings
from pipelines.errors import UsageError

commands = typer.Typer()


@commands.command(rich_help_panel=BUILD, epilog="Example: send sources --json")
def sources(*, as_json: Json = False) -> int:
    """List the deliveries: which we have, which were refused, which are needed or late."""
    from pipelines.cli.sources import sources as command

    return command(settings(), as_json=as_json)


@commands.command(rich_help_panel=BUILD, epilog="Example: send check ~/Downloads/sen2_2026.xml")
def check(
    paths: Annotated[list[Path], typer.Argument(help="Files, deliveries, or folders of unknown files.")],
    *,
    as_json: Json = False,
) -> int:
    """Name files and judge their rows by the contract. Nothing is stored."""
    from pipelines.cli.check import check as command

    return command(paths, as_json=as_json)


@commands.command(
    "map",
    rich_help_panel=BUILD,
    epilog="Example: send map plans.xlsx --la 391 --supplier casework; send map plans.xlsx --check c.toml",
)
def map_columns(
    files: Annotated[list[Path], typer.Argument(help="A supplier's export: CSV files or a workbook.")],
    *,
    extract: Annotated[str, typer.Option(help="What it is an export of; else as its headers say.")] = "",
    la: Annotated[str, typer.Option(help="The authority: the mapping is written to its place.")] = "",
    supplier: Annotated[str, typer.Option(help="The system it comes from; else the file's name.")] = "",
    of: Annotated[str, typer.Option("--return", help="Judge rows as of a return; else the present.")] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write to.")] = None,
    check_by: Annotated[Path | None, typer.Option("--check", help="A mapping: only check it.")] = None,
    force: Force = False,
) -> int:
    """Propose which column of a supplier's export is which item of ours, or check that."""
    from pipelines.cli import mapping as command

    if check_by:
        return command.check(files, check_by, of)
    asked = command.Asked(extract, la, supplier, of, out, force)
    return command.propose(settings(), files, asked)


@commands.command(
    rich_help_panel=BUILD, epilog="Example: send report 391_2025-spring --school 108001 --since-last"
)
def report(
    delivery: Annotated[
        str, typer.Argument(help="A delivery (391_2025-spring); without it, all of them.")
    ] = "",
    *,
    school: Annotated[
        str, typer.Option(help="One school's own report, by its URN; 'all' for each school's.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="The folder to write to; else data/reports.")] = None,
    since_last: Annotated[
        bool, typer.Option("--since-last", help="Against the version before: cleared, still there, new.")
    ] = False,
    with_values: Annotated[
        bool, typer.Option("--with-values", help="Restricted: with values, into the lake's vault.")
    ] = False,
    take_values_out: Annotated[
        bool, typer.Option("--take-values-out", help="With --with-values and --out: yes, outside the vault.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Write what each supplier has to put right, and where it stands, as workbook and page."""
    from pipelines.cli.report import reports as command

    return command(
        settings(),
        delivery,
        school=school,
        out=out,
        with_values=with_values,
        take_values_out=take_values_out,
        since_last=since_last,
        as_json=as_json,
    )


@commands.command(
    rich_help_panel=BUILD,
    epilog="Example: send build --only sen2 --only prevalence; send build --as-returned 2026-03-12",
)
def build(
    *,
    only: Annotated[
        list[str] | None, typer.Option(help="Extract, delivery (391_2025-spring) or mart; no release.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_returned: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            help="Release instead what was in force at the end of a day in England, beside the present one.",
        ),
    ] = "",
    as_json: Json = False,
) -> int:
    """Bring everything up to date with data/raw, and release the marts."""
    from pipelines.cli import build as command

    if as_returned and (only or dry_run):
        raise UsageError(
            "--as-returned goes with neither --only nor --dry-run.",
            why="It builds and releases all that was in force on that day.",
            hint="For example: send build --as-returned 2026-03-12",
        )
    if as_returned:
        return command.build_as_returned(settings(), as_returned, as_json=as_json)
    if dry_run:
        return command.dry_run(settings(), only or (), as_json=as_json)
    return command.build(settings(), only or (), as_json=as_json)


@commands.command(
    rich_help_panel=BUILD, epilog="Example: send corrections 391_2025-spring --out corrections.xlsx"
)
def corrections(
    delivery: Annotated[str, typer.Argument(help="A delivery: 391_2025-spring.")],
    *,
    out: Annotated[Path, typer.Option(help="The workbook to write.")],
    force: Force = False,
) -> int:
    """Write a file to correct a delivery's faults in; a build applies it from data/corrections."""
    from pipelines.cli.corrections import corrections as command

    return command(settings(), delivery, out, force=force)


@commands.command(
    rich_help_panel=BUILD, epilog="Example: send agreements --write-template health_waits --la 391"
)
def agreements(
    *,
    write_template: Annotated[
        str, typer.Option(metavar="EXTRACT", help="Write the agreement on an extract, to fill in.")
    ] = "",
    la: Annotated[str, typer.Option(help="With --write-template: the authority, its DfE number.")] = "",
    as_json: Json = False,
) -> int:
    """List the agreements on partners' extracts: in force, missing, or ending within 60 days."""
    from pipelines.cli import agreements as command

    if write_template:
        return command.write_template(settings(), write_template, la)
    return command.agreements(settings(), as_json=as_json)


@commands.command(rich_help_panel=BUILD, epilog="Example: send template manual_series --out series.xlsx")
def template(
    extract: Annotated[str, typer.Argument(help="The extract: manual_series.")],
    *,
    out: Annotated[Path, typer.Option(help="The workbook to write.")],
    force: Force = False,
) -> int:
    """Write the empty sheet in which a partner delivers counts."""
    from pipelines.cli.template import template as command

    return command(extract, out, force=force)


@commands.command(rich_help_panel=BUILD, epilog="Example: send ui --read-only --port 3001")
def ui(
    *,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the page, on this machine only.")
    ] = 3000,
    read_only: Annotated[
        bool,
        typer.Option("--read-only", help="A page to look at: nothing can be started, nothing is landed."),
    ] = False,
) -> int:
    """Show Dagster in a browser, and land and build new deliveries as they come."""
    from pipelines.cli.ui import ui as command

    return command(settings(), port=port, read_only=read_only)


@commands.command(
    "link",
    rich_help_panel=BUILD,
    epilog="Example: send link --map people.toml census.csv health.csv --out links.csv --review review.csv",
)
def link_files(
    files: Annotated[list[Path], typer.Argument(help="CSV or Parquet files, in any order.")],
    *,
    mapping: Annotated[
        Path, typer.Option("--map", help="TOML: which column of each file is what of a person.")
    ],
    out: Annotated[Path, typer.Option(help="The links to write, .csv or .parquet.")],
    review: Annotated[
        Path | None, typer.Option(help="Restricted: write here the pairs that a person must decide.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="A review file with its decisions filled in; they override all.")
    ] = None,
    force: Force = False,
) -> int:
    """Link the records of one person in several files, each link with its rule or match weight."""
    from pipelines.cli.link import link as command

    return command(files, mapping, out, review=review, decisions=decisions, force=force)
