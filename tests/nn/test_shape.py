"""What may go into a layer, and the words of a refusal."""

import numpy as np
import pytest

from engine import Value
from engine.errors import NotANumberError, SettingError, ShapeError, listed
from engine.modes import scope
from engine.words.nested import flatten, is_list, shape_of
from nn import Conv2D, Layer, LayerNorm, Matrix, RNNCell
from nn.shape import check_interval, check_sequence, image, indexed, map_values, vector, wrong_shape


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


def test_a_list_that_was_looked_at_is_still_held_to_its_length():
    x = vector([1, 2, 3], 3)
    assert vector(x, 3) is x
    with pytest.raises(ShapeError, match="expects a list of 2 numbers, got a list of 3"):
        vector(x, 2)
    assert vector(x) == x
    values = [Value(1.0), Value(2.0)]
    assert vector(values) == values
    assert vector(values) is not values


@pytest.mark.parametrize(
    ("x", "labels"),
    [
        ([[[1, 2]]], ["x[0,0]", "x[0,1]"]),
        ([[[1], [2]]], ["x[0,0]", "x[1,0]"]),
        ([[[1]], [[2]]], ["x[0,0,0]", "x[1,0,0]"]),
        ([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [f"x[{c},{i},{j}]" for c in (0, 1) for i in (0, 1) for j in (0, 1)]),
    ],
)
def test_a_pixel_is_named_by_its_place_and_by_its_channel_where_there_are_several(x, labels):
    assert [v.label for v in flatten(image(x))] == labels
    assert [v.data for v in flatten(image(x, len(x)))] == list(flatten(x))


def test_an_entry_is_named_by_its_vector_and_its_place():
    assert [v.label for v in vector([5, 6], 2, "h", 3)] == ["h[3,0]", "h[3,1]"]
    assert [indexed("w", place) for place in ((), (0,), (1, 2), (1, 2, 3))] == ["w", "w0", "w[1,2]", "w[1,2,3]"]


def test_what_is_given_is_constant_and_what_is_a_value_stays_it():
    w = Value(1.0, "w")
    assert [v.is_constant for v in vector([w, 2.0])] == [False, True]
    assert vector([w, 2.0])[0] is w
    assert all(v.is_constant for v in flatten(image([[[1, 2]]])))


def test_in_a_sequence_an_entry_is_named_by_its_time():
    assert [v.label for v in vector([5], 1, "h", time=3)] == ["h3"]
    assert [v.label for v in vector([5, 6], 2, "h", time=3)] == ["h3[0]", "h3[1]"]


def test_a_sequence_of_the_least_length_is_long_enough():
    assert check_sequence([], least=0) == []
    assert check_sequence([[1.0]], least=1) == [[1.0]]
    with pytest.raises(ShapeError, match="a call: expects at least 1 of the words, got 0"):
        check_sequence([], "words", least=1)


@pytest.mark.parametrize("interval", [(1, 1), (2, 1), (1,), (1, 2, 3), "ab", 3, {1, 2}])
def test_an_interval_is_two_different_numbers_in_order(interval):
    assert check_interval("here", [np.float64(-1), 1]) == (-1.0, 1.0)
    with pytest.raises((SettingError, NotANumberError), match="here: "):
        check_interval("here", interval)


def test_the_only_entry_of_an_array_has_no_index():
    assert indexed("W", (0, 0), many=False) == "W"
    assert [v.label for v in vector([1.0])] == ["x"]
    assert [v.label for v in vector([1.0], 1, "x", 3)] == ["x[3,0]"], "one of several examples"
    assert [image([[[7.0]]])[0][0][0].label, image([[[7.0], [8.0]]])[0][1][0].label] == ["x", "x[1,0]"]
    assert [Matrix([[1.0]], "W")[0, 0].label, Matrix.given([[1.0]], "X")[0, 0].label] == ["W", "X"]
    assert (Matrix([[1.0]], "W") + Matrix([[2.0]], "U")).named("Z")[0, 0].label == "Z"
    assert [p.label for p in Layer(1, 1, init="zeros", label="1").parameters()] == ["W1", "b1"]
    assert [p.label for p in Layer(1, 2, init="zeros", label="1").parameters()] == [
        "W1[0,0]",
        "b1[0]",
        "W1[1,0]",
        "b1[1]",
    ]
    assert [p.label for p in RNNCell(1, 1, init="zeros").parameters()] == ["W_hh", "W_xh", "b_h"]
    assert [p.label for p in Conv2D(1, 1, 1, init="zeros").parameters()] == ["W", "b"]
    assert [p.label for p in LayerNorm(1).parameters()] == ["scale", "shift"]
