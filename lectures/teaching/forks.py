"""Running many answers apart from us without starting Python for each: a process that copies itself for every one."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lectures.exercises.apart import STUDENT
from lectures.site.workers import ONE_THREAD, stop_group

SERVER = Path(__file__).with_name("fork_server.py")


class Forks:
    """Runs answers like `lectures.exercises.apart.run_apart`, many times as fast; use it with `with`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Forks":
        return self

    def __exit__(self, *details: object) -> None:
        self.stop()

    def run(self, path: Path, cases: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
        """Run one answer, in a folder that is thrown away.

        Args:
            path: the student's file.
            cases: the numbers for each call of its function.
            seconds: how long it may take.

        Returns:
            as `run_apart` does.
        """
        with tempfile.TemporaryDirectory(prefix="grade-") as folder:
            asked = {"path": str(path.resolve()), "cases": list(cases), "seconds": seconds, "folder": folder}
            code = self._ask(json.dumps(asked))
            if code == "lost":
                return {"error": "it ended the process that runs the answers"}
            if code == "late":
                return {"error": f"it did not finish within {seconds:g} s; is there an endless loop?"}
            try:
                result: dict[str, Any] = json.loads(Path(folder, "answers.json").read_text())
            except (OSError, ValueError):
                return {"error": f"Python ended with code {code} before gradients() returned"}
            return result

    def _ask(self, line: str) -> int | str:
        """Return the exit code of one answer, "late" where it was stopped, "lost" where the server went with it."""
        process = self._server()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            said = process.stdout.readline()
            code = json.loads(said)["code"]
        except (OSError, ValueError, KeyError, TypeError):  # an answer has killed its parent, say
            self.stop()
            return "lost"
        return "late" if code is None else int(code)

    def _server(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-P", str(SERVER), str(STUDENT)],
                env={**os.environ, **ONE_THREAD, "MPLBACKEND": "Agg"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        return self._process

    def stop(self) -> None:
        """End the server."""
        if self._process is not None:
            stop_group(self._process.pid)
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None
