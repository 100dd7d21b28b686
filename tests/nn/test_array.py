"""A line of NumPy on arrays of Values computes what it computes on floats, and its gradients are finite differences."""

import pickle

import numpy as np
import pytest

from engine import ChalkgradError, Value
from engine.errors import ArgumentError, AssignmentError, NotANumberError, ShapeError
from nn.array import ValueArray, array, entrywise, settled
from tests.nn.numpy_lines import GIVEN, agrees_with_numpy, lines_of, run

ENTRYWISE = """
np.exp(A); np.log(A); np.sqrt(A); np.sin(A); np.cos(A); np.tanh(A); np.abs(1 - A); abs(A); -A; np.square(A)
np.log1p(A); np.logaddexp(A, 0.5); np.logaddexp(v, A); np.maximum(A, 1.1); np.maximum(0, A - 1); np.maximum(A - 1, 0)
np.maximum(1.2, A); np.maximum(A, v); np.minimum(A, 1.1); np.minimum(v, A); A + v; A - 2; 2 - A; A * v; A / v; 1 / A
A**2; A**v; 2**A; A + s; s * A; np.add(A, A); np.exp(s); np.log1p(s); np.tanh(A[0] - v) ** 3; np.conjugate(A)
arrays.relu(A - 1); arrays.leaky_relu(A - 1); arrays.leaky_relu(A - 1, 0.3); arrays.sigmoid(A); arrays.softplus(A)
"""
SHAPES = """
A.T; A.reshape(3, 2); A[1]; A[1, 2]; A[:, [2, 0]]; A[[0, 1], [2, 2]]; np.concatenate([A, A + 1]); np.stack([v, v * 2])
np.where(B > 1, B, 0.1 * B); np.transpose(T, (2, 0, 1)); v[None] * u[:, None]; np.hstack([A, A]); np.squeeze(A[:1])
"""


@pytest.mark.parametrize("line", lines_of(ENTRYWISE + SHAPES))
def test_a_line_computes_what_numpy_computes_and_its_slopes_are_differences(line):
    agrees_with_numpy(line)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_comparisons_are_truth_values_that_choose(sign):
    A, numbers = array([[1.0, 2.0], [3.0, 2.0]], "A"), np.array([[1.0, 2.0], [3.0, 2.0]])
    found = eval(f"A {sign} 2", {"A": A})
    assert (type(found), found.dtype) == (np.ndarray, bool)
    assert found.tolist() == eval(f"A {sign} 2", {"A": numbers}).tolist()
    assert eval(f"2.0 {sign} A[0, 1]", {"A": A}) == ("=" in sign)
    assert A[found].data.tolist() == numbers[found].tolist()


def test_operations_in_place_write_into_the_array():
    W = array([1.0, 2.0], "W")
    same, leaves = W, W.tolist()
    W += 1
    W *= np.array([2.0, 3.0])
    assert same is W
    assert W.data.tolist() == [4.0, 9.0]
    np.sum(W).backward()
    assert [x.grad for x in leaves] == [2.0, 3.0]


@pytest.mark.parametrize(
    ("line", "error", "said"),
    [
        (
            "np.arctan2(A, A)", ArgumentError,
            "np.arctan2 is not known of Values; write it with np.exp, np.log, np.sqrt, np.sin, np.cos, np.tanh, "
            "np.abs, np.maximum, np.sum, @ and the signs of arithmetic",
        ),
        (
            "float(A[0, 0])", NotANumberError,
            "a number of the graph is wanted as a float, and would lose its graph: write np.exp, not math.exp, "
            "and np.array([a, b]), not np.zeros(2) that is filled",
        ),
        ("A @ A", ShapeError, "@: 2 x 3 by 2 x 3 do not fit: the inner sizes must agree"),
        ("A @ u", ShapeError, "@: 2 x 3 by 2 do not fit: the inner sizes must agree"),
        ("v @ T", ShapeError, "@: 3 by 2 x 2 x 3 do not fit: the inner sizes must agree"),
        ("s @ v", ShapeError, "@: one number is no vector or matrix; multiply by it with *"),
        ("v @ s", ShapeError, "@: one number is no vector or matrix; multiply by it with *"),
        ("exec('Z.data = 0', {'Z': np.where([False, True, True], v, np.exp(v))})", AssignmentError,
         "Value(EXP, op='exp') is no leaf: its number follows from what it was computed from; set the .data of leaves"
         .replace("EXP", repr(float(np.exp(GIVEN["v"][0]))))),
        ("A.backward()", ArgumentError,
         "backward: this is 2 x 3 numbers, and a loss is one Value: write np.mean(...) or np.sum(...) of it"),
        ("np.where(A > 0, 2.0, A)[:1, 0].backward()", ArgumentError,
         "backward: 2.0 has no graph, and a loss is one Value: write np.mean(...) or np.sum(...) of it"),
    ],
)  # fmt: skip
def test_what_has_no_graph_is_refused_with_advice(line, error, said):
    with pytest.raises(ChalkgradError) as caught:
        run(line, {name: array(x, name) for name, x in GIVEN.items()})
    assert (type(caught.value), str(caught.value)) == (error, said)


def test_a_maximum_with_0_is_a_relu_and_another_one_is_not():
    x = array([1.0, 2.0], "x")
    ops = [np.maximum(*pair)[0].item().op for pair in ((0, x), (x, 0.0), (x, 1), (x, x))]
    assert ops == ["relu", "relu", "max", "max"]


def test_each_number_is_a_leaf_with_its_place_or_a_constant():
    leaves = array([[1, 2]], "W")
    assert [(type(x), x.label, x.data) for x in leaves[0].tolist()] == [
        (Value, "W[0][0]", 1.0),
        (Value, "W[0][1]", 2.0),
    ]
    given = array([3], "x", given=True)
    assert given.item().is_constant
    assert given.data.tolist() == [3.0]
    assert array(0.5, "b").item().label == "b"
    assert [type(row) for row in leaves] == [ValueArray]
    assert [type(x) for x in leaves[0]] == [ValueArray] * 2  # of which np.exp is known
    again = pickle.loads(pickle.dumps(leaves))
    assert again.data.tolist() == [[1.0, 2.0]]


def test_sums_put_into_an_array_are_values_again():
    x = array([1.0, 2.0], "x")
    made = np.array([[np.sum(x), 2.0], [x[0], Value(4.0)]])
    found = settled(made)
    assert isinstance(found, ValueArray)
    assert found.data.tolist() == [[3.0, 2.0], [1.0, 4.0]]
    assert [type(e) for e in found.view(np.ndarray).flat] == [Value, float, Value, Value]
    for same in (3.0, [np.sum(x)], np.array([1.0]), x):
        assert settled(same) is same
    assert np.log1p(np.array([np.sum(x), x[0]])).tolist()[0].data == pytest.approx(np.log(4))


def test_a_function_of_numbers_serves_arrays_that_numpy_broadcasts():
    f = entrywise(lambda a, b: a * a - b)
    assert f(3.0, 2.0) == 7.0
    assert f(np.array([1.0, 2.0]), 1.0).tolist() == [0.0, 3.0]
    found = f(array([[1.0], [2.0]], "x"), array([3.0, 4.0], "y"))
    assert found.data.tolist() == [[-2.0, -3.0], [1.0, 0.0]]
