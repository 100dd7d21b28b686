"""Slips with the windows of a convolution: strides and paddings on the way back."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.windows import _are_windows, scattered, windows
from tests.engine.compare.asking import among, expects, gives, guessed, problem_of
from tests.engine.planted.derivation import values

X = np.array([0.5, -1.0, 2.0, 3.0, 4.2, -0.7, 1.9])
K = np.array([2.0, 3.1, -7.3])
G = np.array([1.0, -1.3, 2.7])


def strided():
    """Return L = g . y with y_i = k . x_(2i..2i+2), with x and k."""
    x, k = values("x", X), values("k", K)
    return engine.dot(G.tolist(), [engine.dot(k, x[2 * i : 2 * i + 3]) for i in range(3)]), x, k


def back(step, shift=0):
    dx = np.zeros(len(X))
    for i, g in enumerate(G):
        for j, tap in enumerate(K):
            if 0 <= step * i + j + shift < len(X):
                dx[step * i + j + shift] += g * tap
    return dx


def test_the_stride_is_forgotten_on_the_way_back():
    loss, x, k = strided()
    dk = [sum(g * X[2 * i + j] for i, g in enumerate(G)) for j in range(3)]
    assert compare_gradients(loss, {"x": (x, back(2)), "k": (k, dk)}).ok
    among("shifted", loss, "without the stride", x=(x, back(1)))
    without = [sum(g * X[i + j] for i, g in enumerate(G)) for j in range(3)]
    among("shifted", loss, "without the stride", k=(k, without))


def test_the_places_are_off_by_one():
    loss, x, k = strided()
    problem = problem_of(loss, x=x, k=k)
    expects(guessed(scattered, problem, "x"), "one place too far", back(2, 1))
    expects(guessed(scattered, problem, "x"), "one place too early", back(2, -1))
    later = [sum(g * X[2 * i + j + 1] for i, g in enumerate(G[:2])) + G[2] * np.append(X, 0.0)[5 + j] for j in range(3)]
    expects(gives(windows(problem), problem, "k"), "one place too far", later)


def test_a_matrix_product_has_no_windows():
    """In X W every input meets every row of W, which is no window."""
    w, x = (
        [values(f"W{i}", row) for i, row in enumerate([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])],
        values("x", [1.0, -2.0]),
    )
    loss = engine.sum([engine.dot(row, x) for row in w])
    problem = problem_of(loss, x=x)
    assert guessed(scattered, problem, "x") == []
    assert list(windows(problem)) == []


FIVE = {(place + tap, tap) for place in range(5) for tap in (0, 1)}  # five windows of two taps, side by side


@pytest.mark.parametrize(
    ("pairs", "are"),
    [
        (FIVE, True),
        (FIVE - {(1, 0), (2, 0)}, True),  # of ten taps in windows eight are enough
        (FIVE - {(1, 0), (2, 0), (3, 0)}, False),
        ({(2 * place + tap, tap) for place in range(3) for tap in range(3)}, True),
        ({(place - 1 + tap, tap) for place in range(4) for tap in range(3)}, True),
        ({(0, 0), (1, 0), (2, 0), (1, 1), (2, 1)}, True),
        ({(i, tap) for i in range(3) for tap in range(3)}, False),  # all meet all, as in a matrix product
        ({(i, tap) for i in range(8) for tap in range(2)}, False),
        ({(0, 0), (1, 1)}, False),  # one window
        ({(0, 0), (1, 0), (2, 0)}, False),  # one tap
        (set(), False),
    ],
)
def test_windows_are_told_from_other_ways_to_meet(pairs, are):
    assert _are_windows(pairs) is are


def words_of(starts, taps, row_starts=None):
    """Return where the inputs of a convolution may be looked up otherwise, along one axis or two."""
    size = max(starts) + taps
    if row_starts is None:
        x, k = values("x", np.ones(size)), values("k", np.ones(taps))
        outputs = [engine.dot(k[max(0, -s) :], x[max(0, s) : s + taps]) for s in starts]
        problem = problem_of(engine.sum(outputs), k=k)
    else:
        x, k = values("x", np.ones((max(row_starts) + taps, size))), values("k", np.ones((taps, taps)))
        outputs = []
        for r in row_starts:
            for s in starts:
                pairs = [(x[r + i][s + j], k[i][j]) for i in range(taps) for j in range(taps)]
                outputs.append(engine.dot([a for a, _ in pairs], [b for _, b in pairs]))
        problem = problem_of(engine.sum(outputs), k=k)
    return [(slip.what.removeprefix("the inputs x are looked up "), slip.usual) for slip in windows(problem)]


ALWAYS = [
    ("one place too far", 1.0), ("one place too early", 1.0), ("at the first place of its window", 0.7),
    ("in the order of a turned kernel", 0.7), ("in the order of a turned kernel", 0.5),
]  # fmt: skip
STRIDE, PADDING = ("without the stride", 2.0), ("without the shift by the padding", 2.0)


@pytest.mark.parametrize(
    ("starts", "row_starts", "more"),
    [
        ((0, 1, 2, 3), None, []),
        ((0, 2, 4), None, [STRIDE]),
        ((-1, 0, 1, 2, 3, 4), None, [PADDING]),
        ((-1, 1, 3, 5), None, [STRIDE, PADDING]),
        ((1, 2, 3), None, [PADDING]),  # the first inputs are left out
    ],
)
def test_a_stride_and_a_padding_are_forgotten_where_there_are_some(starts, row_starts, more):
    assert words_of(starts, 3, row_starts) == [*more, *ALWAYS]


def test_a_stride_along_one_of_two_axes_is_forgotten_along_this_one():
    """Windows of 2 x 2 with the stride 2 along the rows only: without it, the columns stay as they are."""
    x, k = values("x", np.arange(1.0, 13.0).reshape(4, 3) ** 2), values("k", np.ones((2, 2)))
    g, outputs = np.array([[1.0, -2.0], [0.5, 3.0]]), []
    for i in (0, 1):
        for j in (0, 1):
            pairs = [(x[2 * i + a][j + b], k[a][b]) for a in (0, 1) for b in (0, 1)]
            outputs.append(engine.dot([a for a, _ in pairs], [b for _, b in pairs]) * float(g[i, j]))
    problem, xs = problem_of(engine.sum(outputs), k=k), np.arange(1.0, 13.0).reshape(4, 3) ** 2
    found = list(gives(windows(problem), problem, "k"))
    dk = [sum(g[i, j] * xs[i + a, j + b] for i in (0, 1) for j in (0, 1)) for a in (0, 1) for b in (0, 1)]
    expects(found, "without the stride", dk)
    assert not any("padding" in words for words, _ in found)


def test_what_a_kernel_meets_is_looked_up_by_its_index_only_where_it_is_given():
    """In a second convolution the inputs are computed: they have no places."""
    x, k = values("x", X), values("k", K)
    first = [engine.dot(k, x[i : i + 3]).tanh() for i in range(5)]
    c = values("c", [0.7, -1.1])
    loss = engine.sum([engine.dot(c, first[i : i + 2]) for i in range(4)])
    problem = problem_of(loss, c=c, k=k)
    assert {slip.what.partition(" are looked up")[0] for slip in windows(problem)} == {"the inputs x"}


def test_numbers_without_an_index_have_no_windows():
    a, b, x = Value(0.5, "a"), Value(1.5, "b"), values("x", [1.0, 2.0, 4.0])
    problem = problem_of(engine.sum([engine.dot([a, b], x[i : i + 2]) for i in range(2)]), x=x)
    assert guessed(scattered, problem, "x") == []


def test_inputs_that_the_loss_does_not_use_get_what_is_added_at_their_place():
    """Of x(0 ... 4) the last enters no window; one place too far, it gets the share of the one before."""
    x, k = values("x", X[:4]), [Value(2.0, "k[0]"), Value(3.0, "k[1]")]
    problem = problem_of(engine.sum([engine.dot(k, x[i : i + 2]) * float(G[i]) for i in range(2)]), x=x)
    far = [0.0, 2 * G[0], 3 * G[0] + 2 * G[1], 3 * G[1]]
    expects(guessed(scattered, problem, "x"), "one place too far", far)
