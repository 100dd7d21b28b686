"""Three digits taken from line to line: the slip is named, and not as if the last digits fitted."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from engine import Value, compare_gradients, dot, gradient, log, named, softmax
from engine.compare import Finding, rough
from engine.compare.guesses import NamedArray
from engine.compare.rough import _is_open, _unsure, _with_room, diagnose_by_hand
from engine.compare.written import Written


def network():
    """A neuron, and its gradient by hand without the derivative of tanh; exact, and from numbers with three digits."""
    x, w = [2.3, -1.7, 0.45], [Value(0.41, "w0"), Value(-0.27, "w1"), Value(0.83, "w2")]
    h = named("h", dot(w, x).tanh())
    loss = named("L", (h - 1.62) ** 2)
    return x, w, loss, 2 * (h.data - 1.62)


def to(digits, number):
    return float(f"{number:.{digits}g}")


def test_a_slip_in_numbers_rounded_on_the_way_is_named_but_not_surely():
    x, w, loss, error = network()
    exact = [error * x for x in x]
    carried = [to(4, to(3, error) * x) for x in x]
    assert carried != [to(4, each) for each in exact]
    (sure, *_), (near, *_) = (
        compare_gradients(loss, {"w": (w, [str(to(4, each)) for each in hand])})["w"].findings
        for hand in (exact, carried)
    )
    assert (sure.slip, sure.certainty) == ("activation forgotten", "sure")
    assert (near.slip, near.certainty) == ("activation forgotten", "likely")
    assert near.reason.startswith("the last digits differ, as if rounded on the way: it explains 3 different numbers")
    assert not sure.reason.startswith("the last")


@pytest.mark.parametrize("hand", [
    ["-2.0", "1.5", "-0.4"],  # two digits: too many slips come near
    ["-2.21", "0.113", "7.47"],  # nothing comes near
    [-2.0123456789123, 1.4873456789123, -0.3937456789123],  # computed, so not rounded by hand
])  # fmt: skip
def test_what_cannot_have_been_rounded_so_is_not_excused(hand):
    _, w, loss, _ = network()
    findings = compare_gradients(loss, {"w": (w, hand)})["w"].findings
    assert not any("rounded on the way" in finding.reason for finding in findings)


def scores(*hand):
    """Three scores of which the last class is right; their gradients by hand, to three digits."""
    z = [Value(x, f"z{k}") for k, x in enumerate((0.08, -1.94, 1.08))]
    return compare_gradients(-log(softmax(z)[2]), {"z": (z, list(hand))})["z"].findings


def test_a_number_that_is_right_but_for_its_last_digit_does_not_hide_a_slip_that_shows_in_one_other():
    exact, near = scores("0.260", "0.0344", "0.706"), scores("0.260", "0.0345", "0.706")
    assert [finding.slip for finding in near] == [finding.slip for finding in exact]
    assert near[0].text.startswith("the target is left out: p stands where p - y belongs")
    assert {finding.certainty for finding in near} == {"possible"}
    assert all(finding.reason.startswith("the last digits differ, as if rounded on the way") for finding in near)


@pytest.mark.parametrize("hand", [("0.260", "0.0345", "0.707"), ("0.260", "0.0346", "0.72")], ids=["near", "far"])
def test_where_few_numbers_speak_the_wrong_ones_have_no_room(hand):
    assert not any("rounded on the way" in finding.reason for finding in scores(*hand))


def test_right_numbers_stay_right():
    _, w, loss, _ = network()
    assert compare_gradients(loss, {"w": (w, [f"{each:.3g}" for each in gradient(loss, w)])}).ok


def array(name="w", digits=3, fits=True, slack=(0.5, 0.0005)):
    return NamedArray(name, [Value(1.0)] * 2, (2,), Written([1.0, -10.0], slack, digits), (2,) if fits else (1, 2))


SIGN = Finding("sign", "flipped", "sure", "why", ("sign",), "at w", "what", "remedy", ("w",))
FACT = Finding("ratio", "every entry", "possible", "why")


@pytest.mark.parametrize(
    ("given", "findings", "evidence", "is_open"),
    [
        ({}, [], 3, True), ({}, [], 2, False), ({}, [FACT], 4, True), ({}, [SIGN], 3, False),
        ({}, [FACT, SIGN], 3, False),
        ({"digits": 2}, [], 3, False), ({"digits": 4}, [], 3, True), ({"digits": 5}, [], 3, False),
        ({"digits": 0}, [], 3, False), ({"fits": False}, [], 3, False),
        *(({}, [replace(FACT, slip=slip)], 3, True) for slip in ("ratio", "reordered", "shape", "entry")),
        ({}, [replace(FACT, slip="exchanged")], 3, False),
    ],
)  # fmt: skip
def test_what_no_slip_explains_of_three_numbers_with_three_or_four_digits_is_tried_again(
    given, findings, evidence, is_open
):
    assert _is_open(array(**given), findings, evidence) is is_open


def test_the_room_is_four_times_the_half_unit_or_two_thousandths():
    assert _with_room(array()).written == Written([1.0, -10.0], [2.0, 0.02], 3)
    with pytest.raises(ValueError, match="zip"):
        _with_room(array(slack=(0.5,)))


@pytest.mark.parametrize(("certainty", "less"), [("sure", "likely"), ("likely", "possible"), ("possible", "possible")])
def test_what_comes_near_is_a_degree_less_certain(certainty, less):
    reason = "the last digits differ, as if rounded on the way: why"
    assert _unsure(replace(SIGN, certainty=certainty)) == replace(SIGN, certainty=less, reason=reason)


def test_only_what_nothing_explains_is_compared_once_more_at_every_point(monkeypatch):
    arrays = [array(name) for name in "abcd"]
    cases = {one.name: SimpleNamespace(array=one, evidence=3) for one in arrays}
    points = [
        SimpleNamespace(problem=k, wrong=arrays, correct=[f"right {k}"], cases=known)
        for k, known in ((1, cases), (2, {}))
    ]
    found = [{"a": (), "b": (SIGN,), "c": (FACT,), "d": ()}, {"a": (FACT, SIGN), "c": (FACT,), "d": (SIGN, SIGN)}]
    asked = []

    def diagnose(points):
        asked.append(points)
        return found[len(asked) - 1]

    monkeypatch.setattr(rough, "diagnose", diagnose)
    monkeypatch.setattr(rough, "Point", lambda *parts: parts)
    near = _unsure(SIGN)
    assert diagnose_by_hand(points) == {"a": (near,), "b": (SIGN,), "c": (FACT,), "d": (near, near)}
    assert asked[0] is points
    assert [(problem, [one.name for one in wrong], correct) for problem, wrong, correct in asked[1]] == [
        (1, ["a", "c", "d"], ["right 1"]), (2, ["a", "c", "d"], ["right 2"]),
    ]  # fmt: skip
    assert {tuple(one.written.slack) for _, wrong, _ in asked[1] for one in wrong} == {(2.0, 0.02)}


def test_where_everything_is_explained_nothing_is_compared_once_more(monkeypatch):
    found = {"w": (SIGN,)}
    monkeypatch.setattr(rough, "diagnose", lambda points: found)
    monkeypatch.setattr(rough, "Point", None)
    assert diagnose_by_hand([SimpleNamespace(cases={"w": SimpleNamespace(array=array(), evidence=9)})]) is found
