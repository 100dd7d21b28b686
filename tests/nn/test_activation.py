"""Activations by name, by function, and as a stage of a model."""

import pytest

from engine import PRIMITIVES, Primitive, Value, function_of
from engine.errors import SettingError
from nn import MLP, Activation, Neuron, Sequential
from nn.activation import activation_of, name_of


def test_every_one_input_function_of_the_engine_is_an_activation():
    for name in ("exp", "sin", "sqrt", "abs", "softplus", "relu", "leaky_relu"):
        assert activation_of(name)(Value(0.3)).data == getattr(Value(0.3), name)().data


def test_a_row_of_the_table_needs_no_method_of_value(monkeypatch):
    row = Primitive("cube", "cube", "activation", lambda math, x: x * x * x,
                    lambda math, y, x: (3 * x * x,), "{x}**3", ("3*{x}**2",))  # fmt: skip
    monkeypatch.setitem(PRIMITIVES, "cube", row)
    neuron = Neuron(1, "cube", init="zeros").assign(w=[2.0])
    y = neuron([1.0])
    y.backward()
    assert (y.data, y.op, neuron.w[0].grad) == (8.0, "cube", 12.0)
    assert repr(neuron) == "Neuron(1 -> 1, cube): 2 parameters"
    assert repr(Activation("cube")) == "Activation(cube): 0 parameters"


def test_a_row_of_another_family_is_no_activation():
    for name in ("add", "negate", "maximum"):
        with pytest.raises(SettingError, match=f"no activation '{name}'"):
            activation_of(name)


def test_a_function_of_two_inputs_is_no_activation(monkeypatch):
    row = Primitive("far", "far", "function", lambda math, a, b: a * b, lambda math, y, a, b: (b, a),
                    "{a}*{b}", ("{b}", "{a}"), domain=((1.0, 2.0),) * 2)  # fmt: skip
    monkeypatch.setitem(PRIMITIVES, "far", row)
    with pytest.raises(SettingError, match="no activation 'far'; choose one of linear, exp, ") as caught:
        Neuron(2, "far")
    assert "far," not in str(caught.value)


SWISH = Primitive("swish", "swish", "activation", lambda math, x, beta: x * math.exp(beta * x),
                  lambda math, y, x, beta: ((1.0 + beta * x) * math.exp(beta * x),), "{x}*exp({beta}*{x})",
                  ("(1 + {beta}*{x})*exp({beta}*{x})",), static_names=("beta",))  # fmt: skip


@pytest.mark.parametrize(
    "make", [lambda: Neuron(2, "swish"), lambda: Activation("swish"), lambda: MLP(2, 2, 1, activation="swish")]
)
def test_a_row_that_needs_a_number_more_is_no_activation_by_its_name(make, monkeypatch):
    monkeypatch.setitem(PRIMITIVES, "swish", SWISH)
    with pytest.raises(SettingError) as caught:
        make()
    assert str(caught.value) == (
        "swish needs its beta as well, and an activation is called with one number; give a function that says it, such "
        "as lambda z: f(z, beta) with f = engine.function_of(PRIMITIVES['swish'])"
    )
    with pytest.raises(SettingError, match=r"choose one of linear, exp, .*leaky_relu") as caught:
        activation_of("swich")
    assert "swish" not in str(caught.value)
    f = function_of(SWISH)
    assert Neuron(1, lambda z: f(z, 0.0), init="zeros").assign(w=[2.0])([1.5]).data == 3.0


def test_a_function_is_its_own_activation():
    swish = Neuron(1, lambda a: a * a.sigmoid(), init="zeros").assign(w=[1.0])
    assert swish([0.0]).data == 0.0
    assert "<lambda>" in repr(swish)
    assert name_of("tanh") == "tanh"


def test_it_keeps_the_nesting_of_an_image():
    y = Activation("relu")([[[1.0, -2.0]], [[-3.0, 4.0]]])
    assert [[[v.data for v in row] for row in plane] for plane in y] == [[[1.0, 0.0]], [[0.0, 4.0]]]


def test_it_is_a_stage_with_a_box_of_its_own():
    y = Sequential("tanh")([Value(1.0)])
    assert y[0].scope.path == "sequential/tanh"


def test_a_name_that_nobody_knows_is_refused():
    with pytest.raises(SettingError, match="no activation 'swish'; choose one of linear, exp, "):
        activation_of("swish")
