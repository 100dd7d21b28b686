"""Where no finite real result exists: the error names the operation, the number, the label and the place."""

import dataclasses
import math
import re

import pytest

import engine
from engine import PRIMITIVES, DomainError, Value, apply, gradient, jvp, scope
from engine.errors import listed
from engine.primitives import Primitive

NO_VALUE = [
    ("log", lambda x: x.log(), 0.0),
    ("log", lambda x: x.log(), -2.0),
    ("sqrt", lambda x: x.sqrt(), -2.0),
    ("divide", lambda x: 1 / x, 0.0),
    ("divide", lambda x: x / 0, 3.0),
    ("power", lambda x: x**0.5, -2.0),
    ("power", lambda x: x**-1, 0.0),
    ("power", lambda x: x**2, 1e200),
    ("exponential", lambda x: (-2.0) ** x, 0.5),
    ("exponential", lambda x: 2.0**x, 1024.0),
    ("exponential", lambda x: 0.0**x, -1.0),
    ("pow", lambda x: x ** Value(0.5), -8.0),
    ("exp", lambda x: x.exp(), 710.0),
    ("add", lambda x: x + x, 1e308),
    ("multiply", lambda x: x * 10, 1e308),
    ("sum", lambda x: engine.sum([x] * 3), 1e308),
    ("dot", lambda x: engine.dot([x], [x]), 1e200),
    ("affine", lambda x: engine.affine([x], [x], x), 1e200),
]


@pytest.mark.parametrize(("name", "f", "x"), NO_VALUE)
def test_the_operation_the_number_and_the_label_are_named(name, f, x):
    with pytest.raises(DomainError) as caught, scope("hidden.0"), scope("unit"):
        f(Value(x, label="weight"))
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert f"'weight' = {x:g}" in message
    assert "in hidden.0/unit" in message
    assert "; keep the input inside the domain" in message


def test_the_message_reads_well():
    with pytest.raises(DomainError) as caught:
        Value(-2.0, label="q").log()
    assert str(caught.value) == (
        "log: log(-2) has no finite real value (input 'q' = -2): outside its domain; "
        "keep the input inside the domain, for instance by a smaller step or by adding a small constant"
    )


OF_TWO = Primitive(
    "logs", "logs", "function", value=lambda math, a, b: math.log(a) + math.log(b),
    partials=lambda math, y, a, b: (1 / a, 1 / b), formula="log({a}) + log({b})", partial_formulas=("1/{a}", "1/{b}"),
    domain=((0.2, 3.0), (0.2, 3.0)),
)  # fmt: skip
OUTSIDE = [
    (OF_TWO, [Value(-1.0, "a"), Value(2.0, "b")], "'a' = -1 is outside its domain"),
    (OF_TWO, [Value(0.5, "a"), Value(0.0, "b")], "'b' = 0 is outside its domain"),
    (OF_TWO, [Value(0.5, "a"), Value(-0.5)], "input 2 = -0.5 is outside its domain"),
    (OF_TWO, [Value(-1.0), Value(2.0, "b")], "input 1 = -1 is outside its domain"),
    (OF_TWO, [Value(-1.0, "a"), Value(0.0, "b")], "outside its domain"),  # both are
    (PRIMITIVES["log"], [Value(-1.0, "a")], "outside its domain"),  # what else
    (PRIMITIVES["pow"], [Value(-1.0, "a"), Value(-0.5, "b")], "'a' = -1 is outside its domain"),
    (PRIMITIVES["divide"], [Value(-1.0, "a"), Value(0.0, "b")], "division by zero"),
    (PRIMITIVES["divide"], [Value(1e300, "a"), Value(1e-300, "b")], "it is too large for a float"),
]


@pytest.mark.parametrize(("row", "inputs", "reason"), OUTSIDE)
def test_of_several_inputs_the_one_that_is_outside_its_domain_is_named(row, inputs, reason):
    with pytest.raises(DomainError) as caught:
        apply(row, *inputs)
    assert f"): {reason}; keep the input" in str(caught.value)


def test_where_a_derivative_is_infinite_because_an_input_is_that_is_the_reason():
    y = Value(math.inf, "x") * Value(2.0, "y")
    with engine.anomaly(), pytest.raises(DomainError, match=r"the derivative of .*'x' = inf.*: an input is not finite"):
        y.backward()


def test_a_message_about_hundreds_of_inputs_stays_short():
    many = [Value(1e300, label=f"w{i}") for i in range(300)]
    with pytest.raises(DomainError, match=r"'w5' = 1e\+300 and 594 more") as caught:
        engine.dot(many, many)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(("count", "said"), [(1, "input"), (2, "inputs"), (6, "inputs")])
