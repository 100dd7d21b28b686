"""`check_gradients` at leaves, such as a model's parameters, and what it says of functions that use no argument."""

import random

import pytest

import nn
from engine import DomainError, Value, check_gradients, gradient, jvp, numeric_gradient
from engine.errors import ArgumentError
from tests.engine.test_check import identity_with_slope, outcomes


def test_a_function_that_uses_none_of_its_arguments_never_agrees():
    model = nn.MLP(2, [3, 1], rng=random.Random(0))
    numbers = [p.item() for p in model.parameters()]
    for f, xs in (
        (lambda *p: model([0.1, 0.2]) ** 2, numbers),
        (lambda x: Value(3.0), 1.0),
        (lambda: model([0.1, 0.2]), [Value(1.0)]),
    ):
        with pytest.raises(
            ArgumentError, match=r"f does not use its arguments.*lambda: loss\(model\), model.parameters"
        ):
            check_gradients(f, xs)
    assert not check_gradients(lambda x: Value(x.item()) * 2, 1.0), "this one uses it, and loses the graph"


@pytest.mark.parametrize("takes", ["nothing", "anything"])
def test_a_model_is_checked_at_its_parameters(takes):
    model = nn.MLP(2, [3, 1], rng=random.Random(0))
    parameters = model.parameters()
    loss = (model([0.1, 0.2]) - 1) ** 2
    before = [p.item() for p in parameters]
    f = (lambda: (model([0.1, 0.2]) - 1) ** 2) if takes == "nothing" else (lambda *p: (model([0.1, 0.2]) - 1) ** 2)
    report = check_gradients(f, parameters)
    assert report
    assert [c.name for c in report.coordinates] == [p.label for p in parameters]
    assert [c.x for c in report.coordinates] == [p.item() for p in parameters] == before
    assert [c.engine for c in report.coordinates] == gradient(loss, parameters), "the graph from before is still true"
    assert any(c.numeric for c in report.coordinates)
    assert all(p.grad == 0.0 for p in parameters)


def test_the_table_is_as_wide_as_its_longest_name():
    report = check_gradients(lambda a, b: a * b, [Value(3.0, "temperature"), Value(0.5, "b")])
    assert [line[:45] for line in str(report).splitlines()[1:]] == [
        "input                 at          engine     ",
        "temperature            3             0.5     ",
        "b                    0.5               3     ",
    ]


@pytest.mark.parametrize("labels", [("w", "w"), ("w", ""), ("", "")])
def test_leaves_are_named_by_their_places_where_their_labels_do_not_tell_them_apart(labels):
    report = check_gradients(lambda a, b: a * b, [Value(3.0, label) for label in labels])
    assert [c.name for c in report.coordinates] == ["x[0]", "x[1]"]


def test_a_wrong_gradient_in_a_model_is_found():
    w, wrong = Value(0.5, "w"), identity_with_slope(3.0)
    assert outcomes(check_gradients(lambda: wrong(w) * 2, w)) == ["differs"]
    assert outcomes(check_gradients(lambda v: wrong(v) * 2, w)) == ["differs"]
    assert w.item() == 0.5


def test_leaves_keep_their_numbers_where_the_function_fails():
    w = Value(1e-9, "w")
    with pytest.raises(DomainError, match="log"):
        check_gradients(lambda: (w - 1).log(), w)
    assert w.item() == 1e-9


def test_values_that_cannot_be_moved_are_refused():
    w = Value(0.5, "w")
    with pytest.raises(ArgumentError, match=r"is the result of an operation.*give leaves"):
        check_gradients(lambda v: v * 2, w * 3)
    with pytest.raises(
        ArgumentError,
        match=r"^check_gradients: xs must be different Values, but Value.* stands there twice; name each one once",
    ):
        check_gradients(lambda: w * 2, [w, w])
    with pytest.raises(ArgumentError, match=r"f is called with 2 inputs"):
        check_gradients(lambda v: v * 2, [w, Value(1.0)])


def test_long_names_keep_the_columns_in_line():
    head, row = str(check_gradients(lambda v: v * 2, Value(1.0, "encoder.W1[0,0]"))).splitlines()[1:]
    assert head.index("at") + 1 == row.index(" 1 ") + 1


@pytest.mark.parametrize("use", [lambda v: v[0] * v[1], lambda v: v[0], lambda v: sum(v), lambda v: v * len(v)])
def test_a_function_of_one_list_is_told_that_each_number_is_an_argument(use):
    for call in (
        lambda: check_gradients(use, [1.0]),
        lambda: numeric_gradient(use, [1.0]),
        lambda: jvp(use, [1.0], [1.0]),
        lambda: nn.gradient_descent(use, [1.0], rate=0.1, steps=1),
    ):
        with pytest.raises(
            ArgumentError, match=r"f uses one number as a list .*an argument for each, such as lambda x, y"
        ):
            call()


def test_another_mistake_in_the_function_stays_what_it_is():
    with pytest.raises(TypeError, match="'int' object is not subscriptable") as caught:
        check_gradients(lambda v: v * len([1])[0], 1.0)
    assert not isinstance(caught.value, ArgumentError)
