"""The parts of a verdict one by one: which entries differ, what witnesses it, which steps it is judged by."""

from math import inf, nan, nextafter

import numpy as np
import pytest

import engine
from engine import Value, named
from engine.compare import compare_points
from engine.compare.guesses import NamedArray
from engine.compare.judge import Judge, _worst, named_array
from engine.compare.written import Written
from engine.graph import topological_order
from tests.engine.planted.derivation import values


def judge_of(loss, atol=0.0, rtol=0.0, **arrays):
    """Return the judge of name=(nodes, gradient by hand)."""
    return Judge("here", loss, [named_array(name, *pair) for name, pair in arrays.items()], atol, rtol)


@pytest.mark.parametrize(
    ("hand", "number", "written", "tolerances", "size", "differs"),
    [
        (0.5, 0.0, {"slack": 0.5}, (0.0, 0.0), 0.0, False), (0.5, 0.0, {"slack": 0.25}, (0.25, 0.0), 0.0, False),
        (0.5, 0.0, {"slack": 0.25}, (0.125, 0.0), 0.0, True), (0.5, 0.0, {}, (0.5, 0.0), 0.0, False),
        (-0.5, 0.0, {}, (0.5, 0.0), 0.0, False), (-0.5, 0.0, {}, (0.25, 1.0), 0.0, True),
        (-6.0, -4.0, {}, (0.0, 0.5), 0.0, False), (-2.0, -4.0, {}, (0.0, 0.5), 0.0, False),
        (-6.0, -4.0, {}, (0.0, 0.25), 0.0, True), (-6.0, -4.0, {"slack": 0.5}, (0.5, 0.25), 0.0, False),
        (1e308, 1e308, {}, (0.0, 0.0), 0.0, False), (1.0 + 9e-9, 1.0, {}, (0.0, 0.0), 1e3, False),
        (1.0 + 11e-9, 1.0, {}, (0.0, 0.0), 1e3, True), (1.9, 1.0, {"relative": 2.0**-10}, (0.0, 0.0), 1024.0, False),
        (2.1, 1.0, {"relative": 2.0**-10}, (0.0, 0.0), 1024.0, True), (nan, 1.0, {}, (9.0, 9.0), 9.0, True),
        (inf, 1.0, {}, (9.0, 9.0), 9.0, True), (-inf, -inf, {}, (9.0, 9.0), 9.0, True),
        (0.0, 0.0, {}, (0.0, 0.0), 0.0, False),
    ],
)  # fmt: skip
def test_an_entry_differs_beyond_its_digits_the_tolerances_and_the_noise(
    hand, number, written, tolerances, size, differs
):
    w = Value(1.0, "w")
    one = Written([7.0, hand], [0.0, written.get("slack", 0.0)], 3, written.get("relative", 0.0))
    judge = judge_of(w * 2.0, *tolerances, w=(w, 2.0))
    array = NamedArray("w", [w, w], (2,), one, (2,))
    assert judge.differing(array, [7.0, number], [0.0, size]) == ([1] if differs else [])


def test_every_number_has_its_own_size():
    w = Value(1.0, "w")
    judge = judge_of(w * 2.0, w=(w, 2.0))
    with pytest.raises(ValueError, match="zip"):
        judge.differing(judge.arrays[0], [2.0], [])


@pytest.mark.parametrize(
    ("hand", "number", "agrees"),
    [
        (201.0, 200.0, True), (199.0, 200.0, True), (201.1, 200.0, False), (198.9, 200.0, False),
        (-201.0, -200.0, True), (-201.1, -200.0, False), (0.0, 0.0, True), (0.001, 0.0, False), (-200.0, 200.0, False),
    ],
)  # fmt: skip
def test_two_digits_agree_within_half_a_hundredth(hand, number, agrees):
    w = Value(1.0, "w")
    assert judge_of(w * 2.0, w=(w, 2.0)).to_two_digits(hand, number) is agrees


@pytest.mark.parametrize(
    ("hand", "right", "worst"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], (0, 0.0)), ([1.0, 4.0, 3.0], [1.0, 2.0, 5.0], (1, 2.0)),
        ([1.0, 4.0, 2.0], [1.0, 2.0, 5.0], (2, 3.0)), ([9.0, -1.0], [1.0, 8.0], (1, 9.0)),
        ([1e300, inf, inf], [0.0, 0.0, 0.0], (1, inf)),
    ],
)  # fmt: skip
def test_the_worst_entry_is_the_first_that_is_farthest_off(hand, right, worst):
    assert _worst(hand, right) == worst


def test_the_worst_of_other_lengths_is_asked_for_by_mistake():
    assert _worst([1.0, nan, 9e9], [0.0] * 3)[0] == 1
    with pytest.raises(ValueError, match="zip"):
        _worst([1.0, 2.0], [1.0])


