"""Which of what a module holds are its parameters, and what is said where one of them is replaced by a number."""

import copy
import pickle

import numpy as np
import pytest

from engine import Constant, Value, gradient, no_grad
from engine.errors import AssignmentError, ShapeError
from engine.modes import scope
from nn import SGD, BatchNorm, Module, Neuron
from nn.held import NoParameters


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


# What takes the place of a parameter.


def trained(change, *names):
    """Return a neuron with gradients after a change from outside of a call."""
    neuron = Neuron(2, init="zeros")
    neuron([1.0, 2.0]).backward()
    change(neuron)
    return neuron


def set_b(neuron, b):
    neuron.b = b


def set_w(neuron, w):
    neuron.w = w


def set_w0(neuron, w0):
    neuron.w[0] = w0


def without_graph(neuron):
    with no_grad():
        neuron.b = neuron.b - 0.1 * neuron.b.grad


RESULT, NUMBER = "the result of an operation", "a plain number"
STEPS = {
    "b = b - rate * grad": (lambda n: set_b(n, n.b - 0.1 * n.b.grad), "b", RESULT),
    "b = b.data - rate * grad": (lambda n: set_b(n, n.b.data - 0.1 * n.b.grad), "b", NUMBER),
    "b = an int": (lambda n: set_b(n, 1), "b", NUMBER),
    "b = a number of NumPy": (lambda n: set_b(n, np.float32(0.5)), "b", NUMBER),
    "b of no_grad": (without_graph, "b", RESULT),
    "w = new list": (lambda n: set_w(n, [w - 0.1 * w.grad for w in n.w]), "w0", RESULT),
    "w = new list of numbers": (lambda n: set_w(n, [w.data for w in n.w]), r"w\.0", NUMBER),
    "w with one result": (lambda n: set_w(n, (n.w[0], n.w[1] * 2)), "w1", RESULT),
    "w[0] = result": (lambda n: set_w0(n, n.w[0] - 0.1 * n.w[0].grad), "w0", RESULT),
    "w[0] = number": (lambda n: set_w0(n, n.w[0].data - 0.1), r"w\.0", NUMBER),
}


@pytest.mark.parametrize("look", [Module.parameters, Module.state_dict, Module.zero_grad], ids=lambda f: f.__name__)
@pytest.mark.parametrize(("change", "path", "what"), STEPS.values(), ids=STEPS)
def test_a_step_that_replaces_a_parameter_is_refused_as_it_is_made_or_as_parameters_are_looked_for(
    change, path, what, look
):
    with pytest.raises(
        AssignmentError, match=rf"^neuron: {path} is .*, {what}, where __init__ has set a param"
    ) as caught:
        look(trained(change))
    assert "write p.data -= rate * p.grad for a parameter p, or let an optimiser do it" in str(caught.value)


@pytest.mark.parametrize("sign", ["-=", "+="])
def test_a_step_in_place_with_a_gradient_of_its_own_is_refused_before_parameters_were_asked_for(sign):
    neuron = Neuron(2, init="zeros")
    with pytest.raises(AssignmentError, match=rf"^b \{sign} \.\.\. would make a new Value"):
        exec(f"neuron.b {sign} 0.1 * gradient(neuron([1.0, 2.0]), neuron.b)", {"neuron": neuron, "gradient": gradient})
    for p in [*neuron.w, neuron.b]:
        with pytest.raises(AssignmentError, match="as it is, untrained"):
            p -= 0.1


@pytest.mark.parametrize("change", [
    lambda n: set_b(n, None), lambda n: set_b(n, Constant(1.0)), lambda n: set_b(n, Value(1.0)),
    lambda n: set_w(n, [Value(1.0)]), lambda n: n.w.pop(), lambda n: set_w0(n, Value(1.0)), lambda n: delattr(n, "b"),
])  # fmt: skip
def test_a_parameter_may_be_taken_away_and_another_leaf_take_its_place(change):
    neuron = trained(change)
    neuron.zero_grad()
    held = [*neuron.w, getattr(neuron, "b", None)]
    assert neuron.parameters() == [p for p in held if isinstance(p, Value) and not p.is_constant]
    for duplicate in (copy.deepcopy, copy.copy, lambda m: pickle.loads(pickle.dumps(m))):
        assert duplicate(neuron).state_dict() == neuron.state_dict()


def test_where_a_parameter_was_taken_away_a_number_or_a_result_may_stand():
    neuron = trained(lambda n: set_b(n, None))
    neuron.b = 0.5
    neuron.b = neuron.w[0] * 2.0
    assert list(neuron.named_parameters()) == ["w0", "w1"]


def test_lists_that_held_no_parameter_and_numbers_beside_parameters_are_free():
    class Logs(Module):
        def __init__(self):
            super().__init__()
            self.w, self.losses, self.mixed = Value(1.0), [], {"a": Value(2.0), "steps": 0}

    model = Logs()
    model.losses.append(model.w * 2.0)
    model.losses.append(1.0)
    model.mixed["steps"] += 1
    model.losses = [model.w * 3.0]
    del model.mixed["a"]
    assert list(model.named_parameters()) == ["w"]
    model.zero_grad()


def test_what_a_call_puts_in_the_place_of_a_parameter_is_kept_state_also_in_a_list():
    class Remembers(Module):
        def __init__(self):
            super().__init__()
            self.w, self.h, self.state = Value(2.0), [Value(0.0), 1.0], {"h": Value(0.0), "steps": 0}

        def forward(self, x):
            self.h[0] = self.w * x
            self.state["h"], self.state["steps"] = self.w * x, self.state["steps"] + 1
            return self.h[0]

    model = Remembers()
    model(3.0)
    model.zero_grad()
    assert list(model.named_parameters()) == ["w"]


def test_a_refused_step_changes_nothing():
    neuron = Neuron(2, init="zeros")
    before = neuron.b
    with pytest.raises(AssignmentError):
        neuron.b = neuron.b - 1.0
    assert neuron.b is before
    assert len(neuron.parameters()) == 3
