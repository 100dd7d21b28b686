"""Verdicts: what one line of a comparison says, field by field."""

from dataclasses import asdict

import pytest

import engine
from engine import Value, named
from engine.compare import compare_gradients, compare_steps
from engine.errors import ArgumentError, ShapeError
from tests.engine.planted.derivation import values

nan, inf = float("nan"), float("inf")


def line_of(loss, nodes, hand, **options):
    return compare_gradients(loss, {"w": (nodes, hand)}, **options)["w"]


def fields(line, *names):
    return tuple(asdict(line)[name] for name in names)


def linear():
    """L = 3 w0 + 4 w1."""
    w = values("w", [1.0, 2.0])
    return engine.dot(w, [3.0, 4.0]), w


@pytest.mark.parametrize(
    ("hand", "verdict", "your_shape", "yours", "worst", "difference"),
    [
        ([3.0, 4.0], "right", (2,), [3.0, 4.0], (0,), 0.0),
        ([3.0, 4.0 + 1e-7], "right", (2,), [3.0, 4.0 + 1e-7], (1,), 1e-7),
        ([2.5, 4.25], "wrong", (2,), [2.5, 4.25], (0,), 0.5),
        ([2.5, 6.0], "wrong", (2,), [2.5, 6.0], (1,), 2.0),
        ([[3.0, 4.0]], "shape", (1, 2), [[3.0, 4.0]], (0,), None),
        (3.0, "shape", (), 3.0, (0,), None),
        (None, "missing", None, None, (0,), None),
    ],
)
def test_a_line_of_the_report(hand, verdict, your_shape, yours, worst, difference):
    line = line_of(*linear(), hand)
    assert fields(line, "name", "verdict", "shape", "your_shape") == ("w", verdict, (2,), your_shape)
    assert fields(line, "engine", "expected", "yours", "worst") == ([3.0, 4.0], [3.0, 4.0], yours, worst)
    assert line.difference == pytest.approx(difference)
    assert line.numeric == pytest.approx([3.0, 4.0][worst[0]])
    assert bool(line.findings) == (verdict == "shape")
    assert line.note == ""


def test_the_tolerances_are_those_that_are_given():
    loss, w = linear()
    assert line_of(loss, w, [3.0, 5.0], atol=1.0).verdict == "right"
    assert line_of(loss, w, [3.0, 5.0], rtol=0.25).verdict == "right"
    assert line_of(loss, w, [3.0, 5.0], atol=0.5, rtol=0.1).verdict == "wrong"
    assert compare_steps(loss, [("w", w, [3.0, 5.0])], atol=1.0)
    assert compare_steps(loss, [("w", w, [3.0, 5.0])], rtol=0.25)


def test_the_finite_difference_is_that_of_the_worst_entry_and_says_what_it_cannot():
    a, b = Value(0.0, "a"), Value(2.0, "b")
    line = line_of(a.abs() + b * 3.0, [a, b], [0.0, 3.0])
    assert line.verdict == "right"
    assert line.note == (
        "a kink: the slope is -1 from the left and 1 from the right; any slope between them is right, and the engine's "
        "is its convention"
    )
    assert line_of(a.abs() + b * 3.0, [a, b], [0.0, 4.0]).note == ""  # at b there is none
    beside = line_of(a + 1.0, b, 0.0)
    assert fields(beside, "numeric", "note") == (0.0, "the loss does not depend on it, so its gradient is zero")
    line = line_of(a**1.5, a, 0.0)
    assert line.numeric is None
    assert "no values on both sides" in line.note


@pytest.mark.parametrize("odd", [nan, inf, -inf])
def test_what_is_not_finite_is_the_worst_wherever_it_stands(odd):
    loss, w = linear()
    for k in (0, 1):
        hand = [1e9, 1e9]
        hand[k] = odd
        assert line_of(loss, w, hand).worst == (k,)


# Derivations.


def chain():
    """L = u^2 with u = 3 z and z = 2 w, at w = 1: dL/du, dL/dz, dL/dw = 12, 36, 72."""
    w = Value(1.0, "w")
    z = w * 2.0
    u = z * 3.0
    return u**2, u, z, w


def lines(report, name="verdict"):
    return [asdict(line)[name] for line in report.lines]


def test_what_follows_from_a_wrong_step_is_expected_of_the_next_ones():
    loss, u, z, w = chain()
    report = compare_steps(loss, [("du", u, 12.0), ("dz", z, 30.0), ("dw", w, 60.0)])
    assert lines(report) == ["right", "wrong", "follows"]
    assert lines(report, "engine") == [12.0, 36.0, 72.0]
    assert lines(report, "expected") == [12.0, 36.0, 60.0]
    assert lines(report, "difference") == [0.0, 6.0, 0.0]
    assert report.steps
    assert report.first_wrong == "dz"
    assert not report


def test_a_step_that_is_right_after_all_differs_from_the_gradient_by_nothing():
    loss, u, z, w = chain()
    report = compare_steps(loss, [("du", u, 10.0), ("dz", z, 36.0)])
    assert lines(report) == ["wrong", "right"]
    assert lines(report, "expected") == [12.0, 30.0]
    assert lines(report, "difference") == [2.0, 0.0]
    report = compare_steps(loss, [("du", u, 10.0), ("dz", z, 36.0), ("dw", w, 60.0)])
    assert lines(report, "expected") == [12.0, 30.0, 72.0]  # from the nearest step that was given


