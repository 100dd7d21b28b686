"""The program that a graph is recorded into: flat arrays, a few bytes an operation, and no Values."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, Indices
from engine.primitives import Primitive

WRT, INPUT = 1, 2  # what a number depends on, as bits
ZERO = 0  # the id of the constant 0, which every program has


@dataclass
class Program:
    """What to compute.

    Every number has an id: first the constants, then what is differentiated (wrt), then the inputs, then the
    operations, each behind what it reads.
    """

    rows: list[Primitive]  # the rows of the table in use
    constants: Array  # the numbers that depend on neither wrt nor inputs
    wrt: int  # how many leaves of either kind follow the constants
    inputs: int
    code: Indices  # for each operation its row, as a place in `rows`
    arity: Indices  # for each operation its number of inputs
    fused: Indices  # for each operation whether it stands for several
    level: Indices  # for each operation when it is computed; those on one level do not read each other
    reads: Indices  # the ids of all inputs of all operations, one after the other
    depends: Indices  # for each id the bits WRT and INPUT
    outputs: list[int]  # the ids of the results
    labels: dict[int, str]  # the names that Values had, by id
    recorded: int  # how many operations the graph had

    @property
    def leaves(self) -> int:
        return len(self.constants) + self.wrt + self.inputs

    @property
    def first_read(self) -> Indices:
        """Where the reads of each operation start; one entry more says where the last ones stop."""
        return np.concatenate(([0], np.cumsum(self.arity, dtype=np.int64)))

    @property
    def by_example(self) -> npt.NDArray[np.bool_]:
        """For each id whether it depends on the inputs, so that it has its own number in each example of a batch."""
        return (self.depends & INPUT).astype(bool)

    def rows_of_stores(self, batch: bool) -> tuple[npt.NDArray[np.bool_], Indices]:
        """Return for each id whether each example has its own number, and its place among these or the others."""
        own = self.by_example & batch
        return own, np.where(own, np.cumsum(own, dtype=np.int32), np.cumsum(~own, dtype=np.int32)) - 1

    def in_order(self, order: Indices) -> "Program":
        """Return the same program with its operations in another order, such as [2, 0, 1]; ids change with it."""
        whole = np.concatenate((np.arange(self.leaves), self.leaves + order))
        new_id = np.argsort(whole).astype(np.int32)
        by_reader = np.argsort(np.repeat(new_id[self.leaves :], self.arity), kind="stable")
        return replace(
            self, code=self.code[order], arity=self.arity[order], fused=self.fused[order], level=self.level[order],
            reads=new_id[self.reads[by_reader]], depends=self.depends[whole],
            outputs=new_id[self.outputs].tolist(),
            labels={int(new_id[i]): label for i, label in self.labels.items()},
        )  # fmt: skip
