"""What may go into a layer, and the words of a refusal."""

import numpy as np
import pytest

from engine import Value
from engine.errors import ShapeError, listed
from engine.modes import scope
from engine.words.nested import flatten, is_list, shape_of
from nn.shape import check_sequence, image, map_values, vector, wrong_shape


def test_values_stay_the_same_objects_and_numbers_become_labelled_leaves():
    x = Value(1.0)
    y = vector([x, 2], 2)
    assert y[0] is x
    assert (y[1].data, y[1].label) == (2.0, "x1")
    assert vector(y, 2) is y
    assert image([[[x, 2]]], 1)[0][0][0] is x


@pytest.mark.parametrize("x", [[1, 2], (1, 2), np.array([1.0, 2.0]), range(2)])
def test_anything_with_entries_in_an_order_is_a_list(x):
    assert is_list(x)
    assert len(vector(x)) == 2


@pytest.mark.parametrize("x", ["ab", {1, 2}, {0: 1}, 3.0, None, iter([1])])
def test_anything_else_is_refused(x):
    with pytest.raises(ShapeError, match="a call: expects a list of 2 numbers"):
        vector(x, 2)
    with pytest.raises(ShapeError, match="a call: expects a list of vectors"):
        check_sequence(x)


def test_an_error_says_where_it_happened_and_gives_advice_that_fits():
    with scope("mlp"), scope("hidden.0"):
        assert (
            str(wrong_shape("a list of 2 numbers", [1]))
            == "mlp/hidden.0: expects a list of 2 numbers, got a list of 1; "
            "give as many numbers as the layer was made for"
        )
    assert str(wrong_shape("a list of 2 numbers", 7.0)).endswith("got 7.0; put a single number in a list, such as [x]")
    assert str(wrong_shape("a list of 2 numbers", None)).endswith("got None; give a list, such as [1.0, 2.0]")
    assert "call the layer once for each example" in str(wrong_shape("a list of 2 numbers", [[1, 2]]))
    assert "flatten an image first" in str(wrong_shape("a list of 2 numbers", [[[1]]]))


def test_nested_lists_are_read_and_mapped_in_order():
    assert shape_of([[[1, 2]], [[3, 4]]]) == (2, 1, 2)
    assert shape_of([]) == (0,)
    assert list(flatten([[1, [2]], [3]])) == [1, 2, 3]
    assert map_values(lambda v: v.data, [[1], [2, 3]]) == [[1.0], [2.0, 3.0]]


def test_a_long_list_of_names_is_cut():
    assert listed("ab") == "a, b"
    assert listed("abcdefg") == "a, b, c, d and 3 more"
