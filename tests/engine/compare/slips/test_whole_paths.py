"""All that is said of paths, signs and what arrives, beside the derivation that each sentence is about."""

import numpy as np

import engine
from engine import Value
from engine.compare.problem import Problem
from engine.compare.slips import paths, stale
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_slips, same
from tests.engine.planted.derivation import values

X = 0.7
SIN, EXP = 1.5 * np.cos(X), -np.exp(X)  # the two paths of 1.5 sin x - exp x


def two_paths() -> Problem:
    x = Value(X, "x")
    return problem_of(x.sin() * 1.5 - x.exp(), x=x)


def test_a_sign_at_each_of_two_terms():
    text = "sign: the sign is wrong on this path where {} enters the sin(x)*1.5 - exp(x) -> keep the sign of each term"
    expected = [(text.format("sin(x)*1.5"), 4.5, -SIN + EXP), (text.format("exp(x)"), 4.5, SIN - EXP)]
    same(of_slips(paths.signs, two_paths(), "x"), expected)


def three_ways(place: str, path: float, rest: float) -> list[Row]:
    remedy = "-> the gradient is the sum over all paths, each counted once"
    return [
        (f"path: a path is left out {place} {remedy}", 2.0, rest),
        (f"path|factor 2: a path is counted twice {place} {remedy}", 0.6, rest + 2 * path),
        (f"path|factor 2: a path counts only half {place} {remedy}", 0.5, rest + path / 2),
    ]


def test_every_path_is_left_out_counted_twice_and_halved():
    expected = [
        *three_ways("from x into the sin(x)", SIN, EXP),
        *three_ways("from sin(x) into the sin(x)*1.5", SIN, EXP),
        *three_ways("from x into the exp(x)", EXP, SIN),
        *three_ways("from sin(x)*1.5 into the sin(x)*1.5 - exp(x)", SIN, EXP),
        *three_ways("from exp(x) into the sin(x)*1.5 - exp(x)", EXP, SIN),
    ]
    same(of_slips(paths.routes, two_paths(), "x"), expected)


def test_a_path_through_the_product_with_a_parameter():
    """L = sin(w v) - w."""
    w, v = Value(0.5, "w"), Value(1.4, "v")
    found = list(of_slips(paths.routes, problem_of((w * v).sin() - w, w=w)))
    same(found[:3], three_ways("from w through the product with v", 1.4 * np.cos(0.7), -1.0))


def one_edge(place: str, path: float, rest: float, factor: float) -> list[Row]:
    remedy = "-> the gradient is the sum over all paths, each counted once"
    rows = [
        (f"edge|path: one step of a path is left out {place} {remedy}", 0.6, rest),
        (f"edge: one step of a path is counted twice {place} {remedy}", 0.2, rest + 2 * path),
        (f"edge|sign: one step of a path has the wrong sign {place} {remedy}", 0.4, rest - path),
    ]
    text = f"edge|factor forgotten|activation forgotten: one step of a path has lost its factor {place} {remedy}"
    return rows if factor == 1.0 else [*rows, (text, 0.3, rest + path / factor)]


def test_each_edge_is_left_out_doubled_turned_and_bare():
    expected = [
        *one_edge("from x into the sin(x)", SIN, EXP, np.cos(X)),
        *one_edge("from sin(x) into the sin(x)*1.5", SIN, EXP, 1.5),
        *one_edge("from x into the exp(x)", EXP, SIN, np.exp(X)),
        *one_edge("from sin(x)*1.5 into the sin(x)*1.5 - exp(x)", SIN, EXP, 1.0),
        *one_edge("from exp(x) into the sin(x)*1.5 - exp(x)", EXP, SIN, -1.0),
    ]
    same(of_slips(paths.edges, two_paths(), "x"), expected)


def test_single_edges_are_looked_for_among_four_hundred_only():
    for count, some in ((400, True), (401, False)):
        w = Value(0.5, "w")
        loss = w
        for _ in range(count):
            loss = -loss
        assert any(True for _ in paths.edges(problem_of(loss, w=w))) is some


M, C = np.array([[0.5, -1.1], [0.8, 0.3]]), np.array([[1.4, 0.6], [-0.9, 2.2]])


