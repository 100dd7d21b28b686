"""The same layers and losses as PyTorch's, where PyTorch is installed: values and gradients of one random case each."""

import random

import numpy as np
import pytest

from engine import Value
from engine.words.nested import flatten
from nn import AveragePool2D, BatchNorm, Conv2D, LayerNorm, LSTMCell, MaxPool2D, RNNCell, losses, unroll
from tests.nn.oracle import array, probe, probe_weights, randomised, values

torch = pytest.importorskip("torch", reason="PyTorch is a large package; these tests add a witness where it is present")


def tensor(nested):
    return torch.tensor(array(nested), dtype=torch.float64, requires_grad=True)


def same(ours, leaves, theirs, tensors):
    flat = theirs.reshape(-1)
    theirs = (flat * torch.tensor(probe_weights(len(flat)), dtype=torch.float64)).sum()
    loss = probe(ours)
    assert loss.data == pytest.approx(theirs.item(), rel=1e-12)
    loss.backward()
    theirs.backward()
    for leaf, t in zip(leaves, tensors, strict=True):
        np.testing.assert_allclose([v.grad for v in flatten(leaf)], t.grad.numpy().ravel(), rtol=1e-9, atol=1e-12)


def test_convolution():
    conv, x = randomised(Conv2D(2, 3, (3, 2), stride=(2, 1), padding=1, init="zeros")), values((2, 5, 4), 1)
    W, b, X = tensor(conv.W), tensor(conv.b), tensor(x)
    same(conv(x), [conv.W, conv.b, x], torch.nn.functional.conv2d(X[None], W, b, (2, 1), 1), [W, b, X])


@pytest.mark.parametrize("name", ["max", "avg"])
def test_pooling(name):
    pool, x = {"max": MaxPool2D, "avg": AveragePool2D}[name](2, 1), values((2, 4, 5), 1)
    X = tensor(x)
    same(pool(x), [x], getattr(torch.nn.functional, f"{name}_pool2d")(X, 2, 1), [X])


def test_layer_norm():
    norm, x = randomised(LayerNorm(4, 0.01)), values((4,), 1)
    g, b, X = tensor(norm.scale), tensor(norm.shift), tensor(x)
    same(norm(x), [norm.scale, norm.shift, x], torch.nn.functional.layer_norm(X, (4,), g, b, 0.01), [g, b, X])


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm(training):
    norm, x = randomised(BatchNorm(3, 0.01)).train(training), values((4, 3), 1)
    g, b, X = tensor(norm.scale), tensor(norm.shift), tensor(x)
    mean, variance = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    theirs = torch.nn.functional.batch_norm(X, mean, variance, g, b, training, 0.1, 0.01)
    same(norm(x), [norm.scale, norm.shift, x], theirs, [g, b, X])
    np.testing.assert_allclose(norm.running_mean, mean.numpy(), rtol=1e-12)
    np.testing.assert_allclose(norm.running_variance, variance.numpy(), rtol=1e-12)


def test_rnn():
    cell, x = randomised(RNNCell(2, 3, init="zeros")), values((4, 2), 1)
    theirs = torch.nn.RNN(2, 3, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(tensor(cell.W_xh))
        theirs.weight_hh_l0.copy_(tensor(cell.W_hh))
        theirs.bias_ih_l0.copy_(tensor(cell.b_h))
        theirs.bias_hh_l0.zero_()
    X = tensor(x)
    tensors = [theirs.weight_ih_l0, theirs.weight_hh_l0, theirs.bias_ih_l0, X]
    same(unroll(cell, x), [cell.W_xh, cell.W_hh, cell.b_h, x], theirs(X)[0], tensors)


def test_lstm():
    cell, x = randomised(LSTMCell(2, 3, init="zeros")), values((4, 2), 1)
    theirs = torch.nn.LSTM(2, 3, dtype=torch.float64)
    gates = [cell.input, cell.forget, cell.candidate, cell.output]  # PyTorch's order
    with torch.no_grad():
        W = torch.cat([tensor(gate.W) for gate in gates])
        theirs.weight_ih_l0.copy_(W[:, :2])
        theirs.weight_hh_l0.copy_(W[:, 2:])
        theirs.bias_ih_l0.copy_(torch.cat([tensor(gate.b) for gate in gates]))
        theirs.bias_hh_l0.zero_()
    X = tensor(x)
    biases = [gate.b for gate in gates]
    same([h for h, _ in unroll(cell, x)], [biases, x], theirs(X)[0], [theirs.bias_ih_l0, X])


LOSSES = {
    "softmax_cross_entropy": ((4, 3), [2, 0, 1, 2], lambda z, y: torch.nn.functional.cross_entropy(z, y.long())),
    "multiclass_logistic_loss": ((4, 3), [2, 0, 1, 2], lambda z, y: torch.nn.functional.cross_entropy(z, y.long())),
    "binary_cross_entropy_from_logits": (
        (4,), [1, 0, 0, 1], lambda z, y: torch.nn.functional.binary_cross_entropy_with_logits(z, y.double()),
    ),
    "logistic_loss": ((4,), [1, -1, -1, 1], lambda z, y: torch.nn.functional.soft_margin_loss(z, y.double())),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name):
    shape, labels, theirs = LOSSES[name]
    z = values(shape, 1, -3, 3)
    Z = tensor(z)
    same([getattr(losses, name)(z, labels)], [z], theirs(Z, torch.tensor(labels)), [Z])


def test_activations_at_random_points():
    rng = random.Random(0)
    for name in ("relu", "tanh", "sigmoid", "softplus", "leaky_relu"):
        x = [Value(rng.uniform(-4, 4)) for _ in range(5)]
        X = tensor(x)
        same([getattr(v, name)() for v in x], [x], getattr(torch.nn.functional, name)(X), [X])
