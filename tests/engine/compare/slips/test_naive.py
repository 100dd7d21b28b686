"""The derivative of a product or a quotient taken factor by factor."""

import numpy as np

import engine
from engine.compare import compare_gradients
from engine.compare.slips.naive import factor_by_factor
from tests.engine.compare.asking import check, guessed, problem_of
from tests.engine.planted.derivation import values

W, C = np.array([0.4, 1.3, 0.9, 1.8]), np.array([1.2, -0.7, 0.5, 2.3])


def test_a_quotient_of_derivatives():
    """L = sum of c sin(w) / (w**2 + 3), and cos(w) / (2 w) is written."""
    w = values("w", W)
    loss = engine.dot(C.tolist(), [x.sin() / (x**2 + 3.0) for x in w])
    below = W**2 + 3
    assert compare_gradients(loss, {"w": (w, C * (np.cos(W) * below - 2 * W * np.sin(W)) / below**2)}).ok
    check("quotient", loss, "the quotient of the derivatives", w=(w, C * np.cos(W) / (2 * W)))


def test_a_product_of_derivatives_beside_another_term():
    """L = sum of c log(w) sin(w) + w**2."""
    w = values("w", W)
    loss = engine.dot(C.tolist(), [x.log() * x.sin() for x in w]) + engine.sum([x**2 for x in w])
    right = C * (np.sin(W) / W + np.log(W) * np.cos(W)) + 2 * W
    assert compare_gradients(loss, {"w": (w, right)}).ok
    check("product rule", loss, "the product of the derivatives", w=(w, C / W * np.cos(W) + 2 * W))


def test_numbers_that_several_products_share_have_no_derivative_of_one():
    w = values("w", W)
    total = engine.sum(w)
    loss = engine.dot(C.tolist(), [x.exp() * total.sin() for x in w])
    assert guessed(factor_by_factor, problem_of(loss, w=w)) == []
