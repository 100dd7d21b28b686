"""A recorded row as LLVM: a kernel that computes the operations of a step, or hands their gradients back.

A kernel gets the numbers, their gradients, its results (or their gradients), tables of places, where in all this its
step stands, and the number of examples. The loops of WebAssembly (kernels.py) go through one number at a time and leave
the order to the description; here order and distances are known, so the code is vectors and lasts as long as they fit.
"""

from collections.abc import Iterable, Sequence

from engine.printing.grid import NEXT, Axis, Far, Kernel, Reach, best_for_lanes, merged, reach_of, tiles
from engine.printing.llvm import Number, constant
from engine.printing.memory import Cell, Memory
from engine.printing.program import Partial, recorded

ARRAYS = ("values", "gradients", "results", "tables", "step")
PARAMETERS = ", ".join([*(f"ptr noalias %{name}" for name in ARRAYS), "i64 %examples"])
START = {"+": 0.0, "max": float("-inf"), "min": float("inf")}


def llvm(kernel: Kernel, name: str) -> str:
    """Return a kernel as the text of a module of LLVM."""
    printer = _Printer(kernel)
    if kernel.wanted is None:
        printer.forward()
    else:
        printer.backward(kernel.wanted)
    return printer.writer.function(name, PARAMETERS)


def _slots(lengths: Iterable[int]) -> list[Axis]:
    """Return the axis of the shortest loop over inputs; none for single ones."""
    loops = {*lengths} - {1}
    return [Axis("slot", (min(loops), False))] if loops else []


