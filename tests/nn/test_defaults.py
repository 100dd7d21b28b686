"""What every part of nn does when it is told nothing more: each default by its name and its value.

The calls give all arguments by name, so that a name that a program uses keeps its meaning as well.
"""

import random

import pytest
from matplotlib.figure import Figure

from engine import Value
from nn import (
    RNN,
    SGD,
    Activation,
    Adagrad,
    Adam,
    AdamW,
    AveragePool2D,
    BatchNorm,
    CausalSelfAttention,
    Conv2D,
    Dropout,
    Embedding,
    GRUCell,
    KMeans,
    Layer,
    LayerNorm,
    LSTMCell,
    Module,
    Momentum,
    Neuron,
    Optimiser,
    RegressionStump,
    RMSProp,
    RNNCell,
    ThresholdNeuron,
    augment,
    classifier,
    datasets,
    fit,
    gradient_descent,
    init,
    logistic_classifier,
    losses,
    plots,
    schedules,
)
from tests.nn.drawn import drawn

POINTS = ([[0.0, 1.0], [1.0, 0.0], [1.0, 2.0]], [0, 1, 1])
LINE = ([[0.0], [1.0]], [1.0, 2.0])


def source():
    return random.Random(5)


def squared(predictions, targets):
    return losses.squared_error(predictions, targets, "mean")


def trained(**given):
    neuron = Neuron(1, init="zeros")
    history = fit(model=neuron, data=LINE, loss=squared, optimiser=SGD(neuron.parameters(), 0.1), **given)
    return history.loss, history.validation_loss, history.best_epoch, history.replayed


def drawn_number(initialiser):
    return lambda **given: initialiser(**given)(source(), 3, 2)


def rates(schedule):
    return lambda **given: [schedule(**given)(step) for step in range(4)]


def parameters():
    return [Value(1.0), Value(2.0)]


def predicted(**given):
    predict = classifier(model=lambda x: x, **given)
    return [predict([z]) for z in (-1.0, -0.01, 0.0, 0.01, 1.0)]


def scored(**given):
    return logistic_classifier(data=([[-1.0], [1.0]], [-1, 1]), **given)([0.3])


def clusters(**given):
    return KMeans(k=2, rng=source(), **given).fit([[0.0], [1.0], [8.0], [9.0]])


RUN = {"batch_size": None, "validation": None, "patience": None, "rng": None, "batched": False, "replay": None,
       "progress": None, "history": None}  # fmt: skip
