"""Slips with what is let through and what is chosen: masks, maxima, softmax, the targets of a loss."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips import choices
from engine.compare.slips.choices import masks
from engine.compare.slips.pooling import winners
from tests.engine.compare.asking import among, check, expects, gives, problem_of
from tests.engine.planted.derivation import values

W = np.array([[0.9, -1.4, 0.5], [-0.3, 1.1, -2.0], [1.6, 0.7, -0.8]])
X = np.array([[1.2, 0.4, -1.5], [0.8, -0.6, 1.3], [-0.9, 2.1, 0.3]])
C = np.array([[1.3, -0.7, 2.1], [0.6, 1.9, -1.2], [-0.4, 0.85, 2.6]])


def rectified():
    """Return L = sum of c relu(w x), entry by entry, with w, and its gradient without the mask."""
    w = values("w", W)
    flat = [a for row in w for a in row]
    hidden = [(a * x).relu() for a, x in zip(flat, X.ravel().tolist(), strict=True)]
    return engine.dot(C.ravel().tolist(), hidden), w, C * X, (W * X > 0).astype(float)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda open_: 1 - open_, "inverted"),
        (lambda open_: open_.T, "transposed"),
        (lambda open_: np.tile(open_[0], (3, 1)), "first example"),
        (lambda open_: np.roll(open_, -1, axis=0), "next one"),
        (lambda open_: (W > 0).astype(float), "taken from w"),
        (lambda open_: (C > 0).astype(float), "the gradient itself"),
    ],
)
def test_the_mask_of_a_relu_is_taken_from_the_wrong_thing(wrong, words):
    loss, w, unmasked, open_ = rectified()
    assert compare_gradients(loss, {"w": (w, unmasked * open_)}).ok
    check("mask", loss, words, w=(w, unmasked * wrong(open_)))


def test_no_mask_at_all_is_a_forgotten_activation():
    loss, w, unmasked, _ = rectified()
    check("activation forgotten", loss, w=(w, unmasked))


def test_a_leaky_mask_is_inverted_as_well():
    w = values("w", [2.0, -2.0])
    problem = problem_of(engine.sum([a.leaky_relu(0.25) for a in w]), w=w)
    expects(gives(masks(problem), problem), "mask: the mask is inverted", [0.0, 0.75])


def pooled():
    """Return L = c . (max of each three of x), with x."""
    x = values("x", [1.0, 5.0, -2.0, 4.0, 3.0, 7.0, -1.5, -0.4, -3.3])
    maxima = [engine.maximum(*x[i : i + 3]) for i in (0, 3, 6)]
    return engine.dot([6.3, -2.7, 1.4], maxima), x


@pytest.mark.parametrize(
    "shares",
    [
        [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        [[1 / 3] * 3, [1 / 3] * 3, [1 / 3] * 3],
        [[1, 0, 0], [1, 0, 0], [1, 0, 0]],
        [[0, 0, 1], [0, 1, 0], [0, 0, 1]],  # the smallest
        [[1, 0, 1], [1, 1, 0], [1, 0, 1]],
    ],
)
def test_the_gradient_of_a_maximum_goes_elsewhere_than_to_the_winner(shares):
    loss, x = pooled()
    check("chooser", loss, x=(x, (np.array([[6.3], [-2.7], [1.4]]) * shares).ravel()))


def test_the_value_of_the_winner_is_multiplied_in():
    loss, x = pooled()
    among("chooser", loss, "the value of the winner", x=(x, [0, 6.3 * 5, 0, 0, 0, -2.7 * 7, 0, 1.4 * -0.4, 0]))


def test_where_nothing_is_chosen_no_winner_is_wrong():
    x = values("x", [1.0, 5.0])
    problem = problem_of(x[0].tanh() + x[1], x=x)
    assert not list(winners(problem))


# Softmax and the targets behind it.

Z = np.array([[0.5, -1.0, 1.2], [0.3, 0.9, -0.4], [-1.1, 0.2, 0.7], [0.1, -0.6, 0.45]])
LABELS = [2, 0, 1, 2]
Y = np.eye(3)[LABELS]


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


FORMS = {
    "logsumexp": lambda row, k: engine.logsumexp(row) - row[k],
    "softmax": lambda row, k: -engine.softmax(row)[k].log(),
    "written out": lambda row, k: -(row[k].exp() / engine.sum([x.exp() for x in row])).log(),
}


@pytest.fixture(params=list(FORMS))
def cross_entropy(request):
    """Return L = the mean of -log p_y over the rows, and z."""
    z = values("z", Z)
    return engine.sum([FORMS[request.param](row, k) for row, k in zip(z, LABELS, strict=True)]) / 4.0, z


def test_its_gradient(cross_entropy):
    loss, z = cross_entropy
    assert compare_gradients(loss, {"z": (z, (softmax(Z) - Y) / 4)}).ok


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "arrives"),
    [
        ("target", lambda p, y: p),
        ("logits", lambda p, y: Z - y),
        ("extra derivative", lambda p, y: (p - y) * p * (1 - p)),
        ("softmax diagonal", lambda p, y: -y * (1 - p)),
        ("target", lambda p, y: p - np.roll(y, 1, axis=1)),
        ("target", lambda p, y: p - (p == p.max(axis=1, keepdims=True))),
        ("axis", lambda p, y: np.exp(Z) / np.exp(Z).sum(axis=0) - y),
        ("sign", lambda p, y: y - p),
        ("mean", lambda p, y: 4 * (p - y)),
    ],
)
def test_what_stands_in_the_place_of_p_minus_y(cross_entropy, kind, arrives):
    loss, z = cross_entropy
    check(kind, loss, z=(z, arrives(softmax(Z), Y) / 4))


def test_a_plus_for_the_minus_of_p_minus_y(cross_entropy):
    loss, z = cross_entropy
    among("target", loss, "p + y", z=(z, (softmax(Z) + Y) / 4))


@pytest.mark.long
def test_only_the_diagonal_of_a_softmax():
    """L = c . softmax(z) for four rows: dL/dz_k = p_k (c_k - c . p), and p_k (1 - p_k) c_k by the diagonal alone."""
    c = np.array([[1.3, -0.7, 2.1], [0.6, 1.9, -1.2], [-0.4, 0.85, 2.6], [1.1, 0.2, -0.9]])
    z, p = values("z", Z), softmax(Z)
    loss = engine.sum([engine.dot(weights, engine.softmax(row)) for weights, row in zip(c.tolist(), z, strict=True)])
    assert compare_gradients(loss, {"z": (z, p * (c - (c * p).sum(axis=1, keepdims=True)))}).ok
    check("softmax diagonal", loss, z=(z, c * p * (1 - p)))
    check("softmax diagonal", loss, z=(z, c))
    check("softmax diagonal", loss, z=(z, c * p))


@pytest.mark.long
def test_a_binary_cross_entropy():
    z, y = values("z", Z[:, 0]), np.array([1.0, 0.0, 1.0, 0.0])
    q = [Value.sigmoid(x) for x in z]
    loss = engine.sum([-(p.log() if t else (1.0 - p).log()) for p, t in zip(q, y, strict=True)])
    p = 1 / (1 + np.exp(-Z[:, 0]))
    assert compare_gradients(loss, {"z": (z, p - y)}).ok
    for kind, wrong in (
        ("target", p), ("extra derivative", (p - y) * p * (1 - p)), ("logits", Z[:, 0] - y),
        ("activation forgotten", (p - y) / (p * (1 - p))),
    ):  # fmt: skip
        check(kind, loss, z=(z, wrong))


@pytest.mark.parametrize(
    ("loss", "first"),
    [
        (lambda a, b, c: a - engine.logsumexp([a, b]), True),
        (lambda a, b, c: engine.logsumexp([a, b]) - a, True),
        (lambda a, b, c: c - engine.logsumexp([a, b]), False),
        (lambda a, b, c: engine.logsumexp([a, b]) - c, False),
    ],
    ids=["ln p", "-ln p", "of none of the logits", "minus none of them"],
)
def test_a_difference_with_a_logsumexp_is_ln_p_where_the_score_is_one_of_its_logits(loss, first):
    w = values("w", [0.4, 1.3, -0.7])
    problem = problem_of(loss(*w), w=w)
    diagonal = [slip for slip in choices.softmax(problem) if "only its diagonal" in slip.what]
    assert any(problem.structure.loss is node for slip in diagonal for node, _ in slip.slopes) == first


def test_the_derivative_of_a_softmax_that_is_written_out_is_forgotten_where_its_power_is_no_zero():
    z = values("w", [-800.0, 0.5])
    powers = [x.exp() for x in z]
    shares = [power / engine.sum(powers) for power in powers]
    problem = problem_of(engine.dot([2.0, 3.0], shares), w=z)
    forgotten = [slip for slip in choices.softmax(problem) if "is forgotten" in slip.what]
    assert [node for slip in forgotten for node, slot in slip.slopes if slot == 0] == [shares[1]]
