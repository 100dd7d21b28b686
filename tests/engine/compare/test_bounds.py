"""How near is near enough, and how far one looks: the bounds of a comparison, a little within and a little beyond."""

import numpy as np
import pytest

import engine
from engine import Value, affine
from engine.compare import Finding, compare_gradients, compare_points
from engine.compare.matching import NOISE, RTOL, Wrong, case_of
from engine.compare.places import Places
from engine.compare.rough import _with_room
from engine.compare.slips import arrange
from tests.engine.compare.asking import problem_of
from tests.engine.planted.derivation import values

W = [0.5, -1.25, 3.0]


def of(hand, right, slack, noise):
    (array,) = problem_of(engine.sum(values("w", W)), w=(values("w", W), hand)).arrays
    return Wrong(array, np.array(right), np.array(hand), np.array(slack), np.array(noise))


@pytest.mark.parametrize(
    ("slack", "noise"),
    [([0.01, 0.0, 0.0], [0.0] * 3), ([0.0] * 3, [0.0, 0.3, 0.0]), ([0.1, 0.2, 0.3], [0.4, 0.5, 0.6])],
)
def test_a_number_agrees_within_its_digits_its_share_and_its_noise(slack, noise):
    right = np.array([2.0, -300.0, 0.7])
    room = np.array(slack) + RTOL * np.abs(right) + np.array(noise)
    for share, wrong in ((0.99, []), (1.01, [0, 1, 2])):
        case = of((right + share * room).tolist(), right, slack, noise)
        assert case.wrong == wrong
        assert case.agrees(right) is (not wrong)
        assert list(case.rows_that_agree(np.array([right + 9, right]))) == ([] if wrong else [1])


def test_the_noise_is_that_of_the_terms_that_were_summed():
    """L = 1000 x - 999 x: the terms are 1999 in all."""
    x = Value(2.0, "x")
    for off, verdict in ((0.9, "right"), (1.1, "wrong")):
        hand = 1 + (1e-15 + off * (NOISE * 1999.0 + 0.0))
        report = compare_gradients(x * 1000.0 - x * 999.0, {"x": (x, hand)}, rtol=0.0, explain=False)
        assert report["x"].verdict == verdict


def test_a_value_that_is_nothing_but_rounding_makes_its_terms_uncertain():
    """L = 1000 (a + b - c) with 0.1 + 0.2 - 0.3: a ten-thousandth of the largest number, 1000, times 1000."""
    a, b, c = Value(0.1, "a"), Value(0.2, "b"), Value(0.3, "c")
    problem = problem_of((a + b - c) * 1000.0, w=[a, b, c])
    assert problem.scale(problem.arrays[0]) == pytest.approx([1100.0] * 3, rel=1e-12)
    problem = problem_of((a + b - 0.2) * 1000.0, w=[a, b])
    assert problem.scale(problem.arrays[0]) == pytest.approx([1000.0] * 2, rel=1e-12)


def test_what_was_rounded_on_the_way_has_room_for_four_half_units_or_two_thousandths():
    w = values("w", W)
    (array,) = problem_of(engine.sum(w), w=(w, [0.5123, 0.0123, 12.3456])).arrays
    assert _with_room(array).written.slack == pytest.approx([0.002 * 0.5123, 4 * 0.00005, 0.002 * 12.3456])


@pytest.mark.parametrize(("over", "verdict"), [(5.1234567e-7, "right"), (1.51234567e-6, "wrong")])
def test_a_slope_at_a_kink_may_be_a_millionth_beyond_those_of_the_sides(over, verdict):
    w = Value(0.0, "w")
    loss = w.relu() * 0.1
    assert compare_gradients(loss, {"w": (w, 0.1 + over)}, explain=False)["w"].verdict == verdict
    assert compare_gradients(loss, {"w": (w, -over)}, explain=False)["w"].verdict == verdict


@pytest.mark.parametrize("wrong_at", [0, 1, 2, 3])
def test_a_step_that_is_wrong_at_any_point_is_wrong(wrong_at):
    """L = z**2 of z = 3 w: 2 is dz at z = 1 only; what follows from it is dw = 6."""
    points = []
    for k in range(3):
        w = Value(2.0 if k == wrong_at else 1 / 3, "w")
        z = w * 3.0
        points.append((z**2, {"dz": (z, 2.0), "w": (w, 6.0)}))
    report = compare_points(points)
    assert report["dz"].verdict == ("right" if wrong_at == 3 else "wrong")
    assert report.ok is (wrong_at == 3)


