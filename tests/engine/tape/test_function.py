"""A recorded function, and the same one run again: nobody can tell from the result which of them has answered."""

import math
import operator

import numpy as np
import pytest

import engine
from engine import DomainError, Value, gradient, hessian, record
from engine.errors import MovedError, RecordingError
from engine.modes import numbers_at
from engine.tape.function import flat, leaves_of
from engine.tape.guards import Guards, guarded
from engine.trace import trace

W = [Value(0.7, "w"), Value(-0.4, "v")]


def kinked(e):
    """One value of two inputs, with a branch that depends on the first."""
    x, y = e["x"], e["more"][0]
    return W[0] * x * y if x > 0 else W[1] * x + y


def several(e):
    return [kinked(e), W[0] * W[1], e["more"][0] * 2.0]


THETA = [1.5, 2.0]
ROWS = {"one": [3.0, 4.0], "a batch of one": [[3.0, 4.0]], "a batch": [[3.0, 4.0], [0.5, -1.0], [2.0, 2.0]]}


@pytest.mark.parametrize(
    ("rows", "per_example"), [(rows, False) for rows in ROWS] + [(rows, True) for rows in [*ROWS][1:]]
)
@pytest.mark.parametrize("function", [kinked, several])
@pytest.mark.parametrize("with_inputs", [False, True])
def test_a_call_that_runs_the_function_answers_as_one_that_replays_it(rows, per_example, function, with_inputs):
    replayed, run_again = (record(function, W, {"x": x, "more": [1.0]}) for x in (1.0, -1.0))
    how = {"per_example": per_example}
    values = [tape.value(THETA, ROWS[rows], **how) for tape in (replayed, run_again)]
    found = [tape.value_and_grad(THETA, ROWS[rows], **how, with_inputs=with_inputs) for tape in (replayed, run_again)]
    assert (replayed.eager_calls, run_again.eager_calls) == (0, 2)
    assert len(found[0]) == len(found[1]) == 2 + with_inputs
    for one, other in (values, *zip(*found, strict=True)):
        assert type(one) is type(other)
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, rtol=1e-14)


def test_the_numbers_of_a_function_run_again():
    tape = record(several, W, {"x": 1.0, "more": [1.0]})
    rows = [[-1.0, 5.0], [2.0, 3.0]]
    value, slopes, of_inputs = tape.value_and_grad([10.0, 100.0], rows, per_example=True, with_inputs=True)
    assert value.tolist() == [[-95.0, 1000.0, 10.0], [60.0, 1000.0, 6.0]]
    assert slopes.tolist() == [[[0.0, -1.0], [100.0, 10.0], [0.0, 0.0]], [[6.0, 0.0], [100.0, 10.0], [0.0, 0.0]]]
    assert of_inputs.tolist() == [[[100.0, 1.0], [0.0, 0.0], [0.0, 2.0]], [[30.0, 20.0], [0.0, 0.0], [0.0, 2.0]]]
    assert [w.data for w in W] == [0.7, -0.4], "the leaves have their numbers back"
    assert tape.eager_calls == 1


def test_leaves_have_their_numbers_back_also_when_something_fails():
    before = W[0] * W[1]
    with pytest.raises(DomainError, match=r"log\(-12\)"), numbers_at(W, [3.0, -4.0]):
        (W[0] * W[1]).log()
    assert [w.item() for w in W] == [0.7, -0.4]
    assert gradient(before, W) == [-0.4, 0.7], "what was computed from them is still true"


def test_what_is_kept_of_a_run_at_other_numbers_is_of_neither_point():
    x, kept = Value(2.0, "x"), []

    def function(e):
        kept.append((x * x).sin())
        return kept[-1] * e if e > 0 else -kept[-1]

    tape = record(function, [x], 1.0)
    before = x * x
    assert tape.value([7.0], [-1.0]) == -math.sin(49.0)
    assert gradient(kept[0], x) == 4 * math.cos(4.0), "recorded where x still is"
    assert gradient(before, x) == 4.0
    for read in (lambda: gradient(kept[1], x), kept[1].backward, lambda: trace(kept[1]), lambda: hessian(kept[1], x)):
        with pytest.raises(MovedError, match=r"the leaf 'x' was changed \(to 2\)"):
            read()
    assert x.data == 2.0
    assert tape.value([2.0], [1.0]) == math.sin(4.0)


def test_a_tape_is_replayed_though_another_has_moved_its_leaves_and_put_them_back():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    tape = record(lambda x: w * x + b, [w], 1.0)
    other = record(lambda x: b * x if x > 0 else -b, [b], 1.0)
    assert other.value([50.0], [-1.0]) == -50.0
    assert tape.value([2.0], [3.0]) == 7.0
    assert (other.eager_calls, tape.eager_calls) == (1, 0)


CHANGED = {
    "pop": (lambda xs: _first(xs, xs.pop(0)), [1.0, 2.0, 3.0]),
    "append": (lambda xs: (xs.append(xs[0] * 2), _first(xs, xs[0]))[1], [1.0, 2.0]),
    "sort": (lambda xs: (xs.sort(), xs[0] * 3 - _first(xs, xs[-1]))[1], [3.0, 1.0, 2.0]),
    "rows": (lambda rows: (rows[0].append(rows[1].pop()), _first(rows[0], rows[1][0]))[1], [[1.0, 2.0], [3.0, 4.0]]),
    "a dictionary": (lambda e: _first(e.values(), e.pop("x")), {"x": 1.0, "y": 2.0, "z": 3.0}),
    "another in its place": (lambda xs: _first(xs, xs.__setitem__(1, xs[0] * W[0]) or xs[1]), [1.0, 2.0]),
}


