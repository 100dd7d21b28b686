"""What `record` and a tape accept, and what they answer to the rest."""

import re

import numpy as np
import pytest

from engine import NotANumberError, ShapeError, Value, record
from engine.errors import RecordingError
from engine.tape.arguments import examples, leaves, numbers, values

x, y = Value(1.0, "x"), Value(2.0, "y")


@pytest.mark.parametrize("given", [[x, y], (x, y), {x: 1, y: 2}, iter([x, y])])
def test_values_come_one_by_one_or_in_any_order_that_can_be_gone_through(given):
    assert values("outputs", given) == [x, y]
    assert values("outputs", x) == leaves("wrt", x) == [x]
    assert leaves("wrt", [y, x]) == [y, x]
    assert leaves("wrt", []) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (2.5, "wrt takes a Value or a list of them, got float 2.5; give the Value itself, without .data or item()"),
        (None, "wrt takes a Value or a list of them, got NoneType None; give the Value itself"),
        ([x, 2.5], "wrt takes Values, got float 2.5; give the Value itself"),
        (["z" * 70], f"wrt takes Values, got str {'z' * 60}; give the Value itself"),
        ("ab", "wrt takes Values, got str a; give the Value itself"),
        ([x, y * 2], "wrt must be leaves, but Value(4.0, op='*') is the result of an operation; record a graph that"),
        ([x, y, x], "wrt must be different Values, but Value(1.0, label='x') stands there twice; name each one once"),
    ],
)
def test_what_is_no_list_of_leaves_is_refused(given, message):
    with pytest.raises(RecordingError, match=f"^{re.escape(f'record: {message}')}"):
        leaves("wrt", given)


@pytest.mark.parametrize(
    ("given", "found"),
    [(3, 3.0), (True, 1.0), ([1, 2.5], [1.0, 2.5]), (np.array([[1, 2]], np.uint8), [[1.0, 2.0]]), ([], []),
     (np.array([1.5, 2.5], np.float32), [1.5, 2.5]), (np.array([1, 2.5], object), [1.0, 2.5])],
)  # fmt: skip
def test_numbers_of_every_kind_are_floats(given, found):
    array = numbers("theta", given)
    assert array.dtype == float
    assert array.tolist() == found


def test_an_array_of_floats_is_not_copied():
    given = np.array([1.0, 2.0])
    assert numbers("theta", given) is given


def test_what_is_no_number_is_refused():
    with pytest.raises(
        ShapeError, match=r"^tape: theta must be numbers in rows of one length, got \[\[1, 2\], \[3\]\]$"
    ):
        numbers("theta", [[1, 2], [3]])
    with pytest.raises(NotANumberError, match=r"^tape: theta: .*got str '1': convert it"):
        numbers("theta", [["1"]])
    with pytest.raises(NotANumberError, match=r"^tape: inputs: .*got complex 1j"):
        numbers("inputs", 1j)


@pytest.mark.parametrize(
    ("shape", "count", "rows", "batch"),
    [((3,), 3, (1, 3), None), ((0,), 0, (1, 0), None), ((), 1, (1, 1), None), ((4, 3), 3, (4, 3), 4),
     ((1, 3), 3, (1, 3), 1), ((4, 2, 3), 6, (4, 6), 4), ((5, 0), 0, (5, 0), 5), ((4, 1), 1, (4, 1), 4)],
)  # fmt: skip
def test_the_first_of_several_axes_is_that_of_the_examples(shape, count, rows, batch):
    given = np.arange(float(np.prod(shape))).reshape(shape)
    found, size = examples(given, count)
    assert (found.shape, size) == (rows, batch)
    assert found.ravel().tolist() == given.ravel().tolist()


@pytest.mark.parametrize(
    ("shape", "count"),
    [((2,), 3), ((3,), 2), ((), 2), ((0, 3), 3), ((0, 0), 0), ((3, 2), 3), ((6, 1), 6), ((2, 2, 2), 2)],
)
def test_rows_of_another_length_are_refused(shape, count):
    message = f"tape: inputs have shape {shape}; give {count} numbers, or as many for each example"
    with pytest.raises(ShapeError, match=f"^{re.escape(message)}$"):
        examples(np.zeros(shape), count)


def test_a_thousand_examples_are_a_batch():
    rows, batch = examples(np.zeros((1000, 2)), 2)
    assert (rows.shape, batch) == ((1000, 2), 1000)


def test_theta_has_a_number_for_each_leaf():
    tape = record(x * y, [x, y])
    for theta in ([1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], 1.0):
        with pytest.raises(
            ShapeError, match=r"^tape: theta has shape \(.*\), but 2 leaves were recorded as wrt; give one"
        ):
            tape.value(theta)
    assert tape.value([3.0, 4.0]) == 12.0


def test_numbers_left_out_are_the_present_ones():
    w, z = Value(3.0, "w"), Value(5.0, "z")
    tape = record(w * z + w, [w], [z])
    w.data, z.data = 10.0, 7.0
    assert tape.theta.tolist() == [10.0]
    assert tape.value() == 80.0
    assert tape.value([1.0]) == 8.0
    assert tape.value(inputs=[1.0]) == 20.0
    assert tape.value(inputs=[[1.0], [2.0]]) == 50.0
