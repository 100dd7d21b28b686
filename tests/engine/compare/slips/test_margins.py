"""All that is said at log(1 + exp(-y s)), where labels y are -1 and 1."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.margins import margins
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.tabled import agree, tabled
from tests.engine.planted.derivation import values

S, Y, C = np.array([0.7, -1.4, 2.5, 0.3]), np.array([1.0, 1.0, -1.0, -1.0]), np.array([0.5, 1.5, 2.0, 0.8])
FORMS = {
    "softplus": lambda s, y: (-(s * y)).softplus(),
    "minus at the label": lambda s, y: ((-y) * s).softplus(),
    "written out": lambda s, y: (1 + (-(y * s)).exp()).log(),
}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss_of(form, s, labels):
    return engine.dot(C.tolist(), [FORMS[form](x, Constant(y)) for x, y in zip(s, labels, strict=True)])


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_in_the_place_of_minus_y_sigmoid_of_minus_y_s(form):
    s = values("s", S)
    problem = problem_of(loss_of(form, s, Y.tolist()), s=s)
    expected = [
        ("target", "sigmoid(s) - y is for labels 0 and 1, and here they are -1 and 1", 4.0, sigmoid(S) - Y),
        ("target", "the label is left out: sigmoid(s) alone", 2.0, sigmoid(S)),
        ("target|wrong operand", "the label is left out of the exponent", 1.5, -Y * sigmoid(-S)),
        ("target|sign", "sigmoid(y s) stands where sigmoid(-y s) belongs", 3.0, -Y * sigmoid(Y * S)),
    ]
    where = f"at the {problem.place(s)}"
    found = tabled(margins(problem), problem, "s")
    agree(found, [(kind, f"{words} {where}", usual, C * g) for kind, words, usual, g in expected])


@pytest.mark.parametrize("labels", [[1.0, 1.0, 2.0, -1.0], [1.0, 0.0, 1.0, 0.0]])
def test_other_labels_are_no_margins(labels):
    s = values("s", S)
    assert list(margins(problem_of(loss_of("softplus", s, labels), s=s))) == []


def test_a_single_label_and_a_softplus_without_one_are_no_margins():
    s = values("s", S)
    one = Value(0.4, "s")
    assert list(margins(problem_of((Constant(-1.0) * one).softplus(), s=one))) == []
    assert list(margins(problem_of(engine.sum([(-x).softplus() for x in s]), s=s))) == []


def test_scores_as_far_from_0_as_can_be_overflow_nothing():
    s = values("s", [-800.0, 900.0])
    loss = engine.sum([(x * -y).softplus() for x, y in zip(s, (1.0, -1.0), strict=True)])
    (first, *_) = margins(problem_of(loss, s=s))
    assert sorted(first.slopes.values()) == [-1.0, 2.0]  # sigmoid(s) - y
