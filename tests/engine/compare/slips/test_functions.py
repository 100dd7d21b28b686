"""Slips in the derivative of a function of one input: what stands in its place, and what that is called."""

import math

import numpy as np
import pytest

import engine
from engine import Primitive, Value, apply
from engine.compare import compare_gradients
from engine.compare.slips.functions import elsewhere
from tests.engine.compare.asking import check, expects, gives, problem_of, said
from tests.engine.planted.derivation import values

C, X = np.array([1.3, -0.7, 2.1, 0.6]), np.array([0.9, -1.2, 0.4, 1.7])
W = np.array([0.35, 0.8, -1.1, 0.57])


def s(z):
    return 1 / (1 + np.exp(-z))


def layer(function, weights=W):
    """Return L = sum of c f(w x), and w; the right gradient is c f'(w x) x."""
    w = values("w", weights)
    return engine.dot(C.tolist(), [function(a * x) for a, x in zip(w, X.tolist(), strict=True)]), w


def test_a_square_that_is_forgotten_in_a_derivative_is_its_root():
    """softsign' as 1/(1 + |z|), without the square."""
    row = Primitive(
        "bent", "bent", "activation", lambda math, x: x / (1.0 + math.abs(x)),
        lambda math, y, x: (1.0 / ((1.0 + math.abs(x)) * (1.0 + math.abs(x))),),
        "{x}/(1 + abs({x}))", ("1/(1 + abs({x}))**2",),
    )  # fmt: skip
    loss, w = layer(lambda z: apply(row, z))
    finding = said(loss, w=(w, C * X / (1 + np.abs(W * X)))).findings[0]
    assert "the derivative of bent is misremembered as its root" in finding.text


def positive(function):
    """Return the same with every w x positive."""
    return layer(function, np.abs(W) * np.sign(X))


TANH = [
    ("activation forgotten", lambda z, y: np.ones(4)),
    ("activation misplaced", lambda z, y: 1 - np.tanh(y) ** 2),
    ("activation misplaced", lambda z, y: 1 - z**2),
    ("activation itself", lambda z, y: y),
    ("activation twice", lambda z, y: (1 - y**2) ** 2),
    ("activation misremembered", lambda z, y: 1 - y),
    ("activation misremembered", lambda z, y: 1 + y**2),
    ("activation misremembered", lambda z, y: y * (1 - y)),
    ("activation misremembered", lambda z, y: 1 / (1 - y**2)),
    ("wrong function", lambda z, y: s(z) * (1 - s(z))),
    ("wrong function", lambda z, y: np.cos(z)),
    ("sign", lambda z, y: y**2 - 1),
    ("activation misremembered", lambda z, y: -(y**2)),
    ("activation itself", lambda z, y: np.tanh(y)),
    ("wrong function", lambda z, y: s(y)),
]


@pytest.mark.parametrize(("kind", "slope"), TANH)
def test_tanh(kind, slope):
    z = W * X
    loss, w = layer(Value.tanh)
    check(kind, loss, w=(w, C * slope(z, np.tanh(z)) * X))


SIGMOID = [
    ("activation forgotten", lambda z, y: np.ones(4)),
    ("activation misplaced", lambda z, y: s(y) * (1 - s(y))),
    ("activation misplaced", lambda z, y: z * (1 - z)),
    ("activation itself", lambda z, y: y),
    ("activation twice", lambda z, y: (y * (1 - y)) ** 2),
    ("activation misremembered", lambda z, y: 1 - y),
    ("activation misremembered", lambda z, y: 1 - y**2),
    ("activation misremembered", lambda z, y: y * (1 + y)),
    ("wrong function", lambda z, y: 1 - np.tanh(z) ** 2),
    ("wrong function", lambda z, y: (z > 0).astype(float)),
]


@pytest.mark.parametrize(("kind", "slope"), SIGMOID)
def test_sigmoid(kind, slope):
    z = W * X
    loss, w = layer(Value.sigmoid)
    check(kind, loss, w=(w, C * slope(z, s(z)) * X))


OTHERS = [
    (Value.exp, "activation forgotten", lambda z: np.ones(4)),
    (Value.exp, "activation misremembered", lambda z: z * np.exp(z - 1)),  # by the power rule
    (Value.exp, "wrong function", lambda z: s(z) * (1 - s(z))),
    (Value.log, "activation forgotten", lambda z: np.ones(4)),
    (Value.log, "activation itself", np.log),
    (Value.log, "activation misremembered", lambda z: 1 / np.log(z)),
    (Value.sin, "sign", lambda z: -np.cos(z)),
    (Value.sin, "activation itself", np.sin),
    (Value.cos, "sign", np.sin),
    (Value.sqrt, "factor 2", lambda z: z**-0.5),  # without its half
    (Value.sqrt, "activation misremembered", lambda z: 2 * z),
    (lambda x: x**3, "activation misremembered", lambda z: z**2),
    (lambda x: x**3, "activation misremembered", lambda z: 3 * z**3),
    (lambda x: x**3, "activation misremembered", lambda z: 2 * z**2),
    (lambda x: x**2, "factor 2", lambda z: z),
    (lambda x: x**-1, "sign", lambda z: z**-2),
]


@pytest.mark.parametrize(("function", "kind", "slope"), OTHERS)
def test_other_functions(function, kind, slope):
    loss, w = positive(function)
    check(kind, loss, w=(w, C * slope(np.abs(W * X)) * X))


