"""By what a cross-entropy multiplies each logarithm, however it is written; nothing of what is no cross-entropy."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.entropies import functions, is_log, is_minus, soft_labels, weights_of
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values

Z = np.array([[0.4, -1.1, 0.9], [1.3, 0.1, -0.7]])
T = np.array([[0.7, 0.1, 0.6], [0.2, 1.9, 0.4]])  # they need not add up to 1
P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def by_logsumexp(row, t):
    return engine.logsumexp(row) * float(t.sum()) - engine.dot(t.tolist(), row)


def by_softmax(row, t):
    return -engine.dot(t.tolist(), [p.log() for p in engine.softmax(row)])


def by_hand(row, t):
    powers = [x.exp() for x in row]
    total = powers[0] + powers[1] + powers[2]
    return engine.sum([-float(u) * (e / total).log() for u, e in zip(t, powers, strict=True)])


def by_the_sum(row, t):
    return engine.sum([x.exp() for x in row]).log() * float(t.sum()) - engine.dot(t.tolist(), row)


OF_CLASSES = [by_logsumexp, by_softmax, by_hand, by_the_sum]


def asked(loss, z, ps=P):
    """Return what is found of these scores."""
    problem = problem_of(loss, z=z)
    choosers = [list(zip(row, p.tolist(), strict=True)) for row, p in zip(z, ps, strict=True)]
    return weights_of(problem, choosers), soft_labels(problem, choosers)


@pytest.mark.parametrize("form", OF_CLASSES)
@pytest.mark.parametrize(
    ("after", "c"),
    [
        (lambda x: x, 1.0), (lambda x: -x, -1.0), (lambda x: x / 4.0, 0.25), (lambda x: 3.0 * x, 3.0),
        (lambda x: 7.0 - x, -1.0),
    ],
)  # fmt: skip
def test_the_weights_of_the_classes_of_a_softmax(form, after, c):
    """L = - c sum t_k log p_k: the weights are c t_k, and with the sum of all taken off, the labels."""
    z = values("z", Z)
    found, labels = asked(after(engine.sum([form(row, t) for row, t in zip(z, T, strict=True)])), z)
    assert [below for _, below in found] == [[], []]
    np.testing.assert_allclose([above for above, _ in found], c * T, rtol=1e-9)
    cs, ts = labels
    np.testing.assert_allclose(cs, np.repeat(c * T.sum(axis=1), 3), rtol=1e-9)
    np.testing.assert_allclose(ts, (T / T.sum(axis=1, keepdims=True)).ravel(), rtol=1e-9)


NOT_OF_CLASSES = {
    "p itself": lambda z: engine.dot([0.3, 0.8, 0.1], engine.softmax(z)),
    "p besides": lambda z: by_softmax(z, T[0]) + engine.softmax(z)[1],
    "a square": lambda z: by_softmax(z, T[0]) ** 2,
    "a square of a log": lambda z: engine.logsumexp(z) ** 2 - engine.dot([0.3, 0.8, 0.1], z),
    "a divisor": lambda z: 1.0 / by_logsumexp(z, T[0]),
    "a log beside it": lambda z: engine.sum([(x.exp() / engine.sum([y.exp() for y in z])) ** 2 for x in z]),
    "another sign for one class": lambda z: by_softmax(z, np.array([0.7, -0.4, 0.6])),
    "the square of a sum's log": lambda z: engine.sum([x.exp() for x in z]).log() ** 2,
    "scores alone": lambda z: engine.dot([0.3, 0.8, 0.1], z),
    "exponentials that nothing adds": lambda z: engine.dot([0.3, 0.8, 0.1], [x.exp() * 2.0 for x in z]),
}


@pytest.mark.parametrize("what", NOT_OF_CLASSES)
def test_what_is_no_cross_entropy_of_classes(what):
    z = values("z", Z[:1])
    assert asked(NOT_OF_CLASSES[what](z[0]), z, P[:1]) == (None, None)


def test_weights_that_add_up_to_nothing_are_no_labels():
    z = values("z", Z)
    loss = by_softmax(z[0], T[0]) + engine.dot([0.0, 0.0, 0.0], [p.log() for p in engine.softmax(z[1])])
    found, labels = asked(loss, z)
    assert labels is None
    np.testing.assert_allclose([above for above, _ in found], [T[0], [0.0] * 3], atol=1e-12)


S, Y = np.array([0.7, -0.4, 1.5]), np.array([0.9, 0.2, 0.6])
SIGMOID = 1 / (1 + np.exp(-S))


def both_logs(p, y):
    return -(y * p.log() + (1.0 - y) * (1.0 - p).log())


BINARY = {
    "softplus": lambda s, y: s.softplus() - y * s,
    "sigmoid": lambda s, y: both_logs(s.sigmoid(), y),
    "sigmoid by hand": lambda s, y: both_logs(1.0 / (1.0 + (-s).exp()), y),
    "softplus by hand": lambda s, y: (1.0 + s.exp()).log() - y * s,
    "sigmoids of both signs": lambda s, y: -y * s.sigmoid().log() - (1.0 - y) * (-s).sigmoid().log(),
    "softplus of both signs": lambda s, y: y * (-s).softplus() + (1.0 - y) * s.softplus(),
    "of minus the score": lambda s, y: both_logs((-s).sigmoid(), 1.0 - y),
    "softplus of minus the score": lambda s, y: (-s).softplus() + (1.0 - y) * s,
}


@pytest.mark.parametrize("form", BINARY)
@pytest.mark.parametrize("c", [1.0, -0.5, -0.1])
def test_the_weights_of_both_logarithms_of_a_sigmoid(form, c):
    """L = - c sum y log p + (1 - y) log(1 - p): the weights are c y and c (1 - y)."""
    s = values("s", S)
    loss = engine.sum([BINARY[form](x, float(y)) for x, y in zip(s, Y, strict=True)]) * c
    found, labels = asked(loss, [[x] for x in s], SIGMOID[:, None])
    np.testing.assert_allclose([[*above, *below] for above, below in found], c * np.stack([Y, 1 - Y], 1), rtol=1e-9)
    np.testing.assert_allclose(labels, [[c] * 3, Y], rtol=1e-9)


@pytest.mark.parametrize(
    ("form", "weights"),
    [
        (lambda s: -2.0 * s.sigmoid().log(), [2.0, 0.0]),
        (lambda s: -2.0 * (1.0 - s.sigmoid()).log(), [0.0, 2.0]),
        (lambda s: -2.0 * (-s).sigmoid().log(), [0.0, 2.0]),
        (lambda s: 3.0 * s.softplus(), [0.0, 3.0]),
    ],
)
def test_one_of_the_logarithms_alone(form, weights):
    s = values("s", S)
    found, _ = asked(engine.sum([form(x) for x in s]), [[x] for x in s], SIGMOID[:, None])
    np.testing.assert_allclose([[*above, *below] for above, below in found], [weights] * 3, atol=1e-12)


@pytest.mark.parametrize(
    "form",
    [
        lambda s: s.sigmoid(), lambda s: s.sigmoid() ** 2, lambda s: s.softplus() ** 2, lambda s: s * 2.0,
        lambda s: (s.sigmoid().log() + 3.0) ** 2, lambda s: 2.0 / s.softplus(), lambda s: (2.0 - s.sigmoid()).log(),
        lambda s: -s.sigmoid().log() + 2.0 * (1.0 - s.sigmoid()).log(), lambda s: (-s).tanh(),
        lambda s: s.softplus() + (-s).softplus() ** 2,
        lambda s: -s.sigmoid().log() + (-s).sigmoid().log() ** 2,
    ],
)  # fmt: skip
def test_what_is_no_cross_entropy_of_a_sigmoid(form):
    s = values("s", S)
    assert asked(engine.sum([form(x) for x in s]), [[x] for x in s], SIGMOID[:, None]) == (None, None)


def test_the_sigmoids_and_softplus_of_a_score_with_those_that_are_written_out():
    s, u = Value(0.7, "s"), Value(-0.4, "u")
    direct, by_hand, both = s.sigmoid(), 1.0 / (1.0 + (-u).exp()), s.softplus()
    problem = problem_of(direct + by_hand + both, x=[s, u])
    assert functions(problem, s, "sigmoid") == [direct]
    assert functions(problem, s, "softplus") == [both]
    assert functions(problem, u, "sigmoid") == [by_hand]
    assert functions(problem, u, "softplus") == []


def test_a_logarithm_and_a_minus():
    x = Value(2.0, "x")
    nodes = [x, x.log(), -x, x - 1.0, x.exp(), x.sigmoid(), x + 1.0, x**2]
    assert [is_log(node) for node in nodes] == [node is nodes[1] for node in nodes]
    assert [is_minus(node) for node in nodes] == [node is nodes[2] for node in nodes]
