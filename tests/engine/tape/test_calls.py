"""What is done to arrays is written down, and done again to other numbers with nothing but places for the results."""

import numpy as np
import pytest

from engine.arithmetic import stable_sigmoid
from engine.arrays import Arrays, Slots
from engine.primitives import TABLE
from engine.tape.calls import Calls, Scratch, _is
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


def test_a_comparison_that_the_forward_calls_have_made_is_written_as_numbers():
    x, slopes = np.ones(GRID), np.empty(GRID)
    forward = Calls()
    forward.put(Arrays.where(forward.array(x) > 0, forward.array(x) * 3.0, 5.0), np.empty(GRID))
    calls = forward.ready()
    backward = Calls(forward.known, Scratch())
    backward.put(Arrays.where(backward.array(x) > 0, 1.0, 0.0), slopes)
    reverse = backward.ready()
    assert named(reverse) == ["multiply"]
    x[...] = np.random.default_rng(0).normal(size=GRID)
    again(calls + reverse)
    np.testing.assert_array_equal(slopes, np.where(x > 0, 1.0, 0.0))


NUMBERS = np.array([[[-2.0, -0.0, 0.0, 3.0], [np.inf, -np.inf, np.nan, 1.0]]])


@pytest.mark.parametrize(("f", "names"), [
    (lambda x: Arrays.where(x <= 0, 0.0, x), ["maximum"]),
    (lambda x: Arrays.where(x > 0, x, 0.0), ["fmax"]),
    (lambda x: Arrays.where(x > 0, 1.0, Arrays.where(x <= 0, 0.0, x)), ["maximum", "sign"]),
    (lambda x: Arrays.where(x > 0, 2.0, Arrays.where(x <= 0, 0.0, x)), ["greater", "maximum", ""]),
    (lambda x: Arrays.where(x > 1, 1.0, Arrays.where(x <= 0, 0.0, x)), ["greater", "maximum", ""]),
    (lambda x: Arrays.where(x > 1, 1.0, np.maximum(x, 1.0)), ["greater", "maximum", ""]),
    (lambda x: Arrays.where(x > 0, 1.0, np.minimum(x, 0.0)), ["greater", "minimum", ""]),
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
    (lambda x: Arrays.where(x >= 0, 1.0, np.tanh(-abs(x))), ["greater_equal", "absolute", "negative", "tanh", ""]),
    (lambda x: Arrays.where(x >= 0, 1.0, np.cos(-abs(x))), ["greater_equal", "absolute", "negative", "cos", ""]),
    (lambda x: Arrays.where(x >= 0, 1.0, np.exp(np.sin(abs(x)))), ["greater_equal", "absolute", "sin", "exp", ""]),
    (lambda x: Arrays.where(x >= 0, 1.0, np.exp(np.cos(abs(x)))), ["greater_equal", "absolute", "cos", "exp", ""]),
    (lambda x: Arrays.where(x >= 0, 1.0, np.exp(-np.cos(x))), ["greater_equal", "cos", "negative", "exp", ""]),
    (lambda x: Arrays.where(x >= 0, 2.0, np.exp(-abs(x))), ["greater_equal", "absolute", "negative", "exp", ""]),
    (lambda x: Arrays.where(x >= 0, 1.0, 2.0), ["greater_equal", ""]),
    (lambda x: Arrays.where(x >= 0, 2.0, 0.0), ["greater_equal", ""]),
    (lambda x: abs(2.0 + x) + abs(-2.0 + x), ["add", "absolute", "add", "absolute", "add"]),
    (lambda x: abs(2.0 - x) + abs(-2.0 - x), ["subtract", "absolute", "subtract", "absolute", "add"]),
    (lambda x: abs(x) + abs(x * x), ["absolute", "multiply", "absolute", "add"]),
    (lambda x: abs(x) + abs(np.exp(x)), ["absolute", "exp", "absolute", "add"]),
    (lambda x: abs(x) + abs(np.sin(x)), ["absolute", "sin", "absolute", "add"]),
    (lambda x: abs(2.0 * x) + abs(-3.0 * x), ["multiply", "absolute", "multiply", "absolute", "add"]),
])  # fmt: skip
def test_choices_that_numpy_has_a_function_for(f, names):
    calls, place = written(f, NUMBERS)
    assert [name if name != "_computed" else "" for name in named(calls)] == names
    with np.errstate(invalid="ignore", over="ignore"):
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
    assert [*scratch.kept] == [(np.dtype(float), n) for n in range(3)]


