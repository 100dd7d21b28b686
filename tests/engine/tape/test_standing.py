"""The numbers of a recorded example mean numbers where the program asks what they are equal to, or looks them up."""

import copy
import functools
import operator
import pickle
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from engine import Constant, Value, gradient, record, topological_order
from engine.tape.standing import standing

TABLE = {2.0: "other", 3.0: "other", 5.0: "five", 7.0: "other"}

IS_FIVE = {
    "a number": lambda x: x == 5,
    "a number, on the left": lambda x: operator.eq(5.0, x),
    "not unequal": lambda x: not operator.ne(x, 5),
    "a truth value": lambda x: x - 4 == True,  # noqa: E712
    "an int of NumPy": lambda x: x == np.int64(5),
    "a float of NumPy": lambda x: x == np.float32(5),
    "a float of NumPy, on the left": lambda x: np.float64(5) == x,
    "an int of NumPy, on the left": lambda x: np.int64(5) == x,
    "a truth value of NumPy": lambda x: x - 4 == np.True_,
    "not unequal to a float of NumPy": lambda x: not operator.ne(np.float64(5), x),
    "an array without dimensions": lambda x: x == np.array(5.0),
    "an array": lambda x: (x == np.array([5.0, 6.0])).any(),
    "an array, on the left": lambda x: (np.array([5.0, 6.0]) == x).any(),
    "unequal to an array": lambda x: not (x != np.array([5.0, 6.0])).all(),
    "in an array": lambda x: x in np.array([5.0, 6.0]),
    "np.equal": lambda x: np.equal(x, 5.0),
    "an array of the inputs": lambda x: (np.array([x, x + 1]) == 5.0).any(),
    "a Fraction": lambda x: x == Fraction(5),
    "a Fraction, on the left": lambda x: Fraction(5) == x,
    "a Decimal": lambda x: x == Decimal(5),
    "a complex number": lambda x: x == 5 + 0j,
    "in a list": lambda x: x in [5, 6],
    "in a range": lambda x: x in range(4, 6),
    "in a set": lambda x: x in {5.0, 6.0},
    "not in a set": lambda x: x not in {2.0, 3.0, 7.0},
    "what was computed from it, in a set": lambda x: x * 2 + 1 in {11.0},
    "a table": lambda x: TABLE[x] == "five",
    "a table with pairs": lambda x: {(5.0, "x"): True}.get((x, "x"), False),
    "get": lambda x: TABLE.get(x) == "five",
    "a set of inputs": lambda x: len({x, 5.0}) == 1,
    "a count": lambda x: Counter([x])[5] == 1,
    "a cache": lambda x: _known(x),
    "a match": lambda x: _matched(x),
}


@functools.cache
def _known(x):
    return x == 5


def _matched(x):
    match x:
        case 5.0:
            return True
    return False


@pytest.mark.parametrize("first", [2.0, 5.0])
@pytest.mark.parametrize("name", IS_FIVE)
def test_whatever_a_plain_number_would_be_equal_to(name, first):
    w, asks = Value(3.0, "w"), IS_FIVE[name]
    assert [bool(asks(x)) for x in (2.0, 5.0, 7.0)] == [False, True, False], "in the plain program"
    tape = record(lambda x: w * x if asks(x) else -x, [w], first)
    assert [tape.value([3.0], [x]) for x in (2.0, 5.0, 7.0, 5.0)] == [-2.0, 15.0, -7.0, 15.0]
    assert tape.value([3.0], [[2.0], [5.0], [3.0]]) == 10.0


@pytest.mark.parametrize(
    ("other", "is_equal"),
    [(2**53 + 1, False), (2**53, True), (10**400, False), (float("inf"), False), (float("nan"), False),
     (Fraction(1, 3), False), (None, False), ("5", False), ([5.0], False)],
    ids=str,
)  # fmt: skip
def test_exactly_as_a_plain_number_is_equal(other, is_equal):
    x = Value(2.0**53)
    assert (x.data == other) is is_equal
    with standing([x]):
        assert (x == other) is is_equal
        assert (x != other) is not is_equal


def test_a_comparison_with_one_number_holds_for_all_others():
    w = Value(3.0, "w")
    tape = record(lambda x: w * x if np.float64(5) == x or x == np.int64(6) else -x, [w], 2.0)
    assert tape.value([3.0], [[1.0], [2.0], [3.0]]) == -6.0
    assert tape.eager_calls == 0


