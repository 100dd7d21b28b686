"""Functions of one number that a program writes out are those of the table."""

from collections.abc import Callable

import numpy as np
import pytest

import engine
from engine import PRIMITIVES, Value, named
from engine.arithmetic import Floats
from engine.compare import compare_gradients, written_out
from engine.compare.places import Places
from engine.compare.written_out import applied, formula_at
from engine.primitives import Primitive
from nn.array import array
from tests.engine.compare.asking import problem_of

FORMULAS: dict[str, tuple[str, Callable[[Value], Value]]] = {
    "1/(1 + exp(-z))": ("sigmoid", lambda z: 1 / (1 + (-z).exp())),
    "(1 + exp(-z))**-1": ("sigmoid", lambda z: (1 + (-z).exp()) ** -1),
    "exp(z)/(1 + exp(z))": ("sigmoid", lambda z: z.exp() / (1 + z.exp())),
    "1 - 1/(1 + exp(z))": ("sigmoid", lambda z: 1 - 1 / (1 + z.exp())),
    "(1 + tanh(z/2))/2": ("sigmoid", lambda z: 0.5 * (1 + (z / 2).tanh())),
    "quotient of four exponentials": (
        "tanh",
        lambda z: (z.exp() - (-z).exp()) / (z.exp() + (-z).exp()),
    ),
    "2 sigmoid(2z) - 1": ("tanh", lambda z: 2 / (1 + (-2 * z).exp()) - 1),
    "log(1 + exp(z))": ("softplus", lambda z: (1 + z.exp()).log()),
    "max(z, 0)": ("relu", lambda z: engine.maximum(z, 0.0)),
    "sqrt(z**2)": ("abs", lambda z: (z * z).sqrt()),
}


@pytest.mark.parametrize("written", FORMULAS)
def test_a_formula_is_recognised_by_what_it_computes(written):
    row, formula = FORMULAS[written]
    found = formula_at(formula(Value(0.3, "z")))
    assert found is not None
    assert (found.row.name, found.source.label) == (row, "z")


@pytest.mark.parametrize(
    "formula",
    [
        lambda z: 1 / (2 + (-z).exp()),
        lambda z: 2 * z + 1,
        lambda z: -1 * (-z),
        lambda z: 1 / (1 + (-z).exp()) + z,
        lambda z: 1 / (1 + (-z * Value(2.0, "w")).exp()) * Value(0.5, "v"),
    ],
)
def test_what_is_no_function_of_the_table_is_left_alone(formula):
    assert formula_at(formula(Value(0.3, "z"))) is None


def test_it_is_called_by_its_name():
    z = Value(0.3, "z")
    assert Places({}).place(1 / (1 + (-z).exp())) == "sigmoid(z)"
    named = engine.named("h", 1 / (1 + (-z).exp()))
    assert Places({}).place(named) == "sigmoid in h = sigmoid(z)"


