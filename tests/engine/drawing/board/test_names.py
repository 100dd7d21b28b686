"""What matrices are called on the board."""

import pytest

from engine.drawing.board.names import labelled, partial_written
from engine.primitives import PRIMITIVES


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
