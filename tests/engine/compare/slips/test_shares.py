"""Slips with sums: a gradient adds up shares, one for each example, time step and term of the loss."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare import compare_gradients
from engine.compare.slips.shares import axis, examples, pairing, reduce_over, time
from engine.compare.slips.terms import counts, penalised, terms
from engine.compare.slips.uses import levels, uses
from tests.engine.compare.asking import among, check, expects, gives, guessed, problem_of
from tests.engine.planted.derivation import values

X = np.array([[0.9, -0.4, 1.3], [0.2, 1.1, -0.8], [-0.7, 0.6, 0.5], [1.4, -1.2, 0.3]])
T = np.array([0.5, -1.0, 0.8, 0.1])
W = np.array([0.6, -0.3, 0.8])


def regression(bias=0.2, decay=0.0):
    """Return the mean of (w . x + b - t)^2, plus decay |w|^2, with w and b, and the error of each example."""
    w, b = values("w", W), Value(bias, "b")
    squares = [(engine.affine(w, x, b) - t) ** 2 for x, t in zip(X.tolist(), T.tolist(), strict=True)]
    loss = engine.sum(squares) / 4.0
    if decay:
        loss = loss + decay * engine.sum([a**2 for a in w])
    return loss, w, b, X @ W + bias - T


def test_its_gradient():
    loss, w, b, e = regression()
    assert compare_gradients(loss, {"w": (w, e @ X / 2), "b": (b, e.sum() / 2)}).ok


@pytest.mark.long
@pytest.mark.parametrize("k", range(4))
def test_one_example_only_or_all_but_one(k):
    loss, w, b, e = regression()
    check("example missing", loss, f"{k + 1} of 4", w=(w, e[k] * X[k] / 2), b=(b, e[k] / 2))
    rest = np.delete(np.arange(4), k)
    check("example missing", loss, f"{k + 1} of 4 is left out", w=(w, e[rest] @ X[rest] / 2), b=(b, e[rest].sum() / 2))


def test_shares_that_are_kept_apart():
    loss, w, b, e = regression()
    check("not summed", loss, "keeps the 4 examples apart", b=(b, e / 2))
    check("not summed", loss, w=(w, e[:, None] * X / 2))


def test_shares_that_are_summed_over_the_wrong_axis():
    loss, w, _, e = regression()
    check("axis", loss, w=(w, (e[:, None] * X / 2).sum(axis=1)))


@pytest.mark.long
def test_the_wrong_factors_are_put_together():
    loss, w, _, e = regression()
    check("wrong operand", loss, "product of the sums", w=(w, e.sum() * X.sum(axis=0) / 2))
    check("shifted", loss, w=(w, e @ np.roll(X, 1, axis=0) / 2))
    check("factor forgotten", loss, w=(w, np.full(3, e.sum() / 2)))


def test_the_uses_of_a_parameter():
    w = values("w", [1.0, 2.0])
    one, two = engine.named("one", engine.dot(w, [1.0, 2.0])), engine.named("two", engine.dot(w, [3.0, 4.0]))
    problem = problem_of(one.tanh() + two, w=w)
    assert [{node.label for node, _ in use} for use in uses(problem, problem.arrays[0])] == [{"one"}, {"two"}]


@pytest.mark.parametrize(
    "loss",
    [
        lambda a, b: a * 2.0 + a * 3.0 + b * 2.0,  # one is used twice, the other once
        lambda a, b: a * 2.0 + b / 2.0,  # in two kinds of operations
        lambda a, b: a * 2.0 + 2.0 * b,  # on two sides
        lambda a, b: a * a + b * b,  # twice in one operation: no batch of two
        lambda a, b: Value(1.0) * 2.0,  # not at all
    ],
)
def test_what_is_not_used_alike_has_no_uses(loss):
    a, b = Value(1.0), Value(2.0)
    problem = problem_of(loss(a, b), w=[a, b])
    assert levels(problem, problem.arrays[0]) == []
    for family in (examples, time, axis, pairing):
        assert guessed(family, problem) == []


def test_the_guesses_of_a_batch():
    w = Value(2.0, "w")
    found = guessed(examples, problem_of(engine.sum([w * x for x in (1.0, 20.0, 300.0)]), w=w))
    expects(found, "only example 1 of 3", 1.0)
    expects(found, "only example 3 of 3", 300.0)
    expects(found, "example 2 of 3 is left out", 301.0)
    expects(found, "example 2 of 3 is counted twice", 341.0)
    expects(found, "keeps the 3 examples apart", [1.0, 20.0, 300.0])


def test_what_comes_back_from_units_is_called_no_example():
    x, W = Value(2.0, "x"), [Value(w, f"W[{i}]") for i, w in enumerate((1.0, 20.0, 300.0))]
    found = guessed(examples, problem_of(engine.sum([w * x for w in W]), x=x), "x")
    expects(found, "only term 1 of 3", 1.0)
    expects(found, "term 2 of 3 is left out", 301.0)
    assert not any("example" in words for words, _ in found)


def test_weights_of_inputs_that_are_leaves_as_well_have_a_batch():
    w, X = Value(2.0, "w"), [Value(x, f"X[{i}]") for i, x in enumerate((1.0, 20.0))]
    expects(guessed(examples, problem_of(engine.sum([w * x for x in X]), w=w)), "only example 1 of 2", 1.0)


def test_the_guesses_of_a_recurrence():
    """h = w (w (w x)): each use is a step, the latest last."""
    w = Value(2.0, "w")
    problem = problem_of(w * (w * (w * 5.0).tanh()).tanh(), w=w)
    h1, h2 = np.tanh(10.0), np.tanh(2 * np.tanh(10.0))
    shares = [2 * (1 - h2**2) * 2 * (1 - h1**2) * 5, 2 * (1 - h2**2) * h1, h2]
    found = guessed(time, problem)
    expects(found, "only time step 3 of 3", shares[2])
    expects(found, "time step 1 of 3 is left out", shares[1] + shares[2])
    assert guessed(examples, problem) == []


def test_sums_over_some_axes():
    cube = np.arange(24.0).reshape(2, 3, 4)
    for axes in ((0,), (1,), (0, 2), (0, 1, 2)):
        numbers, left = reduce_over(cube.ravel().tolist(), cube.shape, axes)
        assert np.array_equal(np.reshape(numbers, left), cube.sum(axis=axes))


# Terms and penalties.


@pytest.mark.long
def test_a_penalty_is_left_out_or_has_another_factor():
    loss, w, _, e = regression(decay=0.3)
    data = e @ X / 2
    assert compare_gradients(loss, {"w": (w, data + 0.6 * W)}).ok
    check("penalty", loss, "left out", w=(w, data))
    among("penalty", loss, "a factor 2 too few", w=(w, data + 0.3 * W))
    among("penalty", loss, "the wrong sign", w=(w, data - 0.6 * W))
    among("penalty", loss, "a factor 2 too many", w=(w, data + 1.2 * W))


def test_a_penalty_that_is_none():
    loss, w, b, e = regression(decay=0.3)
    right = (w, e @ X / 2 + 0.6 * W)
    among("penalty", loss, b=(b, e.sum() / 2 + 0.6 * 0.2))
    assert compare_gradients(loss, {"w": right, "b": (b, e.sum() / 2 + 0.6 * 0.2)})["w"].verdict == "right"
    problem = problem_of(loss, b=b)
    expects(guessed(penalised, problem, "b"), "a penalty is added: 0.6 times b", e.sum() / 2 + 0.6 * 0.2)


@pytest.mark.long
def test_one_part_of_the_loss_alone_or_with_another_factor():
    a = values("a", [0.2, -0.5, 0.9])
    A = np.array([0.2, -0.5, 0.9])
    loss = engine.sum([(x + 0.3).exp() for x in a]) + engine.sum([(x + 3.0) ** 2 for x in a])
    first, second = np.exp(A + 0.3), 2 * (A + 3)
    assert compare_gradients(loss, {"a": (a, first + second)}).ok
    among("term", loss, "only one part", a=(a, first))
    among("term", loss, "only one part", a=(a, second))
    problem = problem_of(loss, a=a)
    found = list(gives(terms(problem), problem, "a"))
    expects(found, "enters with the wrong sign", second - first)
    expects(found, "a factor 2 too many", second + 2 * first)
    expects(found, "a factor 2 too few", second + first / 2)


def test_one_term_has_no_parts():
    a = values("a", [0.2, -0.5])
    assert not list(terms(problem_of(engine.sum([x.exp() for x in a]), a=a)))


# What a mean may be taken over.


def sizes(loss, **arrays):
    return {(m, what.partition(" (")[0]) for m, what in counts(problem_of(loss, **arrays))}


def test_what_a_mean_may_be_taken_over():
    loss, w, b, _ = regression()
    found = sizes(loss, w=w, b=b)
    assert (4, "the number of examples") in found
    assert (3, "the number of entries of w") in found
    assert all(m > 1 for m, _ in found)


def test_the_time_steps_of_two_sequences():
    w = Value(0.5, "w")
    loss = engine.sum([(w * (w * (w * x).tanh()).tanh()).tanh() for x in (1.0, 2.0)])
    found = sizes(loss, w=w)
    assert {(2, "the number of examples"), (3, "the number of time steps")} <= found
    assert (6, "how often a parameter is used in all") in found


def test_two_paths_into_an_input_are_no_time_steps():
    x, w0, w1 = Value(0.7, "x"), Value(1.3, "w0"), Value(-0.4, "w1")
    z0, z1 = w0 * x + 0.2, w1 * x + 0.9
    z0.label, z1.label = "z0", "z1"
    loss = (1.5 * z0**2 - 0.6 * z1**2) ** 2
    inner = 2 * (1.5 * z0.data**2 - 0.6 * z1.data**2)
    through_z1 = inner * -1.2 * z1.data * w1.data
    report = compare_gradients(loss, {"x": (x, through_z1)})
    assert report["x"].findings[0].text == "one of the two paths into x (through z0) is left out"
    assert not any("time step" in finding.text for finding in report.findings)
