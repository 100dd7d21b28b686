"""A chain, a tree and a layered graph of 1,000 to 1,000,000 operations: time and memory for each operation.

Eager steps grow with the cost of memory: a dictionary of a million nodes is in no cache. Python's collector adds to it:
it looks through all that there is the oftener the more there is. What a million operations need in memory, and to be
recorded, is seen at the deep chain, in a process of its own.
"""

import gc
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import chain as chain_of
from itertools import combinations
from math import inf, isfinite
from statistics import median

import engine
from engine import Value
from engine.tape import Tape, record
from tests.benchmarks.measure import Row

ROUNDS = 3
SIZES = {10**3: 9, 10**4: 3, 10**5: 1, 10**6: 1}  # how often each is measured in a round
LARGEST = 10**6  # which takes seconds, and so averages over slow whiles itself: measured in the middle round only
RECORDED = {10**3: 12, 10**4: 3, 10**5: 1}  # how often each is recorded
COLLECTED = 10**5  # the largest of which a step is measured with the collector as well
COUNTED = (10**3, 10**4)  # where memory is counted, which is slow
MOST = {"graph and its backward pass": 400.0, "tape": 64.0}  # bytes
GROWTH = {"eager step": inf, "eager step, collector off": 1.5}  # of the others at most 2
WIDTH = 100


def chain(n: int) -> tuple[Value, list[Value]]:
    """One long way: y <- y w, y <- y + x, in turn."""
    x, w = Value(0.5), Value(0.9)
    y = x
    for i in range(n):
        y = y * w if i % 2 else y + x
    return y, [x, w]


def tree(n: int) -> tuple[Value, list[Value]]:
    """Pairs of leaves, pairs of pairs, ...: products and sums in turn, over the same hundred leaves."""
    leaves = [Value(0.5 + (i % 7) / 10) for i in range(WIDTH)]
    row, product = [leaves[i % WIDTH] for i in range(n + 1)], True
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        joined = [a * b if product else a + b for a, b in pairs]
        row, product = joined + row[len(row) & ~1 :], not product
    return row[0], leaves


