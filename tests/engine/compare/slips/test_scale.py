"""The right numbers times something: the sign, the 2 of a square, the m of a mean, zeros and rounding."""

import pytest

import engine
from engine import Value
from engine.compare.slips.scale import common_ratio, counts, doubled, factor, factors, ratio, rounded, sign, zero
from tests.engine.compare.asking import asked, check, with_gradient

nan, inf = float("nan"), float("inf")


def test_the_sign_is_flipped_everywhere():
    check(sign, with_gradient([1.0, -2.0]), ("the sign is flipped: yours is -1 times the gradient", [-1.0, 2.0]))


def test_zero_everywhere():
    check(zero, with_gradient([1.0, -2.0]), ("yours is zero everywhere, but the loss does depend on it", [0.0, 0.0]))


def test_twice_or_half_of_it():
    check(
        doubled, with_gradient([1.0, -2.0]),
        ("twice the right gradient: everything is counted twice", [2.0, -4.0]),
        ("half of the right gradient: a 2 is missing, or one of two equal parts", [0.5, -1.0]),
    )  # fmt: skip


def test_one_factor_that_nothing_explains_is_a_fact_about_three_numbers_or_more():
    text = "every entry is 1.7 times the right one: look for a constant factor"
    check(ratio, with_gradient([1.0, 2.0, -3.0], [1.7, 3.4, -5.1]), (text, [1.7, 3.4, -5.1]))
    check(ratio, with_gradient([1.0, 2.0], [1.7, 3.4]))
    check(ratio, with_gradient([1.0, 2.0, -3.0], [1.7, 3.4, 5.1]))
    check(ratio, with_gradient([1.0, 2.0, -3.0], [[1.7, 3.4, -5.1]]))


@pytest.mark.parametrize(
    ("hand", "right", "found"),
    [
        ([2.0, 0.0, -6.0], [1.0, 0.0, -3.0], 2.0),
        ([0.5, -1.5], [1.0, -3.0], 0.5),  # told by the largest number, whatever its sign
        ([5.0, 1e-11], [1.0, 1e-11], 5.0),  # next to 5 the other is nothing
        ([2.0, 4.0], [1.0, 3.0], None),
        ([2.0, 1.0], [1.0, 0.0], None),
        ([0.0, 0.0], [1.0, 3.0], None),  # zeros are no multiple worth a word
        ([1.0, 1.0], [0.0, 0.0], None),
        ([inf, inf], [1.0, 1.0], None),
        ([nan], [1.0], None),
        ([2.0], [1.0, 1.0], None),
        ([2.0] * 1000, [1.0] * 1000, 2.0),
        ([], [], None),
    ],
)
def test_the_common_ratio(hand, right, found):
    assert common_ratio(hand, right) == found


@pytest.mark.parametrize(
    ("right", "hand", "digits"),
    [
        ([0.1234, -0.3012], [0.12, -0.3], 2),
        ([0.123456, 7.0], [0.123, 7.0], 3),
        ([1.0 / 3.0], [0.333333333], 9),
        ([0.1234, -0.3012], [0.1, -0.3], None),  # one digit would fit too much
        ([0.1234, -0.3012], [0.12, -0.31], None),
        ([0.1234, -0.3012], [0.13, -0.3], None),
        ([1.0 / 3.0], [0.3333333333], None),  # ten are no rounding
        ([0.1234, 1.0], [0.12, inf], None),
        ([0.1234, 1.0], [0.12, nan], None),
        ([0.1234], [[0.12]], None),
    ],
)
def test_the_right_gradient_rounded_to_two_up_to_nine_decimals(right, hand, digits):
    text = f"right, but rounded to {digits} decimals; keep all digits until the end"
    check(rounded, with_gradient(right, hand), *([(text, hand)] if digits else []))


# Factors, and whose convention is behind them.

HALF = [(2.0, "the loss carries 1/2, which cancels the 2 of the square"),
        (0.5, "the 1/2 of the loss is there, but the 2 that the square brings down is missing")]  # fmt: skip
WHOLE = [(2.0, "a square brings down one 2, not two"),
         (0.5, "the 2 that the square brings down is missing (the loss is not written with 1/2)")]  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (lambda x: x.exp() * 3.0, []),
        (lambda x: x**3, []),
        (lambda x: x * (x + 1.0), []),
        (lambda x: x + x, []),
        (lambda x: engine.dot([x, x], [1.0, 2.0]), []),
        (lambda x: x - x, []),
        (lambda x: x / x, []),
        (lambda x: engine.maximum(x, x), []),
        (lambda x: x**-1, []),
        (lambda x: 2.0**x, []),
        (lambda x: x.leaky_relu(2.0), []),
        (lambda x: 0.5 * x, []),
        (lambda x: x**2, WHOLE),
        (lambda x: x * x, WHOLE),
        (lambda x: engine.dot([x], [x]), WHOLE),
        (lambda x: 0.5 * x**2, HALF),
        (lambda x: x**2 * 0.5, HALF),
        (lambda x: x**2 / 2.0, HALF),
        (lambda x: x**2 / 6.0, HALF),  # 1/(2m) with m = 3
        (lambda x: x**2 * (1.0 / 6.0), HALF),
        (lambda x: x**2 * (1.0 / 98.0), HALF),  # 1 / (1 / 98) is not quite 98: a little more
        (lambda x: x**2 * (1.0 / 186.0), HALF),  # and a little less than 186
        (lambda x: x**2 / 5.0, WHOLE),
        (lambda x: x**2 / 1.0, WHOLE),
        (lambda x: 0.5 / x**2, HALF),
        (lambda x: 40.0 / x**2, WHOLE),
        (lambda x: x**2 / 0.5, WHOLE),
        (lambda x: x**2 * 2.0, WHOLE),
        (lambda x: x**2 * 0.0, WHOLE),
        (lambda x: x**2 * -0.5, WHOLE),
        (lambda x: x**2 + 0.5, WHOLE),
        (lambda x: x**2 * (x * 0.0 + 0.5), WHOLE),  # which is no number of the formula
        (lambda x: engine.dot([0.5, 1.0], [x**2, 1.0]), WHOLE),
    ],
)
def test_the_two_of_a_square_and_the_half_of_a_loss(loss, expected):
    x = Value(3.0, "x")
    assert [*factors(asked(loss(x), x))] == expected


