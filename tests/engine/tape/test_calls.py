"""What is done to arrays is written down, and done again to other numbers with nothing but places for the results."""

import numpy as np
import pytest

from engine.arithmetic import stable_sigmoid
from engine.arrays import Arrays, Slots
from engine.primitives import TABLE
from engine.tape.calls import Calls, Scratch
from tests.engine.graphs import PARAMETERS
from tests.engine.meaning import bindings

GRID = (2, 3, 4)


def written(f, *arrays, place=None):
    """Return the calls of f, and the place in which they leave the result."""
    calls = Calls()
    with np.errstate(all="ignore"):
        found = f(*map(calls.array, arrays))
    place = np.full(np.shape(found), np.nan) if place is None else place
    calls.put(found, place)
    return calls.ready(), place


def again(calls):
    for f, args in calls:
        f(*args)


def named(calls):
    return [getattr(getattr(f, "func", f), "__name__", "") for f, _ in calls]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_row_is_computed_again_at_other_numbers(row):
    row = bindings(row, PARAMETERS)[0]
    rng = np.random.default_rng(1)
    count = 5 if row.name == "affine" else 4 if row.variadic else len(row.domain)
    arrays = [np.ones(GRID) for _ in range(count)]

    def inputs(some):
        if not row.variadic:
            return some
        blocks = [x[None] for x in some]
        stacked = [np.stack(some[:2]), np.stack(some[2:4])] if row.products and row.products(4) else blocks[:4]
        return Slots(stacked + blocks[4:])

    memory = inputs(arrays)
    blocks = memory.blocks if row.variadic else memory
    calls = Calls()
    handles = [calls.array(block) for block in blocks]
    place = np.empty(GRID)
    with np.errstate(all="ignore"):
        calls.put(row.value_at(Arrays, Slots(handles) if row.variadic else handles), place)
    forward = calls.ready()
    backward = Calls(calls.known, Scratch())
    handles = [backward.array(block) for block in blocks]
    with np.errstate(all="ignore"):
        slopes = row.partials_at(Arrays, backward.array(place), Slots(handles) if row.variadic else handles)
    slopes = [slope if isinstance(slope, float) else np.asarray(slope) for slope in slopes]
    reverse = backward.ready()
    for _ in range(2):
        low, high = row.domain[0]
        for block in blocks:
            block[...] = rng.uniform(max(low, 0.3), high, size=block.shape)
        again(forward)
        again(reverse)
        plain = Slots(list(blocks)) if row.variadic else list(blocks)
        expected = row.value_at(Arrays, plain)
        np.testing.assert_allclose(place, expected, rtol=1e-15)
        for slope, right in zip(slopes, row.partials_at(Arrays, place, plain), strict=True):
            np.testing.assert_allclose(slope, right, rtol=1e-15)


def test_what_is_done_twice_is_computed_once():
    x = np.ones(GRID)
    calls, place = written(lambda x: x.view() * np.exp(x) + np.exp(x), x)
    assert named(calls) == ["exp", "multiply", "add"]
    x[...] = np.random.default_rng(0).normal(size=GRID)
    again(calls)
    np.testing.assert_array_equal(place, x * np.exp(x) + np.exp(x))


def test_the_backward_calls_use_what_the_forward_calls_have_computed():
    x = np.ones(GRID)
    forward = Calls()
    forward.put(stable_sigmoid(Arrays, forward.array(x)), np.empty(GRID))
    forward.ready()
    backward = Calls(forward.known, Scratch())
    backward.put(np.exp(-abs(backward.array(x))) * 2.0, np.empty(GRID))
    assert named(backward.ready()) == ["multiply"]


NUMBERS = np.array([[[-2.0, -0.0, 0.0, 3.0], [np.inf, -np.inf, np.nan, 1.0]]])


