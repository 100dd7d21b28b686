"""What an operation computes, as text: to which depth, with which brackets, and what it is called where none fits."""

import pytest

import engine
from engine import Value, apply, named, scope
from engine.compare.places import Places, called
from engine.compare.surrogate import given_gradients
from engine.graph import topological_order
from engine.primitives import Primitive

a, b, c, d, z, v = (Value(x, name) for x, name in zip((0.5, 2.0, 3.0, 4.0, 0.3, 0.7), "abcdzv", strict=True))
u, t, minus_a = Value(1.5), Value(2.5), -a


def on_one_path(x):
    return 1 / (1 + (-x).exp())


def on_two_paths(x):
    return x.exp() / (1 + x.exp())


@pytest.mark.parametrize(
    ("node", "depths"),
    [
        (a, ["a", "a", "a"]), (u, ["1.5", "1.5", "1.5"]), (named("h", a * b), ["h", "h", "h"]),
        (on_one_path(a * b), ["...", "sigmoid(...)", "sigmoid(a*b)"]),
        (on_two_paths(a * b) * v, ["...", "(...)*v", "sigmoid(...)*v", "sigmoid(a*b)*v"]),
        (a * b * c, ["...", "(...)*c", "a*b*c"]), (c * (a + b), ["...", "c*(...)", "c*(a + b)"]),
        (engine.dot([a], [b + c]), ["...", "a*(...)", "a*(b + c)"]),
        (engine.affine([a, b], [c, d], v * z), ["...", "a*c + b*d + ...", "a*c + b*d + v*z"]),
        (engine.affine([a, b], [c, d + v], 0.5), ["...", "a*c + b*(...) + 0.5", "a*c + b*(d + v) + 0.5"]),
        (engine.affine([a, a], [b, b], v * z), ["...", "a @ b + ...", "a @ b + v*z"]),
        (engine.dot([a, a], [b, c]), ["...", "a*b + a*c"]), (engine.dot([a, b], [a, c]), ["...", "a*a + b*c"]),
        (engine.dot([u, t], [b, b]), ["...", "data @ b"]), (engine.dot([b, b], [u, t]), ["...", "b @ data"]),
        (engine.dot([a * b, a * b], [c, c]), ["...", "... @ c", "a*b @ c"]),
        (engine.sum([a * b, c]), ["...", "... + c", "a*b + c"]), (engine.sum([a, a, b]), ["...", "a + b"]),
        (engine.sum([a, a, b, c]), ["...", "sum(a)"]), (engine.sum([a, a]), ["...", "sum(a)"]),
        (engine.sum([u, t]), ["...", "sum(...)"]), (engine.sum([u, a, b]), ["...", "a + b"]),
        (engine.sum([u, t, a, b]), ["...", "sum(a)"]), (engine.sum([u, a]), ["...", "sum(a)"]),
        (engine.sum([engine.sum([a, b]), c]), ["...", "a + b + c"]),
        (engine.sum([named("s", a + b), c]), ["...", "s + c"]),
        (engine.sum([u * t, a]), ["...", "... + a", "1.5*2.5 + a"]),
        (a * b - c * d, ["...", "... - (...)", "a*b - c*d"]), (a - (b - c), ["...", "a - (...)", "a - (b - c)"]),
        (a - b - c, ["...", "... - c", "a - b - c"]), ((a * b) / (c * d), ["...", "(...) / (...)", "a*b / (c*d)"]),
        ((a * b) ** 2, ["...", "(...)**2", "(a*b)**2"]), (named("p", a * b) ** 2, ["...", "p**2"]),
        (((a + b) * c) ** 2, ["...", "(...)**2", "((...)*c)**2", "((a + b)*c)**2"]),
        (engine.affine([a, b, c], [d, z, v], u), ["...", "a*d + b*z + c*v + 1.5"]),
        (engine.affine([a, b, c], [d, z, v], Value(1.0, "q")), ["...", "a*d + b*z + c*v + q"]),
        (a.leaky_relu(), ["...", "leaky_relu(a)"]), (engine.sum([a, a, b, b]), ["...", "sum(a)"]),
        (engine.sum([a, b, c, d, z]), ["...", "sum(a)"]), (engine.sum([a, b, c, d]), ["...", "a + b + c + d"]),
        ((a + b) / (c - d), ["...", "(...) / (...)", "(a + b) / (c - d)"]),
        (c / (-a), ["...", "c / (...)", "c / (-a)"]), ((a + b) ** 0.5, ["...", "(...)**0.5", "(a + b)**0.5"]),
        ((-a) ** 2, ["...", "(...)**2", "(-a)**2"]), (-(a * b), ["...", "-(...)", "-(a*b)"]),
        (-(a + b), ["...", "-(...)", "-(a + b)"]), (-minus_a, ["...", "-(...)", "-(-a)"]),
        (-named("p", a * b), ["...", "-p"]),
        (-(a.tanh() * b), ["...", "-(...)", "-((...)*b)", "-(tanh(a)*b)"]), (a * -2.0, ["...", "a*(-2)"]),
        (engine.maximum(a * b, c), ["...", "maximum(..., c)", "maximum(a*b, c)"]),
        (engine.maximum(a, a), ["...", "maximum(a)"]), (engine.maximum(a, b, c), ["...", "maximum(a, ...)"]),
        (engine.maximum(a, a, a, a, a, b), ["...", "maximum(a, b)"]),
        (engine.maximum(a, a, a, a, a, a, b), ["...", "maximum(a)"]),
        (engine.softmax([a, b, c])[0], ["...", "softmax(a, ...)"]), ((a * b).tanh(), ["...", "tanh(...)", "tanh(a*b)"]),
        (c * engine.maximum(a.tanh(), b), ["...", "c*(...)", "c*maximum(..., b)", "c*maximum(tanh(a), b)"]),
        (c * (a.tanh() + b), ["...", "c*(...)", "c*(... + b)", "c*(tanh(a) + b)"]),
    ],
)  # fmt: skip
def test_a_formula_to_every_depth(node, depths):
    assert [Places({}).formula(node, depth) for depth in range(len(depths))] == depths
    assert Places({}).formula(node, len(depths)) == depths[-1]


