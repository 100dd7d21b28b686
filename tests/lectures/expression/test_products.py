"""Matrix products in an expression: one operation for each entry, short names, a word where * is not meant."""

from contextlib import nullcontext

import numpy as np
import pytest

from engine import Value, topological_order
from engine.trace import trace
from lectures.errors import ExpressionError
from lectures.expression import Note, evaluate, worked

W, V, X, B = [[0.5, -0.4], [0.3, 0.0], [-0.2, 0.7]], [[1.0, 0.2, -1.5], [0.4, 0.1, 2.0]], [0.5, -1.0], [0.1, 0.0, -0.2]
NUMBERS = {"W1": W, "x": X, "b1": B, "W2": V, "b2": [0.3, -0.1], "y": [0.8, 0.4], "U": W, "h0": [0.7, 1.1], "w": X}


def made(program: str) -> list[tuple[str, str]]:
    """Return name and operation of all that a program computes."""
    numbers = {name: x for name, x in NUMBERS.items() if name in program}
    return [(x.label, x.primitive.name) for x in topological_order(evaluate(program, numbers)) if x.primitive]


@pytest.mark.parametrize(
    ("program", "first"),
    [
        ("h = tanh(W1 @ x + b1); h.sum()", ("z1[0]", "affine")),
        ("h = tanh(b1 + W1 @ x); h.sum()", ("z1[0]", "affine")),
        ("h = tanh(W1 @ x); h.sum()", ("z1[0]", "dot")),
        ("h = tanh(U @ h0 + W1 @ x + b1); h.sum()", ("z1[0]", "affine")),
        ("h = tanh(U @ h0 + W1 @ x); h.sum()", ("z1[0]", "dot")),
        ("z = W1 @ x + b1; tanh(z).sum()", ("z[0]", "affine")),
        ("z = W1 @ x; h = z + b1; h.sum()", ("z[0]", "dot")),
        ("tanh(w @ x + 1)", ("z", "affine")),
        ("z1 = x*2; h = tanh(W1 @ z1); h.sum()", ("z1[0]", "multiply")),
        ("H = tanh([x, h0] @ W1.T + b1); H.sum()", ("Z1[0][0]", "affine")),
        ("tanh(w @ x + b1).sum()", ("z", "dot")),  # one product, which three sums need
    ],
)
def test_a_product_with_its_bias_is_one_operation_that_has_a_name(program: str, first: tuple[str, str]) -> None:
    assert made(program)[0] == first


def test_two_layers_have_two_names_and_a_taken_name_is_left_alone() -> None:
    names = [name for name, _ in made("h = tanh(W1 @ x + b1); loss = ((W2 @ h + b2 - y)**2).mean()")]
    assert [name for name in names if name.startswith("z")] == ["z1[0]", "z1[1]", "z1[2]", "z2[0]", "z2[1]"]
    names = [name for name, _ in made("z1 = x*2; h = tanh(W1 @ z1); g = W1 @ (x + 1); (h + relu(g)).sum()")]
    assert [name for name in names if name.startswith(("z1", "s1"))] == ["z1[0]", "z1[1]", "s1[0]", "s1[1]", "s1[2]"]


@pytest.mark.parametrize(("weights", "sum_of"), [("w", "s"), ("W2", "s2")])
def test_a_sum_without_a_name_is_not_called_like_the_readers_z(weights: str, sum_of: str) -> None:
    numbers = {"W1": [[0.5, -0.3], [0.2, 0.7]], "x": [0.9, 0.4], weights: [0.8, -0.6]}
    found = evaluate(f"a = W1 @ x; z = tanh(a); y = sigmoid({weights} @ z); -log(y)", numbers)
    labels = [label for label in trace(found).labels if label]
    assert sum_of in labels
    assert not any(label.startswith("z") and not label.startswith("z[") for label in labels)


def test_what_comes_out_is_what_numpy_computes() -> None:
    program = "h = tanh(U @ h0 + W1 @ x + b1); loss = ((W2 @ h + b2 - y)**2).mean()"
    numbers = {name: x for name, x in NUMBERS.items() if name != "w"}
    W1, x, b1, W2, b2, y, U, h0 = (np.array(x) for x in numbers.values())
    expected = np.mean((W2 @ np.tanh(U @ h0 + W1 @ x + b1) + b2 - y) ** 2)
    assert evaluate(program, numbers).data == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("x", [2.0, [2.0], [[2.0]]])
@pytest.mark.parametrize("program", ["x.mean()", "mean(x)", "np.mean(x)", "sum(x)"])
def test_the_sum_and_the_mean_of_one_number_are_that_number(program: str, x: float | list[float]) -> None:
    found = worked(f"L = {program}**2", {"x": x}).output
    assert [node.op for node in topological_order(found) if node.inputs] == ["**2"]


def test_a_row_written_as_a_vector_is_a_layer_of_one_neuron() -> None:
    found = worked("yhat = w @ h; loss = mean((yhat - y)**2)", {"w": [1.0, 2.0], "h": [3.0, 4.0], "y": 1.0})
    assert isinstance(found.steps["yhat"], Value)
    assert found.output.data == 100.0


@pytest.mark.parametrize(
    ("program", "instead"),
    [
        ("h = tanh(W1*x); h.sum()", "W1 @ x"),
        ("(x*W1).sum()", "W1 @ x"),
        ("h = tanh(W1*x + b1)\nh.sum()", "W1 @ x"),
        ("(W1*2).sum() + (x*w).sum() + (W1*U).sum()", None),
    ],
)
def test_a_matrix_times_a_vector_by_entries_is_said_to_be_that(program: str, instead: str | None) -> None:
    notes: list[Note] = []
    expected = pytest.raises(ExpressionError, match=r"W1\*x is 3×2, b1 has 3") if "b1" in program else nullcontext()
    with expected:
        worked(program, {name: x for name, x in NUMBERS.items() if name in program}, notes)
    assert [note.instead for note in notes] == ([instead] if instead else [])
    for note in notes:
        assert note.said.endswith(f"multiplies entry by entry; the product of a matrix and a vector is {instead}")
        assert program[slice(*note.span)] == note.said.split()[0]
