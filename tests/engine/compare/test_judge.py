"""What is right, and what is not: to how many digits, at a kink, in which order, and by which steps."""

from typing import Any

import numpy as np
import pytest

import engine
from engine import Value, gradient, named
from engine.compare import compare_gradients, compare_steps
from engine.compare.judge import named_array
from engine.compare.matching import Explanation, case_of
from engine.compare.problem import Problem
from engine.compare.structure import Structure
from tests.engine.planted.derivation import values


def line_of(hand: Any, loss: Any = lambda w: w**2, at: float = 1.5, **tolerances: float) -> Any:
    w = Value(at, "w")
    return compare_gradients(loss(w), {"w": (w, hand)}, **tolerances).lines[0]


@pytest.mark.parametrize(
    ("hand", "right", "verdict"),
    [
        (3.0, 3.0, "right"), (3.001, 3.0, "wrong"), (0.333, 1 / 3, "right"), (0.334, 1 / 3, "wrong"),
        (0.33, 1 / 3, "right"), (0.3, 1 / 3, "digits"), (0.5, 0.5012, "right"), (0.5, 0.504, "digits"),
        (0.0, 0.0, "right"), (0.0, 0.01, "wrong"), (float("nan"), 3.0, "wrong"), (float("inf"), 3.0, "wrong"),
    ],
)  # fmt: skip
def test_a_number_is_right_to_the_digits_that_were_written(hand, right, verdict):
    assert line_of(hand, lambda w: w * right).verdict == verdict


def test_too_few_digits_are_said_to_be_too_few():
    line = line_of(0.3, lambda w: w * (1 / 3))
    assert line.note == "it agrees as far as it goes: write at least 2 significant digits"
    assert line_of(0.33, lambda w: w * (1 / 3)).note == ""


@pytest.mark.parametrize(("slope", "verdict"), [(-2.0, "right"), (0.5, "right"), (3.0, "right"), (3.1, "wrong"),
                                                (-2.1, "wrong")])  # fmt: skip
def test_any_slope_between_those_of_a_kink_is_right(slope, verdict):
    """3 relu(w) + 2 relu(-w) has the slope -2 from the left of 0 and 3 from the right."""
    line = line_of(slope, lambda w: w.relu() * 3.0 + (-w).relu() * 2.0, at=0.0)
    assert (line.verdict, line.engine) == (verdict, 0.0)
    assert line.note == (
        "a kink: the slope is -2 from the left and 3 from the right; any slope between them is right, and the "
        "engine's is its convention"
    )


@pytest.mark.parametrize(
    ("hands", "verdict"), [([0.25, 0.75], "right"), ([0.25, 1.25], "wrong"), ([-1.0, 1.0], "wrong")]
)
def test_every_entry_that_differs_has_to_lie_at_a_kink(hands, verdict):
    w = values("w", [0.0, 0.0])
    assert compare_gradients(w[0].relu() + w[1].relu(), {"w": (w, hands)}).lines[0].verdict == verdict


@pytest.mark.parametrize(("count", "verdict"), [(8, "right"), (9, "wrong")])
def test_eight_entries_are_looked_at_for_a_kink(count, verdict):
    w = values("w", [0.0] * count)
    loss = engine.sum([x.relu() for x in w])
    assert compare_gradients(loss, {"w": (w, [0.25] * count)}).lines[0].verdict == verdict


def test_what_the_loss_does_not_depend_on_has_the_gradient_zero():
    w, other = Value(1.5, "w"), Value(2.0, "v")
    line = compare_gradients(w**2, {"v": (other, 1.0)}).lines[0]
    assert (line.verdict, line.engine, line.numeric) == ("wrong", 0.0, 0.0)
    assert line.note == "the loss does not depend on it, so its gradient is zero"


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ("w z h v", "h z w v"), ("v w", "v w"), ("z", "z"), ("z w", "z w"), ("v z w h", "h z v w"), ("u z w", "z u w"),
    ],
)  # fmt: skip
def test_steps_stand_in_the_order_of_a_derivation(given, order):
    """Those next to the loss first, then the parameters as they were given; u is beside the graph."""
    w, v, u = Value(0.5, "w"), Value(1.4, "v"), Value(1.0, "u")
    z = w * 2.0
    h = z.tanh()
    nodes = {"w": w, "v": v, "u": u, "z": z, "h": h}
    report = compare_gradients(h * v, {name: (nodes[name], 9.0) for name in given.split()})
    assert [line.name for line in report.lines] == order.split()


