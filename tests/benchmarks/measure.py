"""Timing and memory, and the rows of the report."""

import gc
import importlib
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any


@dataclass
class Row:
    """One line of the report: what was measured, how much it is, and what it should reach (empty: only to know)."""

    workload: str
    contender: str
    measured: str
    compared: str = ""
    target: str = ""
    reached: bool | None = None


def peer(name: str) -> Any:
    """Return another engine's module, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def medians(
    contenders: Mapping[str, Callable[[], object]], rounds: int = 15, least: float = 0.02,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:  # fmt: skip
    """Return the median seconds of one call for each contender; fast ones are called often enough to be seen.

    Everyone starts with a clean heap and is called at least twice, so that it clears away its own garbage. Where
    one has several threads, `clock=time.perf_counter` counts what one waits for.
    """
    repeats = {}
    for name, call in contenders.items():
        call()
        start = clock()
        call()
        repeats[name] = max(2, int(least / max(clock() - start, 1e-7)))
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            gc.collect()
            start = clock()
            for _ in range(repeats[name]):
                call()
            found[name].append((clock() - start) / repeats[name])
    return {name: median(times) for name, times in found.items()}


def memory(make: Callable[[], object]) -> tuple[object, int, int]:
    """Return what `make` makes, the bytes it keeps, and the most bytes in use on the way."""
    gc.collect()
    tracemalloc.start()
    made = make()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made, kept, peak


def show(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 1 or unit == "µs":
            return f"{seconds * scale:.3g} {unit}"
    return ""


def against(
    workload: str, times: Mapping[str, float], base: str, targets: Mapping[str, tuple[str, float]] | None = None
) -> list[Row]:
    """Return a row for each contender with its speed as a multiple of `base`; targets say (whose speed, how often)."""
    rows = []
    for name, seconds in times.items():
        row = Row(workload, name, show(seconds), f"{times[base] / seconds:,.3g} x {base}")
        if targets and name in targets:
            other, least = targets[name]
            if other in times:
                row.target, row.reached = f"{least:,g} x {other}", times[other] / seconds >= least
        rows.append(row)
    return rows


def recorded(workload: str, recording: Callable[[], object], building: Callable[[], object], step: float) -> Row:
    """Return the row for recording and a first replay; `recording` builds the graph, too, which is taken off."""
    times = medians({"recording": recording, "building": building}, 5)
    spent = times["recording"] - times["building"]
    steps = spent / step
    return Row(workload, "record and first replay", show(spent), f"{steps:.3g} eager steps", "at most 5", steps <= 5)


def ratios(
    ours: Callable[[], object], theirs: Callable[[], object], *setup: Callable[[], object],
    pairs: int = 25, least: float = 0.01,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Return how many times as long ours takes, from pairs in turn: the median, both quartiles, and our median seconds.

    Args:
        setup: what is taken off either: (part of ours, part of theirs).
    """
    calls = (ours, theirs, *setup)
    repeats = []
    for call in calls:
        call()
        start = time.process_time()
        call()
        repeats.append(max(1, int(least / max(time.process_time() - start, 1e-7))))
    found, seconds = [], []
    for _ in range(pairs):
        times = []
        for call, repeat in zip(calls, repeats, strict=True):
            gc.collect()
            start = time.process_time()
            for _ in range(repeat):
                call()
            times.append((time.process_time() - start) / repeat)
        a, b = (times[0] - times[2], times[1] - times[3]) if setup else times
        found.append(a / b)
        seconds.append(a)
    low, middle, high = quantiles(found, n=4)
    return middle, low, high, median(seconds)
