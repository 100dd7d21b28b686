"""GRU and LSTM against their papers' equations in NumPy, over several steps and from any initial state."""

import random

import autograd.numpy as np
import pytest

from engine import topological_order
from engine.errors import ShapeError
from nn import GRUCell, LSTMCell, unroll
from tests.nn.oracle import agrees, probe, probe_of_array, randomised, values


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_a_gru_mixes_the_old_state_with_a_candidate():
    cell, X, h0 = randomised(GRUCell(2, 3, init="zeros")), values((3, 2), 1), values((3,), 2)

    def reference(Wr, br, Wz, bz, Wn, bn, X, h):
        found = []
        for x in X:
            seen = np.concatenate([x, h])
            r, z = sigmoid(Wr @ seen + br), sigmoid(Wz @ seen + bz)
            n = np.tanh(Wn @ np.concatenate([x, r * h]) + bn)
            h = z * h + (1 - z) * n
            found.append(h)
        return probe_of_array(np.array(found))

    r, z, n = cell.reset, cell.update, cell.candidate
    leaves = {"Wr": r.W, "br": r.b, "Wz": z.W, "bz": z.b, "Wn": n.W, "bn": n.b, "X": X, "h0": h0}
    agrees(lambda: probe(unroll(cell, X, h0)), leaves, reference)


def test_an_lstm_adds_to_a_cell_that_it_scales():
    cell, X = randomised(LSTMCell(2, 2, init="zeros")), values((3, 2), 1)
    h0, c0 = values((2,), 2), values((2,), 3)

    def reference(Wi, bi, Wf, bf, Wo, bo, Wg, bg, X, h, c):
        found = []
        for x in X:
            seen = np.concatenate([x, h])
            i, f, o = sigmoid(Wi @ seen + bi), sigmoid(Wf @ seen + bf), sigmoid(Wo @ seen + bo)
            c = f * c + i * np.tanh(Wg @ seen + bg)
            h = o * np.tanh(c)
            found.append(np.concatenate([h, c]))
        return probe_of_array(np.array(found))

    gates = {"i": cell.input, "f": cell.forget, "o": cell.output, "g": cell.candidate}
    leaves = {f"{kind}{name}": getattr(gate, kind) for name, gate in gates.items() for kind in ("W", "b")}
    leaves |= {"X": X, "h0": h0, "c0": c0}
    agrees(lambda: probe(unroll(cell, X, (h0, c0))), leaves, reference)


def test_an_open_forget_gate_carries_a_gradient_over_many_steps_that_a_closed_one_stops():
    kept = {}
    for bias in (-5.0, 8.0):
        cell, c0 = LSTMCell(1, 1, init="zeros", forget_bias=bias), values((1,), 0)
        states = unroll(cell, [[0.0]] * 20, ([0.0], c0))
        states[-1][1][0].backward()
        kept[bias] = c0[0].grad
    assert kept[8.0] > 0.99
    assert kept[-5.0] < 1e-40


def test_the_forget_gate_starts_open():
    assert [b.data for b in LSTMCell(1, 2, rng=random.Random(0)).forget.b] == [1.0, 1.0]


@pytest.mark.parametrize(("make", "count"), [(GRUCell, 3), (LSTMCell, 4)])
def test_every_gate_is_a_layer_with_a_box_and_labels(make, count):
    cell = make(2, 3, rng=random.Random(0))
    assert len(cell.parameters()) == count * (3 * (2 + 3) + 3)
    assert len(repr(cell).splitlines()) == 1 + count
    assert len({p.label for p in cell.parameters()}) == len(cell.parameters())


def test_errors_name_the_step_and_the_cell():
    with pytest.raises(ShapeError, match="step 1/grucell: expects a list of 2 numbers, got a list of 1"):
        unroll(GRUCell(2, 1, rng=random.Random(0)), [[1]])
    with pytest.raises(ShapeError, match=r"step 1/lstmcell: expects a pair \(h, c\) of lists of 1 number"):
        unroll(LSTMCell(2, 1, rng=random.Random(0)), [[1, 2]], [0.0])


@pytest.mark.parametrize("state", [[[0.0]], [[0.0], [0.0], [0.0]], [0.0, 0.0], 0.0])
def test_the_state_of_an_lstm_is_a_pair_of_lists(state):
    with pytest.raises(ShapeError, match="a pair"):
        LSTMCell(1, 1, init="zeros")([0.0], state)


@pytest.mark.parametrize(("size", "index"), [(2, "[1]"), (1, "")])
def test_the_numbers_of_a_state_are_called_by_the_time_0(size, index):
    h, c = [4.0] * size, [3.0] * size
    states = {
        "given": (GRUCell(1, size, init="zeros")([1.0], h), LSTMCell(1, size, init="zeros")([1.0], (h, c))),
        "its own": (GRUCell(1, size, init="zeros")([1.0]), LSTMCell(1, size, init="zeros")([1.0])),
    }
    for gru, (shown, cells) in states.values():
        assert {x.label for x in topological_order(gru[-1]) if x.label[:1] in "hc"} >= {f"h0{index}"}
        assert {f"c0{index}"} == {x.label for x in topological_order(cells[-1]) if x.label[:1] == "c"}
        assert f"h0{index}" in {x.label for x in topological_order(shown[-1])}
