"""The windows of a convolution over a batch, the gradient of a result for that of its parameter, and divisors."""

import numpy as np
import pytest

import engine
from engine import Value
from engine.compare.slips import arrange, counted, windows
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
