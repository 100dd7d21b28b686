"""Nested lists as arrays: what counts as one, which shape it has, and what is said of one that has none."""

import math

import numpy as np
import pytest

from engine import NotANumberError, ShapeError, Value
from engine.words.nested import (
    close,
    flatten,
    is_list,
    map_nested,
    nest,
    numbers_of,
    shape_of,
    show_index,
    show_shape,
    sizes_of,
    unnest,
    values_of,
    walk,
)


class Model:
    def __init__(self, *parameters):
        self._parameters = parameters

    def parameters(self):
        return iter(self._parameters)


LISTS = [[], [1], (1, 2), np.zeros(2), range(3), [[1], 2]]
NO_LISTS = ["ab", b"ab", {"a": 1}, {1, 2}, 1.0, None, Value(1.0), iter([1]), Model(1)]


def test_a_list_is_what_has_entries_in_an_order():
    assert [is_list(x) for x in LISTS] == [True] * len(LISTS)
    assert [is_list(x) for x in NO_LISTS] == [False] * len(NO_LISTS)


@pytest.mark.parametrize(
    ("nested", "entries", "shape", "sizes"),
    [
        (7, {(): 7}, (), ()),
        ([], {}, (0,), (0,)),
        ([7], {(0,): 7}, (1,), (1,)),
        ([[], []], {}, (2, 0), (2, 0)),
        ([[1, 2, 3], [4, 5, 6]], {(0, 0): 1, (0, 1): 2, (0, 2): 3, (1, 0): 4, (1, 1): 5, (1, 2): 6}, (2, 3), (2, 3)),
        ([[[1], [2]], [[3], [4]]], {(0, 0, 0): 1, (0, 1, 0): 2, (1, 0, 0): 3, (1, 1, 0): 4}, (2, 2, 1), (2, 2, 1)),
        ([[1], [2, 3]], {(0, 0): 1, (1, 0): 2, (1, 1): 3}, (2, 1), (2, (1,), (2,))),
        ([1, [2, 3]], {(0,): 1, (1, 0): 2, (1, 1): 3}, (2,), (2, (), (2,))),
        ([[[1, 2]], [[3, 4], [5, 6]]], {(0, 0, 0): 1, (0, 0, 1): 2, (1, 0, 0): 3, (1, 0, 1): 4, (1, 1, 0): 5,
                                        (1, 1, 1): 6}, (2, 1, 2), (2, (1, 2), (2, 2))),
    ],
)  # fmt: skip
def test_entries_indices_and_sizes(nested, entries, shape, sizes):
    assert dict(walk(nested)) == entries
    assert list(flatten(nested)) == list(entries.values())
    assert shape_of(nested) == shape, "read along the first entries"
    assert sizes_of(nested) == sizes
    assert list(flatten(map_nested(lambda x: 10 * x, nested))) == [10 * x for x in entries.values()]
    assert sizes_of(map_nested(float, nested)) == sizes


@pytest.mark.parametrize("shape", [(), (1,), (4,), (3, 2), (2, 1, 3), (2, 3, 4), (1, 1, 1, 2), (0,), (3, 0)])
def test_what_is_nested_is_taken_apart_again(shape):
    numbers = np.arange(float(math.prod(shape))).reshape(shape)
    nested = nest(numbers.ravel().tolist(), shape)
    assert nested == numbers.tolist()
    for same in (nested, numbers, tuple(nested) if shape else nested):
        assert unnest(same, "x") == (numbers.ravel().tolist(), shape)


def test_a_module_counts_as_the_list_of_its_parameters():
    values = [Value(1.0), Value(2.0), Value(3.0)]
    assert unnest(Model(*values), "model") == (values, (3,))
    assert unnest([Model(*values), Model(*values)], "models") == ([*values, *values], (2, 3))


@pytest.mark.parametrize(
    ("nested", "lengths"),
    [
        ([[1], [2, 3]], "1 and 2"),
        ([[1, 2, 3], [4], [5, 6], [7]], "1 and 2 and 3"),
        ([1, [2]], "one number and 1"),
        ([[[1, 2]], [[3], [4]]], "1 x 2 and 2 x 1"),
    ],
)
def test_rows_that_differ_are_no_array(nested, lengths):
    with pytest.raises(ShapeError, match=rf"^dW: its rows have different shapes, {lengths}; every row needs the same$"):
        unnest(nested, "dW")


def test_the_values_of_a_parameter():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    assert values_of([[a], [b]], "W") == ([a, b], (2, 1))
    assert values_of(a, "b") == ([a], ())
    with pytest.raises(NotANumberError, match=r"^W: a gradient .* but got float 2\.5; give the Value itself"):
        values_of([a, 2.5], "W")
    with pytest.raises(NotANumberError, match=r"but got str x{40}; give"):
        values_of("x" * 50, "W")
    with pytest.raises(ShapeError, match=r"^W: an empty list has no gradient; give at least one Value$"):
        values_of([[], []], "W")


def test_the_numbers_of_a_gradient_by_hand():
    assert numbers_of([[1, np.float32(2.5)], [math.inf, -0.0]], "dW") == ([1.0, 2.5, math.inf, -0.0], (2, 2))
    assert math.isnan(numbers_of(math.nan, "db")[0][0])
    with pytest.raises(NotANumberError, match=r"^dW: .*got NoneType None"):
        numbers_of([1.0, None], "dW")


def test_an_index_and_a_shape_in_words():
    assert [show_index(index) for index in [(), (3,), (0, 12)]] == ["", "[3]", "[0][12]"]
    assert [show_shape(shape) for shape in [(), (3,), (3, 2), (0, 1, 10)]] == ["one number", "3", "3 x 2", "0 x 1 x 10"]


@pytest.mark.parametrize(
    ("a", "b", "is_close"),
    [
        (1.0, 1.0, True),
        (4.0, 2.0, True),  # 0.5 + 0.75 * 2 = 2: up to it, and with it
        (0.0, 2.0, True),
        (4.0001, 2.0, False),
        (-0.0001, 2.0, False),
        (-4.0, -2.0, True),
        (2.0, -2.0, False),
        (0.5, 0.0, True),
        (0.51, 0.0, False),
        (math.inf, math.inf, False),
        (1.0, math.inf, False),
        (math.nan, 0.0, False),
        (0.0, math.nan, False),
    ],
)
def test_close_is_a_distance_and_a_share_of_the_second(a, b, is_close):
    assert close(a, b, atol=0.5, rtol=0.75) is is_close
