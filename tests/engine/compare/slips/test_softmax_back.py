"""Slips in what comes back through a softmax that is followed by more than a logarithm."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from tests.engine.compare.asking import check
from tests.engine.planted.derivation import values

Z = np.array([[0.5, -1.0, 1.2], [0.3, 0.9, -0.4], [-1.1, 0.2, 0.7]])
D = np.array([[1.3, -0.7, 2.1], [0.6, 1.9, -1.2], [-0.4, 0.85, 2.6]])
P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
MEAN = (P * D).sum(axis=1, keepdims=True)


def written_out(row):
    powers = [x.exp() for x in row]
    return [x / engine.sum(powers) for x in powers]


@pytest.fixture(params=[engine.softmax, written_out])
def mixed(request):
    """Return L = the sum of d softmax(z), row by row, and z."""
    z = values("z", Z)
    return engine.sum([engine.dot(d, request.param(row)) for d, row in zip(D.tolist(), z, strict=True)]), z


def test_the_right_gradient(mixed):
    loss, z = mixed
    assert compare_gradients(loss, {"z": (z, P * (D - MEAN))}).ok


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (P * D - MEAN, "softmax diagonal", "the subtracted sum is not multiplied"),
        (D - MEAN, "softmax diagonal", "the factor p in front"),
        (P * (D - D.sum(axis=1, keepdims=True)), "softmax diagonal", "the plain sum"),
        (P * (D - D.mean(axis=1, keepdims=True)), "softmax diagonal", "the plain mean"),
        (P * (D - (P * D).sum(axis=0)), "axis", "over the rows"),
        (P * (D - (P * D).sum()), "axis", "all rows together"),
    ],
)
def test_a_part_of_it_is_wrong(mixed, wrong, kind, words):
    loss, z = mixed
    check(kind, loss, words, z=(z, wrong))
