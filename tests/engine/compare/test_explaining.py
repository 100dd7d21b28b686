"""How a slip, a factor and another arrangement are put together, in the whole sentence that is said of them."""

from typing import Any

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import Report, compare_gradients, compare_steps
from engine.compare.explaining import _scaled
from engine.compare.guesses import Slip
from engine.compare.slips import alike, arrange
from nn import Matrix
from nn.losses import softmax_cross_entropy
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_slips, same
from tests.engine.compare.test_matching import case
from tests.engine.planted.derivation import values

A = np.array([[0.7, -0.4, 1.1], [0.3, 1.5, -0.6]])
X, C = np.array([1.4, 0.6, -0.9]), np.array([1.3, -0.8])
RIGHT, BARE = np.outer(C * (1 - np.tanh(A @ X) ** 2), X), np.outer(C, X)


def of(hand: Any) -> Report:
    """Compare dA of L = c . tanh(A x)."""
    a = values("A", A)
    loss = engine.dot([engine.dot(row, X.tolist()).tanh() for row in a], C.tolist())
    return compare_gradients(loss, {"A": (a, hand)})


TURNED, FORGOTTEN = (
    "transposed: rows and columns are exchanged",
    "the derivative of tanh is forgotten at the tanh(A @ data)",
)
SIGN, STEP = "the sign is flipped: yours is -1 times the gradient", "a learning rate of 0.1 is multiplied in"
REVERSED = "the entries stand turned by 180 degrees"
LAYERS = (
    ([[0.2, -0.5, 0.7], [0.4, 0.3, -0.6]], "W1"), ([[0.8, -0.3], [0.5, 0.9], [-0.2, 0.6]], "W2"),
)  # fmt: skip
ALONE = "it explains 6 different numbers, and no other known slip does"


@pytest.mark.parametrize(
    ("hand", "slips", "text"),
    [
        (BARE, ("activation forgotten",), FORGOTTEN), (RIGHT.T, ("transposed",), TURNED),
        (BARE.T, ("activation forgotten", "transposed"), f"{TURNED}; besides, {FORGOTTEN}"),
        (-BARE, ("activation forgotten", "sign"), f"{SIGN}; besides, {FORGOTTEN}"),
        (0.1 * BARE, ("activation forgotten", "learning rate"), f"off by the factor 0.1: {STEP}; besides, {FORGOTTEN}"),
        (-RIGHT, ("sign",), SIGN),
        (2 * RIGHT, ("factor 2",), "off by the factor 2: everything is counted twice"),
        (-2 * RIGHT, ("sign", "factor 2"), f"off by the factor -2: {SIGN}; and everything is counted twice"),
        (0.1 * RIGHT.T, ("transposed", "learning rate"), f"off by the factor 0.1: {STEP}; besides, {TURNED}"),
        (-RIGHT[::-1, ::-1], ("kernel flipped|exchanged", "sign"), f"{SIGN}; besides, {REVERSED}"),
        (0 * RIGHT, ("zero",), "yours is zero everywhere, but the loss does depend on it"),
        (1.2345 * RIGHT, ("ratio",), "every entry is 1.2345 times the right one: look for a constant factor"),
    ],
)  # fmt: skip
def test_slips_alone_and_together(hand, slips, text):
    finding = of(hand.tolist()).findings[0]
    assert (finding.slips, finding.text, finding.gradients) == (slips, text, ("A",))


@pytest.mark.parametrize(("by", "said"), [(0.0009, True), (0.0011, False)])
def test_within_a_thousandth_of_the_largest_a_program_has_rounded(by, said):
    """All are off by that share of the largest number."""
    size = abs(RIGHT).max()
    findings = of((RIGHT + by * size * np.sign(RIGHT)).tolist()).findings
    text = "within a thousandth of the right numbers: rounded on the way, or a formula that comes near"
    assert (text in [finding.text for finding in findings]) is said


@pytest.mark.parametrize(("units", "said"), [(5, True), (-5, True), (7, False)])
def test_six_units_of_the_last_digit_are_rounded_too_early(units, said):
    """Of L = c . w, with five digits each."""
    numbers = np.array([12.345, 23.456, 45.678])
    w = values("w", [1.0, 1.0, 1.0])
    hand = np.round(numbers + units * 0.001, 3).tolist()
    report = compare_gradients(engine.dot(w, numbers.tolist()), {"w": (w, hand)})
    text, remedy = "right but for the last digits: rounded too early on the way", "keep two digits more until the end"
    assert ((text, remedy) in [(one.text, one.remedy) for one in report.findings]) is said


def test_gradients_that_stand_in_each_others_places():
    """L = sum of sin(w v)."""
    numbers, others = np.array([0.5, -1.1, 0.8]), np.array([1.4, 0.6, -0.9])
    w, v = values("w", numbers), values("v", others)
    loss = engine.sum([(x * y).sin() for x, y in zip(w, v, strict=True)])
    slope = np.cos(numbers * others)
    report = compare_gradients(loss, {"w": (w, numbers * slope), "v": (v, others * slope)})
    (finding,) = report.findings
    assert finding.text == "the gradients of w, v stand in each other's places"
    assert (finding.remedy, finding.certainty, finding.reason) == ("check the order", "sure", ALONE)
    assert finding.gradients == ("w", "v")


