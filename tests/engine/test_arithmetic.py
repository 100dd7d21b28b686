"""The functions over which every row is written, of each arithmetic by itself."""

import math
from math import inf, nan

import numpy as np
import pytest

from engine import PRIMITIVES, Constant, Value
from engine.arithmetic import Arithmetic, Floats, Values, WrittenOut, shifted
from engine.arrays import Arrays, Slots
from engine.forward import Dual, Duals

FUNCTIONS = sorted(name for name in vars(Arithmetic) if not name.startswith("_"))


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers).reshape(-1, 1, 1)


OF_EACH = {  # an arithmetic, an instance of it, and some of what it computes with
    "floats": (Floats, Floats(), float, list),
    "values": (Values, Values(), Constant, list),
    "values, written out": (WrittenOut, WrittenOut(), Constant, list),
    "duals": (Duals, Duals({}), lambda x: Dual(x, 1.0), list),
    "arrays": (Arrays, Arrays(), lambda x: column(x, 2.0 * x), lambda xs: Slots([np.stack(xs)])),
}


def arguments(name: str, number, sequence) -> list:
    x, y = number(0.5), number(0.25)
    xs = sequence([x, y])
    return {
        "pow": [x, 2.0], "where": [True, x, y], "equal": [x, x], "max": [xs], "min": [xs], "sum": [xs], "dot": [xs, xs],
        "map": [lambda each: 2.0 * each, xs], "join": [xs, xs], "split_ties": [xs, x],
    }.get(name, [x])  # fmt: skip


def plain(result):
    """Return the numbers of what an arithmetic computed."""
    if isinstance(result, Slots | list):
        return [plain(each) for each in result]
    return np.asarray(getattr(result, "data", result)).tolist()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("kind", OF_EACH)
def test_a_function_of_an_arithmetic_is_the_same_on_its_class_and_on_an_instance(kind, name):
    """Who writes an arithmetic of one's own with state makes instances of it."""
    math, instance, number, sequence = OF_EACH[kind]
    given = arguments(name, number, sequence)
    assert plain(getattr(instance, name)(*given)) == plain(getattr(math, name)(*given))


@pytest.mark.parametrize("math", [Floats, Values])
def test_what_a_graph_asks_of_an_arithmetic_is_the_same_on_its_class_and_on_an_instance(math):
    a, b, c = Value(2.0), Value(3.0), Value(4.0)
    for node in (a * b, a.exp(), a + c):
        assert plain([*math().partials_of(node)]) == plain([*math.partials_of(node)])
    for numbers in ([1.0, 2.0], [1.0, nan], [inf]):
        assert math().are_finite(numbers) == math.are_finite(numbers)
    for row, inputs in ((PRIMITIVES["exp"], [a]), (PRIMITIVES["multiply"], [a, b]), (PRIMITIVES["sum"], [a, b, c])):
        assert Floats().value_of(row, inputs) == Floats.value_of(row, inputs)


def test_an_arithmetic_says_whether_a_gradient_computed_with_it_is_a_graph():
    x = Value(2.0)
    y = x.exp()
    for arithmetic in (Floats, Values, Duals({x: Dual(2.0, 1.0), y: Dual(y.data, y.data)})):
        (partial,) = arithmetic.partials_of(y)
        assert arithmetic.gives_graphs == isinstance(partial, Value)


def test_a_dual_number_makes_others_by_rows_as_its_class_does():
    x = Dual(2.0, 1.0)
    for made in (x.of(PRIMITIVES["multiply"], x, 3.0), Dual.of(PRIMITIVES["multiply"], x, 3.0)):
        assert (made.data, made.tangent) == (6.0, 3.0)


@pytest.mark.parametrize("x", [-2.0, -0.5, 0.0, 0.5, 2.0, inf, -inf, nan])
def test_a_sign_is_that_of_numpy(x):
    np.testing.assert_equal(Floats.sign(x), np.sign(x))
    np.testing.assert_equal(Values.sign(Value(x)), np.sign(x))


@pytest.mark.parametrize(
    ("xs", "es", "top"),
    [
        ([1.0, 3.0], [math.exp(-2.0), 1.0], 3.0),
        ([-inf, 2.0], [0.0, 1.0], 2.0),
        ([-inf, -inf], [0.0, 0.0], 0.0),
        ([inf, -inf], [inf, 0.0], 0.0),
        ([nan, 0.0], [nan, 1.0], 0.0),
    ],
)
def test_exponentials_are_shifted_by_the_largest_and_by_0_where_that_is_no_finite_number(xs, es, top):
    np.testing.assert_equal(shifted(Floats, xs), (es, top))