def test_gradients_are_sorted_into_wrong_ones_and_right_ones():
    """One digit, another number, another shape and none at all are not right."""
    w = {name: Value(1.0, name) for name in ("right", "also", "wrong", "shape", "digits", "missing")}
    hands = {"right": 3.0, "also": 3.0, "wrong": 4.0, "shape": [3.0], "digits": "3", "missing": None}
    loss = engine.sum([x * (3.1 if name == "digits" else 3.0) for name, x in w.items()])
    lines, problem, wrong, correct = judge_of(loss, **{name: (w[name], hands[name]) for name in w}).judged()
    assert [(line.name, line.verdict) for line in lines] == [
        ("right", "right"), ("also", "right"), ("wrong", "wrong"), ("shape", "shape"), ("digits", "digits"),
        ("missing", "missing"),
    ]  # fmt: skip
    assert [array.name for array in wrong] == ["wrong", "shape"]
    assert [array.name for array in correct] == ["right", "also"]
    assert [array.name for array in problem.arrays] == list(w)


def test_slips_are_looked_for_only_where_that_is_asked_for():
    w = Value(3.0, "w")
    judge = judge_of(w * w, w=(w, -6.0))
    assert judge.report(explain=False)["w"].findings == ()
    assert judge.report(explain=True)["w"].findings[0].slip == "sign"


def chain(hand_u, hand_z, hand_w):
    """L = u^2 with u = z / 3 and z = 2 w, at w = 1: dL/du, dL/dz, dL/dw = 4/3, 4/9, 8/9."""
    w = Value(1.0, "w")
    z = named("z", w * 2.0)
    u = named("u", z / 3.0)
    return judge_of(u**2, u=(u, hand_u), z=(z, hand_z), w=(w, hand_w))


@pytest.mark.parametrize(
    ("hands", "verdicts", "expected"),
    [
        (("1.33", "0.444", "0.889"), "right right right", (4 / 3, 4 / 9, 8 / 9)),
        (("1", "0.333", "0.666"), "digits follows follows", (4 / 3, 1 / 3, 0.666)),
        (("1.5", "0.5", None), "wrong follows missing", (4 / 3, 0.5, 1.0)),
        ((None, "0.45", "0.889"), "missing wrong right", (4 / 3, 4 / 9, 0.9)),
        ((None, "0.444", "0.8"), "missing right wrong", (4 / 3, 4 / 9, 8 / 9)),
    ],
)
def test_as_long_as_all_is_right_a_step_is_judged_by_the_gradient_itself(hands, verdicts, expected):
    walked = list(chain(*hands).walked())
    assert [line.verdict for line, _, _ in walked] == verdicts.split()
    assert [line.expected for line, _, _ in walked] == pytest.approx(expected, rel=1e-12)


def test_a_step_knows_the_others_and_itself_by_name():
    for (_, problem, target), names in zip(
        chain("1.5", "0.5", "1").walked(), (("u", "zw"), ("z", "uw"), ("w", "uz")), strict=True
    ):
        assert [array.name for array in problem.arrays] == [target.name] == [names[0]]
        assert "".join(array.name for array in problem.others) == names[1]
        assert all(node in problem.structure.gradients for array in problem.others for node in array.nodes)


def chains(*hands):
    return [chain(*each) for each in hands]


def test_of_several_points_a_step_is_shown_at_the_first_where_it_is_wrong():
    """And at the first of all where it is right."""
    right, wrong, other = ("1.333", "0.4444", "0.8889"), ("1.5", "0.4444", "0.8889"), ("1.6", "0.4444", "0.88")
    first, *others = chains(("1.33", "0.444", "0.889"), right, right)
    assert [line.yours for line in first.steps((), others).lines] == [1.33, 0.444, 0.889]
    first, *others = chains(right, wrong, other)
    assert [line.yours for line in first.steps((), others).lines] == [1.5, 0.4444, 0.88]


def test_steps_that_are_named_are_explained_and_all_if_none_is():
    hands = (str(-4 / 3), str(4 / 9), str(-8 / 9))
    for explain, found in ((None, [True, False, True]), (["u"], [True, False, False]), ((), [False] * 3)):
        assert [bool(line.findings) for line in chain(*hands).steps(explain).lines] == found


def test_several_points_have_the_same_steps():
    w = Value(1.0, "w")
    z = w * 2.0
    points = [(z**2, {"z": (z, 4.0), "w": (w, 8.0)}), (z**2, {"z": (z, 4.0), "w": (w, 8.0), "w again": (w, 8.0)})]
    with pytest.raises(ValueError, match="zip"):
        compare_points(points)
    with pytest.raises(ValueError, match="zip"):
        compare_points([(loss, dict(list(given.items())[1:])) for loss, given in points])


