"""Slips in a gated cell: L = q . h_3 with c = f c + (1 - r) g, h = tanh(c), where f, r and g see the state before."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from tests.engine.compare.asking import among, check
from tests.engine.planted.derivation import values

Q, INPUTS = np.array([1.3, -0.9]), np.array([[0.9, -0.4], [0.2, 1.1], [-0.7, 0.6]])
START, CELL = np.array([0.3, -0.5]), np.array([0.8, -0.6])
A, B, D = (np.array(x) for x in ([[0.7, -0.3], [0.4, 0.9]], [[-0.5, 0.8], [0.6, 0.2]], [[1.1, 0.5], [-0.4, 0.75]]))
NAMES = ("A", "B", "D")


def cell():
    """Return the loss, and the weights that the gates give to the state before."""
    weights = {name: values(name, x) for name, x in zip(NAMES, (A, B, D), strict=True)}
    h, c = START.tolist(), CELL.tolist()
    for x in INPUTS.tolist():
        z = {name: [engine.dot(w[k], h) + x[k] for k in range(2)] for name, w in weights.items()}
        f, r, g = [u.sigmoid() for u in z["A"]], [u.sigmoid() for u in z["B"]], [u.tanh() for u in z["D"]]
        c = [f[k] * c[k] + (1 - r[k]) * g[k] for k in range(2)]
        h = [u.tanh() for u in c]
    return engine.dot(Q.tolist(), h), weights


def derived(slip=""):
    """Return the gradients of the weights, with one slip."""
    h, c, gates = [START], [CELL], []
    for x in INPUTS:
        f, r, g = 1 / (1 + np.exp(-(A @ h[-1] + x))), 1 / (1 + np.exp(-(B @ h[-1] + x))), np.tanh(D @ h[-1] + x)
        gates.append((f, r, g))
        c.append(f * c[-1] + (1 - r) * g)
        h.append(np.tanh(c[-1]))
    grads, dh, dc = [np.zeros((2, 2)) for _ in range(3)], Q, np.zeros(2)
    for t in reversed(range(3)):
        f, r, g = gates[t]
        slope = 1 - h[t + 1] ** 2
        dc = (dc + dh) * slope if slip == "slope everywhere" else dc + dh * slope
        df = dc * (c[t + 1] if slip == "new cell" else h[t + 1] if slip == "new state for cell" else c[t])
        dr = -dc * g
        dg = dc * (f if slip == "other gate" else g if slip == "itself" else 1 - r)
        if slip == "itself":
            dr = -dc * (1 - r)
        slope_r = f * (1 - f) if slip == "slope of f" else r * (1 - r)
        deltas = df * f * (1 - f), dr * slope_r, dg * (1 - g**2)
        for grad, delta in zip(grads, deltas, strict=True):
            grad += np.outer(delta, h[t + 1] if slip == "new state" else h[t])
        dh = sum(w.T @ delta for w, delta in zip((A, B, D), deltas, strict=True))
        dc = dc * f
    return dict(zip(NAMES, grads, strict=True))


def given(slip):
    loss, weights = cell()
    right, wrong = derived(), derived(slip)
    return loss, {name: (weights[name], wrong[name]) for name in NAMES if not np.allclose(wrong[name], right[name])}


def test_the_right_gradients():
    loss, weights = cell()
    assert compare_gradients(loss, {name: (weights[name], x) for name, x in derived().items()}).ok


@pytest.mark.long
@pytest.mark.parametrize(
    ("slip", "kind", "words"),
    [
        ("new cell", "wrong operand", "of the same cell"),
        ("new state for cell", "wrong operand", "of the same cell"),
        ("other gate", "wrong operand", "of the same cell"),
        ("itself", "exchanged", "gets itself"),
        ("slope of f", "activation misplaced", "is taken instead"),
        ("slope everywhere", "activation misplaced", "on the other ways"),
        ("new state", "shifted", "the new state"),
    ],
)
def test_what_is_mixed_up_in_a_cell_is_named(slip, kind, words):
    loss, gradients = given(slip)
    check(kind, loss, words, **gradients)


@pytest.mark.long
def test_the_slope_is_left_out_on_one_way():
    """For h = tanh(u h + x) and L = the sum of v h what comes back through u skips the slope, what comes from v not."""
    (u,), (v,), h, states = values("u", [0.7]), values("v", [1.2]), 0.5, [0.5]
    parts = []
    for x in (0.4, -0.8, 0.9, 0.3):
        h = (u * h + x).tanh()
        states.append(h.data)
        parts.append(v * h)
    loss, slopes = engine.sum(parts), [1 - h**2 for h in states]
    right, wrong = 0.0, 0.0
    delta, skipping = 0.0, 0.0
    for t in reversed(range(4)):
        delta, skipping = (1.2 + 0.7 * delta) * slopes[t + 1], 1.2 * slopes[t + 1] + 0.7 * skipping
        right, wrong = right + delta * states[t], wrong + skipping * states[t]
    assert compare_gradients(loss, {"u": (u, right)}).ok
    among("activation misplaced", loss, "comes back through u only", u=(u, wrong))


@pytest.mark.parametrize("name", ["c0", "f", "i", "g"])
def test_what_enters_the_sum_of_a_cell_may_stand_at_its_output_gate(name):
    """L = q . (o tanh(f c0 + i g)): do is q tanh(f c0 + i g), and not q f."""
    numbers = {
        "f": [0.3, 0.7, 0.55], "c0": [1.2, -0.8, 0.4], "i": [0.6, 0.2, 0.9], "g": [-0.5, 1.1, 0.35],
        "o": [0.8, 0.45, 0.25],
    }  # fmt: skip
    q = np.array([1.3, -0.6, 0.9])
    f, c0, i, g, o = (values(key, np.array(x)) for key, x in numbers.items())
    new = [a * b + x * y for a, b, x, y in zip(f, c0, i, g, strict=True)]
    loss = engine.dot(q.tolist(), [a * b.tanh() for a, b in zip(o, new, strict=True)])
    assert compare_gradients(loss, {"o": (o, q * np.tanh([each.data for each in new]))}).ok
    check("wrong operand", loss, f"{name}, of the same cell, stands where tanh", o=(o, q * numbers[name]))