class _Printer(Memory):
    def __init__(self, kernel: Kernel) -> None:
        super().__init__()
        self.kernel, self.long = kernel, False
        self.program = recorded(kernel.row, tuple(block.length for block in kernel.blocks))
        self.lines = self.program.lines
        self.slots = [(b, k) for b, block in enumerate(kernel.blocks) for k in range(block.length)]  # of inputs
        batch = kernel.of_batch
        self.axes = [Axis("row", (kernel.rows, False)), Axis("column", (kernel.columns, False))]
        self.axes += [Axis("example", (1, True))] if batch else []
        self.own: dict[str, Far] = {"row": (kernel.columns, batch), "column": (1, batch)}
        self.own |= {"example": NEXT} if batch else {}
        self.reaches: dict[int, Reach] = {}  # of the blocks

    # What is done

    def forward(self) -> None:
        value = self.program.value
        folds = [line for line in self.program.needed([value]) if line.op.startswith("fold")]
        axes, (results,) = self._lay(self.axes, range(len(self.kernel.blocks)), [Reach("%results", "0", self.own)])
        inner = _slots(int(line.number) for line in folds)
        self.vector = best_for_lanes([*inner, *axes], [*self.reaches.values()], results)

        def node(cells: list[Cell]) -> None:
            self._named(cells, [value])
            for c, cell in enumerate(cells):
                self.put(results, cell, self._value(value, c, cell))

        self.nest(axes, tiles(axes, self.vector) if folds else {}, node)

    def backward(self, wanted: Sequence[bool]) -> None:
        partials = [p for p in self.program.partials if wanted[self.slots[p.slot][0]]]
        needed = self.program.needed(p.line for p in partials)
        if any(line.op.startswith("fold") for line in needed):
            self._of_nodes(partials)
        else:
            for p in partials:
                self._of_inputs(p)

    def _of_nodes(self, partials: Sequence[Partial]) -> None:
        """Go through the operations; each adds to the gradients of its inputs."""
        axes, (self.result, self.upstream) = self._lay(self.axes, range(len(self.kernel.blocks)), self._ends())
        targets = [self._target(p.slot) for p in partials]
        read = [*self.reaches.values(), self.result, *targets]
        self.vector = best_for_lanes([*_slots(p.length for p in partials), *axes], read, targets[0])

        def node(cells: list[Cell]) -> None:
            self._named(cells, [p.line for p in partials])
            for p in partials:

                def add(cells: list[Cell], p: Partial = p) -> None:
                    (cell,) = cells
                    self.add(self._target(p.slot), self._at(p.slot, cell), self._amount(p, 0, cell))

                self.nest(_slots([p.length]), {}, add, cells)

        self.nest(axes, {}, node)

    def _of_inputs(self, p: Partial) -> None:
        """Go through the inputs; each collects what it gets from all operations that read it."""
        read = {self.slots[int(x.number)][0] for x in self.program.needed([p.line]) if x.op in ("input", "each")}
        blocks = sorted(read | {self.slots[p.slot][0]})
        axes, (self.result, self.upstream) = self._lay(self.axes, blocks, self._ends())
        axes = [*_slots([p.length]), *axes]
        target = self._target(p.slot)
        used = [self.upstream, *(self.reaches[b] for b in sorted(read))]
        self.vector = best_for_lanes(axes, used, target)
        summed = [axis for axis in axes if target.same_along(axis.name)]
        outer = [axis for axis in axes if axis not in summed]

        def collect(cells: list[Cell]) -> None:
            if not summed:
                for c, cell in enumerate(cells):
                    self.add(target, self._at(p.slot, cell), self._amount(p, c, cell))
                return
            kept: dict[int, list[str]] = {}

            def add(inner: list[Cell]) -> None:
                for c, cell in enumerate(inner):
                    amount = self.writer.spread(self._amount(p, c, cell), self.lanes)
                    at = kept[self.lanes][c]
                    now = self.writer.load(at, self.lanes)
                    self.writer.write(f"store {self.writer.operation('+', now, amount, long=True)}, ptr {at}")

            across = [axis for axis in summed if axis.name == self.vector]
            widths = [lanes for axis in across for _, _, lanes, _ in self.sections(axis)] or [self.lanes]
            for lanes in widths:
                zero = self.writer.spread(constant(0.0), lanes)
                kept[lanes] = [self.writer.variable(zero) for _ in cells]
            lanes_before = self.lanes
            self.long = True
            self.nest(summed, {}, add, cells)
            self.long, self.lanes = False, lanes_before
            for c, cell in enumerate(cells):
                totals = [self.writer.load(kept[lanes][c], lanes) for lanes in widths]
                if across:
                    totals = [self.writer.reduced("+", x) for x in totals]
                total = totals[0]
                for x in totals[1:]:
                    total = self.writer.operation("+", total, x)
                self.add(target, self._at(p.slot, cell), total)

        self.nest(outer, tiles(outer, self.vector) if summed else {}, collect)

    # How it is gone through

    def _lay(self, axes: Sequence[Axis], blocks: Sequence[int], ends: list[Reach]) -> tuple[list[Axis], list[Reach]]:
        """Join axes as far as these blocks allow it; note how blocks are reached along them, return how ends are."""
        axes = [axis for axis in axes if axis.length != (1, False)] or axes[:1]
        every = [reach_of(block, "%values", self.word(1 + b)) for b, block in enumerate(self.kernel.blocks)]
        axes, found = merged(axes, [*(every[b] for b in blocks), *ends])
        self.reaches = dict(enumerate(every)) | dict(zip(blocks, found, strict=False))
        return axes, found[len(blocks) :]

    def _ends(self) -> list[Reach]:
        """Return how the results are reached, and last their gradients."""
        return [Reach("%values", self.word(0), self.own), Reach("%results", "0", self.own)]

    def _target(self, slot: int) -> Reach:
        reach = self.reaches[self.slots[slot][0]]
        return Reach("%gradients", reach.base, reach.far, reach.table, reach.of_batch)

    # What is computed

    def _named(self, cells: Sequence[Cell], outputs: Sequence[int]) -> None:
        """Write what several lines need: loops, for all cells at once, and what is used more than once."""
        for i in self.program.named(*outputs):
            if self.lines[i].op.startswith("fold"):
                self._fold(i, cells)
            else:
                for c, cell in enumerate(cells):
                    self._value(i, c, cell)

    def _fold(self, i: int, cells: Sequence[Cell]) -> None:
        line, op = self.lines[i], self.lines[i].op[5:]
        start, body = line.reads
        axis, across = Axis("slot", (int(line.number), False)), self.vector == "slot"
        first = [self._value(start, c, cell) for c, cell in enumerate(cells)]
        widths = [lanes for _, _, lanes, _ in self.sections(axis)] if across else [self.lanes]
        kept = {
            lanes: [
                self.writer.variable(self.writer.spread(constant(START[op]) if across else x, lanes)) for x in first
            ]
            for lanes in widths
        }

        def add(inner: list[Cell]) -> None:
            for c, cell in enumerate(inner):
                at = kept[self.lanes][c]
                x = self.writer.operation(op, self.writer.load(at, self.lanes), self._value(body, c, cell), long=True)
                self.writer.write(f"store {self.writer.spread(x, self.lanes)}, ptr {at}")

        self.long = True
        self.nest([axis], {}, add, cells)
        self.long = False
        for c in range(len(cells)):
            found = [self.writer.load(kept[lanes][c], lanes) for lanes in widths]
            for x in found:
                first[c] = self.writer.operation(op, first[c], self.writer.reduced(op, x)) if across else x
            self.known[i, c] = first[c]

    def _value(self, i: int, c: int, cell: Cell) -> Number:
        """Return the line for a cell, the c-th of those that are computed together."""
        if (i, c) in self.known:
            return self.known[i, c]
        line = self.lines[i]
        if line.op == "number":
            return constant(line.number)
        if line.op in ("input", "each", "result"):
            found = self._input(line.op, int(line.number), cell)
        else:
            found = self.writer.operation(line.op, *(self._value(x, c, cell) for x in line.reads), long=self.long)
        self.known[i, c] = found
        return found

    def _amount(self, p: Partial, c: int, cell: Cell) -> Number:
        """Return upstream x partial."""
        upstream, line = self.read(self.upstream, cell), self.lines[p.line]
        if line.op == "number" and line.number == 1.0:
            return upstream
        return self.writer.operation("*", upstream, self._value(p.line, c, cell), long=self.long)

    def _input(self, op: str, slot: int, cell: Cell) -> Number:
        if op == "result":
            return self.read(self.result, cell)
        where = self._at(slot, cell if op == "each" else {**cell, "slot": ("0", 0)})
        return self.read(self.reaches[self.slots[slot][0]], where, op == "each" or self.vector != "slot")

    def _at(self, slot: int, cell: Cell) -> Cell:
        """Return the cell with its place in the block of a slot, from which a loop over slots goes on."""
        at, behind = cell.get("slot", ("0", 0))
        return {**cell, "slot": (at, behind + self.slots[slot][1])}