def test_two_gradients_of_a_third_are_not_exchanged():
    """What is handed in for w and for v is dL/du; that for u is wrong by itself."""
    numbers = {"w": [1.5, -0.5, 2.5], "v": [0.3, 0.8, -1.2], "u": [2.0, 3.0, -4.0]}
    nodes = {name: values(name, [1.0, 1.0, 1.0]) for name in numbers}
    loss = engine.dot(nodes["w"], numbers["w"]) + engine.dot(nodes["v"], numbers["v"])
    loss = loss + engine.dot(nodes["u"], numbers["u"])
    hand = {"w": numbers["u"], "v": numbers["u"], "u": numbers["w"]}
    report = compare_gradients(loss, {name: (nodes[name], hand[name]) for name in numbers})
    assert [line.verdict for line in report.lines] == ["wrong"] * 3
    assert not [one.text for one in report.findings if "each other's places" in one.text]


def of_names(count: int) -> Any:
    """L = sum of w_i x_i, with numbers x0, x1 and so on."""
    xs, w = [Value(1.0 + i * i, f"x{i}") for i in range(count)], values("w", np.ones(count))
    return problem_of(engine.sum([a * b for a, b in zip(w, xs, strict=True)]), w=w)


@pytest.mark.parametrize("count", [2, 3, 6, 7])
def test_two_numbers_of_one_name_stand_in_each_others_places(count):
    numbers = [1.0 + i * i for i in range(count)]
    expected: list[Row] = []
    for i in range(count if count < 7 else 0):
        for j in range(i + 1, count):
            moved = list(numbers)
            moved[i], moved[j] = numbers[j], numbers[i]
            text = f"x{i} and x{j} stand in each other's places on the way back -> look which of them was multiplied"
            expected.append((f"wrong operand|exchanged: {text}", 2.0, moved))
    same(of_slips(alike.exchanged, of_names(count)), expected)


@pytest.mark.parametrize(("rate", "told"), [(9.5, True), (0.25, True), (10.5, False), (-0.25, False)])
def test_a_learning_rate_between_0_and_10_is_read_off_the_numbers(rate, told):
    numbers = np.array([1.5, -0.5, 2.5])
    w = values("w", [1.0, 2.0, 3.0])
    hand = (np.array([1.0, 2.0, 3.0]) - rate * numbers).tolist()
    problem = problem_of(engine.dot(w, numbers.tolist()), w=(w, hand))
    found = [guess.what for guess in arrange.others(problem, problem.arrays[0])]
    assert (f"this is w after its update (learning rate {rate:g}), not the gradient" in found) is told
    assert len(found) == 14 + told


@pytest.mark.parametrize(
    ("hand", "kind", "text"),
    [
        ([1.0, 2.0, 9.0], "entry", "only [2] is wrong, the rest is right"),
        ([1.0, -2.0, 4.0], "entry", "only [1] is wrong: its sign is flipped"),
        ([2.0, 1.0, 4.0, 8.0, 16.0], "exchanged", "[0] and [1] are exchanged, the rest is right"),
        ([9.0, 2.0, 4.0, 8.0, 7.0], "entry", "only [0] and [4] are wrong, the rest is right"),
        ([9.0, 3.0, 4.0], None, None), ([9.0, 3.0, 5.0, 8.0, 16.0], None, None), ([1.0, 2.0, 4.0], None, None),
    ],
)  # fmt: skip
def test_one_or_two_entries_that_are_wrong(hand, kind, text):
    right = [2.0**i for i in range(len(hand))]
    w = values("w", [1.0] * len(hand))
    problem = problem_of(engine.dot(w, right), w=(w, hand))
    wrong = [i for i, (x, y) in enumerate(zip(hand, right, strict=True)) if x != y]
    found = [(one.kind, one.what, one.remedy) for one in arrange.entries(problem.arrays[0], right, wrong)]
    assert found == ([] if kind is None else [(kind, text, "check this entry alone")])


def test_zeros_do_not_speak_for_an_entry():
    """One right number that is not zero is no more than the one that is wrong."""
    w = values("w", [1.0] * 4)
    for right, some in (([1.0, 2.0, 0.0, 0.0], False), ([1.0, 2.0, 3.0, 0.0], True)):
        problem = problem_of(engine.dot(w, right), w=(w, [9.0, *right[1:]]))
        assert bool(list(arrange.entries(problem.arrays[0], right, [0]))) is some


CONSTANTS = [(1.0, "none", "nothing", 9.0), (2.0, "factor 2", "twice", 2.0), (-1.0, "sign", "flipped", 4.0),
             (-2.0, "sign+factor 2", "both", 0.5), (0.1, "rate", "a tenth", 1.0)]  # fmt: skip


