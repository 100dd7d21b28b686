"""Kernels of LLVM run in Python: wherever things lie, each finds what the row finds, operation by operation."""

from random import Random

import pytest

from engine.arithmetic import Floats
from engine.primitives import PRIMITIVES, Primitive
from engine.printing.grid import Block, Kernel
from engine.printing.vectors import llvm
from tests.engine.printing.llvm_machine import Pointer, run

EXAMPLES = 11  # a vector of eight, and three


class Layout:
    """A kernel's blocks in memory, each somewhere."""

    def __init__(self, kernel: Kernel, rng: Random, examples: int = EXAMPLES) -> None:
        self.kernel, self.examples, self.rng = kernel, examples if kernel.of_batch else 1, rng
        self.tables: list[int] = []
        self.size = rng.randrange(1, 4)
        self.bases = [self._base(block) for block in kernel.blocks]
        self.result = self._room(kernel.rows * kernel.columns * self.examples)
        self.values = [rng.uniform(0.3, 2.0) for _ in range(self.size)]

    def _room(self, many: int) -> int:
        self.size += many
        return self.size - many

    def _base(self, block: Block) -> int:
        reach = sum(
            (n - 1) * f for n, f in zip((block.length, self.kernel.rows, self.kernel.columns), block.far, strict=True)
        )
        if not block.gathered:
            return self._room((reach + 1) * (self.examples if block.of_batch else 1))
        base, count = len(self.tables), block.length * block.far[0]
        entries: list[tuple[int, int]] = []
        for _ in range(count):
            own = self.rng.randrange(2) if block.of_batch is None else int(block.of_batch)
            entries.append((self._room(self.examples if own else 1), own))
            if self.rng.random() < 0.3:
                entries[-1] = self.rng.choice(entries)  # lanes may meet at one number
        self.tables += [place for place, _ in entries] + [own for _, own in entries] * (block.of_batch is None)
        return base

    def place(self, b: int, slot: int, row: int, column: int, example: int) -> int:
        """Return where an operation finds an input: what the module says of blocks."""
        block, base = self.kernel.blocks[b], self.bases[b]
        far = slot * block.far[0] + row * block.far[1] + column * block.far[2]
        if not block.gathered:
            return base + (far * self.examples + example if block.of_batch else far)
        own = self.tables[base + far + block.length * block.far[0]] if block.of_batch is None else block.of_batch
        return self.tables[base + far] + example * own

    def operations(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """Return of each operation its place among the results, and (block, place) of its inputs."""
        kernel, found = self.kernel, []
        for row in range(kernel.rows):
            for column in range(kernel.columns):
                for example in range(self.examples):
                    of = [(b, slot) for b, block in enumerate(kernel.blocks) for slot in range(block.length)]
                    inputs = [(b, self.place(b, slot, row, column, example)) for b, slot in of]
                    found.append(((row * kernel.columns + column) * self.examples + example, inputs))
        return found

    def run(self, kernel: Kernel, gradients: list[float], results: list[float]) -> None:
        arrays = {"values": self.values, "gradients": gradients, "results": results, "tables": self.tables}
        step = Pointer([self.result, *self.bases])
        pointers = {name: Pointer(array) for name, array in arrays.items()}
        run(llvm(kernel, "kernel"), {**pointers, "step": step, "examples": self.examples})


def check(kernel: Kernel, rng: Random, examples: int = EXAMPLES) -> None:
    layout = Layout(kernel, rng, examples)
    row, operations = kernel.row, layout.operations()
    expected = [row.value_at(Floats, [layout.values[at] for _, at in inputs]) for _, inputs in operations]
    results = [0.0] * len(operations)
    layout.run(kernel._replace(wanted=None), [], results)
    assert results == pytest.approx(expected, rel=1e-12)
    layout.values[layout.result :] = results
    upstream = [rng.gauss(0, 1) for _ in operations]
    for wanted in {(True,) * len(kernel.blocks), kernel.wanted or (True,) * len(kernel.blocks)}:
        gradients = [rng.gauss(0, 1) for _ in layout.values]
        slopes = list(gradients)
        for at, inputs in operations:
            partials = row.partials_at(Floats, results[at], [layout.values[place] for _, place in inputs])
            for (b, place), partial in zip(inputs, partials, strict=True):
                slopes[place] += upstream[at] * partial * wanted[b]
        layout.run(kernel._replace(wanted=wanted), gradients, list(upstream))
        assert gradients == pytest.approx(slopes, rel=1e-11, abs=1e-11)


def block_of(length: int, rows: int, columns: int, of_batch: bool | None, rng: Random) -> Block:
    """Return inputs that lie somehow: in any order, one for all rows or columns or each its own."""
    sizes, far, step = {"column": columns, "row": rows, "slot": length}, dict[str, int](), 1
    gathered = of_batch is None or rng.random() < 0.3
    for name in sizes if gathered else rng.sample([*sizes], 3):  # a table lies slot by slot
        own = name == "slot" or rng.random() < 0.7
        far[name] = step if own else 0
        step *= sizes[name] if own else 1
    return Block(length, (far["slot"], far["row"], far["column"]), gathered, of_batch)


ROWS = {
    "negate": [(1,)], "multiply": [(1, 1)], "tanh": [(1,)], "relu": [(1,)], "divide": [(1, 1)], "abs": [(1,)],
    "pow": [(1, 1)], "sum": [(2, 9)], "dot": [(2, 2), (5, 5), (9, 9)], "affine": [(3, 3, 1), (8, 8, 1)],
    "maximum": [(2,), (1, 4), (9,)], "minimum": [(10,)], "logsumexp": [(4, 5), (12,)],
    "softmax": [(3,), (1, 4)],
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("name", "lengths"), [(name, each) for name, all in ROWS.items() for each in all])
@pytest.mark.parametrize("of_batch", [False, True])
def test_each_operation_finds_its_numbers_wherever_they_lie(name, lengths, of_batch, seed):
    rng = Random(f"{name} {lengths} {of_batch} {seed}")
    rows, columns = rng.choice([(1, 1), (1, 2), (2, 1)] if of_batch else [(1, 9), (4, 3), (3, 8), (8, 1)])
    kinds = [rng.choice([False, True, None]) for _ in lengths] if of_batch else [False] * len(lengths)
    if of_batch and not any(kinds):
        kinds[-1] = True
    blocks = tuple(block_of(n, rows, columns, kind, rng) for n, kind in zip(lengths, kinds, strict=True))
    wanted = tuple(rng.random() < 0.5 for _ in lengths)
    check(Kernel(PRIMITIVES[name], rows, columns, of_batch, blocks, wanted if any(wanted) else None), rng)


def test_a_partial_that_is_a_number_is_multiplied_unless_it_is_one():
    twice = Primitive(
        "twice", "twice", "activation", lambda math, x: 2.0 * x, lambda math, y, x: (2.0,), "2*{x}", ("2",)
    )
    check(Kernel(twice, 1, 9, False, (Block(1, (9, 0, 1)),)), Random(3))
    assert llvm(Kernel(twice, 1, 9, False, (Block(1, (9, 0, 1)),), (True,)), "f").count("fmul") == 2
    added = Kernel(PRIMITIVES["add"], 1, 9, False, (Block(1, (9, 0, 1)),) * 2, (True, False))
    assert "fmul" not in llvm(added, "f")
