"""``send``: the commands, what they take, and how the program ends. What a command does is in its module.

A command's module is imported when the command runs, so that ``send --help`` is there at once.
"""
# ruff: noqa: PLC0415

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException
from typer.main import get_command

from pipelines.cli import console, failures
from pipelines.errors import SendError, UsageError
from pipelines.settings import Settings

START, BUILD, READ = "Start", "Build", "Read"

app = typer.Typer(
    name="send",
    help="One joint dataset on children with SEND, from the extracts an authority already holds.",
    epilog="Begin with: send demo. Folders and key: SEND_ROOT, SEND_LAKE, SEND_KEY_FILE.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Answer for a program.")]
Areas = Annotated[str, typer.Option(help="Authorities, DfE numbers joined by commas.")]
Size = Annotated[int | None, typer.Option(help="Pupils in January 2019; else the authority's own number.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same files.")]
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


@app.command(rich_help_panel=START, epilog="Example: send doctor")
def doctor(*, as_json: Json = False) -> int:
    """Look at this machine: one line a check, and what to do where one fails."""
    from pipelines.cli.doctor import doctor as command

    return command(_settings(), as_json=as_json)


@app.command(rich_help_panel=START, epilog="Example: send demo --size 1000")
def demo(*, size: Size = None, seed: Seed = 2019, areas: Areas = "391") -> int:
    """Make the sample authority, build and release it, and show the headline table."""
    from pipelines.cli.demo import demo as command

    return command(_settings(), size=size, seed=seed, areas=areas)


@app.command(
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
        bool, typer.Option("--attendance", help="Also the census tables of sessions.")
    ] = False,
    extras: Annotated[
        list[str] | None,
        typer.Option(
            "--with", help="Also ap-census, early-years-census, annex-a, or one partner's; may be repeated."
        ),
    ] = None,
    no_partners: Annotated[bool, typer.Option("--no-partners", help="No partners' extracts.")] = False,
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
    )
    return command(_settings(), order)


@app.command(rich_help_panel=BUILD, epilog="Example: send sources --json")
def sources(*, as_json: Json = False) -> int:
    """List the deliveries: which we have, which were refused, which are needed or late."""
    from pipelines.cli.sources import sources as command

    return command(_settings(), as_json=as_json)


@app.command(rich_help_panel=BUILD, epilog="Example: send check ~/Downloads/sen2_2026.xml")
def check(
    paths: Annotated[list[Path], typer.Argument(help="Files, deliveries, or folders of unknown files.")],
    *,
    as_json: Json = False,
) -> int:
    """Name files and judge their rows by the contract. Nothing is stored."""
    from pipelines.cli.check import check as command

    return command(paths, as_json=as_json)


@app.command(
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
    return command.propose(_settings(), files, asked)


@app.command(
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
        _settings(),
        delivery,
        school=school,
        out=out,
        with_values=with_values,
        take_values_out=take_values_out,
        since_last=since_last,
        as_json=as_json,
    )


@app.command(
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
        return command.build_as_returned(_settings(), as_returned, as_json=as_json)
    if dry_run:
        return command.dry_run(_settings(), only or (), as_json=as_json)
    return command.build(_settings(), only or (), as_json=as_json)


@app.command(rich_help_panel=BUILD, epilog="Example: send corrections 391_2025-spring --out corrections.xlsx")
def corrections(
    delivery: Annotated[str, typer.Argument(help="A delivery: 391_2025-spring.")],
    *,
    out: Annotated[Path, typer.Option(help="The workbook to write.")],
    force: Force = False,
) -> int:
    """Write a file in which a delivery's faults can be corrected. A build does not apply it yet."""
    from pipelines.cli.corrections import corrections as command

    return command(_settings(), delivery, out, force=force)


@app.command(rich_help_panel=BUILD, epilog="Example: send agreements --write-template health_waits --la 391")
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
        return command.write_template(_settings(), write_template, la)
    return command.agreements(_settings(), as_json=as_json)


@app.command(rich_help_panel=BUILD, epilog="Example: send template manual_series --out series.xlsx")
def template(
    extract: Annotated[str, typer.Argument(help="The extract: manual_series.")],
    *,
    out: Annotated[Path, typer.Option(help="The workbook to write.")],
    force: Force = False,
) -> int:
    """Write the empty sheet in which a partner delivers counts."""
    from pipelines.cli.template import template as command

    return command(extract, out, force=force)


@app.command(rich_help_panel=BUILD, epilog="Example: send ui --read-only --port 3001")
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

    return command(_settings(), port=port, read_only=read_only)


@app.command(rich_help_panel=READ, epilog='Example: send query "from prevalence limit 5"')
def query(
    sql: Annotated[str, typer.Argument(help="DuckDB SQL; without it, the marts are listed.")] = "",
    *,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file: .csv, .parquet or .json.")
    ] = None,
    force: Force = False,
) -> int:
    """Ask the released marts in SQL, read only."""
    from pipelines.cli.query import Form
    from pipelines.cli.query import query as command

    form = Form.JSON if as_json else Form.CSV if as_csv else Form.TABLE
    return command(_settings(), sql, form=form, output=output, force=force)


@app.command(rich_help_panel=READ, epilog="Example: send export prevalence -o ~/jsna --format parquet")
def export(
    marts: Annotated[list[str] | None, typer.Argument(help="Marts; all of them when none is named.")] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.")],
    file_format: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    force: Force = False,
) -> int:
    """Copy released marts to a folder."""
    from pipelines.cli.export import export as command

    return command(_settings(), marts or [], output, file_format=file_format, force=force)


@app.command(
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

    return command(_settings(), target, where, with_sql=with_sql, as_json=as_json)


@app.command(rich_help_panel=READ, epilog="Example: send diff 20260115T060000Z 20260116T060000Z")
def diff(
    a: Annotated[str, typer.Argument(help="The earlier release; else the one before the current.")] = "",
    b: Annotated[str, typer.Argument(help="The later release; else the current one.")] = "",
    *,
    as_json: Json = False,
) -> int:
    """Show what moved between two releases, by how much, and why."""
    from pipelines.cli.diff import diff as command

    return command(_settings(), a, b, as_json=as_json)


def run(args: list[str]) -> int:
    """Run one command line; the exit code. What nobody has foreseen is left to rise."""
    try:
        return int(get_command(app).main(args or ["--help"], "send", standalone_mode=False) or 0)
    except TyperException as error:
        return _ended(failures.of_command_line(error))
    except SendError as error:
        return _ended(error)
    except OSError as error:
        return _ended(failures.of_system(error))


def main() -> None:
    """The entry point of ``send``."""
    args = sys.argv[1:]
    debug = "--debug" in args
    sys.excepthook = failures.hook(debug=debug)
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a sign shows a question mark.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = run([arg for arg in args if arg != "--debug"])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no complaint at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _ended(error: SendError) -> int:
    console.tell(error)
    return error.code


def _settings() -> Settings:
    return Settings.from_environment()
