"""All that is said of results with several uses, beside the derivation that each sentence is about."""

from typing import Any

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import counted, folded, gates, indices, time, unsummed
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_guesses, of_slips, same
from tests.engine.planted.derivation import values

W, V, U = np.array([0.5, -1.1, 0.8]), np.array([1.4, 0.6, -0.9]), np.array([-0.3, 0.7, 2.0])
KEPT = "add up the shares of all uses"
SUMMED = "not summed|example missing|path"


def test_one_of_several_uses_of_an_entry():
    """L = v . w + u . sin(w): the shares of an entry are v and u cos(w)."""
    w = values("w", W)
    last, first = U * np.cos(W), V
    problem = problem_of(engine.dot(w, V.tolist()) + engine.dot([x.sin() for x in w], U.tolist()), w=w)
    found = {text: (usual, numbers) for text, usual, numbers in of_guesses(indices.counted_once, problem)}
    one = "of several uses of an entry is kept"
    expected = [
        (f"{SUMMED}: only the last {one} -> {KEPT}", 3.0, last),
        (f"{SUMMED}: only the first {one} -> {KEPT}", 1.5, first),
        (f"{SUMMED}: only the last of each sort {one} -> {KEPT}", 1.5, first + last),
        (f"{SUMMED}: only the first of each sort {one} -> {KEPT}", 0.75, first + last),
        (f"{SUMMED}: what is used twice in one operation is counted once -> {KEPT}", 2.0, first + last),
        (f"mean: the shares of all uses of an entry are averaged, not added -> {KEPT}", 1.0, (first + last) / 2),
    ]
    for text, usual, numbers in expected:
        assert text in found, "\n".join(found)
        assert found[text][0] == pytest.approx(usual), text
        np.testing.assert_allclose(found[text][1], numbers, err_msg=text)


def test_an_entry_that_is_used_twice_in_one_product():
    w = values("w", W)
    loss = engine.sum([x * x * k for x, k in zip(w, V.tolist(), strict=True)])
    rows = {text: (usual, numbers) for text, usual, numbers in of_guesses(indices.counted_once, problem_of(loss, w=w))}
    for text, usual, numbers in (
        (f"{SUMMED}: what is used twice in one operation is counted once -> {KEPT}", 2.0, W * V),
        (f"mean: the shares of all uses of an entry are averaged, not added -> {KEPT}", 1.0, W * V),
        (f"{SUMMED}: only the last of several uses of an entry is kept -> {KEPT}", 3.0, W * V),
    ):
        assert rows[text][0] == usual
        np.testing.assert_allclose(rows[text][1], numbers)


def test_one_of_several_terms_in_which_an_entry_stands():
    """L = sum of sin(w_i w_j) over the pairs 01, 12, 02: each assigns to two entries of the gradient."""
    w, terms = values("w", W), []
    for i, j in ((0, 1), (1, 2), (0, 2)):
        row = np.zeros(3)
        row[i], row[j] = W[j] * np.cos(W[i] * W[j]), W[i] * np.cos(W[i] * W[j])
        terms.append(row)
    loss = engine.sum([(w[i] * w[j]).sin() for i, j in ((0, 1), (1, 2), (0, 2))])
    text = f"{SUMMED}: only the {{}} of several terms in which an entry stands is kept"
    remedy = "add up what comes from every term"
    last = [terms[2][0], terms[1][1], terms[2][2]]
    first = [terms[0][0], terms[0][1], terms[1][2]]
    expected = [
        (f"{text.format('last')} -> {remedy}", 2.0, last), (f"{text.format('first')} -> {remedy}", 1.0, first),
    ]  # fmt: skip
    same(of_guesses(indices.last_term, problem_of(loss, w=w)), expected)


def test_an_index_of_the_other_factor_that_is_that_of_the_own_entry():
    """L = sum of M_ij x_j c_i: beside M_ij stands x_j, not x_i, nor the last entry."""
    m, x, c = np.array([[0.5, -1.1], [0.8, 0.3]]), np.array([1.4, 0.6]), np.array([2.5, -1.5])
    w, xs = values("w", m), values("x", x)
    loss = engine.dot([engine.dot(row, xs) for row in w], c.tolist())
    text = (
        "shifted|wrong operand|stale: the index along axis 0 of x {} beside w -> each entry of w meets the entry of x"
    )
    text += " that it was multiplied by"
    expected = [
        (text.format("is that of axis 0 of w"), 0.7, np.outer(c, [1, 1]) * x[:, None]),
        (text.format("is that of axis 1 of w"), 0.7, np.outer(c, x)),
        (text.format("stays the last one"), 0.7, np.outer(c, [0.6, 0.6])),
    ]
    same(of_slips(indices.mixed, problem_of(loss, w=w)), expected)


