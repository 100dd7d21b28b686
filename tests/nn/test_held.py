"""Which of what a module holds are its parameters, and what is said of things that look as if they were."""

import copy
import pickle
from collections import deque
from itertools import count

import numpy as np
import pytest

from engine import Constant, Value
from engine.errors import ArgumentError, AssignmentError, ShapeError
from engine.modes import scope
from nn import SGD, BatchNorm, Module, Neuron
from nn.held import NoParameters, refuse_hidden

v, w = Value(1.0, "v"), Value(2.0, "w")
NEURON = Neuron(1, init="zeros")


HIDDEN = "in which parameters are not looked for; use a list, a tuple or a dictionary, nested as you like"
MADE = (
    "the result of an operation, which is no parameter and would keep its number in training; compute it in "
    "forward(), or set a leaf: Value((...).item())"
)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({v}, f"w to a set, {HIDDEN}"), (frozenset([1, v]), f"w to a frozenset, {HIDDEN}"),
        (deque([1.0, v]), f"w to a deque, {HIDDEN}"), (np.array([[1.0, v]]), f"w to a ndarray, {HIDDEN}"),
        ({NEURON}, f"w to a set, {HIDDEN}"), ([v, [v * 2]], f"w[1,0] to Value(2.0, op='*'), {MADE}"),
        ((x for x in [v]), f"w to a generator, {HIDDEN}"), (map(Value, [1.0]), f"w to a map, {HIDDEN}"),
        (iter([v]), f"w to a list_iterator, {HIDDEN}"),
        (zip([v], [w], strict=True), f"w to a zip, {HIDDEN}"), ({"a": v}.values(), f"w to a dict_values, {HIDDEN}"),
        ({"a": [v, v + 2]}, f"w.a1 to Value(3.0, op='+'), {MADE}"),
    ],
)  # fmt: skip
def test_parameters_that_would_not_be_found_are_refused(held, said):
    with pytest.raises(ArgumentError) as caught:
        refuse_hidden("model", "w", held)
    assert str(caught.value) == f"model: its __init__ sets {said}"


@pytest.mark.parametrize(
    "held", [v, [v], {"a": v}, {1, 2}, deque([1.0]), np.array([1.0]), np.array(["a", 1], object), count()]
)
def test_what_holds_no_hidden_parameter_is_left_alone(held):
    refuse_hidden("model", "w", held)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"w": 0.5}, "w is a float; write self.w = Value(...), or a list of Values"),
        (
            {"n": 3, "c": [[0.5, 1], [2, 3]], "t": ["x"], "e": [], "a": np.ones(2), "g": (2.0,)},
            "c is a list, a is a ndarray, g is a tuple; write self.c = Value(...), or a list of Values",
        ),
    ],
)
def test_where_there_are_no_parameters_the_numbers_that_are_there_are_named(held, said):
    empty = NoParameters("m", held)
    assert (empty, empty.why) == ([], f"no Value is set in the __init__ of m: {said}")


def test_where_there_are_no_numbers_there_is_nothing_to_say():
    assert NoParameters("m", {"n": 3, "t": "x", "e": [[]]}).why == ""


# What a call makes and keeps.


class Keeps(Module):
    """Keeps on itself, in every way there is, what a call makes and what it is given."""

    def __init__(self):
        super().__init__()
        self.w = Value(2.0, "w")
        self.seen, self.parts, self.table = [], [Neuron(1, init="zeros")], {}
        self.last, self.given = Value(0.0, "last"), Value(0.0, "given")

    def forward(self, x):
        h = Value(1.0, "h")
        self.seen.append(h)
        self.parts += [Neuron(1, init="zeros"), BatchNorm(1)]
        self.table["h"] = [h]
        self.last, self.given = Value(3.0, "last"), x
        return self.w * h * x


BEFORE = ["w", "last", "given", "parts.0.w0", "parts.0.b"]
AFTER = ["w", "parts.0.w0", "parts.0.b"]


def called():
    model = Keeps()
    model(Value(5.0, "x"))
    return model


