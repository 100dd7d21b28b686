"""Run all workloads, or those named: `python -m tests.benchmarks moons gpt`.

One thread each, side by side in one process, every contender in turn in every round, medians of the processor's
time, so that what else the machine does counts less. No workload is imported before one_thread is.
"""

import gc
import importlib
import sys

from rich.console import Console
from rich.table import Table

from tests.benchmarks import one_thread as one_thread

WORKLOADS = ("imports", "moons", "gpt", "digits", "twins", "wasm", "scale", "growth", "anywhere")


def main(names: list[str]) -> None:
    table = Table("workload", "contender", "measured", "compared", "to reach", "")
    for name in names or WORKLOADS:
        print(f"measuring {name} ...", file=sys.stderr)
        workload = importlib.import_module(f"tests.benchmarks.{name}")
        gc.collect()
        gc.freeze()  # what earlier workloads and peers left in memory shall not slow the collector down in this one
        for row in workload.measure():
            mark = "" if row.reached is None else "yes" if row.reached else "NO"
            table.add_row(row.workload, row.contender, row.measured, row.compared, row.target, mark)
        table.add_section()
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
