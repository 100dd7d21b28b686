"""Causal self-attention against the batched formula with a mask, and its promise about the future."""

import random

import autograd.numpy as np
import pytest

from engine import topological_order
from engine.errors import SettingError, ShapeError
from nn import CausalSelfAttention, causal_attention
from tests.nn.oracle import agrees, probe, probe_of_array, randomised, values


def attend(Q, K, V):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    scores = np.where(np.tril(np.ones(scores.shape)) > 0, scores, -1e30)
    weights = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return weights / np.sum(weights, axis=1, keepdims=True) @ V


@pytest.mark.parametrize("length", [1, 4])
def test_one_head_is_softmax_of_q_k_over_root_d_times_v(length):
    leaves = {"Q": values((length, 3), 1), "K": values((length, 3), 2), "V": values((length, 2), 3)}
    agrees(lambda: probe(causal_attention(*leaves.values())[0]), leaves, lambda *qkv: probe_of_array(attend(*qkv)))


@pytest.mark.long
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_self_attention_with_any_number_of_heads(heads):
    model, X = randomised(CausalSelfAttention(4, heads, init="zeros")), values((3, 4), 1)

    def reference(Wq, Wk, Wv, Wo, X):
        Q, K, V = (X @ W.T for W in (Wq, Wk, Wv))
        parts = [slice(h * 4 // heads, (h + 1) * 4 // heads) for h in range(heads)]
        joined = np.concatenate([attend(Q[:, s], K[:, s], V[:, s]) for s in parts], axis=1)
        return probe_of_array(joined @ Wo.T)

    leaves = {"Wq": model.query.W, "Wk": model.key.W, "Wv": model.value.W, "Wo": model.output.W, "X": X}
    agrees(lambda: probe(model(X)), leaves, reference)


def test_no_position_sees_the_future():
    model, X = CausalSelfAttention(4, 2, rng=random.Random(0)), values((4, 4), 1)
    probe([model(X)[1]]).backward()
    assert all(x.grad != 0 for row in X[:2] for x in row)
    assert all(x.grad == 0 for row in X[2:] for x in row)


def test_weights_are_shares_of_the_past():
    _, weights = causal_attention(values((3, 2), 1), values((3, 2), 2), values((3, 1), 3))
    assert [len(row) for row in weights] == [1, 2, 3]
    assert [sum(w.data for w in row) for row in weights] == pytest.approx([1, 1, 1], rel=1e-14)


def test_boxes_and_repr():
    model = CausalSelfAttention(2, 2, rng=random.Random(0))
    y = model([[1, 2], [3, 4]])
    assert y[1][0].scope.path == "attention/output/neuron 0"
    assert y[1][0].inputs[2].scope.path == "attention/head 0/position 1"
    assert {p.label for p in topological_order(*y[1]) if p.label.startswith("x")} == {
        "x[0,0]",
        "x[0,1]",
        "x[1,0]",
        "x[1,1]",
    }
    assert sum(p.label == "x[1,0]" for p in topological_order(*y[1])) == 1  # one leaf for query, key and value
    assert repr(model).splitlines()[0] == "CausalSelfAttention(2, 2 heads): 16 parameters"


def test_what_does_not_fit_is_refused():
    with pytest.raises(SettingError, match="attention: size 4 does not divide into 3 heads"):
        CausalSelfAttention(4, 3, rng=random.Random(0))
    with pytest.raises(ShapeError, match="attention: expects a list of 2 numbers, got a list of 3"):
        CausalSelfAttention(2, rng=random.Random(0))([[1, 2, 3]])
    with pytest.raises(ShapeError, match="attention: expects a list of vectors, got 3"):
        CausalSelfAttention(2, rng=random.Random(0))(3)


def test_values_of_different_lengths_are_not_cut():
    with pytest.raises(ValueError, match="zip"):
        causal_attention(values((2, 1), 1), values((2, 1), 2), [*values((1, 2), 3), *values((1, 3), 3)])
    with pytest.raises(ShapeError, match="2 weights do not pair with 1 inputs"):
        causal_attention(values((2, 2), 1), values((2, 1), 2), values((2, 1), 3))
