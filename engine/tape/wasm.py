"""A tape as WebAssembly: the plan as data, a kernel for each kind of step, and loops that go through them.

`forward` and `backward` go over the descriptions of the steps, which lie in memory, and call the kernel that each one
names (printing/kernels.py). So the code is as long as there are kinds of steps, however long the program is. One run is
one example; the loader in JavaScript (loader.js) adds up the examples of a batch, checks guards and numbers, and says
what is wrong with them.
"""

import json
import operator
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from engine.printing import kernels
from engine.printing.assembler import Code, Function, module, wat
from engine.printing.kernels import Shape, get, repeated
from engine.tape.blocks import Block, block, wanted
from engine.tape.plan import ArrayPlan, Plan
from engine.tape.program import Program

NUMBER, PAGE = 8, 1 << 16  # bytes
COMPARED = {operator.lt: "<", operator.le: "<=", operator.gt: ">", operator.ge: ">=", operator.eq: "=="}


@dataclass(frozen=True)
class Wasm:
    """A module, as bytes and as functions, and the source of an ES module that loads it.

    Attributes:
        layout: what the loader has to know of this module.
        shapes: the kinds of steps, by the place of their forward kernel.
    """

    bytes: bytes
    loader: str
    functions: list[Function]
    layout: dict[str, Any]
    shapes: dict[int, Shape]

    @property
    def text(self) -> str:
        """The module's functions to be read."""
        return "\n\n".join(map(wat, self.functions))


