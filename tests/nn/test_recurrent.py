"""The recurrent network of the notes, unrolled: matrices, any length, any initial state, gradients added over time."""

import pickle
import random

import autograd.numpy as np
import pytest

from engine import Value, named, topological_order
from engine.errors import ShapeError
from nn import RNN, LSTMCell, Module, RNNCell, unroll
from tests.nn.oracle import agrees, probe, probe_of_array, randomised, values


def states(W_hh, W_xh, b_h, X, h):
    found = []
    for x in X:
        h = np.tanh(W_hh @ h + W_xh @ x + b_h)
        found.append(h)
    return np.array(found)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_unrolling_agrees_with_a_loop_over_matrices(length):
    cell, X, h0 = randomised(RNNCell(2, 3, init="zeros")), values((length, 2), 1), values((3,), 2)
    leaves = {"W_hh": cell.W_hh, "W_xh": cell.W_xh, "b_h": cell.b_h, "X": X, "h0": h0}
    agrees(lambda: probe(unroll(cell, X, h0)), leaves, lambda *arrays: probe_of_array(states(*arrays)))


def test_the_output_layer_of_the_notes():
    """h_t = tanh(W_hh h_{t-1} + W_xh x_t + b_h), y_t = sigmoid(W_hy h_t + b_y), from h_0 = 0."""
    rnn, X = randomised(RNN(2, 3, 2, init="zeros"), 3), values((4, 2), 1)
    cell, out = rnn.cell, rnn.output

    def reference(W_hh, W_xh, b_h, W_hy, b_y, X):
        h = states(W_hh, W_xh, b_h, X, np.zeros(3))
        return probe_of_array(1 / (1 + np.exp(-(h @ W_hy.T + b_y))))

    leaves = {"W_hh": cell.W_hh, "W_xh": cell.W_xh, "b_h": cell.b_h, "W_hy": out.W, "b_y": out.b, "X": X}
    agrees(lambda: probe(rnn(X)), leaves, reference)
    assert out.W[1][2].label == "W_hy[1,2]"


def test_the_gradient_of_a_shared_weight_is_the_sum_over_time():
    """A linear cell with h_T = w^T h_0 has dh_T/dw = T w^(T-1) h_0."""
    cell = RNNCell(1, 1, "linear", init="zeros").assign(W_hh=[[0.9]])
    unroll(cell, [[0.0]] * 6, [2.0])[-1][0].backward()
    assert cell.W_hh[0][0].grad == pytest.approx(6 * 0.9**5 * 2.0, rel=1e-14)


def test_an_empty_sequence_is_refused_and_a_missing_state_is_zero():
    cell = RNNCell(1, 2, rng=random.Random(0))
    with pytest.raises(ShapeError, match="at least 1 of the vectors, got 0; leave empty sequences out"):
        unroll(cell, [])
    given, default = unroll(cell, [[1.0]], [0.0, 0.0]), unroll(cell, [[1.0]])
    assert [h.data for h in given[0]] == [h.data for h in default[0]]


def test_the_state_of_one_call_continues_in_the_next():
    cell, X = RNNCell(1, 2, rng=random.Random(0)), [[0.1], [0.2], [0.3]]
    whole = unroll(cell, X)
    first = unroll(cell, X[:2])
    assert [h.data for h in unroll(cell, X[2:], first[-1])[0]] == [h.data for h in whole[-1]]


def test_every_step_is_a_box_and_the_weights_are_shared():
    cell = RNNCell(1, 1, rng=random.Random(0))
    last = unroll(cell, [[1.0], [2.0]])[-1][0]
    nodes = topological_order(last)
    assert [n.scope.path for n in nodes if n.op == "tanh"] == ["step 1/rnncell", "step 2/rnncell"]
    assert sum(node is cell.W_hh[0][0] for node in nodes) == 1


def test_labels_and_repr():
    cell = RNNCell(2, 3, rng=random.Random(0))
    assert (cell.W_hh[2][1].label, cell.W_xh[0][1].label, cell.b_h[2].label) == ("W_hh[2,1]", "W_xh[0,1]", "b_h2")
    assert repr(cell) == "RNNCell(2 -> 3, tanh): 18 parameters"
    assert repr(RNN(2, 3, 1, rng=random.Random(0))).splitlines()[0] == "RNN(2 -> 3 -> 1): 22 parameters"


def test_numbers_are_called_by_their_time():
    cell = RNNCell(1, 1, rng=random.Random(0))
    nodes = topological_order(unroll(cell, [[1.0], [2.0], [3.0]])[-1][0])
    given = [node.label for node in nodes if node.is_constant]
    assert sorted(given) == ["h0", "x1", "x2", "x3"]
    assert [node.label for node in nodes if node.op == "tanh"] == ["h1", "h2", "h3"]
    assert [node.label for node in nodes if not (node.inputs or node.is_constant)] == ["W_hh", "W_xh", "b_h"]


def test_of_several_numbers_each_has_its_place_behind_the_time():
    x = [Value(0.5, "mine"), 2.0]
    h = unroll(RNNCell(2, 2, rng=random.Random(0)), [x, [3, 4.0]], [1.0, 0.0])
    assert [v.label for state in h for v in state] == ["h1[0]", "h1[1]", "h2[0]", "h2[1]"]
    labels = {node.label for node in topological_order(h[-1][0])}
    assert labels >= {"mine", "x1[1]", "x2[0]", "x2[1]", "h0[0]", "h0[1]"}


def test_an_lstm_has_two_states_and_a_network_its_outputs():
    (h, c), _ = unroll(LSTMCell(1, 1, rng=random.Random(0)), [[1.0], [2.0]])
    assert (h[0].label, c[0].label) == ("h1", "c1")
    assert {node.label for node in topological_order(h[0])} >= {"h0", "c0", "x1"}
    ys = RNN(1, 2, 2, rng=random.Random(0))([[1.0], [2.0]])
    assert [v.label for y in ys for v in y] == ["y1[0]", "y1[1]", "y2[0]", "y2[1]"]


def test_a_label_of_ones_own_stays_and_a_cell_of_ones_own_gets_what_was_given():
    seen = []

    class Own(Module):
        def forward(self, x, state):
            seen.append(x)
            return [named("mine", Value(2.0) * 1.0)]

    assert [state[0].label for state in unroll(Own(), [[3], "word"])] == ["mine", "mine"]
    assert seen == [[3], "word"]


def test_the_weights_are_matrices():
    cell = RNNCell(2, 3, rng=random.Random(0))
    assert (cell.W_hh.shape, cell.W_xh.shape, cell.W_xh.T.shape) == ((3, 3), (3, 2), (2, 3))
    assert cell.W_xh.data == [[w.data for w in row] for row in cell.W_xh]
    again = pickle.loads(pickle.dumps(cell))
    assert again.W_hh.shape == (3, 3)
    assert again.W_hh.data == cell.W_hh.data


def test_errors_name_the_step_and_the_cell():
    cell = RNNCell(2, 3, rng=random.Random(0))
    with pytest.raises(ShapeError, match="step 2/rnncell: expects a list of 2 numbers, got a list of 1"):
        unroll(cell, [[1, 2], [3]])
    with pytest.raises(ShapeError, match="step 1/rnncell: expects a list of 3 numbers for h, got a list of 2"):
        unroll(cell, [[1, 2]], [0, 0])
