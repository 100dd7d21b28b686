"""The program that a graph is recorded into: flat arrays, a few bytes an operation, and no Values."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.primitives import Primitive
from engine.tape.arrays import Array, Indices

WRT, INPUT = 1, 2  # what a number depends on, as bits


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
