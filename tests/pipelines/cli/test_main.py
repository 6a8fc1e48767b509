import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cli import failures
from pipelines.cli.console import printable
from tests.builders import write_independent
from tests.pipelines.cli.conftest import Send

COMMANDS = ("doctor", "demo", "sample", "sources", "check", "build", "query", "export")
HEAVY = ("pandas", "pandera", "duckdb", "pyarrow", "dagster", "numpy", "scipy")


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_help_imports_nothing_heavy() -> None:
    ran = python(
        "import sys\nfrom pipelines.cli.main import run\nassert run(['--help']) == 0\n"
        f"sys.exit(','.join(m for m in {HEAVY} if m in sys.modules))"
    )
    assert ran.stderr.strip() == ""


def test_doctor_imports_nothing_heavy(tmp_path: Path) -> None:
    ran = python(
        "import sys\nfrom pipelines.cli.main import run\nrun(['doctor'])\n"
        f"sys.exit(','.join(m for m in {HEAVY} if m in sys.modules))",
        SEND_ROOT=str(tmp_path),
    )
    assert ran.stderr.strip() == ""


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help_with_an_example(send: Send, command: str, option: str) -> None:
    ran = send(command, option)
    assert ran.code == 0
    assert f"Example: send {command}" in ran.out


def test_help_lists_the_commands_in_three_groups(send: Send) -> None:
    out = send().out
    assert all(f" {command} " in out for command in COMMANDS)
    assert out.index("Start") < out.index("Build") < out.index("Read")


def test_a_typo_suggests_the_nearest_command(send: Send) -> None:
    ran = send("souces")
    assert ran.code == 2
    assert "Did you mean 'sources'?" in ran.err
    assert "  Why:  " in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("args", [["build", "--dry"], ["export"], ["demo", "--size", "many"]])
def test_a_wrong_option_is_a_usage_error_that_names_the_help(send: Send, args: list[str]) -> None:
    ran = send(*args)
    assert ran.code == 2
    assert f"send {args[0]} --help" in ran.err


VALUE = "Zqavryx"
RAISING = f"""
import sys
from pipelines.cli import doctor, main
def fails(*_, **__): raise KeyError('{VALUE}')
doctor.doctor = fails
main.main()
"""


def test_a_bug_is_told_without_its_text() -> None:
    ran = python(f"import sys; sys.argv = ['send', 'doctor']\n{RAISING}")
    assert ran.returncode == 1
    assert VALUE not in ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr
    assert "KeyError at pipelines/cli/commands_start.py:" in ran.stderr
    assert "--debug on a machine where row values may be shown" in ran.stderr


def test_debug_shows_the_traceback() -> None:
    ran = python(f"import sys; sys.argv = ['send', 'doctor', '--debug']\n{RAISING}")
    assert ran.returncode == 1
    assert "Traceback" in ran.stderr
    assert VALUE in ran.stderr


@pytest.mark.parametrize(
    ("number", "word"),
    [(28, "Free some space"), (13, "Close the program"), (30, "send doctor"), (5, "run it again")],
)
def test_what_the_system_refuses_has_a_next_step(number: int, word: str) -> None:
    told = failures.of_system(OSError(number, os.strerror(number), "data/marts"))
    assert told.code == 2
    assert "data/marts" in told.what
    assert word in told.hint


def test_a_name_cannot_command_the_terminal() -> None:
    assert printable("a\x1b[2Jb") == "a?[2Jb"


def test_no_color_and_no_terminal_mean_plain_text(tmp_path: Path) -> None:
    folder = write_independent(tmp_path, [("120001", 20, 0, 10)])
    ran = python(
        f"import sys; sys.argv = ['send', 'check', {str(folder)!r}]\n"
        "from pipelines.cli.main import main\nmain()",
        NO_COLOR="1",
    )
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "Looking at the files" in ran.stderr