class _Memory:
    """What lies where: descriptions of steps and tables of addresses, then numbers, then their gradients."""

    def __init__(self, program: Program, steps: Sequence[Sequence[Block]]) -> None:
        tables = sum(4 * block.ids.size for blocks in steps for block in blocks if block.far is None)
        self.width = kernels.BLOCKS + kernels.OF_BLOCK * max(map(len, steps), default=0)
        self.steps_end = self.width * len(steps)
        self.numbers = -(-(self.steps_end + tables) // NUMBER) * NUMBER
        self.count = len(program.depends)
        self.gradients = NUMBER * self.count  # how far behind a number its gradient lies
        self.pages = -(-(self.numbers + 2 * self.gradients) // PAGE)


class _Kernels:
    """The kernels that the steps need, each once: a step finds them by their place."""

    def __init__(self, gradients: int) -> None:
        self.gradients, self.functions = gradients, list[Function]()
        self.places: dict[tuple[Shape, tuple[bool, ...] | None], int] = {}

    def place(self, shape: Shape, wanted: tuple[bool, ...] | None = None) -> int:
        """Return the place of the forward kernel, or of that for the gradients of the blocks that are wanted."""
        if (shape, wanted) not in self.places:
            name = f"{shape.row.name}{len(self.functions)}"
            made = (
                kernels.forward(shape, name) if wanted is None
                else kernels.backward(shape, wanted, self.gradients, f"{name}_back")
            )  # fmt: skip
            self.places[shape, wanted] = len(self.functions)
            self.functions.append(made)
        return self.places[shape, wanted]


def assembled(plan: Plan, outputs: int, single: bool, compared: Iterable[Any], needed: int) -> Wasm:
    """Return a plan as WebAssembly.

    Args:
        plan: all of whose steps are on arrays.
        outputs: how many of the program's outputs are results; behind them stands what is compared.
        single: whether there is one output, which is not in a list.
        compared: the comparisons as (comparison, outcome, the places behind the outputs of one side, of the other).
        needed: the bits WRT and INPUT by which gradients are wanted.
    """
    program, steps = plan.program, [step for step in plan.steps if isinstance(step, ArrayPlan)]
    read = [[block(ids) for ids in step.reads] for step in steps]
    memory = _Memory(program, read)
    table, descriptions, addresses = _Kernels(memory.gradients), bytearray(), bytearray()
    for step, blocks in zip(steps, read, strict=True):
        shape = Shape(step.row, tuple(len(ids) for ids, _ in blocks), tuple(far is None for _, far in blocks))
        first = memory.numbers + NUMBER * (program.leaves + step.start)
        words = [table.place(shape), table.place(shape, wanted(program, step, needed)), step.rows, step.columns, first]
        for read_by in blocks:
            at = memory.numbers + NUMBER * read_by.ids.astype(np.int64)
            if read_by.far is not None:
                words += [int(at.flat[0]), *(NUMBER * far for far in read_by.far)]
            else:
                words += [memory.steps_end + len(addresses), *(4 * far for far in read_by.in_table)]
                addresses += at.astype("<u4").tobytes()
        descriptions += struct.pack(f"<{len(words)}i", *words).ljust(memory.width, b"\0")
    functions = [*table.functions, *_entries(memory, [function.name for function in table.functions])]
    called = {name for function in functions for code in function.body for name in kernels.calls(code)}
    code = module(
        functions,
        {name: n for name, n in kernels.IMPORTS.items() if name in called},
        memory.pages,
        {0: bytes(descriptions + addresses), memory.numbers: program.constants.astype("<f8").tobytes()},
        [function.name for function in table.functions],
        ["forward", "backward", "finite"],
    )
    layout = _layout(program, memory, table, outputs, compared) | {"single": single}
    shapes = {place: shape for (shape, wanted), place in table.places.items() if wanted is None}
    return Wasm(code, loader(layout), functions, layout, shapes)


def loader(layout: dict[str, Any] | None) -> str:
    """Return the source of the loader, which knows this layout unless it is given another."""
    source = (resources.files("engine.tape") / "loader.js").read_text("utf-8")
    return source.replace("LAYOUT", json.dumps(layout, separators=(",", ":")), 1)


def _entries(memory: _Memory, table: Sequence[str]) -> list[Function]:
    """Return the functions that JavaScript calls."""
    gradients = memory.numbers + memory.gradients
    clear: Code = ["memory.fill", ["i32.const", gradients], ["i32.const", 0], ["i32.const", memory.gradients]]
    seed: Code = ["f64.store", memory.gradients, get("output"), ["f64.const", 1.0]]
    return [
        _through_steps("forward", 0, memory, table, []),
        _through_steps("backward", 1, memory, table, [clear, seed]),
        _finite(),
    ]


def _through_steps(name: str, kernel: int, memory: _Memory, table: Sequence[str], before: list[Code]) -> Function:
    """Return a function that calls the forward kernel of every step, or the backward kernel from the last step on."""
    parameters, end = {"output": "i32", "ignored": "f64"}, ["i32.const", memory.steps_end]
    if not table:
        return Function(name, parameters, "", before)
    start, by = (memory.steps_end - memory.width, -memory.width) if kernel else (0, memory.width)
    place: Code = ["i32.load", kernels.KERNELS + 4 * kernel, get("step")]
    call: Code = ["call_indirect", table[0], get("step"), get("ignored"), place]
    onwards: Code = ["local.tee", "step", ["i32.add", get("step"), ["i32.const", by]]]
    again: Code = ["br_if", "steps", ["i32.lt_u", onwards, end]]  # without a sign, what is below 0 is large
    body: list[Code] = [*before, ["local.set", "step", ["i32.const", start]], ["loop", "steps", call, again]]
    return Function(name, parameters, "", body, {"step": "i32"})


def _finite() -> Function:
    """Return a function that tells whether some numbers are all finite: x - x is 0 then, else nan."""
    x: Code = ["local.tee", "x", ["f64.load", 0, get("at")]]
    body: list[Code] = [
        ["if", ["f64.ne", ["f64.sub", x, get("x")], ["f64.const", 0.0]], ["return", ["i32.const", 0]]],
        ["local.set", "at", ["i32.add", get("at"), ["i32.const", NUMBER]]],
    ]
    parameters = {"at": "i32", "count": "i32"}
    code = [*repeated("numbers", "count", get("count"), body), ["i32.const", 1]]
    return Function("finite", parameters, "i32", code, {"x": "f64"})


def _layout(
    program: Program, memory: _Memory, table: _Kernels, outputs: int, compared: Iterable[Any]
) -> dict[str, Any]:
    """Return what the loader has to know."""
    compare_at = program.outputs[outputs:]
    return {
        "numbers": memory.numbers, "count": memory.count, "constants": len(program.constants),
        "wrt": program.wrt, "inputs": program.inputs, "outputs": program.outputs[:outputs],
        "steps": memory.steps_end, "width": memory.width,
        "labels": {str(i): label for i, label in program.labels.items()},
        "kernels": {
            str(i): [s.row.name, s.blocks, s.gathered] for (s, wanted), i in table.places.items() if wanted is None
        },
        "guards": [
            [COMPARED[comparison], outcome, [[compare_at[i], compare_at[j]] for i, j in np.stack([a, b], 1).tolist()]]
            for comparison, outcome, a, b in compared
        ],
    }  # fmt: skip
