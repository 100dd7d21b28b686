"""Where parameters and modules lie in a module, and how places are called."""

import pytest

from engine import Value
from engine.errors import ChalkgradError, NotANumberError, ShapeError
from nn import MLP, Neuron
from nn.paths import inside, name_parts, paired, unlike

v, w = Value(1.0, "v"), Value(2.0, "w")
NEURON = Neuron(1, init="zeros")


@pytest.mark.parametrize(
    ("held", "paths"),
    [
        (v, ["w"]), ([v, w], ["w0", "w1"]), (([v], [v, w]), ["w[0,0]", "w[1,0]", "w[1,1]"]),
        ({"a": v, "b": {"c": w}, 3: [v]}, ["w.a", "w.b.c", "w.30"]), ([[v], {"a": [w, [v]]}], ["w[0,0]", "w.1.a0",
         "w.1.a[1,0]"]), ([1.0, "v", None, {}, [], {v}, NEURON], []),
    ],
)  # fmt: skip
def test_a_value_lies_at_its_indices_and_keys(held, paths):
    assert [path for path, _ in inside("w", held, (Value,))] == paths
    assert all(isinstance(found, Value) for _, found in inside("w", held, (Value,)))


def test_a_module_lies_at_its_indices_and_keys_with_dots():
    held = [[NEURON], v, {"k": (None, NEURON)}]
    assert list(inside("w", held, (Neuron,))) == [("w.0.0", NEURON), ("w.2.k.1", NEURON)]


def test_a_path_that_is_taken_is_counted_on():
    assert unlike("w", {"a"}) == "w"
    assert unlike("w", {"w"}) == "w#2"
    assert unlike("w", {"w", "w#2", "w#3"}) == "w#4"


def test_modules_are_called_by_their_first_path_unless_they_have_a_name():
    one, own = Neuron(1, init="zeros"), Neuron(1, init="zeros", name="own")
    name_parts([("gate", one), ("own gate", own), ("again", one)])
    assert (one.name, own.name) == ("gate", "own")


def test_numbers_are_paired_with_values_that_are_nested_alike():
    assert list(paired("w", [[v, w], (v,)], [(1, 2.5), [3]])) == [(v, 1.0), (w, 2.5), (v, 3.0)]


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ([[1, 2], [3, 4]], ShapeError, "w[1]: expects a list of 1, got 2; give one number for each parameter"),
        ([[1, 2], 3], ShapeError, "w[1]: expects a list of 1, got 3; give one number for each parameter"),
        ([[1, 2]], ShapeError, "w: expects a list of 2, got 1; give one number for each parameter"),
        (
            [[1, "a"], [3]],
            NotANumberError,
            "w[0][1]: expected a real number, got str 'a': this text is no number; give one, such as 2.0",
        ),
    ],
)
def test_numbers_that_are_nested_otherwise_are_refused_at_their_place(given, error, said):
    with pytest.raises(ChalkgradError) as caught:
        list(paired("w", [[v, w], [v]], given))
    assert (type(caught.value), str(caught.value)) == (error, said)


def test_the_sizes_of_an_mlp_stand_in_a_row_or_all_but_the_first_in_a_list():
    assert MLP(2, [3, 1], init="zeros").sizes == MLP(2, 3, 1, init="zeros").sizes == (2, 3, 1)
    for sizes, said in (
        ((2, [3, 1], 1), "hidden.0: outputs must be a whole number of at least 1, got [3, 1]"),
        ((2, []), "mlp: needs the number of inputs and of outputs, such as MLP(2, 16, 1), got (2, [])"),
        (([2, 1],), "mlp: needs the number of inputs and of outputs, such as MLP(2, 16, 1), got ([2, 1],)"),
    ):
        with pytest.raises(ChalkgradError) as caught:
            MLP(*sizes, init="zeros")
        assert str(caught.value) == said