def test_a_finding_of_no_known_sort_speaks_for_itself():
    def finding(what):
        return Finding("uphill", "the text", "sure", "why", ("uphill",), "", what, "", ("w",))

    assert [finding("").sort, finding("what").sort] == ["the text", "what"]


def test_up_to_three_products_are_written_out():
    a, b, c, d = (Value(x, n) for x, n in zip((1.0, 2.0, 3.0, 4.0), "abcd", strict=True))
    p, q, r, s = (Value(x, n) for x, n in zip((5.0, 6.0, 7.0, 8.0), "pqrs", strict=True))
    assert Places({}).place(engine.dot([a, b], [p, q])) == "a*p + b*q"
    assert Places({}).place(engine.dot([a, b, c], [p, q, r])) == "a*p + b*q + c*r"
    assert "*" not in Places({}).place(engine.dot([a, b, c, d], [p, q, r, s]))
    assert Places({}).formula(affine([a], [p], (b + q) ** 2), 2) == "a*p + (...)**2"
    assert Places({}).formula(affine([a], [p], (b + q) ** 2), 3) == "a*p + (b + q)**2"


BACK = "the entries stand in reverse order along axis"
ROWS, COLUMNS = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5], [1.5, 4.5, 2.5, 5.5, 3.5, 6.5]
FLIP, ORDER, INDEX = (
    "a cross-correlation has no flip in its gradient",
    "check the order of the indices",
    "check where the index starts",
)


def test_every_arrangement_of_a_table():
    flipped = "kernel flipped|exchanged"
    assert list(arrange.turned(ROWS, (2, 3), "the rule")) == [
        ("transposed", "transposed: rows and columns are exchanged", "the rule", COLUMNS, (3, 2), 5.0),
        ("reshaped", "the right numbers were read column by column: a reshape where a transpose is meant",
         "transpose it", COLUMNS, (2, 3), 1.0),
        (flipped, "the kernel is flipped: the entries stand turned by 180 degrees", FLIP, ROWS[::-1], (2, 3), 3.0),
        ("shifted", "the entries stand one place too far", INDEX, [6.5, 1.5, 2.5, 3.5, 4.5, 5.5], (2, 3), 0.7),
        ("shifted", "the entries stand one place too early", INDEX, [2.5, 3.5, 4.5, 5.5, 6.5, 1.5], (2, 3), 0.7),
        (flipped, f"{BACK} 0", ORDER, [4.5, 5.5, 6.5, 1.5, 2.5, 3.5], (2, 3), 1.5),
        (flipped, f"{BACK} 1", ORDER, [3.5, 2.5, 1.5, 6.5, 5.5, 4.5], (2, 3), 1.5),
    ]  # fmt: skip
    assert list(arrange.turned([1.5, 2.5, 3.5], (3,))) == [
        (flipped, "the kernel is flipped: the entries stand in reverse order", FLIP, [3.5, 2.5, 1.5], (3,), 3.0),
        ("shifted", "the entries stand one place too far", INDEX, [3.5, 1.5, 2.5], (3,), 0.7),
        ("shifted", "the entries stand one place too early", INDEX, [2.5, 3.5, 1.5], (3,), 0.7),
    ]
    assert list(arrange.turned([1.5], ())) == []


def test_a_formula_that_is_too_long_is_shown_to_its_first_step():
    one, other = Value(0.5, "a_rather_long_name"), Value(2.0, "another_long_name")
    assert Places({}).place((one * other).tanh()) == "tanh(...)"


def test_in_another_shape_the_noise_is_that_of_the_largest_terms():
    w = values("w", W)
    problem = problem_of(engine.dot(w, [0.001, -0.004, 0.002]), w=(w, [1.0, 2.0]))
    assert case_of(problem, problem.arrays[0]).noise == pytest.approx([NOISE * 0.004] * 2, rel=1e-9)
    problem = problem_of(engine.dot(w, [0.001, -0.004, 0.002]), w=(w, [1 / 3, 2 / 3, 1 / 7]))
    assert case_of(problem, problem.arrays[0]).noise == pytest.approx([NOISE * x for x in (0.001, 0.004, 0.002)])
