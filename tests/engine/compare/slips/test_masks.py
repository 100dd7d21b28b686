"""What relu and max let through: a student who masks the wrong thing, or by the wrong array."""

from math import exp

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.masks import chooser, mask
from tests.engine.compare.asking import asked, check
from tests.engine.planted.derivation import values

BY_OWN = "the mask of the {} is applied to w > 0 instead of the pre-activation"
ON_GRADIENT = "relu is applied to the gradient itself; its mask is where the pre-activation is positive"
INVERTED = "the mask of the {} is inverted: it lets through where the pre-activation is <= 0"
TRANSPOSED = "the mask of the {} is transposed"
FIRST = "the mask of the first example is used for all, at the {}"
NEXT = "each example gets the mask of the next one, at the {}"
ELSEWHERE = "the mask of the {} is taken from another layer"
ONE_TERM = "the mask of the {} is not applied to one part of the loss: {}"


def rectified(w, x, upstream):
    """Return the loss sum u relu(w x), entry by entry, and its gradient without the mask."""
    flat = [a for row in w for a in row]
    hidden = [(a * b).relu() for a, b in zip(flat, x.ravel().tolist(), strict=True)]
    return engine.dot(upstream.ravel().tolist(), hidden), upstream * x


def test_every_way_to_mask_a_layer_of_two_examples_wrongly():
    w, x = np.array([[1.0, -2.0], [-3.0, 0.5]]), np.array([[2.0, 1.0], [-1.0, 1.0]])
    upstream = np.array([[-1.0, 10.0], [100.0, 1000.0]])
    nodes = values("w", w.tolist())
    loss, unmasked = rectified(nodes, x, upstream)
    at = "relu after w"
    check(
        mask, asked(loss, nodes),
        (BY_OWN.format(at), unmasked * (w > 0)),
        (ON_GRADIENT, np.maximum(unmasked, 0)),
        (ON_GRADIENT, np.maximum(unmasked * (w * x > 0), 0)),
        (INVERTED.format(at), unmasked * (w * x <= 0)),
        (ON_GRADIENT, unmasked * (upstream > 0)),
        (TRANSPOSED.format(at), unmasked * (w * x > 0).T),
        (FIRST.format(at), unmasked * (w * x > 0)[0]),
        (NEXT.format(at), unmasked * (w * x > 0)[::-1]),
    )  # fmt: skip


def test_zero_lets_nothing_through():
    w, v = Value(0.0, "w"), Value(0.0, "v")
    check(
        mask, asked((w + 1.0).relu(), w, v=v),
        (BY_OWN.format("relu after w"), 0), (ON_GRADIENT, 1), (ON_GRADIENT, 1),
        (INVERTED.format("relu after w"), 0), (ON_GRADIENT, 1), (ELSEWHERE.format("relu after w"), 0),
    )  # fmt: skip
    check(
        mask, asked((w + 1.0).relu() * 0.0, w),
        (BY_OWN.format("relu after w"), 0), (ON_GRADIENT, 0), (ON_GRADIENT, 0),
        (INVERTED.format("relu after w"), 0), (ON_GRADIENT, 0),
    )  # fmt: skip


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (2, 4), (1, 3), (1, 5)])
def test_the_masks_of_other_examples_in_every_width_that_divides_the_layer(shape):
    count = shape[0] * shape[1]
    w = np.array([1.0, -2.0, 3.0, -4.0, -5.0, 6.0, 7.0, 8.0, -9.0])[:count].reshape(shape)
    loss, unmasked = rectified(
        nodes := values("w", w.tolist()), np.ones(shape), np.arange(1.0, count + 1).reshape(shape)
    )
    expected, at = [], "relu after w"
    for columns in {6: (2, 3), 9: (3,), 8: (2, 4)}.get(count, ()):
        rows = (w > 0).reshape(-1, columns)
        if len(rows) == columns:
            expected.append((TRANSPOSED.format(at), rows.T))
        expected.append((FIRST.format(at), np.tile(rows[0], (len(rows), 1))))
        expected.append((NEXT.format(at), np.roll(rows, -1, axis=0)))
    problem = asked(loss, nodes)
    check(
        lambda problem: list(mask(problem))[5:], problem,
        *((text, unmasked * wrong.reshape(shape)) for text, wrong in expected),
    )  # fmt: skip


