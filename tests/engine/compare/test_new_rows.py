"""A row that somebody adds is diagnosed, whatever family it is of."""

from typing import get_args

import pytest

from engine import Value, apply, compare_gradients, gradient, named
from engine.primitives import OF_ONE_INPUT, Family, Primitive


def of_one(family: Family) -> Primitive:
    return Primitive(
        "length", "length", family, lambda math, x: math.sqrt(x * x + 1.0),
        lambda math, y, x: (x / y,), "sqrt({x}**2 + 1)", ("{x}/{y}",),
    )  # fmt: skip


def of_two(family: Family) -> Primitive:
    return Primitive(
        "length", "length", family, lambda math, a, b: math.sqrt(a * a + b * b),
        lambda math, y, a, b: (a / y, b / y), "sqrt({a}**2 + {b}**2)", ("{a}/{y}", "{b}/{y}"), domain=((0.2, 3.0),) * 2,
    )  # fmt: skip


ONE = [(of_one, family) for family in get_args(Family) if family != "function"]
TWO = [(of_two, family) for family in get_args(Family) if family not in OF_ONE_INPUT]


@pytest.mark.long
@pytest.mark.parametrize(("make", "family"), ONE + TWO)
def test_a_row_of_any_family_is_compared_and_its_slips_are_looked_for(make, family):
    row = make(family)
    w = [Value(0.5, "w0"), Value(-1.2, "w1"), Value(0.7, "w2")]
    ends = [apply(row, x * 2.0, *[w[0] + 1.5] * (make is of_two)) for x in w]
    loss = named("loss", sum(named(f"h{i}", h) for i, h in enumerate(ends)) ** 2)
    for wrong in ([-2 * x for x in gradient(loss, w)], [0.1, 0.7, -0.3]):
        report = compare_gradients(loss, {"w": (w, wrong)})
        assert report["w"].verdict == "wrong"
