"""Run all workloads, or those named: `python -m tests.benchmarks moons gpt`; `--readme` puts a run into README.md.

On one core, side by side in one process, every contender in turn in every round, medians of the processor's time with
both quartiles, so that what else the machine does counts less. No workload is imported before one_thread is.
"""

import argparse
import gc
import importlib
import json
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import one_thread
from tests.benchmarks.machine import machine
from tests.benchmarks.measure import Row
from tests.benchmarks.readme import LINES, section, written

README = Path(__file__).parents[2] / "README.md"
WORKLOADS = {  # the seconds that each may take of a run of all, on a quiet machine
    "waits": 25, "moons": 36, "gpt": 10, "digits": 10, "twins": 15, "wasm": 10, "native": 12, "anywhere": 10,
    "scale": 36, "growth": 42,
}  # fmt: skip
WHOLE = 180
FREE = ("waits", "wasm")  # have all cores: what one waits for every day, and a browser, whose clock is the wall's


def measured(names: list[str]) -> list[Row]:
    """Return the rows of these workloads, and of the time that they took."""
    rows, spent, everything = [], [], len(names) == len(WORKLOADS)
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr)
        start, used = time.perf_counter(), time.process_time()
        workload = importlib.import_module(f"tests.benchmarks.{name}")
        gc.collect()
        gc.freeze()  # what earlier workloads and peers left in memory shall not slow the collector down in this one
        with nullcontext() if name in FREE else one_thread.one_core():
            rows += workload.measure()
        seconds, used = time.perf_counter() - start, time.process_time() - used
        spent.append(_spent(name, seconds, used, WORKLOADS[name] if everything else None))
    if everything:
        whole, used = (sum(row.numbers[key] for row in spent) for key in ("seconds", "process"))
        spent.append(_spent("everything", whole, used, WHOLE))
    return rows + spent


def _spent(name: str, seconds: float, used: float, most: float | None) -> Row:
    numbers = {"seconds": seconds, "process": used}
    processor = f"{used:.0f} s of the processor"
    goal, reached = ("", None) if most is None else (f"at most {most} s", seconds <= most)
    return Row("the bench", name, f"{seconds:.0f} s", processor, goal, reached, numbers)


def show_table(rows: list[Row], about: dict[str, object]) -> None:
    """Print the rows, the ratios before the times."""
    table = Table("workload", "contender", "compared", "measured", "to reach", "")
    for i, row in enumerate(rows):
        if i and row.workload.split()[0] != rows[i - 1].workload.split()[0]:
            table.add_section()
        mark = "" if row.reached is None else "yes" if row.reached else "NO"
        table.add_row(row.workload, row.contender, row.compared, row.measured, row.target, mark)
    console = Console(width=None if sys.stdout.isatty() else 200)
    console.print(table)
    console.print("; ".join(f"{key} {value}" for key, value in about.items()), highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="workload", help=", ".join(WORKLOADS))
    parser.add_argument("--out", type=Path, default=Path("out"), help="the folder of bench.json (out)")
    parser.add_argument("--readme", action="store_true", help="measure nothing; write the table of README.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - WORKLOADS.keys():
        parser.error(f"there is no workload {', '.join(sorted(unknown))}; there are {', '.join(WORKLOADS)}")
    path = asked.out / "bench.json"
    if asked.readme:
        if not path.exists():
            parser.error(f"{path} is not there; `make bench` writes it")
        report = json.loads(path.read_text(encoding="utf-8"))
        there = {row["workload"] for row in report["rows"]}
        if missing := {workload for asked in LINES.values() for workload, _ in asked} - there:
            parser.error(f"{path} has nothing of {', '.join(sorted(missing))}; run all workloads: `make bench`")
        README.write_text(written(README.read_text(encoding="utf-8"), section(report)), encoding="utf-8")
        print(f"Wrote the table of {README}")
        return
    about, rows = machine(), measured(asked.names or list(WORKLOADS))
    show_table(rows, about)
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": about, "rows": [asdict(row) for row in rows]}
    path.write_text(
        json.dumps(report, indent=1, ensure_ascii=False, default=lambda number: number.item()) + "\n", encoding="utf-8"
    )
    print(f"Wrote {path}")


if __name__ == "__main__":
    main()
