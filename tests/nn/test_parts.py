"""What each module is made of: its repr, and the path, the label and the first number of every parameter.

`parts.txt` has it all; the first number shows the fans that an initialiser is told.
"""

import random
from pathlib import Path

import pytest

from nn import (
    MLP,
    RNN,
    Activation,
    AveragePool2D,
    BatchNorm,
    CausalSelfAttention,
    Conv2D,
    Dropout,
    Each,
    Embedding,
    Flatten,
    GlobalAveragePool,
    GRUCell,
    Layer,
    LayerNorm,
    LSTMCell,
    MaxPool2D,
    Neuron,
    Residual,
    RNNCell,
    Sequential,
    ThresholdNeuron,
)


def fans(rng, fan_in, fan_out):
    """An initialiser that shows what it is told: 3.05 says that 3 numbers come in and go to 5 results."""
    return fan_in + fan_out / 100


MAKERS = {
    "neuron": lambda: Neuron(2, "tanh", init=fans),
    "layer": lambda: Layer(2, 3, "relu", init=fans),
    "labelled": lambda: Layer(2, 1, init=fans, bias=False, label="_q"),
    "mlp": lambda: MLP(1, 2, 1, init=fans),
    "one kernel": lambda: Conv2D(1, 1, (2, 1), init=fans),
    "kernels": lambda: Conv2D(2, 3, (1, 2), init=fans, stride=(1, 2), padding=(0, 1), flip=True, activation="relu"),
    "two kernels of one channel": lambda: Conv2D(1, 2, 1, init=fans, stride=2, padding=1, bias=False),
    "one kernel of two channels": lambda: Conv2D(2, 1, 1, init=fans, bias=False),
    "rnn": lambda: RNN(1, 2, 1, "relu", "linear", init=fans),
    "cell": lambda: RNNCell(3, 2, init=fans),
    "gru": lambda: GRUCell(2, 1, init=fans),
    "lstm": lambda: LSTMCell(2, 1, init=fans),
    "attention": lambda: CausalSelfAttention(2, 2, init=fans),
    "one head": lambda: CausalSelfAttention(1, init=fans),
    "embedding": lambda: Embedding(3, 2, init=fans),
    "batch": lambda: BatchNorm(2),
    "layernorm": lambda: LayerNorm(2),
    "pools": lambda: Sequential(MaxPool2D(2), MaxPool2D((2, 3), 1), AveragePool2D(2, 2), GlobalAveragePool()),
    "others": lambda: Sequential(
        Dropout(0.25, rng=random.Random(0)),
        Dropout(0.5, rng=random.Random(0), rescale=False),
        ThresholdNeuron([1, 2], 1.5),
        Flatten(),
        "tanh",
        Residual(Layer(1, 1, init=fans)),
        Each(Activation("relu")),
    ),
}


def told(module):
    lines = repr(module).splitlines()
    return lines + [f"{path} {p.label} {p.data:g}" for path, p in module.named_parameters().items()]


TABLE = Path(__file__).with_name("parts.txt").read_text(encoding="utf-8").strip().split("\n\n")
PARTS = {name.strip("# "): lines for name, *lines in map(str.splitlines, TABLE)}


@pytest.mark.parametrize("name", MAKERS)
def test_a_module_is_made_of_these_parts_in_this_order(name):
    assert told(MAKERS[name]()) == PARTS[name]
