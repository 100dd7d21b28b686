"""What starts a process for each answer of a class: `python -P fork_server.py STUDENT`. It imports nothing of ours.

Python and NumPy start once here; a copy of this process (a fork) runs each answer, and is stopped at its time limit
with whatever it has started. A line of JSON on the standard input says which file, which numbers, how long and in which
folder; a line on the standard output says how it ended. What came of it stands in the folder, as student.py writes it.
"""

import contextlib
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy  # noqa: F401 (what takes long to import, so that the copies need not)

POLL = 0.002  # seconds between two looks at a process


def load(path: str) -> Any:
    """Return student.py as a module."""
    spec = importlib.util.spec_from_file_location("student", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def serve(student: Any) -> None:
    """Run what is asked for, one after the other, until the input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            run(student, asked)
        print(json.dumps(ended(child, asked["seconds"])), flush=True)


def run(student: Any, asked: dict[str, Any]) -> None:
    """In the copy: run one answer, write what came of it, and end without cleaning up."""
    try:
        os.setsid()
        os.chdir(asked["folder"])
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        path = Path(asked["path"])
        sys.argv[:] = [str(path)]
        student._limit()
        limit_time(asked["seconds"])
        result = student.run_file(path, asked["cases"])
        Path(asked["folder"], "answers.json").write_text(json.dumps(result))
    finally:
        os._exit(0)


def limit_time(seconds: float) -> None:
    """End this process after so much computing, also where nobody is left to stop it."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = int(seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def ended(child: int, seconds: float) -> dict[str, Any]:
    """Wait for a copy, stop it at its time limit, and stop what it has started."""
    limit, code = time.monotonic() + seconds, None
    while code is None and time.monotonic() < limit:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
        else:
            time.sleep(POLL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    if code is None:
        os.waitpid(child, 0)
    return {"code": code}


if __name__ == "__main__":
    student = load(sys.argv[1])
    sys.meta_path.insert(0, student.Instead())
    serve(student)
