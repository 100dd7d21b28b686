"""A row that somebody writes wrongly is refused as it is made, with its name and what to write."""

import re

import pytest

from engine.errors import ArgumentError
from engine.primitives import ANY, PRIMITIVES, TABLE, Primitive
from engine.rows import by_name

RIGHT = {
    "name": "own", "symbol": "own", "family": "function", "domain": (ANY, ANY),
    "value": lambda math, a, b: a * b, "partials": lambda math, y, a, b: (b, a),
    "formula": "{a}*{b}", "partial_formulas": ("{b}", "{a}"),
}  # fmt: skip
OF_ONE = RIGHT | {
    "family": "activation", "domain": (ANY,), "value": lambda math, x: x * x, "partials": lambda math, y, x: (2.0 * x,),
    "formula": "{x}**2", "partial_formulas": ("2*{x}",),
}  # fmt: skip


@pytest.mark.parametrize("right", [RIGHT, OF_ONE])
def test_a_row_that_is_right_is_made(right):
    assert Primitive(**right).name == "own"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (RIGHT, {"family": "activation"}, "its family is 'activation', and by its domain it has 2 inputs; of f(x)"),
        (RIGHT, {"family": "power"}, "its family is 'power', and by its domain it has 2 inputs"),
        (OF_ONE, {"family": "function"}, "its family is 'function', and by its domain it has 1 input; of f(x)"),
        (OF_ONE, {"family": "smooth"}, "there is no family 'smooth'; of f(x) it is 'activation', of f(a, b)"),
        (OF_ONE, {"family": "activations"}, "there is no family 'activations'; of f(x) it is 'activation', of f(a, b) "
         "'function'; did you mean 'activation'?"),
        (RIGHT, {"domain": (ANY,)}, "partial_formulas has 2, domain has 1; both have one for each input, so f(a"),
        (OF_ONE, {"domain": ANY}, "domain has an interval for each input; add a comma"),
        (OF_ONE, {"partial_formulas": "2*{x}"}, "partial_formulas is a text; add a comma: it is a tuple, such as "
         "('2*{x}',)"),
        (OF_ONE, {"static_names": "beta"}, "static_names is a text; add a comma"),
        (OF_ONE, {"formula": "{z}**2"}, "a formula has 'z' in braces; write {x}, and in partial_formulas {y}"),
        (RIGHT, {"partial_formulas": ("{b}", "{c}")}, "a formula has 'c' in braces; write {a}, {b}, and in"),
        (OF_ONE, {"formula": "{y}**2"}, "a formula has 'y' in braces; write {x}, and in partial_formulas {y}"),
        (RIGHT, {"partials": lambda math, y, a, b: (b,)}, "partials gives 1 derivative, and by its domain it has 2 "
         "inputs; it gives a tuple with one for each"),
        (OF_ONE, {"partials": lambda math, y, x: (x, x)}, "partials gives 2 derivatives, and by its domain it"),
        (OF_ONE, {"partials": lambda math, y, x: 2.5}, "partials gives float 2.5; add a comma: partials is a tuple"),
        (OF_ONE, {"partials": lambda math, y, x: (None,)}, "partials: expected a real number, got NoneType None"),
        (OF_ONE, {"partials": lambda math, x: (2.0 * x,)}, "partials is called with 3 inputs, such as lambda math, y"),
        (OF_ONE, {"value": lambda x: x * x}, "value is called with 2 inputs, such as lambda math, x: ..., but"),
        (OF_ONE, {"value": lambda math, x: None}, "value: expected a real number, got NoneType None"),
        (OF_ONE, {"value": lambda math, x: math.erf(x)}, "value fails: math has no erf; what math has is listed in"),
        (OF_ONE, {"value": lambda math, x: math.sigmiod(x)}, "math has no sigmiod; did you mean 'sigmoid'?"),
        (OF_ONE, {"value": lambda math, x: sigmoid(x)}, "value fails: name 'sigmoid' is not defined"),  # noqa: F821
        (OF_ONE, {"value": 2.0}, "value must be a function, such as lambda math, x: ..., got float 2.0"),
        (OF_ONE, {"static_names": ("beta",)}, "value is called with 3 inputs, such as lambda math, x, beta"),
        (OF_ONE, {"static_names": ("beta",), "value": lambda math, x, b: x}, "value fails: .* argument 'beta'"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_refused_as_it_is_made(right, wrong, said):
    pattern = said if ".*" in said else re.escape(said)
    with pytest.raises((ArgumentError, TypeError), match=f"^own: .*?{pattern}") as caught:
        Primitive(**right | wrong)
    assert caught.value.__context__ is None or caught.value.__suppress_context__, "no traceback of ours above it"


def test_a_second_row_of_a_name_that_is_there_is_refused():
    with pytest.raises(ArgumentError, match=r"^tanh: the table has a row of this name already; call yours otherwise"):
        by_name([*TABLE, Primitive(**OF_ONE | {"name": "tanh"})])
    assert by_name(TABLE) == PRIMITIVES


def test_where_the_plain_point_is_outside_of_the_domain_a_row_is_made():
    row = Primitive(**OF_ONE | {"value": lambda math, x: math.log(-math.abs(x))})
    assert row.name == "own"


@pytest.mark.parametrize("domain", [(10.0, 11.0), (-3.0, -1.0), (-1.0, 4.0), (0.0, 1.0)])
def test_the_rules_are_tried_inside_of_the_domain(domain):
    tried = []
    rules = {
        "value": lambda math, x: tried.append(x) or x,
        "partials": lambda math, y, x: tried.append(x) or (1.0,),
    }
    Primitive(**OF_ONE | rules | {"domain": (domain,)})
    assert tried
    assert len(set(tried)) == 1
    assert domain[0] < tried[0] < domain[1]