def test_a_derivative_that_is_multiplied_in_on_other_ways():
    """L = sum of v sigmoid(w) + u tanh(e w): what comes back through tanh gets the derivative of sigmoid."""
    w, e = values("w", W), np.array([0.9, 1.3, -0.4])
    inner = [x * k for x, k in zip(w, e.tolist(), strict=True)]
    loss = engine.dot([x.sigmoid() for x in w], V.tolist()) + engine.dot([x.tanh() for x in inner], U.tolist())
    ds = 1 / (1 + np.exp(-W)) / (1 + np.exp(W))
    dt = 1 - np.tanh(e * W) ** 2
    kinds = "activation misplaced|extra derivative"
    spread = "the derivative of {0} is multiplied in on the other ways from {1} as well at the {2}"
    remedy = "it belongs only to what comes back through {}"
    problem = problem_of(loss, w=w)
    found = list(of_slips(gates.spread, problem))
    text = f"{kinds}: {spread.format('sigmoid', 'w', 'sigmoid(w)')} -> {remedy.format('sigmoid')}"
    same(found[:1], [(text, 1.5, ds * V + ds * dt * e * U)])
    np.testing.assert_allclose(found[1][2], ds * V + dt * e * U)  # nothing else comes back to e w


def test_a_derivative_that_is_left_out_on_one_of_two_ways_from_a_state():
    """L = a . h + (b . h)**2, of h = tanh(w)."""
    w, a, b = values("w", W), values("a", V), values("b", U)
    h, state = np.tanh(W), [x.tanh() for x in w]
    loss = engine.dot(a, state) + engine.dot(b, state) ** 2
    one, two, slope = V, 2 * (U @ h) * U, 1 - h**2
    text = (
        "activation misplaced|activation forgotten: the derivative of tanh is left out for what comes back through {}"
    )
    remedy = "what comes back to tanh(w) adds up first"
    expected = [
        (f"{text.format('a')} only -> {remedy}", 1.5, one + slope * two),
        (f"{text.format('b')} only -> {remedy}", 1.5, slope * one + two),
    ]
    same(sorted(of_slips(time.one_way, problem_of(loss, w=w, a=a, b=b))), expected)


def test_what_comes_back_to_one_number_stays_a_row():
    """L = sum of d g x, with g = sigmoid(w . h): dw = g' h sum(d x), or entry by entry h d x g'."""
    h, d = np.array([0.7, -0.4, 1.2]), np.array([1.3, -0.8, 2.1])
    w = values("w", W)
    g = engine.dot(w, h.tolist()).sigmoid()
    g.label = "g"
    problem = problem_of(engine.dot([g * x for x in V.tolist()], d.tolist()), w=w)
    slope = 1 / (1 + np.exp(-W @ h)) / (1 + np.exp(W @ h))
    text = "what comes back to g is not added up: each entry of w gets one share of it"
    remedy = "add up all that comes back to g before going on"
    same(of_guesses(unsummed.unsummed, problem), [(f"not summed|path: {text} -> {remedy}", 0.7, slope * h * d * V)])


def test_a_count_in_the_place_of_a_sum_of_weights():
    """L = c . w / 2 n, of a named amount n: divided by one of the sizes instead."""
    w, n = values("w", W), Constant(2.5)
    n.label = "n"
    loss = engine.dot(w, V.tolist()) / (n * 2.0)
    text = "mean|wrong operand|constant forgotten: divided by 3, the number of entries of w, where n belongs"
    rows = list(of_slips(counted.counted, problem_of(loss, w=w)))
    assert [row[1] for row in rows] == [0.7] * len(rows)
    assert any(row[0].startswith(f"{text} at the numerator of the ") for row in rows), rows
    for _, _, numbers in rows[-1:]:
        np.testing.assert_allclose(numbers, V / 5 * 2.5 / 3)