def scaled(hand, table, slack=0.0, right=(1.0, 5.0), slips=True):
    """Return what a factor after a slip explains: the place, the kinds, the words and how usual it is."""
    named = [Slip("slip", f"slip {i}", f"at {i}", "mend it", usual=0.5) if slips else None for i in range(len(table))]
    one = case(list(hand), [slack] * len(hand), right=list(right))
    found = list(_scaled(one, np.array(table, dtype=float).reshape(-1, len(hand)), named, CONSTANTS))
    assert {each.remedy for each in found} <= {"mend it" if slips else ""}
    return [(each.where, each.kinds, each.what, round(each.usual, 9)) for each in found]


@pytest.mark.parametrize(
    ("hand", "table", "slack", "said"),
    [
        ((2.0, 6.0), [[1.0, 3.0]], 0.0, [("at 0", "factor 2", "off by the factor 2: twice", 2.0)]),
        ((-1.0, -3.0), [[1.0, 3.0]], 0.0, [("at 0", "sign", "flipped", 4.0)]),
        ((-2.0, -6.0), [[1.0, 3.0]], 0.0, [("at 0", "sign+factor 2", "off by the factor -2: both", 0.5)]),
        ((1.0, 3.0), [[1.0, 3.0]], 0.0, []), ((2.0, 6.1), [[1.0, 3.0]], 0.0, []), ((2.1, 6.0), [[1.0, 3.0]], 0.0, []),
        ((2.1, 6.0), [[1.0, 3.0]], 0.125, [("at 0", "factor 2", "off by the factor 2: twice", 2.0)]),
        ((2.0, 6.0), [[1.0, 5.0], [1.0, 3.0], [0.0, 0.0], [1.0, 3.0]], 0.0,
         [("at 1", "factor 2", "off by the factor 2: twice", 2.0),
          ("at 3", "factor 2", "off by the factor 2: twice", 2.0)]),
        ((2.0, 10.0), [[1.0, 5.0]], 0.0, []),  # the slip is a factor itself
        ((2.0, 6.0), [[np.nan, 3.0], [np.inf, 3.0]], 0.0, []), ((2.0, 6.0), [], 0.0, []),
        ((0.0, 0.5), [[4.0, 0.1]], 0.5, []), ((0.0, 0.5), [[4.0, 0.25]], 0.0, []),  # a zero is no multiple
        ((2.0, 0.0), [[1.0, 0.0]], 0.0, [("at 0", "factor 2", "off by the factor 2: twice", 2.0)]),
    ],
)  # fmt: skip
def test_a_slip_and_a_factor(hand, table, slack, said):
    besides = [(at, ("slip", kind), f"{text}; besides, slip {at[-1]}", round(0.03 * 0.5 * usual, 9))
               for at, kind, text, usual in said]  # fmt: skip
    assert scaled(hand, table, slack) == besides


def test_a_factor_alone():
    assert scaled((-2.0, -10.0), [[1.0, 5.0]], slips=False) == [
        ("", ("sign", "factor 2"), "off by the factor -2: both", 0.5)
    ]
    assert scaled((-1.0, -5.0), [[1.0, 5.0]], slips=False) == [("", ("sign",), "flipped", 4.0)]


@pytest.mark.parametrize(("count", "together"), [(1, False), (2, False), (3, True), (4, True)])
def test_two_slips_in_one_take_three_numbers(count, together):
    """L = c . tanh(w): tanh' is forgotten, and the sign is flipped."""
    c, w = [1.3, -0.8, 2.1, 0.6][:count], values("w", [0.4, -0.9, 0.7, 1.2][:count])
    report = compare_gradients(engine.dot([x.tanh() for x in w], c), {"w": (w, [-x for x in c])})
    assert (("activation forgotten", "sign") in [one.slips for one in report.findings]) is together


@pytest.mark.parametrize(("shape", "known"), [((2, 3), True), ((1, 6), False), ((3, 2), False), ((6,), False)])
def test_the_parameter_itself_is_known_in_its_own_shape(shape, known):
    assert ("parameter" in [one.slip for one in of(A.reshape(shape).tolist()).findings]) is known


def test_two_halves_in_a_row_and_two_signs_that_cancel_are_not_told_beside_one_plain_slip():
    """Homework of two layers: db1 = dA.mean(axis=0) over four examples, and dW1 = dA.T @ X."""
    X, (W1, W2) = [[0.5, -1.2], [1.5, 0.7], [-0.3, 0.4], [0.9, 1.1]], (Matrix(rows, name) for rows, name in LAYERS)
    b = [Value(x, f"b1[{i}]") for i, x in enumerate((0.1, -0.4, 0.3))]
    A = Matrix(X) @ W1 + b
    Z = A.map(engine.tanh) @ W2
    loss = softmax_cross_entropy(Z, [0, 1, 1, 0])
    dZ, dA, dW, db = (np.array(engine.gradient(loss, x)) for x in (Z, A, W1, b))
    report = compare_steps(loss, [("Z", Z, dZ), ("A", A, dA), ("W1", W1, dW.T), ("b1", b, db / 4)])
    (turned,), (mean,) = report["W1"].findings, report["b1"].findings
    assert (turned.slip, turned.certainty) == ("transposed", "sure")
    assert (mean.slip, mean.certainty) == ("mean", "sure")
