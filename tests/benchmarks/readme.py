"""The README's table of speeds, made of out/bench.json."""

import re
from collections.abc import Mapping
from typing import Any

from tests.benchmarks.measure import short, show

BEGIN, END = (
    "<!-- speeds: `python -m tests.benchmarks --readme` writes this from out/bench.json -->",
    "<!-- end of speeds -->",
)
HEAD = "| value and gradient of | chalkgrad | how many times as fast as |\n|---|---|---|\n"
HAND, EPOCH = "replayed : NumPy by hand", "an epoch of fit"
SURE = 0.02  # a ratio whose quartiles are, of it, further than this from their middle is given with how far
LINES = {  # what the reader calls it: the rows of the report, by workload and contender
    "moons, an MLP(2, 16, 16, 1) on 100 points, eager, `engine.affine` of each row of weights": [
        ("moons step", "eager, affine : micrograd"),
        ("moons step", "eager, affine : micrograd, both without Python's collector")
    ],
    "the same, eager, every `*` and `+` an operation, as there": [
        ("moons step", "eager, written out : micrograd"),
        ("moons step", "eager, written out : micrograd, both without Python's collector"),
    ],
    "the same, replayed": [
        ("moons step", f"replayed : {name}")
        for name in ("C by hand", "NumPy by hand", "jitted JAX", "torch", "CasADi", "autograd", "micrograd")
    ],
    "the same, compiled: `tape.compile()`": [
        ("moons step", f"compiled : {name}") for name in ("C by hand", "NumPy by hand", "replayed")
    ],
    "4,000 points, replayed": [
        ("moons MLP, 4,000 points", f"replayed : {name}")
        for name in ("jitted JAX by hand", "its function(jax.numpy), jitted")
    ],
    "100 points, as WebAssembly in Chromium": [("moons step", "WebAssembly in Chromium : replayed")],
    "digits, an MLP on 50 images, replayed": [("digits MLP, 50 recorded, value and gradient", HAND)],
    "digits, a ConvNet on 16 images, replayed": [("digits ConvNet, 16 recorded, value and gradient", HAND)],
    "a GPT with one layer, every `*` and `+` an operation, {GPT step: operations written out} of them, replayed": [
        ("GPT step, written out, value and gradient", HAND),
        ("GPT step", "replayed, from written-out code : plain engine"),
    ],
    "the same GPT of dot, sum and softmax, {GPT step: operations of dot, sum, softmax} operations, replayed": [
        ("GPT step, of dot, sum, softmax, value and gradient", HAND),
        ("GPT step", "replayed, from dot, sum, softmax : plain engine"),
    ],
    "`fit`, an epoch: moons, SGD": [(f"moons, 20 at a time, SGD, {EPOCH}", HAND)],
    "`fit`, an epoch: digits, MLP, Adam": [(f"digits MLP, 50 at a time, Adam, {EPOCH}", HAND)],
    "`fit`, an epoch: digits, ConvNet, SGD": [(f"digits ConvNet, 20 at a time, SGD, {EPOCH}", HAND)],
}  # fmt: skip
COUNT = re.compile(r"\{(.+?)\}")
LINE = re.compile(r"\| [^|]+ \| [\d.,]+ (?:s|ms|µs) \| (?:[\d.,]+ × [^|]+?(?: \(± \d+ %\))?(?:, (?=\d)|(?= \|)))+ \|")


def section(report: dict[str, Any]) -> str:
    """Return the table in Markdown, between its two comments; what was not measured is left out."""
    rows = {(row["workload"], row["contender"]): row["numbers"] for row in report["rows"] if row["numbers"]}
    counts = {f"{row['workload']}: {row['contender']}": row["measured"] for row in report["rows"]}
    lines = []
    for title, asked in LINES.items():
        there = [(name.split(" : ")[1], rows[workload, name]) for workload, name in asked if (workload, name) in rows]
        if there and all(count in counts for count in COUNT.findall(title)):
            compared = ", ".join(f"{short(numbers['as_fast'], 2)} × {peer}{sure(**numbers)}" for peer, numbers in there)
            lines.append(f"| {counted(title, counts)} | {show(there[0][1]['seconds'])} | {compared} |\n")
    return f"{BEGIN}\n{HEAD}{''.join(lines)}\n{under(report['machine'])}\n{END}"


def counted(title: str, counts: Mapping[str, str]) -> str:
    """Return a title with how many operations the graph has, as the run has counted them.

    >>> counted("a net, {GPT step: of dot} operations, replayed", {"GPT step: of dot": "2,420"})
    'a net, 2,420 operations, replayed'
    """
    return COUNT.sub(lambda found: counts[found[1]], title)


def sure(as_fast: float, low: float, high: float, **others: float) -> str:
    """Return how far the quartiles of a ratio are from their middle, "" where that is little.

    >>> sure(as_fast=5.0, low=4.8, high=5.2), sure(as_fast=5.0, low=4.95, high=5.05)
    (' (± 4 %)', '')
    """
    half = (high - low) / 2 / as_fast
    return f" (± {100 * half:.0f} %)" if half >= SURE else ""


def under(machine: dict[str, Any]) -> str:
    """Return the line under the table: when, on what, and with which versions."""
    peers = ", ".join(f"{name} {number}" for name, number in machine["peers"].items())
    return (
        f"{machine['date']}, commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores, "
        f"everyone on one core, load {machine['load']:g} before; "
        f"Python {machine['python']}, NumPy {machine['numpy']} ({machine['blas']}), {peers}.\n"
        "Medians of 15 rounds, in which everyone takes turns, and of the ratios in each; ± is half of what lies\n"
        f"between the quartiles, from {100 * SURE:.0f} % on. The plain engine: `tests/benchmarks/plain.py`."
    )


def written(readme: str, table: str) -> str:
    """Return the README with this table in the place of the one that it has."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md has no place for the table: it stands between {BEGIN} and {END}")
    return before + table + after