def test_up_to_six_inputs_are_all_named(count, said):
    values = [Value(1.7e308, f"w{i}") for i in range(count)]
    with pytest.raises(DomainError) as caught:
        engine.sum([*values, 1.7e308])
    named = ", ".join(f"'w{i}' = 1.7e+308" for i in range(count))
    assert f"({said} {named})" in str(caught.value)


def test_of_seven_inputs_the_last_is_counted():
    with pytest.raises(DomainError, match=r"'w5' = 1.7e\+308 and 1 more\)"):
        engine.sum([Value(1.7e308, f"w{i}") for i in range(7)])


@pytest.mark.parametrize(("base", "formula"), [(-2.0, "(-2)**0.5"), (-0.5, "(-0.5)**0.5")])
def test_a_negative_number_stands_in_brackets(base, formula):
    with pytest.raises(DomainError, match=re.escape(f"power: {formula} has no finite real value")):
        Value(base) ** 0.5


@pytest.mark.parametrize("length", [99, 100, 101, 300])
def test_a_formula_is_shown_up_to_a_hundred_characters(length):
    row = dataclasses.replace(PRIMITIVES["sum"], formula=lambda names: "x" * length)
    said = "x" * length if length <= 100 else "x" * 100 + "..."
    with pytest.raises(DomainError, match=re.escape(f"sum: {said} has no")):
        apply(row, 1.7e308, 1.7e308)


@pytest.mark.parametrize(
    ("names", "said"), [("", ""), ("a", "a"), ("abcd", "a, b, c, d"), ("abcde", "a, b, c, d and 1 more")]
)
def test_up_to_four_names_are_listed(names, said):
    assert listed(names) == said


NO_DERIVATIVE = [
    ("sqrt", lambda x: x.sqrt(), 0.0),
    ("power", lambda x: x**0.5, 0.0),
    ("exponential", lambda x: (-2.0) ** x, 3.0),
]


@pytest.mark.parametrize(("name", "f", "x"), NO_DERIVATIVE)
def test_a_derivative_that_does_not_exist_is_named(name, f, x):
    for differentiate in (
        lambda: f(Value(x, label="w")).backward(),
        lambda: jvp(f, [x], [1.0]),
        lambda: (lambda v: gradient(f(v), v, create_graph=True))(Value(x, label="w")),
    ):
        with pytest.raises(DomainError, match=f"^{name}: the derivative of "):
            differentiate()


def test_a_gradient_that_overflows_is_named():
    tiny = Value(1e-320, label="t")
    with pytest.raises(DomainError, match=r"gradient of 't'.*overflows"):
        tiny.log().backward()
    with pytest.raises(DomainError, match=r"^log: the derivative of "):
        jvp(lambda x: x.log(), [1e-320], [1.0])


@pytest.mark.parametrize("f", [lambda x: x / 1e-200, lambda x: x * 1e200 * 1e-200 * 1e200])
def test_the_gradient_of_a_constant_may_overflow(f):
    """Nobody moves the constant 1e-200, so that its derivative of 1e400 hurts nobody."""
    assert gradient(f(x := Value(1.0)), x) == pytest.approx(1e200)
    assert jvp(f, [1.0], [1.0]) == pytest.approx((1e200, 1e200))


def test_an_exploding_product_is_found_where_it_explodes():
    bad = Value(1e-200, label="b")
    with pytest.raises(DomainError, match="'b'"):
        ((bad * 1e200) * 1e200).backward()


def test_a_derivative_that_does_not_exist_is_refused_even_where_it_would_be_multiplied_by_zero():
    """So that backward(), drawings and replayed tapes say the same."""
    with pytest.raises(DomainError, match=r"^sqrt: the derivative of"):
        (Value(0.0).sqrt() * 0.0).backward()


def test_gradients_are_left_alone_when_a_pass_fails():
    x = Value(0.0)
    x.grad = 7.0
    with pytest.raises(DomainError):
        (x.sqrt() + x).backward()
    assert x.grad == 7.0


def test_a_number_that_was_not_finite_before_is_let_through():
    assert math.isinf((Value(math.inf) + 1).data)
    assert math.isnan((Value(math.inf) - math.inf).data)


@pytest.mark.parametrize("compute", [lambda x: x * 10, lambda x: x / 0, lambda x: x * "two"])
def test_the_traceback_shows_one_error_not_how_a_plain_number_was_taken_in(compute):
    with pytest.raises(engine.ChalkgradError) as caught:
        compute(Value(1e308))
    assert caught.value.__suppress_context__
