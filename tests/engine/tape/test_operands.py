"""How a step reaches its operands: it reads the numbers at these places and adds to their gradients."""

import numpy as np
import pytest

from engine.tape.calls import Calls
from engine.tape.operands import Gather, Gradients, Mixed, View, operand, same, strides

SHARED, OWN, BATCH = 20, 16, 3  # numbers that all examples share, numbers that each example has, and examples


def stores(width=1, seed=0):
    """Two stores full of numbers and gradients, the gradients of the first one of this width."""
    rng = np.random.default_rng(seed)
    return [
        (rng.normal(size=(SHARED, 1)), rng.normal(size=(SHARED, width))),
        (rng.normal(size=(OWN, BATCH)), rng.normal(size=(OWN, BATCH))),
    ]


def fetch(read):
    for f, args in read.fetch:
        f(*args)


def add(read, contribution, written=True):
    """Hand a contribution back, to gradients at which something is written already, or nothing is."""
    calls, so_far = Calls(), Gradients([SHARED, OWN])
    for rows in so_far.written:
        rows[:] = written
    read.add(calls.array(contribution), np.ones(read.shape[:-1], bool), calls, so_far)
    for f, args in calls.ready():
        f(*args)
    return so_far


def close_to(at):
    """Return how close sums are: four hundred numbers at one place are added in another order."""
    return {"rtol": 1e-14} if at.size < 100 else {"rtol": 1e-14 * at.size, "atol": 1e-14}


@pytest.mark.parametrize(
    ("ids", "shortened"),
    [
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ([[1, 2], [1, 2]], [[1, 2]]),
        ([[1, 1], [2, 2]], [[1], [2]]),
        ([[5, 5, 5], [5, 5, 5]], [[5]]),
        ([[5]], [[5]]),
        ([[1, 2, 1]], [[1, 2, 1]]),
        ([[1, 1], [1, 2]], [[1, 1], [1, 2]]),
        ([[2, 1], [2, 1]], [[2, 1]]),
        ([[2, 2], [1, 1]], [[2], [1]]),
        ([[[1, 2], [1, 2]], [[3, 4], [3, 4]]], [[[1, 2]], [[3, 4]]]),
        ([[[1, 1], [1, 1]], [[1, 1], [1, 1]]], [[[1]], [[1]]]),  # the run of slots keeps its length
    ],
)
def test_an_axis_of_the_grid_along_which_nothing_changes_has_length_one(ids, shortened):
    assert same(np.array(ids)).tolist() == shortened


@pytest.mark.parametrize(
    ("at", "steps"),
    [
        ([[7]], [0, 0]),
        ([[3, 4, 5]], [0, 1]),
        ([[3], [5], [7]], [2, 0]),
        ([[0, 1, 2], [4, 5, 6]], [4, 1]),
        ([[0, 4], [1, 5], [2, 6]], [1, 4]),
        ([[5, 4, 3]], [0, -1]),
        ([[6, 3], [4, 1]], [-2, -3]),
        ([[[0, 1], [2, 3]], [[8, 9], [10, 11]]], [8, 2, 1]),
        ([[0, 1, 3]], None),
        ([[0, 1], [2, 4]], None),
        ([[0, 1, 2], [3, 4, 6]], None),
        ([[3, 3]], [0, 0]),
        ([[0, 1], [1, 2]], [1, 1]),  # 1 occurs twice
        ([[0, 2], [1, 3], [2, 4]], [1, 2]),
    ],
)
def test_regular_places_have_a_step_along_each_axis(at, steps):
    assert strides(np.array(at)) == steps


@pytest.mark.parametrize(
    ("at", "is_view"),
    [([[7]], True), ([[*range(600)]], True), ([[3, 3]], False), ([[0, 1], [1, 2]], False), ([[0, 1, 3]], False)],
)
def test_a_window_on_the_store_shows_each_place_once(at, is_view):
    read = operand(np.array(at), np.zeros(np.shape(at), bool), [(np.zeros((600, 1)), np.zeros((600, 1)))])
    assert type(read) is (View if is_view else Gather)


REGULAR = {
    "one": [[3]],
    "a run": [[2, 3, 4]],
    "a table": [[0, 1, 2], [6, 7, 8]],
    "backwards": [[9], [6], [3]],
    "slots": [[[0, 1]], [[4, 5]], [[8, 9]]],
}
SCATTERED = {
    "gaps": [[0, 5, 7]],
    "a shuffled table": [[4, 0], [9, 3]],
    "one of them twice": [[3, 8, 3]],
    "always the same": [[[2, 2], [2, 2]]],
    "one of them very often": [[5] * 400 + [*range(OWN)]],
}


