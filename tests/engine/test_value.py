"""A Value: what it holds, what it accepts, what it refuses and with which advice."""

import decimal
import fractions
import math
import re

import numpy as np
import pytest

import engine
from engine import PRIMITIVES, ChalkgradError, Constant, NotANumberError, Value, named
from engine.primitives import TABLE
from tests.engine.meaning import bindings


def test_a_leaf():
    x = Value(3, label="x")
    assert (x.data, x.grad, x.label, x.op, x.inputs) == (3.0, 0.0, "x", "", ())
    assert type(x.data) is float
    assert x.item() == 3.0


def test_a_result_keeps_its_inputs_in_order_and_with_repeats():
    x, y = Value(2.0), Value(3.0)
    assert (x - y).inputs == (x, y)
    assert (x + x).inputs == (x, x)
    assert engine.dot([x, y], [y, x]).inputs == (x, y, y, x)
    assert (x * y).op == "*"
    assert (x * y).grad == 0.0, "until a backward pass has reached it"


def test_a_number_in_an_expression_becomes_a_constant():
    x = Value(2.0)
    three = (3 * x).inputs[0]
    assert isinstance(three, Constant)
    assert three.data == 3.0


def test_repr_is_short_and_does_not_walk_the_graph():
    x = Value(1.0, label="x")
    assert repr(x) == "Value(1.0, label='x')"
    for _ in range(2000):
        x = x + 1
    assert repr(x) == "Value(2001.0, op='+')"
    assert repr(Constant(2.0)) == "Constant(2.0)"


@pytest.mark.parametrize(
    "number", [-1.7976931348623157e308, math.nan, 10**300, fractions.Fraction(1, 3), np.float64(0.1)]
)
def test_repr_stays_one_short_line(number):
    x = Value(number, label="a long\n" * 50)
    assert repr(x).endswith("…')")
    assert len(repr(x)) < 100
    assert "\n" not in repr(x)
    assert len(repr(1 / Value(3.0) ** (1 / 3))) < 100


def test_format_shows_the_number():
    assert f"{Value(0.123456):.2f}" == "0.12"
    assert f"{Value(1.0)}" == "Value(1.0)"


@pytest.mark.parametrize(
    "number",
    [
        2,
        2.0,
        fractions.Fraction(2),
        np.float64(2),
        np.float32(2),
        np.float16(2),
        np.int64(2),
        np.uint8(2),
        np.longdouble(2),
    ],
)
def test_real_numbers_of_every_kind_are_accepted(number):
    x = Value(3.0)
    results = {
        "value": (Value(number), 2.0),
        "right of +": (x + number, 5.0),
        "left of +": (number + x, 5.0),
        "right of -": (x - number, 1.0),
        "left of -": (number - x, -1.0),
        "right of *": (x * number, 6.0),
        "left of *": (number * x, 6.0),
        "right of /": (x / number, 1.5),
        "left of /": (number / x, 2 / 3),
        "exponent": (x**number, 9.0),
        "base": (number**x, 8.0),
    }
    for where, (found, expected) in results.items():
        assert type(found) is Value, where
        assert type(found.data) is float, where
        assert found.data == expected, where
    assert number < x
    assert x >= number


REFUSED = [
    (True, "write 1.0"),
    (np.True_, "write 1.0"),
    ("2", "float"),
    (1j, "only real numbers"),
    (np.complex128(1j), "only real numbers"),
    (None, "forgets to return"),
    (decimal.Decimal(2), "float"),
    ([1.0], "one Value for each number"),
    ((1.0, 2.0), "one Value for each number"),
    (np.array([1.0, 2.0]), "one Value for each number"),
    (np.array(2.0), r"\.item\(\)"),
    ({}, "one Value for each number"),
]


