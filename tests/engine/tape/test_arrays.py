"""The chain rule on grids against its definition: multiply everything out, then add up what is the same number."""

import numpy as np
import pytest

from engine.arithmetic import Floats
from engine.arrays import Arrays, Slots, contribution, summed_axes

GRID = (3, 4, 5)
SHAPES = [(1, 1, 1), (3, 1, 1), (1, 4, 5), (3, 4, 5), (1, 4, 1), (3, 1, 5), (1, 1, 5), (3, 4, 1)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("of_partial", [(), *SHAPES])
@pytest.mark.parametrize("k", [0, 2])
def test_contributions_are_summed_over_what_is_shared(shape, of_partial, k):
    rng = np.random.default_rng(0)
    upstream = rng.normal(size=GRID)
    slots = (k,) * bool(k)
    partial = rng.normal(size=slots + of_partial) if of_partial else 1.5
    whole = np.broadcast_to(upstream * partial, slots + GRID)
    axes = tuple(axis for axis in (-3, -2, -1) if shape[axis] == 1)
    found = contribution(upstream, partial, summed_axes(slots + shape, GRID))
    np.testing.assert_allclose(np.broadcast_to(found, slots + shape), whole.sum(axis=axes, keepdims=True), rtol=1e-12)


@pytest.mark.parametrize("partial", [0.0, 1.0, 2.0, 0.5, -1.0])
def test_a_derivative_that_is_one_number_multiplies_the_sum(partial):
    upstream = np.random.default_rng(3).normal(size=GRID)
    np.testing.assert_allclose(contribution(upstream, partial, ()), upstream * partial)
    found = contribution(upstream, partial, (-2,))
    np.testing.assert_allclose(found, (upstream * partial).sum(axis=-2, keepdims=True))


@pytest.mark.parametrize("w", SHAPES)
@pytest.mark.parametrize("x", SHAPES)
def test_dot_of_any_two_shapes(w, x):
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(6, *w)), rng.normal(size=(6, *x))
    np.testing.assert_allclose(Arrays.dot(Slots([a]), Slots([b])), (a * b).sum(axis=0), rtol=1e-12, atol=1e-14)


ROW_AND_REST = [((3, 1, 1), (1, 4, 5)), ((3, 1, 1), (1, 4, 1)), ((3, 1, 1), (1, 1, 5))]


@pytest.mark.parametrize(("w", "x"), ROW_AND_REST + [(x, w) for w, x in ROW_AND_REST])
def test_dot_of_rows_with_all_else_is_one_product_of_matrices(w, x, monkeypatch):
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(6, *w)), rng.normal(size=(6, *x))
    monkeypatch.delattr(np, "einsum")
    np.testing.assert_allclose(Arrays.dot(Slots([a]), Slots([b])), (a * b).sum(axis=0), rtol=1e-12, atol=1e-14)


class OnlyMatrices(np.ndarray):
    """An array that is not multiplied out, number by number."""

    def __mul__(self, other):
        raise AssertionError("multiplied out")


@pytest.mark.parametrize(
    ("grid", "shape", "partial"),
    [
        ((3, 4, 5), (1, 4, 5), (3, 1, 1)),
        ((3, 4, 5), (3, 1, 1), (1, 4, 5)),
        ((3, 4, 1), (3, 1, 1), (1, 4, 1)),
        ((3, 1, 5), (3, 1, 1), (1, 1, 5)),
    ],
)
def test_the_contributions_of_a_layer_are_one_product_of_matrices(grid, shape, partial):
    rng = np.random.default_rng(2)
    upstream, partials = rng.normal(size=grid), rng.normal(size=(2, *partial))
    summed = summed_axes((2, *shape), grid)
    found = contribution(upstream.view(OnlyMatrices), partials, summed)
    np.testing.assert_allclose(found, (upstream * partials).sum(axis=summed, keepdims=True), rtol=1e-12)


def test_cuts_go_across_blocks():
    xs = Slots([np.arange(3.0), np.arange(3.0, 7.0)])
    assert [block.tolist() for block in xs[2:5]] == [[2.0], [3.0, 4.0]]
    assert (xs[0], xs[-1], len(xs)) == (0.0, 6.0, 7)


@pytest.mark.parametrize("start", range(8))
@pytest.mark.parametrize("stop", range(8))
def test_a_cut_is_that_of_a_list_wherever_it_begins_and_ends(start, stop):
    numbers = list(np.arange(8.0))
    xs = Slots([np.arange(3.0), np.arange(3.0, 4.0), np.arange(4.0, 8.0)])
    assert [x for block in xs[start:stop] for x in block] == numbers[start:stop]
    assert xs[start] == numbers[start]


@pytest.mark.parametrize("name", ["exp", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs", "sign", "sigmoid"])
def test_functions_mean_what_they_mean_for_floats(name):
    xs = [0.1, 0.7, 1.0, 2.5, 30.0]
    found = getattr(Arrays, name)(np.array(xs))
    np.testing.assert_allclose(found, [getattr(Floats, name)(x) for x in xs], rtol=1e-14)


def test_ties_share():
    xs = Slots([np.array([[1.0, 2.0], [3.0, 2.0], [3.0, 0.0]])])
    (shares,) = Arrays.split_ties(xs, Arrays.max(xs))
    assert shares.tolist() == [[0.0, 0.5], [0.5, 0.5], [0.5, 0.0]]