def test_what_stands_for_that_which_arrives():
    """L = sum of c tanh(sin(w)) / 2, where other numbers arrive at the tanh, at the sine, or at the mean."""
    w = values("w", M)
    loss = engine.dot([x.sin().tanh() for row in w for x in row], C.ravel().tolist()) / 2.0
    s, t = np.cos(M), 1 - np.tanh(np.sin(M)) ** 2
    expected: list[Row] = []
    stops = "the chain stops"
    tanh = "wrong operand: the gradient of sin(w) is used at the tanh(sin(w))"
    for place, below, arrives in (("sin(w)", s, C * t / 2), ("tanh(sin(w))", s * t, C / 2)):
        at, remedy = f"at the {place}", "-> multiply by the gradient that arrives there"
        running = np.cumsum(arrives.ravel()).reshape(2, 2)
        expected += [
            (f"upstream forgotten: {stops}: what comes after is left out {at} {remedy}", 3.0, below),
            (
                f"upstream forgotten: {stops}: only the 1/2 of a mean is left of what comes after {at} {remedy}",
                1.5,
                below / 2,
            ),
            (
                f"upstream forgotten: only the sign of what arrives is kept {at} {remedy}",
                0.3,
                below * np.sign(arrives),
            ),
            *([(f"{tanh} {remedy}", 1.0, below * C * t / 2)] if place != "sin(w)" else []),
            (
                f"stale: what arrives is accumulated from unit to unit, not reset {at} {remedy}",
                0.5,
                below * running,
            ),
            (f"upstream averaged: every unit gets the mean of what arrives {at} {remedy}", 0.7, below * arrives.mean()),
            (
                f"transposed|weights transposed: what arrives is transposed {at} -> keep its rows and columns",
                1.0,
                below * arrives.T,
            ),
            (f"upstream averaged: every unit gets the sum of what arrives {at} {remedy}", 0.7, below * arrives.sum()),
        ]
    found = list(of_slips(paths.upstream, problem_of(loss, w=w)))
    same(found[: len(expected)], expected)
    assert {text.partition(" at the ")[2] for text, *_ in found[len(expected) :]} == {
        "tanh(sin(w)) @ data -> multiply by the gradient that arrives there"
    }


def test_the_steps_between_two_layers_are_left_out():
    """L = d . exp(c sin(c tanh(w))): what arrives at the exponential is used at the tanh."""
    numbers, c = np.array([0.5, -1.1, 0.8]), np.array([1.4, 0.6, -0.9])
    w = values("w", numbers)
    layer = [((x.tanh() * k).sin() * k).exp() for x, k in zip(w, c.tolist(), strict=True)]
    loss = engine.dot(layer, (2.0, 3.0, -1.0))
    found = {text: row for text, _, row in of_slips(paths.upstream, problem_of(loss, w=w))}
    (text,) = (text for text in found if "from exp(" in text and text.partition(" at the ")[2].startswith("tanh(w) "))
    assert text.startswith("chain stopped|activation forgotten|factor forgotten: the steps from exp(")
    np.testing.assert_allclose(found[text], (1 - np.tanh(numbers) ** 2) * (2.0, 3.0, -1.0))


def test_a_norm_is_taken_for_a_constant():
    """L = sum of c w / |w|."""
    numbers, c = np.array([0.5, -1.1, 0.8]), np.array([1.5, -0.7, 0.4])
    w = values("w", numbers)
    norm = (w[0] ** 2 + w[1] ** 2 + w[2] ** 2).sqrt()
    text = "sqrt(sum(w**2)) is taken for a constant -> it depends on the inputs, too: add the path through it"
    loss = engine.dot([x / norm for x in w], c.tolist())
    expected = [(f"held constant|path: {text}", 6.0, c / np.linalg.norm(numbers))]
    same(of_slips(stale.held_constant, problem_of(loss, w=w)), expected)


def test_weights_that_have_taken_their_step():
    """L = (w b - 1)**2: dL/dw = 2 b (w b - 1), with the new b, with the old one for the step of w alone, with both."""
    w, b = Value(0.4, "w"), Value(0.7, "b")
    right, of_b = 2 * 0.7 * (0.28 - 1), 2 * 0.4 * (0.28 - 1)
    expected: list[Row] = []
    rates = (1.0, 0.5, 0.1, 0.05, 0.01, 0.001)
    used = "stale: used weights that were already updated (learning rate {:g}) -> pass the gradient back through"
    for rate in rates:  # what was passed back through b itself: the residual is of the way forward
        expected.append((f"{used.format(rate)} the old weights first", 0.7, 2 * (0.7 - rate * of_b) * (0.28 - 1)))
    expected += [(f"{used.format(rate)} the old weights first", 0.7, right) for rate in rates]
    for rate in rates:
        new_b, new_w = 0.7 - rate * of_b, 0.4 - rate * right
        text = (
            f"taken after the update of all parameters (learning rate {rate:g}) -> take all gradients before the step"
        )
        expected.append((f"stale: {text}", 0.5, 2 * new_b * (new_w * new_b - 1)))
    same(of_slips(stale.updated_weights, problem_of((w * b - 1.0) ** 2, w=w, b=b)), expected)


def test_a_step_is_made_with_the_student_s_own_gradients_unless_they_are_right():
    w, b = Value(0.4, "w"), Value(0.5, "b")
    problem = problem_of(0.05 * w + 3.0 * b, w=(w, 0.25), b=(b, 3.0000001))  # 0.05 and 3
    assert stale._step(problem, problem.arrays, 0.1) == {w: 0.4 - 0.1 * 0.25, b: 0.5 - 0.1 * 3.0}