def test_a_slip_behind_another_is_named_by_what_follows_from_the_first():
    loss, u, z, _ = chain()
    report = compare_steps(loss, [("du", u, 10.0), ("dz", z, -30.0)])
    assert lines(report) == ["wrong", "wrong"]
    assert report["dz"].findings[0].text == "the sign is flipped: yours is -1 times the gradient"
    assert lines(report, "difference") == [2.0, 60.0]


def test_steps_of_numbers_that_are_none_or_of_another_shape_pass_nothing_on():
    loss, u, z, w = chain()
    for odd in (nan, inf, [10.0]):
        report = compare_steps(loss, [("du", u, odd), ("dz", z, 36.0), ("dw", w, 60.0)])
        assert lines(report, "expected") == [12.0, 36.0, 72.0]
        assert lines(report)[1:] == ["right", "wrong"]


def test_a_step_beside_the_graph_passes_nothing_on():
    loss, _, z, w = chain()
    stranger = Value(2.0, "s") * 2.0
    report = compare_steps(loss, [("ds", stranger, 5.0), ("dz", z, 36.0), ("dw", w, 60.0)])
    assert lines(report) == ["wrong", "right", "wrong"]


def test_a_wrong_gradient_of_a_parameter_leaves_the_later_steps_as_they_were():
    """Nothing follows from a leaf, so the terms of the loss are still told apart."""
    a, b = Value(0.0, "a"), Value(2.0, "b")
    loss = a.exp() + (a + 3.0) ** 2 + b
    report = compare_steps(loss, [("db", b, 5.0), ("da", a, 1.0)])
    assert lines(report) == ["wrong", "wrong"]
    assert lines(report, "expected") == [1.0, 7.0]
    assert "term" in {finding.slip for finding in report["da"].findings}


def test_the_other_arrays_of_a_comparison_are_those_of_the_other_lines():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    report = compare_gradients(a * b * 5.0, {"a": (a, 10.0), "b": (b, 15.0)})
    text = "the gradients of a, b stand in each other's places"
    assert [line.findings[0].text for line in report.lines] == [text, text]
    assert [finding.text for finding in report.findings].count(text) == 1


# What is refused, and how.

PAIRS = (
    r"compare_gradients: takes \{name: gradient by hand, \.\.\.\} or \{name: \(Values, gradient by hand\), \.\.\.\}, "
    r"such as \{'w': \(w, 0\.5\)\}, got "
)
STEPS = r"compare_steps: takes a list of \(name, nodes, gradient by hand\), such as \[\('dz', z, 0\.5\)\], got "


@pytest.mark.parametrize(
    ("gradients", "got"),
    [
        ([("w", 1.0)], "list"),
        ("w", "str"),
        ({"w": Value(1.0)}, "'w': Value"),
        ({"w": [Value(1.0)]}, "'w': "),
        ({3: (1.0, 2.0)}, "3: "),
    ],
)
def test_anything_but_names_and_pairs_is_refused(gradients, got):
    with pytest.raises(ArgumentError, match=PAIRS + got):
        compare_gradients(linear()[0], gradients)


@pytest.mark.parametrize(
    ("steps", "got"),
    [
        ("dz", "str"),
        ({"dz": 1.0}, "dict"),
        (3, "int"),
        ([("dz", 1.0)], r"\('dz', 1.0\)"),
        ([("dz", 1.0, 2.0, 3.0)], r"\('dz', "),
        (["abc"], "'abc'"),
        ([(1, 2, 3)], r"\(1, 2, 3\)"),
    ],
)
def test_anything_but_triples_is_refused(steps, got):
    with pytest.raises(ArgumentError, match=STEPS + got):
        compare_steps(linear()[0], steps)


def test_pairs_and_triples_may_be_lists_and_steps_may_be_made_one_by_one():
    loss, w = linear()
    assert compare_gradients(loss, {"w": [w, [3.0, 4.0]]})
    assert compare_steps(loss, (step for step in [["w", w, [3.0, 4.0]]]))


def test_gradients_by_the_labels_of_their_values():
    loss, _ = linear()
    assert compare_gradients(loss, {"w": [3.0, 4.0]})
    assert compare_gradients(loss, {"w[0]": 3.0})
    assert compare_gradients(loss, {"w": [3.0, 4.0, 5.0]})["w"].verdict == "shape"
    with pytest.raises(ArgumentError, match="no Value is labelled 'v'"):
        compare_gradients(loss, {"v": 1.0})
    with pytest.raises(ArgumentError, match="several Values are labelled 'a'"):
        compare_gradients(Value(1.0, "a") * Value(2.0, "a"), {"a": 1.0})


def test_to_compare_nothing_is_refused():
    for compare, nothing in ((compare_gradients, {}), (compare_steps, [])):
        with pytest.raises(ShapeError, match=f"{compare.__name__}: there is nothing to compare; give at least one"):
            compare(linear()[0], nothing)


@pytest.mark.parametrize("explain", [True, False])
def test_steps_are_explained_only_where_that_is_asked_for(explain):
    w, x = Value(2.0, "w"), Value(-3.0, "x")
    z = named("z", w * x)
    report = compare_gradients(z**2, {"z": (z, 12.0), "w": (w, -36.0)}, explain=explain)
    assert [line.verdict for line in report.lines] == ["wrong", "follows"]
    assert bool(report.findings) == explain
