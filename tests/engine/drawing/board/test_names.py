"""What matrices are called on the board."""

import pytest

from engine.drawing.board.names import labelled, partial_written
from engine.drawing.board.names import written as written_with
from engine.primitives import PRIMITIVES, Primitive
from engine.words.notation import NAME, SUM


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
