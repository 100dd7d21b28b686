"""Slips where a given matrix and a given mask stand between layers, as the neighbours in a graph net."""

import numpy as np
import pytest

from engine.compare import compare_gradients
from nn.array import array, relu
from tests.engine.compare.asking import check

C = np.array([[0.5, 0.5, 0.0], [0.3, 0.4, 0.3], [0.0, 0.8, 0.2]])
X = np.array([[0.9, -0.4], [-1.2, 1.1], [0.7, 0.6]])
W1 = np.array([[1.3, 0.5], [-0.6, 0.8]])
W2 = np.array([[0.9, -0.7], [0.4, 1.6]])
T = np.array([[1.0, -2.0], [0.5, 0.3], [-1.5, 0.8]])
M = np.array([1.0, 0.0, 1.0])


def loss_of(w1, w2):
    c = array(C, "C", given=True)
    mask = array(M, "m", given=True)
    hidden = relu(c @ (array(X, "X", given=True) @ w1))
    return (np.sum(mask * np.sum((c @ (hidden @ w2) - T) ** 2, axis=1))).item()


def gradients(second=C.T, first=C.T, rows=1.0, on=C @ X @ W1):
    """Return the gradients of W1 and W2 with something else for the matrices on the way back, and for the mask."""
    a = C @ X @ W1
    h = a * (a > 0)
    dz = M[:, None] * 2 * (C @ h @ W2 - T)
    dm = second @ dz
    da = rows * (dm @ W2.T) * (on > 0)
    return {"W1": X.T @ first @ da, "W2": h.T @ dm}


def asked(**changed):
    w1, w2 = array(W1, "W1"), array(W2, "W2")
    wrong, right = gradients(**changed), gradients()
    nodes = {"W1": w1, "W2": w2}
    return loss_of(w1, w2), {n: (nodes[n], wrong[n]) for n in nodes if not np.allclose(wrong[n], right[n])}


def test_the_right_gradients():
    w1, w2 = array(W1, "W1"), array(W2, "W2")
    found = gradients()
    assert compare_gradients(loss_of(w1, w2), {"W1": (w1, found["W1"]), "W2": (w2, found["W2"])}).ok


@pytest.mark.parametrize(
    ("kind", "words", "changed"),
    [
        ("weights transposed", "passed back through C", {"second": C, "first": C}),
        ("weights transposed", "passed back through C", {"second": C}),
        ("weights forgotten", "not multiplied by C", {"second": np.eye(3), "first": np.eye(3)}),
        ("weights forgotten", "not multiplied by C", {"second": np.eye(3)}),
        ("weights forgotten", "not multiplied by C", {"first": np.eye(3)}),
        ("mask", "masked by m elsewhere", {"rows": M[:, None]}),
        ("mask", "the mask is taken from X @ W1", {"on": X @ W1}),
    ],
    ids=["symmetric", "symmetric in one layer", "forgotten", "forgotten in the second", "forgotten in the first",
         "masked twice", "mask from before"],
)  # fmt: skip
def test_a_matrix_or_a_mask_between_two_layers(kind, words, changed):
    loss, wrong = asked(**changed)
    check(kind, loss, words, **wrong)
