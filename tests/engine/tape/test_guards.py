"""A recorded function decides anew at other numbers: where it would go another way, it is run itself."""

import copy
import math
import pickle
from random import Random

import numpy as np
import pytest

import engine
from engine import DomainError, Value, gradient, record
from engine.errors import CompareWarning, MovedError, NotANumberError, RecordingError

W = [Value(0.7, "w"), Value(-0.4, "v")]


def leaky(x):
    return x if x > 0 else 0.1 * x


def largest(xs):
    return max(xs) * W[0]


def ranked(xs):
    return engine.sum(W[0] * x * i for i, x in enumerate(sorted(xs), start=1))


def guarded_log(x):
    return (W[0] * x).log() if W[0] * x > 0.1 else W[0] * x


BRANCHING = {
    "an if": (lambda x: leaky(W[0] * x + W[1]), 1.0),
    "max": (largest, [0.3, -0.2, 0.1]),
    "sorted": (ranked, [0.3, -0.2, 0.1]),
    "a domain": (guarded_log, 1.0),
    "two values": (lambda p: p["a"] * W[0] if p["a"] > p["b"] else p["b"] * W[1], {"a": 1.0, "b": 2.0}),
    "a loop": (lambda x: _halved(W[0] * x), 9.0),
    "a clip": (lambda x: min(max(W[0] * x, -0.5), 0.5) * W[1], 0.1),
}


def _halved(y):
    while abs(y) > 1:
        y = y * 0.5
    return y


def eager(function, example, theta):
    """Return the loss and the gradient at these numbers, by the engine alone."""
    for w, number in zip(W, theta, strict=True):
        w.data = number
    y = function(example)
    return y.item() if isinstance(y, Value) else float(y), gradient(y, W)


def another(example, rng):
    if isinstance(example, dict):
        return {key: another(x, rng) for key, x in example.items()}
    return [another(x, rng) for x in example] if isinstance(example, list) else rng.gauss(0, 2)


def in_order(example):
    if isinstance(example, float):
        return [example]
    return [x for part in (example.values() if isinstance(example, dict) else example) for x in in_order(part)]


@pytest.mark.long
@pytest.mark.parametrize("name", BRANCHING)
@pytest.mark.parametrize("seed", range(20))
def test_it_is_always_what_the_engine_computes(name, seed):
    function, example = BRANCHING[name]
    rng = Random(seed)
    tape = record(function, W, example)
    others = [another(example, rng) for _ in range(6)]
    theta = [rng.gauss(0, 1), rng.gauss(0, 1)]
    expected = [eager(function, as_values(other), theta) for other in others]
    for other, (loss, slope) in zip(others, expected, strict=True):
        found = tape.value_and_grad(theta, in_order(other))
        assert found[0] == pytest.approx(loss, rel=1e-12)
        assert found[1] == pytest.approx(slope, rel=1e-12)
    rows = [in_order(other) for other in others]
    losses, slopes = (np.array(column) for column in zip(*expected, strict=True))
    assert tape.value(theta, rows) == pytest.approx(losses.sum(), rel=1e-12)
    np.testing.assert_allclose(tape.value_and_grad(theta, rows)[1], slopes.sum(axis=0), rtol=1e-12)
    apart = tape.value_and_grad(theta, rows, per_example=True, with_inputs=True)
    np.testing.assert_allclose(apart[0], losses, rtol=1e-12)
    np.testing.assert_allclose(apart[1], slopes, rtol=1e-12)
    assert apart[2].shape == (6, len(rows[0]))


def as_values(example):
    if isinstance(example, dict):
        return {key: as_values(x) for key, x in example.items()}
    return [as_values(x) for x in example] if isinstance(example, list) else Value(example)


def test_while_no_branch_changes_the_function_is_not_run_again():
    calls, w = [], Value(1.0, "w")

    def function(x):
        calls.append(x)
        return leaky(w * x)

    tape = record(function, [w], 1.0)
    assert tape.value([2.0], [3.0]) == 6.0
    assert tape.value([2.0], [[1.0], [5.0]]) == 12.0
    assert (len(calls), tape.eager_calls) == (1, 0)
    assert tape.value([-2.0], [3.0]) == pytest.approx(-0.6)
    assert (len(calls), tape.eager_calls) == (2, 1)


