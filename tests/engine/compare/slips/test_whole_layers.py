"""All that is said of layers, masks, choices, gates and windows, beside the derivation that each sentence is about."""

from typing import Any

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import choices, gates, pooling, weights, windows
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_guesses, of_slips, same
from tests.engine.planted.derivation import values

W, C = np.array([0.5, -1.1, 0.8]), np.array([2.5, -1.5, 3.5])


@pytest.mark.parametrize("matrix_first", [True, False])
def test_on_the_way_back_through_a_square_matrix(matrix_first):
    """L = c . tanh(M x): dL/dx = M^T g with g = c tanh', and dL/dM = g x^T."""
    m, xs, c = np.array([[0.7, -0.4], [0.3, 1.5]]), np.array([0.5, -1.1]), np.array([1.5, -0.8])
    x, matrix = values("w", xs), values("M", m)
    z = [engine.dot(row, x) if matrix_first else engine.dot(x, row) for row in matrix]
    loss = engine.dot(c.tolist(), [x.tanh() for x in z])
    g = c * (1 - np.tanh(m @ xs) ** 2)
    back = "each input gets the weight that it was multiplied by: M transposed"
    own, forgotten = "an input needs the weight that it was multiplied by", "weights forgotten|factor forgotten"
    text = "passed back through M where its transpose belongs"
    gradient = "multiplied by the gradient of M on the way back, instead of by M"
    expected = [
        (f"weights transposed|transposed: {text} -> {back}", 5.0, m @ g),
        (f"{forgotten}: not multiplied by M on the way back -> {back}", 4.0, g),
        (f"wrong operand: {gradient} -> {own}", 0.7, np.outer(g, xs).T @ g),
        (f"kernel flipped: M is flipped on the way back -> {own}", 2.0, m[:, ::-1].T @ g),
        (f"{forgotten}: not multiplied by M on the way back -> {own}", 2.0, [g.sum()] * 2),
    ]
    same(of_slips(weights.weights, problem_of(loss, w=x, M=matrix)), expected)


def test_two_products_that_are_added_are_a_layer():
    """L = sin(a e**w0 + b e**w1): what is written with * and + is a row of weights, of two names."""
    a, b, x = Value(0.7, "a"), Value(-0.4, "b"), values("w", W[:2])
    e = np.exp(W[:2])
    slope = np.cos(0.7 * e[0] - 0.4 * e[1])
    own = "an input needs the weight that it was multiplied by"
    gradient = "multiplied by the gradient of a and b on the way back, instead of by a and b"
    places = "exchanged|wrong operand: a and b stand in each other's places on the way back"
    without = "weights forgotten|factor forgotten: not multiplied by a and b on the way back"
    expected = [
        (f"wrong operand: {gradient} -> {own}", 0.7, slope**2 * e * e),
        (f"{places} -> {own}", 2.0, slope * e * [-0.4, 0.7]),
        (f"{without} -> {own}", 2.0, slope * e),
    ]
    problem = problem_of((a * x[0].exp() + b * x[1].exp()).sin(), w=x, a=a, b=b)
    same(of_slips(weights.weights, problem), expected)


def test_masks_of_a_relu():
    """L = c . relu(w v), with the mask of other numbers."""
    v = np.array([1.4, 0.6, -0.9])
    w, z, name = values("w", W), W * v, "relu(w*1.4), relu(w*0.6), ..."
    loss = engine.dot([(x * k).relu() for x, k in zip(w, v.tolist(), strict=True)], C.tolist())
    remedy = f"at the {name} -> 1 where the pre-activation is positive, 0 elsewhere"
    inverted = "the mask is inverted: it lets through where the pre-activation is <= 0"
    expected = [
        (f"mask: {inverted} {remedy}", 3.0, v * C * (z <= 0)),
        (f"mask: relu is applied to the gradient itself {remedy}", 2.0, v * C * (C > 0)),
        (f"mask: multiplied by relu itself instead of its mask {remedy}", 2.0, v * C * np.maximum(z, 0)),
        (f"mask: the mask is taken from w {remedy}", 1.0, v * C * (W > 0)),
    ]
    same(of_slips(choices.masks, problem_of(loss, w=w)), expected)


