"""The sample at its smallest, with all that it can write, built by the command line: once for many tests."""

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from pipelines.cli.main import run
from pipelines.sample import Order, write_sample
from pipelines.sample.order import EXTRAS
from pipelines.settings import Settings
from tests.builders_roots import copy_into

ORDER = Order(size=300, first_year=2025, ehcp_months=1, extras=EXTRAS)


@dataclass(frozen=True)
class Small:
    """A deployment, and what every command has ``said``."""

    root: Path
    said: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self._environment)

    def send(self, *arguments: str) -> int:
        """Run a command; its exit code."""
        words = io.StringIO()
        with mock.patch.dict(os.environ, self._environment), redirect_stdout(words), redirect_stderr(words):
            code = run(list(arguments))
        self.said.append(words.getvalue())
        return code

    def copied_to(self, root: Path) -> "Small":
        """The same elsewhere, to be changed."""
        (root / "data").mkdir()
        copy = Small(root, list(self.said))
        copy_into(copy.settings, self.settings)
        return copy

    @property
    def _environment(self) -> dict[str, str]:
        keys = {"SEND_KEY": "33" * 32, "SEND_VAULT_KEY": "43" * 32}
        return os.environ | {"SEND_ROOT": str(self.root), **keys, "SEND_LAKE": ""}


def small_sample(root: Path) -> Small:
    """The sample's files and truth, and all that is made of them."""
    write_sample(root / "data" / "raw", root / "data" / "truth", ORDER)
    small = Small(root)
    if small.send("build") != 0:
        raise AssertionError("\n".join(small.said))
    return small
