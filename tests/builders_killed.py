"""Builds that are killed: one process has the pipeline loaded and forks another for each that is to die."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

# Loading takes longer than what a build does until it is killed. It runs nothing itself, so it can be forked.
_LOADED = """
import json, os, sys
from pipelines import history, lake, run, settings
for line in sys.stdin:
    code, arguments, environment = json.loads(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    try:
        os.environ.update(environment)
        sys.argv[1:] = arguments
        exec(code, {"__name__": "__main__"})
    except BaseException:
        os._exit(1)
    os._exit(0)
"""


@contextmanager
def forking():
    """A function that runs Python code with arguments in a process of its own; it returns the exit status.

    The code is run in the environment of the moment, and after a signal the status is negative.
    """
    with subprocess.Popen(
        [sys.executable, "-c", _LOADED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as loaded:

        def run(code, *arguments):
            loaded.stdin.write(json.dumps([code, arguments, dict(os.environ)]) + "\n")
            loaded.stdin.flush()
            return int(loaded.stdout.readline())

        yield run
        loaded.stdin.close()
