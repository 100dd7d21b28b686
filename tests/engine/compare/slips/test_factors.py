"""Slips at products and linear maps: d(ab)/da is b, and an input gets the weight that it was multiplied by."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.value import Constant
from tests.engine.compare.asking import check, said
from tests.engine.planted.derivation import values

A, B = np.array([1.3, -0.7, 2.2, 0.45]), np.array([0.8, 1.7, -1.25, 3.1])
C = np.array([0.9, 1.6, -1.1, 2.3])


def products():
    """Return L = sum of tanh(a b) c with a and b, and what arrives at the products."""
    a, b = values("a", A), values("b", B)
    loss = engine.dot(C.tolist(), [(x * y).tanh() for x, y in zip(a, b, strict=True)])
    return loss, a, b, C * (1 - np.tanh(A * B) ** 2)


@pytest.mark.parametrize(
    ("kind", "factor"),
    [
        ("product rule", A),
        ("factor forgotten", np.ones(4)),
        ("factor twice", B**2),
        ("factor twice", 1 / B),
        ("sign", np.abs(B)),
        ("wrong operand", 1 - B),
        ("wrong operand", C),
    ],
)
def test_another_number_stands_where_the_other_factor_belongs(kind, factor):
    loss, a, _, arrives = products()
    check(kind, loss, a=(a, arrives * factor))


def test_both_factors_may_lose_each_other():
    loss, a, b, arrives = products()
    check("exchanged", loss, a=(a, arrives * A), b=(b, arrives * B))  # which is dL/db in the place of dL/da
    check("factor forgotten", loss, b=(b, arrives))


def constant(c):
    """Return L = sum of c tanh(w) and its gradient without c."""
    w = values("w", A)
    return engine.sum([Value.tanh(x) * c for x in w]), w, 1 - np.tanh(A) ** 2


def test_the_operand_is_left_standing_beside_the_other_factor():
    loss, a, _, arrives = products()
    check("product rule", loss, "left standing", a=(a, arrives * A * B))


def test_what_a_constant_is_called_that_is_forgotten():
    for c, kind in ((0.37, "constant forgotten"), (2.0, "factor 2"), (1 / 4, "mean")):
        loss, w, slope = constant(c)
        check(kind, loss, w=(w, slope))


def dropout():
    """Return L = sum of c tanh(m w) with a mask m of 0 and 1.25, and w."""
    m = np.array([1.25, 0.0, 1.25, 0.0])
    w = values("w", A)
    loss = engine.dot(C.tolist(), [(x * k).tanh() for x, k in zip(w, m.tolist(), strict=True)])
    return loss, w, C * (1 - np.tanh(m * A) ** 2), m


def test_a_mask_that_is_multiplied_in():
    loss, w, arrives, m = dropout()
    assert compare_gradients(loss, {"w": (w, arrives * m)}).ok
    check("mask", loss, w=(w, arrives))
    check("mask", loss, w=(w, arrives * (1.25 - m)))


def test_a_pre_activation_in_the_place_of_the_activation():
    """L = sum of c tanh(v tanh(w)): dL/dv has tanh(w), not w, nor its derivative."""
    w, v = values("w", A), values("v", B)
    loss = engine.dot(C.tolist(), [(y * x.tanh()).tanh() for x, y in zip(w, v, strict=True)])
    arrives = C * (1 - np.tanh(B * np.tanh(A)) ** 2)
    check("wrong operand", loss, "pre-activation", v=(v, arrives * A))
    check("wrong operand", loss, "derivative", v=(v, arrives * (1 - np.tanh(A) ** 2)))


WEIGHTS = np.array([[0.7, -1.2, 0.4], [1.5, 0.3, -0.8], [-0.45, 0.95, 1.1]])
G = np.array([1.3, -0.6, 2.1])
X = np.array([0.5, -1.0, 0.8])


def layer(form):
    """Return L = g . W tanh(x) with x, W and tanh'."""
    x, w = values("x", X), values("W", WEIGHTS)
    hidden = [a.tanh() for a in x]
    loss = engine.dot(G.tolist(), [form(row, hidden) for row in w])
    return loss, x, w, 1 - np.tanh(X) ** 2