def test_a_piece_of_scratch_memory_grows_to_twice_its_size_at_least_and_is_used_from_its_end():
    scratch, made = Scratch(), []

    def piece(n, size, kind="a"):
        found = scratch.at(n, kind, size, lambda length: made.append(length) or np.arange(float(length)))
        return found.tolist()

    assert piece(0, 3) == [0.0, 1.0, 2.0]
    assert piece(0, 2) == [1.0, 2.0]
    assert piece(0, 3) == [0.0, 1.0, 2.0]
    assert piece(0, 4) == [2.0, 3.0, 4.0, 5.0], "of the six that are there now"
    assert piece(0, 13) == [float(i) for i in range(13)]
    assert piece(0, 6) == [float(i) for i in range(7, 13)]
    assert piece(1, 1) == [0.0]
    assert piece(0, 1, "b") == [0.0]
    assert made == [3, 6, 13, 1, 1]


@pytest.mark.parametrize("shared", [False, True])
def test_a_table_that_ends_with_zeros_is_the_same_memory_each_time_where_steps_share_it(shared):
    calls = Calls(scratch=Scratch() if shared else None)
    first, second = calls.ending_with_zeros(3, 2), calls.ending_with_zeros(1, 2)
    assert (first.shape, second.shape) == ((4, 2), (2, 2))
    assert not first.any()
    first[:] = 1.0
    assert second.tolist() == ([[1.0, 1.0]] * 2 if shared else [[0.0, 0.0]] * 2)
    assert not np.may_share_memory(calls.ending_with_zeros(3, 1), first)


def test_memory_for_numbers_is_shared_and_that_for_truth_values_is_not():
    scratch = Scratch()
    one, other = Calls(scratch=scratch), Calls(scratch=scratch)
    assert np.may_share_memory(one.memory((2, 3)), other.memory((6,)))
    assert not np.may_share_memory(one.memory((2, 3)), other.memory((2, 3), bool)[None])
    assert not np.may_share_memory(one.memory((2,)), one.memory((2,)))
    truths = one.memory((2, 3), bool)
    assert (truths.shape, truths.dtype, one.used) == ((2, 3), np.dtype(bool), 4)
    assert one.memory((2, 3)).dtype == float


def test_what_is_computed_in_passing_is_not_known_behind_it_and_its_memory_is_used_again():
    calls = Calls(scratch=Scratch())
    x = calls.array(np.ones(GRID))
    before = np.exp(x)
    with calls.passing():
        inside = np.sin(x)
        assert calls.used == 2
    assert calls.used == 1
    behind, again_ = np.cos(x), np.sin(x)
    assert np.may_share_memory(behind, inside)
    assert not np.may_share_memory(before, inside)
    assert not np.may_share_memory(again_, inside)
    assert named([(f, None) for f, *_ in calls.made]) == ["exp", "sin", "cos", "sin"]
    assert np.exp(x).__array_interface__["data"] == before.__array_interface__["data"]


@pytest.mark.parametrize("shared", [False, True])
def test_the_last_result_is_computed_in_its_place_and_its_memory_is_left_to_the_next(shared):
    calls = Calls(scratch=Scratch() if shared else None)
    x, places = calls.array(np.full(GRID, 2.0)), [np.empty(GRID) for _ in range(3)]
    calls.put(np.exp(x) * 3.0, places[0])
    assert calls.used == (1 if shared else 0)
    doubled = calls.put(np.exp(x), places[1])  # known, and not the last: it is copied
    calls.put(doubled + 1.0, places[2])
    ready = calls.ready()
    assert named(ready) == ["exp", "multiply", "multiply", "add"]
    again(ready)
    e = np.exp(2.0)
    assert [place.ravel()[0] for place in places] == [e * 3.0, e, e + 1.0]
    assert all((place == place[0, 0, 0]).all() for place in places)


def test_a_number_fills_its_place():
    calls, place = Calls(), np.empty(GRID)
    calls.put(2.5, place)
    ((f, args),) = calls.ready()
    assert f is np.multiply
    f(*args)
    assert (place == 2.5).all()


def test_truth_values_that_nobody_asks_for_are_not_computed_and_not_known():
    calls = Calls()
    x, place = calls.array(NUMBERS), np.empty(NUMBERS.shape)
    asked, _ = x > 1.0, x < -1.0
    calls.put(np.where(asked, x, 5.0), place)
    assert [f.__name__ for f, *_ in calls.made] == ["greater", "less", "where"]
    assert [f.__name__ for f, _ in calls.ready()] == ["greater", "_computed"]
    assert [found.dtype for found in calls.known.values()] == [bool], "what has its place is asked for no more"