def test_several_outputs_keep_their_shapes_on_the_other_branch():
    def function(x):
        return [x * W[0], leaky(x) * W[1]]

    tape = record(function, W, 1.0)
    for numbers in ([[2.0], [3.0]], [[2.0], [-3.0]]):
        assert tape.value([1.0, 2.0], numbers, per_example=True).shape == (2, 2)
        losses, slopes, of_inputs = tape.value_and_grad([1.0, 2.0], numbers, with_inputs=True)
        assert (losses.shape, slopes.shape, of_inputs.shape) == ((2,), (2, 2), (2, 2, 1))
    losses, slopes, of_inputs = tape.value_and_grad([1.0, 2.0], [-3.0], with_inputs=True)
    np.testing.assert_allclose(losses, [-3.0, -0.6])
    np.testing.assert_allclose(slopes, [[-3.0, 0.0], [0.0, -0.3]])
    np.testing.assert_allclose(of_inputs, [[1.0], [0.2]])


def test_a_function_without_an_example():
    w = Value(2.0, "w")
    tape = record(lambda: leaky(w * w - 1), [w])
    assert tape.value_and_grad([3.0])[0] == 8.0
    assert tape.value_and_grad([0.5])[0] == pytest.approx(-0.075)
    assert w.data == 2.0


def test_errors_are_those_of_the_function_itself():
    w = Value(1.0, "w")
    tape = record(lambda x: (w * x).log(), [w], 2.0)
    with pytest.raises(DomainError, match=r"log.*-2"):
        tape.value([1.0], [-2.0])


@pytest.mark.parametrize("read", [lambda x: x.data, lambda x: x.item(), lambda x: (W[0] * x).data, lambda x: W[0].data])
def test_a_number_that_is_read_is_refused_with_advice(read):
    def function(x):
        return x * W[0] if read(x) > 0 else x

    with pytest.raises(RecordingError, match=r"reads the number of .* compare the Value itself"):
        record(function, W, 1.0)


def test_numbers_of_what_does_not_vary_may_be_read():
    scale = Value(3.0)
    tape = record(lambda x: x * scale.data * W[0], W, 1.0)
    assert tape.value([2.0, 0.0], [5.0]) == 30.0


def test_a_graph_that_is_there_already_warns_if_its_values_were_compared():
    x = Value(1.0, "x")
    with pytest.warns(CompareWarning, match="Hand over the function itself") as warned:
        record(leaky(W[0] * x), W, [x])
    assert warned[0].filename == __file__, "the line that asks for it"
    record(W[0] * Value(1.0), W)


def test_gradient_graphs_with_a_kink_have_branched():
    w = Value(2.0, "w")
    tape = record(lambda x: gradient((w * x).relu(), x, create_graph=True), [w], 1.0)
    assert (tape.value([2.0], [1.0]), tape.value([2.0], [-1.0]), tape.eager_calls) == (2.0, 0.0, 1)


def test_nan_compares_as_it_does_in_python():
    tape = record(lambda x: x if x > 0 else 2.0 * x, W, 1.0)
    assert math.isnan(tape.value([1.0, 1.0], [math.nan]))


# What an adversarial reader tried.


@pytest.mark.parametrize(
    "function",
    [
        lambda x: (W[0] * x - (W[0] * x).detach() * 0.5) ** 2,
        lambda x: x * gradient(W[0] ** 2 * x, W[0]) + W[0],
        lambda x: x * engine.hessian(W[0] ** 3 * x, W[0]) + W[0],
        lambda x: x * engine.hvp(W[0] ** 3, [W[0]], [1.0])[0],
        lambda x: W[0] * float(f"{x:.3f}"),
        lambda x: _without_graph(W[0] * x) + W[0],
    ],
)
def test_other_ways_to_a_number_are_refused_as_well(function):
    with pytest.raises(RecordingError, match="replay at other numbers cannot follow"):
        record(function, W, 2.0)


def _without_graph(y):
    with engine.no_grad():
        twice = y * 2.0
    return y * twice


def test_a_branch_that_was_decided_without_a_graph_is_a_guard_too():
    w = Value(3.0, "w")

    def function(x):
        with engine.no_grad():
            twice = w * x * 2.0
            sign = 1.0 if twice > 16 else -1.0
        return w * x * sign

    tape = record(function, [w], 2.0)
    assert [tape.value([3.0], [x]) for x in (2.0, 5.0)] == [-6.0, 15.0]


def test_equality_with_a_number_means_the_numbers_and_is_guarded():
    w = Value(2.0, "w")

    def function(e):
        return w * e["x"] if e["kind"] == 1 else w * w * e["x"]

    tape = record(function, [w], {"x": 3.0, "kind": 1})
    assert [tape.value([2.0], [3.0, kind]) for kind in (1.0, 0.0)] == [6.0, 12.0]
    tape = record(lambda x: w * 0.0 if x != 0 else w, [w], 1.0)
    assert [tape.value([5.0], [x]) for x in (1.0, 0.0)] == [0.0, 5.0]
    assert (Value(1.0) == 1) is False


