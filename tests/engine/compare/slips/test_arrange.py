"""Slips with one whole array: turned, reshaped, another one in its place, the parameter itself, one entry mistyped."""

import numpy as np
import pytest

import engine
from engine import Value, gradient
from engine.compare import compare_gradients
from engine.compare.slips.arrange import entries, others, permute, repeated, reshaped, rule, square, stopped, turned
from nn import Matrix
from tests.engine.compare.asking import among, check, expects, guessed, kinds, problem_of, said
from tests.engine.compare.slips.test_scale import linear
from tests.engine.planted.derivation import values

TABLE = np.array([[1.3, -2.1, 0.7], [4.4, 5.2, -3.6]])
SQUARE = np.array([[1.3, -2.1, 0.7], [4.4, 5.2, -3.6], [0.9, 1.8, 2.5]])
BLOCK = np.arange(1.0, 13.0).reshape(2, 2, 3) ** 1.5


@pytest.mark.parametrize("right", [TABLE, SQUARE, TABLE[:, :2]])
def test_rows_and_columns_are_exchanged(right):
    loss, w = linear(right)
    check("transposed", loss, w=(w, right.T))


@pytest.mark.parametrize(
    "right", [TABLE, SQUARE, BLOCK, np.array([1.3, -2.1, 0.7])], ids=["table", "square", "block", "vector"]
)
def test_a_kernel_is_turned_over(right):
    loss, w = linear(right)
    reverse = right[::-1] if right.ndim == 1 else right[..., ::-1, ::-1]
    check("kernel flipped", loss, w=(w, reverse))


def in_windows(shared: bool):
    """A kernel of three beside five pixels, nodes that all windows share or plain numbers in each."""
    x, w = [2.5, -1.5, 0.7, 3.0, 1.2], values("w", [0.8, -1.9, 2.2])
    pixels = [Value(number, f"x[{i}]") for i, number in enumerate(x)] if shared else x
    z = [sum(w[k] * pixels[i + k] for k in range(3)) for i in range(3)]
    return sum(each**2 for each in z), w


@pytest.mark.parametrize("shared", [True, False], ids=["pixels_are_nodes", "pixels_are_numbers"])
def test_what_stands_in_reverse_is_called_a_flipped_kernel_where_there_is_a_kernel(shared):
    loss, w = in_windows(shared)
    findings = said(loss, w=(w, gradient(loss, w)[::-1])).findings
    assert findings[0].text == "the kernel is flipped: the entries stand in reverse order"


def test_what_stands_in_reverse_is_not_called_a_kernel_where_there_is_none():
    """Two numbers are in reverse where each stands one place too far, which is said once."""
    h, v = values("h", [0.4, -0.7]), [Value(1.4, "v0"), Value(-1.1, "v1")]
    loss = (engine.dot(v, h) - 3.0) ** 2
    words = [finding.text for finding in said(loss, h=(h, gradient(loss, h)[::-1])).findings]
    assert words[0].startswith("v0 and v1 stand in each other's places")
    assert words[1:] == ["the entries stand in reverse order"]


def test_every_other_order_of_three_axes():
    moved = turned(BLOCK.ravel().tolist(), BLOCK.shape)
    found = [(words, np.reshape(numbers, shape)) for _, words, _, numbers, shape, _ in moved]
    for axes in ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        expects(found, f"the axes stand in the order {axes}", BLOCK.transpose(axes))
    for axis in range(3):
        expects(found, f"reverse order along axis {axis}", np.flip(BLOCK, axis))


@pytest.mark.parametrize("shape", [(3,), (2, 3), (3, 1), (2, 2, 3), (1, 4)])
def test_axes_in_another_order(shape):
    numbers = np.arange(float(np.prod(shape))).reshape(shape)
    for axes in (tuple(range(len(shape)))[::-1], tuple(np.roll(range(len(shape)), 1).tolist())):
        moved, left = permute(numbers.ravel().tolist(), shape, axes)
        assert np.array_equal(np.reshape(moved, left), numbers.transpose(axes))


def test_one_number_is_turned_by_nothing():
    assert not list(turned([5.0], ()))
    assert {kind for kind, *_ in turned([5.0], (1,))} == set()


@pytest.mark.parametrize("hand", [[[1.3, -2.1, 0.7]], [[1.3], [-2.1], [0.7]]])
def test_a_vector_in_another_shape(hand):
    loss, w = linear(hand[0] if len(hand) == 1 else np.ravel(hand))
    check("reshaped", loss, w=(w, hand))