def test_windows_on_arrays_are_one_object_for_all_steps():
    memory, views = np.ones((4, 6)), {}
    steps = [Calls(views=views) for _ in range(2)]
    windows = []
    for calls in steps:
        calls.put(np.exp(calls.array(memory[:2, ::2])), np.empty((2, 3)))
        ((_, (window, _)),) = calls.ready()
        windows.append(window)
    assert windows[0] is windows[1]
    assert windows[0].shape == (2, 3)


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


STRIDED, TURNED = np.zeros((2, 3, 8))[..., ::2], np.zeros((3, 2, 4)).transpose(1, 0, 2)


@pytest.mark.parametrize(
    ("f", "place", "names"),
    [
        (np.exp, np.empty(GRID), ["exp"]),
        (np.exp, STRIDED, ["exp"]),
        (lambda x: np.exp(x.reshape(6, 4)).reshape(GRID), np.empty(GRID), ["exp"]),
        (
            lambda x: np.exp(x.reshape(6, 4)).reshape(GRID),
            TURNED,
            ["exp", "multiply"],
        ),  # it has no rows of that length
        (lambda x: np.exp(x)[None], np.empty((1, *GRID)), ["exp"]),
        (lambda x: np.exp(x)[:1], np.empty((1, 3, 4)), ["exp", "multiply"]),
        (lambda x: np.exp(x)[1:], np.empty((1, 3, 4)), ["exp", "multiply"]),
        (lambda x: np.exp(x)[:, :1], np.empty(GRID), ["exp", "multiply"]),  # for all rows
        (lambda x: np.exp(x.T).T, np.empty(GRID), ["exp", "multiply"]),
        (lambda x: np.exp(x).reshape(3, 4, 2).T, np.empty((2, 4, 3)), ["exp", "multiply"]),
        (lambda x: x > 0, np.empty(GRID), ["greater", "multiply"]),
        (lambda x: x, np.empty(GRID), ["multiply"]),
    ],
)
def test_a_result_is_computed_in_its_place_where_it_fits_there(f, place, names):
    x = np.ones(GRID)
    calls, _ = written(f, x, place=place)
    assert named(calls) == names
    x[...] = np.random.default_rng(5).normal(size=GRID)
    again(calls)
    np.testing.assert_array_equal(place, np.broadcast_to(f(x), place.shape))


@pytest.mark.parametrize(
    ("shape", "axis", "along"),
    [(GRID, (1,), 1), (GRID, (0, 2), (0, 2)), (GRID, (-1,), 2), (GRID, 1, 1), ((2, 1, 4), (2,), 1),
     ((1, 3, 4), (0, 1), 0), ((1, 3, 4), (1, 2), (0, 1))],
)  # fmt: skip
def test_a_sum_is_along_axes_that_are_longer_than_one(shape, axis, along):
    ((f, args),), _ = written(lambda x: np.add.reduce(x, axis=axis, keepdims=True), np.ones(shape))
    assert f.__name__ == "reduce"
    assert args[1:3] == (along, None)


def test_a_sum_of_truth_values_counts_them():
    x = np.ones(GRID)
    calls, place = written(lambda x: np.add.reduce(x > 0, axis=0, dtype=float), x)
    assert named(calls) == ["greater", "reduce"]
    x[...] = np.random.default_rng(6).normal(size=GRID)
    again(calls)
    np.testing.assert_array_equal(place, (x > 0).sum(axis=0))


@pytest.mark.parametrize(
    ("a", "b", "lean"),
    [
        (np.ones((1, 1)), np.ones((1, 1)), [(1,), (1,), (1,)]),
        (np.ones((2, 1, 3)), np.ones((1, 1, 1)), [(6,), (), (6,)]),
        (np.ones((2, 3)), np.ones((3, 2)).T, [(2, 3), (2, 3), (2, 3)]),
        (np.ones((1, 2, 3)), np.ones((2, 1)), [(2, 3), (2, 1), (2, 3)]),
        (np.ones((2, 1, 3)), np.ones((4, 1)), [(2, 1, 3), (4, 1), (2, 4, 3)]),
    ],
)
def test_an_axis_is_left_out_where_no_array_is_longer_along_it(a, b, lean):
    calls, place = written(lambda a, b: a * 1.0 + b, a, b)
    again(calls)
    assert [x.shape for x in calls[-1][1]] == lean
    np.testing.assert_array_equal(place, a + b)


@pytest.mark.parametrize(("x", "found"), [(1.0, True), (0.5, False), (2.0, False), (1, False), (np.ones(1), False)])
def test_only_the_number_itself_is_taken_for_it(x, found):
    assert _is(x, 1.0) is found
