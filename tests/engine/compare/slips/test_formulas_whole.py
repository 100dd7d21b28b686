"""Small formulas of what goes into a function and what comes out: each is evaluated as it is written."""

import re

import numpy as np
import pytest

import engine
from engine.compare.slips.formulas import formulas
from engine.compare.slips.misplaced import at_other_numbers
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.tabled import agree, tabled
from tests.engine.planted.derivation import values

W, C = np.array([0.4, -0.7, 1.1]), np.array([1.3, -0.6, 2.1])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize(
    ("function", "where", "known"),
    [
        (lambda x: x.tanh(), "from w to tanh(w)", {"v": np.tanh(W)}),
        (lambda x: -(x.sigmoid()), "from w to -sigmoid(w)", {"u1": sigmoid(W), "v1": sigmoid(W), "v": -sigmoid(W)}),
    ],
)
def test_every_formula_gives_the_numbers_that_it_says(function, where, known):
    w = values("w", W)
    problem = problem_of(engine.dot(C.tolist(), [function(x) for x in w]), w=w)
    found = [row for row in tabled(formulas(problem), problem) if row[1].endswith(where)]
    assert len(found) > 50
    kinds = "activation misremembered|wrong function"
    assert {row[0].removesuffix("|target|factor forgotten") for row in found} == {kinds}
    assert {row[2] for row in found} == {0.4}
    names = {"w": W, "sigmoid": sigmoid, "__builtins__": {}}
    checked = 0
    for _, words, _, gradient in found:
        formula = re.fullmatch(r"the derivative is taken as (.*) from .* to .*", words).group(1)
        if set(re.findall(r"\w*[a-z]\w*", formula)) <= {*names, *known}:
            np.testing.assert_allclose(gradient, C * eval(formula, names | known), rtol=1e-9, atol=1e-12, err_msg=words)
            checked += 1
    assert checked > 10


def test_no_formula_is_said_twice_and_none_is_the_right_one_or_a_multiple_of_it():
    w = values("w", W)
    problem = problem_of(engine.dot(C.tolist(), [x.sigmoid() for x in w]), w=w)
    found = [np.asarray(row[3]) for row in tabled(formulas(problem), problem)]
    right = C * sigmoid(W) * sigmoid(-W)
    assert len({tuple(f"{x:.9g}" for x in g) for g in found}) == len(found)
    assert not any(np.allclose(g / right, (g / right)[0], rtol=1e-9) for g in found)


def test_a_number_that_is_met_on_the_way_may_stand_in_the_formula():
    """L = sum of c sin(t w): t has other numbers for each entry, and may be meant."""
    w, t = values("w", W), np.array([0.5, 1.5, -0.8])
    terms = [(Constant(y) * x).sin() for x, y in zip(w, t.tolist(), strict=True)]
    problem = problem_of(engine.dot(C.tolist(), terms), w=w)
    kinds = "activation misremembered|wrong function|target|factor forgotten"
    found = [row for row in tabled(formulas(problem), problem) if row[0] == kinds]
    for numbers in (t, 1 - t, t * t, W + t, t - W, -(W + t), W * t, np.sin(t * W) * t):
        assert any(np.allclose(row[3], C * numbers, rtol=1e-9) for row in found), numbers


def test_the_derivative_of_an_activation_is_taken_at_the_results_of_another_layer():
    """L = sum of c tanh(u sin(exp(3 w))): tanh' at exp(3 w), at 3 w, or at what arrives; u sin(...) is too near."""
    w, u = values("w", W), np.array([0.5, 1.5, -0.8])
    inner = [(x * 3.0).exp() for x in w]
    outer = [(Constant(y) * x.sin()).tanh() for x, y in zip(inner, u.tolist(), strict=True)]
    problem = problem_of(engine.dot(C.tolist(), outer), w=w)
    e = np.exp(3 * W)
    by_w = C * u * np.cos(e) * e * 3
    group = [(node, 0) for node in outer]
    kinds = "activation misplaced|wrong operand"

    def slope(x):
        return 1 / np.cosh(x) ** 2

    found = tabled(at_other_numbers(problem, group, "at it"), problem)
    rows = [
        (kinds, "w*3", by_w * slope(3 * W)),
        (kinds, "exp(w*3)", by_w * slope(e)),
        (kinds, "the gradient that arrives", by_w * slope(C)),
        (f"{kinds}|upstream forgotten", "the gradient that arrives, and not multiplied by it", by_w * slope(C) / C),
    ]
    agree(found, [(kind, f"the derivative of tanh is taken at {at} at it", 1.0, g) for kind, at, g in rows])


def test_one_over_a_number_is_among_the_formulas_where_none_is_0():
    w = values("w", W)
    problem = problem_of(engine.dot(C.tolist(), [x.tanh() for x in w]), w=w)
    said = {words: gradient for _, words, _, gradient in tabled(formulas(problem), problem)}
    np.testing.assert_allclose(said["the derivative is taken as 1/w from w to tanh(w)"], C / W, rtol=1e-12)
