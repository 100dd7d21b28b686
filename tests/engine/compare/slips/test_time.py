"""Slips in time: the derivative of the wrong step, the new state for the old one, a derivative that is missing."""

import numpy as np
import pytest

import engine
from engine.compare import compare_gradients
from engine.compare.slips.time import states
from tests.engine.compare.asking import among, check, problem_of
from tests.engine.planted.derivation import values

START, INPUTS = np.array([0.3, -0.5]), np.array([[0.9, -0.4], [0.2, 1.1], [-0.7, 0.6]])
U, V, B = np.array([[0.6, -0.8], [0.5, 0.9]]), np.array([[1.1, 0.3], [-0.4, 0.7]]), np.array([0.2, -0.1])
C = np.array([1.3, -0.9])


def recurrent():
    """Return L = c . h_3 with h_t = tanh(U h_(t-1) + V x_t + b), and U, V, b."""
    u, v, b, h = values("U", U), values("V", V), values("b", B), values("h0", START)
    for x in INPUTS.tolist():
        h = [(engine.dot(u[i], h) + engine.affine(v[i], x, b[i])).tanh() for i in range(2)]
    return engine.dot(C.tolist(), h), {"U": u, "V": v, "b": b}


def derived(slip=""):
    """Return the gradients, with one slip."""
    hs = [START]
    for x in INPUTS:
        hs.append(np.tanh(U @ hs[-1] + V @ x + B))
    du, dv, db, dh = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros(2), C
    for t in reversed(range(3)):
        slope = 1 - hs[t + 1] ** 2
        if slip == "state before":
            slope = 1 - hs[t] ** 2
        dz = dh * (np.ones(2) if slip == "no slope" else slope)
        if slip == "last step only" and t < 2:
            continue
        if slip == "first step missing" and t == 0:
            continue
        du += np.outer(dz, hs[t + 1] if slip == "new state" else hs[t])
        dv += np.outer(dz, INPUTS[t])
        db += dz
        dh = (U if slip == "W for W^T" else U.T) @ (dh if slip == "no slope between" else dz)
    return {"U": du, "V": dv, "b": db}


def given(slip, *names):
    """Return the loss, and for some parameters their Values and what is derived for them."""
    loss, parameters = recurrent()
    numbers = derived(slip)
    return loss, {name: (parameters[name], numbers[name]) for name in names or parameters}


def test_right_through_time():
    loss, gradients = given("")
    assert compare_gradients(loss, gradients).ok


@pytest.mark.long
@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        ("state before", "activation misplaced"),
        ("no slope", "activation forgotten"),
        ("no slope between", "activation forgotten"),
        ("W for W^T", "weights transposed"),
    ],
)
def test_slips_of_every_gradient(slip, kind):
    loss, gradients = given(slip)
    check(kind, loss, **gradients)


@pytest.mark.long
@pytest.mark.parametrize(
    ("slip", "words"), [("last step only", "only time step 3"), ("first step missing", "time step 1 of 3 is left out")]
)
def test_a_step_is_missing_or_what_is_the_same_its_state_is_held_constant(slip, words):
    loss, gradients = given(slip)
    among("time step missing", loss, words, **gradients)


@pytest.mark.long
def test_the_new_state_stands_where_the_state_before_belongs():
    loss, gradients = given("new state", "U")
    among("shifted", loss, **gradients)


def test_one_step_has_no_neighbours():
    w = values("w", [0.3, 0.7])
    assert not list(states(problem_of(engine.sum([x.tanh() for x in w]), w=w)))


def test_two_steps_are_enough_to_take_the_new_state_for_the_one_before():
    u, states, h = values("U", U), [START], values("h0", START)
    for x in INPUTS[:2]:
        h = [(engine.dot(u[i], h) + float(x[i])).tanh() for i in range(2)]
        states.append(np.array([each.data for each in h]))
    last = C * (1 - states[2] ** 2)
    first = (U.T @ last) * (1 - states[1] ** 2)
    right, wrong = (np.outer(last, states[1 + k]) + np.outer(first, states[k]) for k in (0, 1))
    assert compare_gradients(engine.dot(C.tolist(), h), {"U": (u, right)}).ok
    check("shifted", engine.dot(C.tolist(), h), "belongs, in the gradient of U", U=(u, wrong))
