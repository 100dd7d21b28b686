"""What one waits for every day, each in a fresh process: importing, drawing, building again, reading the errata.

All seconds are those of the wall, since that is what one waits for: on a busy machine they are longer. From nothing,
with the installation, is for a fresh clone and by hand: `time make lectures`.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from lectures.site.script import find_lectures
from tests.benchmarks.measure import Row, show

HEAVY = ("numpy", "matplotlib", "pygraphviz")
ROUNDS = 5
SMALL = "fit_line"
DRAW = """
from engine import Value, draw, named
x, w, b = Value(2.0, "x"), Value(0.5, "w"), Value(-0.3, "b")
h = named("h", (w * x + b).tanh())
draw(named("loss", (h - 1) ** 2)).svg()
"""


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _row(wait: str, seconds: Callable[[], float], goal: float, how: str, rounds: int = ROUNDS) -> Row:
    spent = median(seconds() for _ in range(rounds))
    return Row("waits", wait, f"{show(spent)} {how}".strip(), "", f"under {show(goal)}", spent < goal)


def measure() -> list[Row]:
    code = f"import engine, sys; print(*(name for name in {HEAVY} if name in sys.modules))"
    brought = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    rows = [
        _row("import engine", lambda: _seconds("-c", "import engine") - _seconds("-c", "pass"), 0.025, "over Python"),
        Row("waits", "import engine brings", brought or "none of " + ", ".join(HEAVY), "", "none", not brought),
        _row("first draw", lambda: _seconds("-c", DRAW), 0.3, ""),
    ]
    with tempfile.TemporaryDirectory(prefix="waits-") as out:
        # The companions are all that the errata needs, and are built in seconds; the whole course is not.
        names = [name for name, script in find_lectures().items() if script.claims_path.exists() or name == SMALL]
        build = ("-m", "lectures", "build", *names, "--out", out)
        _seconds(*build)

        def changed() -> float:
            Path(out, ".built", f"{SMALL}.json").unlink()
            return _seconds(*build)

        return [
            *rows,
            _row("nothing changed", lambda: _seconds(*build), 2.0, f"for {len(names)} lectures"),
            _row("one small lecture changed", changed, 5.0, "", rounds=3),
            _row("errata, from the cache", lambda: _seconds("-m", "lectures", "errata", "--out", out), 1.0, ""),
        ]