def test_distinct_numbers_are_counted_as_in_the_plain_program():
    w = Value(3.0, "w")
    tape = record(lambda xs: w * len(set(xs)), [w], [1.0, 2.0, 3.0])
    assert [tape.value([1.0], xs) for xs in ([1.0, 2.0, 3.0], [1.0, 1.0, 3.0], [4.0, 4.0, 4.0])] == [3.0, 2.0, 1.0]


def test_a_key_that_a_table_lacks_is_the_error_of_the_plain_program():
    w = Value(3.0, "w")
    tape = record(lambda x: w if TABLE[x] == "five" else -w, [w], 5.0)
    with pytest.raises(KeyError):
        tape.value([1.0], [99.0])


def test_leaves_and_results_are_keys_as_objects():
    """Names of parameters, of Values of the example, of what depends on them, and a walk through the graph."""
    w, v, u = Value(3.0, "w"), Value(3.0, "v"), Value(3.0, "u")

    def function(pair):
        x, given = pair
        product = w * x
        names = {w: "w", v: "v", given: "given", product: "product"}
        assert len(names) == 4
        assert [names[key] for key in (w, v, given, product)] == ["w", "v", "given", "product"]
        assert {node.label for node in topological_order(product * given)} >= {"w", "u"}
        assert gradient(product * x, [x, w], create_graph=True)[1].op == "*"
        return product * given if given in names and w != 3.0 and given != 3.0 else x

    tape = record(function, [w, v], [3.0, u])
    assert tape.value([3.0, 4.0], [3.0, 2.0]) == 18.0
    assert tape.eager_calls == 0


def test_a_name_for_an_input_is_found_again():
    w = Value(3.0, "w")

    def function(xs):
        names = {x: i for i, x in enumerate(xs)}
        return w * sum(names[x] * x for x in xs)

    tape = record(function, [w], [1.0, 2.0])
    assert [tape.value([1.0], xs) for xs in ([1.0, 2.0], [5.0, 7.0])] == [2.0, 7.0]


def test_inputs_of_equal_numbers_are_different_values_to_the_engine():
    tape = record(lambda xs: (xs[0] * xs[1]).tanh() + xs[0], [], [2.0, 2.0])
    assert tape.value_and_grad([], [0.0, 3.0], with_inputs=True)[2].tolist() == [4.0, 0.0]


@pytest.mark.parametrize("given", [Value, Constant])
def test_a_value_of_the_example_is_asked_for_as_an_object_as_where_it_is_handed_over_eagerly(given):
    w, x = Value(3.0, "w"), given(2.0, "x")

    def function(x):
        return w * x if x > 0 else -x if x == -5 or x in {-5.0} else x * 10

    tape = record(function, [w], x)
    assert [tape.value([3.0], [number]) for number in (4.0, -5.0)] == [12.0, -50.0]
    assert function(given(-5.0)).data == -50.0


def test_a_value_of_the_example_is_the_same_object_whoever_computes():
    w, x = Value(3.0, "w"), Value(2.0, "x")
    names = {x: 10.0}
    tape = record(lambda given: names[given] * x if given > 0 else w * x, [w], x)
    found = tape.value_and_grad([3.0], [[4.0], [-5.0], [-6.0]], per_example=True, with_inputs=True)
    assert [each.tolist() for each in found] == [
        [40.0, -15.0, -18.0], [[0.0], [-5.0], [-6.0]], [[10.0], [3.0], [3.0]]
    ]  # fmt: skip
    assert x.data == 2.0
    assert tape.eager_calls == 1


def test_they_are_plain_values_again_when_the_function_has_returned():
    w, kept = Value(3.0, "w"), []

    def function(x):
        kept.extend([x, x * 2])
        return w * x if x > 0 else -x

    tape = record(function, [w], 5.0)
    assert tape.value([3.0], [-5.0]) == 5.0
    assert {type(x) for x in (*kept, *tape.inputs)} == {Value}
    assert kept[0] != 5.0
    assert kept[0] not in {5.0}
    with pytest.raises(ZeroDivisionError):
        record(lambda x: 1 / (kept.append(x) or 0), [w], 5.0)
    assert type(kept[-1]) is Value


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_is_a_plain_value(copied):
    x = Value(5.0, "x")
    with standing([x]):
        double = x * 2
        assert repr(x) == "Value(5.0, label='x')"
        leaf, result = copied(x), copied(double)
    assert type(leaf) is type(result) is type(result.inputs[0]) is Value
    assert (leaf.data, leaf.label, result.data) == (5.0, "x", 10.0)
