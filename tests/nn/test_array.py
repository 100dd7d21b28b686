"""A line of NumPy on arrays of Values computes what it computes on floats, and its gradients are finite differences."""

import pickle

import numpy as np
import pytest

import engine
from engine import ChalkgradError, Value
from engine.errors import ArgumentError, AssignmentError, NotANumberError, ShapeError
from nn import array as arrays
from nn.array import ValueArray, array, entrywise, settled
from nn.array_numbers import Numbers, numbers
from nn.array_products import product, reduced

DRAW = np.random.default_rng(5).uniform
GIVEN = {  # all between 0.5 and 2, and no two alike
    "A": DRAW(0.5, 2, (2, 3)), "B": DRAW(0.5, 2, (3, 2)), "v": DRAW(0.5, 2, 3), "u": DRAW(0.5, 2, 2),
    "T": DRAW(0.5, 2, (2, 2, 3)), "s": DRAW(0.5, 2), "one": DRAW(0.5, 2, 1), "S": DRAW(0.5, 2, (2, 1, 3, 2)),
}  # fmt: skip

ENTRYWISE = """
np.exp(A); np.log(A); np.sqrt(A); np.sin(A); np.cos(A); np.tanh(A); np.abs(1 - A); abs(A); -A; np.square(A)
np.log1p(A); np.logaddexp(A, 0.5); np.logaddexp(v, A); np.maximum(A, 1.1); np.maximum(0, A - 1); np.maximum(A - 1, 0)
np.maximum(1.2, A); np.maximum(A, v); np.minimum(A, 1.1); np.minimum(v, A); A + v; A - 2; 2 - A; A * v; A / v; 1 / A
A**2; A**v; 2**A; A + s; s * A; np.add(A, A); np.exp(s); np.log1p(s); np.tanh(A[0] - v) ** 3; np.conjugate(A)
arrays.relu(A - 1); arrays.leaky_relu(A - 1); arrays.leaky_relu(A - 1, 0.3); arrays.sigmoid(A); arrays.softplus(A)
""".replace("\n", ";")
WITH_AXES = """
np.sum(A); A.sum(); A.sum(axis=0); A.sum(1); A.sum(-1, keepdims=True); T.sum(axis=(0, 2)); T.sum(axis=(-1, -3))
T.sum(axis=(2, 0), keepdims=True); T.sum(axis=-2); T.sum(axis=0, keepdims=True); T.sum(axis=None, keepdims=True)
np.mean(A); T.mean(axis=1); A.mean(axis=0, keepdims=True); A.var(); A.var(axis=0); A.std(axis=1); np.max(A)
np.max(T, axis=2); T.max(axis=(0, 1)); np.min(T, axis=-1, keepdims=True); np.maximum.reduce(A); np.add.reduce(T)
np.cumsum(v); np.prod(A, axis=1); np.add.reduceat(v, [0, 2]); np.add.accumulate(A); np.multiply.outer(u, v)
np.linalg.norm(A); np.linalg.norm(v); np.linalg.norm(A, axis=1); np.linalg.norm(T, axis=-1, keepdims=True)
arrays.softmax(v); arrays.softmax(T); arrays.logsumexp(v); arrays.logsumexp(T)
""".replace("\n", ";")
PRODUCTS = """
A @ B; A @ v; u @ A; u @ T; v @ S[:, 0]; v @ v; np.dot(A, B); A.dot(v); np.dot(v, v)
 np.inner(A, A); np.inner(v, v); np.inner(A, v)
np.matmul(A, B); T @ B; T @ v; A @ T.swapaxes(1, 2); S @ A; T @ S; S.swapaxes(2, 3) @ B; A.T @ u; A @ B @ u; A @ S
np.outer(u, v); one @ one; A[:, :1] @ v[None]; T[0] @ T[1].T
""".replace("\n", ";")
SHAPES = """
A.T; A.reshape(3, 2); A[1]; A[1, 2]; A[:, [2, 0]]; A[[0, 1], [2, 2]]; np.concatenate([A, A + 1]); np.stack([v, v * 2])
np.where(B > 1, B, 0.1 * B); np.transpose(T, (2, 0, 1)); v[None] * u[:, None]; np.hstack([A, A]); np.squeeze(A[:1])
""".replace("\n", ";")
LINES = [line.strip() for part in (ENTRYWISE, WITH_AXES, PRODUCTS, SHAPES) for line in part.split(";") if line.strip()]


