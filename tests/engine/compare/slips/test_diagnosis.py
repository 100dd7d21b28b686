"""Which slips are named, in what order, and how sure one is: whole findings for numbers with a slip planted in them."""

from math import exp, tanh

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import Finding, compare_gradients
from engine.compare.slips import diagnose
from tests.engine.compare.asking import asked, with_gradient
from tests.engine.planted.derivation import values

ONE_NUMBER = "it matches, but one number cannot tell much"
TWO_NUMBERS = "both different numbers match, and no other known slip gives them"
NUMBERS = "all {} different numbers match, and no other known slip gives them"
OTHERS_TOO = "all {} different numbers match, but other slips give them as well"
SAME = "it gives the same numbers"
FACT = "this is what the numbers show; no other known slip explains them"

SIGN = "the sign is flipped: yours is -1 times the gradient"
TURNED = "the kernel is flipped: the entries stand {} (convolution against cross-correlation)"
TRANSPOSED = "transposed: rows and columns are exchanged; dW = X^T dZ has the shape of W, {}"
BY_COLUMN = "the right numbers were read column by column: a reshape where a transpose is meant"
MEAN = "3 is {}; is the loss a mean, and yours the gradient of the sum?"


@pytest.mark.parametrize(
    ("right", "hand", "expected"),
    [
        ([1.0, 2.0, -4.0], [-1.0, -2.0, 4.0], [Finding("sign", SIGN, "sure", NUMBERS.format(3))]),
        ([1.0, 2.0], [-1.0, -2.0], [Finding("sign", SIGN, "likely", TWO_NUMBERS)]),
        (5.0, -5.0, [Finding("sign", SIGN, "likely", ONE_NUMBER)]),
        ([5.0, -5.0, 5.0], [-5.0, 5.0, -5.0], [  # one number three times
            Finding("sign", SIGN, "likely", ONE_NUMBER),
        ]),
        ([1.0, 2.0, 4.0, 8.0], [0.0, 0.0, 0.0, 0.0], [
            Finding("zero", "yours is zero everywhere, but the loss does depend on it", "likely", ONE_NUMBER),
        ]),
        ([1.0, 2.0, 4.0], [4.0, 2.0, 1.0], [
            Finding("flipped", TURNED.format("in reverse order"), "likely", TWO_NUMBERS),
        ]),
        ([[1.0, 2.0], [4.0, 8.0]], [[1.0, 4.0], [2.0, 8.0]], [
            Finding("transposed", TRANSPOSED.format("2 x 2"), "likely", OTHERS_TOO.format(2)),
            Finding("reshaped", BY_COLUMN, "possible", SAME),
        ]),
        ([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]], [[1.0, 8.0], [2.0, 16.0], [4.0, 32.0]], [
            Finding("transposed", TRANSPOSED.format("2 x 3"), "sure", NUMBERS.format(6)),
        ]),
        ([1.0, 2.0, 4.0, 8.0, 16.0], [1.0, 2.0, 7.0, 8.0, 16.0], [
            Finding("entries", "only [2] is wrong, the rest is right", "sure", "the other 4 entries are right"),
        ]),
        ([1.0, 2.0, 4.0, 8.0, 16.0], [16.0, 2.0, 4.0, 8.0, 1.0], [
            Finding("entries", "[0] and [4] are exchanged, the rest is right", "sure", "the other 3 entries are right"),
        ]),
        ([1.0, 2.0, 3.0], [3.0, 2.0, 3.0], [
            Finding("entries", "only [0] is wrong, the rest is right", "sure", "the other 2 entries are right"),
        ]),
        ([1.0, 2.0, 4.0, 8.0], [2.0, 4.0, 8.0, 1.0], [
            Finding("reordered", "the right numbers, but not at their places: check the indices", "possible", FACT),
        ]),
        ([1.0, 2.0, 4.0], [1.7, 3.4, 6.8], [
            Finding("ratio", "every entry is 1.7 times the right one: look for a constant factor", "possible", FACT),
        ]),
        ([1.0, 2.0, 4.0], [7.0, 9.0], [
            Finding("shape", "yours has the shape 2, but a gradient has the shape of its parameter, 3: "
                             "one slope for every entry", "possible", FACT),
        ]),
        ([1.0, 2.0, 4.0], [3.0, 6.0, 12.0], [
            Finding("factor", "off by the factor 3: " + MEAN.format("a side of w"), "sure", NUMBERS.format(3)),
        ]),
        ([1.0, 2.0, 4.0], [2.0, 4.0, 8.0], [
            Finding("doubled", "twice the right gradient: everything is counted twice", "sure", NUMBERS.format(3)),
        ]),
        ([1.0, 2.0, 4.0], [0.3, -0.7, 5.1], []),
    ],
)  # fmt: skip
def test_what_is_said_of_a_linear_loss(right, hand, expected):
    assert diagnose(with_gradient(right, hand)) == tuple(expected)


