"""What was measured on: the machine, Python and the libraries, and which state of the project."""

import contextlib
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

PEERS = ("micrograd", "autograd", "casadi", "jax", "torch")


def said(*command: str) -> str:
    """Return the first line that a program prints, "" where it cannot be run."""
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, check=True, text=True)
        return done.stdout.partition("\n")[0]
    return ""


def processor() -> str:
    with contextlib.suppress(OSError):
        if found := re.search(
            r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
        ):
            return found[1]
    return said("sysctl", "-n", "machdep.cpu.brand_string") or platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of the peers that are installed."""
    found = {}
    for name in PEERS:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def machine() -> dict[str, object]:
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    changed = "*" if said("git", "status", "--porcelain", "--untracked-files=no") else ""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": said("git", "rev-parse", "--short", "HEAD") + changed,
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),  # of the minute before
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['name']} {blas['version']}",
        "compiler": said("cc", "--version"),
        "peers": versions(),
    }
