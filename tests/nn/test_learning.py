"""Models learn: held-out examples of moons, digits, shifted bars and parity, all from scratch."""

import itertools
import random

import pytest

from nn import (
    MLP,
    RNN,
    Adam,
    Conv2D,
    Data,
    Flatten,
    GlobalAveragePool,
    Layer,
    Sequential,
    accuracy,
    classifier,
    datasets,
    fit,
    losses,
    split,
)

pytestmark = pytest.mark.slow


def test_an_mlp_learns_moons():
    rng = random.Random(0)
    train, test = split(datasets.moons(300, noise=0.1, rng=rng), 0.67, rng)
    model = MLP(2, 16, 16, 1, rng=rng)
    fit(model, train, losses.binary_cross_entropy_from_logits, Adam(model.parameters(), 0.02), epochs=300)
    assert accuracy(classifier(model), test) > 0.97


@pytest.mark.parametrize("task", ["0 to 3", "even or odd"])
def test_an_mlp_learns_digits(task):
    rng = random.Random(0)
    if task == "0 to 3":
        data, outputs, loss = datasets.digits(range(4), flat=True), 4, losses.softmax_cross_entropy
    else:
        inputs, digits = datasets.digits(flat=True)
        data, outputs, loss = Data(inputs, [y % 2 for y in digits]), 1, losses.binary_cross_entropy_from_logits
    train, test = split(data, 0.7, rng)
    model = MLP(64, 16, outputs, rng=rng)
    fit(model, train, loss, Adam(model.parameters(), 0.01), epochs=40, batch_size=25, rng=rng)
    assert accuracy(classifier(model), test) > 0.90


@pytest.mark.parametrize("seed", range(3))
def test_a_convnet_beats_an_mlp_of_its_size_on_shifted_bars(seed):
    """60 examples do not show a bar in every place: what helps is to look for the same thing everywhere."""
    rng = random.Random(seed)
    train, test = datasets.shifted_bars(60, size=6, rng=rng), datasets.shifted_bars(200, size=6, rng=rng)
    convnet = Sequential(
        Conv2D(1, 4, 3, activation="relu", rng=rng),
        Conv2D(4, 4, 3, activation="relu", rng=rng),
        GlobalAveragePool(),
        Layer(4, 1, rng=rng),
    )
    mlp = Sequential(Flatten(), MLP(36, 5, 1, rng=rng))
    assert (len(convnet.parameters()), len(mlp.parameters())) == (193, 191)
    found = []
    for model in (convnet, mlp):
        history = fit(model, train, losses.binary_cross_entropy_from_logits, Adam(model.parameters(), 0.02), epochs=200)
        assert history.loss[-1] < 0.1  # both know the training data
        found.append(accuracy(classifier(model), test))
    assert found[0] > 0.90
    assert found[0] > found[1] + 0.05


def running_parity(bits):
    return [float(sum(bits[: t + 1]) % 2) for t in range(len(bits))]


def test_an_rnn_learns_the_parity_of_6_bits_and_goes_on_to_20():
    """After every bit: were the ones so far odd in number? 48 of the 64 sequences are shown, 16 held out."""
    rng = random.Random(1)
    sequences = list(itertools.product((0, 1), repeat=6))
    data = Data([[[float(b)] for b in bits] for bits in sequences], [running_parity(bits) for bits in sequences])
    model = RNN(1, 6, 1, rng=rng)
    train, test = split(data, 0.75, rng)

    def loss(predictions, targets):
        return losses.squared_error([[y for [y] in sequence] for sequence in predictions], targets, "mean")

    fit(model, train, loss, Adam(model.parameters(), 0.05, clip=1.0), epochs=600, replay=True)

    def parity(sequence):
        return float(model(sequence)[-1][0].data > 0.5)

    assert accuracy(parity, (test.inputs, [y[-1] for y in test.targets])) == 1.0
    long = [[rng.randrange(2) for _ in range(20)] for _ in range(40)]
    assert (
        accuracy(parity, ([[[float(b)] for b in bits] for bits in long], [running_parity(b)[-1] for b in long])) > 0.97
    )