def test_of_several_wrong_parameters_a_derivation_says_what_explains_all_of_them():
    """Each of them alone is one number; after the steps as they were given u would have no time step to leave out."""
    w, u, h, xs = Value(0.6, "w"), Value(1.5, "u"), [Value(4.0)], (3.0, -9.0, 8.0)
    for k, x in enumerate(xs, 1):
        h.append(named(f"h{k}", w * h[-1] + u * x))
    loss = (h[3] - 5.5) ** 2
    d1, d2, d3 = gradient(loss, h[1:])
    dw, du = d3 * h[2].data + d2 * h[1].data, d3 * xs[2] + d2 * xs[1]
    steps = [("d3", h[3], f"{d3:.3g}"), ("d2", h[2], f"{d2:.3g}"), ("d1", h[1], f"{d1:.3g}")]
    report = compare_steps(loss, [*steps, ("w", w, f"{dw:.4g}"), ("u", u, f"{du:.4g}")])
    (first, *_), (again, *_) = (report[name].findings for name in "wu")
    assert first == again
    assert first.gradients == ("w", "u")
    assert first.text == "time step 1 of 3 is left out"


def test_a_step_follows_from_the_wrong_one_before_it():
    """L = tanh(2 w) v with dh = v forgotten: dz and dw are judged by what follows from dh = 1."""
    w, v = Value(0.5, "w"), Value(1.4, "v")
    z = w * 2.0
    h = z.tanh()
    slope = 1 - np.tanh(1.0) ** 2
    report = compare_steps(h * v, [("h", h, 1.0), ("z", z, slope), ("w", w, 2 * slope)])
    assert [line.verdict for line in report.lines] == ["wrong", "follows", "follows"]
    assert [line.expected for line in report.lines] == pytest.approx([1.4, slope, 2 * slope])
    assert [line.engine for line in report.lines] == pytest.approx([1.4, 1.4 * slope, 2.8 * slope])
    assert [line.difference for line in report.lines] == pytest.approx([0.4, 0.0, 0.0])
    report = compare_steps(h * v, [("h", h, 1.0), ("z", z, 1.4 * slope), ("w", w, 2.0)])
    assert [line.verdict for line in report.lines] == ["wrong", "right", "wrong"]
    assert report.lines[2].expected == pytest.approx(2.8 * slope)


def wrong_case(right: list[float], hand: Any) -> Any:
    """L = right . w."""
    w = values("w", [0.5] * len(right))
    array = named_array("w", w, hand)
    return case_of(Problem(Structure(engine.dot(w, right)), [array]), array)


@pytest.mark.parametrize(
    ("hand", "wrong", "evidence"),
    [
        ([1.0, 2.0, 4.0], [], 0), ([1.0, -2.0, 4.0], [1], 1), ([2.0, 3.0, 5.0], [0, 1, 2], 3),
        ([3.0, -3.0, 3.0], [0, 1, 2], 1), ([0.0, 2.0, 5.0], [0, 2], 1), ([float("inf"), 2.0, 5.0], [0, 2], 1),
        ([1.0, 2.0], [0, 1], 2),
    ],
)  # fmt: skip
def test_what_is_wrong_and_how_many_numbers_speak(hand, wrong, evidence):
    case = wrong_case([1.0, 2.0, 4.0], hand)
    assert (case.wrong, case.evidence) == (wrong, evidence)


def test_a_guess_agrees_to_the_digits_that_were_written():
    case = wrong_case([1.0, 2.0], [0.333, 0.667])
    tables = [[1 / 3, 2 / 3], [0.3334, 0.6666], [0.334, 0.667], [1 / 3, np.nan], [0.333, 0.667]]
    assert case.rows_that_agree(np.array(tables)) == [0, 1, 4]
    assert [case.agrees(row) for row in tables] == [True, True, False, False, True]
    assert not case.agrees([1 / 3])
    assert case.rows_that_agree(np.array([[1 / 3], [0.1]])) == []
    other_shape = wrong_case([1.0, 2.0, 4.0], [0.333, 0.667])
    assert other_shape.agrees([1 / 3, 2 / 3])
    assert other_shape.rows_that_agree(np.array([[1 / 3, 2 / 3]])) == []


def explained(kinds: str, what: str, where: str = "") -> Explanation:
    return Explanation((kinds,), what, where, "", 1.0)


@pytest.mark.parametrize(
    ("one", "other", "like", "says"),
    [
        (("sign", "flipped"), ("sign", "flipped"), True, True),
        (("sign", "flipped"), ("mask", "flipped"), False, False),
        (("sign|path", "flipped"), ("path", "left out"), True, False),
        (("mean", "divided by 3 of w"), ("mean", "divided by 1.5e-05 of w"), True, True),
        (("mean", "divided by 3", "at z"), ("mean", "divided by 3", "at h"), True, False),
        (("mean", "off by the factor 3"), ("ratio", "off by the factor 2.5"), True, False),
        (("mean", "off by the factor 3, a"), ("mean", "off by the factor 2.5, b"), True, True),
        (("mean", "off by the factor 3"), ("factor 2", "off by the factor 2"), False, False),
        (("factor 2", "off by the factor 2"), ("mean", "off by the factor 3"), True, False),
        (("mean", "off by the factor 3"), ("ratio", "divided by 3"), False, False),
    ],
)
def test_explanations_at_two_points_that_are_alike_or_say_the_same(one, other, like, says):
    first, second = explained(*one), explained(*other)
    assert (first.is_like(second), first.says(second)) == (like, says)