def powers(count):
    node = a
    for _ in range(count):
        node = node**2
    return node


def sines(count, node=a):
    for _ in range(count):
        node = node.sin()
    return node


LONG_NAME = Value(0.5, "a_name_of_21_letters_")
LONGER_NAME = Value(0.5, "a_name_of_twenty_six_chars")


@pytest.mark.parametrize(
    ("node", "place"),
    [
        (powers(5), "square ((((a**2)**2)**2)**2)**2"), (powers(7), "square (((((...)**2)**2)**2)**2)**2"),
        (sines(6), "sin(sin(sin(sin(sin(...)))))"),  # 28 characters
        (sines(5).tanh(), "tanh(sin(sin(sin(...))))"), (sines(3).tanh().tanh().tanh(), "tanh(tanh(tanh(sin(...))))"),
        (sines(1, a.tanh().tanh().tanh().tanh()).tanh(), "tanh(sin(tanh(tanh(...))))"),
        (sines(3, LONG_NAME), "sin(sin(...))"), (sines(2, LONG_NAME), "sin(...)"),
        (sines(1, LONGER_NAME), "sin"), (LONGER_NAME**2, "square"),
        (LONG_NAME**2, "square a_name_of_21_letters_**2"), (named("y", LONGER_NAME**3), "cube that gives y"),
        ((a + b) ** 2 / (2 * b), "(a + b)**2 / (2*b)"), ((a - b) ** 2 * b, "(a - b)**2*b"),  # a power binds tightest
        (LONGER_NAME**4, "power"), (LONGER_NAME * b, "a_name_of_twenty_six_chars*b"), (LONGER_NAME / b, "division"),
        (named("y", LONGER_NAME - b), "difference that gives y"), (named("y", a - b), "difference in y = a - b"),
    ],
)  # fmt: skip
def test_a_place_is_written_as_deep_as_there_is_room(node, place):
    assert Places({}).place(node) == place


def inside(node_of):
    with scope("mlp"):
        return node_of()


