"""Models recorded once and replayed at other numbers, beside the same models computed eagerly there."""

import random

import numpy as np
import pytest

import engine
from engine import Value, gradient
from engine.tape import record
from engine.words.nested import flatten
from nn import (
    MLP,
    RNN,
    AveragePool2D,
    CausalSelfAttention,
    Conv2D,
    Each,
    Flatten,
    GRUCell,
    Layer,
    LayerNorm,
    LSTMCell,
    MaxPool2D,
    Sequential,
    unroll,
)
from tests.nn.oracle import probe, randomised, values


def convolutional(rng):
    return Sequential(
        Conv2D(1, 3, 3, padding=1, activation="relu", rng=rng), MaxPool2D(2),
        Conv2D(3, 2, 2, activation="tanh", rng=rng), AveragePool2D(2), Flatten(), Layer(2, 3, rng=rng),
    )  # fmt: skip


MODELS = {
    "an MLP": (lambda rng: MLP(3, 8, 4, 2, rng=rng), (3,)),
    "a wide MLP": (lambda rng: MLP(3, 40, 40, 2, rng=rng, activation="tanh"), (3,)),
    "a ConvNet": (convolutional, (1, 6, 6)),
    "an RNN": (lambda rng: RNN(2, 5, 1, rng=rng), (6, 2)),
    "a GRU": (lambda rng: Unrolled(GRUCell(2, 5, rng=rng)), (5, 2)),
    "an LSTM": (lambda rng: Unrolled(LSTMCell(2, 5, rng=rng)), (5, 2)),
    "attention": (lambda rng: Sequential(Each(LayerNorm(8)), CausalSelfAttention(8, 2, rng=rng)), (5, 8)),
}


class Unrolled:
    def __init__(self, cell):
        self.cell, self.parameters = cell, cell.parameters

    def __call__(self, X):
        return unroll(self.cell, X)


def loss_of(model, x):
    outputs = list(flatten(model(x)))
    return engine.logsumexp(outputs) + probe(outputs)


def numbers(nested, shape, at):
    return [numbers(row, shape[1:], at) for row in nested] if shape else Value(next(at))


@pytest.mark.parametrize("name", MODELS)
def test_replayed_at_other_numbers_a_model_does_what_it_does_eagerly(name):
    make, shape = MODELS[name]
    model, x = make(random.Random(0)), values(shape, 1)
    parameters, leaves = list(model.parameters()), list(flatten(x))
    tape = record(loss_of(model, x), parameters, leaves)
    randomised(model if not isinstance(model, Unrolled) else model.cell, 7)
    points = np.random.default_rng(2).uniform(-1, 1, (3, len(leaves)))
    found, slopes, of_inputs = tape.value_and_grad(inputs=points, per_example=True, with_inputs=True)
    summed = tape.value_and_grad(inputs=points)[1]
    total = np.zeros(len(parameters))
    for point, value, slope, of_input in zip(points, found, slopes, of_inputs, strict=True):
        one = numbers(x, shape, iter(point.tolist()))
        eager = loss_of(model, one)
        expected = np.array(gradient(eager, [*parameters, *flatten(one)]))
        replayed = np.concatenate([slope, of_input])
        assert value == pytest.approx(eager.data, rel=1e-12)
        np.testing.assert_allclose(replayed, expected, rtol=1e-11, atol=1e-12 * np.abs(expected).max())
        alone = tape.value_and_grad(inputs=point, with_inputs=True)
        np.testing.assert_allclose(np.concatenate(alone[1:]), replayed, rtol=1e-11, atol=1e-12 * np.abs(expected).max())
        total += slope
    np.testing.assert_allclose(summed, total, rtol=1e-11, atol=1e-12 * np.abs(total).max())
