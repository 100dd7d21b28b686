"""Slips in time: the derivative of the wrong step, the new state for the old one, a derivative that is missing."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.time import between_steps, new_states, states
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


def chain(count):
    """Return w v and the tanh of it after `count` sums."""
    w, v = Value(0.5, "w"), Value(0.8, "v")
    z = w * v
    for k in range(count):
        z = z + 0.1 * (k + 1) if k % 2 else z - 0.1 * (k + 1)
    return w, v, z, z.tanh()


@pytest.mark.parametrize(("count", "found"), [(0, True), (3, True), (4, False)])
def test_between_a_product_and_its_activation_are_three_sums_at_most(count, found):
    w, v, _, end = chain(count)
    said = {slip.where for slip in between_steps(problem_of(end * 2.0, w=w, v=v))}
    assert ("on the way back to w only" in said) is found


def test_what_leads_to_several_activations_or_to_a_product_has_no_derivative_of_one():
    w, v, z, _ = chain(1)
    for loss in (z.tanh() + z.sin(), (z * 3.0).tanh(), (z / 3.0).tanh(), z + 0.0):
        assert "on the way back to w only" not in {slip.where for slip in between_steps(problem_of(loss, w=w, v=v))}


def test_two_activations_behind_one_array_are_not_forgotten_together():
    w, x = values("w", [0.5, 0.8]), [1.3, -0.4]
    z = [a * b for a, b in zip(w, x, strict=True)]
    for functions, most in ((("tanh", "tanh"), 2), (("tanh", "sin"), 1)):
        loss = engine.sum([getattr(y, f)() for y, f in zip(z, functions, strict=True)])
        assert max(len(slip.slopes) for slip in between_steps(problem_of(loss, w=w))) == most


def test_where_the_derivative_is_nothing_it_is_not_divided_by():
    """Of relu(w x) with w x < 0 nothing is left either way."""
    w = values("w", [0.5, -0.8])
    problem = problem_of(engine.sum([(x * 3.0).relu() for x in w]), w=w)
    (slip,) = (slip for slip in between_steps(problem) if slip.where == "on the way back to w only")
    assert list(slip.slopes.values()) == [3.0]


def states_of(count, start=True):
    """Return a chain h = tanh(u h + x) of some steps, and its states, the first given or none."""
    u, x = Value(0.6, "u"), np.linspace(-0.8, 0.9, count)
    h = Value(0.3, "h0") if start else Value(0.3, "s0")
    made = [h]
    for number in x.tolist():
        made.append((u * made[-1] + number).tanh())
    return u, made


@pytest.mark.parametrize("start", [True, False])
def test_the_derivative_at_the_state_before_each_of_four_steps(start):
    """With a first state that is not called h, the first step keeps its own."""
    u, made = states_of(4, start)
    first, second = states(problem_of(made[-1] * 2.0, u=u))
    before = [x.data for x in made[:-1]]
    assert [first.slopes[node, 0] for node in made[2:]] == [1 - h**2 for h in before[1:]]
    assert first.slopes.get((made[1], 0)) == (1 - before[0] ** 2 if start else None)
    assert list(second.slopes.values()) == [node.data for node in made[1 if start else 2 :]]


def test_the_states_of_a_first_step_are_shared_by_its_units():
    """Four units of the first step from two first states: every state is that of two units."""
    u, h = values("u", [0.6, -0.3, 0.8, 0.4]), [Value(0.3, "h0[0]"), Value(-0.5, "h0[1]")]
    first = [(a * h[i % 2] + 0.1).tanh() for i, a in enumerate(u)]
    second = [(a * b + 0.2).tanh() for a, b in zip(u, first, strict=True)]
    slip, _ = states(problem_of(engine.sum(second), u=u))
    assert [slip.slopes[node, 0] for node in first] == [1 - 0.3**2, 1 - 0.5**2] * 2
    assert [slip.slopes[node, 0] for node in second] == [1 - node.data**2 for node in first]


def test_inputs_of_a_sequence_are_no_states():
    """h_t = tanh(u h + v x_t), and x_3 is to be foretold: beside v stands no x of the next step."""
    u, v, x, h = Value(0.6, "u"), Value(0.9, "v"), values("x", [0.5, -0.8, 1.1, 0.7]), Value(0.3, "h0")
    for t in range(3):
        h = (u * h + v * x[t]).tanh()
    by_name = {slip.what[-1]: slip for slip in new_states(problem_of((h - x[3]) ** 2, u=u, v=v))}
    assert len(by_name["u"].slopes) == 3
    assert by_name["v"].slopes == {}


def test_a_step_that_makes_more_states_than_it_is_given_has_no_new_state_for_each():
    """Of h0 two states are made, of the first of them two more; what is used nowhere again are three."""
    u, h0 = Value(0.6, "u"), Value(0.3, "h0")
    one, two = ((u * h0 + b).tanh() for b in (0.1, 0.4))
    three, four = ((u * one + b).tanh() for b in (-0.2, 0.7))
    (slip,) = new_states(problem_of(three + four * 2.0 + two * 3.0, u=u))
    assert slip.slopes == {}
