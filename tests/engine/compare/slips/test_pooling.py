"""Slips at windows of which the maximum is written as a chain, with a floor or without."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.pooling import Window, _below_the_floor, _shares, _window, winners
from tests.engine.compare.asking import among, check, problem_of
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


def of_two(form):
    a, b, c = Value(0.5, "a"), Value(0.8, "b"), Value(-0.4, "c")
    top = form(a, b, c)
    return _window(problem_of(top * 2.0, w=[a, b, c]), top)


MAX, MIN = engine.maximum, engine.minimum


@pytest.mark.parametrize(
    ("form", "entries", "inner", "floor", "sign"),
    [
        (lambda a, b, c: MAX(a, b, c), "abc", 0, None, 1.0),
        (lambda a, b, c: MAX(MAX(a, b), c), "abc", 1, None, 1.0),
        (lambda a, b, c: MAX(c, MAX(b, a)), "cba", 1, None, 1.0),
        (lambda a, b, c: MIN(MIN(a, b), c), "abc", 1, None, -1.0),
        (lambda a, b, c: MIN(MAX(a, b), c), "?c", 0, None, -1.0),
        (lambda a, b, c: MAX(MIN(a, b), c), "?c", 0, None, 1.0),
        (lambda a, b, c: MAX(0.3, a, -1.0, b), "ab", 0, 0.3, 1.0),
        (lambda a, b, c: MAX(MAX(a, -1.0), MAX(b, -2.0)), "ab", 2, -1.0, 1.0),
        (lambda a, b, c: MIN(MIN(a, 3.0), b, 4.0), "ab", 1, -3.0, -1.0),
        (lambda a, b, c: MAX(a.relu(), b), "ab", 1, 0.0, 1.0),
        (lambda a, b, c: MAX(a.relu(), b, -1.0), "ab", 1, 0.0, 1.0),
        (lambda a, b, c: MAX(a.relu(), b, 0.7), "ab", 1, 0.7, 1.0),
        (lambda a, b, c: MAX(a.relu(), b.relu()), "??", 0, None, 1.0),
        (lambda a, b, c: MAX(a.tanh(), b), "?b", 0, None, 1.0),
        (lambda a, b, c: MIN(a.relu(), b), "?b", 0, None, -1.0),
        (lambda a, b, c: MAX(a.relu().relu(), b), "?b", 1, 0.0, 1.0),
        (lambda a, b, c: MAX(a, Value(3.0, "k"), c), "akc", 0, None, 1.0),
        (lambda a, b, c: MAX(a, engine.Constant(3.0, "k")), "ak", 0, None, 1.0),
        (lambda a, b, c: MAX(a, MAX(Value(3.0), 4.0)), "a?", 0, None, 1.0),  # computed from no parameter
    ],
)
def test_what_belongs_to_a_window(form, entries, inner, floor, sign):
    window = of_two(form)
    assert [node.inputs[slot].label or "?" for node, slot in window.entries] == list(entries)
    assert (len(window.inner), window.floor, window.sign) == (inner, floor, sign)


def test_a_maximum_that_is_used_elsewhere_too_is_no_part_of_a_window():
    a, b, c = Value(0.5, "a"), Value(0.8, "b"), Value(-0.4, "c")
    inner = MAX(a, b)
    top = MAX(inner, c)
    window = _window(problem_of(top * 2.0 + inner, w=[a, b, c]), top)
    assert [node.inputs[slot] for node, slot in window.entries] == [inner, c]


def window(numbers, floor=None, sign=1.0):
    x = values("x", numbers)
    node = MAX(*x)
    return Window([(node, i) for i in range(len(x))], [], floor, sign)


@pytest.mark.parametrize(
    ("numbers", "floor", "sign", "best", "passes", "below", "tied"),
    [
        ([0.5, 2.0, -1.0], None, 1.0, 1, True, [0, 1, 0], [0, 1, 0]),
        ([0.5, 2.0, -1.0], 1.9, 1.0, 1, True, [0, 1, 0], [0, 1, 0]),
        ([0.5, 2.0, -1.0], 2.0, 1.0, 1, False, [0, 1, 0], [1, 1, 1]),  # the floor itself is chosen
        ([0.5, 2.0, -1.0], None, -1.0, 2, True, [0, 0, 1], [0, 0, 1]),
        ([0.5, 2.0, -1.0], 1.5, -1.0, 2, False, [0, 0, 1], [1, 1, 1]),
        ([2.0, 2.0], None, 1.0, 0, True, [1, 0], [1, 0]),  # of equals the first
    ],
)
def test_the_winner_of_a_window_and_its_floor(numbers, floor, sign, best, passes, below, tied):
    w = window(numbers, floor, sign)
    assert (w.best, w.passes) == (best, passes)
    assert (_below_the_floor(w, False), _below_the_floor(w, True)) == (below, tied)


@pytest.mark.parametrize(
    ("numbers", "floor", "sign", "shares"),
    [
        (
            [3.0, -4.0, 1.0, 2.0], 1.0, 1.0,
            [[1, 0, 0, 1], [0.25, 0, 0, 0.25], [1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0, 1, 0, 0],
             [3, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0], [1, 0, 0, 0]],
        ),
        (
            [3.0, -4.0, 1.0, 2.0], None, -1.0,
            [[1, 1, 1, 1], [0.25] * 4, [1, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0],
             [0, -4, 0, 0], [1, 0, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]],
        ),
        (
            [1.0, 2.0, 1.5], 2.0, 1.0,
            [[0] * 3] * 10,
        ),
        (
            [1.0, 2.0, 3.0], None, 1.0,
            [[1, 1, 1], [1 / 3] * 3, [1, 0, 0], [0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 0, 3], [1, 1, 0], [0, 0, 1],
             [0, 0, 1]],
        ),
    ],
)  # fmt: skip
def test_the_share_of_every_entry(numbers, floor, sign, shares):
    """The largest of all windows is 3; a window that is no square stays as it is when it is transposed."""
    assert [of(window(numbers, floor, sign)) for *_, of in _shares(3.0)] == shares


def test_of_nested_windows_each_operation_is_looked_at_and_of_flat_ones_the_whole_only():
    w, whole = values("w", [0.5, 0.8, -0.4]), [3.0, 3.0, 2.0, 1.0, 2.0, 1.0, 2.5, 0.7, 1.0, 1.0]
    assert [slip.usual for slip in winners(problem_of(MAX(*w) * 2.0, w=w))] == whole
    nested = [slip.usual for slip in winners(problem_of(MAX(MAX(*w[:2]), w[2]) * 2.0, w=w))]
    assert nested[:10] == whole
    assert set(nested[-10:]) == {usual / 2 for usual in whole}