def test_of_every_size_there_are_six_ways_to_have_its_mean_wrong():
    w = Value(2.0, "w")
    loss = engine.sum(w * x for x in (1.0, 2.0, 3.0, 4.0, 5.0)) / 5.0
    what = "how often the parameter is used (the batch size, or the positions of a kernel)"
    right, m = 3.0, 5
    words = [
        (m, f"5 is {what}; is the loss a mean, and yours the gradient of the sum?"),
        (1 / m, f"1/5, and 5 is {what}; is the loss a sum, and yours the gradient of the mean?"),
        (2 / m, f"2/5: a 2 too many, and 1/5 for a mean, where 5 is {what}"),
        (m / 2, f"5/2: a 2 too few, and no mean taken, where 5 is {what}"),
        (2 * m, f"2 * 5: a 2 too many, and no mean taken, where 5 is {what}"),
        (0.5 / m, f"1/(2 * 5): the convention 1/(2m), where 5 is {what}"),
    ]
    assert [*factors(asked(loss, w))] == words  # and none for the one time step
    check(factor, asked(loss, w), *((f"off by the factor {c:.6g}: {text}", c * right) for c, text in words))


def test_a_factor_one_is_no_slip():
    w = Value(2.0, "w")
    found = [guess.text.partition(":")[0] for guess in factor(asked(w * 1.0 + w * 2.0, w))]
    assert found == [f"off by the factor {c}" for c in ("2", "0.5", "4", "0.25")]  # 2/m and m/2 are 1


def sizes(problem):
    return [f"{m} is {what}" for m, what in counts(problem).items()]


USED = "how often the parameter is used (the batch size, or the positions of a kernel)"
STEPS, OUTPUTS = "the number of time steps", "the number of outputs of an example"


def test_the_sizes_of_a_batch_of_examples_with_several_outputs():
    w, v = Value(0.5, "w"), [Value(float(k), f"v{k}") for k in range(5)]
    hidden = [(w * x).tanh() for x in (1.0, 2.0)]
    loss = engine.sum((h * k) ** 2 for h in hidden for k in v)
    assert sizes(asked(loss, w, v=v)) == [
        f"2 is {USED}", f"1 is {STEPS}", "10 is the number of terms that the loss adds up", f"5 is {OUTPUTS}",
    ]  # fmt: skip


def test_terms_that_are_not_shared_by_the_examples_have_no_outputs():
    w, v = Value(0.5, "w"), Value(2.0, "v")
    loss = engine.sum([*((w * x).tanh() for x in (1.0, 2.0)), *((v * x).exp() for x in (1.0, 2.0, 3.0))])
    assert sizes(asked(loss, w)) == [
        f"2 is {USED}", f"1 is {STEPS}", "3 is the number of terms that the loss adds up",
    ]  # fmt: skip


def test_what_is_not_used_alike_has_no_batch_but_the_loss_has_its_terms():
    a, b = Value(0.5, "a"), Value(2.0, "b")
    loss = engine.sum((a * x + b / x).tanh() for x in (1.0, 2.0, 3.0, 4.0))
    assert sizes(asked(loss, [a, b])) == ["4 is the number of terms that the loss adds up", "2 is a side of w"]


def test_the_sizes_of_a_recurrence_over_two_sequences():
    w = Value(0.5, "w")
    loss = engine.sum((w * (w * (w * x).tanh()).tanh()).tanh() for x in (1.0, 2.0))
    assert sizes(asked(loss, w)) == [
        f"2 is {USED}", f"3 is {STEPS}", "6 is how often the parameter is used in all", f"1 is {OUTPUTS}",
    ]  # fmt: skip


def test_the_sides_of_every_array_are_sizes_as_well():
    w = [[Value(1.0) for _ in range(3)] for _ in range(4)]
    v = [Value(1.0) for _ in range(7)]
    loss = (engine.sum([x for row in w for x in row]) * engine.sum(v)).tanh()
    assert sizes(asked(loss, w, v=v)) == [f"1 is {USED}", "4 is a side of w", "3 is a side of w", "7 is a side of v"]


def test_terms_that_are_the_parameter_itself_are_no_mean():
    w = [Value(1.0), Value(2.0)]
    assert sizes(asked(engine.sum(w), w)) == [f"1 is {USED}", "2 is a side of w"]
