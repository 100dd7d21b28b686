"""The derivative of one gate in the place of another's, at every step of a cell: all that is said, all numbers."""

from itertools import permutations

import numpy as np
import pytest

from engine.compare.slips import gates
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.test_gates import CELL, INPUTS, NAMES, START, A, B, D, Q, cell
from tests.engine.compare.slips.whole import of_slips, same

CALLED = {
    "A": "sigmoid(sum(A @ data)) and sigmoid(sum(A @ tanh(...)))",
    "B": "sigmoid(sum(B @ data)) and sigmoid(sum(B @ tanh(...)))",
    "D": "tanh(sum(D @ data)) and tanh(sum(D @ tanh(...)))",
    "c": "tanh(sum(...)) and tanh(sum((...)*(...)))",
}


def derived(gate="", other=""):
    """Return the gradients of A, B and D, where a gate has the derivative of another one at every step."""
    h, c, steps = START, CELL, []
    for x in INPUTS:
        f, r, g = 1 / (1 + np.exp(-(A @ h + x))), 1 / (1 + np.exp(-(B @ h + x))), np.tanh(D @ h + x)
        new = f * c + (1 - r) * g
        slopes = {"A": f * (1 - f), "B": r * (1 - r), "D": 1 - g**2, "c": 1 - np.tanh(new) ** 2}
        steps.append((h, c, f, r, g, slopes | ({gate: slopes[other]} if gate else {})))
        h, c = np.tanh(new), new
    found, dh, dc = {name: np.zeros((2, 2)) for name in NAMES}, Q, np.zeros(2)
    for h, c, f, r, g, slopes in reversed(steps):
        dc = dc + dh * slopes["c"]
        back = {"A": dc * c * slopes["A"], "B": -dc * g * slopes["B"], "D": dc * (1 - r) * slopes["D"]}
        for name, delta in back.items():
            found[name] += np.outer(delta, h)
        dh, dc = sum(w.T @ back[name] for name, w in zip(NAMES, (A, B, D), strict=True)), dc * f
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_gate_gets_the_derivative_of_another_gate(name):
    loss, weights = cell()
    kinds = "activation misplaced|activation misremembered|wrong operand"
    expected = [
        (f"{kinds}: the derivative of {CALLED[other]} is taken instead at the {CALLED[gate]}", 1.0,
         derived(gate, other)[name])
        for gate, other in permutations(CALLED, 2)
    ]  # fmt: skip
    same(of_slips(gates.slopes, problem_of(loss, **weights), name), expected)