def test_two_slips_are_named_together_where_the_numbers_suffice():
    right = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
    both = "two slips: " + TRANSPOSED.format("2 x 3") + "; besides, off by the factor {}: {}"
    for factor, words in ((-1, "the sign is flipped, too"), (3, MEAN.format("a side of w"))):
        (found,) = diagnose(with_gradient(right, factor * right.T))
        assert found == Finding("transposed", both.format(factor, words), "sure", NUMBERS.format(6))
    found = diagnose(with_gradient([[1.0, 2.0], [4.0, -1.0]], [[-1.0, -4.0], [-2.0, 1.0]]))
    assert [(f.slip, f.text[:10]) for f in found] == [("transposed", "two slips:"), ("reshaped", "two slips:")]
    # 1.7 is nobody's factor, and two different numbers are too few
    assert [f.slip for f in diagnose(with_gradient(right, 1.7 * right.T))] == ["shape"]
    assert diagnose(with_gradient([[0.0, 2.0], [4.0, 0.0]], [[0.0, -4.0], [-2.0, 0.0]])) == ()


def test_three_slips_at_most_are_shown_and_of_one_number_none_is_likely_where_several_give_it():
    """L = w - v with w = -1: -1 is dL/dw with a wrong sign, dL/dv, w itself, and more."""
    w, v = Value(-1.0, "w"), Value(2.0, "v")
    assert diagnose(asked(w * 1.0 - v * 1.0, w, -1.0, v=v)) == (
        Finding("sign", SIGN, "possible", ONE_NUMBER),
        Finding("another parameter", "this is the gradient of v, not of w", "possible", SAME),
        Finding("weights returned", "these are the numbers of w itself, not their gradient", "possible", SAME),
    )


def test_a_single_path_is_looked_for_when_nothing_more_usual_is_found():
    """L = sum 3 h + exp h over two examples with h = tanh(w x): the exponential of the first is left out."""
    w = Value(0.5, "w")
    hidden = [(w * x).tanh() for x in (1.0, 2.0)]
    loss = engine.sum([term for h in hidden for term in (h * 3.0, h.exp())])
    h1, h2 = tanh(0.5), tanh(1.0)
    hand = 3 * (1 - h1**2) + (3 + exp(h2)) * 2 * (1 - h2**2)
    text = "a path is left out: from tanh after w into the exp after w"
    assert diagnose(asked(loss, w, hand)) == (Finding("edge", text, "likely", ONE_NUMBER),)


def test_a_large_graph_is_searched_for_a_while_and_the_report_says_so(monkeypatch):
    xs = values("w", [1.0, 2.0, 3.0])
    loss = engine.sum([x.tanh() * c for x, c in zip(xs, (1.0, 2.0, 4.0), strict=True)])
    hand = [-g for g in engine.gradient(loss, xs)]
    line = compare_gradients(loss, {"w": (xs, hand)})["w"]
    assert line.note == ""
    monkeypatch.setattr("engine.compare.problem.LIMIT", 8)  # one sweep goes over nine edges
    line = compare_gradients(loss, {"w": (xs, hand)})["w"]
    assert line.findings == (
        Finding("sign", SIGN, "sure", "all 3 different numbers match, and no other slip that was tried gives them"),
    )
    assert line.note == "the graph is large, and not every slip was tried on it"


def test_when_the_search_is_given_up_each_slip_still_makes_its_first_guess(monkeypatch):
    monkeypatch.setattr("engine.compare.problem.LIMIT", -1)
    w = values("w", [1.0, 2.0, 4.0, 8.0, 16.0])
    right = [3.0, 5.0, 7.0, 11.0, 13.0]
    loss = engine.dot(w, right)
    assert [f.slip for f in diagnose(asked(loss, w, [3.0, 5.0, 0.7, 11.0, 13.0]))] == ["entries"]
    assert [f.slip for f in diagnose(asked(loss, w, [0.5 * g for g in right]))] == ["ratio"]  # half is its second
    assert [f.slip for f in diagnose(asked(loss, w, [2.0 * g for g in right]))] == ["doubled"]