@pytest.mark.parametrize(("given", "order", "steps"), [
    ("z", "z", False), ("z w", "z w", True), ("w v", "w v", False), ("u t", "t u", True), ("u w t v", "t u w v", True),
    ("uw t", "t uw", True), ("wz t", "wz t", True),
])  # fmt: skip
def test_two_gradients_with_a_step_among_them_are_a_derivation(given, order, steps):
    """t = tanh(v) is next to the leaves; u is beside the graph, and an array stands where its latest entry does."""
    w, v, u = Value(0.5, "w"), Value(0.3, "v"), Value(1.0, "u") * 2.0
    t = v.tanh()
    z = w * t
    assert topological_order(z).index(t) in (1, 2)
    nodes = {"w": w, "v": v, "u": u, "t": t, "z": z, "uw": [u, w], "wz": [w, z]}
    judge = judge_of(z.sin(), **{name: (nodes[name], None) for name in given.split()})
    assert judge.in_order() is steps
    assert [array.name for array in judge.arrays] == order.split()


def test_the_first_finite_difference_finds_those_of_the_worst_entries_of_all_others():
    """A gradient of another shape has no worst entry; afterwards each is found by itself."""
    w, v, s = (values(name, [0.5, 0.6]) for name in "wvs")
    loss = engine.sum([x * x for x in (*w, *v, *s)])
    judge = judge_of(loss, w=(w, [1.0, 1.3]), v=(v, [2.0, 1.3]), s=(s, [[1.0, 1.2]]))
    assert judge.slope(w[0]).value == pytest.approx(1.0)
    assert list(judge.slopes) == [w[0], w[1], v[0]]
    judge.slope(s[0])
    assert list(judge.slopes) == [w[0], w[1], v[0], s[0]]


def test_what_is_known_of_an_entry_may_be_enough_to_see_that_it_is_at_no_kink():
    w = values("w", [0.0, 0.5])
    judge = judge_of(w[0].relu() + w[1].relu(), w=(w, [0.5, 0.7]))
    judge.slopes = {w[1]: judge_of(w[1].relu(), w=(w[1], 1.0)).slope(w[1])}
    assert not judge.is_a_slope_of_the_kink(judge.arrays[0], [0.0, 1.0], [0.0, 0.0])
    assert list(judge.slopes) == [w[1]]


@pytest.mark.parametrize(
    ("left", "right", "hand", "slack", "between"),
    [
        (-1000.0, 0.0, -1000.0009, 0.0, True), (-1000.0, 0.0, -1000.0011, 0.0, False),
        (0.0, 1000.0, 1000.0009, 0.0, True), (0.0, 1000.0, 1000.0011, 0.0, False),
        (1000.0, 0.0, 1000.0009, 0.0, True), (1000.0, 0.0, -0.0009, 0.0, True),
        (1000.0, 0.0, -0.0011, 0.0, False), (0.0, 0.01, 0.0100009, 0.0, True), (0.0, 0.01, 0.0100011, 0.0, False),
        (0.0, 1.0, 1.25, 0.25, True), (0.0, 1.0, -0.25, 0.25, True), (0.0, 1.0, 1.26, 0.25, False),
        (0.0, 1.0, -0.26, 0.25, False), (0.0, 1.0, 0.5, 0.0, True),
    ],
)  # fmt: skip
def test_a_slope_lies_between_those_of_the_two_sides(left, right, hand, slack, between):
    w = Value(0.0, "w")
    judge = judge_of(w.relu() * right - (-w).relu() * left, w=(w, hand))
    array = NamedArray("w", [w], (), Written([hand], [slack]), ())
    assert judge.is_a_slope_of_the_kink(array, [5e4], [0.0]) is between


def test_an_entry_without_a_slope_lies_at_no_kink():
    w = Value(0.0, "w")
    assert not judge_of(w**1.5 + w, w=(w, 1.0)).is_a_slope_of_the_kink(named_array("w", w, 0.5), [1.0], [0.0])


def test_the_bounds_of_a_kink_themselves_are_right():
    w = Value(0.0, "w")
    judge = judge_of(w.relu(), w=(w, 0.0))
    slope = judge.slope(w)
    room = 0.25 + 1e-6 * max(abs(slope.left), abs(slope.right), 1.0)
    for end, away in ((slope.left - room, -inf), (slope.right + room, inf)):
        for hand, between in ((end, True), (nextafter(end, away), False)):
            array = NamedArray("w", [w], (), Written([hand], [0.25]), ())
            assert judge.is_a_slope_of_the_kink(array, [5e4], [0.0]) is between


def test_a_number_in_single_precision_is_right_to_that():
    w = Value(1.0, "w")
    for off, verdict in ((0.9, "right"), (1.1, "wrong")):
        hand = np.float32(1024.0 * (1 + off * 2.0**-20))
        (line, *_), *_ = judge_of(w * 1024.0, w=(w, hand)).judged()
        assert line.verdict == verdict