@pytest.mark.parametrize(("f", "names"), [
    (lambda x: Arrays.where(x <= 0, 0.0, x), ["maximum"]),
    (lambda x: Arrays.where(x > 0, x, 0.0), ["fmax"]),
    (lambda x: Arrays.where(x > 0, 1.0, 0.0), ["greater"]),
    (lambda x: -Arrays.where(x > 0, 1.0, 0.0), ["greater", "negative"]),
    (lambda x: Arrays.where(x > 0, 1.0, 0.0) + Arrays.where(x >= 0, 1.0, 0.0), ["greater", "greater_equal", "add"]),
    (lambda x: Arrays.where(x >= 0, x, 0.0), ["greater_equal", ""]),
    (lambda x: Arrays.where(x <= 1, 0.0, x), ["less_equal", ""]),
    (lambda x: Arrays.where(x <= 0, 0.0, 2.0), ["less_equal", ""]),
    (lambda x: Arrays.where(x <= 0, 0.0, x) + Arrays.where(x <= 0, 5.0, x), ["less_equal", "maximum", "", "add"]),
    (lambda x: Arrays.where(x <= 0, 5.0, x) + Arrays.where(x <= 1, 0.0, x),
     ["less_equal", "", "less_equal", "", "add"]),
    (lambda x: Arrays.where(x <= 1, 5.0, Arrays.where(x <= 0, 0.0, x)), ["less_equal", "maximum", ""]),
    (Arrays.sigmoid, ["absolute", "negative", "exp", "greater_equal", "maximum", "add", "divide"]),
    (lambda x: Arrays.where(x >= 0, 1.0, np.exp(-x)), ["greater_equal", "negative", "exp", ""]),
    (lambda x: np.exp(abs(x)) + np.exp(abs(-x)), ["absolute", "exp", "negative", "add"]),
    (lambda x: abs(2.0 * x) + abs(-2.0 * x), ["multiply", "absolute", "multiply", "add"]),
    (lambda x: abs(2.0 * x) + abs(-3.0 * x), ["multiply", "absolute", "multiply", "absolute", "add"]),
])  # fmt: skip
def test_choices_that_numpy_has_a_function_for(f, names):
    calls, place = written(f, NUMBERS)
    assert [name if name != "_computed" else "" for name in named(calls)] == names
    again(calls)
    np.testing.assert_array_equal(place, f(NUMBERS))
    assert place.dtype == float


@pytest.mark.parametrize(
    "place", [np.zeros((3, 2, 4)).transpose(1, 0, 2), np.zeros((2, 3, 8))[..., ::2], np.zeros(GRID)]
)
def test_results_find_their_place_however_it_lies(place):
    x, y = np.random.default_rng(0).normal(size=GRID), np.random.default_rng(1).normal(size=(3, 1))
    for f in (lambda x, y: x * y, lambda x, y: np.exp(x * y)[None][0], lambda x, y: x.transpose(), lambda x, y: x):
        expected = np.broadcast_to(f(x, y) if f(x, y).shape == GRID else x, GRID)
        calls, _ = written(lambda x, y, f=f: f(x, y) if f(x, y).shape == GRID else x, x, y, place=place)
        again(calls)
        np.testing.assert_array_equal(place, expected)


@pytest.mark.parametrize("axis", [(0,), (1,), (2,), (0, 2), (0, 1, 2)])
@pytest.mark.parametrize("shape", [GRID, (1, 3, 4), (2, 1, 1), (1, 1, 1)])
def test_sums_along_any_axes(axis, shape):
    x = np.ones(shape)
    calls, place = written(lambda x: np.add.reduce(x, axis=axis, keepdims=True), x)
    x[...] = np.random.default_rng(0).normal(size=shape)
    again(calls)
    np.testing.assert_allclose(place, x.sum(axis=axis, keepdims=True), rtol=1e-15)


def test_a_result_is_added_to_what_is_there():
    x, place = np.full(GRID, 2.0), np.full(GRID, 10.0)
    calls = Calls()
    calls.put(calls.array(x) * 3.0, place, add=True)
    again(calls.ready())
    assert (place == 16.0).all()


def test_steps_share_their_scratch_memory():
    scratch, x = Scratch(), np.ones(GRID)
    for _ in range(2):
        calls = Calls(scratch=scratch)
        calls.put(np.exp(np.sin(calls.array(x)) + 1.0), np.empty(GRID))
    assert [len(kept) for kept in scratch.kept.values()] == [3]


@pytest.mark.parametrize(
    ("shapes", "lean"),
    [
        (((2, 3), (2, 3)), [(6,), (6,), (6,)]),
        (((2, 3), ()), [(6,), (), (6,)]),
        (((2, 1, 3), (2, 1, 1)), [(2, 3), (2, 1), (2, 3)]),
        (((1, 2, 3), (1, 3)), [(2, 3), (1, 3), (2, 3)]),
        (((2, 3, 1), (3, 1)), [(2, 3), (3,), (2, 3)]),
        (((2, 3), (2, 1)), [(2, 3), (2, 1), (2, 3)]),
    ],
)
def test_arrays_are_added_along_as_few_axes_as_can_be_to_the_same_numbers(shapes, lean):
    a, b = (np.arange(1.0, 1 + np.prod(shape)).reshape(shape) for shape in shapes)
    calls, place = written(lambda a, b: a + b, a, b)
    place[...] = np.nan
    again(calls)
    assert np.array_equal(place, a + b)
    assert [x.shape for x in calls[-1][1]] == lean


def test_only_of_the_same_comparison_a_choice_becomes_a_maximum():
    """Whichever of them lies before the others in memory."""

    def f(x):
        before, own, after = [x <= k for k in range(1, 9)], x <= 0, [x <= k for k in range(9, 17)]
        return sum(Arrays.where(c, 0.0, x) for c in before + after) + Arrays.where(own, 5.0, x)

    calls, place = written(f, NUMBERS)
    assert "maximum" not in named(calls)
    again(calls)
    np.testing.assert_array_equal(place, f(NUMBERS))
