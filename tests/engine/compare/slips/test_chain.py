"""Wrong local derivatives: one chain of operations, and what a student has who takes one link of it wrongly."""

from math import cos, exp, log, nan, sin, tanh

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips.chain import (
    activation_forgotten,
    activation_misplaced,
    factor_forgotten,
    inner_sign,
    power_forgotten,
    product_rule,
    softmax_diagonal,
)
from tests.engine.compare.asking import asked, check

FORGOTTEN = "the derivative of the activation is forgotten at the "
AT_OUTPUT = "the derivative of the {} is taken at its output instead of the pre-activation"
NEEDS_OUTPUT = "{} needs the output y; at the {} it is given the pre-activation"
ITSELF = "the activation itself stands where its derivative belongs, at the {}"


def s(x):
    return 1.0 / (1.0 + exp(-x))


def test_every_activation_on_the_way_may_have_lost_its_derivative():
    """L = sigmoid(v tanh(w x)) with w = 0.5, x = 3, v = 2."""
    w, v = Value(0.5, "w"), Value(2.0, "v")
    h = tanh(1.5)
    outer, inner = s(2.0 * h) * (1.0 - s(2.0 * h)), 1.0 - h * h
    problem = asked((v * (w * 3.0).tanh()).sigmoid(), w)
    assert problem.right == pytest.approx([outer * 2.0 * inner * 3.0])
    check(
        activation_forgotten, problem,
        (FORGOTTEN + "tanh after w", outer * 2.0 * 3.0),
        (FORGOTTEN + "sigmoid after v", 2.0 * inner * 3.0),
    )  # fmt: skip
    v_only = asked((v * (w * 3.0).tanh()).sigmoid(), v, name="v")
    check(activation_forgotten, v_only, (FORGOTTEN + "sigmoid after v", h))


def test_every_power_on_the_way_may_have_lost_its_derivative():
    """L = (v (w x)^2 - 6)^2 with w = 0.5, x = 3, v = 2: the error is -1.5."""
    w, v = Value(0.5, "w"), Value(2.0, "v")
    problem = asked((v * (w * 3.0) ** 2 - 6.0) ** 2, w)
    assert problem.right == [2 * -1.5 * 2.0 * (2 * 1.5) * 3.0]
    check(
        power_forgotten, problem,
        ("the derivative of the power is forgotten at the power after w", 2 * -1.5 * 2.0 * 3.0),
        ("the derivative of the power is forgotten at the power after v", 2.0 * (2 * 1.5) * 3.0),
        ("the derivative of the power is forgotten at the power after w and power after v", 2.0 * 3.0),
    )  # fmt: skip


def test_equal_activations_in_a_row_may_have_lost_theirs_together():
    w = [Value(0.1 * (k + 3), f"w{k}") for k in range(3)]
    x, slopes = 1.0, []
    y = Value(1.0)
    for one in w:
        y = (one * y).sin()
        slopes.append(cos(one.data * x))
        x = sin(one.data * x)
    a, b, c = slopes
    rest = 1.0 * w[1].data * w[2].data
    check(
        activation_forgotten, asked(y, w[0], name="w0", w1=w[1], w2=w[2]),
        (FORGOTTEN + "sin after w0", b * c * rest),
        (FORGOTTEN + "sin after w1", a * c * rest),
        (FORGOTTEN + "sin after w2", a * b * rest),
        (FORGOTTEN + "sin after w0, sin after w1, ...", rest),
        (FORGOTTEN + "sin after w0 and sin after w1", c * rest),
        (FORGOTTEN + "sin after w1 and sin after w2", a * rest),
    )  # fmt: skip


def test_a_derivative_taken_at_the_wrong_number():
    w = Value(0.5, "w")
    z, y = 1.5, tanh(1.5)
    check(
        activation_misplaced, asked((w * 3.0).tanh() * 7.0, w),
        (AT_OUTPUT.format("tanh after w"), 7 * (1 - tanh(y) ** 2) * 3),
        (NEEDS_OUTPUT.format("1 - y**2", "tanh after w"), 7 * (1 - z**2) * 3),
        (ITSELF.format("tanh after w"), 7 * y * 3),
    )  # fmt: skip
    check(
        activation_misplaced, asked((w * 3.0).sigmoid(), w),
        (AT_OUTPUT.format("sigmoid after w"), s(s(z)) * (1 - s(s(z))) * 3),
        (NEEDS_OUTPUT.format("y*(1 - y)", "sigmoid after w"), z * (1 - z) * 3),
        (ITSELF.format("sigmoid after w"), s(z) * 3),
    )  # fmt: skip


def test_not_every_derivative_is_learnt_by_the_output_and_not_every_one_exists_there():
    w = Value(0.1, "w")
    check(
        activation_misplaced, asked((w * 5.0).log(), w),
        (AT_OUTPUT.format("log after w"), nan),  # log 0.5 < 0 has no logarithm
        (ITSELF.format("log after w"), log(0.5) * 5.0),
    )  # fmt: skip
    check(
        activation_misplaced, asked((w * -5.0).relu() + (w * 5.0).relu(), w),
        (AT_OUTPUT.format("relu after w"), 5.0),
        (ITSELF.format("relu after w"), 0.5 * 5.0),
    )  # fmt: skip


OWN = "product rule: the operand's own value instead of the other's, where {} enters"
LEFT_OUT = "not multiplied by the other factor ({}), where {} enters"