def test_masks_of_other_cells():
    """Of a square of relus: the transposed mask, that of the first row, that of the next row."""
    m, c = np.array([[0.5, -1.1], [0.8, 0.3]]), np.array([[1.4, 0.6], [-0.9, 2.2]])
    w, mask = values("w", m), (m > 0).astype(float)
    loss = engine.dot([x.relu() for row in w for x in row], c.ravel().tolist())
    found = {text: (usual, row) for text, usual, row in of_slips(choices.masks, problem_of(loss, w=w))}
    expected: list[Row] = [
        ("the mask is transposed", 1.0, mask.T * c),
        ("the mask of the first example is used for all", 1.0, mask[:1] * c),
        ("each example gets the mask of the next one", 1.0, mask[::-1] * c),
    ]
    remedy = "at the relu(w) -> 1 where the pre-activation is positive, 0 elsewhere"
    assert [text for text in found if "taken from" in text] == []  # that of w is the right one
    assert len(found) == 3 + len(expected)
    for text, usual, numbers in expected:
        assert found[f"mask: {text} {remedy}"][0] == usual
        np.testing.assert_allclose(found[f"mask: {text} {remedy}"][1], numbers)


@pytest.mark.parametrize("form", ["softmax", "log_softmax", "written out"])
def test_a_part_of_the_derivative_of_a_softmax(form):
    """L = c . p: dL/dz = p (c - c . p), and for logarithms c - p sum(c)."""
    w, p = values("w", W), np.exp(W) / np.exp(W).sum()
    diagonal = "softmax diagonal|held constant: the softmax derivative has only its diagonal p_i (1 - p_i)"
    forgotten = "softmax diagonal|held constant|activation forgotten: the softmax derivative is forgotten"
    alone = "softmax diagonal|held constant: the softmax derivative is taken as that of exp, p_i alone"
    remedy = "dp_i/dz_k = p_i ([i = k] - p_k): every output depends on every logit"
    expected = [(f"{diagonal} -> {remedy}", 3.0, C * p * (1 - p))]
    if form == "softmax":
        outputs = engine.softmax(w)
        expected += [(f"{forgotten} -> {remedy}", 1.5, C), (f"{alone} -> {remedy}", 1.5, C * p)]
    elif form == "log_softmax":
        total = engine.logsumexp(w)
        outputs, expected = [x - total for x in w], [(expected[0][0], 3.0, C * (1 - p))]
    else:
        total = engine.sum([x.exp() for x in w])
        outputs = [x.exp() / total for x in w]
    same(list(of_slips(choices.softmax, problem_of(engine.dot(outputs, C.tolist()), w=w)))[: len(expected)], expected)


def test_maxima_of_windows():
    """L = sum of c max(4 entries), of two windows: the second holds the largest of all, and a larger loser below 0."""
    m = np.array([[0.5, 1.1, -0.8, 0.2], [-3.0, 0.4, 2.0, 0.1]])
    c, w = np.array([[1.5], [-0.7]]), values("w", m)
    loss = engine.dot([engine.maximum(*row) for row in w], c.ravel().tolist())
    remedy = "only the winner gets the gradient"

    def only(*places: int) -> Any:
        return c * np.array([[k == place for k in range(4)] for place in places])

    rows: list[Row] = [
        ("chooser: the gradient is passed to every input", 3.0, c * np.ones((2, 4))),
        ("chooser|mean: the gradient is shared by all inputs, as in an average", 3.0, c * np.ones((2, 4)) / 4),
        ("chooser: the gradient goes to the first input", 2.0, only(0, 0)),
        ("chooser: the gradient goes to the last input", 1.0, only(3, 3)),
        ("chooser: the gradient goes to the smallest input", 2.0, only(2, 0)),
        ("chooser|forward: the gradient goes to the input of the largest absolute value", 1.0, only(1, 0)),
        ("chooser|activation itself: multiplied by the value of the winner", 2.5, only(1, 2) * [[1.1], [2.0]]),
        ("chooser: all but the winner get the gradient", 0.7, c - only(1, 2)),
        ("chooser|exchanged|transposed: row and column of the winner are exchanged within its window", 1.0, only(2, 1)),
        ("chooser|mask: only the largest of all windows gets a gradient", 1.0, only(9, 2)),
    ]
    expected = [(f"{text} at the maximum(w) -> {remedy}", usual, numbers) for text, usual, numbers in rows]
    same(of_slips(pooling.winners, problem_of(loss, w=w)), expected)


