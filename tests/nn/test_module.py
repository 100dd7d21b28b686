"""Module: it finds its parameters, counts a shared one once, and says what it is."""

import copy
import pickle
import random
from abc import ABC, abstractmethod

import pytest

from engine import Value, no_grad
from engine.errors import ArgumentError, SettingError, ShapeError
from engine.modes import COMPARED, PARAMETER, SCOPE
from nn import MLP, SGD, BatchNorm, Dropout, Each, Layer, Module, Neuron, Residual, Sequential
from nn.paths import inside, unlike


def mlp(seed=0):
    return MLP(2, 3, 1, rng=random.Random(seed))


def test_parameters_have_paths_in_the_order_in_which_a_reader_meets_them():
    assert list(mlp().named_parameters()) == [
        *(f"hidden.0.neurons.{i}.{w}" for i in range(3) for w in ("w0", "w1", "b")),
        *("output.neurons.0.w0", "output.neurons.0.w1", "output.neurons.0.w2", "output.neurons.0.b"),
    ]


def test_a_shared_module_and_a_shared_parameter_count_once():
    layer = Layer(2, 2, rng=random.Random(0))
    twice = Sequential(layer, "tanh", layer)
    assert len(twice.parameters()) == 6
    tied = Sequential(Neuron(2, rng=random.Random(0)), Neuron(2, rng=random.Random(1)))
    tied.stages[1].w = tied.stages[0].w
    assert len(tied.parameters()) == 4


def test_a_shared_layer_gets_the_gradient_of_both_of_its_uses():
    neuron = Neuron(1, init="zeros").assign(w=[3.0])
    y = neuron([neuron([2.0])])  # w*(w*x)
    y.backward()
    assert neuron.w[0].grad == 2 * 3.0 * 2.0


def test_parameters_are_found_in_attributes_lists_and_nested_lists():
    class Odd(Module):
        def __init__(self):
            super().__init__()
            self.a = Value(1.0)
            self.rows = [[Value(2.0)], [Value(3.0), Value(4.0)]]
            self.parts = (Neuron(1, init="zeros"),)
            self.note = "not a parameter"

    assert list(Odd().named_parameters()) == ["a", "rows[0,0]", "rows[1,0]", "rows[1,1]", "parts.0.w0", "parts.0.b"]
    assert Odd().name == "odd"


def test_zero_grad_forgets_and_backward_adds_up():
    model = mlp()
    for times in (1, 2):
        model([1.0, 2.0])[0].backward()
        assert model.output.b[0].grad == times
    model.zero_grad()
    assert all(p.grad == 0 for p in model.parameters())


def test_train_and_eval_reach_every_module_inside():
    model = Sequential(Layer(2, 2, rng=random.Random(0)), Dropout(0.5, rng=random.Random(0)), BatchNorm(2))
    assert model.eval() is model
    assert not any(module.training for module in model.named_modules().values())
    assert model.train() is model
    assert all(module.training for module in model.named_modules().values())


def test_the_repr_shows_the_parts_and_counts_parameters():
    assert repr(mlp()) == (
        "MLP(2 -> 3 -> 1): 13 parameters\n"
        "  hidden.0: Layer(2 -> 3, relu): 9 parameters\n"
        "  output: Layer(3 -> 1, linear): 4 parameters"
    )
    assert repr(Neuron(2, "tanh", init="zeros")) == "Neuron(2 -> 1, tanh): 3 parameters"


def test_assign_sets_numbers_in_the_same_nesting():
    layer = Layer(2, 2, init="zeros").assign(W=[[1, 2], [3, 4]], b=[5, 6])
    assert [p.data for p in layer.parameters()] == [1, 2, 5, 3, 4, 6]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"W": [[1, 2]]}, "layer.W: expects a list of 2, got 1"),
        ({"W": [[1, 2], [3]]}, r"layer.W\[1\]: expects a list of 2, got 1"),
        ({"b": 3}, "layer.b: expects a list of 2, got 3"),
    ],
)
def test_assign_refuses_another_shape_and_changes_nothing(numbers, message):
    layer = Layer(2, 2, init="zeros")
    with pytest.raises(ShapeError, match=message):
        layer.assign(**{"b": [9, 9], **numbers})
    assert all(p.data == 0 for p in layer.parameters())


def test_assign_knows_the_parameters():
    with pytest.raises(SettingError, match="layer: has no parameter 'w'"):
        Layer(2, 2, init="zeros").assign(w=[1, 2])


