"""Running a student's file apart from us: in a process of its own, with limits, in a folder that is thrown away."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lectures.site.workers import ONE_THREAD, stop_group

STUDENT = Path(__file__).with_name("student.py")
ROOT = Path(__file__).parents[2]


def run_apart(path: Path, cases: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Run `student.py` on the file, with a time limit.

    Args:
        path: the student's file.
        cases: the numbers for each call of its function.
        seconds: how long it may take.

    Returns:
        "answers", one for each case, "printed", "noticed" (what it called that is unavailable), and "error" where it
        broke off.
    """
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        given, answers = Path(folder, "given.json"), Path(folder, "answers.json")
        given.write_text(json.dumps(list(cases)))
        process = subprocess.Popen(
            [sys.executable, "-B", "-P", str(STUDENT), str(path.resolve()), str(given), str(answers)],
            cwd=folder,
            env=_surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that what it starts can be stopped with it
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return {
                "error": f"it did not finish within {seconds:g} s; is there an endless loop? (--seconds gives more)"
            }
        finally:
            stop_group(process.pid)
            process.kill()
            process.wait()
        try:
            result: dict[str, Any] = json.loads(answers.read_text())
        except (OSError, ValueError):
            return {"error": f"Python ended with code {code} before gradients() returned"}
    return result


def _surroundings() -> dict[str, str]:
    """Return the variables of the process: no screen for plots, one thread for NumPy, no engine on the path."""
    path = [x for x in os.environ.get("PYTHONPATH", "").split(os.pathsep) if x and Path(x).resolve() != ROOT]
    return {**os.environ, **ONE_THREAD, "MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(path)}
