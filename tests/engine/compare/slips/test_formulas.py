"""Another small formula in the place of a derivative."""

import numpy as np

import engine
from engine.compare import compare_gradients
from engine.compare.slips.formulas import ENOUGH, formulas
from tests.engine.compare.asking import expects, gives, problem_of, said
from tests.engine.planted.derivation import values

W, C = np.array([0.4, -0.7, 1.1, 0.2]), np.array([1.3, -0.6, 2.1, 0.8])


def layer(function):
    w = values("w", W)
    return engine.dot(C.tolist(), [function(x) for x in w]), w


def test_a_derivative_that_is_a_difference_of_two_terms():
    """sigmoid' as y - (1 - y): no misremembered formula of the catalogue."""
    loss, w = layer(lambda x: x.sigmoid())
    y = 1 / (1 + np.exp(-W))
    assert compare_gradients(loss, {"w": (w, C * y * (1 - y))}).ok
    finding = said(loss, w=(w, C * (2 * y - 1))).findings[0]
    assert finding.slip == "activation misremembered"
    assert "v - (1 - v)" in finding.text


def test_functions_in_a_row_as_one():
    """L = -log sigmoid: the derivative is sigmoid - 1, and sigmoid alone is often written."""
    loss, w = layer(lambda x: -(x.sigmoid().log()))
    y = 1 / (1 + np.exp(-W))
    assert compare_gradients(loss, {"w": (w, C * (y - 1))}).ok
    problem = problem_of(loss, w=w)
    expects(gives(formulas(problem), problem), "is taken as", C * y)


def test_too_few_inputs_agree_with_any_formula():
    w = values("w", W[: ENOUGH - 1])
    loss = engine.dot(C[: ENOUGH - 1].tolist(), [x.tanh() for x in w])
    assert list(formulas(problem_of(loss, w=w))) == []