def test_the_mask_of_another_layer_or_array_of_as_many():
    """h = relu(w x), and beside it tanh(h) and the array v of as many: either may lend its signs."""
    w = values("w", [1.0, -2.0, 3.0])
    v = values("v", [-1.0, 1.0, 1.0])
    few = values("few", [1.0, 1.0])
    hidden = [(a * 1.0).relu() for a in w]
    loss = engine.dot([1.0, 10.0, 100.0], [(h - 1.0).tanh() for h in hidden]) + engine.sum([*v, *few])
    slope = np.array([1.0, 10.0, 100.0]) * (1 - np.tanh([0.0, -1.0, 2.0]) ** 2)
    borrowed = [guess.gradient for guess in mask(asked(loss, w, v=v, few=few)) if "another layer" in guess.text]
    assert borrowed == pytest.approx(np.array([slope * [0, 0, 1], slope * [0, 1, 1]]))
    pooled = engine.sum([engine.maximum(h, 2.0) * c for h, c in zip(hidden, (1.0, 10.0, 100.0), strict=True)])
    assert [g.text for g in mask(asked(pooled, w))].count(ELSEWHERE.format("relu after w")) == 1  # max counts, too


def test_the_sign_of_the_gradient_that_arrives_masks_layer_after_layer():
    """L = c relu(v relu(w)): c masks the outer one, and what is left of it times v the inner one."""
    w, v, c = values("w", [1.0, 1.0, 1.0, -1.0]), [2.0, -2.0, 2.0, 2.0], [1.0, 1.0, -1.0, 1.0]
    inner = [(a * 1.0).relu() for a in w]
    loss = engine.dot(c, [(h * k).relu() for h, k in zip(inner, v, strict=True)])
    by_upstream = [guess.gradient for guess in mask(asked(loss, w)) if guess.text == ON_GRADIENT][2::3]
    assert by_upstream == [
        [2.0, 0.0, 0.0, 0.0],  # the inner one only: its other mask stays
        [2.0, -2.0, 0.0, 0.0],  # the outer one only
        [2.0, 0.0, 0.0, 2.0],  # both
    ]


def test_a_mask_that_is_not_applied_to_one_part_of_the_loss():
    """L = sum exp(h) + (h + 3)^2 with h = relu(w), which is open for the first and closed for the second."""
    w = values("w", [1.0, -1.0])
    hidden = [(a * 1.0).relu() for a in w]
    loss = engine.sum([term for h in hidden for term in (h.exp(), (h + 3.0) ** 2)])
    problem = asked(loss, w)
    e = exp(1.0)
    assert problem.right == pytest.approx([e + 8, 0])
    check(
        lambda problem: [guess for guess in mask(problem) if "one part" in guess.text], problem,
        (ONE_TERM.format("relu after w", "that with the exp after w"), [e + 8, 1]),
        (ONE_TERM.format("relu after w", "that with the power after w"), [e + 8, 6]),
    )  # fmt: skip
    check(mask, asked(engine.sum([w[0].exp(), w[1] ** 2]), w))  # where there is no mask, nobody forgets it


def test_the_leaky_one_is_inverted_as_well():
    w = values("w", [2.0, -2.0])
    found = {guess.text: guess.gradient for guess in mask(asked(engine.sum([a.leaky_relu(0.25) for a in w]), w))}
    assert found[INVERTED.format("leaky_relu after w")] == [0.0, 0.75]


def test_the_gradient_of_a_maximum_goes_elsewhere_than_to_the_winner():
    x = values("x", [1.0, 5.0, -2.0, 4.0, 3.0, 7.0])
    loss = engine.maximum(*x[:3]) * 6.0 + engine.maximum(*x[3:]) * 60.0
    problem = asked(loss, x, name="x")
    assert problem.right == [0, 6, 0, 0, 0, 60]
    check(
        chooser, problem,
        ("the maximum after x passes its gradient to every input; only the winner gets it", [6, 6, 6, 60, 60, 60]),
        ("the maximum after x is treated as an average: the gradient is shared by all inputs", [2, 2, 2, 20, 20, 20]),
        ("the maximum after x passes its gradient to its first input, not to the winner", [6, 0, 0, 60, 0, 0]),
        ("the maximum after x passes its gradient to the smallest input, not to the winner", [0, 0, 6, 0, 60, 0]),
    )  # fmt: skip
    check(chooser, asked(x[0].relu(), x[0], name="x"))
