"""The right numbers at the wrong places: what a student has who exchanges, turns, reshapes or misplaces them."""

from itertools import permutations

import numpy as np
import pytest

from engine.compare.slips.arrange import entries, flipped, reordered, reshaped, shape, transposed
from tests.engine.compare.asking import check, with_gradient

TABLE = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
BLOCK = np.arange(1.0, 13.0).reshape(2, 2, 3)
COLUMNS = "the right numbers were read column by column: a reshape where a transpose is meant"


def test_rows_and_columns_are_exchanged():
    text = "transposed: rows and columns are exchanged; dW = X^T dZ has the shape of W, 2 x 3"
    check(transposed, with_gradient(TABLE), (text, TABLE.T))


def test_with_three_axes_every_other_order_is_tried():
    orders = [axes for axes in permutations(range(3)) if axes != (0, 1, 2)]
    text = "transposed: the axes stand in the order {}; dW = X^T dZ has the shape of W, 2 x 2 x 3"
    check(transposed, with_gradient(BLOCK), *((text.format(axes), BLOCK.transpose(axes)) for axes in orders))


@pytest.mark.parametrize("right", [5.0, [1.0, 2.0]])
def test_a_number_and_a_vector_cannot_be_transposed(right):
    check(transposed, with_gradient(right))


@pytest.mark.parametrize(
    ("right", "how", "turned"),
    [
        ([1.0, 2.0], "in reverse order", [2.0, 1.0]),
        (TABLE, "turned by 180 degrees", [[6.0, 5.0, 4.0], [3.0, 2.0, 1.0]]),
        (BLOCK, "turned by 180 degrees", BLOCK[:, ::-1, ::-1]),  # each channel by itself
    ],
)
def test_a_kernel_is_turned_over(right, how, turned):
    text = f"the kernel is flipped: the entries stand {how} (convolution against cross-correlation)"
    check(flipped, with_gradient(right), (text, turned))


@pytest.mark.parametrize("right", [5.0, [5.0], [[5.0]]])
def test_one_number_cannot_be_turned_over(right):
    check(flipped, with_gradient(right))


@pytest.mark.parametrize(
    ("right", "hand", "expected"),
    [
        ([1, 2, 3], [[0, 0, 0]], [("the numbers are right, but the shape is 1 x 3 and should be 3", [[1, 2, 3]])]),
        ([1, 2, 3], [0, 0, 0], []),
        ([1, 2, 3], [[0, 0]], []),
        ([1, 2, 3], [[0, 0], [0, 0]], []),
        (BLOCK, np.zeros((2, 2, 3)), []),
        (TABLE, np.zeros((2, 3)), [(COLUMNS, [[1, 4, 2], [5, 3, 6]]), (COLUMNS, [[1, 4, 2], [5, 3, 6]])]),
        (TABLE, np.zeros(6), [
            ("the numbers are right, but the shape is 6 and should be 2 x 3", [1, 2, 3, 4, 5, 6]),
            (COLUMNS, [[1, 4, 2], [5, 3, 6]]),
            (COLUMNS, [1, 4, 2, 5, 3, 6]),
        ]),
        (TABLE, np.zeros((3, 2)), [  # column by column into 3 x 2 is the transpose, which is a slip of its own
            ("the numbers are right, but the shape is 3 x 2 and should be 2 x 3", [[1, 2], [3, 4], [5, 6]]),
            (COLUMNS, [[1, 4, 2], [5, 3, 6]]),
        ]),
    ],
)  # fmt: skip
def test_the_right_numbers_stand_in_another_shape(right, hand, expected):
    check(reshaped, with_gradient(right, hand), *expected)


@pytest.mark.parametrize(
    ("right", "hand", "text"),
    [
        ([1.0, 2.0, 3.0], [1.0, 9.0, 3.0], "only [1] is wrong, the rest is right"),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [8.0, 2.0, 3.0, 9.0, 5.0], "only [0] and [3] are wrong, the rest is right"),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [4.0, 2.0, 3.0, 1.0, 5.0], "[0] and [3] are exchanged, the rest is right"),
        (TABLE, [[1.0, 2.0, 3.0], [4.0, 0.0, 6.0]], "only [1][1] is wrong, the rest is right"),
    ],
)
def test_all_but_one_or_two_entries_are_right(right, hand, text):
    check(entries, with_gradient(right, hand), (text, hand))


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
    check(entries, with_gradient(right, hand))


def test_the_right_numbers_in_another_order_are_seen_whatever_the_shape():
    text = "the right numbers, but not at their places: check the indices"
    for hand in ([3.0, 1.0, 2.0], [[2.0, 3.0, 1.0]]):
        check(reordered, with_gradient([1.0, 2.0, 3.0], hand), (text, hand))
    check(reordered, with_gradient([1.0, 2.0, 3.0], [2.0, 1.0, 3.0]))  # two numbers out of place are met by chance
    check(reordered, with_gradient([1.0, 2.0, 3.0], [3.0, 1.0, 2.1]))


def test_of_a_wrong_shape_one_says_at_least_which_one_it_should_be():
    text = "yours has the shape 2, but a gradient has the shape of its parameter, 2 x 3: one slope for every entry"
    check(shape, with_gradient(TABLE, [7.0, 8.0]), (text, [7.0, 8.0]))
    check(shape, with_gradient(TABLE, TABLE + 1.0))
