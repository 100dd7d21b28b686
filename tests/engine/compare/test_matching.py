"""Whether a guess is the student's numbers: the bounds, the shapes, and how much noise is allowed."""

from dataclasses import FrozenInstanceError
from math import inf, nan

import numpy as np
import pytest

import engine
from engine.compare.guesses import NamedArray
from engine.compare.matching import NOISE, Explanation, Wrong, case_of
from engine.compare.written import Written
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values


def case(hand, slack=None, noise=None, right=None, shape=None):
    """Return numbers that are compared; they are in the shape of the parameter unless that is given."""
    w = values("w", [1.0] * len(hand))
    written = Written(hand, slack or [0.0] * len(hand))
    array = NamedArray("w", w, (len(hand),), written, (len(hand),) if shape is None else shape)
    zero = np.zeros(len(hand))
    return Wrong(
        array, zero if right is None else np.array(right), np.array(hand), np.array(written.slack),
        zero if noise is None else np.array(noise),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hand", "slack", "noise", "near"),
    [
        (0.5, 0.5, 0.0, True), (0.5, 0.0, 0.5, True), (0.5, 0.25, 0.25, True), (-0.5, 0.25, 0.25, True),
        (0.5, 0.25, 0.125, False), (0.5, 0.5, -0.125, False), (-0.5, 0.125, 0.25, False), (0.0, 0.0, 0.0, True),
    ],
)  # fmt: skip
def test_half_a_unit_and_the_noise_are_allowed_and_no_more(hand, slack, noise, near):
    """Of a guess of 0, of which no share is allowed."""
    one = case([3.0, hand], [0.0, slack], [0.0, noise], right=[3.0, 0.0])
    assert one.agrees([3.0, 0.0]) is near
    assert one.rows_that_agree(np.array([[3.0, 0.0], [9.0, 0.0], [3.0, 0.0]])) == ([0, 2] if near else [])
    assert one.wrong == ([] if near else [1])


@pytest.mark.parametrize(
    ("guess", "agrees"),
    [
        ([0.5, 0.5], True), ([[0.5, 0.5]], True), ([0.5], False), (0.5, False), ([0.5, 0.5, 0.5], False), ([], False),
        ([0.5, inf], False), ([-inf, 0.5], False), ([0.5, nan], False), ([0.5, 0.25], False),
    ],
)  # fmt: skip
def test_a_guess_has_as_many_numbers_and_all_are_finite(guess, agrees):
    assert case([0.5, 0.5]).agrees(guess) is agrees


def test_in_another_shape_everything_is_wrong_and_no_row_agrees():
    other = case([0.5, 0.25], right=[0.5, 0.25], shape=(1, 2))
    assert other.wrong == [0, 1]
    assert other.rows_that_agree(np.array([[0.5, 0.25]])) == []
    assert other.agrees([0.5, 0.25])


def test_numbers_that_are_no_numbers_agree_with_no_row_and_warn_of_nothing():
    rows = np.array([[inf, 0.5], [-inf, 0.5], [nan, 0.5], [0.25, 0.5], [inf, inf]])
    assert case([inf, 0.5]).rows_that_agree(rows) == []
    assert case([0.25, 0.5]).rows_that_agree(rows) == [3]


@pytest.mark.parametrize(
    ("hand", "evidence"),
    [
        ([1.0, -1.0], 1), ([1.0, 2.0, 0.0], 2), ([-1.0, -2.0, nan, inf], 2), ([0.0], 0), ([1.00001, 1.00002], 1),
        ([1.0001, 1.0002], 2), ([-3.0], 1), ([2.0, -2.5, 1e-9], 3),
    ],
)  # fmt: skip
def test_so_many_different_numbers_speak(hand, evidence):
    assert case(hand, right=[5.0] * len(hand)).evidence == evidence


@pytest.mark.parametrize(
    ("hand", "noise"),
    [
        ([1 / 3, 2 / 3], [NOISE * 2.0, NOISE * 7.0]), (np.array([1 / 3, 2 / 3]), [NOISE * 2.0, NOISE * 7.0]),
        (np.array([1 / 3, 2 / 3], dtype=np.float32), [(NOISE + 2.0**-20) * 2.0, (NOISE + 2.0**-20) * 7.0]),
        ([1 / 3], [NOISE * 7.0]), ([[1 / 3, 2 / 3, 1 / 7]], [NOISE * 7.0] * 3),
    ],
)  # fmt: skip
def test_the_noise_is_a_share_of_the_terms(hand, noise):
    w = values("w", [0.5, 0.5])
    problem = problem_of(engine.dot(w, [-2.0, 7.0]), w=(w, hand))
    one = case_of(problem, problem.arrays[0])
    assert one.noise == pytest.approx(noise, rel=1e-12)
    assert one.right.tolist() == [-2.0, 7.0]
    assert one.hand.tolist() == np.ravel(hand).tolist()
    assert one.slack.tolist() == list(problem.arrays[0].written.slack)


@pytest.mark.parametrize(
    ("one", "other", "says", "like"),
    [
        (("mean", "off by the factor 3"), ("mean", "divided by 3"), False, True),
        (("mean", "divided by 3"), ("mean", "off by the factor 3"), False, True),
        (("mean", "divided by 3"), ("ratio", "off by the factor 3"), False, False),
        (("factor 2", "off by the factor 2"), ("factor 2", "off by the factor 2"), True, True),
        (("a|b", "off by the factor 2"), ("b", "off by the factor 2"), False, True),
        (("a", "w1 by 2.5e-3"), ("a", "w7 by 19"), True, True), (("a", "w by 2"), ("b", "w by 2"), False, False),
    ],
)  # fmt: skip
def test_what_two_explanations_say(one, other, says, like):
    first, second = (Explanation((kinds,), what, "", "", 1.0) for kinds, what in (one, other))
    assert (first.says(second), first.is_like(second)) == (says, like)
    assert first.arrays == []
    assert first.arrays is not second.arrays


def test_what_is_written_stays_as_it_is():
    written = Written([1.0], [0.0])
    assert (written.digits, written.relative) == (0, 0.0)
    with pytest.raises(FrozenInstanceError):
        written.digits = 3  # type: ignore[misc]


def test_a_guess_may_be_a_millionth_off():
    for off, agrees in ((0.9e-6, True), (1.1e-6, False)):
        one = case([1000.0 * (1 + off)], right=[1000.0])
        assert one.agrees([1000.0]) is agrees
        assert one.rows_that_agree(np.array([[1000.0]])) == [0] * agrees
        assert one.wrong == [0] * (not agrees)
