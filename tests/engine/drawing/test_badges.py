"""The operation that made a value, with the constants that it takes, as far as there is room."""

import pytest

from engine import Constant, Value, dot
from engine.drawing.badges import badge
from engine.trace import trace


@pytest.mark.parametrize(
    ("constants", "shown"),
    [
        ([1.25, 2.5, 3.5], "dot (1.25, 2.5, …)"),
        ([10.25, 23.5], "dot (10.25, 23.5)"),  # 11 columns
        ([10.25, 23.25], "dot (10.25, 23.25)"),  # 12, all that there are
        ([10.25, -23.25], "dot (10.25, …)"),
        ([1234.5678901], "dot (1235)"),
    ],
)
def test_of_the_constants_of_an_operation_as_many_as_twelve_columns_hold(constants, shown):
    x = [Value(1.0, f"x{i}") for i in range(len(constants))]
    assert badge(trace(dot(x, constants)), -1) == shown


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        (Value(3.0, "x") ** Constant(-1.5), "x⁻¹·⁵"),
        (Constant(2.0) ** Value(3.0, "x"), "2ˣ"),
        (Constant(2.0) ** Constant(3.0), "2³"),
        (Constant(2.0) + Constant(3.0), "2+3"),
        (Constant(-2.0) * Constant(-3.0), "−2×(−3)"),
        (Value(3.0, "x") ** Value(2.0, "y"), "xʸ"),
    ],
)
def test_constants_stand_on_their_side_of_the_sign(output, shown):
    assert badge(trace(output), -1) == shown
