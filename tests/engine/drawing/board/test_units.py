"""Which operations make one number together, however it is written."""

from engine import Constant, Value, affine, dot, named
from engine.drawing.board.units import units
from engine.trace import trace
from tests.engine.drawing import nets
from tests.engine.drawing.boards import said


def made(output):
    """Return the form of every unit, and how many numbers enter it."""
    return [(unit.form, len(unit.reads)) for unit in units(trace(output))]


def leaves(names):
    return (Value(0.5 + i, name) for i, name in enumerate(names))


def test_sums_inside_a_sum_are_one_unit():
    a, b, c, d = leaves("abcd")
    assert made(a + b + c + d) == [("sum", 4)]
    assert made((a + b).tanh() + c) == [("sum", 2), ("function", 1), ("sum", 2)]


def test_a_sum_that_has_a_label_or_another_user_is_a_unit_of_its_own():
    a, b, c = leaves("abc")
    assert made(named("s", a + b) + c) == [("sum", 2), ("sum", 2)]
    s = a + b
    assert made((s + c) * s) == [("sum", 2), ("sum", 2), ("function", 2)]


def test_products_of_parameters_and_a_bias_are_a_linear_unit():
    w1, w2, x1, x2, b = leaves(["w1", "w2", "x1", "x2", "b"])
    assert made(w1 * x1 + w2 * x2 + b) == [("linear", 5)]
    assert said(nets.written_out())[0] == ("Z = x w + b", ["δx = δZ wᵀ", "dw = xᵀ δZ", "db = δZ"])


def test_products_are_one_unit_only_if_one_side_of_all_is_different_parameters_of_one_array():
    w1, w2, x1, x2, a, b = leaves(["w1", "w2", "x1", "x2", "a", "b"])
    t1, t2 = Constant(3.0, "t1"), Constant(4.0, "t2")
    apart = [("function", 2), ("function", 2), ("sum", 2)]
    assert made(a * t1 + b * t2) == apart, "of two arrays"
    assert made(w1 * t1 + w1 * t2) == apart, "the same twice"
    assert made(w1.tanh() * t1 + w2.tanh() * t2)[-1:] == apart[-1:], "no parameters"
    assert made(t1 * w1 + t2 * w2) == [("linear", 4)], "whichever side they stand on"
    assert made(a * x1 + b * x2) == [("linear", 4)], "x might be what is learned"


def test_a_dot_takes_one_bias_and_an_affine_operation_has_its_own():
    w1, w2, x1, x2, b, c = leaves(["w1", "w2", "x1", "x2", "b", "c"])
    assert made(dot([w1, w2], [x1, x2]) + b) == [("linear", 5)]
    assert made(dot([w1, w2], [x1, x2]) + b + c) == [("linear", 4), ("sum", 3)]
    assert made(affine([w1, w2], [x1, x2], b) + c) == [("linear", 5), ("sum", 2)]


def test_a_bias_alone_and_factors_without_a_label_are_no_linear_unit():
    w1, x1, x2, b = leaves(["w1", "x1", "x2", "b"])
    assert made(w1 * x1 + b) == [("linear", 3)]
    assert made(x1 + b) == [("sum", 2)]
    assert made(Value(1.0) * x1 + Value(2.0) * x2 + b)[-1] == ("linear", 5), "the labelled side is learned"
    assert made(Value(1.0) * Value(3.0) + Value(2.0) * Value(4.0) + b)[-1] == ("sum", 3)
