"""Conventions that matter, as tests: who may import whom, what may lie at the top, what is never written."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("schemas", "pipelines", "assets")
MAY_IMPORT = {"schemas": {"schemas"}, "pipelines": {"schemas", "pipelines"}, "assets": set(PACKAGES)}
COMPOSITION_ROOT = ROOT / "pipelines" / "definitions.py"
TOP_LEVEL = {
    "pyproject.toml", "pipelines", "assets", "schemas", "data", "notebooks", "tests", "README.md", "LICENSE",
    "requirements.txt",
}  # fmt: skip


def modules(package):
    return sorted((ROOT / package).rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package):
    """schemas <- pipelines <- assets; only the composition root may look up."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        if path != COMPOSITION_ROOT
        for name in imported(path)
        if name.split(".")[0] in set(PACKAGES) - MAY_IMPORT[package]
    ]
    assert wrong == [], "move what is shared down, or the caller up"


def test_dagster_stays_in_its_shell():
    wrong = [
        str(path.relative_to(ROOT))
        for package in ("schemas", "pipelines")
        for path in modules(package)
        if path != COMPOSITION_ROOT
        for name in imported(path)
        if name.split(".")[0].startswith("dagster")
    ]
    assert wrong == [], "import Dagster in assets/ or pipelines/definitions.py only"


def test_only_settings_reads_the_environment():
    reads = re.compile(r"os\.(environ|getenv)")
    wrong = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in modules(package)
        if reads.search(path.read_text("utf-8")) and path.name not in {"settings.py", "console.py", "ui.py"}
    ]
    assert wrong == []


def test_the_top_level_is_as_the_customer_fixed_it():
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


def test_no_data_no_address_and_no_key_is_committed():
    address = re.compile(
        rb"https?://[a-z0-9.-]+/(simple|packages|debian)[/\"\s]|[a-f0-9]{64}\.key", re.IGNORECASE
    )
    wrong = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.exists()
        and (
            path.suffix in {".parquet", ".duckdb", ".xml", ".xlsx", ".key"}
            or address.search(path.read_bytes())
        )
    ]
    assert wrong == []


def test_every_version_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    pinned = {pin.split("==")[0] for pin in project["tool"]["uv"]["constraint-dependencies"]}
    assert sorted({name.partition("[")[0] for name in named} - pinned) == []
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert sorted(locked - pinned) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_lives_there(package):
    silent = [
        str(p.relative_to(ROOT))
        for p in modules(package)
        if not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert [path for path in silent if not path.endswith("__init__.py")] == []
