"""An array of Values has numbers, gradients and a backward pass, as one Value has."""

import numpy as np
import pytest

import engine
import nn.array
from engine import ChalkgradError, Value
from nn.array import array


def test_a_mean_of_an_array_has_a_backward_pass_and_every_array_its_gradient():
    W, x = array([[1.0, 2.0], [0.5, -1.0]], "W"), np.array([3.0, 1.0])
    loss = np.mean((W @ x) ** 2)
    loss.backward()
    assert loss.data == 12.625
    assert W.grad.tolist() == [[15.0, 5.0], [1.5, 0.5]]
    assert W[0, 1].grad == 5.0
    assert loss.grad == 1.0


def test_the_loop_that_a_student_writes_for_values_serves_arrays():
    X, Y = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.5]]), np.array([1.0, -1.0, 0.5])
    W, b = array([0.5, -0.3], "W"), array(0.1, "b")
    apart = [Value(0.5), Value(-0.3), Value(0.1)]
    for _ in range(5):
        loss = np.sum((X @ W + b - Y) ** 2)
        rows = zip(X.tolist(), Y.tolist(), strict=True)
        same = sum((x1 * apart[0] + x2 * apart[1] + apart[2] - y) ** 2 for (x1, x2), y in rows)
        for p in (W, b, *apart):
            p.grad = 0.0
        loss.backward()
        same.backward()
        for p in (W, b, *apart):
            p.data -= 0.05 * p.grad
    assert [*W.data, b.data] == pytest.approx([w.data for w in apart], rel=1e-12)
    assert [x.label for x in W.tolist()] == ["W[0]", "W[1]"]  # the same leaves all the time
    assert np.sum((X @ W + b - Y) ** 2).data < loss.data


def test_gradients_add_up_until_they_are_set_to_zero():
    w = array([1.0, 2.0], "w")
    for _ in range(2):
        np.sum(w * w).backward()
    assert w.grad.tolist() == [4.0, 8.0]
    w.grad = 0
    assert w.grad.tolist() == [0.0, 0.0]


def test_numbers_are_set_by_arrays_by_one_number_and_in_a_part():
    W = array([[1.0, 2.0], [3.0, 4.0]], "W")
    W.data = 2 * W.data
    W[0].data = 0
    W[1, 1].data = 9.0
    assert W.data.tolist() == [[0.0, 0.0], [6.0, 9.0]]


def test_activations_are_methods_as_of_one_value():
    z = array([-1.0, 2.0], "z")
    assert z.relu().data.tolist() == [0.0, 2.0]
    assert z.leaky_relu(0.5).data.tolist() == [-0.5, 2.0]
    assert z.sigmoid().data.tolist() == [x.sigmoid().data for x in z.tolist()]
    assert z.softplus().data.tolist() == [x.softplus().data for x in z.tolist()]


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "sigmoid", "softplus"])
def test_an_activation_of_plain_numbers_of_values_and_of_one_value_is_the_same(name):
    xs, on_arrays = [-2.0, -0.5, 0.0, 3.0], getattr(nn.array, name)
    expected = [getattr(engine, name)(x).data for x in xs]
    assert on_arrays(np.array(xs)).tolist() == pytest.approx(expected, rel=1e-15)
    assert on_arrays(array(xs, "z")).data.tolist() == expected
    assert [on_arrays(Value(x)).data for x in xs] == expected


def test_what_is_computed_from_the_numbers_is_a_plain_array():
    W = array([[1.0, 2.0]], "W")
    assert type(W.data * 2) is np.ndarray
    assert type(W.data.sum()) is np.float64
    assert repr(W.grad) == "array([[0., 0.]])"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("W.data[0, 1] = 5", r"write W\[0, 1\].data = 2.0"),
        ("W.grad[0] -= 5", "writing into it would change nothing"),
        ("Z.data = 0", "is no leaf"),
        ("Z.backward()", "this is 2 numbers, and a loss is one Value: write np.mean"),
        ("W.data = np.ones(3)", "2 x 2 cannot be set to 3; give one number for all"),
        ("W.data = None", "None"),
        ("W.data = [[1, 2], [3, 'four']]", "four"),
        ("W.grad = W", "W"),
    ],
)
def test_what_would_change_nothing_or_the_wrong_thing_is_refused(line, said):
    W = array([[1.0, 2.0], [3.0, 4.0]], "W")
    Z = W @ np.array([1.0, 2.0])
    with pytest.raises(ChalkgradError, match=said):
        exec(line, {"W": W, "Z": Z, "np": np})
    assert W.data.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert not W.grad.any()