@pytest.mark.parametrize(("thing", "advice"), REFUSED, ids=lambda x: f"{type(x).__name__}")
def test_everything_else_is_refused_with_advice(thing, advice):
    x = Value(3.0)
    attempts = [
        lambda: Value(thing), lambda: x + thing, lambda: thing + x, lambda: x * thing, lambda: thing * x,
        lambda: x - thing, lambda: thing - x, lambda: x / thing, lambda: thing / x, lambda: x**thing,
        lambda: thing**x, lambda: x < thing, lambda: x > thing, lambda: x >= thing, lambda: x.leaky_relu(thing),
        lambda: engine.sum([x, thing]), lambda: engine.exp(thing),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(NotANumberError, match=advice):
            attempt()


def test_a_value_inside_a_value_is_refused():
    for thing in (Value(1.0), Constant(1.0), Value(1.0) + 1):
        with pytest.raises(TypeError, match=r"already.*v\.item\(\)"):
            Value(thing)
    with pytest.raises(NotANumberError, match="already"):
        Value(1.0).leaky_relu(Value(0.1))


@pytest.mark.parametrize(
    "huge", [10**400, 10**5000, fractions.Fraction(10**400)], ids=["int", "longer int", "fraction"]
)
def test_a_number_too_large_for_a_float_is_refused(huge):
    with pytest.raises(ValueError, match="too large"):
        Value(huge)


def test_long_things_are_shown_short():
    with pytest.raises(NotANumberError) as caught:
        Value(list(range(1_000_000)))
    assert len(str(caught.value)) < 200


def test_comparisons_look_at_the_numbers():
    a, b = Value(1.0), Value(2.0)
    assert a < b
    assert b > a
    assert a <= 1
    assert a >= 1.0
    assert 0 < a < 1.5
    assert max([a, b]) is b
    assert sorted([b, a]) == [a, b]


def test_equality_and_hash_are_those_of_the_object():
    a, b = Value(1.0), Value(1.0)
    assert a == a
    assert a != b
    assert a != 1.0
    assert len({a, b, a}) == 2


SILENT_LOSSES = [bool, float, complex, math.exp, math.sqrt, lambda v: 1 if v else 2, lambda v: "%f" % v]  # noqa: UP031


@pytest.mark.parametrize("lose", SILENT_LOSSES)
def test_what_would_silently_lose_the_graph_raises_with_advice(lose):
    with pytest.raises((NotANumberError, TypeError)) as caught:
        lose(Value(2.0, label="v"))
    if isinstance(caught.value, NotANumberError):
        assert "label='v'" in str(caught.value)
        assert "v.item()" in str(caught.value) or "v.data" in str(caught.value)


@pytest.mark.parametrize("name", [row.name for row in TABLE if len(row.domain) == 1 and hasattr(Value, row.name)])
def test_a_method_is_also_a_function_that_takes_numbers(name):
    function, x, numbers = getattr(engine, name), 0.7, bindings(PRIMITIVES[name])[0].static_values
    assert function(Value(x), *numbers).data == getattr(Value(x), name)(*numbers).data
    assert function(x, *numbers).data == function(Value(x), *numbers).data
    assert function(x, *numbers).inputs[0].data == x
    assert name in engine.__all__ or not hasattr(engine.functions, name)


def test_builtin_sum_abs_and_plus_work_and_draw_nothing_idle():
    a, b = Value(1.0), Value(-2.0)
    total = sum([a, b])
    assert total.inputs == (a, b)
    assert abs(b).data == 2.0
    assert +a is a
    assert sum([a]) is a


def test_only_the_zero_that_sum_starts_from_leaves_no_node():
    x = Value(5.0)
    assert [(start + x).data for start in (0, -1, 1, 0.0)] == [5.0, 4.0, 6.0, 5.0]
    assert [(start + x) is x for start in (0, -1, 1, 0.0)] == [True, False, False, False]


def test_a_leaky_relu_leaks_a_hundredth_unless_told_otherwise():
    assert (Value(-2.0).leaky_relu().data, engine.leaky_relu(-2.0).data) == (-0.02, -0.02)
    assert (Value(-2.0).leaky_relu(0.5).data, engine.leaky_relu(-2.0, 0.5).data) == (-1.0, -1.0)


def test_numpy_arrays_of_values_compute_elementwise():
    a, b = Value(1.0), Value(2.0)
    pair = np.array([a, b])
    assert (pair * 2.0).sum().data == 6.0
    assert np.dot(pair, np.array([3.0, 4.0])).data == 11.0


def test_an_error_is_ours_and_python_s():
    for expected in (ChalkgradError, TypeError):
        with pytest.raises(expected):
            Value("a")
    for expected in (ChalkgradError, ValueError):
        with pytest.raises(expected):
            Value(0.0).log()


def test_a_label_is_text():
    assert Value(1.0, label=3).label == "3"
    assert Value(1.0, label=None).label == ""


def test_a_misspelt_attribute_is_an_error():
    with pytest.raises(AttributeError):
        Value(1.0).gard = 1.0


def test_a_label_in_passing_is_that_of_the_same_value():
    x = Value(2.0, "x")
    y = x * 3
    assert named("y", y) is y
    assert y.label == "y"


@pytest.mark.parametrize("thing", [3, "y", None, [Value(1.0)]])
def test_only_a_value_can_be_named(thing):
    with pytest.raises(NotANumberError, match=rf"a label and then a Value, .* not {re.escape(repr(thing))}$"):
        named("y", thing)
    with pytest.raises(NotANumberError, match=r"a label and then a Value, .* not 7$"):
        named(7, Value(2.0))


def test_numpy_asks_whether_it_is_the_same_object_as_python_does():
    v, twin = Value(2.0), Value(2.0)
    assert np.equal(v, v) is True
    assert np.equal(v, twin) is False
    assert np.not_equal(v, v) is False
    assert np.not_equal(v, twin) is True
    assert (np.float64(2.0) == v) is False
    assert np.float64(2.0) != v


def test_the_clock_of_a_leaf_counts_the_changes_and_the_same_number_again_is_none():
    x = Value(2.0)
    before = x.clock
    x.data = float("2.0")
    assert x.clock == before
    x.data = 3.0
    assert x.clock == before + 1
    y = Value(2.0)
    assert y.clock == before + 1, "what is made later knows of the change"


def test_how_often_a_leaf_was_reached_is_counted_beside_what_else_is_noted_of_it():
    v = Value(2.0)
    noted = v.marks = 7
    for count in (3, 1, 0, 5):
        v.passes = count
        assert (v.passes, v.marks & 7) == (count, noted)


@pytest.mark.parametrize(("label", "name"), [("w", "w"), ("", "v")])
def test_a_number_that_is_none_is_refused_by_the_name_of_its_leaf(label, name):
    with pytest.raises(NotANumberError, match=rf"^{name}\.data"):
        Value(1.0, label).data = "3"
