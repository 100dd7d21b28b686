"""On the way back through a layer: an input needs the weights that it was multiplied by, W^T and no other."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.layers import kernel_unturned, weights_transposed
from tests.engine.compare.asking import asked, check
from tests.engine.planted.derivation import values

THROUGH = "passed back through {} where its transpose belongs"
WITHOUT = "not multiplied by {} on the way back"
TURNED = "the kernel {} is flipped on the way back: an input needs the weight that it was multiplied by"

W = np.array([[1.0, 2.0], [3.0, 5.0]])
V = np.array([[7.0, 11.0], [13.0, 17.0]])
G = np.array([1.0, 100.0])


def by_dot(w, x):
    return engine.dot(w, x)


def by_dot_inputs_first(w, x):
    return engine.dot(x, w)


def by_affine(w, x):
    return engine.affine(w, x, 1.0)


def by_hand(w, x):
    return w[0] * x[0] + w[1] * x[1]


def by_hand_inputs_first(w, x):
    return x[0] * w[0] + x[1] * w[1] + 1.0


def by_sum(w, x):
    return engine.sum([a * b for a, b in zip(w, x, strict=True)])


def linear(weights, inputs, form=by_dot):
    """Return W x with one output for each row of W."""
    return [form(row, inputs) for row in weights]


@pytest.mark.parametrize("form", [by_dot, by_dot_inputs_first, by_affine, by_hand, by_hand_inputs_first, by_sum])
def test_passed_back_through_w_and_not_its_transpose_however_the_layer_is_written(form):
    """L = g . W tanh(x), so dL/dtanh(x) = W^T g."""
    x, w = values("x", [0.5, -1.0]), values("W", W.tolist())
    slope = 1 - np.tanh([0.5, -1.0]) ** 2
    problem = asked(engine.dot(G.tolist(), linear(w, [a.tanh() for a in x], form)), x, name="x", W=w)
    assert problem.right == pytest.approx((W.T @ G * slope).tolist())
    check(weights_transposed, problem, (THROUGH.format("W"), W @ G * slope), (WITHOUT.format("W"), G * slope))


def test_of_two_square_layers_each_is_tried_and_both():
    """L = g . V W x."""
    x, w, v = values("x", [0.5, -1.0]), values("W", W.tolist()), values("V", V.tolist())
    problem = asked(engine.dot(G.tolist(), linear(v, linear(w, x))), x, name="x", W=w, V=v)
    assert problem.right == pytest.approx((W.T @ V.T @ G).tolist())
    check(
        weights_transposed, problem,
        (THROUGH.format("W"), W @ V.T @ G), (WITHOUT.format("W"), V.T @ G),
        (THROUGH.format("V"), W.T @ V @ G), (WITHOUT.format("V"), W.T @ G),
        (THROUGH.format("W and V"), W @ V @ G), (WITHOUT.format("W and V"), G),
    )  # fmt: skip


def test_one_layer_of_several_examples_is_one():
    x, w = values("x", [[0.5, -1.0], [2.0, 3.0]]), values("W", W.tolist())
    upstream = np.array([[1.0, 100.0], [10.0, 7.0]])
    outputs = [y for row in x for y in linear(w, row)]
    problem = asked(engine.dot(upstream.ravel().tolist(), outputs), x, name="x", W=w)
    check(
        weights_transposed, problem,
        (THROUGH.format("W"), upstream @ W.T), (WITHOUT.format("W"), upstream),
    )  # fmt: skip


def test_a_layer_that_is_not_square_has_no_w_for_its_transpose():
    x, w = values("x", [0.5, -1.0, 2.0]), values("W", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    problem = asked(engine.dot([1.0, 10.0], linear(w, x)), x, name="x", W=w)
    check(weights_transposed, problem)
    flipped = np.array([[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]])
    check(kernel_unturned, problem, (TURNED.format("W"), flipped.T @ [1.0, 10.0]))


def test_numbers_that_nobody_learns_are_no_weights():
    x = values("x", [0.5, -1.0])
    problem = asked(engine.dot(G.tolist(), linear(W.tolist(), [a.tanh() for a in x])), x, name="x")
    check(weights_transposed, problem)
    check(kernel_unturned, problem)


def test_a_kernel_passed_back_the_wrong_way_round():
    """y_i = k_0 x_i + k_1 x_(i+1) + k_2 x_(i+2) over five inputs, and L = 1 y_0 + 10 y_1 + 100 y_2."""
    x, k = values("x", [0.5, -1.0, 2.0, 3.0, 4.0]), values("k", [2.0, 3.0, 7.0])
    outputs = [engine.dot(k, x[i : i + 3]) for i in range(3)]
    problem = asked(engine.dot([1.0, 10.0, 100.0], outputs), x, name="x", k=k)
    assert problem.right == np.convolve([1.0, 10.0, 100.0], [2.0, 3.0, 7.0]).tolist()
    check(kernel_unturned, problem, (TURNED.format("k"), np.convolve([1.0, 10.0, 100.0], [7.0, 3.0, 2.0])))
    check(weights_transposed, problem)


def test_two_layers_with_weights_of_no_name_are_told_apart_by_what_they_feed():
    """Both look at the same x: L = g . W x + h . tanh(V x), with unlabelled weights."""
    x = values("x", [0.5, -1.0])
    w, v = ([[Value(a) for a in row] for row in matrix] for matrix in (W.tolist(), V.tolist()))
    later = [y.tanh() for y in linear(v, x)]
    h = np.array([10.0, 3.0])
    problem = asked(engine.dot(G.tolist(), linear(w, x)) + engine.dot(h.tolist(), later), x, name="x")
    slope = h * (1 - np.tanh(V @ [0.5, -1.0]) ** 2)
    check(
        weights_transposed, problem,
        (THROUGH.format("input"), W @ G + V.T @ slope), (WITHOUT.format("input"), G + V.T @ slope),
        (THROUGH.format("input"), W.T @ G + V @ slope), (WITHOUT.format("input"), W.T @ G + slope),
        (THROUGH.format("input"), W @ G + V @ slope), (WITHOUT.format("input"), G + slope),
    )  # fmt: skip


def test_a_product_that_is_used_once_more_stays_in_its_layer():
    """L = g . W x + tanh(W_01 x_1), with unlabelled weights, written with * and +: U_kj = dL/d(W_kj x_j)."""
    x, w = values("x", [0.5, -1.0]), [[Value(a) for a in row] for row in W.tolist()]
    products = [[a * b for a, b in zip(row, x, strict=True)] for row in w]
    problem = asked(engine.dot(G.tolist(), [a + b for a, b in products]) + products[0][1].tanh(), x, name="x")
    upstream = G[:, None] + np.array([[0.0, 1 - np.tanh(-2.0) ** 2], [0.0, 0.0]])
    assert problem.right == pytest.approx((W * upstream).sum(axis=0).tolist())
    check(
        weights_transposed, problem,
        (THROUGH.format("input"), (W.T * upstream).sum(axis=0)), (WITHOUT.format("input"), upstream.diagonal()),
    )  # fmt: skip


def test_a_sum_of_one_product_is_no_layer():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    for loss in (a * b + 1.0, a * b + a / b, a * b + (a - b), a * b + (a + b) + a.tanh()):
        check(weights_transposed, asked(loss, a, name="a", b=b))
        check(kernel_unturned, asked(loss, a, name="a", b=b))
