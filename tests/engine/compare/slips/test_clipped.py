"""Slips at a Huber loss, however it is written."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from engine.compare.slips.clipped import huber
from tests.engine.compare.asking import check, expects, gives, problem_of
from tests.engine.planted.derivation import values

W, T = np.array([0.9, -1.7, 2.3, -0.2, 0.35, -2.6]), np.array([0.4, 0.5, -0.9, -0.1, 0.75, 0.3])
C, D = np.array([1.3, 0.7, 2.1, 0.9, 1.6, 0.45]), 0.8
R = W - T
FAR = np.abs(R) > D


def by_the_size(r):
    """Write the loss by |r|, of which at most delta is squared."""
    size = abs(r)
    inner = size - (size - D).relu()
    return inner**2 / 2 + D * (size - inner)


def by_what_is_over(r):
    """Write the loss as a square less the square of what is over delta."""
    over = (r - D).relu() + (-r - D).relu()
    return 0.5 * r**2 - 0.5 * over**2


@pytest.fixture(params=[by_the_size, by_what_is_over])
def loss(request):
    """Return L = sum of c huber(w - t), and w."""
    w = values("w", W)
    terms = [request.param(x - t) for x, t in zip(w, T.tolist(), strict=True)]
    return engine.dot(C.tolist(), terms), w


@pytest.mark.parametrize(
    ("kind", "arrives", "words"),
    [
        ("mask", R, "not limited"),
        ("mask", np.where(FAR, R, D * np.sign(R)), "exchanged"),
        ("mask", np.minimum(R, D), "above delta"),
        ("mask", np.maximum(R, -D), "below -delta"),
        ("activation itself", np.where(FAR, D * (np.abs(R) - D / 2), R), "beyond delta"),
        ("factor 2", np.where(FAR, D * np.sign(R), 2 * R), ""),
    ],
)
def test_what_stands_in_the_place_of_the_limited_residual(loss, kind, arrives, words):
    total, w = loss
    assert compare_gradients(total, {"w": (w, C * np.clip(R, -D, D))}).ok
    check(kind, total, words, w=(w, C * arrives))
    problem = problem_of(total, w=w)
    expects(gives(huber(problem), problem), words, C * arrives)


def test_an_absolute_value_and_a_hinge_are_no_huber_loss():
    w = values("w", W)
    for term in (abs, lambda r: (1.0 - r).relu(), lambda r: (1.0 - r).relu() ** 2):
        loss = engine.dot(C.tolist(), [term(x - t) for x, t in zip(w, T.tolist(), strict=True)])
        assert list(huber(problem_of(loss, w=w))) == []
