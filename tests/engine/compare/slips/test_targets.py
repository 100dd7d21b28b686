"""All that is said at the scores of a cross-entropy, each beside the formula that its words name."""

import numpy as np
import pytest

import engine
from engine.compare.slips.targets import targets
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.tabled import agree, tabled
from tests.engine.planted.derivation import values

Z, Y = np.array([[0.5, -1.0, 1.2], [0.3, 2.9, -0.4]]), np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


STOPPED = "chain stopped|activation forgotten"
IN_PLACE = [  # kinds, words, how usual, and what arrives of p, y, the scores z, and one factor c of all
    ("target", "the target is left out: p stands where p - y belongs", 6.0, lambda p, y, z, c: p),
    ("logits", "the logits stand where the probabilities belong: z - y", 4.0, lambda p, y, z, c: z - y),
    ("target|sign", "p + y stands where p - y belongs", 2.0, lambda p, y, z, c: p + y),
    ("softmax diagonal|target", "only the score of the right class gets a gradient: p - 1", 2.0,
     lambda p, y, z, c: np.where(y == 1, p - 1, 0)),
    ("target|zero", "only the other classes get a gradient", 1.5, lambda p, y, z, c: np.where(y == 0, p, 0)),
    ("target", "the target is turned round: 1 - y", 1.0, lambda p, y, z, c: p - (1 - y)),
    ("target", "labels -1 and 1 stand where 0 and 1 belong", 1.5, lambda p, y, z, c: p - np.where(y == 1, 1, -1)),
    ("extra derivative|activation twice", "p (1 - p) is multiplied in once more; in p - y it has cancelled", 4.0,
     lambda p, y, z, c: (p - y) * p * (1 - p)),
    (STOPPED, "the derivative by p stands there: p (1 - p) is forgotten", 4.0,
     lambda p, y, z, c: np.where(y == 1, -1 / p, 1 / (1 - p))),
    (f"{STOPPED}|softmax diagonal", "-y/p, the derivative of -y ln p, stands there", 3.0, lambda p, y, z, c: -y / p),
    ("activation forgotten", "the derivative of the logarithm, 1/p, is forgotten", 2.0, lambda p, y, z, c: p * (p - y)),
    ("softmax diagonal|held constant", "only the diagonal of the softmax", 2.0, lambda p, y, z, c: y * (p - 1)),
    ("held constant|softmax diagonal|target", "the sum in the softmax is held constant", 1.5, lambda p, y, z, c: -y),
    ("target|wrong function", "the hard prediction stands where p belongs", 1.0,
     lambda p, y, z, c: np.where(p > 0.5, 1, 0) - y),
    ("target", "the square of p - y", 0.5, lambda p, y, z, c: (p - y) ** 2),
    ("target|sign", "p - y in absolute value", 0.7, lambda p, y, z, c: np.abs(p - y)),
    ("mean", "only p is divided by the count", 0.7, lambda p, y, z, c: (c * p - y) / c),
    ("mean", "only y is divided by the count", 1.0, lambda p, y, z, c: (p - c * y) / c),
    ("factor 2|target", "2 (p - y), as of a square", 1.0, lambda p, y, z, c: 2 * (p - y)),
    ("wrong operand|forward", "exp(z) - y: the softmax is not normalised", 1.5, lambda p, y, z, c: np.exp(z) - y),
    ("wrong operand|forward", "sigmoid(z) - y", 1.5, lambda p, y, z, c: sigmoid(z) - y),
]  # fmt: skip
PREDICTED = ("the predicted class", lambda p, y: p == p.max(axis=1, keepdims=True))
CLASSES = [  # of a batch, the label that is taken instead; there is none after the last class
    PREDICTED,
    ("the class after the right one, or the first, if there is none", lambda p, y: np.roll(y, 1, axis=1)),
    ("the class before the right one, or the last, if there is none", lambda p, y: np.roll(y, -1, axis=1)),
    ("the class after the right one, or none", lambda p, y: np.pad(y, ((0, 0), (1, 0)))[:, :-1]),
    ("the class before the right one, or none", lambda p, y: np.pad(y, ((0, 0), (0, 1)))[:, 1:]),
    ("every class", lambda p, y: np.ones_like(y)),
]
OTHERS = [  # of one example, whose class is 2
    PREDICTED,
    ("class 0, counted from 0,", lambda p, y: np.eye(3)[:1]),
    ("class 1, counted from 0,", lambda p, y: np.eye(3)[1:2]),
    ("every class", lambda p, y: np.ones_like(y)),
]
THROUGH = [  # the matrix J[i][k] = dp_i/dz_k that stands there
    ("", "", 1.0, lambda p: np.diag(p) - np.outer(p, p)),
    ("softmax diagonal|held constant", "the softmax derivative has only its diagonal", 2.0,
     lambda p: np.diag(p * (1 - p))),
    ("activation misremembered|factor forgotten", "the softmax derivative is taken as [i = k] - p_i p_k", 0.5,
     lambda p: np.eye(len(p)) - np.outer(p, p)),
    ("activation forgotten|chain stopped", "the softmax derivative is forgotten", 1.5, lambda p: np.eye(len(p))),
    ("held constant", "the sum in the softmax is held constant", 1.0, np.diag),
    ("sign|softmax diagonal|activation misremembered", "the softmax derivative has a plus off its diagonal: p_i p_k",
     2.0, lambda p: np.diag(p) + np.outer(p, p) - 2 * np.diag(p * p)),
    ("sign", "the softmax derivative has the wrong sign", 1.0, lambda p: np.outer(p, p) - np.diag(p)),
]  # fmt: skip
AT_P = [  # what arrives at the probabilities
    ("", "", 1.0, lambda p, y: -y / p),
    ("activation forgotten", "the derivative 1/p of the logarithm is forgotten", 2.0, lambda p, y: -y),
    ("activation itself", "the logarithm itself stands where its derivative belongs", 0.7, lambda p, y: -y * np.log(p)),
    ("wrong function|term", "the other half of a binary cross-entropy, (1 - y)/(1 - p), is added", 1.0,
     lambda p, y: -y / p + (1 - y) / (1 - p)),
    ("extra derivative", "p - y, which is the gradient of the scores already, goes through the softmax again", 1.5,
     lambda p, y: p - y),
]  # fmt: skip


