"""Slips at a number that all entries share."""

import numpy as np

import engine
from engine.compare import compare_gradients
from tests.engine.compare.asking import check
from tests.engine.planted.derivation import values

A, X, Q = np.array([0.6, -1.2, 0.3, 0.9]), np.array([1.1, -0.4, 0.7, -1.6]), np.array([2.0, -0.7, 1.3, 0.4])


def test_what_comes_back_to_a_shared_scale_is_not_added_up():
    """L = the sum of q tanh(s x) with s = a . x: da is (the sum of q x (1 - tanh^2)) x."""
    a = values("a", A)
    scale = engine.dot(a, X.tolist())
    loss = engine.dot(Q.tolist(), [(scale * x).tanh() for x in X.tolist()])
    shares = Q * X * (1 - np.tanh((A @ X) * X) ** 2)
    assert compare_gradients(loss, {"a": (a, shares.sum() * X)}).ok
    check("not summed", loss, "is not added up", a=(a, shares * X))


def test_what_comes_another_way_is_added_to_each_share():
    """L = the sum of q tanh(s x) and of a^2: da is the row of shares times x, and 2 a besides."""
    a = values("a", A)
    scale = engine.dot(a, X.tolist())
    loss = engine.dot(Q.tolist(), [(scale * x).tanh() for x in X.tolist()]) + engine.dot(a, a)
    shares = Q * X * (1 - np.tanh((A @ X) * X) ** 2)
    assert compare_gradients(loss, {"a": (a, shares.sum() * X + 2 * A)}).ok
    check("not summed", loss, "is not added up", a=(a, shares * X + 2 * A))
