"""The program that a graph is recorded into: flat arrays, a few bytes an operation, and no Values."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, Indices
from engine.primitives import PRIMITIVES, Primitive
from engine.value import Value

NUMBER = {name: i for i, name in enumerate(PRIMITIVES)}  # the hash of a string is another one in each process
WRT, INPUT = 1, 2  # what a number depends on, as bits
ZERO = 0  # the id of the constant 0, which every program has


@dataclass
class Program:
    """What to compute.

    Every number has an id: first the constants, then what is differentiated (wrt), then the inputs, then the
    operations, each behind what it reads.

    Attributes:
        rows: the rows of the table in use; `code` counts in them.
        constants: the numbers that depend on neither wrt nor inputs.
        wrt, inputs: how many leaves of either kind follow the constants.
        code, arity, fused: for each operation its row, its number of inputs, and whether it stands for several.
        level: for each operation when it is computed; those on one level do not read each other.
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
    fused: Indices
    level: Indices
    reads: Indices
    depends: Indices
    outputs: list[int]
    labels: dict[int, str] = field(default_factory=dict)
    recorded: int = 0

    @property
    def leaves(self) -> int:
        return len(self.constants) + self.wrt + self.inputs

    @property
    def first_read(self) -> Indices:
        """Where the reads of each operation start; one entry more says where the last ones stop."""
        bounds = np.zeros(len(self.arity) + 1, np.int64)
        np.cumsum(self.arity, out=bounds[1:])
        return bounds

    @property
    def of_example(self) -> npt.NDArray[np.bool_]:
        """For each operation, whether a batch computes it for every example."""
        return np.asarray(self.depends[self.leaves :] & INPUT != 0)

    def in_order(self, order: Indices) -> "Program":
        """Return the same program with its operations in another order, such as [2, 0, 1]; ids change with it."""
        first = self.leaves
        whole = np.concatenate((np.arange(first, dtype=np.int32), first + order))
        new_id = np.empty(len(whole), np.int32)
        new_id[whole] = np.arange(len(whole), dtype=np.int32)
        arity = self.arity[order]
        shift = np.repeat(self.first_read[:-1][order] - (np.cumsum(arity, dtype=np.int64) - arity), arity)
        return replace(
            self, code=self.code[order], arity=arity, fused=self.fused[order], level=self.level[order],
            reads=new_id[self.reads[np.arange(len(shift)) + shift]], depends=self.depends[whole],
            outputs=[int(new_id[i]) for i in self.outputs],
            labels={int(new_id[i]): label for i, label in self.labels.items()},
        )  # fmt: skip


def signature(order: Sequence[Value], outputs: Sequence[Value], wrt: Sequence[Value], inputs: Sequence[Value]) -> int:
    """Return one number for a graph: its operations, which leaf goes where, and the numbers that are frozen.

    Two graphs with the same signature are the same program. The numbers of wrt and inputs do not count, they are
    what changes from one replay to the next.

    Args:
        order: every node of the graph, each behind its inputs.
        outputs, wrt, inputs: as in `record`.
    """
    leaf: dict[Value, Any] = {node: (kind, i) for kind in (0, 1) for i, node in enumerate((wrt, inputs)[kind])}
    place: dict[Value, int] = {}
    parts: list[Any] = []
    for i, node in enumerate(order):
        place[node] = i
        row = node.primitive
        if row is not None:
            parts.append((NUMBER.get(row.name, row.name), row.static_values, *map(place.__getitem__, node.inputs)))
        else:
            parts.append(leaf.get(node, node.data))
    return hash((*parts, *map(place.__getitem__, outputs)))