def through_both(p, y):
    """Yield what arrives at the scores where the softmax, what comes after it, or both are differentiated wrongly."""
    for kinds, words, usual, matrix in THROUGH:
        for more, then, often, outer in AT_P:
            if words or then:
                arrives = [matrix(a) @ outer(a, b) for a, b in zip(p, y, strict=True)]
                yield "|".join(filter(None, (kinds, more))), "; and ".join(filter(None, (words, then))), (
                    usual * often
                ), np.array(arrives)  # fmt: skip


FORMS = {
    "logsumexp": lambda row, k: engine.logsumexp(row) - row[k],
    "softmax": lambda row, k: -engine.softmax(row)[k].log(),
    "written out": lambda row, k: engine.sum([x.exp() for x in row]).log() - row[k],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 2])
def test_all_that_may_stand_at_the_scores_of_a_softmax(form, count):
    z = values("z", Z[:count])
    loss = engine.sum([FORMS[form](row, int(y.argmax())) for row, y in zip(z, Y, strict=False)]) / 4.0
    p, y, expected = softmax(Z[:count]), Y[:count], []
    expected += [(*said, number(p, y, Z[:count], 0.25)) for *said, number in IN_PLACE]
    for words, label in CLASSES if count > 1 else OTHERS:
        expected.append(("target|shifted", f"{words} is taken for the right one", 1.0, p - label(p, y)))
    expected += through_both(p, y)
    if count > 1:
        across = np.exp(Z) / np.exp(Z).sum(axis=0) - y
        text = "the softmax is normalised over the examples, not over the classes"
        expected.append(("axis|forward", text, 2.0, across))
    problem = problem_of(loss, z=z)
    agree(
        tabled(targets(problem), problem, "z"),
        [(kind, f"{words} at z", usual, g / 4) for kind, words, usual, g in expected],
    )


S, LABELS = np.array([0.7, -1.4, 2.5]), np.array([1.0, 0.0, 0.0])
BINARY = {
    "softplus": lambda s, y: s.softplus() - y * s,
    "turned softplus": lambda s, y: (-s).softplus() if y else s.softplus(),
    "sigmoid": lambda s, y: -(s.sigmoid().log() if y else (1 - s.sigmoid()).log()),
    "written out": lambda s, y: -((1 / (1 + (-s).exp())).log() if y else (1 - 1 / (1 + (-s).exp())).log()),
}


@pytest.mark.parametrize("form", BINARY)
def test_all_that_may_stand_at_the_score_of_a_sigmoid(form):
    """L = 0.25 times the sum of -y log p - (1 - y) log(1 - p) with p = sigmoid(s)."""
    s, y = values("s", S), LABELS
    loss = engine.sum([BINARY[form](x, Constant(t) if form == "softplus" else t) for x, t in zip(s, y, strict=True)])
    p = sigmoid(S)
    expected = [(*said, number(p, y, S, 0.25)) for *said, number in IN_PLACE]
    expected.append(("target|shifted", "every target is taken for 1: p - 1", 2.0, p - 1))
    expected.append(("activation forgotten", "the logarithm is not differentiated", 1.0, -y * p * (1 - p)))
    problem = problem_of(loss * 0.25, s=s)
    agree(
        tabled(targets(problem), problem, "s"),
        [(kind, f"{words} at s", usual, g / 4) for kind, words, usual, g in expected],
    )


def test_a_label_that_is_smoothed_otherwise():
    """Of 3 classes with 0.8, 0.1, 0.1: 0.2 on the wrong ones, or 0.3 on all."""
    y = np.array([[0.1, 0.1, 0.8], [0.8, 0.1, 0.1]])
    z = values("z", Z)
    problem = problem_of(
        engine.sum([engine.logsumexp(row) - engine.dot(t, row) for row, t in zip(z, y.tolist(), strict=True)]), z=z
    )
    is_right = y == 0.8
    kinds, p = "target|wrong operand|constant forgotten", softmax(Z)
    found = [row for row in tabled(targets(problem), problem, "z") if row[0] == kinds]
    expected = [
        ("the smoothing is spread over all classes", 1.5, 0.8 + 0.2 / 3, 0.2 / 3),
        ("the smoothing is spread over the wrong classes only", 2.0, 0.7, 0.15),
        ("the smoothing is not taken off the right class", 1.0, 1.1, 0.1),
        ("the right class is not smoothed", 1.0, 1.0, 0.1),
    ]
    agree(found, [(kinds, f"{what} at z", usual, p - np.where(is_right, a, b)) for what, usual, a, b in expected])
