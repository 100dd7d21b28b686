"""What holds for a handful holds for hundreds: numbers, examples, classes, pixels and points.

Python keeps one object for each small whole number; here no length is small.
"""

import random

import numpy as np
import pytest

from engine import Value, no_grad
from nn import (
    SGD,
    Conv2D,
    Data,
    Embedding,
    KMeans,
    Layer,
    LayerNorm,
    MaxPool2D,
    Momentum,
    Neuron,
    RegressionStump,
    Standardise,
    accuracy,
    batches,
    causal_attention,
    classifier,
    datasets,
    fit,
    gradient_descent,
    losses,
    shifted,
    split,
)
from nn.array import array
from nn.matrix import Matrix
from nn.shape import image, vector

MANY = 300
ROW = [float(i % 7 - 3) for i in range(MANY)]


def test_vectors():
    layer = Layer(MANY, 2, init="zeros").assign(W=[ROW, ROW], b=[0.0, 1.0])
    square = sum(x * x for x in ROW)
    assert [y.data for y in layer(ROW)] == [square, square + 1.0]
    checked = vector(ROW, MANY)
    assert vector(checked, MANY) is checked  # which is looked at once only
    with no_grad():
        assert len(Layer(1, MANY, init="zeros")([1.0])) == len(LayerNorm(MANY)(ROW)) == MANY


def test_images():
    wide = [[ROW]]
    assert len(Conv2D(1, 1, 1, init="zeros")(wide)[0][0]) == MANY
    assert [y.data for y in MaxPool2D((1, MANY))(wide)[0][0]] == [3.0]
    assert shifted(wide, 0, MANY) == [[[0.0] * MANY]]
    assert [v.data for [[v]] in image([[[x]] for x in ROW], MANY)] == ROW
    assert len(shifted([[[v] for v in ROW]], 1, 0)[0]) == MANY


def test_sequences_and_tables():
    one = [[Value(0.0)], [Value(0.0)]]
    with no_grad():
        outputs, _ = causal_attention(one, one, [[Value(x) for x in ROW]] * 2)
    assert [y.data for y in outputs[1]] == ROW
    assert len(Embedding(MANY, 1, init="zeros")([MANY - 1])) == 1


def test_examples():
    data = Data([[x] for x in ROW], list(range(MANY)))
    assert [len(batch.inputs) for batch in batches(data, MANY)] == [MANY]
    assert [len(part.inputs) for part in split(data, 0.5, random.Random(0))] == [150, 150]
    with pytest.raises(ValueError, match="one part empty"):
        split(data, 1.0, random.Random(0))
    assert accuracy(lambda x: x[0], (data.inputs, ROW)) == 1.0
    assert Standardise.to([ROW]).mean == ROW == Standardise(ROW, [1.0] * MANY).back([0.0] * MANY)
    assert len(datasets.moons(MANY, rng=random.Random(0)).targets) == MANY
    assert KMeans(1, rng=random.Random(0)).fit([ROW, ROW]).predict(ROW) == 0
    assert RegressionStump.at(0.0, [ROW], [1.0], feature=MANY - 1).right == 1.0


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "multiclass_logistic_loss", "multiclass_hinge"])
def test_classes_and_scores(name):
    loss = getattr(losses, name)
    scores = [Value(x) for x in ROW]
    with no_grad():
        assert loss(scores, MANY - 1).data == pytest.approx(loss([scores], [MANY - 1], "sum").data)
        assert loss([[v, v] for v in scores], [0] * MANY).data == pytest.approx(loss([[0.0, 0.0]], [0]).data)
    assert classifier(lambda x: x, targets=range(1000, 1000 + MANY))([*ROW[:-1], 9.0]) == 999 + MANY
    assert losses.squared_error([scores], [ROW], "sum").data == losses.squared_error(scores, ROW, "sum").data == 0.0


def test_parameters():
    parameters = [Value(x) for x in ROW]
    optimiser = Momentum(parameters, 0.1)
    for p in parameters:
        p.grad = 1.0
    optimiser.step()
    other = Momentum(parameters, 0.1)
    other.load_state_dict(optimiser.state_dict())
    assert other.v.tolist() == [1.0] * MANY
    assert len(Neuron(MANY, init="zeros").assign(w=ROW).parameters()) == MANY + 1
    assert gradient_descent(lambda *x: sum(x), ROW, 0.0, 0).gradients == [[1.0] * MANY]


def test_matrices():
    row = Matrix([ROW])
    assert row @ row.T == [[sum(x * x for x in ROW)]]
    assert row.T.T == Matrix([[0.0] * MANY]) + ROW == row.map(max, row) == [ROW]


def test_arrays():
    assert (array([ROW], "A") @ array(ROW, "x")).data.tolist() == [sum(x * x for x in ROW)]


def test_as_many_steps():
    w = Value(1.0)
    history = fit(lambda x: w * x[0], ([[1.0]], [0.0]), lambda h, y: h[0], SGD([w], 1 / 1024), epochs=MANY, replay=True)
    np.testing.assert_allclose(history.loss, 1 - np.arange(MANY) / 1024, rtol=1e-12)
    assert len(history.learning_rate) == MANY
