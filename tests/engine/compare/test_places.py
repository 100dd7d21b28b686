"""Where something stands, in words a student knows."""

import pytest

import engine
from engine import Value, named, scope
from engine.compare.places import array_name, place_of
from tests.engine.compare.asking import asked

w, v, x = Value(2.0, "W[0][1]"), Value(3.0, "v"), Value(0.5)


@pytest.mark.parametrize(
    ("label", "name"),
    [("W1[0][2]", "W1"), ("W1", "W1"), ("[3]", ""), ("", ""), ("a[i]", "a[i]"), ("a[1]b", "a[1]b"), ("a[12]", "a")],
)
def test_an_array_is_called_what_its_entries_are_without_the_index(label, name):
    assert array_name(Value(1.0, label), {}) == name


def test_the_name_given_in_the_comparison_comes_before_the_label():
    assert array_name(w, {w: "my weights"}) == "my weights"
    assert place_of(w, {w: "my weights"}) == "my weights"
    assert place_of((w * x).tanh(), {w: "my weights"}) == "tanh after my weights"


def deep(levels):
    """Return w under so many operations without a name, and a cosine on top."""
    y = w
    for _ in range(levels):
        y = y.sin()
    return y.cos()


def in_a_module():
    with scope("mlp"), scope("hidden.0"):
        return w.tanh()


@pytest.mark.parametrize(
    ("node", "place"),
    [
        (w, "W"),
        (x, "input"),
        (w * x, "multiply after W"),
        (named("z[3]", w * x), "multiply that gives z"),
        (in_a_module(), "tanh in 'mlp/hidden.0'"),
        (x.tanh(), "tanh"),
        ((w * v).tanh(), "tanh after W, v"),
        ((w * w).tanh(), "tanh after W"),
        (w.sin() * v, "multiply after v"),  # the nearest
        (engine.sum([Value(1.0, name) for name in "abcde"]), "sum after a, b, c"),
        (deep(5), "cos after W"),
        (deep(6), "cos"),
    ],
)
def test_the_place_of_an_operation_is_the_nearest_thing_with_a_name(node, place):
    assert place_of(node, {}) == place


def test_of_a_wide_operation_the_first_fifty_inputs_are_looked_through():
    def late(count):
        return engine.sum([engine.sum([*(Value(1.0) for _ in range(count)), w.sin()])])

    assert place_of(late(49), {}) == "sum after W"
    assert place_of(late(50), {}) == "sum"


def test_a_few_places_are_listed_and_many_are_cut_short():
    problem = asked(w * v, w, name="W")
    assert problem.place([w]) == problem.place([w, w]) == "W"
    assert problem.place([w, v]) == "W and v"
    assert problem.place([w, v, x, w * v]) == "W, v, ..."
    assert problem.source([(w * v, 1), (w * v, 0)]) == "v and W"