RANDOM = {"init": None, "name": ""}
COMMON = {"weight_decay": 0.0, "clip": None, "accumulate": False}
AVERAGES = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
# A call, the arguments that it has to be given, and the others with what they are by default.
DEFAULTS = {
    "moons": (datasets.moons, {"rng": source}, {"count": 100, "noise": 0.1}),
    "spirals": (datasets.spirals, {"rng": source}, {"count": 150, "classes": 3, "noise": 0.1}),
    "blobs": (datasets.blobs, {"centres": [[0.0], [1.0]], "rng": source}, {"count": 90, "spread": 0.3}),
    "curve": (datasets.curve, {"f": abs, "rng": source}, {"count": 40, "noise": 0.1, "interval": (-3.0, 3.0)}),
    "bars_and_crosses": (datasets.bars_and_crosses, {"rng": source}, {"count": 60, "size": 5, "noise": 0.1}),
    "shifted_bars": (datasets.shifted_bars, {"rng": source}, {"count": 60, "size": 8, "length": 3, "noise": 0.1}),
    "digits": (datasets.digits, {}, {"classes": range(10), "per_class": 50, "flat": False}),
    "names": (datasets.names, {}, {"longest": 10}),
    "uniform": (drawn_number(init.uniform), {}, {"low": -1.0, "high": 1.0}),
    "normal": (drawn_number(init.normal), {}, {"mean": 0.0, "deviation": 1.0}),
    "step_decay": (rates(schedules.step_decay), {"rate": 1.0, "every": 1}, {"factor": 0.1}),
    "cosine_decay": (rates(schedules.cosine_decay), {"rate": 1.0, "steps": 3}, {"floor": 0.0}),
    "SGD": (SGD, {"parameters": parameters, "learning_rate": 0.1}, COMMON),
    "Momentum": (Momentum, {"parameters": parameters, "learning_rate": 0.1}, {"momentum": 0.9, **COMMON}),
    "Adagrad": (Adagrad, {"parameters": parameters, "learning_rate": 0.1}, {"epsilon": 1e-10, **COMMON}),
    "RMSProp": (
        RMSProp, {"parameters": parameters, "learning_rate": 0.1}, {"rho": 0.9, "epsilon": 1e-8, **COMMON},
    ),
    "Adam": (Adam, {"parameters": parameters}, AVERAGES | COMMON),
    "AdamW": (AdamW, {"parameters": parameters}, AVERAGES | COMMON | {"weight_decay": 0.01}),
    "fit": (trained, {}, {"epochs": 100, **RUN}),
    "gradient_descent": (
        gradient_descent, {"f": lambda x: x * x, "start": 1.0, "rate": 0.1, "steps": 3}, {"optimiser": SGD},
    ),
    "Neuron": (
        Neuron, {"inputs": 2, "rng": source}, {"activation": "linear", "bias": True, "fan_out": 1, **RANDOM},
    ),
    "Layer": (
        Layer, {"inputs": 2, "outputs": 2, "rng": source},
        {"activation": "linear", "bias": True, "label": "", **RANDOM},
    ),
    "Conv2D": (
        Conv2D, {"channels_in": 2, "channels_out": 2, "kernel": 2, "rng": source},
        {"stride": 1, "padding": 0, "flip": False, "activation": "linear", "bias": True, **RANDOM},
    ),
    "AveragePool2D": (AveragePool2D, {"size": 3}, {"stride": 3, "name": ""}),
    "RNNCell": (RNNCell, {"inputs": 2, "hidden": 2, "rng": source}, {"activation": "tanh", **RANDOM}),
    "RNN": (
        RNN, {"inputs": 2, "hidden": 2, "outputs": 1, "rng": source},
        {"activation": "tanh", "output": "sigmoid", **RANDOM},
    ),
    "GRUCell": (GRUCell, {"inputs": 2, "hidden": 2, "rng": source}, RANDOM),
    "LSTMCell": (LSTMCell, {"inputs": 2, "hidden": 2, "rng": source}, {"forget_bias": 1.0, **RANDOM}),
    "CausalSelfAttention": (
        CausalSelfAttention, {"size": 2, "rng": source}, {"heads": 1, "init": None, "name": "attention"},
    ),
    "Embedding": (Embedding, {"count": 2, "size": 2, "rng": source}, RANDOM),
    "BatchNorm": (BatchNorm, {"features": 2}, {"epsilon": 1e-5, "momentum": 0.1, "name": ""}),
    "LayerNorm": (LayerNorm, {"features": 2}, {"epsilon": 1e-5, "name": ""}),
    "Dropout": (Dropout, {"rng": source}, {"p": 0.1, "rescale": True, "name": ""}),
    "Activation": (Activation, {"function": "tanh"}, {"name": "tanh"}),
    "ThresholdNeuron": (ThresholdNeuron, {"weights": [1], "threshold": 1}, {"name": "threshold neuron"}),
    "KMeans": (clusters, {}, {"restarts": 1, "max_steps": 100}),
    "logistic_classifier": (scored, {}, {"epochs": 100, "learning_rate": 0.5}),
    "classifier": (predicted, {}, {"threshold": 0.0, "targets": None}),
    "RegressionStump.at": (
        RegressionStump.at, {"threshold": 0.5, "inputs": POINTS[0], "targets": POINTS[1]}, {"feature": 0},
    ),
    "augment": (augment, {"data": LINE, "change": lambda x: [-x[0]]}, {"copies": 1}),
    "decision_regions": (
        plots.decision_regions, {"predict": lambda x: int(x[0] > x[1]), "data": POINTS},
        {"title": "", "steps": 100, "margin": 0.3},
    ),
    "moving_boundary": (
        plots.moving_boundary, {"scores": {"a": lambda x: Value(x[0])}, "data": POINTS}, {"title": "", "steps": 60},
    ),
    "by_seed": (plots.by_seed, {"found": {"a": [1.0, 2.0]}}, {"title": "", "measure": ""}),
    "loss_curve": (
        plots.loss_curve, {"f": lambda a: a * a, "interval": (-1.0, 1.0)},
        {"paths": None, "title": "", "variable": "a", "steps": 300},
    ),
    "loss_surface": (
        plots.loss_surface, {"f": lambda u, v: (9 * u).sin(), "x_interval": (-1.0, 1.0), "y_interval": (0.0, 1.0)},
        {"paths": None, "title": "", "variables": ("u", "v"), "steps": 80},
    ),
    "activations": (plots.activations, {}, {"names": ("relu", "sigmoid", "tanh"), "interval": (-4.0, 4.0)}),
    "images": (plots.images, {"planes": {f"{i}": [[0.0]] for i in range(7)}}, {"columns": 6, "numbers": None}),
}  # fmt: skip


def facts(result):
    """Return what two equal results have in common."""
    if isinstance(result, Figure):
        return drawn(result)
    if isinstance(result, Module):
        sizes = {name: held for name, held in vars(result).items() if isinstance(held, int | float | tuple | str)}
        return repr(result), result.name, sizes, result.state_dict(), [p.label for p in result.parameters()]
    if isinstance(result, Optimiser | KMeans):
        return {name: held for name, held in vars(result).items() if name not in ("parameters", "rng")}
    return result


@pytest.mark.long
@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_is_what_this_table_says(name):
    call, given, defaults = DEFAULTS[name]
    said_nothing, said_all = (
        facts(call(**{key: held() if held in (source, parameters) else held for key, held in given.items()}, **more))
        for more in ({}, defaults)
    )
    assert said_nothing == said_all