def test_an_angle_in_degrees_has_its_constant():
    """Forgotten is pi / 180 where the formula holds it, and it is a slip of its own where somebody adds it."""
    loss, w = positive(Value.sin)
    check("degrees", loss, w=(w, C * np.cos(np.abs(W * X)) * np.pi / 180 * X))


def test_the_logarithm_to_another_base():
    loss, w = positive(Value.log)
    check("activation misremembered", loss, "to base 10", w=(w, C / np.abs(W * X) / math.log(10) * X))


def two_layers():
    """Return L = sum of c tanh(v tanh(w x) + 0.3), the gradients for other slopes, and the right ones."""
    V = np.array([1.4, -0.6, 0.9, 1.1])
    w, v = values("w", W), values("v", V)
    hidden = [(a * x).tanh() for a, x in zip(w, X.tolist(), strict=True)]
    loss = engine.dot(C.tolist(), [(b * h + 0.3).tanh() for b, h in zip(v, hidden, strict=True)])
    z1 = W * X
    z2 = V * np.tanh(z1) + 0.3
    slopes = 1 - np.tanh(z1) ** 2, 1 - np.tanh(z2) ** 2
    return loss, lambda one, two: {"w": (w, C * two * V * one * X), "v": (v, C * two * np.tanh(z1))}, slopes


@pytest.mark.long
def test_the_derivative_of_another_layer():
    loss, gradients, (one, two) = two_layers()
    assert compare_gradients(loss, gradients(one, two)).ok
    check("activation misplaced", loss, w=gradients(two, two)["w"])
    report = compare_gradients(loss, gradients(one, one))
    assert report["v"].findings[0].slip == "activation misplaced"
    problem = problem_of(loss, **{name: nodes for name, (nodes, _) in gradients(one, two).items()})
    expects(gives(elsewhere(problem), problem, "v"), "is taken instead", gradients(one, one)["v"][1])
    expects(gives(elsewhere(problem), problem, "w"), "is taken instead", gradients(two, two)["w"][1])


def test_one_slip_that_explains_two_gradients_is_one_finding():
    loss, gradients, (one, two) = two_layers()
    report = said(loss, **gradients(one, np.ones(4)))
    assert report.findings[0].slip == "activation forgotten"
    assert report.findings[0].gradients == ("w", "v")
    assert report["w"].findings[0] == report["v"].findings[0]
    report = compare_gradients(loss, gradients(np.ones(4), two))
    assert [line.verdict for line in report.lines] == ["wrong", "right"]
    assert report.findings[0].gradients == ("w",)


@pytest.mark.parametrize("extra", [lambda y: y * (1 - y), lambda y: s(y) * (1 - s(y))])
def test_the_derivative_of_an_activation_that_is_not_there(extra):
    """L = sum of (w x - c)^2 / 2: dL/dw = (w x - c) x, and the output is linear."""
    w = values("w", W)
    loss = 0.5 * engine.sum([(a * x - c) ** 2 for a, x, c in zip(w, X.tolist(), C.tolist(), strict=True)])
    error = W * X - C
    assert compare_gradients(loss, {"w": (w, error * X)}).ok
    check("extra derivative", loss, "sigmoid that is not there", w=(w, error * extra(W * X) * X))


def test_a_layer_of_relus_keeps_its_kinds():
    loss, w = layer(Value.relu)
    check("activation forgotten", loss, w=(w, C * X))
    check("activation itself", loss, w=(w, C * np.maximum(W * X, 0) * X))


def test_letters_for_what_goes_in_and_comes_out_are_none_of_the_problem():
    y, z = Value(0.3, "y"), Value(0.4, "z")
    p = (y * z).sigmoid()
    given_its_input = 2 * (p.data + 1) * 0.12 * (1 - 0.12) * z.data
    (finding,) = compare_gradients((p + 1) ** 2, {"y": (y, given_its_input)}).findings
    assert finding.text.startswith("v*(1 - v) needs the output v of sigmoid")
    assert finding.remedy == "multiply by its derivative, v*(1 - v), where v is what comes out"
    v = Value(0.3, "v")
    q = (v * z).sigmoid()
    (finding,) = compare_gradients((q + 1) ** 2, {"v": (v, given_its_input)}).findings
    assert "where s is what comes out" in finding.remedy


@pytest.mark.parametrize("count", [2, 3])
def test_the_derivative_of_the_step_before_or_after_at_every_step(count):
    """L = h_3 with h_t = tanh(w h_(t-1) + x_t): from three steps on, all of them may be one off."""
    w, xs = Value(0.7, "w"), [0.4, -0.9, 1.1][:count]
    hidden, node = [0.3], Value(0.3)
    for x in xs:
        node = (w * node + x).tanh()
        hidden.append(node.data)
    problem = problem_of(node, w=w)
    right = [1 - h * h for h in hidden[1:]]
    found = dict(gives(elsewhere(problem), problem))
    for words, slopes in (("before", [right[0], *right[:-1]]), ("after", [*right[1:], right[-1]])):
        gradient = 0.0
        for h, slope in zip(hidden[:-1], slopes, strict=True):
            gradient = slope * (h + 0.7 * gradient)
        said_of = [g for text, g in found.items() if f"taken at the step {words} at every step" in text]
        assert len(said_of) == (count > 2)
        for g in said_of:
            assert g == pytest.approx([gradient])
