"""The formula box: an expression and a number for each name in it, as a graph."""

from collections.abc import Mapping
from typing import Any

from lectures.expression import evaluate
from lectures.workbench.desk.desk import Desk, figure

START: dict[str, Any] = {"text": "((w*x + b).tanh() - y)**2", "numbers": {"w": 0.7, "x": 2.0, "b": -0.5, "y": 1.0}}


def formula(desk: Desk, text: str, numbers: Mapping[str, float]) -> dict[str, Any]:
    """Draw an expression.

    Raises:
        ExpressionError: where it cannot be read.
    """
    output = evaluate(text, numbers)
    desk.values = {"L": output}
    return figure(desk, output)
