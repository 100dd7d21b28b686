"""What matrices are called on the board."""

import pytest

from engine.drawing.board.names import (
    THIN,
    Name,
    added,
    applied,
    delta,
    derivative,
    labelled,
    partial_written,
    product_of,
    says,
    slope,
    transposed,
)
from engine.drawing.board.names import written as written_with
from engine.primitives import PRIMITIVES, Primitive
from engine.words.notation import NAME, PRODUCT, SUM


@pytest.mark.parametrize(
    ("function", "y", "written"),
    [
        ("sigmoid", "H", "H*(1 - H)"),
        ("tanh", "activations", "1 - activations**2"),
        ("sigmoid", "scores", "scores*(1 - scores)"),
        ("sigmoid", "activations", "σ′(Z)"),
        ("sqrt", "a_name_of_some_length_there", "f′"),
    ],
)
def test_a_derivative_is_written_out_where_it_is_not_too_long(function, y, written):
    assert partial_written(PRIMITIVES[function], 0, (labelled("Z"),), labelled(y)).text == written


@pytest.mark.parametrize(
    ("formula", "tightness"), [("tanh({x})", NAME), ("{x}/(1 + abs({x}))", SUM), ("sqrt({x}**2 + 1)", NAME)]
)
def test_a_function_stands_without_parentheses_where_it_is_written_as_a_call(formula, tightness):
    row = Primitive("own", "own", "activation", lambda math, x: x, lambda math, y, x: (1.0,), formula, ("1",))
    assert written_with(row, [labelled("Z")]).tightness == tightness


X, DIFFERENCE = labelled("x1"), Name("O - Y", "O - Y", SUM)


@pytest.mark.parametrize(
    ("found", "text", "latex", "tightness"),
    [
        (labelled("W1[0,2]"), "W1[0,2]", r"W_{1\text{[0,2]}}", NAME),
        (delta(X), "δx1", r"\delta x_{1}", NAME),
        (delta(DIFFERENCE), "δ(O - Y)", r"\delta \left(O - Y\right)", NAME),
        (slope(X), "dx1", "dx_{1}", NAME),
        (slope(DIFFERENCE), "d(O - Y)", r"d\left(O - Y\right)", NAME),
        (derivative(X, DIFFERENCE), "∂x1/∂(O - Y)", r"\frac{\partial x_{1}}{\partial \left(O - Y\right)}", NAME),
        (transposed(X), "x1ᵀ", "x_{1}^{T}", NAME),
        (transposed(DIFFERENCE), "(O - Y)ᵀ", r"\left(O - Y\right)^{T}", NAME),
        (transposed(transposed(X)), "x1", "x_{1}", NAME),
        (applied("sum", DIFFERENCE), "sum(O - Y)", r"\operatorname{sum}{(O - Y)}", NAME),
        (added([X, DIFFERENCE]), "x1 + O - Y", "x_{1} + O - Y", SUM),
        (product_of(X), "x1", "x_{1}", NAME),
        (product_of(X, DIFFERENCE), "x1 (O - Y)", rf"x_{{1}}{THIN}\left(O - Y\right)", PRODUCT),
        (product_of(X, X, times=" ⊙ "), "x1 ⊙ x1", r"x_{1} \odot x_{1}", PRODUCT),
        (product_of(X, X, times=" ∗ "), "x1 ∗ x1", r"x_{1} \ast x_{1}", PRODUCT),
        (product_of(X, X, times=" ∗ turned "), "x1 ∗ turned x1", r"x_{1} \ast \text{turned }x_{1}", PRODUCT),
        (says(X, X), "x1", "x_{1}", NAME),
        (says(X, DIFFERENCE), "x1 = O - Y", "x_{1} = O - Y", NAME),
        (says(X, DIFFERENCE, shared=True), "x1 gets O - Y", r"x_{1}\text{ gets }O - Y", NAME),
        (says(X, DIFFERENCE, "-"), "x1 = -(O - Y)", r"x_{1} = -\left(O - Y\right)", NAME),
        (says(X, labelled("b"), "sum of"), "x1 = sum of b", r"x_{1} = \text{sum of }b", NAME),
        (says(X, DIFFERENCE, "sum of"), "x1 = sum of (O - Y)", r"x_{1} = \text{sum of }\left(O - Y\right)", NAME),
    ],
)  # fmt: skip
def test_a_name_made_of_others_is_never_misread(found, text, latex, tightness):
    assert found == Name(text, latex, tightness)


@pytest.mark.parametrize(
    ("function", "operands", "text", "latex"),
    [
        ("relu", ["Z"], "relu′(Z)", r"\operatorname{ReLU}^{\prime}\left(Z\right)"),
        ("relu", ["a long name of Z"], "relu′", r"\operatorname{ReLU}^{\prime}"),
        ("multiply", ["A", "B"], "B", "B"),
        ("divide", ["A", "B"], "1/B", r"\frac{1}{B}"),
        ("log", ["A"], "1/A", r"\frac{1}{A}"),
    ],
)
def test_a_derivative_is_a_name_or_an_expression(function, operands, text, latex):
    found = partial_written(PRIMITIVES[function], 0, tuple(map(labelled, operands)), labelled("Y"))
    assert (found.text, found.latex) == (text, latex)


@pytest.mark.parametrize(
    ("function", "operands", "text", "latex", "tightness"),
    [
        ("multiply", ["A", "B"], "A*B", r"A \cdot B", SUM),
        ("tanh", ["Z"], "tanh(Z)", r"\tanh\left(Z\right)", NAME),
        ("negate", ["Z"], "-Z", "-Z", SUM),
        ("maximum", ["A", "B"], "max(A, B)", r"\max\left(A,\, B\right)", NAME),
    ],
)
def test_an_operation_of_matrices_is_written_as_that_of_numbers(function, operands, text, latex, tightness):
    assert written_with(PRIMITIVES[function], list(map(labelled, operands))) == Name(text, latex, tightness)
