"""The last search: another array in the place of the one that belongs there, in one layer of the way back."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients, replacing
from engine.compare.matching import case_of
from engine.compare.replacing import digits_of, replaced
from tests.engine.compare.asking import problem_of, rounded
from tests.engine.planted.derivation import values

X = np.array([[0.4, -1.2], [0.9, 0.3], [-0.7, 1.1]])
W = np.array([[0.8, -0.5, 0.3], [0.2, 0.9, -1.1]])
C = np.array([[0.5, 0.5, 0.0], [0.2, 0.3, 0.5], [0.0, 0.6, 0.4]])
M = np.array([1.0, 0.0, 1.0])
T = np.array([[0.3, -0.2, 0.5], [1.1, 0.4, -0.6], [-0.8, 0.7, 0.2]])
LAM = 0.3
A = X @ W
H = np.tanh(A)
Z = C @ H
E = M[:, None] * 2 * (Z - T)  # what arrives at Z
D = (C.T @ E) * (1 - H**2)  # what arrives at A
DW = X.T @ D + 2 * LAM * W


class Net:
    """H = tanh(X W), Z = C H, L = sum of m (Z - T)**2 + lam sum of W**2; the gradients of W and X are asked for."""

    def __init__(self):
        self.X, self.W, c, m = values("X", X), values("W", W), values("C", C), values("m", M)
        columns = list(zip(*self.W, strict=True))
        h = [[engine.dot(row, column).tanh() for column in columns] for row in self.X]
        z = [[engine.dot(row, column) for column in zip(*h, strict=True)] for row in c]
        t = values("T", T)
        squares = [[(z[i][k] - t[i][k]) ** 2 for k in range(3)] for i in range(3)]
        parts = [m[i] * engine.sum(squares[i]) for i in range(3)]
        self.loss = engine.sum(parts) + LAM * engine.sum([w**2 for row in self.W for w in row])

    def asked(self, W=None, X=None):
        hands = {"W": (self.W, W), "X": (self.X, X)}
        return {name: (nodes, hand) for name, (nodes, hand) in hands.items() if hand is not None}


def found(**hands):
    """Return what is found for some gradients, the most usual first."""
    net = Net()
    problem = problem_of(
        net.loss, **{name: (nodes, np.asarray(x).tolist()) for name, (nodes, x) in net.asked(**hands).items()}
    )
    cases = [case_of(problem, array) for array in problem.arrays]
    return sorted(replaced(problem, cases), key=lambda one: -one.usual)


def back(e=E, slope=1 - H**2, c=C, x=X):
    return x.T @ ((c.T @ e) * slope) + 2 * LAM * W


def test_the_net_has_the_gradients_that_these_tests_change():
    net = Net()
    assert compare_gradients(net.loss, net.asked(W=back(), X=D @ W.T)).ok


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (back(x=np.tile(X.mean(axis=0), (3, 1))), "stale", "the mean of X along axis 0 of X stands where X"),
        (back(x=X[::-1]), "shifted", "X in reverse order along axis 0 of X stands where X belongs"),
        (back(c=C.T), "weights transposed", "C stands where C belongs"),
        (back(e=2 * (Z - T), c=C), "factor forgotten", "not multiplied by m"),
        (back(slope=(1 - H**2) * M[:, None]), "mask", "multiplied by m, which does not belong there"),
        (back(slope=1 - A**2), "activation misplaced", "the derivative of tanh with X @ W as its result"),
        (back(slope=1 - np.tanh(Z) ** 2), "activation misplaced", "the derivative of tanh at C @ tanh(X @ W)"),
        (back(e=2 * M[:, None] * (H - T)), "wrong function", "with tanh(X @ W) in the place of C @ tanh(X @ W)"),
        (back(e=2 * M[:, None] * Z), "term", "the derivative of power is taken without T"),
        (X.T @ (E * (1 - H**2)) + 2 * LAM * W, "path", "of C @ tanh(X @ W) is handed on to tanh(X @ W) as it is"),
        (X.T @ (C.T @ E) + 2 * LAM * W, "activation forgotten", "of tanh(X @ W) is handed on to X @ W as it is"),
        (X.T @ D + LAM * W / np.sqrt(np.sum(W**2)), "penalty", "of the square is taken as that of the norm"),
        (X.T @ D - 2 * LAM * W, "sign", "the sign is wrong on this path"),
        (np.tile(X.T.sum(axis=0) @ D, (2, 1)) + 2 * LAM * W, "axis", "along axis 0 of W stands in the place of each"),
        (np.outer(X.sum(axis=0), D.mean(axis=0)) + 2 * LAM * W, "mean", "the mean of the gradient of X @ W along"),
    ],
    ids=lambda x: x.replace(" ", "-")[:40] if isinstance(x, str) else "",
)  # fmt: skip
@pytest.mark.parametrize("digits", [17, 5])
def test_another_array_in_the_place_of_one_that_belongs_there_is_found(wrong, kind, words, digits):
    said = [one for one in found(W=rounded(wrong, digits)) if words in one.what]
    assert said
    assert kind in said[0].kinds[0].split("|")
    assert "W" in said[0].arrays


def test_a_slip_on_the_way_back_to_one_of_two_parameters_leaves_the_other_alone():
    wrong = (C @ E * (1 - H**2)) @ W.T  # C where its transpose belongs, for X only
    said = found(X=wrong)
    assert said[0].arrays == ["X"]
    assert {"weights transposed"} & set(said[0].kinds[0].split("|"))


def test_numbers_that_agree_with_nothing_are_given_no_explanation():
    rng = np.random.default_rng(3)
    for _ in range(5):
        assert found(W=DW + rng.normal(size=W.shape)) == []


@pytest.mark.parametrize(
    ("digits", "entries", "claimed"), [(3, 1, False), (3, 2, False), (3, 6, True), (17, 1, False), (17, 2, True)]
)
def test_few_digits_are_no_evidence_among_so_much_that_was_tried(digits, entries, claimed):
    """Only some entries are asked for: three digits of two of them agree with much by chance."""
    net = Net()
    nodes = [w for row in net.W for w in row][:entries]
    problem = problem_of(net.loss, some=(nodes, rounded(back(x=X[::-1]).ravel()[:entries], digits)))
    cases = [case_of(problem, array) for array in problem.arrays]
    assert bool(list(replaced(problem, cases))) == claimed


def test_what_is_found_so_is_never_called_sure_and_makes_no_other_slip_sure():
    net = Net()
    report = compare_gradients(net.loss, net.asked(W=back(x=X[::-1]), X=D @ W.T))
    assert report.findings
    assert {finding.certainty for finding in report.findings} <= {"likely", "possible"}
    assert all(one.vague for one in found(W=back(x=X[::-1])))


def test_a_large_graph_is_not_searched(monkeypatch):
    monkeypatch.setattr(replacing, "LARGEST", 10)
    assert found(W=back(x=X[::-1])) == []


def test_when_the_effort_is_used_up_nothing_more_is_tried(monkeypatch):
    monkeypatch.setattr(replacing, "EFFORT", 0)
    assert found(W=back(x=X[::-1])) == []


def test_each_different_number_speaks_for_the_digits_that_were_written():
    net = Net()
    problem = problem_of(net.loss, W=(net.W, rounded(2 * DW, 4)))
    (case,) = [case_of(problem, array) for array in problem.arrays]
    assert 6 * 3.0 < digits_of(case) < 6 * 4.5
