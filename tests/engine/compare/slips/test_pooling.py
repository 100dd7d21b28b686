"""Slips at windows of which the maximum is written as a chain, with a floor or without."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from tests.engine.compare.asking import among, check
from tests.engine.planted.derivation import values

X = np.array([[1.0, 5.0, -2.0, 4.5], [3.0, -0.5, 1.5, 7.0], [-1.5, -0.4, -3.3, -2.2], [0.6, 0.2, 2.4, 1.1]])
G = np.array([6.3, -2.7, 1.4, 3.9])


def chained(*floor):
    """Return L = g . (max(max(max(a, b), c), d) of each row of x), with x; before a there may be a floor."""
    x, maxima = values("x", X), []
    for row in x:
        best, *rest = [*floor, *row]
        for a in rest:
            best = engine.maximum(best, a)
        maxima.append(best)
    return engine.dot(G.tolist(), maxima), x


def shares(chosen, off=()):
    """Return g times the share of every entry: 1 for the chosen one of each row, nothing in the rows that are off."""
    one = np.array([[float(i == k) for i in range(4)] for k in chosen]) if np.ndim(chosen) == 1 else np.array(chosen)
    one[list(off)] = 0.0
    return one * G[:, None]


@pytest.mark.parametrize("floor", [(), (0.0,)])
def test_the_right_gradient_goes_to_the_winner(floor):
    loss, x = chained(*floor)
    assert compare_gradients(loss, {"x": (x, shares([1, 3, 1, 2], [2] if floor else []))}).ok


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (np.ones((4, 4)), "every input"),
        (np.full((4, 4), 0.25), "as in an average"),
        ([0, 0, 0, 0], "first input"),
        ([3, 3, 3, 3], "last input"),
        ([2, 1, 2, 1], "smallest input"),
        ([2, 3, 2, 1], "row and column"),
    ],
)
def test_the_whole_window_counts_however_its_maximum_is_written(chosen, words):
    loss, x = chained()
    check("chooser", loss, words, x=(x, shares(chosen)))


@pytest.mark.long
def test_what_lies_below_the_floor_gets_nothing():
    loss, x = chained(0.0)
    check("chooser", loss, "every input", x=(x, shares(X > 0)))
    check("chooser", loss, "first input", x=(x, shares([0, 0, 0, 0], [2])))


def test_the_floor_is_forgotten():
    loss, x = chained(0.0)
    among("activation forgotten", loss, "relu", x=(x, shares([1, 3, 1, 2])))


def test_the_smallest_of_a_window():
    x = values("x", X)
    loss = engine.dot(G.tolist(), [engine.minimum(engine.minimum(a, b), engine.minimum(c, d)) for a, b, c, d in x])
    assert compare_gradients(loss, {"x": (x, shares([2, 1, 2, 1]))}).ok
    check("chooser", loss, "every input", x=(x, shares(np.ones((4, 4)))))
    check("chooser", loss, "first input", x=(x, shares([0, 0, 0, 0])))
