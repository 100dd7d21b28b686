"""From outputs to classes: the threshold, the largest, ties, names, and the share that is right."""

import random
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from engine import Value
from engine.errors import ArgumentError
from nn import MLP, Dropout, Layer, Sequential, accuracy, classifier
from nn.predict import check_class


@pytest.mark.parametrize(
    ("outputs", "threshold", "found"),
    [
        ([0.0], 0.0, 0),
        ([1e-300], 0.0, 1),
        ([-1.0], 0.0, 0),
        ([0.5], 0.5, 0),
        ([0.75], 0.5, 1),
        (0.75, 0.5, 1),
        (Value(-0.75), -1.0, 1),
        ([Value(2.0), Value(1.0)], 0.0, 0),
        ([1.0, 3.0, 2.0], 9.0, 1),
        ([-3.0, -3.0], 0.0, 0),
        ([1.0, 2.0, 2.0], 0.0, 1),
        (np.array([0.0, 0.0, 1.0]), 0.0, 2),
    ],
)
def test_one_output_is_held_against_the_threshold_and_of_several_the_first_largest_counts(outputs, threshold, found):
    assert classifier(lambda x: x, threshold)(outputs) == found
    names = ["a", "b", "c"]
    assert classifier(lambda x: x, threshold, names)(outputs) == names[found]


def test_as_many_names_as_outputs_are_enough():
    predict = classifier(lambda x: x, targets=("no", "yes"))
    assert [predict(x) for x in ([1.0, 0.0], [0.0, 1.0], [-1.0], [1.0])] == ["no", "yes", "no", "yes"]
    assert predict([3.0, 1.0, 2.0]) == "no"  # the third is not asked for


@pytest.mark.parametrize(("predicted", "share"), [([0, 1, 2, 0], 1.0), ([0, 1, 2, 1], 0.75), ([1, 0, 0, 1], 0.0)])
def test_accuracy_is_the_share_that_is_right(predicted, share):
    assert accuracy(lambda i: predicted[i], (range(4), [0, 1, 2, 0])) == share
    assert type(accuracy(lambda i: np.int64(predicted[i]), (range(4), np.array([0, 1, 2, 0])))) is float


@pytest.mark.parametrize("predicted", [[0.0], [], Value(0.0)])
def test_what_a_model_returns_is_no_class(predicted):
    with pytest.raises(ArgumentError, match="here: predict must return a class, got "):
        check_class("here", predicted)


@pytest.mark.parametrize("predicted", [0, "cat", None, (1, 2), np.float64(1.0)])
def test_anything_else_may_be_a_class(predicted):
    assert check_class("here", predicted) is predicted


class Counted:
    """A model that knows how often it was called."""

    def __init__(self, f):
        self.f, self.calls = f, 0

    def __call__(self, x):
        self.calls += 1
        return self.f(x)


@pytest.mark.parametrize("outputs", [1, 3])
def test_many_inputs_get_the_classes_that_each_gets_alone(outputs):
    rng = random.Random(3)
    model = Counted(MLP(2, 5, outputs, rng=rng))
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(50)]
    alone = [classifier(model)(x) for x in inputs]
    assert len(set(alone)) > 1
    model.calls = 0
    assert classifier(model, replay=True).each(inputs) == alone
    assert model.calls == 1
    assert classifier(model).each(inputs) == alone  # nobody knows what a function of one's own does
    assert model.calls == 1 + len(inputs)
    assert accuracy(classifier(model, replay=True), (inputs, alone)) == 1.0


def test_nn_s_own_models_are_replayed_unless_it_is_refused(monkeypatch):
    model, inputs = Layer(1, 1, init="zeros").assign(W=[[1]]), [[1.0], [-1.0], [2.0]]
    assert classifier(model).each(inputs) == [1, 0, 1]
    monkeypatch.setattr("nn.predict.answers", lambda model, inputs: [[-1.0] for _ in inputs])
    assert classifier(model).each(inputs) == [0, 0, 0]
    assert classifier(model, replay=False).each(inputs) == [1, 0, 1]


def test_what_cannot_be_replayed_is_called_for_each_input():
    shapes = Counted(sum)
    assert classifier(shapes, replay=True).each([[1.0], [-2.0, 1.0]]) == [1, 0]
    assert shapes.calls == 2
    noisy = Sequential(Dropout(0.5, rng=random.Random(0)), Layer(1, 1, init="zeros").assign(W=[[1]]))
    assert len(set(classifier(noisy).each([[1.0]] * 20))) == 2
    assert set(classifier(noisy.eval()).each([[1.0]] * 20)) == {1}
    reads = Counted(lambda x: Value(x[0].data if isinstance(x[0], Value) else x[0]))
    assert classifier(reads, replay=True).each([[1.0], [-1.0]]) == [1, 0]


def test_what_was_made_is_not_changed_by_hand():
    made = classifier(lambda x: x)
    with pytest.raises(FrozenInstanceError):
        made.threshold = 5.0
