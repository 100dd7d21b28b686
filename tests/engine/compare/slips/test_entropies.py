"""Slips at cross-entropies with targets that are smoothed, or weighted: c (p - t)."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.soft_targets import smoothed
from engine.value import Constant
from tests.engine.compare.asking import among, check
from tests.engine.planted.derivation import values

Z = np.array([[0.4, -1.1, 0.9, 0.2], [1.3, 0.1, -0.7, 0.6], [-0.2, 0.8, 0.5, -1.4]])
HARD = np.eye(4)[[1, 3, 0]]
EPS = 0.12
T = (1 - EPS) * HARD + EPS / 4
E = np.exp(Z)
P = E / E.sum(axis=1, keepdims=True)

FORMS = {
    "logsumexp": lambda row, t: engine.logsumexp(row) - engine.dot(t, row),
    "softmax": lambda row, t: -engine.dot(t, [p.log() for p in (engine.softmax(row))]),
    "written out": lambda row, t: engine.sum([x.exp() for x in row]).log() - engine.dot(t, row),
}


@pytest.fixture(params=list(FORMS))
def smooth(request):
    """Return L = the mean of - sum t_k log p_k over the rows, and z."""
    z = values("z", Z)
    return engine.sum([FORMS[request.param](row, t) for row, t in zip(z, T.tolist(), strict=True)]) / 3.0, z


def through_the_softmax(g, off=-1.0):
    """Return what arrives at the scores where g arrives at p, with off p_i p_k beside the diagonal."""
    rows = []
    for p, u in zip(P, g, strict=True):
        jacobian = off * np.outer(p, p)
        np.fill_diagonal(jacobian, p * (1 - p))
        rows.append(jacobian @ u)
    return np.array(rows)


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "arrives", "words"),
    [
        ("target", P, "left out"),
        ("target", P - (1 - EPS) * HARD - EPS / 3 * (1 - HARD), "over the wrong classes only"),
        ("sign", through_the_softmax(-T / P, off=1.0), "off its diagonal"),
        ("softmax diagonal", -T * (1 - P), "diagonal"),
        ("activation forgotten", through_the_softmax(-T), "log"),
        ("axis", E / E.sum(axis=0) - T, "over the examples"),
        ("sign", T - P, ""),
    ],
)
def test_what_stands_in_the_place_of_p_minus_t(smooth, kind, arrives, words):
    loss, z = smooth
    assert compare_gradients(loss, {"z": (z, (P - T) / 3)}).ok
    check(kind, loss, words, z=(z, arrives / 3))


def test_a_label_of_two_classes_and_a_hard_one_have_no_other_smoothing():
    assert list(smoothed([0.9, 0.1])) == []
    assert list(smoothed([1.0, 0.0, 0.0])) == []


def given(label, number):
    """Return a number that is data, with a name."""
    found = Constant(float(number))
    found.label = label
    return found


U = np.array([1.7, 0.6, 2.3, 0.9])  # of the classes


@pytest.mark.long
@pytest.mark.parametrize("form", ["logsumexp", "softmax"])
@pytest.mark.parametrize(
    ("arrives", "words"),
    [
        (U * (P - T), "multiplies all of p - y"),
        (P - U * T, "multiplies y alone"),
    ],
)
def test_the_weights_of_classes_are_misplaced(form, arrives, words):
    """L = - sum u_k t_k log p_k: the weight of each class goes with its own target, and their sum with p."""
    z, loss = values("z", Z), Value(0.0)
    for i, row in enumerate(z):
        total, ps = engine.logsumexp(row), engine.softmax(row)
        for k, score in enumerate(row):
            log = score - total if form == "logsumexp" else ps[k].log()
            loss = loss - given(f"u[{k}]", U[k]) * (given(f"t[{i}][{k}]", T[i, k]) * log)
    right = P * (U * T).sum(axis=1, keepdims=True) - U * T
    assert compare_gradients(loss, {"z": (z, right)}).ok
    among("wrong operand", loss, words, z=(z, arrives))


S = np.array([0.7, -0.4, 1.5, -1.2, 0.3])
Y = np.array([1.0, 0.0, 1.0, 0.0, 1.0])
Q = np.array([2.6, 1.4, 0.7, 3.1, 1.9])


@pytest.mark.long
@pytest.mark.parametrize("written_out", [False, True])
@pytest.mark.parametrize(
    ("arrives", "words"),
    [
        (lambda p: Q * (p - Y), "multiplies all of p - y"),
        (lambda p: p - Q * Y, "multiplies y alone"),
        (lambda p: Q * (1 - Y) * p - Y * (1 - p), "stands at 1 - y"),
    ],
)
def test_the_weight_of_positive_labels_is_misplaced(written_out, arrives, words):
    """L = - sum q y log p + (1 - y) log(1 - p) with p = sigmoid(s)."""
    s, loss = values("s", S), Value(0.0)
    for i, score in enumerate(s):
        p = 1 / (1 + (-score).exp()) if written_out else score.sigmoid()
        y = given(f"y[{i}]", Y[i])
        loss = loss - (given(f"q[{i}]", Q[i]) * y * p.log() + (1 - y) * (1 - p).log())
    p = 1 / (1 + np.exp(-S))
    assert compare_gradients(loss, {"s": (s, (1 - Y) * p - Q * Y * (1 - p))}).ok
    check("wrong operand", loss, words, s=(s, arrives(p)))


def test_a_softmax_before_something_else_than_a_logarithm_has_no_targets():
    """L = sum c_k p_k: what would be the target of a cross-entropy is said of none."""
    z = values("z", Z[:2])
    loss = engine.sum([engine.dot([0.8, -1.3, 0.4, 2.1], engine.softmax(row)) for row in z])
    p = P[:2]
    report = compare_gradients(loss, {"z": (z, p * np.array([0.8, -1.3, 0.4, 2.1]) * 1.37 - 0.2)})
    assert all(finding.slip != "target" for finding in report.findings)
