"""Timing and memory, and the rows of the report."""

import gc
import importlib
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

Seconds = dict[str, list[float]]  # for each contender the seconds of one call, round by round


@dataclass
class Row:
    """One line of the report: what was measured, how much it is, and what it should reach (empty: only to know)."""

    workload: str
    contender: str
    measured: str
    compared: str = ""
    target: str = ""
    reached: bool | None = None
    numbers: dict[str, float] = field(default_factory=dict)  # the same unrounded, for out/bench.json


def peer(name: str) -> Any:
    """Return another engine's module, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def rounds(
    contenders: Mapping[str, Callable[[], object]], number: int = 15, least: float = 0.01,
    calls: Mapping[str, int] | None = None, collector: bool = True,
) -> Seconds:  # fmt: skip
    """Call every contender in turn in every round; fast ones often enough to be seen.

    Everyone starts with a clean heap. What Python's collector needs to clear away what a contender leaves behind
    is part of its seconds, as it is in a training loop.

    Args:
        number: how many rounds.
        least: the seconds that the calls of a round take together, about.
        calls: for some contenders, how many calls a round has at least.
        collector: False switches it off, and clears away between the measurements.
    """
    repeats, clock = {}, time.process_time
    for name, call in contenders.items():
        for _ in range(2):  # the first call may prepare something
            start = clock()
            call()
            spent = clock() - start
            if spent > 10 * least:
                break
        repeats[name] = max((calls or {}).get(name, 1), int(least / max(spent, 1e-7)))
    gc.collect()
    gc.freeze()  # what is there by now stays, so nobody pays for looking through it
    found: Seconds = {name: [] for name in contenders}
    for _ in range(number):
        for name, call in contenders.items():
            gc.collect()
            if not collector:
                gc.disable()
            start = clock()
            for _ in range(repeats[name]):
                call()
            if collector:
                gc.collect()
            found[name].append((clock() - start) / repeats[name])
            gc.enable()
    return found


def medians(contenders: Mapping[str, Callable[[], object]], number: int = 15) -> dict[str, float]:
    """Return the median seconds of one call for each contender, from rounds in turn."""
    return {name: median(times) for name, times in rounds(contenders, number).items()}


def spread(numbers: Iterable[float]) -> tuple[float, float, float]:
    """Return the median and both quartiles."""
    low, middle, high = quantiles(numbers, n=4)
    return middle, low, high


def ratios(
    ours: Callable[[], object], theirs: Callable[[], object], *setup: Callable[[], object], pairs: int = 15
) -> tuple[float, float, float, float]:
    """Return how many times as long ours takes, from pairs in turn: the median, both quartiles, and our median seconds.

    Args:
        setup: what is taken off either: (part of ours, part of theirs).
    """
    times = list(rounds(dict(enumerate((ours, theirs, *setup))), pairs).values())  # type: ignore[arg-type]
    if setup:
        times = [
            [a - b for a, b in zip(whole, part, strict=True)] for whole, part in zip(times, times[2:], strict=False)
        ]
    return *spread(a / b for a, b in zip(times[0], times[1], strict=True)), median(times[0])


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


def short(number: float, digits: int = 3) -> str:
    """Return a ratio in so many digits, as one writes it.

    >>> short(0.98765), short(41.26), short(20412.0, 2)
    ('0.988', '41.3', '20,000')
    """
    return f"{float(f'{number:.{digits}g}'):,.10g}"


def against(
    workload: str, seconds: Seconds, ours: str, others: Mapping[str, float | None] | Iterable[str] = ()
) -> list[Row]:
    """Return a row for each of the others that was measured: how many times as fast ours is.

    Args:
        others: whom to compare with; a mapping says how many times as fast we should be, at least.
    """
    rows, least = [], others if isinstance(others, Mapping) else dict.fromkeys(others)
    for name in (name for name in least if name in seconds):
        middle, low, high = spread(b / a for a, b in zip(seconds[ours], seconds[name], strict=True))
        spent, theirs, goal = median(seconds[ours]), median(seconds[name]), least[name]
        rows.append(Row(
            workload, f"{ours} : {name}", f"{show(spent)} : {show(theirs)}",
            f"{short(middle)} ({short(low)} to {short(high)}) x as fast",
            "" if goal is None else f"at least {short(goal)} x", None if goal is None else middle >= goal,
            {"seconds": spent, "theirs": theirs, "as_fast": middle, "low": low, "high": high},
        ))  # fmt: skip
    return rows


def planned(workload: str, plan: Callable[[Any], object], build: Callable[[], Any], number: int = 7) -> Row:
    """Return the row for planning, which is recording a graph and its first replay, by one eager backward of it."""
    found: Seconds = {"plan": [], "backward": []}
    gc.collect()
    gc.freeze()
    for _ in range(number):
        for name, call in (("plan", plan), ("backward", lambda graph: graph.backward())):
            graph = build()
            gc.collect()
            start = time.process_time()
            call(graph)
            found[name].append(time.process_time() - start)
            del graph
    middle, low, high = spread(a / b for a, b in zip(found["plan"], found["backward"], strict=True))
    return Row(
        workload, "record and first replay", show(median(found["plan"])),
        f"{short(middle)} ({short(low)} to {short(high)}) eager backwards", "at most 5", middle <= 5,
        {"seconds": median(found["plan"]), "eager_backwards": middle, "low": low, "high": high},
    )  # fmt: skip
