"""Every constant factor that people get wrong in a small loss, and whose convention it is."""

from math import pi, sin, sqrt
from typing import Any

import pytest

import engine
from engine import Value
from engine.compare.slips import scale, terms
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values

Row = tuple[float, str, str, float]  # the number, the kind, the convention behind it, how usual

SIGN = (-1.0, "sign", "the sign is flipped: yours is -1 times the gradient", 9.0)
PLAIN = [
    (2.0, "factor 2", "everything is counted twice", 1.5),
    (0.5, "factor 2", "half of the right gradient: a 2 is missing, or one of two equal parts", 1.5),
]
SQUARED = [
    (0.5, "factor 2", "the 2 that the square brings down is missing", 7.0),
    (2.0, "factor 2", "a square brings down one 2, not two", 3.0),
]
HALVED = [
    (2.0, "factor 2", "the loss carries 1/2, which cancels the 2 of the square", 6.0),
    (0.5, "factor 2", "the 1/2 of the loss is there, but the 2 that the square brings down is missing", 6.0),
]
MAYBE_A_MEAN = [
    (2.0, "factor 2", "the formula has a 1/2, of a square or of a mean of two, which is missing", 6.0),
    (0.5, "factor 2", "a 2 that is brought down by a square is missing, or a 1/2 is there twice", 6.0),
]


def of_a_count(m: int, what: str, usual: float = 0.5, again: float = 4.0, text: str = "") -> list[Row]:
    """The factors of m: how usual it is not to divide by it (in these words), and to divide once more."""
    rows = [
        (m, text or f"not divided by {m}, {what}: the gradient of the sum, not of the mean", usual),
        (1 / m, f"divided by {m}, {what}, once too often", again),
        (2 / m, f"2/{m}: a 2 too many, and 1/{m} for a mean, where {m} is {what}", 0.8),
        (m / 2, f"{m}/2: a 2 too few, and no mean taken, where {m} is {what}", 0.8),
        (2 * m, f"2 times {m}: a 2 too many, and no mean taken, where {m} is {what}", 0.8),
        (1 / (2 * m), f"1/(2 * {m}): the convention 1/(2m), where {m} is {what}", 0.8),
    ]
    if m > 2:
        rows += [
            (m / (m - 1), f"divided by {m - 1} instead of {m}, {what}", 0.8),
            ((m - 1) / m, f"divided by {m} instead of {m - 1}", 0.4),
            (m**2, f"multiplied by {m}, {what}, where it should be divided", 0.5),
            (sqrt(m), f"a factor of the root of {m}, {what}", 0.5),
            (1 / sqrt(m), f"divided by the root of {m}, {what}", 0.5),
        ]
    return [(c, "mean", words, often) for c, words, often in rows]


def of_a_number(x: float, name: str, usual: float, kinds: str) -> list[Row]:
    return [
        (1 / x, kinds, f"{name} is forgotten as a factor", usual),
        (x, f"{kinds}|factor twice", f"multiplied by {name} once too often", usual / 2),
        (1 / x**2, f"{kinds}|factor twice", f"divided by {name} instead of multiplied", usual / 4),
        (x**2, f"{kinds}|factor twice", f"multiplied by {name} instead of divided", usual / 4),
    ]


def of_a_result(x: float, name: str) -> list[Row]:
    return of_a_number(x, name, 0.8, "factor forgotten|upstream forgotten|chain stopped|constant forgotten")


def at_the_end(angles: float = 0.5) -> list[Row]:
    rows = [
        (pi / 180, "degrees", "an angle in degrees where radians belong", angles),
        (180 / pi, "degrees", "the factor pi/180 from degrees to radians is missing", angles),
    ]
    for rate in ("0.1", "0.01", "0.001", "0.05"):
        text = f"this is the step, -{rate} times the gradient, not the gradient"
        rows.append((-float(rate), "learning rate", text, 1.0))
        rows.append((float(rate), "learning rate", f"a learning rate of {rate} is multiplied in", 1.0))
    return rows


def check(expected: list[Row], loss: Value, **arrays: Any) -> None:
    found = list(scale.factors(problem_of(loss, **arrays)))
    assert [row[1:] for row in found] == [row[1:] for row in expected]
    assert [row[0] for row in found] == pytest.approx([row[0] for row in expected], rel=1e-12)


