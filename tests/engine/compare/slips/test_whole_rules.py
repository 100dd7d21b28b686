"""Smaller slips that strangers published: of one number for many, of other numbers in a right formula."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from engine.compare.slips.quotients import quotients
from engine.value import Constant
from tests.engine.compare.asking import among, check, problem_of
from tests.engine.planted.derivation import values

W, V = np.array([0.5, -1.1, 0.8]), np.array([1.4, 0.6, -0.9])
A = np.array([[0.7, -0.4, 1.2], [0.3, 1.5, -0.8], [-1.1, 0.9, 0.2]])


def test_an_inner_product_for_an_outer_one():
    """L = sum of tanh(A v) has dL/dA = g v^T; g . v is one number."""
    a = values("A", A)
    loss = engine.sum([engine.dot(row, V.tolist()).tanh() for row in a])
    g = 1 - np.tanh(A @ V) ** 2
    assert compare_gradients(loss, {"A": (a, np.outer(g, V))}).ok
    among("reshaped", loss, "inner product", A=(a, float(g @ V)))


def test_one_number_for_entries_with_equal_gradients():
    w = values("w", W)
    among("reshaped", engine.sum(w).tanh(), "one number", w=(w, float(1 - np.tanh(W.sum()) ** 2)))


@pytest.mark.long
def test_the_derivative_at_the_gradient_that_arrives():
    """L = sum of 1/2 (v tanh(w))**2: what arrives at tanh is put into its derivative."""
    w = values("w", W)
    loss = engine.sum([(v * x.tanh()) ** 2 for x, v in zip(w, V.tolist(), strict=True)]) / 2.0
    g = V**2 * np.tanh(W)
    assert compare_gradients(loss, {"w": (w, g * (1 - np.tanh(W) ** 2))}).ok
    check("activation misplaced", loss, "at the gradient that arrives", w=(w, g * (1 - np.tanh(g) ** 2)))
    check("activation misplaced", loss, "not multiplied by it", w=(w, 1 - np.tanh(g) ** 2))


def test_a_penalty_that_gives_every_entry_one_number():
    w = values("w", W)
    loss = engine.sum([x.sin() for x in w]) + 0.3 * engine.sum([x**2 for x in w])
    check("penalty", loss, "one number", w=(w, np.cos(W) + 0.6 * (W**2).sum()))


def test_powers_of_two_by_whole_numbers():
    """L = sum of 1/2 (w 2**e - t)**2, where 2**-1 becomes 0."""
    w, exponents = values("w", W), (-1.0, 2.0, -2.0)
    scales = [Constant(2.0) ** Constant(e) for e in exponents]
    loss = engine.sum([(x * s - t) ** 2 for x, s, t in zip(w, scales, V.tolist(), strict=True)]) / 2.0
    s = 2.0 ** np.array(exponents)
    assert compare_gradients(loss, {"w": (w, (W * s - V) * s)}).ok
    among("rounding", loss, "whole numbers", w=(w, (W * s - V) * np.floor(s)))


def test_a_share_of_which_the_complement_is_used_too():
    """L = sum of m w + (1 - m) tanh(w), with the share of the first for all, also in 1 - m."""
    w, m = values("w", W), [Constant(x) for x in (0.3, 0.9, 0.5)]
    for i, x in enumerate(m):
        x.label = f"m[{i}]"
    loss = engine.dot(V.tolist(), [k * x + (1 - k) * x.tanh() for k, x in zip(m, w, strict=True)])
    among("wrong operand", loss, "the first entry of m", w=(w, V * (0.3 + 0.7 * (1 - np.tanh(W) ** 2))))


def test_only_the_last_term_in_which_an_entry_stands():
    """L = sum of relu(w_i w_j - w_k + 9) over triples: what is assigned replaces what was there."""
    w, triples = values("w", W), ((0, 1, 2), (1, 2, 0))
    loss = engine.sum([(w[i] * w[j] - w[k] + 9.0).relu() * c for (i, j, k), c in zip(triples, (1.0, 1.0), strict=True)])
    grads = np.zeros((2, 3))
    for n, (i, j, k) in enumerate(triples):
        grads[n, i], grads[n, j], grads[n, k] = W[j], W[i], -1.0
    assert compare_gradients(loss, {"w": (w, grads.sum(axis=0))}).ok
    among("not summed", loss, w=(w, grads[1]))


def test_quotient_rules_that_are_not_divided():
    """L = sum of v sin(w) / (w**2 + 1): f' g + f g', and f' g - f g' alone."""
    w = values("w", W)
    loss = engine.dot(V.tolist(), [x.sin() / (x**2 + 1.0) for x in w])
    f, g, df, dg = np.sin(W), W**2 + 1, np.cos(W), 2 * W
    check("quotient", loss, "not divided", w=(w, V * (df * g - f * dg)))
    check("quotient", loss, "not divided", w=(w, V * (df * g + f * dg)))


def test_a_divisor_that_is_a_parameter_of_its_own_has_no_numerator_of_a_rule():
    """L = sum of v (w + 1) / u: what is u**2 times too large is called a factor, not a quotient rule left undivided."""
    w, u = values("w", W), values("u", np.array([1.7, 0.6, 2.2]))
    loss = engine.dot(V.tolist(), [(x + 1.0) / y for x, y in zip(w, u, strict=True)])
    assert all("rule is not divided" not in slip.what for slip in quotients(problem_of(loss, w=w, u=u)))
