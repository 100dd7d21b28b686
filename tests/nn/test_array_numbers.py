"""An array of Values has numbers, gradients and a backward pass, as one Value has."""

import numpy as np
import pytest

import engine
import nn.array
from engine import ChalkgradError, Value
from nn.array import array
from nn.array_numbers import Numbers, numbers


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


def test_named_numbers_become_data_where_they_meet_values():
    Y, a = numbers([[1, 0], [2, 5]], "Y"), array([0.5, 0.2], "a")
    assert (type(Y), Y.label, Y[1].label, (Y + 1).label) == (Numbers, "Y", "", "")
    for meeting in (Y * a, a * Y):
        data = [next(each for each in x.inputs if each.is_constant) for x in meeting.view(np.ndarray).flat]
        assert [x.label for x in data] == ["Y[0][0]", "Y[0][1]", "Y[1][0]", "Y[1][1]"]
        assert meeting.data.tolist() == [[0.5, 0.0], [1.0, 1.0]]


def test_numbers_of_which_no_gradient_is_asked_are_their_own():
    mixed = np.where([True, False], array([1.0, 2.0], "x"), 7.0)
    assert mixed.data.tolist() == [1.0, 7.0]
    mixed.grad = 5.0
    assert mixed.grad.tolist() == [5.0, 0.0]
    x = array(2.0, "x")
    (x * x).backward(3.0)
    assert (x.grad, type(x.grad), x.data, repr(x)) == (12.0, float, 2.0, "Value(2.0, label='x')")


@pytest.mark.parametrize(("sign", "expected"), [("+=", 3.5), ("-=", 2.5), ("*=", 1.5), ("/=", 6.0)])
def test_a_step_is_written_with_any_sign(sign, expected):
    W = array([3.0, 3.0], "W")
    exec(f"W.data {sign} 0.5", {"W": W})
    assert W.data.tolist() == [expected] * 2
