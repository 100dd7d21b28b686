"""Slips with the wrong numbers in a right formula: another forward pass, updated weights, what is held constant."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.stale import updated_weights
from tests.engine.compare.asking import among, check, expects, gives, problem_of, said
from tests.engine.planted.derivation import values

X = np.array([[0.9, -0.4, 1.3], [0.2, 1.1, -0.8], [-0.7, 0.6, 0.5], [1.4, -1.2, 0.3]])
T = np.array([0.5, -1.0, 0.8, 0.1])
W, V, B = np.array([0.6, -0.3, 0.8]), 1.4, 0.25


def network(forward=np.tanh, slope=lambda z: 1 - np.tanh(z) ** 2, bias=B, target=T, middle=None):
    """Return L = sum of (v tanh(w . x + b) - t)^2 with its parameters, and their gradients by a forward pass."""
    w, v, b = values("w", W), Value(V, "v"), Value(B, "b")
    hidden = [engine.affine(w, x, b).tanh() for x in X.tolist()]
    loss = engine.sum([(v * h - t) ** 2 for h, t in zip(hidden, T.tolist(), strict=True)])
    z = X @ W + bias
    h = forward(z)
    e = 2 * (V * h - target)
    arrives = e * V * slope(z)
    return loss, {"w": (w, arrives @ X), "v": (v, e @ (h if middle is None else middle(z))), "b": (b, arrives.sum())}


def test_its_gradient():
    loss, gradients = network()
    assert compare_gradients(loss, gradients).ok


def test_the_forward_pass_has_no_bias():
    loss, gradients = network(bias=0.0)
    check("forward", loss, **gradients)


def test_the_forward_pass_has_another_activation():
    loss, gradients = network(lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2)
    check("wrong function", loss, "computed with sigmoid instead of tanh", **gradients)


@pytest.mark.parametrize(("target", "kind"), [(0 * T, "target"), (-T, "sign")])
def test_a_target_is_left_out_or_added(target, kind):
    loss, gradients = network(target=target)
    check(kind, loss, **gradients)


def test_the_pre_activation_in_the_place_of_the_output():
    loss, gradients = network(middle=lambda z: z)
    check("wrong operand", loss, "pre-activation", v=gradients["v"])


def test_what_depends_on_the_inputs_is_held_constant():
    """L = sum of c (x - mean)^3: without the path through the mean."""
    data, c = np.array([0.7, -1.2, 2.1, 0.4]), np.array([1.3, -0.6, 0.9, 2.2])
    x = values("x", data)
    mean = engine.sum(x) / 4.0
    loss = engine.sum([k * (a - mean) ** 3 for a, k in zip(x, c.tolist(), strict=True)])
    direct = 3 * c * (data - data.mean()) ** 2
    assert compare_gradients(loss, {"x": (x, direct - direct.mean())}).ok
    check("held constant", loss, "taken for a constant", x=(x, direct))


def cubic():
    """Return L = v (c . w^3) with w and v: dL/dw = 3 v c w^2 and dL/dv = c . w^3."""
    c = np.array([5.0, 7.0, 11.0])
    w, v = values("w", [0.3, 1.0, -2.0]), Value(3.0, "v")
    return v * engine.dot(c.tolist(), [x**3 for x in w]), w, v, c, np.array([0.3, 1.0, -2.0])


@pytest.mark.parametrize("rate", [1.0, 0.5, 0.1, 0.05, 0.01, 0.001])
def test_the_weights_were_updated_before_they_were_used(rate):
    loss, w, v, c, data = cubic()
    of_v = float(c @ data**3)
    stale = 3 * (3.0 - rate * of_v) * c * data**2
    report = compare_gradients(loss, {"w": (w, stale), "v": (v, of_v)})
    assert "stale" in [finding.slip for finding in report["w"].findings], str(report)
    problem = problem_of(loss, w=w, v=v)
    expects(gives(updated_weights(problem), problem), f"already updated (learning rate {rate:g})", stale)
    later = 3 * (3.0 - rate * of_v) * c * (data - rate * 9 * c * data**2) ** 2
    words = f"after the update of all parameters (learning rate {rate:g})"
    expects(gives(updated_weights(problem), problem), words, later)


def test_the_step_is_taken_with_the_students_own_gradient():
    loss, w, v, c, data = cubic()
    wrong = float(c @ data**3) / 2
    stale = 3 * (3.0 - 0.1 * wrong) * c * data**2
    problem = problem_of(loss, w=(w, stale), v=(v, wrong))
    expects(gives(updated_weights(problem), problem), "already updated (learning rate 0.1)", stale)


def test_a_step_out_of_the_domain_ends_the_search():
    """L = v log w with w, v = 1, 3: a step of 1 leads to log(-2)."""
    w, v = Value(1.0, "w"), Value(3.0, "v")
    report = said(v * w.log(), w=(w, 77.0))
    assert "stale" not in [finding.slip for finding in report.findings]


def test_a_normalisation_without_its_square_root_is_another_forward_pass():
    """L = sum of c x / sqrt(x . x): the norm held constant, and the norm not rooted."""
    data, c = np.array([0.7, -1.2, 2.1, 0.4]), np.array([1.3, -0.6, 0.9, 2.2])
    x = values("x", data)
    norm = engine.sum([a * a for a in x]).sqrt()
    loss = engine.sum([k * (a / norm) for a, k in zip(x, c.tolist(), strict=True)])
    r = np.sqrt(data @ data)
    assert compare_gradients(loss, {"x": (x, c / r - data * (c @ data) / r**3)}).ok
    among("held constant", loss, x=(x, c / r))