def test_a_scope_is_closed_also_after_an_error():
    with pytest.raises(ShapeError):
        mlp()([1.0])
    assert SCOPE.get() is None


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copy_is_independent_and_equal(duplicate):
    model = mlp()
    other = duplicate(model)
    assert other.state_dict() == model.state_dict()
    assert other([1.0, 2.0])[0].data == model([1.0, 2.0])[0].data
    other.output.b[0].data = 7.0
    assert model.output.b[0].data == 0.0


# What counts as a parameter: what `__init__` has set, wherever it lies.


class Deep(Module):
    def __init__(self):
        super().__init__()
        self.table = {"a": Value(1.0), "b": [Value(2.0), Value(3.0)]}
        self.heads = {"left": Neuron(1, init="zeros"), "right": [Neuron(1, init="zeros")]}
        self.grid = [[Dropout(0.5, rng=random.Random(0))], [Neuron(1, init="zeros")]]

    def forward(self, x):
        return self.grid[1][0](x) * self.table["a"]


def test_parameters_and_modules_are_found_in_dictionaries_and_nested_lists():
    model = Deep()
    assert list(model.named_parameters()) == [
        "table.a", "table.b0", "table.b1",
        "heads.left.w0", "heads.left.b", "heads.right.0.w0", "heads.right.0.b", "grid.1.0.w0", "grid.1.0.b",
    ]  # fmt: skip
    assert not model.eval().grid[0][0].training
    assert model.train().grid[0][0].training
    other = Deep()
    other.table["b"][1].data = 7.0
    model.load_state_dict(other.state_dict())
    assert model.table["b"][1].data == 7.0


def test_what_forward_keeps_is_no_parameter():
    class Remembers(Module):
        def __init__(self):
            super().__init__()
            self.w = Value(2.0, "w")
            self.h = Value(0.0, "h")
            self.seen = None

        def forward(self, x):
            self.last = Value(x, "x")
            self.seen = self.last * self.w
            self.h = self.h + self.seen
            return self.h

    model = Remembers()
    assert list(model.named_parameters()) == ["w", "h"]
    model(3.0)
    assert list(model.named_parameters()) == ["w"]
    assert list(model.state_dict()) == ["w"]
    SGD(model.parameters(), 0.1)


def test_a_parameter_that_is_replaced_from_outside_is_the_new_one():
    neuron = Neuron(1, init="zeros")
    neuron.b = Value(5.0, "b")
    assert neuron.parameters()[1] is neuron.b
    assert copy.deepcopy(neuron).parameters()[1].data == 5.0
    assert pickle.loads(pickle.dumps(neuron)).parameters()[1].data == 5.0


def test_a_module_may_be_abstract():
    class Base(Module, ABC):
        @abstractmethod
        def forward(self, x): ...

    with pytest.raises(TypeError, match="abstract"):
        Base()


def test_parameters_that_would_have_one_path_are_kept_apart():
    class Alike(Module):
        def __init__(self):
            super().__init__()
            self.w = [Value(1.0), Value(2.0)]
            self.w0 = Value(0.5, "bias")
            self.table = {1: Neuron(1, init="zeros"), "1": Neuron(1, init="zeros")}

    model = Alike()
    assert len(model.parameters()) == 7
    other = Alike()
    other.load_state_dict(model.state_dict())
    assert [p.data for p in other.parameters()] == [p.data for p in model.parameters()]


def test_what_forward_keeps_of_a_call_without_a_graph_is_no_parameter():
    class Remembers(Module):
        def __init__(self):
            super().__init__()
            self.w, self.last, self.seen = Value(2.0, "w"), None, []

        def forward(self, x):
            self.last = (self.w * x).tanh()
            self.seen.append(self.last)
            return self.last

    model = Remembers()
    with no_grad():
        model(1.0)
    assert list(model.named_parameters()) == ["w"]


def test_paths_that_are_taken_are_counted():
    assert unlike("w", {}) == "w"
    assert unlike("w", {"w", "w#2", "w#3"}) == "w#4"
    held = [Value(1.0), [Value(2.0), {"a": [Value(3.0)]}], (Neuron(1, init="zeros"),)]
    assert [path for path, _ in inside("p", held, (Value, Module))] == ["p0", "p[1,0]", "p.1.1.a0", "p.2.0"]
    assert list(inside("p", [1.0, "w", None], (Value, Module))) == []


def test_a_child_that_is_held_twice_has_its_first_path_and_a_module_may_hold_itself():
    layer = Layer(1, 1, init="zeros")
    model = Sequential(layer, "tanh", layer)
    model.stages.append(model)
    assert list(model.named_modules()) == ["", "stages.0", "stages.0.neurons.0", "stages.1"]


