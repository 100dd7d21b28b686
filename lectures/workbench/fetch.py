"""What the workbench carries that is not ours, from the package index, pinned and checked by npm against its hashes."""

import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

from lectures.errors import LectureError
from lectures.workbench.node import environment, npm

PACKAGES = resources.files("lectures.workbench") / "packages"
LISTS = ("package.json", "package-lock.json")


def fetched(otherwise: Path | None = None) -> Path:
    """Return the folder `node_modules` with everything in it, after getting it where it is not there yet.

    Args:
        otherwise: where to keep it where the environment of this Python may not be written to.

    Raises:
        LectureError: where there is no npm, or the package index cannot be reached.
    """
    folder = Path(sys.prefix) / "workbench"
    if otherwise is not None and not os.access(folder if folder.exists() else sys.prefix, os.W_OK):
        folder = otherwise
    lists = {name: (PACKAGES / name).read_text("utf-8") for name in LISTS}
    ready = folder / "ready"
    if ready.exists() and ready.read_text("utf-8") == lists["package-lock.json"]:
        return folder / "node_modules"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in lists.items():
        (folder / name).write_text(text, "utf-8")
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if not line.startswith("npm notice")]
        said = "\n".join(lines[:5])
        raise LectureError(f"npm could not get what the workbench carries:\n{said}\nIs the package index in reach?")
    ready.write_text(lists["package-lock.json"], "utf-8")
    return folder / "node_modules"
