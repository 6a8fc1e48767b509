"""Notebooks: paired with their text form, without outputs, and they run on a small release."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

from pipelines.run import build
from pipelines.sample import Order, write_sample
from pipelines.settings import Settings

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_its_text_says_and_holds_no_output(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")], "strip outputs"
    text = jupytext.read(path.with_suffix(".py")).cells
    said = ["".join(cell["source"]) for cell in cells]
    assert said == [cell.source for cell in text], f"run: jupytext --sync notebooks/{path.name}"


@pytest.mark.full
def test_the_notebooks_run(tmp_path):
    environ = os.environ | {
        "SEND_ROOT": str(tmp_path),
        "SEND_KEY": "55" * 32,
        "SEND_VAULT_KEY": "65" * 32,
        "SEND_LAKE": "",
    }
    settings = Settings.from_environment(environ)
    write_sample(settings.raw, settings.truth, Order(size=300, first_year=2025))
    build(settings)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--nbmake",
        *map(str, NOTEBOOKS),
    ]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]