class Big(Module):
    def __init__(self, count):
        super().__init__()
        self.w = [Value(0.0) for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 parameters"), (1, "1 parameter"), (2, "2 parameters"), (1234, "1,234 parameters")]
)
def test_parameters_are_counted_as_one_writes_it(count, told):
    assert repr(Big(count)) == f"Big(): {told}"


def test_a_type_error_inside_of_forward_is_left_as_it_is():
    class Broken(Module):
        def forward(self, x, scale=1.0):
            return x + "1"

    with pytest.raises(TypeError, match="unsupported operand") as caught:
        Broken()(1.0, scale=2.0)
    assert not isinstance(caught.value, ArgumentError)
    with pytest.raises(ArgumentError, match=r"broken: a call takes \(x, scale\), got 1 inputs, size; the numbers"):
        Broken()(1.0, size=2.0)
    assert SCOPE.get() is None


def test_zero_grad_starts_the_count_of_passes_anew():
    neuron = Neuron(1, init="zeros")
    neuron([1.0]).backward()
    assert [(p.grad, p.passes) for p in neuron.parameters()] == [(1.0, 1), (1.0, 1)]
    neuron.zero_grad()
    assert [(p.grad, p.passes) for p in neuron.parameters()] == [(0.0, 0), (0.0, 0)]


def test_zero_grad_reaches_what_parameters_finds_and_nothing_else():
    class Holds(Deep):
        def __init__(self):
            super().__init__()
            self.pair = (Value(4.0), Value(5.0))
            self.last, self.cut, self.none, self.itself = Value(0.0), Value(0.0), Value(0.0), [self]

        def forward(self, x):
            self.last = self.pair[0] * self.pair[1]
            with no_grad():
                self.cut = self.pair[0] * self.pair[1]

    model = Holds()
    model(1.0)
    model.none, model.later = None, Value(6.0)
    held = [*model.parameters(), model.last, model.cut, model.later]
    for value in held:
        value.grad, value.passes = 3.0, 2
    model.zero_grad()
    assert [(value.grad, value.passes) for value in held] == [(0.0, 0)] * 11 + [(3.0, 2)] * 3
    assert len(model.parameters()) == 11


def test_zero_grad_keeps_the_marks_of_a_parameter_and_sets_its_own():
    neuron = Neuron(1, init="zeros")
    assert neuron.w[0] > -1
    neuron.zero_grad()
    assert [p.marks for p in (*neuron.w, neuron.b)] == [COMPARED | PARAMETER, PARAMETER]
    neuron.zero_grad()
    assert [p.marks for p in (*neuron.w, neuron.b)] == [COMPARED | PARAMETER, PARAMETER]


def test_the_classes_name_is_the_default_and_one_of_its_own_comes_first():
    assert (Neuron(1, init="zeros").name, Neuron(1, init="zeros", name="n").name) == ("neuron", "n")
    assert (Module().training, Module().buffers, Module().settings()) == (True, (), "")


class Gated(Module):
    def __init__(self, **named):
        super().__init__()
        self.gate, self.value = Layer(2, 2, init="zeros", **named), Layer(2, 2, init="zeros")
        self.blocks = {"last": [Neuron(2, init="zeros"), BatchNorm(1)]}

    def forward(self, x):
        return self.blocks["last"][0](self.value(self.gate(x)))


def test_a_part_without_a_name_is_called_by_the_attribute_that_holds_it():
    model = Gated()
    assert [part.name for _, part in model.children()] == ["gate", "value", "blocks.last.0", "blocks.last.1"]
    with pytest.raises(ShapeError, match="gated/gate: expects a list of 2 numbers"):
        model([1.0])
    assert Gated(name="door").gate.name == "door"
    assert Gated().name == "gated"
    assert Layer(2, 2, init="zeros").name == "layer"


def test_a_part_that_two_models_hold_is_called_as_in_the_first():
    class Other(Module):
        def __init__(self, layer):
            super().__init__()
            self.again = layer

    assert Other(Gated().gate).again.name == "gate"


def test_a_module_around_another_keeps_its_name():
    for around in (Residual, Each):
        assert around(Layer(2, 2, init="zeros")).inner.name == "layer"


def test_a_shared_module_is_found_once_and_what_comes_after_it_too():
    class Both(Module):
        def __init__(self):
            super().__init__()
            self.one = Neuron(1, init="zeros")
            self.parts = [self.one, Neuron(1, init="zeros")]
            self.last = {"a": self.one, "b": Neuron(2, init="zeros")}

    model = Both()
    assert list(model.named_modules()) == ["", "one", "parts.1", "last.b"]
    assert len(model.parameters()) == 2 + 2 + 3
