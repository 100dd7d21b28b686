"""Arrays of Values where the engine takes Values: one number of an array, Values beside arrays, gradients by arrays."""

import numpy as np
import pytest

import engine
from engine import (
    Value,
    assert_gradients,
    check_gradients,
    compare_gradients,
    draw,
    gradient,
    hessian,
    hvp,
    jvp,
    named,
    record,
    topological_order,
)
from engine.trace import trace
from nn.array import array

NUMBERS = [[1.0, 2.0], [3.0, 4.0]]
X, W = array(NUMBERS, "X"), array([[0.1], [0.2]], "W")
SLOPE = 2 * np.array(NUMBERS).T @ np.array(NUMBERS) @ [[0.1], [0.2]]  # of the sum of (X W)^2 by W


def squares():
    return ((X @ W) ** 2).sum()


def test_a_sum_is_an_array_of_no_dimension_and_serves_as_the_value_in_it():
    loss = squares()
    assert loss.shape == ()
    assert topological_order(loss)[-1] is loss.item()
    assert draw(loss).svg() == draw(loss.item()).svg()
    assert [s.kind for s in trace(loss).steps] == [s.kind for s in trace(loss.item()).steps]
    assert compare_gradients(loss, {"W": (W, SLOPE)}).ok
    assert_gradients(loss, {"W": (W, SLOPE)})
    assert_gradients(squares, {"W": (W, SLOPE)})
    assert check_gradients(squares, W)
    assert jvp(lambda a, b: np.sum(array([1.0, 2.0], "x") * a) * b, [2.0, 3.0], [1.0, 0.0]) == (18.0, 9.0)
    assert named("L", loss) is loss.item()
    assert draw(loss).svg() == draw(loss.item()).svg()


def test_a_gradient_by_an_array_is_an_array_of_its_shape():
    found = gradient(squares(), W)
    assert type(found) is np.ndarray
    np.testing.assert_allclose(found, SLOPE)
    slope = gradient(squares(), W, create_graph=True)
    assert slope.shape == W.shape
    np.testing.assert_allclose(gradient(slope[1, 0], W), 2 * (np.array(NUMBERS).T @ NUMBERS)[1][:, None])
    assert gradient(squares(), W[1, 0]) == pytest.approx(SLOPE[1, 0])


@pytest.mark.parametrize("numbers", [[], [3.0], [[3.0]], 3.0])
@pytest.mark.parametrize("create_graph", [False, True])
def test_a_gradient_by_an_array_of_one_number_or_of_none_has_its_shape(numbers, create_graph):
    w = array(numbers, "w")
    found = gradient(np.sum(w * w) if w.size else Value(1.0), w, create_graph=create_graph)
    assert np.shape(found) == np.shape(numbers)
    found = [x.data if create_graph else x for x in np.ravel(found)]
    np.testing.assert_array_equal(found, 2 * np.ravel(numbers))
    np.testing.assert_allclose(hessian(squares(), W), 2 * np.array(NUMBERS).T @ NUMBERS)
    np.testing.assert_allclose(hvp(squares(), W, [1.0, 0.0]), 2 * (np.array(NUMBERS).T @ NUMBERS)[0])


def test_a_loss_on_arrays_is_recorded_and_replayed_by_its_array():
    for tape in (record(squares, W), record(squares(), W)):
        value, slopes = tape.value_and_grad([0.3, -0.1])
        product = np.array(NUMBERS) @ [0.3, -0.1]
        assert value == pytest.approx(product @ product)
        np.testing.assert_allclose(slopes, 2 * np.array(NUMBERS).T @ product)


@pytest.mark.parametrize(
    ("expression", "slope"),
    [
        ("w * X", 10.0), ("X * w", 10.0), ("w + X", 4.0), ("X + w", 4.0), ("w - X", 4.0), ("X - w", -4.0),
        ("w / X", 1 + 1 / 2 + 1 / 3 + 1 / 4), ("X / w", -10 / 4), ("X**w", None), ("w * X.sum()", 10.0),
        ("X.sum() * w", 10.0),
    ],
)  # fmt: skip
def test_a_value_beside_an_array_meets_every_entry(expression, slope):
    w = Value(2.0, "w")
    found = eval(expression, {"w": w, "X": X})
    plain = eval(expression, {"w": 2.0, "X": np.array(NUMBERS)})
    np.testing.assert_allclose(np.asarray(found.data, dtype=float), plain)
    wanted = np.sum(plain * np.log(NUMBERS)) if slope is None else slope
    assert gradient(found.sum(), w) == pytest.approx(wanted)


def test_functions_of_the_engine_take_arrays_entry_by_entry():
    np.testing.assert_allclose(engine.exp(X).data, np.exp(NUMBERS))
    np.testing.assert_allclose(engine.maximum(X, 2.5).data, np.maximum(NUMBERS, 2.5))
    assert engine.exp(X.sum()).item().op == "exp"
    assert engine.sum([X.sum(), Value(1.0)]).item().data == 11.0
    assert engine.dot(X[0], X[1]).item().data == 11.0


def test_plain_numbers_of_numpy_beside_a_value_are_still_refused_with_advice():
    with pytest.raises(engine.NotANumberError, match="make one Value for each number"):
        Value(2.0) * np.array([1.0, 2.0])


def test_an_array_is_named_entry_by_entry():
    named("Z", X @ W)
    Z = named("Z", X @ W)
    assert [x.label for x in Z.view(np.ndarray).flat] == ["Z[0][0]", "Z[1][0]"]


def test_an_array_is_shown_by_its_numbers_and_one_number_as_its_value():
    assert repr(X) == str(X) == "ValueArray([[1., 2.],\n            [3., 4.]])"
    assert repr(X[0]) == "ValueArray([1., 2.])"
    assert repr(X[0, 1]) == "Value(2.0, label='X[0][1]')"
