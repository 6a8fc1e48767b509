"""The commands that project plans: what they take. What they do is imported when they run."""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import READ, Force, settings

commands = typer.Typer()

Panel = Annotated[
    Path, typer.Argument(help="Folder of a panel, as 'send panel' writes it; all but totals may be missing.")
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="A file: .csv or .parquet.")]
Findings = Annotated[
    Path | None,
    typer.Option("--findings", metavar="FILE", help="Also write what was found in the panel and repaired."),
]
AREAS = "DfE numbers joined by commas; 0 is England. All when none is named."


@commands.command(
    rich_help_panel=READ,
    epilog="Example: send backtest ~/panel --origins 2018-2022 --horizons 1,2,3,5 --out backtest.csv",
)
def backtest(
    panel: Panel,
    *,
    origins: Annotated[str, typer.Option(help="Januaries to stand in: 2018-2022, or joined by commas.")],
    out: Out,
    horizons: Annotated[str, typer.Option(help="Years ahead, joined by commas.")] = "1,2,3,5",
    areas: Annotated[str, typer.Option("--areas", "--area", help=AREAS)] = "",
    scores: Annotated[
        Path | None,
        typer.Option(
            "--scores", metavar="FILE", help="Also write its errors beside those of simple methods."
        ),
    ] = None,
    findings: Findings = None,
    force: Force = False,
) -> int:
    """Project EHC plans from past Januaries, and say how wrong it was."""
    from pipelines.cli.project import backtest as command

    return command(panel, origins, horizons, areas, out=out, scores=scores, findings=findings, force=force)


@commands.command(
    rich_help_panel=READ, epilog="Example: send project ~/panel --area 393,394 --to 2036 --out projection.csv"
)
def project(
    panel: Panel,
    *,
    to: Annotated[int, typer.Option(help="The last January to project.")],
    out: Out,
    areas: Annotated[str, typer.Option("--area", "--areas", help=AREAS)] = "",
    findings: Findings = None,
    force: Force = False,
) -> int:
    """Project EHC plans from the newest January: totals, age bands, placements, with 80% and 95% limits."""
    from pipelines.cli.project import project as command

    return command(panel, areas, to, out=out, findings=findings, force=force)


@commands.command(rich_help_panel=READ, epilog="Example: send scenario new_school.toml --la 391 --keep")
def scenario(
    file: Annotated[Path, typer.Argument(help="A TOML file: name, and what changes from when to when.")],
    *,
    la: Annotated[str, typer.Option("--la", help="The authority; needed where several are followed.")] = "",
    draws: Annotated[int, typer.Option(min=100, max=10_000, help="So many futures are drawn.")] = 1000,
    keep: Annotated[
        bool, typer.Option("--keep", help="Also lay it into data/scenarios: the next build tells its rows.")
    ] = False,
    force: Force = False,
) -> int:
    """Follow plans for ten years under a scenario, beside the baseline; told as it would be released."""
    from pipelines.cli.scenario import scenario as command

    return command(settings(), file, la, draws=draws, keep=keep, force=force)


@commands.command(rich_help_panel=READ, epilog="Example: send layouts --la 391")
def layouts(
    *, la: Annotated[str, typer.Option("--la", help="The authority; all that are followed without it.")] = ""
) -> int:
    """Write plans to come as the school capacity survey and the DSG plan ask for them. Restricted."""
    from pipelines.cli.layouts import layouts as command

    return command(settings(), la)
