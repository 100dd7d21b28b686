"""A row that somebody adds is diagnosed, whatever family it is of."""

from typing import get_args

import pytest

from engine import Value, apply, compare_gradients, gradient, named
from engine.primitives import Family, Primitive


@pytest.mark.parametrize("family", get_args(Family))
@pytest.mark.parametrize("inputs", [1, 2])
def test_a_row_of_any_family_is_compared_and_its_slips_are_looked_for(family, inputs):
    one = Primitive(
        "length", "length", family, lambda math, x: math.sqrt(x * x + 1.0),
        lambda math, y, x: (x / y,), "sqrt({x}**2 + 1)", ("{x}/{y}",),
    )  # fmt: skip
    two = Primitive(
        "length", "length", family, lambda math, a, b: math.sqrt(a * a + b * b),
        lambda math, y, a, b: (a / y, b / y), "sqrt({a}**2 + {b}**2)", ("{a}/{y}", "{b}/{y}"), domain=((0.2, 3.0),) * 2,
    )  # fmt: skip
    w = [Value(0.5, "w0"), Value(-1.2, "w1"), Value(0.7, "w2")]
    ends = [apply(one, x * 2.0) if inputs == 1 else apply(two, x * 2.0, w[0] + 1.5) for x in w]
    loss = named("loss", sum(named(f"h{i}", h) for i, h in enumerate(ends)) ** 2)
    for wrong in ([-2 * x for x in gradient(loss, w)], [0.1, 0.7, -0.3]):
        report = compare_gradients(loss, {"w": (w, wrong)})
        assert report["w"].verdict == "wrong"
