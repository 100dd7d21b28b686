"""By which calls gradients are handed back to places: as few as can be, and memory is used again."""

import numpy as np
import pytest

from engine.tape.calls import Calls, Scratch
from engine.tape.operands import Gather, Gradients, run


def often(times, others):
    """The same place so many times, and so many others once, none of them beside the next."""
    return [[*[0] * times, *range(2, 2 * others + 2, 2), 99]]


@pytest.mark.parametrize(
    ("at", "written", "names"),
    [
        ([[0, 5, 7]], False, ["_set"]),
        ([[0, 5, 7]], True, ["take", "add", "_set"]),
        ([[*range(0, 600, 2), 701]], False, ["_set"]),
        ([[2, 0, 1]], False, ["_set"]),
        ([[2, 0, 1]], True, ["multiply", "take", "add"]),  # added to a window: nothing is looked up
        ([[8, 4, 6]], True, ["multiply", "take", "add"]),
        ([[3, 8, 4]], True, ["take", "add", "_set"]),
        ([[3, 8, 3, 9]], False, ["multiply", "take", "reduce", "_set"]),
        ([[1, 3, 8, 8]], False, ["multiply", "take", "reduce", "_set"]),
        ([[3, 8, 3, 9]], True, ["multiply", "take", "reduce", "take", "add", "_set"]),
        ([[3, 9, 3]], False, ["multiply", "take", "reduce"]),
        ([[3, 9, 3]], True, ["multiply", "take", "reduce", "add"]),
        ([[3, 3]], True, ["multiply", "take", "reduce", "add"]),
        (often(32, 31), False, ["multiply", "take", "reduce", "_set"]),  # 32 * 33 entries for 64 + 200 contributions
        (often(33, 31), False, ["multiply", "_scattered"]),
        (often(26, 38), False, ["multiply", "take", "reduce", "_set"]),  # 26 * 40 for 65 + 200
        (often(26, 39), False, ["multiply", "_scattered"]),  # 26 * 41 for 66 + 200: a few too many
    ],
)
def test_contributions_take_as_few_calls_as_their_places_allow(at, written, names):
    store = np.zeros((1000, 1)), np.arange(1000.0).reshape(-1, 1)
    read, contribution = Gather(np.array(at), 0, [store]), np.random.default_rng(4).normal(size=(1, len(at[0]), 1))
    calls, so_far = Calls(), Gradients([1000])
    so_far.written[0][:] = written
    read.add(calls.array(contribution), np.ones(np.shape(at), bool), calls, so_far)
    assert [f.__name__ for f, *_ in calls.made] == names
    assert so_far.incomplete == (names[-1] == "_scattered")
    expected = store[1].copy()
    expected[sorted({*at[0]})] *= written or so_far.incomplete
    np.add.at(expected[:, 0], at[0], contribution.ravel())
    for f, args in calls.ready():
        f(*args)
    np.testing.assert_allclose(store[1], expected, rtol=1e-13)


@pytest.mark.parametrize(
    ("width", "shape", "order", "axes"),
    [
        (1, (2, 2, 1), "C", 1),
        (1, (20, 20, 1), "C", 1),
        (1, (1, 1, 1), "C", 2),  # one for all places
        (1, (2, 2, 1), "F", 2),  # its numbers lie in another order
        (2, (2, 2, 2), "C", 2),
        (2, (2, 2, 1), "C", 2),
    ],
)
def test_numbers_in_one_row_are_written_along_one_axis(width, shape, order, axes):
    store = np.zeros((900, width)), np.zeros((900, width))
    at = np.array([[4, 0], [9, 3]]) if shape[0] < 3 else 2 * np.random.default_rng(2).permutation(400).reshape(20, 20)
    given = np.array(np.arange(1.0, 1 + np.prod(shape)).reshape(shape), order=order)
    calls = Calls()
    Gather(at, 0, [store]).add(calls.array(given), np.ones(at.shape, bool), calls, Gradients([900]))
    ((_, (places, _), _, gradients),) = calls.made
    assert (places.ndim, gradients.ndim) == ((1, 1) if axes == 1 else (2, 2))
    for f, args in calls.ready():
        f(*args)
    expected = np.zeros((900, width))
    expected[at] = given
    assert store[1].tolist() == expected.tolist()


def test_what_is_gathered_for_gradients_uses_the_same_memory_for_the_next_operand():
    scratch, store = Scratch(), (np.zeros((20, 1)), np.zeros((20, 1)))
    for at in ([[3, 8, 3, 9]], [[1, 1, 9, 4]]):
        calls, so_far = Calls(scratch=scratch), Gradients([20])
        so_far.written[0][:] = True
        for _ in range(2):
            read = Gather(np.array(at), 0, [store])
            read.add(calls.array(np.ones((1, 4, 1))), np.ones((1, 4), bool), calls, so_far)
    assert [*scratch.kept] == [(1, 0), *((np.dtype(float), n) for n in range(4))]


@pytest.mark.parametrize(
    ("at", "found"),
    [([5], slice(5, 6, 1)), ([2, 3, 4], slice(2, 5, 1)), ([1, 4, 7], slice(1, 8, 3)), ([4, 3, 2], [4, 3, 2]),
     ([3, 3], [3, 3]), ([0, 1, 3], [0, 1, 3])],
)  # fmt: skip
def test_places_that_rise_evenly_are_a_slice(at, found):
    places = run(np.array(at))
    assert (places if isinstance(places, slice) else places.tolist()) == found
