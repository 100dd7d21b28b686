"""Sums over axes and products of arrays of Values are those of NumPy, with one operation for each number."""

import numpy as np
import pytest

import engine
from nn.array import array
from nn.array_products import product, reduced
from tests.nn.numpy_lines import GIVEN, agrees_with_numpy, lines_of, run

WITH_AXES = """
np.sum(A); A.sum(); A.sum(axis=0); A.sum(1); A.sum(-1, keepdims=True); T.sum(axis=(0, 2)); T.sum(axis=(-1, -3))
T.sum(axis=(2, 0), keepdims=True); T.sum(axis=-2); T.sum(axis=0, keepdims=True); T.sum(axis=None, keepdims=True)
np.mean(A); T.mean(axis=1); A.mean(axis=0, keepdims=True); A.var(); A.var(axis=0); A.std(axis=1); np.max(A)
np.max(T, axis=2); T.max(axis=(0, 1)); np.min(T, axis=-1, keepdims=True); np.maximum.reduce(A); np.add.reduce(T)
np.cumsum(v); np.prod(A, axis=1); np.add.reduceat(v, [0, 2]); np.add.accumulate(A); np.multiply.outer(u, v)
np.linalg.norm(A); np.linalg.norm(v); np.linalg.norm(A, axis=1); np.linalg.norm(T, axis=-1, keepdims=True)
np.linalg.norm(v, 1); np.linalg.norm(v, ord=1)
arrays.softmax(v); arrays.softmax(T); arrays.logsumexp(v); arrays.logsumexp(T)
"""
PRODUCTS = """
A @ B; A @ v; u @ A; u @ T; v @ S[:, 0]; v @ v; np.dot(A, B); A.dot(v); np.dot(v, v)
 np.inner(A, A); np.inner(v, v); np.inner(A, v); np.dot(2.0, v); np.dot(T, T.swapaxes(1, 2)); np.inner(T, T[0])
np.matmul(A, B); T @ B; T @ v; A @ T.swapaxes(1, 2); S @ A; T @ S; S.swapaxes(2, 3) @ B; A.T @ u; A @ B @ u; A @ S
np.outer(u, v); one @ one; A[:, :1] @ v[None]; T[0] @ T[1].T
"""


@pytest.mark.parametrize("line", lines_of(WITH_AXES + PRODUCTS))
def test_a_line_computes_what_numpy_computes_and_its_slopes_are_differences(line):
    agrees_with_numpy(line)


@pytest.mark.parametrize("axis", [2, -3, 3, -4, (0, 2), (-3,)])
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
    for two in (
        "A @ B",
        "np.dot(A, B)",
        "np.inner(A, A)",
        "np.dot(A, A[0])",
        "np.inner(A, A[0])",
        "A @ A[0]",
        "np.dot(A[0], A[1])",
        "np.inner(A[0], A[1])",
    ):
        assert {x.op for x in np.ravel(np.asarray(run(two, {"A": A, "B": B})))} == {"dot"}, two
    sums = reduced(engine.sum, np.asarray(A), 0, False)
    assert [[x.label for x in each.inputs] for each in sums] == [["A[0][0]", "A[1][0]"], ["A[0][1]", "A[1][1]"],
                                                                ["A[0][2]", "A[1][2]"]]  # fmt: skip