def _first(rest, x):
    return W[0] * x + engine.sum(rest) if x > 0 else x * 10 + engine.sum(rest)


@pytest.mark.parametrize("name", CHANGED)
def test_a_function_may_change_the_lists_that_it_gets(name):
    function, example = CHANGED[name]
    tape = record(function, W, example)
    at = flat(example)
    with numbers_at(W, THETA):
        for sign in (1.0, -1.0, 1.0):
            numbers = [sign * x for x in at]
            given = iter(numbers)
            expected = function(leaves_of(example, lambda _, given=given: Value(next(given)))).data
            assert tape.value(THETA, numbers) == pytest.approx(expected)
            assert tape.value_and_grad(THETA, numbers, with_inputs=True)[2].shape == (len(at),)
    assert example == CHANGED[name][1]
    assert tape.eager_calls >= 2


def test_every_number_of_an_example_becomes_a_leaf_in_reading_order():
    own = Value(9.0, "own")
    example = {"x": 1.0, "rows": [[2.0, 3.0], (4.0,)], "array": np.array([[5.0], [6.0]]), "own": own}
    made = leaves_of(example)
    assert [leaf.data for leaf in flat(made)] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0]
    assert made["own"] is own
    assert list(made) == list(example)
    assert [type(part) for part in made["rows"]] == [list, tuple]
    assert [type(row) for row in made["array"]] == [list, list]
    again = leaves_of(made, lambda leaf: Value(-leaf.data, leaf.label))
    assert [leaf.data for leaf in flat(again)] == [-1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -9.0]
    assert again["own"] is not own


def test_a_value_of_the_example_keeps_its_label_when_the_function_is_run_again():
    seen = []

    def function(x):
        seen.append(x.label)
        return W[0] * x if x > 0 else x

    assert record(function, W, Value(1.0, "x")).value([1.0, 1.0], [-2.0]) == -2.0
    assert seen == ["x", "x"]


@pytest.mark.parametrize(
    ("function", "example", "value"),
    [(lambda: W[0] * 2.0, (), 6.0), (lambda x: W[0] * x, 2.0, 6.0), (lambda pair: W[0] * pair[1], (5.0, 2.0), 6.0),
     (lambda xs: W[0] * len(xs), [], 0.0), (lambda x: 7, 2.0, 7.0), (lambda x: [7.0, W[0]], 2.0, [7.0, 3.0]),
     (lambda x: (W[0], 1), 2.0, [3.0, 1.0])],
)  # fmt: skip
def test_a_function_takes_one_example_or_nothing_and_returns_values_or_numbers(function, example, value):
    tape = record(function, W, example)
    found = tape.value([3.0, 4.0])
    assert (found.tolist() if isinstance(value, list) else found) == value


def test_as_many_values_come_out_on_every_branch():
    tape = record(lambda x: [x, W[0]] if x > 0 else [x], W, 1.0)
    with pytest.raises(
        RecordingError, match=r"returned 2 values for the recorded example and 1 for another one; return"
    ):
        tape.value([1.0, 1.0], [-1.0])


def test_a_comparison_is_kept_once_and_holds_where_it_comes_out_as_it_did():
    x, y = Value(1.0, "x"), Value(2.0, "y")
    guards = Guards()
    for comparison, a, b, outcome in (
        (operator.gt, x, 0.0, True),
        (operator.gt, x, 0.0, True),
        (operator.lt, x, y, True),
        (operator.gt, y, 3.0, False),
    ):
        guards.add(comparison, a, b, outcome)
    assert [node.data for node in guards.nodes] == [1.0, 0.0, 2.0, 3.0]
    assert (guards.nodes[0], guards.nodes[2]) == (x, y)

    def hold(*pairs):
        return guards.hold(np.array([[a, 0.0, b, 3.0] for a, b in pairs]).T)

    assert hold((1.0, 2.0))
    assert hold((0.1, 3.0), (2.0, 2.5))
    assert not hold((0.0, 2.0)), "x > 0"
    assert not hold((2.0, 2.0)), "x < y"
    assert not hold((1.0, 3.1)), "not y > 3"
    assert not hold((1.0, 2.0), (1.0, 2.0), (1.0, 4.0)), "for each example"
    assert Guards().hold(np.zeros((0, 3)))


def test_what_depends_on_no_leaf_is_no_guard():
    c, w = Value(3.0, "c"), W[0]
    with guarded([w]) as guards:
        assert c * 2.0 > 5.0
        assert guards.nodes == []
        assert c < w + 5.0
    assert [node.data for node in guards.nodes] == [3.0, 5.7]


def test_max_and_sorted_are_guards_of_the_order_of_their_numbers():
    tape = record(lambda xs: engine.sum(sorted(xs)[:2]) * max(xs), [], [1.0, 3.0, 2.0])
    assert tape.value([], [1.0, 3.0, 2.0]) == 9.0
    assert tape.value([], [10.0, 30.0, 20.0]) == 900.0
    assert tape.eager_calls == 0
    assert tape.value([], [3.0, 1.0, 2.0]) == 9.0
    assert tape.eager_calls == 1
