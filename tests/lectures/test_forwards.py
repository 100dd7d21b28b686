"""Wrong numbers of the way forward: weights that stand in other places are named, and what is right is not."""

import pytest

from engine import Value, affine, relu
from lectures.entries import Drawn
from lectures.exercises.forwards import of_turned_weights

PIXELS = [2.5, -1.5, 0.7, 3.0, 1.2]


def said(drawn: Drawn, name: str, answer, **before) -> list[tuple[str, str, str]]:
    return [(one.slip, one.text, one.certainty) for one in of_turned_weights(drawn, {**before, name: answer}, name)]


def kernel() -> Drawn:
    w = [Value(x, f"w{k}") for k, x in enumerate((0.8, -1.9, 2.2))]
    z = [sum(w[k] * PIXELS[i + k] for k in range(3)) for i in range(3)]
    h = [relu(each) for each in z]
    return Drawn(sum(h), {"w": w}, values={"z": z, "h": h})


def test_a_kernel_that_was_flipped_on_the_way_forward():
    found = said(kernel(), "z", ["8.91", "-2.23", "-3.20"])
    assert found == [("kernel flipped", "the kernel is flipped: w stands in reverse order", "likely")]


@pytest.mark.parametrize("answer", [["6.39", "4.07", "-2.5"], ["1", "2", "3"], ["8.91"]], ids=["right", "odd", "short"])
def test_of_right_numbers_and_of_those_that_nothing_gives_nothing_is_said(answer):
    assert said(kernel(), "z", answer) == []


def test_weights_that_are_named_alike_and_exchanged_are_no_kernel():
    v = [Value(1.4, "v0"), Value(-1.1, "v1")]
    y = affine(v, [0.4, -0.7], 0.3)
    found = said(Drawn(y, {"v": v}, values={"y": y}), "y", "-1.12")
    assert found == [("exchanged", "v stands in reverse order", "possible")]


def test_a_matrix_that_was_transposed():
    W = [[Value(1.0, "W[0][0]"), Value(2.0, "W[0][1]")], [Value(-3.0, "W[1][0]"), Value(5.0, "W[1][1]")]]
    y = [sum(w * x for w, x in zip(row, (7.0, 0.5), strict=True)) for row in W]
    found = said(Drawn(y[0] + y[1], {"W": W}, values={"y": y}), "y", [5.5, 16.5])
    assert found == [("weights transposed", "W is transposed", "possible")]
