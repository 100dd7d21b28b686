"""Slips at the logarithm of a probability that is no softmax."""

import numpy as np
import pytest

from engine.compare.slips.likelihoods import likelihoods
from nn.array import array, sigmoid
from tests.engine.compare.asking import among, check, problem_of

Z = np.array([0.4, -1.1, 0.9, 1.7])
C = np.array([1.3, 0.6, -0.8, 2.1])
P = 1 / (1 + np.exp(-Z))


@pytest.mark.parametrize(
    ("of", "words", "slope"),
    [
        (lambda p: np.log(p), "ln p, where p is a sigmoid of z, is taken as p", P),
        (lambda p: np.log(p), "ln p, where p is a sigmoid of z, is taken as -p", -P),
        (lambda p: np.log(1 - p), "ln(1 - p), where p is a sigmoid of z, is taken as 1 - p", 1 - P),
    ],
    ids=["ln p as p", "ln p as ln(1 - p)", "ln(1 - p) as ln p"],
)
def test_the_logarithms_of_a_sigmoid_and_of_what_is_left_are_mixed_up(of, words, slope):
    z = array(Z, "z")
    among("activation misremembered", np.sum(C * of(sigmoid(z))).item(), words, z=(z, C * slope))


def test_p_minus_y_stands_where_the_derivative_by_the_probability_belongs():
    """The middle class of an ordinal model has the probability b - a of two sigmoids."""
    y = np.array([1.0, 0.0, 1.0, 1.0])
    z = array(Z, "z")
    upper, lower = sigmoid(z + 0.8), sigmoid(z - 0.5)
    loss = -np.sum(array(y, "y", given=True) * np.log(upper - lower)).item()
    high, low = 1 / (1 + np.exp(-Z - 0.8)), 1 / (1 + np.exp(-Z + 0.5))
    inner = high * (1 - high) - low * (1 - low)
    check("wrong function", loss, "p - y stands", z=(z, (high - low - y) * inner))


def test_a_logarithm_of_something_else_is_left_alone():
    z = array(P, "z")
    problem = problem_of(np.sum(np.log(1 + np.exp(z))).item(), z=z)
    assert list(likelihoods(problem)) == []


def test_where_a_probability_rounds_to_one_the_logarithms_have_no_slips_of_their_own():
    z = array([0.5, 40.0], "z")
    assert sigmoid(z)[1].item().data == 1.0
    assert not list(likelihoods(problem_of(np.sum(np.log(sigmoid(z))).item(), z=z)))
    assert list(likelihoods(problem_of(np.sum(np.log(sigmoid(z[:1]))).item(), z=z[:1])))
