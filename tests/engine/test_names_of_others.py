"""What micrograd calls otherwise is answered with the name that it has here, or has that name, too."""

import re

import pytest

import engine
import nn
from engine import Constant, NotANumberError, Value, draw, draw_dot, tanh
from engine.errors import ArgumentError, ChalkgradError, NoSuchNameError, SettingError
from nn import Matrix
from tests.engine.meaning import bindings


@pytest.mark.parametrize(
    ("name", "ours"),
    [("_prev", "v.inputs"), ("_children", "v.inputs"), ("_op", "v.op"), ("_backward", r"v.backward\(\)")],
)
def test_names_from_inside_micrograd_are_answered_with_ours(name, ours):
    y = Value(2.0, "x") * 3
    with pytest.raises(AttributeError, match=f"a Value has no {name} as in micrograd: .*{ours}") as caught:
        getattr(y, name)
    assert isinstance(caught.value, ChalkgradError)
    assert not hasattr(y, name)
    with pytest.raises(AttributeError, match=ours):
        setattr(y, name, lambda: None)


def test_what_a_value_is_computed_from_is_no_label():
    x = Value(1.0, "x")
    for second in ((x,), x, {x}):
        with pytest.raises(ArgumentError, match=r"its second argument is a label, .*it remembers by itself"):
            Value(2.0, second)


@pytest.mark.parametrize(
    "make",
    [
        lambda x: Value(2.0, (x,), "ss"),
        lambda x: Value(2.0, (x,), "tanh"),
        lambda x: Value(2.0, (x, x)),
        lambda x: Constant(2.0, (x,), "+"),
    ],
)
def test_inputs_and_an_operation_as_in_micrograd_are_answered(make):
    with pytest.raises(ArgumentError, match=r"^Value: its second argument is a label, .*it remembers by itself"):
        make(Value(1.0, "x"))


def test_a_label_is_given_in_its_place_or_by_its_name():
    assert [v.label for v in (Value(2.0, "x"), Value(2.0, label="x"), Value(data=2.0, label="x"))] == ["x"] * 3
    assert (Value(2.0, label=None).label, Value(2.0, label=3).label, Value(2.0, None).label) == ("", "3", "")
    with pytest.raises(ArgumentError, match=r"^a Constant has no requires_grad as in PyTorch"):
        Constant(2.0, "x", requires_grad=False)


def test_a_function_of_numbers_is_told_how_a_matrix_takes_it():
    with pytest.raises(NotANumberError, match=r"(?s)^tanh: expected a real number, got Matrix .*X\.map\(tanh\)"):
        tanh(Matrix([[1.0]]))


def test_draw_dot_is_a_drawing_that_shows_itself():
    y = (Value(2.0, "x") * 3).relu()
    assert draw_dot(y).svg() == draw(y).svg() == draw_dot(y, format="svg", rankdir="LR")._repr_svg_()
    for setting in ({"format": "png"}, {"rankdir": "TB"}):
        with pytest.raises(SettingError, match=r"leave these out, .* draw\(root\).save\('graph.png'\)"):
            draw_dot(y, **setting)


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("requires_grad", r"as in PyTorch: .*Constant\(2.0, 'x'\)"),
        ("grad_fn", r"as in PyTorch: v.op"),
        ("numpy", r"as in PyTorch: v.item\(\)"),
    ],
)
def test_names_of_pytorch_are_answered(name, ours):
    for value in (Value(2.0, "x") * 3, Value(2.0), Constant(2.0)):
        with pytest.raises(AttributeError, match=rf"a {type(value).__name__} has no {name}.*") as caught:
            getattr(value, name)
        assert isinstance(caught.value, NoSuchNameError)
        assert re.search(ours, str(caught.value))
        assert not hasattr(value, name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shape", "^a Value has no shape as in PyTorch: a Value is one number"),
        ("mean", r"engine.sum\(values\) / len\(values\)$"),
        ("zero_grad", r"v.grad = 0.0, model.zero_grad\(\)"),
        ("backwards", r"^a Value has no backwards: write v.backward\(\)$"),
        ("gradient", r"v.grad is .* or call engine.gradient\(output, v\)$"),
        ("value", "v.data is its number$"),
        ("name", "v.label is its name$"),
    ],
)
def test_a_name_that_one_may_expect_is_answered_with_what_there_is(name, said):
    with pytest.raises(NoSuchNameError, match=said):
        getattr(Value(2.0), name)


@pytest.mark.parametrize("name", sorted({row.name for row in engine.TABLE} - {*engine.METHODS, *engine.SIGNS}))
def test_a_function_of_several_values_is_no_method_and_says_so(name):
    assert callable(getattr(engine, name))
    assert not hasattr(Value(1.0), name)
    with pytest.raises(NoSuchNameError, match=f"^a Value has no {name}: it is a function of .*, engine.{name}$"):
        getattr(Value(1.0), name)


def test_a_function_of_one_value_is_a_method():
    for name in engine.METHODS:
        numbers = bindings(engine.PRIMITIVES[name])[0].static_values
        assert getattr(Value(0.5), name)(*numbers).data == getattr(engine, name)(0.5, *numbers).data


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Linear", r"^nn has no Linear as in PyTorch: write nn.Layer\(2, 3\)$"),
        ("Parameter", r"^nn has no Parameter as in PyTorch: write engine.Value\(1.0, 'w'\)$"),
        ("functional", "^nn has no functional as in PyTorch: write engine.relu, engine.softmax, nn.losses.squared_e"),
        ("relu", "^nn has no relu; it is engine.relu$"),
        ("Value", "^nn has no Value; it is engine.Value$"),
        ("MPL", "^module 'nn' has no attribute 'MPL'; did you mean 'MLP'"),
        ("__wrapped__", "^module 'nn' has no attribute '__wrapped__'$"),
    ],
)
def test_a_name_that_nn_does_not_have_is_answered_with_one_that_there_is(name, said):
    with pytest.raises(NoSuchNameError, match=said):
        getattr(nn, name)


def test_what_is_written_for_a_name_of_pytorch_is_there():
    for written in nn._IN_PYTORCH.values():
        assert eval(written, {"nn": nn, "engine": engine}) is not None


def test_the_attributes_of_a_value_are_looked_up_without_a_detour():
    assert not hasattr(Value, "__getattr__"), "with one, CPython no longer takes the short way to a slot"


def test_backward_with_an_argument_of_pytorch_says_that_graphs_stay():
    y = Value(2.0, "x") * 3
    with pytest.raises(TypeError, match=r"backward: takes no retain_graph as in PyTorch: a graph stays") as caught:
        y.backward(retain_graph=True)
    assert isinstance(caught.value, ArgumentError)
    assert y.inputs[0].grad == 0.0


def test_a_neuron_says_where_its_activation_is():
    neuron = nn.Neuron(2, nonlin=True)
    with pytest.raises(AttributeError, match=r"a Neuron has no nonlin as in micrograd: neuron.act"):
        _ = neuron.nonlin
    assert neuron.act(Value(-1.0)).data == 0.0


@pytest.mark.parametrize(("name", "ours"), [("render", r"\.save\("), ("view", r"\.save\("), ("source", r"\.dot\(\)")])
def test_names_of_a_digraph_are_answered_with_those_of_a_drawing(name, ours):
    drawing = draw_dot(Value(2.0, "x") * 3)
    with pytest.raises(AttributeError, match=rf"a Drawing has no {name} as in Graphviz: .*{ours}"):
        getattr(drawing, name)
    assert not hasattr(drawing, name)
    assert drawing.dot().startswith("digraph")