def test_one_number_and_no_square():
    w = Value(0.7, "w")
    results = [*of_a_result(0.7 * 3, "w*3"), *of_a_result(sin(2.1), "sin(w*3)")]
    check([SIGN, *PLAIN, *results, *at_the_end()], (w * 3.0).sin(), w=w)


def test_a_square_and_a_square_with_its_half():
    w = Value(1.5, "w")
    check([SIGN, *SQUARED, *of_a_result(2.25, "w**2"), *at_the_end()], w**2, w=w)
    halved = [*of_a_result(2.25, "w**2"), *of_a_result(1.125, "w**2*0.5")]
    check([SIGN, *HALVED, *halved, *at_the_end()], w**2 * 0.5, w=w)


def test_named_constants_and_what_is_divided_by():
    """L = k w / 2.5, of a named constant k and a divisor of no name that is no count."""
    w, k = Value(0.7, "w"), Constant(4.0)
    k.label = "k"
    divided = [
        (1 / 2.7, "constant forgotten|factor twice", "divided by 2.7 once too often", 1.5),
        (2.7, "constant forgotten", "not divided by 2.7", 1.5),
    ]
    named = of_a_number(4.0, "k = 4", 2.5, "constant forgotten")
    results = [*of_a_result(2.8, "w*k"), *of_a_result(2.8 / 2.7, "w*k / 2.7")]
    expected = [SIGN, *PLAIN, *named, *results, *divided, *at_the_end()]
    found = list(scale.factors(problem_of(w * k / 2.7, w=w)))
    assert sorted(row[1:] for row in found) == sorted(row[1:] for row in expected)
    assert sorted(row[0] for row in found) == pytest.approx(sorted(row[0] for row in expected))


def test_a_loss_with_pi_speaks_of_angles():
    w = Value(0.7, "w")
    check([SIGN, *PLAIN, *of_a_result(0.7 * pi, "w*3.14159"), *at_the_end(6.0)], w * pi, w=w)


LOSS, SUMMED = "the number of terms that the loss adds up", "the number of terms that are summed"


def counted(m: int, usual: float = 0.5, again: float = 4.0, text: str = "") -> list[Row]:
    names = (LOSS, SUMMED, "the number of entries of w")
    return [row for what in names for row in of_a_count(m, what, usual, again, text)]


@pytest.mark.parametrize(
    ("count", "power", "divisor", "expected"),
    [
        (3, 2, None, [SIGN, *SQUARED, *counted(3)]),
        (3, 1, 3.0, [SIGN, *PLAIN, *counted(3, 7.0, 2.0)]),
        (3, 2, 3.0, [SIGN, *SQUARED, *counted(3, 7.0, 2.0)]),
        (3, 2, 6.0, [SIGN, *HALVED, *counted(3, 7.0, 2.0)]),
        (3, 2, 2.0, [SIGN, *HALVED, *counted(3)]),
        (2, 2, 2.0, [SIGN, *MAYBE_A_MEAN, *counted(2, 0.8, 2.0)]),
        (2, 1, 2.0, [SIGN, *PLAIN, *counted(2, 0.8, 2.0)]),
        (3, 1, 9.0, [SIGN, *PLAIN, *counted(3, 4.0, 4.0, "divided by 3, not by 9: a part of the mean is left out")]),
    ],
)
def test_sums_and_means(count, power, divisor, expected):
    w = values("w", [0.5, -1.25, 0.75][:count])
    loss = engine.sum([x**2 for x in w] if power == 2 else [x.sin() for x in w])
    loss = loss if divisor is None else loss / divisor
    problem = problem_of(loss, w=w)
    assert terms.counts(problem) == [(count, what) for what in (LOSS, SUMMED, "the number of entries of w")]
    found = [row for row in scale.factors(problem) if "sum(" not in row[2]]
    assert [row[1:] for row in found] == [row[1:] for row in (*expected, *at_the_end())]
    assert [row[0] for row in found] == pytest.approx([row[0] for row in (*expected, *at_the_end())], rel=1e-12)


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        ((3,), ["the number of entries of w"]),
        ((3, 4), ["the number of rows of w", "the number of columns of w"]),
        ((3, 4, 2), ["the length of axis 0 of w", "the length of axis 1 of w", "the length of axis 2 of w"]),
    ],
)
def test_what_the_lengths_of_an_array_are_called(shape, names):
    w = Value(0.5, "w")
    array: Any = w
    for length in reversed(shape):
        array = [array] * length
    assert terms.counts(problem_of(w.sin(), w=array))[-len(shape) :] == list(zip(shape, names, strict=True))