def test_inputs_of_a_convolution_that_are_looked_up_elsewhere():
    """L = c . (k * x) with the stride 2: window s of x starts at 2 s."""
    xs, kernel, c = np.array([0.5, -1.1, 0.8, 1.7, -0.6]), np.array([0.4, -0.9, 1.2]), np.array([1.5, -0.7])
    x, k = values("x", xs), values("w", kernel)
    loss = engine.dot([engine.dot(x[s : s + 3], k) for s in (0, 2)], c.tolist())
    problem = problem_of(loss, w=k, x=x)
    moved = [
        ("without the stride", 2.0, lambda s, tap: s // 2 + tap),
        ("one place too far", 1.0, lambda s, tap: s + tap + 1),
        ("one place too early", 1.0, lambda s, tap: s + tap - 1),
        ("at the first place of its window", 0.7, lambda s, tap: s),
        ("in the order of a turned kernel", 0.7, lambda s, tap: s - tap),
        ("in the order of a turned kernel", 0.5, lambda s, tap: s + 2 - tap),
    ]  # fmt: skip
    of_kernel, of_inputs = [], []
    for words, usual, place in moved:
        at = {(s, tap): place(s, tap) for s in (0, 2) for tap in range(3)}
        met = {key: xs[i] if 0 <= i < 5 else 0.0 for key, i in at.items()}
        numbers = [sum(g * met[s, tap] for s, g in zip((0, 2), c, strict=True)) for tap in range(3)]
        text = f"shifted|wrong operand: the inputs x are looked up {words}"
        of_kernel.append((f"{text} -> each tap meets the input of the forward pass", usual, numbers))
        added = np.zeros(5)
        for (s, tap), i in at.items():
            if 0 <= i < 5:
                added[i] += c[s // 2] * kernel[tap]
        text = f"shifted: what comes back is added {words} -> it belongs to the input that the tap met"
        of_inputs.append((text, usual, added))
    same(of_slips(windows.windows, problem), of_kernel)
    same(of_guesses(windows.scattered, problem, "x"), of_inputs)


U, KEPT, BACK = np.array([1.4, 0.6]), np.array([0.4, -0.7]), np.array([1.3, -2.1])


@pytest.mark.parametrize("name", ["w", "u", "c"])
def test_factors_in_a_gated_cell(name):
    """L = sum of d (f c + (1 - f) g), of the gates f = sigmoid(w), 1 - f and the candidate g = tanh(u)."""
    w, u, c = values("w", W[:2]), values("u", U), values("c", KEPT)
    f, g = 1 / (1 + np.exp(-W[:2])), np.tanh(U)
    new = f * KEPT + (1 - f) * g
    cells = [x.sigmoid() * k + (1 - x.sigmoid()) * y.tanh() for x, y, k in zip(w, u, c, strict=True)]
    df, dg = f * (1 - f), 1 - g**2

    def gradient(f_by: Any = KEPT, not_f_by: Any = g, g_by: Any = 1 - f, c_by: Any = f) -> Any:
        return BACK * {"w": df * (f_by - not_f_by), "u": dg * g_by, "c": c_by + 0 * U}[name]

    sum_, gate, less, tanh = "(...)*c + (...)*(...)", "sigmoid(w)", "1 - sigmoid(w)", "tanh(u)"
    itself = "exchanged|product rule|wrong operand: each factor of {} gets itself, not the other one"
    rows: list[Row] = [
        (f"{itself.format('sigmoid(w)*c')} -> multiply by the other factor", 2.0, gradient(f_by=f, c_by=KEPT)),
        (
            f"{itself.format('(1 - sigmoid(w))*tanh(u)')} -> multiply by the other factor",
            2.0,
            gradient(not_f_by=1 - f, g_by=g),
        ),
    ]
    numbers = {sum_: new, gate: f, less: 1 - f, tanh: g, "c": KEPT}
    for at, belongs, key, others in (
        (gate, "c", "f_by", (sum_, less, tanh)), ("c", gate, "c_by", (sum_, less, tanh)),
        (less, tanh, "not_f_by", (sum_, gate, "c")), (tanh, less, "g_by", (sum_, gate, "c")),
    ):  # fmt: skip
        for x in others:
            text = f"{x}, of the same cell, stands where {belongs} belongs where {at} enters -> multiply by {belongs}"
            usual = 1.5 if x == sum_ else 1.0
            rows.append((f"wrong operand|shifted|exchanged: {text}", usual, gradient(**{key: numbers[x]})))
    problem = problem_of(engine.dot(cells, BACK.tolist()), w=w, u=u, c=c)
    same(of_slips(gates.factors, problem, name), rows)