@pytest.mark.parametrize("of_example", [False, True])
@pytest.mark.parametrize("width", [1, BATCH])  # of the gradients of what all share: 1, or apart for each example
@pytest.mark.parametrize("name", [*REGULAR, *SCATTERED])
def test_numbers_are_read_and_contributions_added_up_where_they_belong(name, width, of_example):
    at = np.array((REGULAR | SCATTERED)[name])
    memory, untouched = stores(width), stores(width)
    read = operand(at, np.full(at.shape, of_example), memory)
    assert type(read) is (View if name in REGULAR else Gather)
    values, gradients = memory[of_example]
    values *= 2.0  # after the operand was made, as in a replay
    fetch(read)
    np.testing.assert_array_equal(read.block, values[at])
    assert read.shape == (*at.shape, gradients.shape[1])
    contribution = np.random.default_rng(1).normal(size=read.shape)
    expected = gradients.copy()
    for place in np.ndindex(at.shape):
        expected[at[place]] += contribution[place]
    add(read, contribution)
    np.testing.assert_allclose(gradients, expected, **close_to(at))
    np.testing.assert_array_equal(memory[not of_example][1], untouched[not of_example][1])


def test_of_two_examples_each_keeps_its_own_contributions():
    store = np.zeros((3, 2)), np.zeros((3, 2))
    read = Gather(np.array([[2, 0, 2]]), 0, [store])
    add(read, np.array([[[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]]]))
    assert store[1].tolist() == [[2.0, 20.0], [0.0, 0.0], [5.0, 50.0]]
    add(read, np.array([[[1.0, 10.0]]]))  # one for each example, whichever place
    assert store[1].tolist() == [[3.0, 30.0], [0.0, 0.0], [7.0, 70.0]]


@pytest.mark.parametrize("at", [[[0, 1, 2]], [[0, 5, 7]], [[3, 8, 3]]])
def test_one_contribution_counts_for_all_along_an_axis_of_length_one(at):
    memory = stores()
    read = operand(np.array(at), np.ones((1, 3), bool), memory)
    expected = memory[1][1].copy()
    for place in at[0]:
        expected[place] += 2.5
    add(read, np.full((1, 1, 1), 2.5))
    np.testing.assert_allclose(memory[1][1], expected, rtol=1e-14)


@pytest.mark.parametrize("width", [1, BATCH])
@pytest.mark.parametrize("at", [[[4, 2, 0, 9], [1, 3, 5, 7]], [[2, 2, 2, 2], [2, 2, 2, 2]]])
def test_some_may_be_read_from_one_store_and_some_from_the_other(at, width):
    at, of_example = np.array(at), np.array([[True, False, True, False], [False, False, True, True]])
    memory = stores(width)
    read = operand(at, of_example, memory)
    assert type(read) is Mixed
    assert read.shape == read.block.shape == (2, 4, BATCH)
    fetch(read)
    contribution = np.random.default_rng(2).normal(size=read.shape)
    expected = [gradients.copy() for _, gradients in memory]
    for place in np.ndindex(at.shape):
        store = int(of_example[place])
        np.testing.assert_array_equal(read.block[place], np.broadcast_to(memory[store][0][at[place]], BATCH))
        amount = contribution[place]
        expected[store][at[place]] += amount if store or width == BATCH else amount.sum()
    add(read, contribution)
    for (_, gradients), wanted in zip(memory, expected, strict=True):
        np.testing.assert_allclose(gradients, wanted, rtol=1e-14)


@pytest.mark.parametrize("name", [*REGULAR, *SCATTERED])
def test_the_first_contribution_is_put_where_the_next_ones_are_added(name):
    at = np.array((REGULAR | SCATTERED)[name])
    memory = stores()
    read = operand(at, np.zeros(at.shape, bool), memory)
    contribution, expected = np.random.default_rng(3).normal(size=read.shape), np.zeros((SHARED, 1))
    for place in np.ndindex(at.shape):
        expected[at[place]] += contribution[place]
    so_far = add(read, contribution, written=False)
    assert np.flatnonzero(so_far.written[0]).tolist() == np.unique(at).tolist()
    if so_far.incomplete:  # then somebody sets all gradients to 0 first
        memory[0][1].fill(0.0)
        add(read, contribution, written=False)
    found = memory[0][1][so_far.written[0]]
    np.testing.assert_allclose(found, expected[so_far.written[0]], **close_to(at))
    add(read, contribution)
    np.testing.assert_allclose(memory[0][1][so_far.written[0]], 2 * found, rtol=1e-14)


def test_what_is_partly_written_has_to_begin_at_zero():
    so_far = Gradients([4])
    assert not so_far.adds(0, np.array([1, 2]))
    assert not so_far.incomplete
    assert so_far.adds(0, np.array([[2, 1]]))
    assert not so_far.incomplete
    assert so_far.adds(0, np.array([2, 3]))
    assert so_far.incomplete
    assert so_far.written[0].tolist() == [False, True, True, True]


@pytest.mark.parametrize("at", [[[0, 5, 7]], [[3, 8, 3]], [[0, 19, 0]]])
def test_who_needs_no_gradient_gets_none(at):
    at, memory = np.array(at), stores()
    read, before = operand(at, np.zeros(at.shape, bool), memory), memory[0][1].copy()
    calls, so_far = Calls(), Gradients([SHARED, OWN])
    so_far.written[0][:] = True
    read.add(calls.array(np.ones(read.shape)), np.array([[False, True, False]]), calls, so_far)
    for f, args in calls.ready():
        f(*args)
    before[at[0, 1]] += 1.0
    np.testing.assert_array_equal(memory[0][1], before)