def test_equality_with_a_parameter_asks_for_the_object_as_in_the_plain_program():
    w = Value(3.0, "w")

    def function(x):
        return w * x if w == 3.0 else -w * x

    tape = record(function, [w], 2.0)
    assert [tape.value([3.0], [2.0]), tape.value([4.0], [2.0])] == [function(2.0).data, -8.0] == [-6.0, -8.0]
    both = record(lambda e: w if e[0] * 2 == e[1] + 1 else -w, [w], [2.0, 3.0])  # numbers in the plain program
    assert [both.value([5.0], e) for e in ([2.0, 3.0], [2.0, 4.0])] == [5.0, -5.0]
    mixed = record(lambda x: w if x == w else -w, [w], 3.0)
    assert mixed.value([3.0], [3.0]) == -3.0


@pytest.mark.parametrize("text", [str, repr, "{}".format, "{0!r}".format, lambda v: f"{v}"])
def test_what_is_written_of_a_number_holds_for_this_number_only(text):
    w = Value(3.0, "w")

    def function(x):
        return w * x if "-" not in text(w * x) else x * w * w

    tape = record(function, [w], 2.0)
    assert [tape.value([3.0], [x]) for x in (2.0, -2.0, 5.0)] == [6.0, -18.0, 15.0]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_a_copy_of_a_leaf_is_refused_since_no_replay_follows_it(copied):
    w = Value(3.0, "w")
    with pytest.raises(RecordingError, match="reads the number of 'w'"):
        record(lambda x: w * x if copied(w) > 0 else x, [w], 2.0)
    with pytest.raises(RecordingError, match="reads the number"):
        record(lambda x: w * x if copy.deepcopy(w * x) > 0 else x, [w], 2.0)
    other = Value(4.0)
    assert record(lambda x: w * x * copied(other), [w], 2.0).value([1.0], [1.0]) == 4.0


def test_what_was_computed_before_is_refused_where_it_depends_on_a_leaf():
    w, other = Value(2.0, "w"), Value(3.0)
    before, apart = w * w, other * other
    with pytest.raises(RecordingError, match="computed before, outside of it; compute it inside the function"):
        record(lambda x: before * x, [w], 1.0)
    with pytest.raises(RecordingError, match="reads the number"):
        record(lambda x: w * x if before.data > 3 else x, [w], 1.0)
    assert record(lambda x: w * x * apart, [w], 1.0).value([2.0], [1.0]) == 18.0


def test_another_leaf_that_changes_is_noticed_on_both_branches():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    tape = record(lambda x: w * x + b if x > 0 else w * x - b, [w], 1.0)
    b.data = 100.0
    assert [tape.value([2.0], [x]) for x in (1.0, -1.0)] == [102.0, -102.0]


def test_a_graph_of_two_points_is_not_recorded():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    y = w * (b * 10.0) + b
    b.data = 5.0
    with pytest.raises(MovedError, match="'b'"):
        record(y, [w])


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_tape_of_a_function_is_not_copied(copied):
    tape = record(lambda x: W[0] * x, W, 1.0)
    with pytest.raises(RecordingError, match="record it again"):
        copied(tape)


def test_results_that_are_plain_numbers_are_constants():
    w = Value(2.0, "w")
    tape = record(lambda x: w * x if x > 0 else 0.0, [w], 1.0)
    value, slope = tape.value_and_grad([2.0], [[3.0], [-1.0]], per_example=True)
    assert (value.tolist(), slope.tolist()) == ([6.0, 0.0], [[3.0], [0.0]])
    with pytest.raises(RecordingError, match=r"returned 1 values .* and 2 for another"):
        record(lambda x: [x] if x > 0 else [x, x], [w], 1.0).value([1.0], [-1.0])
    with pytest.raises(RecordingError, match="takes"):
        record(lambda x: None, [w], 1.0)


def test_the_leaves_of_another_tape_are_not_read_unnoticed():
    w = Value(3.0, "w")
    tape = record(w * 2.0, w)
    with pytest.raises(RecordingError, match="reads the number of 'w'"):
        record(lambda: w * tape.value(), w)


def test_a_value_as_a_truth_is_refused_with_what_a_recording_accepts():
    w = Value(3.0, "w")
    with pytest.raises(NotANumberError, match=r"no truth value; compare the Value itself, such as v != 0 or v > 0"):
        record(lambda x: w * x if x else -x, [w], 2.0)
    tape = record(lambda x: w * x if x != 0 else w, [w], 2.0)
    assert [tape.value([3.0], x) for x in (5.0, 0.0)] == [15.0, 3.0]