def layered(n: int) -> tuple[Value, list[Value]]:
    """Layers of 100 values; each is made of two of the layer before, by a product, a relu or a sum in turn."""
    leaves = [Value(0.5 + (i % 7) / 10) for i in range(WIDTH)]
    row, ops = leaves, (lambda a, b: a * b, lambda a, b: a.relu(), lambda a, b: a - b)
    for i in range(n // WIDTH):
        row = [ops[i % 3](row[j], row[(j * 7 + i) % WIDTH]) for j in range(WIDTH)]
    return engine.sum(row), leaves


def _timed(call: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    made = call()
    return time.process_time() - start, made


def _traced(call: Callable[[], object]) -> tuple[int, int, object]:
    """Return the bytes that what is made keeps, the most in use on the way, and what is made."""
    gc.collect()
    tracemalloc.start()
    made = call()
    gc.collect()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept, peak, made


def _step(build: Callable[[int], tuple[Value, list[Value]]], n: int) -> float:
    """Return the seconds that it takes to build a graph, differentiate it, and free it."""
    gc.collect()
    start = time.process_time()
    output, _ = build(n)
    output.backward()
    del output
    return time.process_time() - start


def _steps(build: Callable[[int], tuple[Value, list[Value]]], sizes: list[int]) -> Iterator[tuple[int, str, float]]:
    """Yield (size, how, seconds) of eager steps; the sizes take turns, so that a slow while of the machine hits all."""
    for turn in range(ROUNDS):
        for n in sizes:
            for _ in range(SIZES[n] if n < LARGEST or turn == ROUNDS // 2 else 0):
                if n <= COLLECTED:
                    yield n, "eager step", _step(build, n)
                gc.disable()  # it looks for cycles, of which a graph has none
                yield n, "eager step, collector off", _step(build, n)
                gc.enable()


def _recordings(build: Callable[[int], tuple[Value, list[Value]]], n: int) -> Iterator[tuple[int, str, float]]:
    """Yield (size, how, seconds) of recordings, and of replays."""
    if n in RECORDED:
        _recorded(*build(n))  # memory that the system hands out for the first time is half of a single measurement
    for _ in range(RECORDED.get(n, 0)):
        output, leaves = build(n)
        gc.collect()
        seconds, tape = _timed(lambda output=output, leaves=leaves: _recorded(output, leaves))
        yield n, "recording", seconds
        yield n, "replay", min(_timed(tape.value_and_grad)[0] for _ in range(3))


def _microseconds(build: Callable[[int], tuple[Value, list[Value]]], largest: int) -> dict[int, dict[str, float]]:
    """Return for each size the median microseconds an operation of an eager step, of recording, and of a replay."""
    sizes = [n for n in SIZES if n <= largest]
    found: dict[int, dict[str, list[float]]] = {n: {} for n in sizes}
    for n, how, seconds in chain_of(_steps(build, sizes), *(_recordings(build, n) for n in sizes)):
        found[n].setdefault(how, []).append(seconds)
    return {n: {how: median(times) / n * 1e6 for how, times in one.items()} for n, one in found.items()}


def _recorded(output: Value, leaves: list[Value]) -> Tape:
    """Return a tape that has been replayed once, so that all its memory is there."""
    tape = record(output, leaves)
    tape.value_and_grad()
    return tape


def _bytes(build: Callable[[int], tuple[Value, list[Value]]], n: int) -> dict[str, float]:
    """Return the bytes an operation of a graph, of a graph while it is differentiated, and of a tape after a replay."""
    graph, _, (output, leaves) = _traced(lambda: build(n))
    _, sweeping, _ = _traced(output.backward)
    tape, _, _ = _traced(lambda: _recorded(output, leaves))
    return {"graph": graph / n, "graph and its backward pass": (graph + sweeping) / n, "tape": tape / n}


DEEP = """
import copy, pathlib, pickle, resource, time
import engine
from engine import draw, gradient, record
from engine.trace import trace
from tests.benchmarks.scale import chain

def refused(output):
    for collapse in (False, True):
        try:
            draw(output, collapse=collapse)
        except engine.GraphTooLargeError:
            continue
        raise AssertionError("a drawing of a million values is not refused")

def peak():
    # The most in use, in MiB; what rusage says counts the parent's memory in, too, on Linux.
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024

made = list(chain(10**6))
leaves = made.pop()
tape = lambda output: record(output, leaves).value_and_grad()
steps = {
    "backward": lambda output: output.backward(),
    "gradient": lambda output: gradient(output, leaves),
    "record and replay": tape,
    "trace": trace,
    "drawing, refused with advice": refused,
    "deepcopy": copy.deepcopy,
    "pickle and back": lambda output: pickle.loads(pickle.dumps(output)),
    "free": lambda output: made.clear(),
}
for name, step in steps.items():
    start = time.process_time()
    step(made[0])
    seconds = time.process_time() - start
    print(name, seconds, peak(), sep=";")
"""


def _deep() -> list[Row]:
    """A chain of a million operations in a process of its own: the seconds of all that is done, and the peak."""
    said = subprocess.run([sys.executable, "-c", DEEP], check=True, capture_output=True, text=True).stdout.splitlines()
    rows = []
    for name, seconds, mebibytes in (line.split(";") for line in said):
        shown, peak = f"{float(seconds):.2f} s", float(mebibytes)
        reached = float(seconds) < 10 and peak < 700
        rows.append(Row("deep chain, 10^6", name, shown, f"{peak:.0f} MiB so far", "10 s, 700 MiB", reached))
    return rows


def measure() -> list[Row]:
    rows = _deep()
    for build, largest in ((chain, 10**6), (tree, 10**6), (layered, 10**5)):
        rows += _rows(build, _microseconds(build, largest), "µs")
    for build in (tree, layered):
        rows += _rows(build, {n: _bytes(build, n) for n in COUNTED}, "bytes")
    return rows


def _rows(build: Callable[[int], object], found: dict[int, dict[str, float]], unit: str) -> Iterator[Row]:
    """Yield for all that was measured a row: what an operation costs at each size, and by how much that grows."""
    for key in found[10**3]:
        each = {n: one[key] for n, one in found.items() if key in one}
        most, growth = MOST.get(key, inf), GROWTH.get(key, 2.0)
        grows = max(after / before for before, after in combinations(each.values(), 2))
        aims = [f"at most {most:g}"] * isfinite(most) + [f"flat within {growth:g} x"] * isfinite(growth)
        reached = each[max(each)] <= most and grows <= growth if aims else None
        shown = ", ".join(f"{x:.3g}" for x in each.values()) + f" {unit}/op"
        sizes = f"{build.__name__}, 10^3 to 10^{len(str(max(each))) - 1}"
        yield Row(sizes, key, shown, f"grows {grows:.3g} x", " and ".join(aims), reached)