def test_what_a_call_makes_or_sets_and_keeps_is_no_parameter_however_often_it_is_called():
    model = Keeps()
    assert list(model.named_parameters()) == BEFORE
    for _ in range(2):
        model(Value(5.0, "x"))
        assert list(model.named_parameters()) == list(model.state_dict()) == AFTER
        assert list(model.named_modules()) == ["", "parts.0"]
    (other := Keeps())(1.0)
    other.load_state_dict(model.state_dict())


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_holds_the_same_parameters(duplicate):
    assert list(duplicate(called()).named_parameters()) == AFTER


def test_zero_grad_leaves_what_a_call_keeps_alone():
    model = called()
    model.seen[0].grad = model.given.grad = model.w.grad = 3.0
    model.zero_grad()
    assert (model.seen[0].grad, model.given.grad, model.w.grad) == (3.0, 3.0, 0.0)


def test_what_is_put_there_outside_of_a_call_is_a_parameter_also_in_a_scope_of_ones_own():
    model = called()
    with scope("my part"):
        model.w, model.table["a"] = Value(7.0, "new"), Value(8.0, "a")
        model.parts.append(Neuron(1, init="zeros", bias=False))
    assert {*model.named_parameters()} - {*AFTER} == {"table.a", "parts.3.w0"}
    assert model.named_parameters()["w"].data == 7.0


def test_a_forward_that_sets_a_parameter_to_itself_keeps_it():
    class Same(Module):
        def __init__(self):
            super().__init__()
            self.w = Value(2.0, "w")

        def forward(self, x):
            self.w = self.w
            return self.w * x

    model = Same()
    model(1.0)
    assert list(model.named_parameters()) == ["w"]


def test_a_model_that_is_made_within_a_call_has_its_parameters_with_what_is_there_already():
    class Around(Module):
        def forward(self, x):
            shared = Value(2.0, "shared")

            class Inside(Module):
                def __init__(self):
                    super().__init__()
                    self.a, self.parts, self.shared = Value(1.0, "a"), [Neuron(1, init="zeros")], shared
                    self.seen = []

                def forward(self, x):
                    self.seen.append(Value(0.0))
                    return self.parts[0](x)

            class Makes(Module):
                def forward(self, x):
                    return Inside()

            self.made = Makes()(x)
            self.made(x)
            self.made.a = Value(4.0, "a")
            return [*self.made.named_parameters()]

    model = Around()
    assert model([1.0]) == ["a", "shared", "parts.0.w0", "parts.0.b"]
    assert model.named_parameters() == {}


# Constants.


def test_constants_are_no_parameters_and_are_not_trained():
    class Scaled(Module):
        def __init__(self):
            super().__init__()
            self.w, self.c = Value(1.0, "w"), Constant(2.0)

        def forward(self, x):
            return self.c * self.w * x

    model = Scaled()
    assert list(model.named_parameters()) == ["w"]
    model(1.0).backward()
    SGD(model.parameters(), 0.1).step()
    assert (model.w.data, model.c.data) == (0.8, 2.0)


def test_a_model_of_constants_only_is_told_what_to_write():
    assert NoParameters("m", {"c": Constant(2.0)}).why == (
        "no Value is set in the __init__ of m: c is a Constant; write self.c = Value(...), or a list of Values"
    )
    with pytest.raises(ShapeError, match=r"^SGD: no parameters to train: no Value is set"):
        SGD(NoParameters("m", {"c": [Constant(2.0)]}), 0.1)


# Attributes with the name of a method.


@pytest.mark.parametrize("name", ["parameters", "children", "train", "settings", "forward", "load", "zero_grad"])
@pytest.mark.parametrize("thing", [3, [v], None, NEURON])
def test_what_every_module_does_is_not_replaced_by_a_thing(name, thing):
    with pytest.raises(AssignmentError) as caught:
        setattr(Neuron(1, init="zeros"), name, thing)
    said = f"neuron: {name} is what every module does, model.{name}(...), and cannot be {thing!r:.40}; "
    assert str(caught.value) == f"{said}take another name, such as self.own_{name}"


def test_a_function_may_take_the_place_of_a_method():
    neuron = Neuron(1, init="zeros")
    neuron.forward = lambda x: x
    assert neuron(3.0) == 3.0
