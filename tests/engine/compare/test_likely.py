"""The wrong answers to expect of a loss."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients, likely, likely_slips
from engine.compare.diagnosis import the_slips
from engine.compare.guesses import NamedArray, Slip
from engine.compare.likely import LEAST, RARE, LikelySlip, _differs
from engine.compare.problem import Problem
from engine.compare.structure import Structure
from engine.compare.written import Written
from engine.words.nested import values_of
from tests.engine.planted.derivation import values

W, X, T = np.array([0.6, -0.3, 0.8]), np.array([[0.9, -0.4, 1.3], [0.2, 1.1, -0.8]]), [0.5, -1.0]


def network():
    w, b = values("w", W), Value(0.2, "b")
    squares = [(engine.affine(w, x, b).tanh() - t) ** 2 for x, t in zip(X.tolist(), T, strict=True)]
    return engine.sum(squares) / 2.0, {"w": w, "b": b}


def test_the_usual_ones_come_first_and_none_twice():
    loss, parameters = network()
    slips = likely_slips(loss, parameters, most=50)
    usual = [slip.usual for slip in slips]
    assert usual == sorted(usual, reverse=True)
    assert {slip.kind for slip in slips} >= {"sign", "activation forgotten", "mean", "target", "factor 2"}
    answers = [str({name: np.round(x, 9).tolist() for name, x in slip.gradients.items()}) for slip in slips]
    assert len(set(answers)) == len(answers)


def test_the_families_that_are_left_out_have_nothing_usual():
    loss, parameters = network()
    arrays = [NamedArray(name, *values_of(nodes, name), Written([], []), None) for name, nodes in parameters.items()]
    problem = Problem(Structure(loss), arrays)
    for family in RARE:
        slips = list(family(problem))
        assert slips
        assert max(slip.usual for slip in slips) < LEAST
    left = {(slip.kind, slip.what) for slip in the_slips(problem, RARE)[0]}
    every = {(slip.kind, slip.what) for slip in the_slips(problem)[0] if slip.usual >= LEAST}
    assert every <= left


def test_as_many_as_are_asked_for():
    loss, parameters = network()
    assert len(likely_slips(loss, parameters, most=3)) == 3
    assert likely_slips(loss, parameters, most=0) == []
    assert likely_slips(loss, parameters)[:3] == likely_slips(loss, parameters, most=3)


@pytest.mark.long
def test_each_is_wrong_and_finite_and_is_recognized_for_what_it_is():
    loss, parameters = network()
    for slip in likely_slips(loss, parameters):
        assert slip.gradients
        assert slip.text
        report = compare_gradients(loss, {name: (parameters[name], x) for name, x in slip.gradients.items()})
        assert {line.verdict for line in report.lines} == {"wrong"}
        assert slip.kind in [finding.slip for finding in report.findings], f"{slip}\n{report}"
        assert all(np.all(np.isfinite(x)) for x in slip.gradients.values())


@pytest.mark.parametrize("shape", [(), (3,), (2, 2)])
def test_the_numbers_have_the_shape_of_the_parameter(shape):
    w = values("w", np.full(shape, 0.4))
    flat = [w] if shape == () else np.array(w, dtype=object).ravel().tolist()
    loss = engine.sum([(x.tanh() - 0.3 * k) ** 2 for k, x in enumerate(flat)])
    slips = likely_slips(loss, {"w": w})
    assert slips
    assert all(np.shape(slip.gradients["w"]) == shape for slip in slips)


def test_a_loss_that_does_not_depend_on_a_parameter_has_no_slips():
    assert likely_slips(Value(2.0) * 3.0, {"w": Value(1.0, "w")}) == []


@pytest.mark.parametrize(
    ("x", "right", "differs"),
    [
        ([1.0, 2.0], [1.0, 2.0], False), ([1.0, 2.1], [1.0, 2.0], True), ([1.9, 2.0], [1.0, 2.0], True),
        ([2.0 + 1.9e-6], [2.0], False), ([2.0 + 2.1e-6], [2.0], True), ([-2.0 - 1.9e-6], [-2.0], False),
        ([-2.0], [2.0], True), ([1e-12], [0.0], False), ([-1e-12], [0.0], False), ([1.1e-12], [0.0], True),
        ([np.nan], [1.0], True), ([np.inf], [1.0], True),
    ],
)  # fmt: skip
def test_a_millionth_is_no_difference(x, right, differs):
    assert _differs(np.array(x), np.array(right)) is differs


def test_of_what_gives_the_same_numbers_the_most_usual_is_said_and_nothing_unusual(monkeypatch):
    """L = 3 w + 5 v: factors first, then slips; what changes nothing or overflows is none."""
    w, v = Value(1.0, "w"), Value(2.0, "v")
    first, second = w * 3.0, v * 5.0
    loss = first + second
    slips = [
        Slip("a|b", "four", "at w", "three", {(first, 0): 4.0}, 2.0), Slip("c", "same", "", "", {(first, 0): 4.0}, 3.0),
        Slip("d", "nearly the same", "", "", {(first, 0): 4.0 + 1e-10}, 1.9),
        Slip("e", "others", "where v enters", "", {(first, 0): 4.0, (second, 0): 7.0}, 1.5),
        Slip("f", "seldom", "", "", {(second, 0): 8.0}, 1.49), Slip("g", "nothing", "", "", {(second, 0): 5.0}, 9.0),
        Slip("h", "too large", "", "", {(second, 0): np.inf}, 8.0), Slip("i", "v", "", "", {(second, 0): 9.0}, 1.6),
    ]  # fmt: skip
    monkeypatch.setattr(likely, "the_slips", lambda problem, without: (slips, True))
    monkeypatch.setattr(likely.scale, "factors", lambda problem: [
        (2.0, "factor 2|mean", "doubled", 1.6), (-1.0, "sign", "flipped", 1.2), (1.0, "none", "nothing", 2.5),
    ])  # fmt: skip
    expected = [
        LikelySlip("c", "same", "", 3.0, {"w": 4.0}), LikelySlip("factor 2", "doubled", "", 1.6, {"w": 6.0, "v": 10.0}),
        LikelySlip("i", "v", "", 1.6, {"v": 9.0}),
        LikelySlip("e", "others, where v enters", "", 1.5, {"w": 4.0, "v": 7.0}),
    ]  # fmt: skip
    assert likely_slips(loss, {"w": w, "v": v}) == expected
    assert likely_slips(loss, {"w": w, "v": v}, most=2) == expected[:2]
    slips[1] = Slip("c", "same", "", "", {(first, 0): 4.0}, 1.7)
    assert likely_slips(loss, {"w": w, "v": v})[0] == LikelySlip("a", "four at w", "three", 2.0, {"w": 4.0})
    with pytest.raises(FrozenInstanceError):
        expected[0].usual = 0.0


def test_twelve_are_enough():
    loss, parameters = network()
    assert len(likely_slips(loss, parameters, most=99)) > 12
    assert len(likely_slips(loss, parameters)) == 12
