"""Slips in what comes back through a softmax that is followed by more than a logarithm."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from engine.compare.slips.softmax_back import jacobians
from tests.engine.compare.asking import check, problem_of
from tests.engine.compare.tabled import agree, tabled
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


@pytest.mark.long
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


WHOLE = "softmax diagonal|factor forgotten|activation misremembered"
SUM, SQUARES = D.sum(axis=1, keepdims=True), (P**2).sum(axis=1, keepdims=True)
ALL = [  # kinds, words, how usual, and what arrives at the logits
    (WHOLE, "the subtracted sum is not multiplied by p", 2.0, P * D - MEAN),
    (WHOLE, "only the subtracted sum is multiplied by p", 1.0, D - P * MEAN),
    (WHOLE, "the factor p in front is forgotten", 2.0, D - MEAN),
    (WHOLE, "the plain sum is subtracted, not that weighted by p", 2.0, P * (D - SUM)),
    (WHOLE, "the plain mean is subtracted, not the sum weighted by p", 1.0, P * (D - D.mean(axis=1, keepdims=True))),
    (f"{WHOLE}|wrong operand", "the sum of p**2 stands where the products p_i p_k belong", 1.0, P * D - SQUARES * SUM),
    (f"{WHOLE}|wrong operand", "the sum of p**2 stands where the products p_i p_k belong", 1.0, D * (P - SQUARES)),
    ("softmax diagonal|path|term", "only the part off the diagonal is there", 1.0, P * P * D - P * MEAN),
    ("axis|softmax diagonal", "the sum is taken over the rows, not within each row", 2.0,
     P * (D - (P * D).sum(axis=0))),
    ("axis|softmax diagonal", "the sum is taken over all rows together, not within each row", 1.0,
     P * (D - (P * D).sum())),
    ("axis|softmax diagonal", "each row gets the sum of another: those down the columns", 1.0,
     P * (D - (P * D).sum(axis=0).reshape(3, 1))),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "kinds"), [(1, 8), (2, 10), (3, 11)])
def test_all_that_may_arrive_at_the_logits(rows, kinds):
    """Of one row there is no other to be confused with, and only a square has as many columns as rows."""
    z = values("z", Z[:rows])
    loss = engine.sum([engine.dot(d, engine.softmax(row)) for d, row in zip(D[:rows].tolist(), z, strict=True)])
    problem = problem_of(loss, z=z)
    found = tabled(jacobians(problem), problem, "z")
    expected = [
        (kind, f"in the softmax derivative {what} at z", usual, g[:rows]) for kind, what, usual, g in ALL[:kinds]
    ]
    if rows == 2:
        sums = (P[:2] * D[:2]).sum(axis=0), (P[:2] * D[:2]).sum()
        expected[8:] = [(*row[:3], P[:2] * (D[:2] - s)) for row, s in zip(expected[8:], sums, strict=True)]
    agree(found, expected)


def test_what_matters_beside_the_softmax_too_is_no_softmax_alone():
    z = values("z", Z[0])
    loss = engine.dot(D[0].tolist(), engine.softmax(z)) + 0.3 * z[1]
    assert list(jacobians(problem_of(loss, z=z))) == []


@pytest.mark.parametrize(
    "share",
    [
        lambda a, b: a.exp() / (a.exp() + 1.0),
        lambda a, b: a.exp() / (a.exp() + b * b),
        lambda a, b: a.exp() / b,
        lambda a, b: a.exp() / b.exp(),
        lambda a, b: a / (a + b),
        lambda a, b: engine.softmax([a])[0] * b,
    ],
    ids=["a constant", "a square", "a number", "another power", "no powers", "one logit"],
)
def test_a_quotient_that_is_no_softmax_has_no_slips_of_one(share):
    a, b = values("w", [0.4, 1.3])
    assert not list(jacobians(problem_of(share(a, b), w=[a, b])))
