"""The derivative of a product or a quotient taken factor by factor."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.naive import factor_by_factor
from tests.engine.compare.asking import check, guessed, problem_of
from tests.engine.compare.slips.whole import of_guesses
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


def said(loss, **arrays):
    """Return what is said of w, without the remedy."""
    return [(text, numbers) for text, _, numbers in of_guesses(factor_by_factor, problem_of(loss, **arrays))]


def test_both_rules_with_what_else_the_loss_has():
    """L = sum of c sin(w) exp(w), or of c sin(w) / exp(w), and 5 w: f' g', or f'/g', and 5."""
    w = values("w", W)
    rest = engine.sum([x * 5.0 for x in w])
    for loss, kind, rule, numbers in (
        (engine.dot(C.tolist(), [x.sin() * x.exp() for x in w]) + rest, "product rule", "product", np.exp(W)),
        (engine.dot(C.tolist(), [x.sin() / x.exp() for x in w]) + rest, "quotient", "quotient", np.exp(-W)),
    ):
        ((text, usual, found),) = of_guesses(factor_by_factor, problem_of(loss, w=w))
        assert text.startswith(f"{kind}: the derivative of the {rule} is taken to be the {rule} of the derivatives")
        assert usual == 2.0
        np.testing.assert_allclose(found, C * np.cos(W) * numbers + 5.0)


@pytest.mark.parametrize(
    "loss",
    [
        lambda w, v: engine.dot([x.sin() * 3.0 for x in w], C.tolist()),  # a constant factor
        lambda w, v: engine.dot([3.0 / x.sin() for x in w], C.tolist()),
        lambda w, v: engine.dot([x * x.sin() for x in w], C.tolist()),  # the number itself
        lambda w, v: engine.dot([x.sin() / x for x in w], C.tolist()),
        lambda w, v: engine.dot([y * y for y in (x.sin() for x in w)], C.tolist()),  # a square
        lambda w, v: engine.dot([x.sin() + x.exp() for x in w], C.tolist()),  # a sum
        lambda w, v: engine.dot([x.sin() * x.exp() for x in w], [0.0, *C[1:].tolist()]),  # nothing arrives at one
        lambda w, v: engine.dot([engine.dot([x.sin(), x.exp()], [x.cos(), x.tanh()]) for x in w], C.tolist()),
        lambda w, v: engine.dot([x.sin() * y.exp() for x, y in zip(w, v, strict=True)], C.tolist()),  # one half each
        lambda w, v: engine.dot([y.sin() * x.exp() for x, y in zip(w, v, strict=True)], C.tolist()),
    ],
)
def test_where_both_halves_do_not_depend_on_a_number_nothing_is_taken_factor_by_factor(loss):
    w, v = values("w", W), values("v", W)
    assert said(loss(w, v), w=w, v=v) == []


@pytest.mark.parametrize(("layers", "looked_at"), [(5, 5), (6, 6), (7, 6)])
def test_six_layers_of_products_are_looked_at(layers, looked_at):
    x = y = Value(0.7, "w")
    for _ in range(layers):
        y = y.sin() * y.exp()
    assert len(said(y, w=x)) == looked_at
