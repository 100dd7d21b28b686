"""The program that a graph is recorded into: flat arrays, a few bytes an operation, and no Values.

Every number has an id: first the constants, then what is differentiated (wrt), then the inputs, then the
operations, ordered by level. A level is the longest way from a leaf; operations on one level cannot depend on
each other, so those with the same row of the table can be computed together.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.graph import topological_order
from engine.primitives import PRIMITIVES, Primitive
from engine.tape.arrays import Array, Indices
from engine.tape.fusing import ADDING, melting, terms
from engine.value import Value

WRT, INPUT = 1, 2  # what a number depends on, as bits


@dataclass
class Program:
    """What to compute.

    Attributes:
        rows: the rows of the table in use; `code` counts in them.
        constants: the numbers that depend on neither wrt nor inputs.
        wrt, inputs: how many leaves of either kind follow the constants.
        code, arity, level, fused: for each operation its row, its number of inputs, its level, and whether it
            stands for several.
        reads: the ids of all inputs of all operations, one after the other.
        depends: for each id the bits WRT and INPUT.
        outputs: the ids of the results.
        labels: the names that Values had, by id.
        recorded: how many operations the graph had.
    """

    rows: list[Primitive]
    constants: Array
    wrt: int
    inputs: int
    code: Indices
    arity: Indices
    level: Indices
    fused: Indices
    reads: Indices
    depends: Indices
    outputs: list[int]
    labels: dict[int, str] = field(default_factory=dict)
    recorded: int = 0

    @property
    def leaves(self) -> int:
        return len(self.constants) + self.wrt + self.inputs


class _Recorder:
    """Collects operations in the order in which they are met; `program` then sorts them by level."""

    def __init__(self, wrt: Sequence[Value], inputs: Sequence[Value]) -> None:
        leaves = [*wrt, *inputs]
        self.ids: dict[Value, int] = {node: i for i, node in enumerate(leaves)}
        self.depends = array("b", [WRT] * len(wrt) + [INPUT] * len(inputs))
        self.code = array("h", [-2] * len(wrt) + [-1] * len(inputs))
        self.level, self.arity = array("i", [0] * len(leaves)), array("i", [0] * len(leaves))
        self.fused = array("b", [0] * len(leaves))
        self.reads, self.constants = array("i"), array("d")
        self.codes: dict[Primitive, int] = {}
        self.known: dict[float | str, int] = {}
        self.labels = {i: node.label for i, node in enumerate(leaves) if node.label}

    def id_of(self, node: Value) -> int:
        """Return the id of a node that has one, or of a constant: equal numbers share one."""
        found = self.ids.get(node)
        return self.constant(node.data, node.label) if found is None else found

    def constant(self, number: float, label: str = "") -> int:
        key = number or str(number)  # 0.0 and -0.0 are equal but not the same
        if key not in self.known:
            self.known[key] = self._append(-3, 0, 0, 0, 0, label)
            self.constants.append(number)
        return self.known[key]

    def emit(self, row: Primitive, reads: Sequence[int], label: str = "", fused: bool = False) -> int:
        depends = level = 0
        for x in reads:
            depends |= self.depends[x]
            level = max(level, self.level[x])
        self.reads.extend(reads)
        return self._append(self.codes.setdefault(row, len(self.codes)), len(reads), level + 1, depends, fused, label)

    def _append(self, code: int, arity: int, level: int, depends: int, fused: int, label: str) -> int:
        self.code.append(code)
        self.arity.append(arity)
        self.level.append(level)
        self.depends.append(depends)
        self.fused.append(fused)
        if label:
            self.labels[len(self.code) - 1] = label
        return len(self.code) - 1

    def emit_addition(self, pairs: list[tuple[Value, Value]], plain: list[Value], label: str) -> int:
        """Emit products and terms as one operation, or two where several terms stand beside products."""
        pairs = [(b, a) if b.primitive is None and a.primitive else (a, b) for a, b in pairs]  # weights come first
        factors = [self.id_of(a) for a, _ in pairs] + [self.id_of(b) for _, b in pairs]
        rest = [self.id_of(x) for x in plain if x in self.ids]
        frozen = [x.data for x in plain if x not in self.ids]
        rest += [self.constant(sum(frozen))] if frozen else []
        if not pairs:
            return self.emit(PRIMITIVES["sum"], rest, label, fused=True)
        if len(rest) > 1:
            rest = [self.emit(PRIMITIVES["sum"], rest, fused=True)]
        name = "affine" if rest else "dot" if len(pairs) > 1 else "multiply"
        return self.emit(PRIMITIVES[name], factors + rest, label, fused=True)

    def program(self, outputs: list[int], recorded: int) -> Program:
        code, level, depends = (np.array(column) for column in (self.code, self.level, self.depends))
        arity, fused = np.array(self.arity), np.array(self.fused)
        batched = np.where(level > 0, depends & INPUT, 0)  # so that a batch may give an axis to a whole group
        order = np.lexsort((arity, code, batched, level))
        new_id = np.empty(len(order), np.int32)
        new_id[order] = np.arange(len(order), dtype=np.int32)
        starts = np.cumsum(arity) - arity
        moved = np.repeat(starts[order] - (np.cumsum(arity[order]) - arity[order]), arity[order])
        reads = new_id[np.array(self.reads, dtype=np.int32)[moved + np.arange(len(moved))]]
        leaves = int((level == 0).sum())
        code, arity, level, fused = (column[order][leaves:] for column in (code, arity, level, fused))
        wrt, inputs = (int((np.array(self.code) == kind).sum()) for kind in (-2, -1))
        return Program(
            list(self.codes), np.array(self.constants), wrt, inputs, code, arity, level, fused, reads, depends[order],
            [int(new_id[i]) for i in outputs], {int(new_id[i]): label for i, label in self.labels.items()}, recorded,
        )  # fmt: skip


def record_program(outputs: Sequence[Value], wrt: Sequence[Value], inputs: Sequence[Value]) -> Program:
    """Walk the graph once and return it as a program: constants folded in, additions melted, ordered by level."""
    recorder = _Recorder(wrt, inputs)
    order = topological_order(*outputs)
    varies: set[Value] = set(recorder.ids)
    live: list[Value] = []
    for node in order:
        if node.inputs and not varies.isdisjoint(node.inputs):
            varies.add(node)
            live.append(node)
    melted = melting(live, outputs)
    for node in live:
        if node in melted:
            continue
        row = node.primitive
        assert row is not None
        if row.name in ADDING and not melted.isdisjoint(node.inputs):
            recorder.ids[node] = recorder.emit_addition(*terms(node, melted), node.label)
        else:
            recorder.ids[node] = recorder.emit(row, [recorder.id_of(x) for x in node.inputs], node.label)
    return recorder.program([recorder.id_of(node) for node in outputs], len(live))