def test_the_operands_own_value_or_nothing_stands_where_the_other_factor_belongs():
    """L = (a b) c d with a, b, c, d = 2, 3, 5, 7: at a itself, at one of the outer products, or at several."""
    a, b, c, d = (Value(x, name) for x, name in ((2.0, "a"), (3.0, "b"), (5.0, "c"), (7.0, "d")))
    problem = asked(a * b * c * d, a, name="a", b=b, c=c, d=d)
    assert problem.right == [3 * 5 * 7]
    check(
        product_rule, problem,
        (OWN.format("a"), 2 * 5 * 7),
        (OWN.format("multiply after a, b"), 3 * 6 * 7),
        (OWN.format("multiply after c"), 3 * 5 * 30),
        (OWN.format("a, multiply after a, b, ..."), 2 * 6 * 30),
        (OWN.format("a and multiply after a, b"), 2 * 6 * 7),
        (OWN.format("multiply after a, b and multiply after c"), 3 * 6 * 30),
    )  # fmt: skip
    check(
        factor_forgotten, problem,
        (LEFT_OUT.format("b", "a"), 5 * 7),
        (LEFT_OUT.format("c", "multiply after a, b"), 3 * 7),
        (LEFT_OUT.format("d", "multiply after c"), 3 * 5),
        (LEFT_OUT.format("b, c, ...", "a, multiply after a, b, ..."), 1),
        (LEFT_OUT.format("b and c", "a and multiply after a, b"), 7),
        (LEFT_OUT.format("c and d", "multiply after a, b and multiply after c"), 3),
    )  # fmt: skip


def test_a_product_further_on_is_tried_where_the_parameter_itself_is_in_none():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    problem = asked((a + 1.0) * b, a, name="a", b=b)
    check(product_rule, problem, (OWN.format("add after a"), 3))
    check(factor_forgotten, problem, (LEFT_OUT.format("b", "add after a"), 1))
    bias = asked(engine.affine([a], [5.0], b), b, name="b", a=a)  # b is in no product
    check(product_rule, bias)
    check(factor_forgotten, bias)


def test_a_sign_is_lost_on_one_path_only():
    """L = (a + 3)^2 - 5 / a with a = 2: dL/da = 10 + 1.25."""
    a = Value(2.0, "a")
    text = "the sign is wrong on one path only, where {} enters"
    check(
        inner_sign, asked((a + 3.0) ** 2 - 5.0 / a, a, name="a"),
        (text.format("a"), -10 + 1.25),  # the sum
        (text.format("add after a"), -10 + 1.25),  # the power
        (text.format("a"), 10 - 1.25),  # the quotient
        (text.format("power after a"), -10 + 1.25),  # the difference, on its left
        (text.format("divide after a"), 10 - 1.25),  # and on its right
    )  # fmt: skip


def test_a_sign_that_changes_nothing_or_everything_is_said_better_elsewhere():
    a = Value(2.0, "a")
    check(inner_sign, asked((a + 3.0) ** 2, a, name="a"))
    check(inner_sign, asked(engine.sum([a * 1.0, 0.0 * (a + 1.0)]), a, name="a"))
    check(inner_sign, asked(a * 3.0, a, name="a"))


@pytest.mark.parametrize("written", ["softmax", "log", "quotient"])
def test_the_softmax_has_more_than_its_diagonal(written):
    """L = c . p, or L = -y . log p, where only dp_i/dz_i is counted."""
    z, c = np.array([0.5, -1.0, 2.0]), [3.0, 1.0, -2.0]
    p = np.exp(z) / np.exp(z).sum()
    logits = [Value(x, f"z{i}") for i, x in enumerate(z.tolist())]
    if written == "softmax":
        loss = engine.dot(c, engine.softmax(logits))
        diagonal = c * p * (1 - p)
    elif written == "quotient":
        exps = [x.exp() for x in logits]
        total = engine.sum(exps)
        loss = engine.dot(c, [e / total for e in exps])
        diagonal = c * p * (1 - p)
    else:
        total = engine.logsumexp(logits)
        loss = engine.dot(c, [x - total for x in logits])
        diagonal = c * (1 - p)
    text = "the softmax derivative has only its diagonal p_i (1 - p_i); the -p_i p_k of the other outputs is missing"
    check(softmax_diagonal, asked(loss, logits, name="z"), (text, diagonal))


@pytest.mark.parametrize(
    "loss",
    [
        lambda a, b: a * b,
        lambda a, b: a - engine.logsumexp([b, b + 1.0]),  # not one of its logits
        lambda a, b: engine.logsumexp([a, b]) - a,
        lambda a, b: a.exp() / b,
        lambda a, b: a - a * b,
        lambda a, b: a * engine.logsumexp([a, b]),
        lambda a, b: engine.maximum(a, engine.logsumexp([a, b])),
        lambda a, b: a / engine.sum([a, b]),
        lambda a, b: (a * b) / (a + b),
        lambda a, b: a.exp() / (a * b),
        lambda a, b: a.exp() + (a + b),
        lambda a, b: a.exp() - (a + b),
        lambda a, b: a.exp() * (a + b),
        lambda a, b: a - (a + b),
    ],
)
def test_where_there_is_no_softmax_it_has_no_diagonal(loss):
    a, b = Value(2.0, "a"), Value(3.0, "b")
    check(softmax_diagonal, asked(loss(a, b), [a, b]))
