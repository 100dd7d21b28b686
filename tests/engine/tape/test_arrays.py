"""The chain rule on grids against its definition: multiply everything out, then add up what is the same number."""

import numpy as np
import pytest

from engine.arithmetic import Floats
from engine.arrays import Arrays, Slots, contribution, product, summed_axes

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


@pytest.mark.parametrize("of_upstream", SHAPES)
@pytest.mark.parametrize("k", [0, 2])
def test_an_upstream_gradient_may_be_the_same_along_axes_where_a_derivative_is_not(of_upstream, k):
    rng, slots = np.random.default_rng(5), (k,) * bool(k)
    upstream, partial = rng.normal(size=of_upstream), rng.normal(size=slots + GRID)
    for summed in ((-3,), (-2, -1), (-3, -2, -1)):
        found = contribution(upstream, partial, summed)
        np.testing.assert_allclose(found, (upstream * partial).sum(axis=summed, keepdims=True), rtol=1e-12)


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


ROUTES = [  # what is multiplied, the result, and by what
    ((5, 3, 1, 1), (5, 1, 4, 1), (1, 3, 4, 1), "matmul"),
    ((5, 1, 1, 1), (5, 1, 1, 1), (1, 1, 1, 1), "matmul"),
    ((5, 3, 1, 2), (5, 1, 4, 2), (1, 3, 4, 2), "matmul"),
    ((5, 3, 1, 8), (5, 1, 4, 8), (1, 3, 4, 8), "matmul"),
    ((5, 3, 1, 9), (5, 1, 4, 9), (1, 3, 4, 9), "add"),  # of more than eight small matrices each would be a call
    ((5, 3, 1, 8), (5, 1, 1, 8), (1, 3, 1, 8), "matmul"),
    ((5, 1, 1, 8), (5, 1, 4, 8), (1, 1, 4, 8), "matmul"),
    ((5, 1, 1, 2), (5, 1, 1, 2), (1, 1, 1, 2), "add"),  # dot products only: no matrices
    ((16, 2, 2, 64), (16, 2, 2, 64), (1, 2, 2, 64), "add"),
    ((16, 4, 1, 64), (16, 1, 1, 64), (1, 4, 1, 64), "add"),
    ((17, 241, 1, 1), (17, 241, 1, 1), (1, 241, 1, 1), "einsum"),  # more than 4096 numbers are not kept
    ((17, 1, 4, 64), (17, 1, 4, 64), (17, 1, 1, 64), "einsum"),
]


@pytest.mark.parametrize(("a", "b", "shape", "route"), ROUTES)
def test_few_large_matrices_are_left_to_blas_and_many_numbers_are_not_kept(a, b, shape, route, monkeypatch):
    rng, taken = np.random.default_rng(6), []
    a, b = rng.normal(size=a), rng.normal(size=b)
    for name in ("matmul", "einsum"):
        function = getattr(np, name)
        monkeypatch.setattr(np, name, lambda *xs, name=name, function=function: taken.append(name) or function(*xs))
    for one, other in ((a, b), (b, a)):
        found = product(one, other, shape)
        whole = (a * b).sum(axis=tuple(i for i in range(4) if shape[i] == 1), keepdims=True)
        np.testing.assert_allclose(found, whole, rtol=1e-10, atol=1e-13)
    assert taken == [route] * 2 * (route != "add")


@pytest.mark.parametrize(
    ("a", "b", "shape", "copied"),
    [
        ((5, 3, 1, 1), (5, 1, 4, 1), (1, 3, 4, 1), ""),
        ((5, 3, 1, 1), (5, 1, 1, 1), (1, 3, 1, 1), ""),
        ((5, 3, 2, 1), (5, 1, 2, 1), (1, 3, 1, 1), "a"),  # no two axes in one stride
        ((5, 3, 1, 8), (5, 1, 4, 8), (1, 3, 4, 8), "ab"),  # next to each other are numbers of eight matrices
        ((5, 2, 1, 8), (5, 1, 2, 8), (1, 2, 2, 8), "ab"),
        ((5, 3, 1, 8), (5, 1, 1, 8), (1, 3, 1, 8), "a"),
        ((5, 1, 1, 8), (5, 1, 4, 8), (1, 1, 4, 8), "b"),
    ],
)
def test_what_blas_reads_is_copied_only_where_its_rows_or_columns_are_scattered(a, b, shape, copied, monkeypatch):
    rng, read, matmul = np.random.default_rng(9), [], np.matmul
    given = {"a": rng.normal(size=a), "b": rng.normal(size=b)}
    monkeypatch.setattr(np, "matmul", lambda x, y: read.extend((x, y)) or matmul(x, y))
    for names in ("ab", "ba"):
        read.clear()
        product(*[given[name] for name in names], shape)
        assert "".join(k for k, x in given.items() if not any(np.shares_memory(x, each) for each in read)) == copied
        for matrix in read:
            assert 8 in matrix.strides[-2:] or 1 in matrix.shape[-2:]


@pytest.mark.parametrize(("a", "b"), [((5, 3, 1, 1), (5, 1, 4, 1)), ((5, 1, 4, 1), (5, 3, 1, 1))])
def test_the_result_lies_in_memory_in_the_order_of_its_axes_whichever_factor_comes_first(a, b):
    rng = np.random.default_rng(7)
    assert product(rng.normal(size=a), rng.normal(size=b), (1, 3, 4, 1)).flags.c_contiguous