@pytest.mark.parametrize(
    ("node", "place", "alone"),
    [
        (inside(lambda: a**2), "square", "square"), (inside(lambda: a**3), "cube", "cube"),
        (inside(lambda: a**4), "power", "power"), (inside(lambda: a**1.5), "power", "power"),
        (inside(lambda: a**2.5), "power", "power"), (inside(lambda: a * b), "product", "product"),
        (inside(lambda: a + b), "sum", "sum"), (inside(lambda: a - b), "difference", "difference"),
        (inside(lambda: a / b), "division", "division"), (inside(lambda: -a), "minus", "minus"),
        (inside(lambda: engine.dot([a], [b])), "product", "product"), (inside(lambda: a.tanh()), "tanh", "tanh"),
        (inside(lambda: engine.affine([a], [b], c)), "sum", "sum"),
        (inside(lambda: on_one_path(a)), "sigmoid", "sigmoid"),
        (inside(lambda: on_two_paths(a)), "sigmoid", "division"),
    ],
)  # fmt: skip
def test_in_a_module_an_operation_is_called_by_its_noun(node, place, alone):
    assert Places({}).place(node) == f"{place} in 'mlp'"
    assert Places({}).place(node, alone=True) == f"{alone} in 'mlp'"
    assert Places({}).value(node) == f"the {place} in 'mlp'"
    assert (Places({node: "h"}).value(node), Places({node: "h"}).place(node)) == ("h", f"{place} that gives h")


def test_a_number_without_a_name_is_called_by_what_it_is_in_a_module_as_well():
    assert [Places({}).value(x) for x in (u, inside(lambda: Value(0.5)), inside(lambda: Value(0.5, "q")))] == [
        "1.5", "0.5", "q",
    ]  # fmt: skip
    assert Places({}).place(inside(lambda: Value(0.123456789))) == "0.123457"


def test_of_one_path_into_a_function_what_was_written_is_named():
    places = Places({})
    for node, place, alone in (
        (on_two_paths(a), "sigmoid(a)", "exp(a) / sum(exp(a))"), (on_one_path(a), "sigmoid(a)", "sigmoid(a)"),
        (on_two_paths(a) * b, "sigmoid(a)*b", "sigmoid(a)*b"),
    ):  # fmt: skip
        assert (places.place(node), places.place(node, alone=True)) == (place, alone)
        assert (places.place(node, alone=True), places.place(node)) == (alone, place)  # as it was said


def test_what_stands_for_earlier_steps_is_called_so():
    x = a * b
    surrogate, _ = given_gradients(topological_order(x**2), {x: 10.0})
    assert Places({}).place(surrogate) == "steps that you gave"


def test_a_row_of_ones_own_of_a_known_family():
    """A power without an exponent of its own, a difference and a quotient of one number, are written as a call."""
    for family, noun in (("power", "power"), ("difference", "mine"), ("quotient", "mine")):
        row = Primitive("mine", "mine", family, lambda math, x: x, lambda math, y, x: (1.0,), "{x}", ("1",))
        node = apply(row, a)
        assert Places({}).place(node) == "mine(a)"
        with scope("mlp"):
            assert Places({}).place(apply(row, a)) == f"{noun} in 'mlp'"
    for family in ("difference", "quotient"):
        row = Primitive(
            "mine", "mine", family, lambda math, x, y, z: x, lambda math, r, x, y, z: (1.0, 0.0, 0.0),
            "{x}", ("1",) * 3, domain=((-9.0, 9.0),) * 3,
        )  # fmt: skip
        assert Places({}).place(apply(row, a, b, c)) == "mine(a, b, c)"


@pytest.mark.parametrize(
    ("name", "node", "says"),
    [
        ("dw", Value(1.0, "w[2]"), "w"), ("d_w", Value(1.0, "w"), "w"), ("δw", Value(1.0, "w"), "w"),
        ("g", Value(1.0, "w"), "g"), ("dv", Value(1.0, "w"), "dv"), ("dz", named("h", a * b), "h"),
        ("g", named("h", a * b), "h"), ("dz", a * b, "z"), ("g", a * b, "g"), ("dz", Value(1.0), "dz"),
    ],
)  # fmt: skip
def test_an_array_is_called_by_its_label_or_by_what_its_gradient_is_called_after(name, node, says):
    assert called(name, node) == says
