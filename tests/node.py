"""The types of the pages' scripts, checked: `python -m tests.node`.

Where there is no npm, or what a page carries cannot be got, it says so and checks the rest.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from lectures.errors import LectureError
from lectures.workbench.fetch import fetched
from lectures.workbench.node import environment, npm

ROOT = Path(__file__).parents[1]
PLAYER, WORKBENCH = ROOT / "engine" / "drawing" / "web", ROOT / "lectures" / "workbench" / "web"
TYPESCRIPT = "typescript@5.9.3"


def check_player() -> int:
    """Run the TypeScript compiler over the script of the player and of live figures; return its exit code."""
    return _compile(PLAYER)


def check_workbench() -> int:
    """Run it over the workbench's script, with the types of the packages that this carries; return its exit code."""
    options = {"paths": {"*": [f"{fetched().as_posix()}/*"]}}
    with tempfile.TemporaryDirectory() as folder:
        extended = {"extends": str(WORKBENCH / "tsconfig.json"), "compilerOptions": options}
        (Path(folder) / "tsconfig.json").write_text(json.dumps(extended), "utf-8")
        return _compile(Path(folder))


def _compile(project: Path) -> int:
    command = [*npm(), "exec", "--yes", f"--package={TYPESCRIPT}", "--", "tsc", "-p", str(project)]
    return subprocess.run(command, env=environment(), check=False).returncode


def check(*checks: Callable[[], int]) -> int:
    """Run checks and return the worst exit code; one that cannot be made is none that fails."""
    codes = [0]
    for each in checks:
        try:
            codes.append(each())
        except LectureError as error:
            print(f"Types were not checked ({each.__name__}): {error}")
    return max(codes)


if __name__ == "__main__":
    sys.exit(check(check_player, check_workbench))
