"""Inside `anomaly()` the first operation that makes a NaN or infinity is named, with its line."""

import math
from collections.abc import Callable
from contextlib import nullcontext

import pytest

import engine
from engine import DomainError, Value, anomaly, gradient, no_grad, scope
from engine.modes import MODE, watch_nodes
from nn import Layer, Sequential


def message_of(failing: Callable[[], object]) -> str:
    """Return what is raised, with the number of the line in `failing` in place of the line in this file."""
    with pytest.raises(DomainError) as raised, anomaly():
        failing()
    first = failing.__code__.co_firstlineno
    return str(raised.value).replace(f"{__file__}:{first + 1}", "LINE 1").replace(f"{__file__}:{first + 2}", "LINE 2")


def test_forward_the_first_operation_is_named_with_its_inputs_scope_and_line():
    @scope("model")
    def failing():
        return x * 3.0

    x = Value(math.nan, "x")
    assert message_of(failing.__wrapped__).startswith(
        "multiply: nan*3 has no finite real value (input 'x' = nan, at LINE 2): an input is not finite"
    )
    with pytest.raises(DomainError, match=r"in model, at .*test_anomaly\.py:\d+"), anomaly():
        failing()


@pytest.mark.parametrize("mode", [nullcontext, no_grad, lambda: watch_nodes(lambda node: None)])
def test_outside_of_it_nan_travels_on(mode):
    with mode():
        assert math.isnan((Value(math.nan) * 3.0 + 1.0).data)


def test_a_result_that_overflows_is_an_error_anyway_and_gets_its_line():
    def failing():
        return engine.exp(1000.0)

    with pytest.raises(DomainError, match=r"exp\(1000\) has no finite real value: it is too large"):
        failing()
    assert "exp(1000) has no finite real value (at LINE 1): it is too large" in message_of(failing)


def test_the_line_is_the_users_own_also_inside_layers():
    def failing():
        return model([math.inf])

    model = Sequential(Layer(1, 1, init="zeros"), "relu")
    assert "in sequential/layer.0/neuron 0, at LINE 1" in message_of(failing)


def test_backward_a_derivative_that_is_not_finite_is_named_where_it_was_made():
    def failing():
        root = x.sqrt()
        (root * 2.0).backward()

    x = Value(0.0, "x")
    assert "sqrt: the derivative of sqrt(0) has no finite real value (input 'x' = 0, at LINE 1)" in message_of(failing)
    assert x.grad == 0.0


def test_backward_a_gradient_that_overflows_says_where_its_node_was_made():
    def failing():
        y = x * 3.0
        return gradient(y * 1e200 * 1e200, x)

    x = Value(1e-300, "x")
    assert "the gradient of 'multiply' (data 3e-300) (made at LINE 1) overflows" in message_of(failing)


def test_it_ends_with_the_block():
    with anomaly():
        y = Value(1.0) * 2.0
    assert MODE.get() is None
    assert math.isnan((y * math.nan).data)