FORMS = {
    "dot": engine.dot,
    "affine": lambda w, x: engine.affine(w, x, 0.3),
    "written out": lambda w, x: w[0] * x[0] + w[1] * x[1] + w[2] * x[2],
    "inputs first": lambda w, x: engine.dot(x, w),
    "sum": lambda w, x: engine.sum([a * b for a, b in zip(w, x, strict=True)]),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_back_through_a_square_layer(form):
    loss, x, w, slope = layer(form)
    assert compare_gradients(loss, {"x": (x, WEIGHTS.T @ G * slope)}).ok
    check("weights transposed", loss, x=(x, WEIGHTS @ G * slope))
    report = compare_gradients(loss, {"x": (x, G * slope), "W": (w, np.outer(G, np.tanh(X)))})
    assert report["x"].findings[0].slip == "weights forgotten"
    assert report["W"].verdict == "right"


def test_back_through_a_kernel_that_is_flipped():
    """y_i = k . x_(i..i+2) over five inputs: dL/dx is the full convolution of what arrives with k."""
    data, kernel, arrives = np.array([0.5, -1.0, 2.0, 3.0, 4.0]), np.array([2.0, 3.1, 7.3]), np.array([1.0, -1.3, 2.7])
    x, k = values("x", data), values("k", kernel)
    loss = engine.dot(arrives.tolist(), [engine.dot(k, x[i : i + 3]) for i in range(3)])
    assert compare_gradients(loss, {"x": (x, np.convolve(arrives, kernel))}).ok
    check("kernel flipped", loss, x=(x, np.convolve(arrives, kernel[::-1])))


def test_a_factor_is_left_out_also_where_it_comes_back_through_a_result():
    """L = sum of c (k w tanh(w) + sin w): k is left out of both halves of the product."""
    w, k = values("w", A), Constant(1.7, "k")
    loss = engine.dot(C.tolist(), [(k * x) * x.tanh() + x.sin() for x in w])
    both = np.tanh(A) + A * (1 - np.tanh(A) ** 2)
    assert compare_gradients(loss, {"w": (w, C * (1.7 * both + np.cos(A)))}).ok
    check("factor forgotten", loss, "not multiplied by k", w=(w, C * (both + np.cos(A))))


def test_a_mask_that_is_left_out_also_where_it_comes_back_through_a_result():
    """L = sum of (m (t - w))^2: in the gradient the mask stands twice, which is m of itself."""
    w, m = values("w", A), np.array([1.0, 0.0, 1.0, 1.0])
    errors = [Value.tanh(x) - t for x, t in zip(w, C.tolist(), strict=True)]
    loss = engine.sum([(Constant(k, f"m[{i}]") * e) ** 2 for i, (k, e) in enumerate(zip(m, errors, strict=True))])
    arrives = 2 * (np.tanh(A) - C) * (1 - np.tanh(A) ** 2)
    assert compare_gradients(loss, {"w": (w, m * arrives)}).ok
    (kinds,) = said(loss, w=(w, arrives)).findings[0].slips
    assert "mask" in kinds.split("|")


def test_dw_stands_where_w_belongs():
    loss, x, w, slope = layer(engine.dot)
    wrong = np.outer(G, np.tanh(X))
    report = compare_gradients(loss, {"x": (x, wrong.T @ G * slope), "W": (w, wrong)})
    assert "the gradient of W on the way back, instead of by W" in report["x"].findings[0].text


def test_what_is_left_of_1_minus_a_gate_is_a_factor_that_is_forgotten():
    """L = sum of c tanh(w) (1 - s), with s of its own."""
    w, s = values("w", A), values("s", B / 4)
    loss = engine.dot(C.tolist(), [x.tanh() * (1 - g) for x, g in zip(w, s, strict=True)])
    check("factor forgotten", loss, w=(w, C * (1 - np.tanh(A) ** 2)))


def test_one_half_of_a_product_is_taken_twice():
    """L = sum of c tanh(w) (w sin w): the second half twice in the place of both."""
    w = values("w", A)
    loss = engine.dot(C.tolist(), [x * x.sin() for x in w])
    assert compare_gradients(loss, {"w": (w, C * (np.sin(A) + A * np.cos(A)))}).ok
    check("symmetric", loss, "one half of the product rule", w=(w, 2 * C * np.sin(A)))


def test_two_factors_that_depend_on_two_parameters_are_no_two_halves():
    a, b = values("a", A), values("b", B)
    loss = engine.dot(C.tolist(), [x * y.tanh() for x, y in zip(a, b, strict=True)])
    report = compare_gradients(loss, {"a": (a, 2 * C * np.tanh(B)), "b": (b, C * A * (1 - np.tanh(B) ** 2))})
    assert not any("one half of the product rule" in finding.text for finding in report.findings)
