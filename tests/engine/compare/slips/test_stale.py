"""A right formula with wrong numbers in it: weights after their step, pre-activations, a plus for a minus."""

from math import tanh

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.stale import (
    RATES,
    another_parameter,
    updated_weights,
    weights_returned,
    wrong_operand,
)
from tests.engine.compare.asking import asked, check
from tests.engine.planted.derivation import values

UPDATED = (
    "used weights that were already updated (learning rate {:.4g}): pass the gradient back through the old ones first"
)
AFTER = "taken after the update of all parameters (learning rate {:.4g}), not before it"
RETURNED = "this is w after its update (learning rate {:.4g}), not the gradient"
ITSELF = "these are the numbers of w itself, not their gradient"


def cubic(hand, given=None):
    """L = v w^3 with w, v = 2, 3: dL/dw = 3 v w^2 = 36 and dL/dv = w^3 = 8."""
    w, v = Value(2.0, "w"), Value(3.0, "v")
    return asked(v * w**3, w, hand, v=(v, given) if given is not None else v)


@pytest.mark.parametrize("rate", [1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.001, 0.0001])
def test_every_usual_learning_rate_is_recognized(rate):
    assert rate in RATES
    new_v, new_w = 3 - rate * 8, 2 - rate * 36
    check(updated_weights, cubic(3 * new_v * 2**2), (UPDATED.format(rate), 3 * new_v * 2**2))
    check(updated_weights, cubic(3 * new_v * new_w**2), (AFTER.format(rate), 3 * new_v * new_w**2))
    w = values("w", [2.0, 5.0])
    after = [2 - rate * 3, 5 - rate * 7]
    check(
        weights_returned, asked(engine.dot(w, [3.0, 7.0]), w, after),
        (ITSELF, [2, 5]), (RETURNED.format(rate), after),
    )  # fmt: skip


def test_the_step_is_taken_with_the_students_own_gradient_where_there_is_one():
    hand = 3 * (3 - 0.1 * 7.5) * 4
    check(updated_weights, cubic(hand, given=7.5), (UPDATED.format(0.1), hand))
    check(updated_weights, cubic(hand, given=[7.5]))  # not in that shape: then with the right one, which is 8
    check(updated_weights, cubic(hand))


def test_a_gradient_that_is_right_was_not_updated():
    check(updated_weights, cubic(36.0))
    check(updated_weights, cubic([3 * (3 - 0.1 * 8) * 4]))
    w, v = Value(2.0, "w"), Value(0.8, "v")
    check(updated_weights, asked(v * w**3, w, 0.0, v=v))  # a zero says nothing, though 0.8 - 0.1 * 8 is none, too


def three(rate, hand=None):
    """L = v (c . sin w), so that three numbers tell the learning rate."""
    w, v, c = [0.3, 1.0, -2.0], 3.0, np.array([5.0, 7.0, 11.0])
    nodes, factor = values("w", w), Value(v, "v")
    gradient = (v - rate * float(c @ np.sin(w))) * c * np.cos(w)
    loss = factor * engine.dot(c.tolist(), [x.sin() for x in nodes])
    return asked(loss, nodes, gradient if hand is None else hand, v=factor), gradient


@pytest.mark.parametrize("rate", [0.0371, 0.6, 0.0007, 4.5])
def test_an_unusual_learning_rate_is_found_from_three_numbers(rate):
    problem, gradient = three(rate)
    check(updated_weights, problem, (UPDATED.format(rate), gradient))
    w = values("w", [2.0, 5.0, -1.0])
    after = [2 - rate * 3, 5 - rate * 7, -1 - rate * 11]
    check(
        weights_returned, asked(engine.dot(w, [3.0, 7.0, 11.0]), w, after),
        (ITSELF, [2, 5, -1]), (RETURNED.format(rate), after),
    )  # fmt: skip


def test_uphill_there_is_no_learning_rate_and_two_numbers_are_too_few_for_an_unusual_one():
    check(updated_weights, three(-0.0371)[0])
    check(updated_weights, three(0.0, [1.0, 2.0, 3.0])[0])
    w = values("w", [2.0, 5.0])
    check(weights_returned, asked(engine.dot(w, [3.0, 7.0]), w, [2 - 0.0371 * 3, 5 - 0.0371 * 7]), (ITSELF, [2, 5]))
    check(weights_returned, asked(w[0] * 3.0, w[0], 2 - 0.1 * 3), (ITSELF, 2))  # one number is met by chance
    w = values("w", [2.0, 5.0, -1.0])
    check(weights_returned, asked(engine.dot(w, [3.0, 7.0, 11.0]), w, [2, 5, -1]), (ITSELF, [2, 5, -1]))  # no step


def test_of_an_intermediate_result_only_the_way_back_can_be_stale():
    """L = v z^2 with z = 2 w: dL/dz = 2 v z."""
    w, v = Value(2.0, "w"), Value(3.0, "v")
    z = w * 2.0
    stale = 2 * (3 - 0.1 * 16) * 4
    check(updated_weights, asked(v * z**2, z, stale, name="z", v=v), (UPDATED.format(0.1), stale))
    new_z = 2 * (2 - 0.1 * 48)
    check(updated_weights, asked(v * z**2, z, 2 * (3 - 0.1 * 16) * new_z, name="z", v=v, w=w))
    check(updated_weights, asked(v * z**2, v, 16.0 + 1.0, name="v", z=(z, 1.0)))  # z takes no step


def test_a_step_out_of_the_domain_ends_the_search():
    """L = v log w with w, v = 1, 3: a step of 1 leads to log(-2)."""
    w, v = Value(1.0, "w"), Value(3.0, "v")
    check(updated_weights, asked(v * w.log(), w, 77.0, v=v))


def test_a_pre_activation_stands_where_the_activation_belongs():
    """L = tanh(3 w)^2 with w = 0.5: dL/dw = 2 y (1 - y^2) 3, and z for y in the square only."""
    w = Value(0.5, "w")
    z, slope = 1.5, 1 - tanh(1.5) ** 2
    text = "the pre-activation is used where the output of the tanh after w belongs"
    check(wrong_operand, asked((w * 3.0).tanh() ** 2, w), (text, 2 * z * slope * 3))
    v = Value(7.0, "v")
    check(wrong_operand, asked((w * 3.0).tanh() * v, v, name="v", w=w), (text, z))  # it need not lie on the way


def test_a_difference_is_a_sum_or_half_of_it_or_turned_round():
    """L = (a - b)^3 with a, b = 5, 3: dL/da = 3 (a - b)^2."""
    a, b = Value(5.0, "a"), Value(3.0, "b")
    at = "subtract after a, b"
    check(
        wrong_operand, asked((a - b) ** 3, a, name="a", b=b),
        (f"a plus stands where a minus belongs, at the {at}", 3 * 8**2),
        (f"the second operand is forgotten at the {at}", 3 * 5**2),
        (f"the difference is turned round at the {at}", 3 * (-2) ** 2),
    )  # fmt: skip
    check(wrong_operand, asked((-a) ** 3, a, name="a"))  # a minus with one side only


def test_the_gradient_of_another_parameter():
    a, b, z = Value(5.0, "a"), values("b", [[2.0, 3.0]]), Value(1.0)
    c = z.exp()
    loss = a * b[0][0] * 2.0 + b[0][1] * 11.0 + c
    problem = asked(loss, a, name="a", b=b, c=c)
    check(another_parameter, problem, ("this is the gradient of b, not of a", [[10, 11]]))
    check(another_parameter, asked(loss, c, name="c", a=a))
