"""The softmax, however it is written: parts of its derivative, and weights that are misplaced at its cross-entropy."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import choices
from engine.compare.slips.soft_targets import smoothed, weighted
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.test_entropies import given
from tests.engine.compare.slips.whole import of_slips, same
from tests.engine.planted.derivation import values

Z = np.array([[0.4, -1.1, 0.9], [1.3, 0.1, -0.7]])
E = np.exp(Z)
P = E / E.sum(axis=1, keepdims=True)
C = np.array([0.3, 0.8, -0.1])


def by_hand(row):
    powers = [x.exp() for x in row]
    total = engine.sum(powers)
    return [power / total for power in powers]


def less_the_sum(row):
    total = engine.logsumexp(row)
    return [x - total for x in row]


def the_sum_less(row):
    total = engine.logsumexp(row)
    return [total - x for x in row]


REMEDY = "dp_i/dz_k = p_i ([i = k] - p_k): every output depends on every logit"
DIAGONAL = (
    "softmax diagonal|held constant: the softmax derivative has only its diagonal p_i (1 - p_i) -> " + REMEDY,
    3.0,
)
ONES = "softmax diagonal|held constant|activation forgotten: the softmax derivative is forgotten -> " + REMEDY, 1.5
OWN = (
    "softmax diagonal|held constant: the softmax derivative is taken as that of exp, p_i alone -> " + REMEDY,
    1.5,
)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (engine.softmax, [(*DIAGONAL, C * P * (1 - P)), (*ONES, np.stack([C, C])), (*OWN, C * P)]),
        (by_hand, [(*DIAGONAL, C * P * (1 - P)), (ONES[0], 0.15, np.stack([C, C]))]),
        (less_the_sum, [(*DIAGONAL, C * (1 - P))]),
        (the_sum_less, [(*DIAGONAL, C * (P - 1))]),
        (lambda row: [x - engine.sum(row) for x in row], []),
        (lambda row: [x.exp() / row[0] for x in row], []),
        (lambda row: [x.exp() + (row[0] + row[1]) for x in row], []),
    ],
)
def test_a_part_of_the_derivative_of_a_softmax(form, said):
    """L = sum of c_i f(z)_i, where f is the softmax, its logarithm, or minus its logarithm."""
    z = values("z", Z)
    loss = engine.sum([engine.dot(C.tolist(), form(row)) for row in z])
    same(of_slips(choices.softmax, problem_of(loss, z=z), "z"), said)


T, U = np.array([[0.7, 0.1, 0.6], [0.2, 1.9, 0.4]]), np.array([1.7, 0.6, 2.3])
LOGS = {
    "logsumexp": less_the_sum,
    "softmax": lambda row: [p.log() for p in engine.softmax(row)],
    "by hand": lambda row: [p.log() for p in by_hand(row)],
}
KINDS = "wrong operand|factor forgotten|constant forgotten|mask"


def misplaced(name, f, rest):
    """Return what is said of the weight f of a class, where the other factors of its logarithm are `rest`."""
    total = rest.sum(axis=1, keepdims=True)
    return [
        (KINDS, f"{name} multiplies all of p - y", f * (P * total - rest), 2.0),
        (KINDS, f"{name} multiplies y alone in p - y", P * total - f * rest, 2.0),
        (KINDS, f"{name} multiplies p alone in p - y", f * P * total - rest, 1.0),
    ]


def agree(found, expected):
    """Check kinds, words, numbers, and how usual: all of them, in order."""
    rows = list(found)
    assert [(kinds, words, usual) for kinds, words, _, usual in rows] == [
        (kinds, words, usual) for kinds, words, _, usual in expected
    ]
    for (_, words, numbers, _), (_, _, right, _) in zip(rows, expected, strict=True):
        np.testing.assert_allclose(numbers, np.ravel(right), rtol=1e-9, err_msg=words)


@pytest.mark.parametrize("form", LOGS)
def test_the_weights_of_the_classes_misplaced_in_p_minus_y(form):
    """L = - sum u_k t_k log p_k."""
    z, loss = values("z", Z), Value(0.0)
    for i, row in enumerate(z):
        for k, log in enumerate(LOGS[form](row)):
            loss = loss - given(f"u[{k}]", U[k]) * (given(f"t[{i}][{k}]", T[i, k]) * log)
    choosers = [list(zip(row, p.tolist(), strict=True)) for row, p in zip(z, P, strict=True)]
    found = weighted(problem_of(loss, z=z), choosers)
    agree(found, [*misplaced("t", T, np.tile(U, (2, 1))), *misplaced("u", U, T)])


@pytest.mark.parametrize("weight", [1.0, 0.0, -1.0])
def test_weights_that_are_one_or_nothing_are_not_misplaced(weight):
    z, loss = values("z", Z[:1]), Value(0.0)
    for k, log in enumerate(LOGS["softmax"](z[0])):
        loss = loss - given(f"u[{k}]", 1.0 if k else weight) * (T[0, k] * log)
    assert list(weighted(problem_of(loss, z=z), [list(zip(z[0], P[0].tolist(), strict=True))])) == []


S, Y, Q = np.array([0.7, -0.4, 1.5]), np.array([0.9, 0.2, 0.6]), np.array([2.6, 1.4, 0.7])


@pytest.mark.parametrize("shared", [False, True])
def test_the_weight_of_positive_labels_misplaced(shared):
    """L = - sum q y log p + (1 - y) log(1 - p), or all of it times q."""
    s, loss = values("s", S), Value(0.0)
    for i, score in enumerate(s):
        p, q = score.sigmoid(), given(f"q[{i}]", Q[i])
        below = (1.0 - float(Y[i])) * (1.0 - p).log()
        loss = loss - q * (float(Y[i]) * p.log()) - (q * below if shared else below)
    p = 1 / (1 + np.exp(-S))
    expected = [
        (KINDS, "q multiplies all of p - y", Q * (p - Y), 2.0),
        (KINDS, "q multiplies y alone in p - y", p - Q * Y, 2.0),
        (KINDS, "q multiplies p alone in p - y", Q * p - Y, 1.0),
        (f"{KINDS}|exchanged|target", "q stands at 1 - y instead of at y", Q * p * (1 - Y) - Y * (1 - p), 1.5),
    ]
    found = weighted(problem_of(loss, s=s), [[(x, float(u))] for x, u in zip(s, p, strict=True)])
    agree(found, expected)


@pytest.mark.parametrize(
    ("label", "others"),
    [
        (
            [0.05, 0.9, 0.05],
            [
                ("the smoothing is spread over all classes", [0.1 / 3, 0.9 + 0.1 / 3, 0.1 / 3], 1.5),
                ("the smoothing is spread over the wrong classes only", [0.075, 0.85, 0.075], 2.0),
                ("the smoothing is not taken off the right class", [0.05, 1.05, 0.05], 1.0),
                ("the right class is not smoothed", [0.05, 1.0, 0.05], 1.0),
            ],
        ),
        ([0.1, 0.9], []),
        ([0.0, 1.0, 0.0], []),
        ([1e-9, 1.0, 1e-9], []),
        ([0.05, 0.8, 0.15], []),
        ([0.4, 0.4, 0.2], []),
        ([0.25, 0.25, 0.25, 0.25], []),
    ],
)
def test_other_smoothings_of_a_label(label, others):
    found = list(smoothed(label))
    assert [(words, usual) for words, _, usual in found] == [(words, usual) for words, _, usual in others]
    np.testing.assert_allclose([x for _, x, _ in found], [x for _, x, _ in others], rtol=1e-12)
