"""A row that somebody writes wrongly is refused as it is made, with its name and what to write."""

import re
from dataclasses import replace

import pytest

from engine.errors import ArgumentError, ShapeError
from engine.primitives import ANY, PRIMITIVES, TABLE, Primitive
from engine.rows import by_name, statics_of

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


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (OF_ONE, {"family": "smooth"},
         "there is no family 'smooth'; of f(x) it is 'activation', of f(a, b) 'function'"),
        (OF_ONE, {"family": "function"}, "its family is 'function', and by its domain it has 1 input; of f(x) it is "
         "'activation', of f(a, b) 'function'"),
        (RIGHT, {"family": "activation"}, "its family is 'activation', and by its domain it has 2 inputs; of f(x) it "
         "is 'activation', of f(a, b) 'function'"),
        (OF_ONE, {"family": "activaton"}, "there is no family 'activaton'; of f(x) it is 'activation', of f(a, b) "
         "'function'; did you mean 'activation'?"),
        (RIGHT, {"partial_formulas": ("{b}",)}, "partial_formulas has 1, domain has 2; both have one for each "
         "input, so f(a, b) has domain=(ANY, ANY)"),
        (OF_ONE, {"partials": lambda math, y, x: ()}, "partials gives 0 derivatives, and by its domain it has 1 input; "
         "it gives a tuple with one for each"),
        (RIGHT, {"partials": lambda math, y, a, b: [a]}, "partials gives 1 derivative, and by its domain it has 2 "
         "inputs; it gives a tuple with one for each"),
        (OF_ONE, {"value": lambda math, x: x.foo}, "value fails: 'float' object has no attribute 'foo'; what math has "
         "is listed in engine/arithmetic.py, Arithmetic"),
        (OF_ONE, {"value": lambda math, x: math.erf(x)}, "value fails: math has no erf; what math has is listed in "
         "engine/arithmetic.py, Arithmetic"),
        (OF_ONE, {"partials": lambda math, y, x: math.sigmiod(x)}, "partials fails: math has no sigmiod; did you mean "
         "'sigmoid'?; what math has is listed in engine/arithmetic.py, Arithmetic"),
        (OF_ONE, {"formula": "{x} + {0}"},
         "a formula has Replacement index 0 out of range for positional args tuple in braces; "
         "write {x}, and in partial_formulas {y} for the result"),
        (RIGHT, {"partials": lambda math, y, a, b: "x" * 80}, f"partials gives str {repr('x' * 80)[:60]}; add a comma: "
         "partials is a tuple, such as (1.0,)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_to_the_last_word(right, wrong, said):
    with pytest.raises(ArgumentError) as caught:
        Primitive(**right | wrong)
    assert str(caught.value) == f"own: {said}"


def test_the_rules_are_tried_at_three_fifths_of_each_domain_with_static_numbers_of_a_half():
    tried = []
    own = RIGHT | {
        "domain": ((0.0, 10.0), (-20.0, -10.0)), "static_names": ("n", "m"),
        "value": lambda math, a, b, n, m: tried.append((a, b, n, m)) or 7.0,
        "partials": lambda math, y, a, b, n, m: tried.append((y, a, b, n, m)) or (1.0, 2),
    }  # fmt: skip
    Primitive(**own)
    assert tried == [(6.0, -14.0, 0.5, 0.5), (7.0, 6.0, -14.0, 0.5, 0.5)]


def test_a_row_of_any_number_of_inputs_is_not_tried():
    def refuse(*given):
        raise TypeError

    own = Primitive(**RIGHT | {"family": "sum", "variadic": True, "value": refuse, "partials": refuse})
    assert own.variadic


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "numbers", "said"),
    [
        ("tanh", [1.0], "tanh: of static numbers it takes none, got 1; give one for each"),
        ("power", [], "power: of static numbers it takes 1 (n), got 0; give one for each"),
        ("power", [1.0, 2.0], "power: of static numbers it takes 1 (n), got 2; give one for each"),
    ],
)
def test_static_numbers_are_as_many_as_there_are_names(name, numbers, said):
    with pytest.raises(ShapeError) as caught:
        statics_of(PRIMITIVES[name], numbers)
    assert str(caught.value) == said
    assert (statics_of(PRIMITIVES["tanh"], []), statics_of(PRIMITIVES["power"], [3.0])) == ({}, {"n": 3.0})


def test_a_second_row_of_a_name_that_is_there_is_refused():
    with pytest.raises(ArgumentError, match=r"^tanh: the table has a row of this name already; call yours otherwise"):
        by_name([*TABLE, Primitive(**OF_ONE | {"name": "tanh"})])
    assert by_name(TABLE) == by_name([*TABLE, *TABLE]) == PRIMITIVES, "one row may come twice"
    with pytest.raises(ArgumentError, match=r"^tanh: the table has a row"):
        by_name([*TABLE, replace(PRIMITIVES["tanh"])])


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
