"""``send ui``: nothing is started where it cannot work; what is started ends, all of it."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from filelock import FileLock

from pipelines import ui
from pipelines.errors import UsageError
from tests.builders import pupil, upn, write_census

SERVE = """
import sys
from pipelines.settings import Settings
from pipelines.ui import serve
serve(Settings.from_environment(), port=int(sys.argv[1]), tell=lambda url: print(url, flush=True))
"""


def free_port():
    with socket.socket() as probe:
        probe.bind((ui.HOST, 0))
        return probe.getsockname()[1]


def groups_of(parent):
    """The process groups begun below a process."""
    said = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    pairs = [line.split() for line in said.splitlines()[1:]]
    return [int(pid) for pid, above in pairs if int(above) == parent]


def is_alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def until(happens, seconds):
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.5)


def test_a_port_in_use_is_told(settings):
    with socket.socket() as other:
        other.bind((ui.HOST, 0))
        other.listen()
        with pytest.raises(UsageError, match="Another program listens there"):
            ui.serve(settings, port=other.getsockname()[1])


def test_a_second_daemon_in_the_same_folder_is_told(settings):
    with (
        FileLock(ui.home(settings) / ".daemon"),
        pytest.raises(UsageError, match="at work in this folder already"),
    ):
        ui.serve(settings, port=free_port())


def test_dagster_keeps_its_own_folder_to_itself(settings):
    folder = ui.home(settings)
    assert folder.stat().st_mode & 0o777 == 0o700
    said = (folder / "dagster.yaml").read_text("utf-8")
    assert "telemetry: {enabled: false}" in said
    assert "nux: {enabled: false}" in said


def test_a_child_that_ends_leaves_nothing_of_its_group(settings, tmp_path):
    grandchild = (
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1); input()"
    )
    with ui._child(settings, tmp_path, "child", ("-c", grandchild)) as process:
        assert is_alive(process.pid)
    assert not is_alive(process.pid)


@pytest.mark.full
def test_a_delivery_copied_in_is_released_with_no_hand_on_it(settings, raw):
    command = [sys.executable, "-c", SERVE, str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith("http://127.0.0.1:")
            groups = groups_of(process.pid)
            write_census(raw, [pupil(str(k), upn=upn(k)) for k in range(1, 41)])
            until((settings.marts / "current").exists, 400)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(90) == 0
    assert len(groups) == 2
    assert not any(map(is_alive, groups))