def test_a_table_in_another_shape():
    loss, w = linear(TABLE)
    check("reshaped", loss, "the shape is 6", w=(w, TABLE.ravel()))
    among("reshaped", loss, "the shape is 3 x 2", w=(w, TABLE.reshape(3, 2)))
    among("reshaped", loss, "read column by column", w=(w, TABLE.T.reshape(2, 3)))
    assert guessed(reshaped, problem_of(loss, w=(w, TABLE + 1.0))) == []


def test_a_wrong_shape_says_which_one_it_should_be():
    loss, w = linear(TABLE)
    (finding,) = said(loss, w=(w, [7.0, 8.0])).findings
    assert finding.slip == "shape"
    assert "yours has the shape 2, but a gradient has the shape of its parameter, 2 x 3" in finding.text


FIVE = np.array([1.3, -2.1, 0.7, 4.4, 5.2])


@pytest.mark.parametrize(
    ("kind", "changed", "words"),
    [
        ("entry", {1: 9.5}, "only [1] is wrong"),
        ("entry", {0: 8.2, 3: 9.1}, "only [0] and [3] are wrong"),
        ("exchanged", {0: 4.4, 3: 1.3}, "[0] and [3] are exchanged"),
    ],
)
def test_all_but_one_or_two_entries_are_right(kind, changed, words):
    loss, w = linear(FIVE)
    hand = FIVE.copy()
    for i, x in changed.items():
        hand[i] = x
    check(kind, loss, words, w=(w, hand))


@pytest.mark.parametrize(
    ("right", "hand"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),  # nothing is wrong
        ([1.0, 2.0], [1.0, 9.0]),  # as many right ones as wrong ones say nothing
        ([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 4.0, 3.0]),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [1.0, 2.0, 3.0, 4.0, 0.5, 0.6, 0.7]),  # three are too many
        ([1.0, 2.0, 3.0], [[1.0, 9.0, 3.0]]),  # not in that shape
    ],
)
def test_entries_are_blamed_only_when_the_others_outnumber_them(right, hand):
    loss, w = linear(right)
    (array,) = problem_of(loss, w=(w, np.array(hand))).arrays
    wrong = [i for i, (a, b) in enumerate(zip(right, np.ravel(hand), strict=True)) if a != b]
    assert not list(entries(array, right, wrong))


def test_of_a_single_wrong_entry_the_sign_is_seen():
    hand = FIVE * [1, 1, -1, 1, 1]
    loss, w = linear(FIVE)
    (array,) = problem_of(loss, w=(w, hand)).arrays
    assert [guess.what for guess in entries(array, FIVE.tolist(), [2])] == ["only [2] is wrong: its sign is flipped"]


def test_the_right_numbers_at_other_places():
    loss, w = linear(FIVE)
    (finding,) = said(loss, w=(w, FIVE[[2, 0, 4, 1, 3]])).findings
    assert (finding.slip, finding.certainty) == ("reordered", "possible")


def test_numbers_that_are_only_rounded_on_the_way_are_not_said_to_stand_elsewhere():
    right = np.array([12.3456, 0.0213, 0.0337, 0.0521, -3.1234])
    loss, w = linear(right)
    rounded = ["12.3", "0.0241", "0.0312", "0.0493", "-3.12"]  # the small ones lost a digit on the way
    assert "reordered" not in [finding.slip for finding in said(loss, w=(w, rounded)).findings]
    elsewhere = ["12.3", "0.0521", "0.0213", "0.0337", "-3.12"]
    assert [finding.slip for finding in said(loss, w=(w, elsewhere)).findings] == ["reordered"]


@pytest.mark.long
def test_the_parameter_itself_or_after_its_update():
    """Also with a learning rate that nobody uses, where three numbers tell it."""
    start = np.array([2.0, 5.3, -1.1])
    w = values("w", start)
    c = np.array([3.1, -0.7, 1.9])
    loss = engine.dot([x.sin() for x in w], c.tolist())
    right = c * np.cos(start)
    check("parameter", loss, "the numbers of w itself", w=(w, start))
    for rate in (1.0, 0.1, 0.03, 0.001):
        check("parameter", loss, f"learning rate {rate:g}", w=(w, start - rate * right))
    assert "0.0371" in said(loss, w=(w, start - 0.0371 * right)).findings[0].text
    uphill = said(loss, w=(w, start + 0.0371 * right))
    assert "parameter" not in kinds(uphill)
    two = engine.dot([x.sin() for x in w[:2]], c[:2].tolist())
    assert "parameter" not in kinds(said(two, w=(w[:2], (start - 0.0371 * right)[:2])))