def network():
    """Return the loss of a two-layer network in NumPy, its parameters and a derivation up to dH."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(3, 2)), rng.normal(size=(3, 1))
    W1, W2 = rng.normal(size=(2, 4)), rng.normal(size=(4, 1))
    parameters = {"W1": array(W1, "W1"), "W2": array(W2, "W2")}
    hidden = 1 / (1 + np.exp(-(X @ parameters["W1"])))
    loss = np.mean((hidden @ parameters["W2"] - y) ** 2).item()
    H = 1 / (1 + np.exp(-(X @ W1)))
    dP = 2 * (H @ W2 - y) / 3
    return loss, parameters, X, H, dP, dP @ W2.T


@pytest.mark.parametrize(
    ("slip", "slope"),
    [("activation forgotten", lambda h: 1.0 + 0 * h), ("activation misremembered", lambda h: h * (1 + h)),
     ("activation misremembered", lambda h: 1 - h)],
)  # fmt: skip
def test_slips_at_a_sigmoid_written_by_hand_are_those_of_the_sigmoid(slip, slope):
    loss, parameters, X, H, dP, dH = network()
    right = {"W1": X.T @ (dH * H * (1 - H)), "W2": H.T @ dP}
    assert compare_gradients(loss, {name: (parameters[name], right[name]) for name in right})
    report = compare_gradients(loss, {"W1": (parameters["W1"], X.T @ (dH * slope(H)))})
    assert report.findings[0].slip == slip
    assert "sigmoid" in report.findings[0].text


def test_a_result_on_the_way_that_is_asked_for_makes_it_no_single_function():
    z = Value(0.3, "z")
    e = engine.named("e", (-z).exp())
    loss = (1 / (1 + e)) ** 2
    h = 1 / (1 + e.data)
    report = compare_gradients(loss, {"e": (e, 2 * h * -h * h), "z": (z, 2 * h)})
    assert [line.verdict for line in report.lines] == ["right", "wrong"]


SILU = Primitive(
    "silu", "silu", "activation", lambda math, x: x * math.sigmoid(x),
    lambda math, y, x: (math.sigmoid(x) + y * math.sigmoid(-x),),
    "{x}*sigmoid({x})", ("sigmoid({x}) + {y}*(1 - sigmoid({x}))",),
)  # fmt: skip


def test_a_slip_about_one_of_two_paths_names_the_product_where_the_table_has_the_function(monkeypatch):
    """A row such as z*sigmoid(z) is one function of z, but who forgets one of its two uses multiplied."""
    monkeypatch.setitem(PRIMITIVES, "silu", SILU)
    for known in (written_out._table, written_out._row_of):
        known.cache_clear()
    try:
        z = Value(0.7, "z")
        h = named("h", z * z.sigmoid())
        assert Places({h: "h"}).place(h) == "silu in h = silu(z)"
        loss = (h - 1) ** 2
        through_sigmoid = 2 * (h.data - 1) * h.data * (1 - z.sigmoid().data)
        (finding, *_) = compare_gradients(loss, {"z": (z, through_sigmoid)})["z"].findings
        assert "a path is left out from z into the product in h = z*sigmoid(z)" in finding.text
    finally:
        for known in (written_out._table, written_out._row_of):
            known.cache_clear()


@pytest.mark.parametrize("written", FORMULAS)
def test_another_derivative_of_a_formula_is_put_in_where_its_input_enters(written):
    """L = 5 f(z) + z: with 7 in the place of f', and with f' itself, dL/dz is 36, and 5 f' + 1."""
    row, formula = FORMULAS[written]
    z = Value(0.3, "z")
    output = formula(z)
    problem = problem_of(output * 5.0 + z, z=z)
    found = formula_at(output)
    assert found is not None
    one = applied(found, problem.structure.users, problem.structure.partials)
    assert one is not None
    assert (one.row, one.source, one.output) == (PRIMITIVES[row], z, output)
    (right,) = PRIMITIVES[row].partials_at(Floats, output.data, [z.data])
    assert one.derivative == pytest.approx(right, rel=1e-12)
    assert len(one.enters) == found.paths
    table = problem.tables([one.slopes(7.0), one.slopes(one.derivative)])["z"]
    assert table[:, 0] == pytest.approx([36.0, 5 * right + 1], rel=1e-12)


@pytest.mark.parametrize("at", [0.3, 2.0])
def test_what_is_used_besides_on_the_way_makes_it_no_single_function(at):
    z = Value(at, "z")
    power = (-z).exp()
    output = 1 / (1 + power)
    alone, shared = problem_of(output, z=z), problem_of(output + power, z=z)
    found = formula_at(output)
    assert found is not None
    assert applied(found, alone.structure.users, alone.structure.partials) is not None
    assert applied(found, shared.structure.users, shared.structure.partials) is None


def test_a_function_of_three_numbers_is_no_formula():
    z = Value(0.3, "z")
    assert formula_at(engine.maximum(z, 0.0, -9.0)) is None
    assert formula_at(engine.maximum(z, 0.0)) is not None
