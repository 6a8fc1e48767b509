"""The deployment the assets work in: its folders, its key, its lock. Nothing of it is Dagster configuration.

Dagster records configuration, events and errors; so the key stays in here, and no error leaves a step with
more than counts and the names of rules.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import dagster as dg

from pipelines import run
from pipelines.core import BrokenPromiseError
from pipelines.errors import SendError
from pipelines.settings import Settings
from pipelines.sql import MartHeadingError
from pipelines.steps import Workshop

# A whole build of a large authority takes minutes; a step waits for it rather than fail.
_WAIT_SECONDS = 3600.0
_FOR_PEOPLE = (SendError, BrokenPromiseError, MartHeadingError)


@dataclass(frozen=True)
class Deployment:
    """Where this process works."""

    settings: Settings = field(repr=False)

    def workshop(self) -> Workshop:
        """The lake and the key, without the lock: to look only."""
        shop = run.workshop(self.settings)
        return replace(shop, who=f"dagster:{shop.who}")

    @contextmanager
    def at_work(self) -> Iterator[Workshop]:
        """The workshop, held against 'send build' and other runs; errors leave it without values of rows."""
        try:
            with run.alone(self.settings, wait=_WAIT_SECONDS):
                shop = self.workshop()
                shop.lake.sweep()
                yield shop
        except dg.Failure:
            raise
        except _FOR_PEOPLE as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        except Exception as error:
            raise dg.Failure(_without_values(error), allow_retries=False) from None


def _without_values(error: Exception) -> str:
    """The kind of an error and where it arose: its own words may quote a row."""
    trace, where = error.__traceback__, ""
    while trace:
        where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {where}. Run 'send build --debug' to see more, on your own screen."