def test_a_sum_of_weights_that_is_taken_for_their_number():
    """L = (v . w) / (a0 + a1 + a2)."""
    w, a = values("w", W), values("a", np.array([0.5, 1.5, 2.0]))
    rows = list(of_slips(counted.counted, problem_of(engine.dot(w, V.tolist()) / engine.sum(a), w=w)))
    assert rows[0][0].startswith("mean|wrong operand|quotient: divided by the number of terms of sum(a), not by sum(a)")
    assert rows[0][1] == 1.5
    np.testing.assert_allclose(rows[0][2], V / 3)


@pytest.mark.parametrize(
    ("length", "orders"),
    [
        (3, {}), (5, {}),
        (4, {"2 x 2": [0, 2, 1, 3]}),
        (6, {"2 x 3": [0, 3, 1, 4, 2, 5], "3 x 2": [0, 2, 4, 1, 3, 5]}),
    ],
)  # fmt: skip
def test_entries_in_the_order_of_another_flattening(length, orders):
    numbers: Any = np.arange(1.0, length + 1) ** 2
    w = values("w", np.ones(length))
    problem = problem_of(engine.dot(w, numbers.tolist()), w=w)
    text = "reshaped|transposed|shifted: axis 0 stands in another order, as if it were {}"
    remedy = "keep the order of the forward pass"
    expected: list[Row] = [
        (f"{text.format(words)} -> {remedy}", 0.7, numbers[order]) for words, order in orders.items()
    ]
    for count in [d for d in range(2, 7) if length % d == 0 and length > 3 and d < length]:
        size = length // count
        for i in range(count):
            for j in range(i + 1, count):
                blocks = list(range(count))
                blocks[i], blocks[j] = j, i
                moved = [numbers[b * size + k] for b in blocks for k in range(size)]
                words = f"blocks {i + 1} and {j + 1} of {count} along axis 0 stand in each other's places"
                expected.append((f"exchanged: {words} -> {remedy}", 1.0, moved))
    same(of_guesses(folded.other_order, problem), expected)


def test_a_number_that_is_used_once_says_nothing_of_several_uses():
    w = Value(0.7, "w")
    problem = problem_of(w.sin(), w=w)
    (array,) = problem.arrays
    assert not [*indices.counted_once(problem, array), *indices.last_term(problem, array)]
    assert not [*indices.overwritten(problem), *unsummed.unsummed(problem, array)]


def test_1_minus_a_gate_is_a_gate_as_well():
    """L = sum of f c + (1 - f) e, with f = sigmoid(w): beside 1 - f stands c, or f, or the new cell."""
    w, c, e = values("w", W), values("c", V), values("e", U)
    f = [x.sigmoid() for x in w]
    new = [g * x + (1 - g) * y for g, x, y in zip(f, c, e, strict=True)]
    problem = problem_of(engine.dot(new, [1.0, -2.0, 3.0]), w=w, c=c, e=e)
    gate = 1 / (1 + np.exp(-W))
    d, df = np.array([1.0, -2.0, 3.0]), gate * (1 - gate)
    text = "wrong operand|shifted|exchanged: {}, of the same cell, stands where e belongs where 1 - sigmoid(w) enters"
    found = {row[0].partition(" -> ")[0]: row[1:] for row in of_slips(gates.factors, problem)}
    for name, usual, instead in (("c", 1.0, V), ("sigmoid(w)", 1.0, gate)):
        assert found[text.format(name)][0] == usual
        np.testing.assert_allclose(found[text.format(name)][1], d * df * (V - instead))
    (cell,) = (said for said in found if said.endswith(text.partition("{}")[2]) and " + " in said)
    assert found[cell][0] == 1.5
    np.testing.assert_allclose(found[cell][1], d * df * (V - (gate * V + (1 - gate) * U)))


@pytest.mark.parametrize(
    "function",
    [
        lambda z: 1 / (1 + (-z).exp()), lambda z: (1 + z.exp()).log(),
        lambda z: (z.exp() - (-z).exp()) / (z.exp() + (-z).exp()),
    ],
)  # fmt: skip
def test_a_function_that_is_written_out_has_one_derivative_whatever_enters_it(function):
    """As if the derivative were 5: of L = c . f(w) the gradient is 5 c."""
    w = values("w", W)
    problem = problem_of(engine.dot([function(x) for x in w], V.tolist()), w=w)
    assert len(problem.written_out) == 3
    slopes = {edge: slope for one in problem.written_out.values() for edge, slope in one.slopes(5.0).items()}
    np.testing.assert_allclose(problem.gradient_if(slopes, problem.arrays[0]), 5 * V)
