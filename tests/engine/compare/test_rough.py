"""Three digits taken from line to line: the slip is named, and not as if the last digits fitted."""

import pytest

from engine import Value, compare_gradients, dot, gradient, named


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


def test_right_numbers_stay_right():
    _, w, loss, _ = network()
    assert compare_gradients(loss, {"w": (w, [f"{each:.3g}" for each in gradient(loss, w)])}).ok
