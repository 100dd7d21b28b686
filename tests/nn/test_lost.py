"""Parameters that would be lost: where a module does not look for them, and what is said there."""

from collections import UserList, deque
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import numpy as np
import pytest

from engine import Constant, Value, no_grad
from engine.errors import ArgumentError, AssignmentError
from nn import SGD, Data, Module, Neuron, fit, losses
from nn.lost import refuse_hidden

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


# Deeper inside, and in objects of other classes.


@dataclass
class Box:
    thing: Any


@dataclass(slots=True)
class Slots:
    thing: Any


class NoModule:
    def __init__(self):
        self.rows = [{"a": Value(1.0)}]

    def __call__(self, x):
        return x


def holding(held):
    """Return a module whose `__init__` has set a parameter, and something else."""

    class Holds(Module):
        def __init__(self):
            super().__init__()
            self.v = Value(1.0)
            self.h = held(self) if callable(held) else held

    return Holds()


DEEP = {
    "an array in a list": ([np.array([v], object)], r"h\.0 to a ndarray"),
    "a set in a dictionary": ({"a": {v}}, r"h\.a to a set"),
    "a deque in a dictionary": ({"a": [deque([v])]}, r"h\.a\.0 to a deque"),
    "a generator in a list": ([(x for x in [v])], r"h\.0 to a generator"),
    "a list of another class": (lambda _: UserList([v]), "h to a UserList"),
    "a dataclass": (lambda _: Box([v]), "h to a Box"),
    "a dataclass with slots": (lambda _: Slots(NEURON), "h to a Slots"),
    "a layer that is no Module": (lambda _: [NoModule()], r"h\.0 to a NoModule"),
}


@pytest.mark.parametrize(("held", "said"), DEEP.values(), ids=DEEP)
def test_parameters_are_not_lost_inside_of_what_is_not_looked_into(held, said):
    with pytest.raises(
        ArgumentError, match=rf"^holds: its __init__ sets {said}, in which parameters are not looked for"
    ):
        holding(held)


def test_a_class_that_could_be_a_module_is_told_so():
    with pytest.raises(ArgumentError, match=r"nested as you like, or make NoModule a Module$"):
        holding(lambda _: NoModule())


FREE = {
    "an optimiser of its own parameters": lambda model: SGD([model.v], 0.1),
    "an object that holds the model": Box,
    "constants and results": lambda model: Box([Constant(1.0), model.v * 2.0]),
    "a class": lambda _: Neuron,
    "a module of Python": lambda _: np,
    "data": lambda _: Data([[0.0]], [1]),
    "a function": lambda _: partial(max, 1.0),
    "plain objects": lambda _: [Box(1.0), {1, 2}, deque([1.0])],
}


@pytest.mark.parametrize("held", FREE.values(), ids=FREE)
def test_what_holds_nothing_that_would_be_lost_is_left_alone(held):
    assert list(holding(held).named_parameters()) == ["v"]


def test_a_list_that_holds_itself_is_named():
    loop = [1.0]
    loop.append({"a": loop})
    with pytest.raises(
        ArgumentError, match=r"^holds: its __init__ sets h, which is a list that holds itself; put what"
    ):
        holding([loop])


def test_one_list_in_two_places_holds_not_itself():
    row = [Value(1.0)]
    assert len(holding([row, row]).parameters()) == 2


def test_a_parameter_that_no_grad_has_computed_is_the_result_of_an_operation():
    def scaled(_):
        with no_grad():
            return Value(0.5) * 0.1

    with pytest.raises(ArgumentError, match=r"sets h to Value\(0\.05\), the result of an operation, which is no param"):
        holding(scaled)
    with no_grad():
        assert list(holding(lambda _: Value(0.5)).named_parameters()) == ["v", "h"]


@pytest.mark.parametrize("held", [v, [v], {"a": (v,)}, NEURON, [NEURON]])
def test_a_parameter_of_the_class_is_refused_with_where_to_set_it(held):
    with pytest.raises(ArgumentError, match=r"^shared: p is set in the class, .*; write self\.p = \.\.\. in __init__$"):
        type("Shared", (Module,), {"p": held})


def test_other_things_of_a_class_are_left_alone():
    kinds = {"p": Constant(1.0), "sizes": [1, 2], "kind": Neuron, "__slots__": (), "act": staticmethod(abs)}
    assert type("Free", (Module,), kinds)().parameters() == []


def test_slots_are_refused():
    with pytest.raises(ArgumentError, match=r"^m: parameters are not looked for in __slots__; leave them out"):
        type("M", (Module,), {"__slots__": ("w",)})
    with pytest.raises(ArgumentError, match=r"parameters are not looked for in __slots__; .* and slots=True$"):
        dataclass(slots=True)(type("D", (Module,), {"__annotations__": {"w": Value}}))


def test_a_dataclass_is_a_module_like_any_other_and_is_trained():
    @dataclass
    class Line(Module):
        w: Value = field(default_factory=lambda: Value(0.0, "w"))

        def forward(self, x):
            return self.w * x[0]

    model = Line()
    data = ([[1.0], [2.0]], [3.0, 6.0])
    fit(model, data, lambda h, y: losses.squared_error(h, y, "mean"), SGD(model.parameters(), 0.1), epochs=50)
    assert model.w.data == pytest.approx(3.0)


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
