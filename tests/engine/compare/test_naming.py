"""The Values that a plain name means, and losses that are functions."""

import numpy as np
import pytest

from engine import Value, topological_order
from engine.compare import assert_gradients
from engine.compare.naming import evaluated, holds_values, values_named
from engine.errors import ArgumentError, GradientMismatchError
from nn import Layer
from tests.engine.planted.derivation import values


def named(loss, name):
    return values_named("compare_gradients", topological_order(loss), name)


def test_a_name_is_a_label_or_that_of_an_array():
    w, b = values("W", [[1.0, 2.0], [3.0, 4.0]]), Value(5.0, "b")
    loss = sum((x for row in w for x in row), b)
    assert named(loss, "b") is b
    assert named(loss, "W[1][0]") is w[1][0]
    assert named(loss, "W") == w


def test_numbered_labels_are_an_array_as_well():
    w = [Value(float(k), f"w{k}") for k in range(12)]  # w10 stands behind w9, not behind w1
    assert named(sum(w, Value(0.0)), "w") == w


@pytest.mark.parametrize(
    ("labels", "name", "message"),
    [
        (["a", "a"], "a", "several Values are labelled 'a'"),
        (["w[0]", "w[0]"], "w", "several Values are labelled 'w'"),
        (["w[0]", "w[2]"], "w", "no Value is labelled 'w'"),  # one is missing between them
        (["alpha"], "alhpa", "did you mean 'alpha'"),
        (["a"], "", "no Value is labelled ''"),
    ],
)
def test_names_that_mean_nothing_or_too_much_are_refused(labels, name, message):
    loss = sum((Value(2.0, label) for label in labels), Value(0.0))
    with pytest.raises(ArgumentError, match=message):
        named(loss, name)


@pytest.mark.parametrize(
    ("x", "holds"),
    [
        (Value(1.0), True),
        ([[Value(1.0)]], True),
        (np.array([Value(1.0)], dtype=object), True),
        (1.0, False),
        ([1.0, 2.0], False),
        ([], False),
        (np.zeros((2, 2)), False),
        ("0.67", False),
        (None, False),
        (Layer(2, 1), True),
    ],
)
def test_what_holds_values(x, holds):
    assert holds_values(x) is holds


def test_a_loss_may_be_a_function_of_numbers_that_become_values():
    def loss(w, x):
        return (w[0] * x + w[1]) ** 2

    at = {"w": [2.0, 0.5], "x": 3.0}
    assert_gradients(loss, {"w": [39.0, 13.0], "x": 26.0}, at=at)
    with pytest.raises(GradientMismatchError, match="sign is flipped"):
        assert_gradients(loss, {"w": [-39.0, -13.0]}, at=at)


@pytest.mark.parametrize(
    ("loss", "message"),
    [(3.0, "loss is a Value or a function of numbers, got float"), (lambda: 3.0, "returned float, not a Value")],
)
def test_what_gives_no_value_is_no_loss(loss, message):
    with pytest.raises(ArgumentError, match=message):
        evaluated("assert_gradients", loss, {})


def test_values_and_arrays_of_a_point_are_handed_on_as_they_are():
    v, a = Value(2.0, "v"), np.array([1.0, 3.0])
    met = {}

    def loss(v, a, x):
        met.update(v=v, a=a)
        return v * a[1] * x[0]

    assert evaluated("compare", loss, {"v": v, "a": a, "x": [5.0]}).data == 30.0
    assert met["v"] is v
    assert met["a"] is a
