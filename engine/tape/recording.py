"""Recording: walk the graph once, fold constants in, fuse additions, and write the rest down as a program.

A tree of `+` becomes one sum, and a sum of products one dot or affine:

    ((w1*x1 + w2*x2) + w3*x3) + b     ->     affine(w1 w2 w3, x1 x2 x3, b)

Code written out with `+` and `*` so gets as few levels as code that calls `dot`. Only a node that has one user,
and that user an addition, may disappear into it: everything else is still needed by name.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from math import inf
from operator import or_

import numpy as np

from engine.arrays import Indices
from engine.primitives import PRIMITIVES, Primitive
from engine.tape.program import INPUT, WRT, Program
from engine.value import Value


def record_program(
    order: Sequence[Value], outputs: Sequence[Value], wrt: Sequence[Value], inputs: Sequence[Value]
) -> Program:
    """Return a graph as a program, its operations in reading order.

    Args:
        order: every node of the graph, each behind its inputs.
        outputs: the results.
        wrt, inputs: the leaves that may change; what depends on none of them becomes a constant.
    """
    recorder = _Recorder(wrt, inputs)
    varies: set[Value] = set(recorder.ids)
    live: list[Value] = []
    for node in order:
        if node.inputs and not varies.isdisjoint(node.inputs):
            varies.add(node)
            live.append(node)
    fused = fusible(live, outputs)
    for node in live:
        if node not in fused:
            recorder.record(node, fused)
    return recorder.program([recorder.id_of(node) for node in outputs], len(live))


class _Recorder:
    """Collects operations. While it does, wrt, inputs and operations count from 0, and constants from -1 downwards."""

    def __init__(self, wrt: Sequence[Value], inputs: Sequence[Value]) -> None:
        self.wrt, self.inputs = len(wrt), len(inputs)
        self.ids: dict[Value, int] = {node: i for i, node in enumerate((*wrt, *inputs))}
        self.depends = array("b", [WRT] * len(wrt) + [INPUT] * len(inputs))
        self.level = array("i", [0] * len(self.ids))
        self.code, self.arity, self.fused, self.reads = array("i"), array("i"), array("b"), array("i")
        self.rows: dict[Primitive, int] = {}
        self.constants: dict[float | str, int] = {}
        self.lengths: dict[Primitive, int] = {}
        self.labels = {i: node.label for node, i in self.ids.items() if node.label}
        self._constant(0.0)  # the first, so that its id is ZERO

    def record(self, node: Value, fused: set[Value]) -> None:
        """Write an operation down together with the additions that are fused into it."""
        assert node.primitive is not None
        if fused.isdisjoint(node.inputs):
            found = self._operation(node.primitive, [self.id_of(x) for x in node.inputs])
        else:
            found = self._addition(*terms(node, fused))
        self.ids[node] = found
        if node.label:
            self.labels[found] = node.label

    def id_of(self, node: Value) -> int:
        """Return the id of a leaf or operation, or that of a constant."""
        found = self.ids.get(node)
        return self._constant(node.data, node.label) if found is None else found

    def _constant(self, number: float, label: str = "") -> int:
        key = number or str(number)  # equal numbers share an id; 0.0 and -0.0 are equal but not the same
        if key not in self.constants:
            self.constants[key] = found = -1 - len(self.constants)
            if label:
                self.labels[found] = label
        return self.constants[key]

    def _operation(self, row: Primitive, reads: Sequence[int], fused: bool = False) -> int:
        changing = [x for x in reads if x >= 0]
        self.depends.append(reduce(or_, (self.depends[x] for x in changing)))
        self.level.append(1 + max(self.level[x] for x in changing))
        self.code.append(self.rows.setdefault(row, len(self.rows)))
        if row.family == "soft choice" and self.lengths.setdefault(row, len(reads)) != len(reads):
            self._constant(-inf)  # which fills the shorter ones up
        self.arity.append(len(reads))
        self.fused.append(fused)
        self.reads.extend(reads)
        return len(self.depends) - 1

    def _addition(self, pairs: list[tuple[Value, Value]], plain: list[Value]) -> int:
        """Write products and terms down as one operation, or two where several terms stand beside products."""
        pairs = [(b, a) if b.primitive is None and a.primitive else (a, b) for a, b in pairs]  # weights come first
        factors = [self.id_of(a) for a, _ in pairs] + [self.id_of(b) for _, b in pairs]
        rest = [self.ids[x] for x in plain if x in self.ids]
        frozen = [x.data for x in plain if x not in self.ids]
        rest += [self._constant(sum(frozen))] if frozen else []
        if not pairs:
            return self._operation(PRIMITIVES["sum"], rest, fused=True)
        if len(rest) > 1:
            rest = [self._operation(PRIMITIVES["sum"], rest, fused=True)]
        name = "affine" if rest else "dot" if len(pairs) > 1 else "multiply"
        return self._operation(PRIMITIVES[name], factors + rest, fused=True)

    def program(self, outputs: list[int], recorded: int) -> Program:
        constants, leaves = np.array([float(key) for key in self.constants]), self.wrt + self.inputs

        def moved(ids: Iterable[int]) -> Indices:
            found = np.array(ids, dtype=np.int32)
            return np.where(found >= 0, found + len(constants), -1 - found)

        return Program(
            list(self.rows), constants, self.wrt, self.inputs,
            _narrow(self.code), _narrow(self.arity), _narrow(self.fused), _narrow(self.level[leaves:]),
            moved(self.reads), np.concatenate((np.zeros(len(constants), np.int8), np.array(self.depends))),
            moved(outputs).tolist(), dict(zip(moved([*self.labels]).tolist(), self.labels.values(), strict=True)),
            recorded,
        )  # fmt: skip


def _narrow(numbers: Sequence[int]) -> Indices:
    """Return counts with as few bytes each as they need: every operation has one."""
    found = np.array(numbers, np.int32)
    return found.astype(np.min_scalar_type(-1 - int(found.max(initial=0))))


def products_of(node: Value) -> int | None:
    """Return how many products a node adds up; None where it does something else.

    They are input i times input i + products; the inputs behind these are added as they stand.
    """
    row = node.primitive
    return None if row is None or row.products is None else row.products(len(node.inputs))


def fusible(live: Sequence[Value], outputs: Sequence[Value]) -> set[Value]:
    """Return the operations that disappear into the addition which is their only user.

    Args:
        live: the operations that will be recorded.
        outputs: nodes that somebody asks for; they stay.
    """
    users: Counter[Value] = Counter(outputs)
    for node in live:
        users.update(node.inputs)
    additions = {node: count for node in live if (count := products_of(node)) is not None}
    added = (x for node, count in additions.items() for x in node.inputs[2 * count :])
    return {x for x in added if x in additions and users[x] == 1}


def terms(root: Value, fused: Collection[Value]) -> tuple[list[tuple[Value, Value]], list[Value]]:
    """Return the products and the plain terms that an addition consists of, in reading order.

    >>> w, x, b = Value(2.0), Value(3.0), Value(1.0)
    >>> product = w * x
    >>> terms(product + b, {product})
    ([(Value(2.0), Value(3.0))], [Value(1.0)])
    """
    pairs: list[tuple[Value, Value]] = []
    plain: list[Value] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node is root or node in fused:
            count, xs = products_of(node) or 0, node.inputs
            pairs += zip(xs[:count], xs[count : 2 * count], strict=True)
            stack.extend(reversed(xs[2 * count :]))
        else:
            plain.append(node)
    return pairs, plain
