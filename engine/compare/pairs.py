"""Two slips at once, for all pairs of some slips: the local derivatives of the one, and besides those of the other."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.compare.given_partials import Rows
from engine.compare.guesses import NamedArray, Numbers, Slopes
from engine.compare.problem import Problem
from engine.value import Value

Indices = npt.NDArray[np.intp]


class Pairs:
    """Every two of some changes that touch no edge in common.

    Args:
        problem: the graph.
        changes: the local derivatives that each slip puts in the place of the right ones.

    Attributes:
        first, second: for each pair the positions of its changes, in the order of the first.
    """

    def __init__(self, problem: Problem, changes: Sequence[Slopes]) -> None:
        self.problem = problem
        self.edges = list(dict.fromkeys(edge for slopes in changes for edge in slopes))
        at = {edge: k for k, edge in enumerate(self.edges)}
        self.touched = np.zeros((len(self.edges), len(changes)), dtype=bool)
        self.slopes = np.zeros(self.touched.shape)
        for i, slopes in enumerate(changes):
            places = [at[edge] for edge in slopes]
            self.touched[places, i], self.slopes[places, i] = True, list(slopes.values())
        shared = self.touched.T.astype(np.float32) @ self.touched.astype(np.float32)
        self.first, self.second = np.nonzero(np.triu(shared == 0.0, 1))

    def table(self, array: NamedArray, start: int, end: int) -> Numbers:
        """Return what the gradient of an array would be: one row for each pair from start to end."""
        problem, one, two = self.problem, self.first[start:end], self.second[start:end]
        in_one, in_two = self.touched[:, one], self.touched[:, two]
        slopes = np.where(in_one, self.slopes[:, one], self.slopes[:, two])
        either = in_one | in_two
        partials: dict[Value, list[Any]] = {}
        for k in np.flatnonzero(either.any(axis=1)).tolist():
            node, slot = self.edges[k]
            if node in problem.between:
                row = partials.setdefault(node, list(problem.partials[node]))
                row[slot] = np.where(either[k], slopes[k], row[slot]).view(Rows)
        gradients = problem.swept(partials)
        table = np.empty((len(one), len(array.nodes)))
        for j, node in enumerate(array.nodes):
            table[:, j] = gradients.get(node, 0.0)
        return table