def test_the_gradient_of_another_parameter():
    a, b = values("a", [1.1, -0.4, 2.3]), values("b", [0.6, 3.2, -1.7])
    loss = engine.dot(a, [x.sin() for x in b])
    first = np.sin([0.6, 3.2, -1.7])
    second = np.array([1.1, -0.4, 2.3]) * np.cos([0.6, 3.2, -1.7])
    report = compare_gradients(loss, {"a": (a, second), "b": (b, second)})
    assert report["a"].findings[0].text == "this is the gradient of b, not of a"
    check("exchanged", loss, "a, b stand in each other's places", a=(a, second), b=(b, first))
    expects(guessed(others, problem_of(loss, a=a, b=b), "a"), "the gradient of b, not of a", second)


def test_one_number_is_spread_over_an_array_or_an_array_is_summed():
    loss, w = linear(FIVE)
    check("axis", loss, "the sum of all its entries", w=(w, np.full(5, FIVE.sum())))
    check("axis", loss, "the mean", w=(w, np.full(5, FIVE.mean())))
    check("axis", loss, "the sum of all its entries", w=(w, FIVE.sum()))
    loss, w = linear(TABLE)
    check("axis", loss, "summed over the columns", w=(w, TABLE.sum(axis=1)))
    check("axis", loss, "summed over the rows", w=(w, TABLE.sum(axis=0)))
    assert guessed(repeated, problem_of(*linear(5.0)[:1], w=linear(5.0)[1])) == []


@pytest.mark.long
def test_a_square_matrix_is_taken_for_symmetric():
    loss, w = linear(SQUARE)
    off = SQUARE + SQUARE.T - np.diag(np.diag(SQUARE))
    for wrong, words in (
        (SQUARE + SQUARE.T, "added to its transpose"),
        (off, "doubled off the diagonal"),
        ((SQUARE + SQUARE.T) / 2, "made symmetric"),
        (np.diag(np.diag(SQUARE)), "only the diagonal"),
        (np.triu(SQUARE), "upper triangle"),
        (np.tril(SQUARE), "lower triangle"),
    ):
        check("symmetric", loss, words, w=(w, wrong))
    assert guessed(square, problem_of(linear(TABLE)[0], w=linear(TABLE)[1])) == []


def test_the_chain_stopped_at_what_is_computed_from_the_parameter():
    """L = sum of exp(c tanh(w)): with respect to c tanh(w); with respect to tanh(w) it is tanh' that is forgotten."""
    W, C = np.array([0.7, -0.4, 1.1, 0.55]), np.array([1.3, -0.8, 2.1, 0.6])
    w = values("w", W)
    loss = engine.sum([(x.tanh() * c).exp() for x, c in zip(w, C.tolist(), strict=True)])
    outer = np.exp(C * np.tanh(W))
    found = guessed(stopped, problem_of(loss, w=w))
    assert not any(np.allclose(numbers, outer * C) for _, numbers in found)
    check("activation forgotten", loss, w=(w, outer * C))
    expects(found, "not yet of w", outer)
    among("chain stopped", loss, w=(w, outer))


@pytest.mark.parametrize(
    ("product", "remedy"),
    [
        (lambda: (Matrix(TABLE.tolist(), "W"), Matrix([[1.0], [2.0], [0.5]], "x")), "dW = dZ x^T has the shape of W"),
        (lambda: (Matrix([[1.0, 2.0]], "X"), Matrix(TABLE.tolist(), "W")), "dW = X^T dZ has the shape of W"),
        (lambda: (Matrix([[1.0, -3.0, 2.0]], "W"), Matrix([[1.0], [2.0], [0.5]], "h")), "dW = dZ h^T"),
        (lambda: (Matrix([[1.0, 2.0], [3.0, 5.0]], "X"), Matrix([[1.0], [-2.0]], "W")), "dW = X^T dZ"),
    ],
    ids=["columns", "rows", "one row", "one column"],
)
def test_the_rule_for_a_transposed_gradient_is_the_one_of_the_graph(product, remedy):
    left, right = product()
    loss = ((left @ right) ** 2).sum()
    weights = next(m for m in (left, right) if m[0, 0].label.startswith("W"))
    nodes = [[weights[i, j] for j in range(weights.shape[1])] for i in range(weights.shape[0])]
    problem = problem_of(loss, W=nodes)
    assert remedy in rule(problem, problem.arrays[0])


def test_where_no_matrices_are_multiplied_the_rule_is_that_of_every_gradient():
    loss, w = linear(TABLE)
    problem = problem_of(loss, w=w)
    assert rule(problem, problem.arrays[0]) == "a gradient has the shape of w, 2 x 3"
