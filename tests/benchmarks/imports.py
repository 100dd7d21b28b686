"""How long `import engine` takes, over what Python needs to start, and what it brings along."""

import subprocess
import sys
import time
from statistics import median

from tests.benchmarks.measure import Row, show

HEAVY = ("numpy", "matplotlib", "pygraphviz")


def _seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def measure() -> list[Row]:
    times = [_seconds("import engine") - _seconds("pass") for _ in range(15)]
    spent = median(times)
    code = f"import engine, sys; print(*(name for name in {HEAVY} if name in sys.modules))"
    brought = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    return [
        Row("import engine", "over starting Python", show(spent), "", "under 50 ms", spent < 0.05),
        Row("import engine", "brings along", brought or "none of " + ", ".join(HEAVY), "", "none", not brought),
    ]