def run(line, given):
    return eval(line, {"np": np, "arrays": arrays, **given})


@pytest.mark.parametrize("line", LINES)
def test_a_line_computes_what_numpy_computes_and_its_slopes_are_differences(line):
    names = [name for name in GIVEN if name in compile(line, "", "eval").co_names]
    leaves = {name: array(GIVEN[name], name) for name in names}
    found, expected = run(line, leaves), np.asarray(run(line, GIVEN))
    assert isinstance(found, ValueArray)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.data, expected, rtol=1e-12)
    weights = np.linspace(0.7, 1.9, expected.size).reshape(expected.shape)
    np.sum(found * weights).backward()
    for name in names:
        slopes = np.empty(np.shape(GIVEN[name]))
        for at in np.ndindex(slopes.shape):
            step = np.zeros(slopes.shape)
            step[at] = 1e-5
            up, down = (np.sum(run(line, GIVEN | {name: GIVEN[name] + sign * step}) * weights) for sign in (1, -1))
            slopes[at] = (up - down) / 2e-5
        np.testing.assert_allclose(leaves[name].grad, slopes, rtol=1e-6, atol=1e-9, err_msg=name)


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


@pytest.mark.parametrize("axis", [2, -3, (0, 2), (-3,)])
def test_an_axis_that_is_not_there_is_an_error_as_in_numpy(axis):
    A = array([[1.0, 2.0]], "A")
    with pytest.raises(np.exceptions.AxisError) as ours:
        A.sum(axis=axis)
    with pytest.raises(np.exceptions.AxisError) as theirs:
        np.ones((1, 2)).sum(axis=axis)
    assert str(ours.value) == str(theirs.value)


def test_a_product_has_one_operation_for_each_entry():
    A, B = array(GIVEN["A"], "A"), array(GIVEN["B"], "B")
    found = product(np.asarray(A), np.asarray(B))
    assert [[x.op for x in row] for row in found] == [["dot"] * 2] * 2
    assert [x.label for x in found[0, 1].inputs] == ["A[0][0]", "A[0][1]", "A[0][2]", "B[0][1]", "B[1][1]", "B[2][1]"]
    for two in ("A @ B", "np.dot(A, B)", "np.inner(A, A)", "A @ A[0]", "np.dot(A[0], A[1])", "np.inner(A[0], A[1])"):
        assert {x.op for x in np.ravel(np.asarray(run(two, {"A": A, "B": B})))} == {"dot"}, two
    sums = reduced(engine.sum, np.asarray(A), 0, False)
    assert [[x.label for x in each.inputs] for each in sums] == [["A[0][0]", "A[1][0]"], ["A[0][1]", "A[1][1]"],
                                                                ["A[0][2]", "A[1][2]"]]  # fmt: skip


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


def test_named_numbers_become_data_where_they_meet_values():
    Y, a = numbers([[1, 0], [2, 5]], "Y"), array([0.5, 0.2], "a")
    assert (type(Y), Y.label, Y[1].label, (Y + 1).label) == (Numbers, "Y", "", "")
    for meeting in (Y * a, a * Y):
        data = [next(each for each in x.inputs if each.is_constant) for x in meeting.view(np.ndarray).flat]
        assert [x.label for x in data] == ["Y[0][0]", "Y[0][1]", "Y[1][0]", "Y[1][1]"]
        assert meeting.data.tolist() == [[0.5, 0.0], [1.0, 1.0]]


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


def test_numbers_of_which_no_gradient_is_asked_are_their_own():
    mixed = np.where([True, False], array([1.0, 2.0], "x"), 7.0)
    assert mixed.data.tolist() == [1.0, 7.0]
    mixed.grad = 5.0
    assert mixed.grad.tolist() == [5.0, 0.0]
    x = array(2.0, "x")
    (x * x).backward(3.0)
    assert (x.grad, type(x.grad), x.data, repr(x)) == (12.0, float, 2.0, "Value(2.0, label='x')")


@pytest.mark.parametrize(("sign", "expected"), [("+=", 3.5), ("-=", 2.5), ("*=", 1.5), ("/=", 6.0)])
def test_a_step_is_written_with_any_sign(sign, expected):
    W = array([3.0, 3.0], "W")
    exec(f"W.data {sign} 0.5", {"W": W})
    assert W.data.tolist() == [expected] * 2
