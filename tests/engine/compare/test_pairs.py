"""Two slips at once: every two that change no edge in common, and the gradient under both together."""

import numpy as np
import pytest

from engine import Value
from engine.compare.pairs import Pairs
from tests.engine.compare.asking import problem_of

A, B, C, D = 0.7, -1.3, 0.4, 2.5


class Small:
    """L = (a b + c)**2 * d, with a, b, c in one array, and changes that meet at some of its edges."""

    def __init__(self):
        self.a, self.b, self.c, self.d = (Value(x, n) for x, n in zip((A, B, C, D), "abcd", strict=True))
        self.product = self.a * self.b
        self.sum = self.product + self.c
        self.square = self.sum**2
        self.loss = self.square * self.d
        stranger = Value(1.0) * 2.0
        self.changes = [
            {(self.product, 0): 5.0},
            {(self.square, 0): 3.0, (self.sum, 1): -1.0},
            {(self.product, 0): 7.0, (self.product, 1): 11.0},
            {(self.loss, 0): 0.0},
            {(self.sum, 1): 4.0, (stranger, 0): 9.0},
        ]
        self.problem = problem_of(self.loss, w=[self.a, self.b, self.c], v=[self.d])


def gradient(product=(B, A), total=(1.0, 1.0), square=2 * (A * B + C), loss=(D, (A * B + C) ** 2)):
    """Return dL/da, dL/db, dL/dc by the chain rule, with some local derivatives."""
    back = loss[0] * square
    return [back * total[0] * product[0], back * total[0] * product[1], back * total[1]]


ROWS = [
    gradient(product=(5.0, A), square=3.0, total=(1.0, -1.0)),  # 0 and 1
    [0.0, 0.0, 0.0],  # 0 and 3
    gradient(product=(5.0, A), total=(1.0, 4.0)),  # 0 and 4
    gradient(product=(7.0, 11.0), square=3.0, total=(1.0, -1.0)),  # 1 and 2
    [0.0, 0.0, 0.0],  # 1 and 3
    [0.0, 0.0, 0.0],  # 2 and 3
    gradient(product=(7.0, 11.0), total=(1.0, 4.0)),  # 2 and 4
    [0.0, 0.0, 0.0],  # 3 and 4
]


def test_every_two_changes_that_touch_no_edge_in_common_are_a_pair():
    g = Small()
    pairs = Pairs(g.problem, g.changes)
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == [
        (0, 1), (0, 3), (0, 4), (1, 2), (1, 3), (2, 3), (2, 4), (3, 4),
    ]  # fmt: skip
    assert Pairs(g.problem, g.changes[:1]).first.tolist() == []


@pytest.mark.parametrize(("start", "end"), [(0, 8), (0, 3), (3, 8), (2, 5), (7, 20)])
def test_the_gradient_under_both_changes_of_a_pair(start, end):
    g = Small()
    w, v = g.problem.arrays
    pairs = Pairs(g.problem, g.changes)
    np.testing.assert_allclose(pairs.table(w, start, end), ROWS[start:end], rtol=1e-12)
    right = (A * B + C) ** 2  # no change lies on the way to d
    np.testing.assert_allclose(pairs.table(v, start, end), [[right]] * len(ROWS[start:end]), rtol=1e-12)


def test_what_the_loss_does_not_depend_on_stays_zero_under_two_changes():
    g = Small()
    problem = problem_of(g.loss, w=[g.a, Value(3.0)])
    table = Pairs(problem, g.changes).table(problem.arrays[0], 0, 1)
    np.testing.assert_allclose(table, [[ROWS[0][0], 0.0]], rtol=1e-12)
