"""Dot products that share inputs or weights are the cells of one product."""

import pytest

import engine
from engine import Value, dot, softmax
from nn import Matrix
from tests.engine.drawing.boards import board, said


@pytest.mark.parametrize(
    ("inputs", "shapes"),
    [(2, [(2, 3)]), (3, [(3, 4)]), (4, [(1, 1), (2, 1), (2, 1), (2, 1), (1, 1)])],
    ids=["more-than-half", "half", "less-than-half"],
)
def test_a_product_that_would_be_more_than_half_empty_comes_apart(inputs, shapes):
    """Each of the inputs has two of the weights, and each of the weights but the outer ones two of the inputs."""
    x = [[Value(1.0 + i, f"x{i}[{k}]") for k in (0, 1)] for i in range(inputs)]
    w = [[Value(0.5 * i, f"w[{i},{k}]") for k in (0, 1)] for i in range(inputs + 1)]
    loss = engine.sum([dot(w[i + d], x[i]).tanh() for i in range(inputs) for d in (0, 1)])
    assert [line.forward.result.shape for line in board(loss) if line.kind == "linear"] == shapes


def test_products_with_single_weights_of_other_names_stay_apart():
    """One number at each of three positions: K and V are two matrices, and no Z of both."""
    X = Matrix.given([[2.0], [-1.0], [3.0]], "X")
    q, k, v = (Matrix([[number]], label) for number, label in ((0.6, "W_q"), (0.4, "W_k"), (-0.7, "W_v")))
    K, V = (X @ k).named("K"), (X @ v).named("V")
    P = Matrix([softmax(((X[2:, :] @ q).named("Q") @ K.T).named("S")[0])]).named("P")
    texts = [text for text, _ in said((P @ V).named("Y")[0][0])]
    assert texts == ["K = X W_k", "V = X W_v", "S = Q Kᵀ", "P = softmax(S)", "Y = P V"]
