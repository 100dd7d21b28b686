"""All that is said of foldings, floors, statistics, padding and steps, beside the derivation of each sentence."""

from typing import Any

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import folded, indices, pooling, stale, time, windows
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import Row, of_guesses, of_slips, same
from tests.engine.planted.derivation import values


@pytest.mark.parametrize(
    ("count", "shapes"),
    [
        (4, [((2, 2), (1, 0))]), (6, [((2, 3), (1, 0)), ((3, 2), (1, 0))]),
        (8, [((2, 4), (1, 0)), ((4, 2), (1, 0)), ((2, 2, 2), (2, 1, 0)), ((2, 2, 2), (0, 2, 1))]),
        (
            12,
            [
                *(((a, 12 // a), (1, 0)) for a in (2, 3, 4, 6)),
                *((cube, axes) for cube in ((2, 2, 3), (2, 3, 2), (3, 2, 2)) for axes in ((2, 1, 0), (0, 2, 1))),
            ],
        ),
        (5, []),
    ],
)  # fmt: skip
def test_what_comes_back_to_a_flattened_layer_is_folded_in_another_order(count, shapes):
    """L = sum of tanh(a . h) and tanh(b . h) of h = sin(w): what arrives at h stands in the order of columns."""
    numbers = np.linspace(0.2, 1.4, count)
    w, a, b = values("w", numbers), np.linspace(0.5, -0.7, count), np.linspace(0.3, 0.9, count) ** 2
    h = [x.sin() for x in w]
    loss = engine.dot(h, a.tolist()).tanh() + engine.dot(h, b.tolist()).tanh()
    arrives = sum((1 - np.tanh(c @ np.sin(numbers)) ** 2) * c for c in (a, b))
    expected: list[Row] = []
    for shape, axes in shapes:
        moved = arrives.reshape(shape).transpose(axes).reshape(-1)
        words = f"what arrives is folded back in another order, as if it were {' x '.join(map(str, shape))}"
        text = f"reshaped|transposed: {words} at the sin(w) -> fold it as it was flattened"
        expected.append((text, 0.7, moved * np.cos(numbers)))
    same(of_slips(folded.folded, problem_of(loss, w=w)), expected)


@pytest.mark.parametrize(("length", "some"), [(400, True), (402, False)])
def test_more_than_four_hundred_entries_are_folded_in_no_other_order(length, some):
    w = values("w", np.ones(length))
    problem = problem_of(engine.dot(w, list(range(length))), w=w)
    found = {guess.what for guess in folded.other_order(problem, problem.arrays[0])}
    assert any("as if it were" in what for what in found) is some


def test_a_window_with_a_floor():
    """L = c . max(0, a, b) of three windows, of which the last chooses the floor, the second its second entry."""
    m, c = np.array([[0.5, -1.1], [0.3, 0.9], [-0.4, -0.2]]), np.array([[2.5], [-1.5], [3.5]])
    w = values("w", m)
    zero = 0.0
    problem = problem_of(engine.dot([engine.maximum(zero, *row) for row in w], c.ravel().tolist()), w=w)
    forgotten = "activation forgotten|mask: the derivative of relu is forgotten"
    rows: list[tuple[str, float, Any]] = [
        ("chooser: the gradient is passed to every input", 3.0, m > 0),
        ("chooser|mean: the gradient is shared by all inputs, as in an average", 3.0, (m > 0) / 2),
        ("chooser: the gradient goes to the first input", 2.0, [[1, 0], [1, 0], [0, 0]]),
        ("chooser: the gradient goes to the last input", 1.0, [[0, 1], [0, 1], [0, 0]]),
        ("chooser: the gradient goes to the smallest input", 2.0, [[0, 1], [1, 0], [0, 0]]),
        (
            "chooser|forward: the gradient goes to the input of the largest absolute value",
            1.0,
            [[0, 1], [0, 1], [0, 0]],
        ),
        ("chooser|activation itself: multiplied by the value of the winner", 2.5, [[0.5, 0], [0, 0.9], [0, 0]]),
        ("chooser: all but the winner get the gradient", 0.7, [[0, 0], [1, 0], [0, 0]]),
        (
            "chooser|exchanged|transposed: row and column of the winner are exchanged within its window",
            1.0,
            [[1, 0], [0, 1], [0, 0]],
        ),
        ("chooser|mask: only the largest of all windows gets a gradient", 1.0, [[0, 0], [0, 1], [0, 0]]),
    ]
    expected = [(f"{text} at the maximum(0, w) -> only the winner gets the gradient", u, c * x) for text, u, x in rows]
    for shares in ([[1, 0], [0, 1], [0, 1]], [[1, 0], [0, 1], [1, 1]]):
        text = f"{forgotten} at the maximum(0, w) -> nothing goes back where the floor is chosen"
        expected.append((text, 4.0, c * np.array(shares)))
    found = list(of_slips(pooling.winners, problem))
    place = found[0][0].partition(" at the ")[2].partition(" -> ")[0]
    same(found, [(text.replace("maximum(0, w)", place), usual, numbers) for text, usual, numbers in expected])


def test_the_smallest_of_a_window_wins_where_a_minimum_is_taken():
    """L = c . min(a, b), also of nested ones, which are one window of three."""
    w = values("w", np.array([0.5, -1.1, 0.8]))
    loss = engine.minimum(engine.minimum(w[0], w[1]), w[2]) * 2.0
    found = list(of_slips(pooling.winners, problem_of(loss, w=w)))
    assert [(text.partition(" at the ")[0], usual, numbers.tolist()) for text, usual, numbers in found[:8]] == [
        ("chooser: the gradient is passed to every input", 3.0, [2.0, 2.0, 2.0]),
        ("chooser|mean: the gradient is shared by all inputs, as in an average", 3.0, pytest.approx([2 / 3] * 3)),
        ("chooser: the gradient goes to the first input", 2.0, [2.0, 0.0, 0.0]),
        ("chooser: the gradient goes to the last input", 1.0, [0.0, 0.0, 2.0]),
        ("chooser: the gradient goes to the smallest input", 2.0, [0.0, 0.0, 2.0]),
        ("chooser|forward: the gradient goes to the input of the largest absolute value", 1.0, [0.0, 2.0, 0.0]),
        ("chooser|activation itself: multiplied by the value of the winner", 2.5, pytest.approx([0.0, -2.2, 0.0])),
        ("chooser: all but the winner get the gradient", 0.7, [2.0, 0.0, 2.0]),
    ]
    assert [usual for _, usual, _ in found[-10:-7]] == [1.5, 1.5, 1.0]  # one of the two operations: half as usual


def test_two_statistics_are_taken_for_constants_each_and_all_but_one():
    """L = c . (w - mean(w)) / |w|."""
    numbers, c = np.array([0.5, -1.1, 0.8]), np.array([1.5, -0.7, 0.4])
    w = values("w", numbers)
    mean, norm = engine.sum(w) / 3.0, (w[0] ** 2 + w[1] ** 2 + w[2] ** 2).sqrt()
    n, m = np.linalg.norm(numbers), numbers.mean()
    direct, by_mean = c / n, -np.full(3, c.sum() / n / 3)
    by_norm = -(c @ (numbers - m)) * numbers / n**3
    found = list(of_slips(stale.held_constant, problem_of(engine.dot([(x - mean) / norm for x in w], c.tolist()), w=w)))
    remedy = "it depends on the inputs, too: add the path through it"
    names = {text.partition(": ")[2].partition(" is taken")[0]: numbers for text, _, numbers in found[:2]}
    assert set(names) == {"sum(w) / 3", "sqrt(sum(w**2))"}
    np.testing.assert_allclose(names["sum(w) / 3"], direct + by_norm, atol=1e-12)
    np.testing.assert_allclose(names["sqrt(sum(w**2))"], direct + by_mean, atol=1e-12)
    left = {"sum(w) / 3": direct + by_mean, "sqrt(sum(w**2))": direct + by_norm}
    expected = []
    for name in names:
        expected.append((f"held constant|path: {name} is taken for a constant -> {remedy}", 6.0, names[name]))
    for name in names:
        text = f"held constant|path|symmetric: all but the path through {name} is left out -> {remedy}"
        expected.append((text, 1.5, left[name]))
    same(found, expected)


def test_a_convolution_along_two_axes_with_padding():
    """A kernel of 3 x 3 on 4 x 4 inputs with a border of one zero: L = c . (k * x)."""
    cells, taps = [(i, j) for i in range(4) for j in range(4)], [(a, b) for a in range(3) for b in range(3)]
    xs, kernel = np.sin(np.arange(16.0)).reshape(4, 4), np.cos(np.arange(9.0)).reshape(3, 3)
    x, k, c = values("x", xs), values("w", kernel), np.linspace(-0.8, 1.4, 16).reshape(4, 4)
    flat = []
    for i, j in cells:
        met = [(a, b) for a, b in taps if 0 <= i - 1 + a < 4 and 0 <= j - 1 + b < 4]
        flat.append(engine.dot([x[i - 1 + a][j - 1 + b] for a, b in met], [k[a][b] for a, b in met]))
    problem = problem_of(engine.dot(flat, c.ravel().tolist()), w=k, x=x)
    moves = [
        ("without the shift by the padding", 2.0, lambda s, t: s + 1 + t),
        ("one place too far", 1.0, lambda s, t: s + t + 1), ("one place too early", 1.0, lambda s, t: s + t - 1),
        ("at the first place of its window", 0.7, lambda s, t: s),
        ("in the order of a turned kernel", 0.7, lambda s, t: s - t),
        ("in the order of a turned kernel", 0.5, lambda s, t: s + max(0, 2 - t)),
    ]  # fmt: skip
    of_kernel, of_inputs = [], []
    for words, usual, move in moves:
        wrong, added = np.zeros((3, 3)), np.zeros((4, 4))
        for i, j in cells:
            for a, b in taps:
                p, q = move(i - 1, a), move(j - 1, b)
                if 0 <= i - 1 + a < 4 and 0 <= j - 1 + b < 4 and 0 <= p < 4 and 0 <= q < 4:
                    wrong[a, b] += c[i, j] * xs[p, q]
                    added[p, q] += c[i, j] * kernel[a, b]
        text = f"shifted|wrong operand: the inputs x are looked up {words}"
        of_kernel.append((f"{text} -> each tap meets the input of the forward pass", usual, wrong))
        text = f"shifted: what comes back is added {words} -> it belongs to the input that the tap met"
        of_inputs.append((text, usual, added))
    same(list(of_slips(windows.windows, problem))[-6:], of_kernel)
    same(list(of_guesses(windows.scattered, problem, "x"))[-6:], of_inputs)


def test_of_the_shares_that_arrive_at_a_result_the_last_or_first_is_kept():
    """L = a . h + b . sin(h) of h = tanh(w)."""
    numbers, a, b = np.array([0.5, -1.1, 0.8]), np.array([1.5, -0.7, 0.4]), np.array([0.6, 2.0, -0.9])
    w = values("w", numbers)
    h = [x.tanh() for x in w]
    slope = 1 - np.tanh(numbers) ** 2
    problem = problem_of(engine.dot(h, a.tolist()) + engine.dot([x.sin() for x in h], b.tolist()), w=w)
    found = {text: (usual, numbers) for text, usual, numbers in of_slips(indices.overwritten, problem)}
    kind, remedy = "not summed|example missing|path|time step missing", "add up what comes back from every use"
    for words, usual, share in (("last", 1.5, b * np.cos(np.tanh(numbers))), ("first", 0.75, a)):
        text = f"{kind}: only the {words} of the shares that arrive at tanh(w) is kept -> {remedy}"
        assert found[text][0] == usual
        np.testing.assert_allclose(found[text][1], slope * share)


def test_a_derivative_that_is_forgotten_on_the_way_to_one_operand_only():
    """L = c tanh(w x + v y): back to w it is forgotten, back to v it is there."""
    w, v = Value(0.5, "w"), Value(-0.8, "v")
    x, y = Value(1.3, "x"), Value(0.7, "y")
    problem = problem_of((w * x + v * y).tanh() * 2.0, w=w, v=v)
    text = "activation forgotten|wrong operand: the derivative of tanh is forgotten on the way back to {} only"
    rows = {name: list(of_slips(time.between_steps, problem, name)) for name in "wv"}
    slope = 1 - np.tanh(0.65 - 0.56) ** 2
    for name, factor in (("w", 2 * 1.3), ("v", 2 * 0.7)):
        by_text = {row[0]: row for row in rows[name]}
        other = "v" if name == "w" else "w"
        assert by_text[text.format(name)][1:] == (2.0, pytest.approx(factor))
        assert by_text[text.format(other)][2] == pytest.approx(factor * slope)
        assert by_text[text.format(f"{name}*{'x' if name == 'w' else 'y'}")][2] == pytest.approx(factor)


def test_no_window_is_guessed_in_a_matrix_product():
    """Every input meets every weight."""
    w, x = values("w", np.array([[0.5, -1.1], [0.8, 0.3]])), values("x", np.array([1.4, 0.6]))
    problem = problem_of(engine.sum([engine.dot(row, x) for row in w]), w=w, x=x)
    assert not list(windows.windows(problem))
    assert not list(of_guesses(windows.scattered, problem, "x"))


def test_states_of_a_recurrence():
    """h_k = tanh(w h_(k-1) + x_k), three times: the state before a step and the one that it makes are mixed up."""
    w, xs, h = 0.6, (0.5, -0.8, 1.1), [0.3]
    node, state = Value(w, "w"), Value(0.3, "h0")
    for x in xs:
        state = (node * state + x).tanh()
        h.append(float(np.tanh(w * h[-1] + x)))
    problem = problem_of(state * 2.0, w=node)

    def unrolled(slopes: Any, factors: Any) -> float:
        return sum(2 * factors[k] * w ** (2 - k) * np.prod(slopes[k:]) for k in range(3))

    before, after = np.array(h[:3]), np.array(h[1:])
    misplaced = "the derivative of the activation is taken at the state before at every step"
    stands, given = (
        "the new state stands where the state before belongs",
        "a step multiplies the state that it is given",
    )
    kinds = "activation misplaced|shifted|wrong operand"
    taken = "take it at the state that this step makes"
    wrong = unrolled(1 - after**2, after)
    expected = [
        (f"{kinds}: {misplaced} -> {taken}", 2.0, unrolled(1 - before**2, before)),
        (f"shifted|wrong operand: {stands} -> {given}", 2.0, wrong),
    ]
    same(of_slips(time.states, problem), expected)


def test_new_states_in_the_gradient_of_a_matrix():
    """h_k = tanh(W h_(k-1) + x_k): dL/dW is the sum of delta_k h_(k-1)^T, not of delta_k h_k^T."""
    m, xs = np.array([[0.7, -0.4], [0.3, 0.9]]), (0.5, -0.8, 1.1)
    w, state, h = values("w", m), values("h0", np.array([0.3, -0.6])), [np.array([0.3, -0.6])]
    for x in xs:
        state = [(engine.dot(row, state) + x).tanh() for row in w]
        h.append(np.tanh(m @ h[-1] + x))
    delta, wrong = np.array([1.5, -0.7]), np.zeros((2, 2))
    for made in reversed(h[1:]):
        delta = delta * (1 - made**2)
        wrong += np.outer(delta, made)
        delta = m.T @ delta
    text = "the new state stands where the state before belongs, in the gradient of w"
    remedy = "a step multiplies the state that it is given"
    problem = problem_of(engine.dot(state, [1.5, -0.7]), w=w)
    same(of_slips(time.new_states, problem), [(f"shifted|wrong operand: {text} -> {remedy}", 2.0, wrong)])
