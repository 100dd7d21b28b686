"""fit(replay=...): the same results as the eager loop, or the eager loop itself."""

import itertools
import random

import numpy as np
import pytest

from engine import Value
from engine.errors import SettingError
from nn import (
    MLP,
    RNN,
    SGD,
    Adam,
    Conv2D,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    MaxPool2D,
    Module,
    Momentum,
    Neuron,
    Sequential,
    datasets,
    fit,
    losses,
)
from nn.data import Data
from nn.eager import Eager
from nn.replay import classes_of, steps


def squared(predictions, targets):
    return losses.squared_error(predictions, targets, "mean")


def conv(rng):
    return Sequential(Conv2D(1, 2, 3, activation="relu", rng=rng), MaxPool2D(2), Flatten(), Layer(2, 3, rng=rng))


CASES = {
    "classes 0 and 1": (
        lambda rng: MLP(2, 4, 1, rng=rng), datasets.moons(13, rng=random.Random(1)),
        losses.binary_cross_entropy_from_logits, lambda p: Adam(p, 0.05),
    ),
    "classes": (
        lambda rng: MLP(2, 4, 3, rng=rng, activation="tanh"), datasets.spirals(13, rng=random.Random(1)),
        losses.softmax_cross_entropy, lambda p: Momentum(p, 0.1, weight_decay=0.01),
    ),
    "classes -1 and +1, summed": (
        lambda rng: Neuron(2, rng=rng), Data([[0.0, 1.0], [2.0, 1.0], [3.0, -1.0]], [-1, 1, 1]),
        lambda f, y: losses.hinge(f, y, "sum"), lambda p: SGD(p, 0.1, clip=0.5),
    ),
    "quantities": (
        lambda rng: MLP(1, 4, 1, rng=rng), datasets.curve(abs, 13, rng=random.Random(1)),
        squared, lambda p: Adam(p, 0.05),
    ),
    "several quantities": (
        lambda rng: MLP(2, 3, 2, rng=rng),
        Data([[0.0, 1.0], [1.0, 0.0], [0.5, 2.0]], [[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]),
        squared, lambda p: SGD(p, 0.1),
    ),
    "images": (
        conv, datasets.bars_and_crosses(9, size=4, rng=random.Random(1)),
        losses.softmax_cross_entropy, lambda p: Adam(p, 0.05),
    ),
    "sequences": (
        lambda rng: RNN(1, 3, 1, rng=rng), Data([[[0.0], [1.0]], [[1.0], [1.0]], [[1.0], [0.0]]], [0.0, 1.0, 1.0]),
        lambda ys, ts: squared([y[-1] for y in ys], ts), lambda p: Adam(p, 0.05),
    ),
}  # fmt: skip


@pytest.mark.parametrize("batch_size", [None, 4])
@pytest.mark.parametrize("case", CASES)
def test_gives_what_eager_training_gives(case, batch_size):
    make, data, loss, optimiser = CASES[case]
    found = {}
    for replay in (True, False):
        model = make(random.Random(5))
        history = fit(
            model, data, loss, optimiser(model.parameters()),
            epochs=6, batch_size=batch_size, rng=random.Random(6), replay=replay, validation=data,
        )  # fmt: skip
        assert history.replayed is replay
        found[replay] = [*history.loss, *history.validation_loss, *(p.data for p in model.parameters())]
        found[replay] += [p.grad for p in model.parameters()]
    np.testing.assert_allclose(found[True], found[False], rtol=1e-9, atol=1e-12)


def thinned(rng):
    return Sequential(Layer(2, 4, rng=rng), Dropout(0.5, rng=rng), Layer(4, 1, rng=rng))


class Undecided(Module):
    """A model whose graph depends on the numbers of the example."""

    def __init__(self, rng):
        super().__init__()
        self.low, self.high = Neuron(2, rng=rng), Neuron(2, rng=rng)

    def forward(self, x):
        return self.high(x) if x[0] > 0.5 else self.low(x)


class Peeking(Neuron):
    """A model that reads a number with .data, which a recording freezes."""

    def forward(self, x):
        return super().forward(x) * (x[0].data if isinstance(x[0], Value) else x[0])


class Spelling(Module):
    """A model whose input is no number at all."""

    def __init__(self):
        super().__init__()
        self.weights = [Value(0.0, letter) for letter in "abc"]

    def forward(self, word):
        return sum(self.weights["abc".index(letter)] for letter in word)


POINTS = Data([[0.1, 0.2], [0.9, 0.4], [0.3, 0.3]], [1.0, 0.0, 0.5])
REFUSED = {
    "dropout": (thinned, POINTS, squared, r"dropout\.1 does something else at each call"),
    "an if on the data": (Undecided, POINTS, squared, "differs from example to example"),
    "a number read with .data": (lambda rng: Peeking(2, rng=rng), POINTS, squared, "differs from example to example"),
    "a loss that is no sum": (
        lambda rng: Neuron(2, rng=rng), POINTS, lambda h, y: squared(h, y) ** 0.5, "neither the sum nor the mean",
    ),
    "sequences of several lengths": (
        lambda rng: RNN(1, 2, 1, rng=rng), Data([[[0.0]], [[1.0], [0.0]]], [0.0, 1.0]),
        lambda ys, ts: squared([y[-1] for y in ys], ts), "different shapes",
    ),
    "words": (
        lambda rng: Spelling(), Data(["ab", "c"], [0.0, 1.0]), squared, "not lists of numbers",
    ),
    "a table looked up": (
        lambda rng: Sequential(Embedding(3, 2, rng=rng), Layer(2, 1, rng=rng)), Data([0, 1, 2], [0.0, 1.0, 2.0]),
        squared, "cannot be recorded .*expects a whole number",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_replayed_is_trained_eagerly_or_says_why(case):
    make, data, loss, why = REFUSED[case]
    model = make(random.Random(5))
    with pytest.raises(SettingError, match=f"replay=True does not apply: .*{why}"):
        fit(model, data, loss, SGD(model.parameters(), 0.1), epochs=2, replay=True)
    found = []
    for replay in (None, False):
        model = make(random.Random(5))
        history = fit(model, data, loss, SGD(model.parameters(), 0.1), epochs=2, replay=replay)
        assert not history.replayed
        found.append([p.data for p in model.parameters()])
    assert found[0] == found[1]


def test_a_class_that_is_compared_is_not_mistaken_for_a_number():
    """A hand-written loss with `y == 1`: on a Value the comparison is False and raises nothing."""

    def own(logits, targets):
        terms = [(-z if y == 1 else z).softplus() for [z], y in zip(logits, targets, strict=True)]
        return sum(terms) / len(terms)

    data = datasets.moons(10, rng=random.Random(0))
    found = []
    for replay in (True, False):
        model = MLP(2, 3, 1, rng=random.Random(5))
        fit(model, data, own, SGD(model.parameters(), 0.1), epochs=5, replay=replay)
        found.append([p.data for p in model.parameters()])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ([2, 0, 2], [0, 2]),
        ([True, False], [False, True]),
        (np.array([1, -1]), [-1, 1]),
        (["dog", "cat"], ["cat", "dog"]),
        ([1.0, 0.0], []),
        ([1, 0.0], []),
        ([[1], [0]], []),
        (list(range(40)), []),
    ],
)
def test_whole_numbers_truth_values_and_words_name_classes_and_everything_else_is_a_quantity(targets, found):
    assert classes_of(targets) == found


def test_whole_numbers_that_a_loss_takes_as_quantities_give_the_same_training():
    data = Data([[0.1, 0.2], [0.9, 0.4], [0.3, 0.3]], [3, -1, 2])
    found = []
    for replay, targets in ((True, data.targets), (True, [float(y) for y in data.targets]), (False, data.targets)):
        model = MLP(2, 3, 1, rng=random.Random(5))
        history = fit(model, (data.inputs, targets), squared, Adam(model.parameters(), 0.1), epochs=8, replay=replay)
        found.append([*history.loss, *(p.data for p in model.parameters())])
    assert found[0] == found[1]  # the switches are exact: 0 times a loss adds nothing
    np.testing.assert_allclose(found[0], found[2], rtol=1e-9)


def test_words_are_classes():
    def own(logits, targets):
        terms = [(-z if y == "yes" else z).softplus() for [z], y in zip(logits, targets, strict=True)]
        return sum(terms) / len(terms)

    inputs, targets = datasets.moons(10, rng=random.Random(0))
    found = []
    for replay in (True, False):
        model = MLP(2, 3, 1, rng=random.Random(5))
        data = (inputs, ["yes" if y else "no" for y in targets])
        fit(model, data, own, SGD(model.parameters(), 0.1), epochs=5, replay=replay)
        found.append([p.data for p in model.parameters()])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


def test_the_loss_of_a_class_that_is_not_asked_for_may_be_infinite():
    """p rounds to 1, and ln(1 - p), recorded for the other class, has no value; the eager loss never asks for it."""
    model = Neuron(1, "sigmoid", init="zeros").assign(w=[50.0])
    history = fit(model, ([[1.0], [-1.0]], [1, 0]), losses.binary_cross_entropy, SGD(model.parameters(), 0.1), epochs=3)
    assert history.loss == pytest.approx([0.0, 0.0, 0.0], abs=1e-15)


def test_where_the_graph_has_changed_the_steps_go_on_eagerly():
    w, shape = Value(0.5, "w"), {"square": True}
    data = Data([[1.0], [2.0]], [0.0, 1.0])
    eager = Eager(lambda x: (w * w if shape["square"] else w.tanh()) * x[0], squared, SGD([w], 0.01), data)
    replayed = steps(eager, True)
    for call in range(1, 9):
        shape["square"] = call < 4  # calls 1, 2, 4, 8, ... look at the graph again
        expected = eager.value([0, 1])
        assert replayed.value([0, 1]) == pytest.approx(expected, rel=1e-12)
        assert replayed.replayed is (call < 4)


def test_a_graph_that_keeps_changing_goes_on_eagerly():
    w, data = Value(0.5, "w"), Data([[1.0], [2.0]], [0.0, 1.0])
    calls = itertools.count()
    eager = Eager(lambda x: w * x[0] + next(calls), squared, SGD([w], 0.01), data)
    assert steps(eager, None) is eager