def test_a_factor_that_is_the_same_along_what_is_summed_is_multiplied_by_the_sum():
    rng = np.random.default_rng(8)
    a, b = rng.normal(size=(1, 3, 2, 5)), rng.normal(size=(4, 3, 1, 1))
    found = product(a, b, (4, 3, 1, 1))
    np.testing.assert_allclose(found, a.sum(axis=(2, 3), keepdims=True) * b, rtol=1e-12)


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


def blocks(*lengths, shape=(2, 1, 3)):
    """Slots full of numbers, in blocks of these lengths, and the same as one array."""
    rng = np.random.default_rng(len(lengths))
    parts = [rng.normal(size=(k, *shape)) for k in lengths]
    return Slots(parts), np.concatenate(parts)


@pytest.mark.parametrize("lengths", [(1,), (4,), (2, 3), (1, 1, 5)])
def test_what_is_found_over_many_slots_goes_over_all_blocks(lengths):
    xs, whole = blocks(*lengths)
    assert len(xs) == sum(lengths)
    np.testing.assert_array_equal(Arrays.max(xs), whole.max(axis=0))
    np.testing.assert_array_equal(Arrays.min(xs), whole.min(axis=0))
    np.testing.assert_allclose(Arrays.sum(xs), whole.sum(axis=0), rtol=1e-14, atol=1e-14)
    doubled, joined = Arrays.map(lambda x: 2 * x, xs), Arrays.join(xs, xs[1:], [whole[0:1]])
    np.testing.assert_array_equal(np.concatenate(list(doubled)), 2 * whole)
    np.testing.assert_array_equal(np.concatenate(list(joined)), [*whole, *whole[1:], whole[0]])
    assert len(joined) == 2 * sum(lengths)


def test_over_one_slot_is_the_slot_itself_and_over_none_a_sum_is_0():
    xs, _ = blocks(1)
    for found in (Arrays.max(xs), Arrays.min(xs), Arrays.sum(xs)):
        assert np.shares_memory(found, xs.blocks[0])
    assert Arrays.sum(Slots([])) == 0.0


def test_ties_across_blocks_share():
    xs = Slots([np.array([[3.0, 1.0]]), np.array([[3.0, 2.0], [0.0, 2.0]])])
    shares = Arrays.split_ties(xs, Arrays.max(xs))
    assert [block.tolist() for block in shares] == [[[0.5, 0.0]], [[0.5, 0.5], [0.0, 0.5]]]
    shares = Arrays.split_ties(xs, Arrays.min(xs))
    assert [block.tolist() for block in shares] == [[[0.0, 1.0]], [[0.0, 0.0], [1.0, 0.0]]]


def test_a_cut_is_made_once_and_copies_nothing():
    xs, whole = blocks(3, 4)
    assert xs[2:5] is xs[2:5]
    assert (len(xs[2:5]), len(xs[2:5].blocks), len(xs[:3].blocks), len(xs[3:].blocks)) == (3, 2, 1, 1)
    assert all(np.shares_memory(cut, block) for cut, block in zip(xs[2:5], xs, strict=True))
    xs.blocks[1][0] = 7.0
    assert (xs[2:5][1] == 7.0).all()
    assert len(xs[5:2]) == len(xs[7:]) == 0
    np.testing.assert_array_equal(xs[-2], whole[-2])


def test_a_condition_may_be_one_for_all():
    a, b, condition = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([True, False])
    assert Arrays.where(condition, a, b).tolist() == [1.0, 4.0]
    assert Arrays.where(condition, a, 0.0).tolist() == [1.0, 0.0]
    assert (Arrays.where(True, a, b), Arrays.where(False, a, b)) == (pytest.approx(a), pytest.approx(b))
    assert (Arrays.pow(3.0, 2.0), Arrays.equal(2.0, 2.0)) == (9.0, True)
    assert Arrays.equal(a, 2.0).tolist() == [False, True]


@pytest.mark.parametrize(
    ("shape", "over", "axes"),
    [((3, 4, 5), GRID, ()), ((1, 4, 5), GRID, (-3,)), ((3, 1, 5), GRID, (-2,)), ((3, 4, 1), GRID, (-1,)),
     ((1, 1, 1), GRID, (-3, -2, -1)), ((2, 3, 1, 1), GRID, (-2, -1)), ((7, 1, 4, 5), GRID, (-3,)),
     ((1, 1, 1), (1, 1, 1), ()), ((1, 1, 1), (3, 1, 1), (-3,)), ((3, 4, 5), (1, 4, 1), ())],
)  # fmt: skip
def test_a_contribution_is_summed_along_the_axes_where_the_operand_is_shorter(shape, over, axes):
    assert summed_axes(shape, over) == axes


@pytest.mark.parametrize("grid", [(3, 4, 5), (3, 4, 1), (3, 1, 5), (1, 4, 5), (3, 1, 1), (1, 1, 5), (1, 1, 1)])
@pytest.mark.parametrize("k", [0, 2])
def test_contributions_on_grids_of_every_kind(grid, k):
    rng, slots = np.random.default_rng(4), (k,) * bool(k)
    upstream = rng.normal(size=grid)
    for shape in np.ndindex(2, 2, 2):
        operand = tuple(n if keep else 1 for n, keep in zip(grid, shape, strict=True))
        for own in np.ndindex(2, 2, 2):
            partial = rng.normal(size=slots + tuple(n if keep else 1 for n, keep in zip(grid, own, strict=True)))
            summed = summed_axes(slots + operand, grid)
            found = contribution(upstream, partial, summed)
            whole = np.broadcast_to(upstream * partial, slots + grid)
            np.testing.assert_allclose(
                np.broadcast_to(found, slots + operand), whole.sum(axis=summed, keepdims=True), rtol=1e-12, atol=1e-14
            )
