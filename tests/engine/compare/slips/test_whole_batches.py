"""The windows of a convolution over a batch, the gradient of a result for that of its parameter, and divisors."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import arrange, counted, windows
from engine.compare.slips.indices import remapped
from engine.compare.slips.pooling import _window
from engine.compare.slips.time import states
from engine.value import Constant
from tests.engine.compare.asking import problem_of
from tests.engine.compare.slips.whole import of_guesses, of_slips, same
from tests.engine.planted.derivation import values

X = np.array([[0.5, -1.0, 2.0, 3.0, 4.2], [1.1, 0.3, -0.8, 2.2, -1.7]])
K, G = np.array([2.0, 3.1, -7.3]), np.array([[1.0, -1.3], [2.7, 0.6]])
MOVES = [  # words, how usual, and where the input of a tap is looked up: of the place 2 n of window n
    ("without the stride", 2.0, lambda n, tap: n + tap),
    ("one place too far", 1.0, lambda n, tap: 2 * n + tap + 1),
    ("one place too early", 1.0, lambda n, tap: 2 * n + tap - 1),
    ("at the first place of its window", 0.7, lambda n, tap: 2 * n),
    ("in the order of a turned kernel", 0.7, lambda n, tap: 2 * n - tap),
    ("in the order of a turned kernel", 0.5, lambda n, tap: 2 * n + 2 - tap),
]


def test_every_example_has_its_own_windows():
    """L = sum of g_bn k . x_b(2n ... 2n + 2)."""
    x, k = values("x", X), values("k", K)
    loss = engine.sum([
        engine.dot(k, row[2 * n : 2 * n + 3]) * float(G[b, n]) for b, row in enumerate(x) for n in range(2)
    ])  # fmt: skip
    problem, of_kernel, of_inputs = problem_of(loss, x=x, k=k), [], []
    for words, usual, move in MOVES:
        dk, dx = np.zeros(3), np.zeros((2, 5))
        for b in range(2):
            for n in range(2):
                for tap in range(3):
                    at = move(n, tap)
                    if 0 <= at < 5:
                        dk[tap] += G[b, n] * X[b, at]
                        dx[b, at] += G[b, n] * K[tap]
        text = f"shifted|wrong operand: the inputs x are looked up {words}"
        of_kernel.append((f"{text} -> each tap meets the input of the forward pass", usual, dk))
        text = f"shifted: what comes back is added {words} -> it belongs to the input that the tap met"
        of_inputs.append((text, usual, dx))
    same(of_slips(windows.windows, problem, "k"), of_kernel)
    same(of_guesses(windows.scattered, problem, "x"), of_inputs)


@pytest.mark.parametrize(
    ("hand", "said"), [([-1.0, 0.5], True), ([[1.0, 2.0], [3.0, 4.0]], False), ([1.0], False), (1.0, False)]
)
def test_the_gradient_of_a_result_is_handed_in_for_that_of_its_parameter(hand, said):
    """L = c . tanh(A x) with a table A of two rows: two numbers are those at tanh, or those at A x."""
    a, x, c = np.array([[0.7, -0.4], [0.3, 1.5]]), np.array([1.4, 0.6]), np.array([1.3, -0.8])
    w = values("A", a)
    loss = engine.dot([engine.dot(row, x.tolist()).tanh() for row in w], c.tolist())
    found = list(of_guesses(arrange.of_a_result, problem_of(loss, A=(w, hand)), "A"))
    if not said:
        assert not found
        return
    text = "not summed|chain stopped|weights forgotten: this is the gradient of the {}, not yet of A"
    expected = [
        (f"{text.format('A @ data')} -> go on to A: 2 x 2", 3.0, c * (1 - np.tanh(a @ x) ** 2)),
        (f"{text.format('tanh(A @ data)')} -> go on to A: 2 x 2", 3.0, c),
    ]
    same(sorted(found), sorted(expected))


@pytest.mark.parametrize("factor", [None, 2.0])
def test_a_sum_that_something_is_divided_by_is_taken_for_a_count(factor):
    """L = (w . x) / (n m): of the divisor a constant factor is left as it is, the sum m becomes its 3 terms."""
    w, m = values("w", [0.5, -1.1, 0.8]), [Constant(x) for x in (0.3, 0.9, 1.5)]
    for i, one in enumerate(m):
        one.label = f"m[{i}]"
    x = np.array([1.4, 0.6, -0.9])
    total = engine.sum(m)
    divisor = total if factor is None else total * factor
    problem = problem_of(engine.dot(w, x.tolist()) / divisor, w=w)
    (first, *_) = of_slips(counted.counted, problem, "w")
    assert "divided by the number of terms of" in first[0]
    np.testing.assert_allclose(first[2], x / (3.0 * (factor or 1.0)), rtol=1e-9)


def test_a_divisor_that_is_a_product_of_two_named_numbers_is_no_count():
    w, n = values("w", [0.5, -1.1, 0.8]), [Value(2.0, "n"), Value(3.0, "m")]
    problem = problem_of(engine.sum(w) / (n[0] * n[1]), w=w)
    assert not list(counted.counted(problem))


def test_every_example_of_a_batch_that_starts_from_one_state_has_a_new_state_of_its_own():
    """L = c . h2 with h2_b = tanh(u h1_b + y_b) and h1_b = tanh(u h0 + x_b): beside u stand h1 for h0 and h2 for h1."""
    u, h0 = Value(0.7, "u"), Value(0.4, "h0")
    x, y, c = np.array([0.3, -0.8, 1.1]), np.array([-0.5, 0.9, 0.2]), np.array([1.3, -0.9, 2.1])
    first = [(u * h0 + float(a)).tanh() for a in x]
    second = [(u * h + float(b)).tanh() for h, b in zip(first, y, strict=True)]
    h1 = np.tanh(0.7 * 0.4 + x)
    h2 = np.tanh(0.7 * h1 + y)
    d2 = c * (1 - h2**2)
    d1 = d2 * 0.7 * (1 - h1**2)
    problem = problem_of(engine.dot(second, c.tolist()), u=u)
    text = "shifted|wrong operand: the new state stands where the state before belongs"
    (wrong,) = (
        numbers
        for said, _, numbers in of_slips(states, problem, "u")
        if said == f"{text} -> a step multiplies the state that it is given"
    )
    np.testing.assert_allclose(wrong, (d2 * h2).sum() + (d1 * h1).sum(), rtol=1e-9)


def test_an_array_whose_labels_have_several_ranks_is_not_turned_over():
    w = values("w", [0.5, -1.1, 0.8])
    x = [Value(1.4, "x[0]"), Value(0.6, "x[1]"), Value(-0.9, "x[0][1]")]
    assert not list(remapped(problem_of(engine.dot(w, x), w=w)))
    x[2].label = "x[2]"
    assert list(remapped(problem_of(engine.dot(w, x), w=w)))


RIGHT = [0.001, 0.002, 5.0, 7.0, 9.0]


@pytest.mark.parametrize(
    ("hand", "wrong", "kind", "said"),
    [
        ([0.002, 0.001, 5.0, 7.0, 9.0], [0, 1], "exchanged", "[0] and [1] are exchanged, the rest is right"),
        ([0.00205, 0.00105, 5.0, 7.0, 9.0], [0, 1], "entry", "only [0] and [1] are wrong, the rest is right"),
        ([0.001, 0.002, 7.000001, 5.000001, 9.0], [2, 3], "exchanged", "[2] and [3] are exchanged, the rest is right"),
        ([0.001, 0.002, 7.000001, 5.00001, 9.0], [2, 3], "entry", "only [2] and [3] are wrong, the rest is right"),
        ([0.001, -0.002, 5.0, 7.0, 9.0], [1], "entry", "only [1] is wrong: its sign is flipped"),
        ([0.001, -0.00201, 5.0, 7.0, 9.0], [1], "entry", "only [1] is wrong, the rest is right"),
        ([0.001, 0.002, -5.000004, 7.0, 9.0], [2], "entry", "only [2] is wrong: its sign is flipped"),
        ([0.1, 0.2, 5.1, 7.0, 9.0], [0, 1, 2], "", ""),
        (RIGHT, [], "", ""),
        ([0.1, 0.2, 5.0], [0, 1], "", ""),
    ],
)
def test_one_or_two_entries_alone_that_are_wrong(hand, wrong, kind, said):
    w = values("w", [1.0] * 5)
    (array,) = problem_of(engine.sum(w), w=(w, [x + 1e-13 for x in hand])).arrays
    found = list(arrange.entries(array, RIGHT, wrong))
    assert [(guess.kind, guess.what) for guess in found] == ([(kind, said)] if said else [])


@pytest.mark.parametrize("mixed", [False, True])
def test_a_relu_of_all_inputs_is_a_layer_before_the_window(mixed):
    """Of max(relu(a), relu(b)) the entries are the relus; of max(relu(a), b) they are a and b, with the floor 0."""
    a, b = Value(0.5, "a"), Value(0.8, "b")
    top = engine.maximum(a.relu(), b if mixed else b.relu())
    window = _window(problem_of(top * 2.0, w=[a, b]), top)
    entries = [node.inputs[slot] for node, slot in window.entries]
    assert entries == [a, b] if mixed else [x.primitive.name for x in entries] == ["relu", "relu"]
    assert window.floor == (0.0 if mixed else None)
