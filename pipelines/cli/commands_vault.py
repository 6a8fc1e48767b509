"""``send vault``: what its commands take. What they do is imported when they run."""
# ruff: noqa: PLC0415

import typer

from pipelines.cli.app import BUILD, Json, settings

commands = typer.Typer()
vault = typer.Typer(help="The vault's encryption: under which keys it is, and a new key for all of it.")
commands.add_typer(
    vault,
    name="vault",
    rich_help_panel=BUILD,
    no_args_is_help=True,
    epilog="Example: send vault status; send vault rekey",
)


@vault.command(epilog="Example: send vault status")
def status(*, as_json: Json = False) -> int:
    """Count the vault's files by key, and what lies there in plain. Nothing is opened."""
    from pipelines.cli.vault import status as command

    return command(settings(), as_json=as_json)


@vault.command(epilog="Example: send vault rekey")
def rekey(*, as_json: Json = False) -> int:
    """Encrypt all of the vault again under a new key, or finish an earlier change of keys."""
    from pipelines.cli.vault import rekey as command

    return command(settings(), as_json=as_json)
