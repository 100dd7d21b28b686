"""Schedules: the rate of each step, against the formula of its source."""

import math

import pytest

from engine import Value
from nn.optim import SGD
from nn.schedules import constant, cosine_decay, exponential_decay, inverse_time_decay, step_decay, warm_up


def test_formulas():
    for t in range(40):
        assert constant(0.3)(t) == 0.3
        assert step_decay(0.3, every=7, factor=0.5)(t) == pytest.approx(0.3 * 0.5 ** math.floor(t / 7))
        assert exponential_decay(0.3, 0.9)(t) == pytest.approx(0.3 * math.exp(t * math.log(0.9)))
        assert inverse_time_decay(0.3, 0.1)(t) == pytest.approx(0.3 / (1 + 0.1 * t))


def test_cosine_falls_from_the_rate_to_the_floor_symmetrically_and_stays():
    rate = cosine_decay(1.0, steps=10, floor=0.2)
    assert [rate(0), rate(5), rate(10), rate(1000)] == pytest.approx([1.0, 0.6, 0.2, 0.2])
    for t in range(11):
        assert rate(t) + rate(10 - t) == pytest.approx(1.2)


def test_warm_up_joins_the_other_schedule_at_its_start():
    then = exponential_decay(0.8, 0.5)
    rate = warm_up(4, then)
    assert [rate(t) for t in range(7)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.4, 0.2])
    assert [rate(t) for t in range(4, 30)] == [then(t) for t in range(26)]
    assert [warm_up(1, then)(t) for t in range(3)] == [0.8, 0.8, 0.4]


def test_inverse_time_meets_the_conditions_of_stochastic_approximation_and_exponential_does_not():
    """Robbins and Monro: the rates must add up to infinity; exponential ones stop short."""
    slow, fast = inverse_time_decay(1.0, 1.0), exponential_decay(1.0, 0.5)
    assert sum(map(slow, range(100_000))) > 12
    assert sum(map(fast, range(1000))) <= 2


def test_an_optimiser_follows_its_schedule():
    w = Value(0.0)
    optimiser = SGD([w], step_decay(1.0, every=1, factor=0.5))
    for _ in range(3):
        w.grad = -1.0
        optimiser.step()
    assert w.data == 1.75
    assert optimiser.rate == 0.125
