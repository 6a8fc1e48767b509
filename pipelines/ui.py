"""``send ui``: Dagster's web page, and the daemon that lands deliveries, as children that end with us.

Both listen on this machine only. Dagster is started here and never imported: its state is a folder of its
own, ``.dagster`` under the root, and losing it loses no data.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from pipelines.errors import SendError, UsageError
from pipelines.settings import Settings

HOST, PORT = "127.0.0.1", 3000
_DEFINITIONS = ("-m", "pipelines.definitions")
_STARTS_WITHIN, _ENDS_WITHIN, _LOOKS_EVERY = 180.0, 20.0, 0.25
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
# One run at a time: the others queue. Only a run whose process was lost is tried again.
_DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
concurrency: {runs: {max_concurrent_runs: 1}}
run_retries: {enabled: true, max_retries: 2, retry_on_asset_or_op_failure: false}
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
retention:
  sensor: {purge_after_days: {skipped: 1, failure: 60, success: 60}}
  schedule: {purge_after_days: {skipped: 60, failure: 400, success: 400}}
"""


def home(settings: Settings) -> Path:
    """Dagster's own folder, made ready: readable by its owner only, no telemetry, no sign-up box."""
    folder = settings.root / ".dagster"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    (folder / "dagster.yaml").write_text(_DAGSTER_YAML, encoding="utf-8")
    return folder


def serve(
    settings: Settings,
    *,
    port: int = PORT,
    read_only: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until Ctrl-C, SIGTERM or the end of a child; ``tell`` gets the address once it answers.

    ``read_only``: a page on which nothing can be started or changed, and no daemon.
    """
    _refuse_taken(port)
    folder = home(settings)
    with ExitStack() as stack:
        stack.enter_context(_ending_as_interrupt())
        children = {}
        if not read_only:
            stack.enter_context(_only_daemon(folder))
            daemon = ("-m", "assets.daemon", "run", *_DEFINITIONS)
            children["daemon"] = stack.enter_context(_child(settings, folder, "daemon", daemon))
        address = ("-h", HOST, "-p", str(port), *(["--read-only"] if read_only else []))
        page = ("-m", "dagster_webserver", *address, *_DEFINITIONS)
        children["webserver"] = stack.enter_context(_child(settings, folder, "webserver", page))
        try:
            _await_answer(folder, children, port)
            tell(f"http://{HOST}:{port}")
            while True:
                _refuse_ended(folder, children)
                time.sleep(_LOOKS_EVERY)
        except KeyboardInterrupt:
            return


@contextmanager
def _child(
    settings: Settings, folder: Path, name: str, command: tuple[str, ...]
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python of our own in a group of its own; at the end nothing of the group is left."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *command],
            cwd=settings.root,
            env=_environment(settings, folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _environment(settings: Settings, folder: Path) -> dict[str, str]:
    places = {
        "DAGSTER_HOME": str(folder),
        "SEND_ROOT": str(settings.root),
        "SEND_LAKE": str(settings.lake),
        "SEND_KEY_FILE": str(settings.key_file),
        "SEND_VAULT_KEY_FILE": str(settings.vault_key_file),
    }
    keys = {"SEND_KEY": settings.key_in_environment, "SEND_VAULT_KEY": settings.vault_keys_in_environment}
    return {**os.environ, **places, **{name: key for name, key in keys.items() if key}}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, and make it. Code servers and runs are in the group of their parent."""
    if os.name == "nt":
        process.terminate()
        process.wait(_ENDS_WITHIN)
        return
    deadline = time.monotonic() + _ENDS_WITHIN
    _signal(process, signal.SIGTERM)
    while time.monotonic() < deadline and _signal(process, 0):
        process.poll()
        time.sleep(_LOOKS_EVERY)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> bool:
    """Whether there was anyone left in the group to hear it."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def _ending_as_interrupt() -> Iterator[None]:
    """SIGTERM and the closing of the terminal end us as Ctrl-C does; also where we run in the background."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _only_daemon(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / ".daemon", timeout=0):
            yield
    except Timeout:
        raise UsageError(
            "Dagster is at work in this folder already.",
            why="Two daemons would land every delivery twice.",
            hint="End the other 'send ui', or look on with 'send ui --read-only --port 3001'.",
        ) from None


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"The page cannot be served on port {port}.",
                why="Another program listens there, perhaps another 'send ui', or it is not ours to take.",
                hint=f"End that program, or choose another: send ui --port {PORT + 1}.",
            ) from error


def _await_answer(folder: Path, children: dict[str, subprocess.Popen[bytes]], port: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while not _answers(port):
        _refuse_ended(folder, children)
        if time.monotonic() > deadline:
            raise SendError(
                "Dagster does not answer.",
                why=f"It has had {_STARTS_WITHIN:.0f} seconds to start.",
                hint=f"Read {folder / 'webserver.log'}.",
            )
        time.sleep(_LOOKS_EVERY)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/server_info", timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's own word for yes
    except (urllib.error.URLError, OSError):
        return False


def _refuse_ended(folder: Path, children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in children.items():
        if process.poll() is not None:
            raise SendError(
                f"Dagster's {name} has ended by itself.",
                why=f"Its exit code is {process.returncode}.",
                hint=f"Read {folder / name}.log, and start 'send ui' again.",
            )
