"""The wrong answers to expect of a loss."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients, likely_slips
from engine.compare.diagnosis import the_slips
from engine.compare.guesses import NamedArray
from engine.compare.likely import LEAST, RARE
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
