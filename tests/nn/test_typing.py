"""What a type checker says to somebody who uses nn: nothing where all is well, and each slip by its line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]

RIGHT = """
import random
from functools import partial
from typing import Any

import nn
from engine import Value
from nn import MLP, SGD, Adam, Conv2D, Data, Layer, Module, Neuron, Sequential, datasets, fit, init, losses, plots
from nn.datasets import houses, moons
from nn.plots import loss_history

rng = random.Random(0)
one: Value = Neuron(2, rng=rng)([1.0, 2.0])
several: list[Value] = Layer(2, 3, "tanh", rng=rng, init="he")([1.0, 2.0])
maps: list[list[list[Value]]] = Conv2D(1, 1, 2, rng=rng, init=init.normal(0.0, 0.1))([[[1.0, 2.0], [3.0, 4.0]]])
outputs: list[Value] = MLP(2, 4, 1, rng=rng, activation=lambda a: a.tanh())([1.0, 2.0])


class Parabola(Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = Value(1.0, "a"), Value(0.0, "b")

    def forward(self, x: float, shift: float = 0.0) -> Value:
        return self.a * x**2 + self.b + shift


y: Value = Parabola()(3.0, shift=1.0)
stages: list[Module] = [Neuron(2, rng=rng), Parabola()]
anything: Any = stages[0]([1.0, 2.0])

model = Sequential(Layer(2, 4, rng=rng), "relu", Layer(4, 1, rng=rng))
for optimiser in (SGD(model.parameters(), 0.1, clip=1.0), Adam(model.parameters(), beta1=0.5, accumulate=True)):
    optimiser.zero_grad()
    losses.softmax_cross_entropy([model([1.0, 2.0])], [0]).backward()
    optimiser.step()
terms: list[Value] = losses.hinge([one], [1], "none")
mean: Value = losses.squared_error([one], [1.0], reduction="mean")
history = fit(model, datasets.moons(20, rng=rng), losses.binary_cross_entropy_from_logits, optimiser, epochs=3)
fit(model, moons(20, rng=rng), lambda h, y: losses.hinge(h, y, "sum"), nn.Momentum(model.parameters(), 0.1))
nn.gradient_descent(lambda x: x * x, 1.0, 0.1, 5, partial(nn.Momentum, momentum=0.5))
loss_history(history).savefig("history.png")
plots.loss_curve(lambda a: a**2, (0.0, 1.0))
prices: Data = houses()
"""

SLIPS = {
    "MLP(2, 1).paramters()": "paramters",
    "Neuron(2)([1.0], 3, 4)": "Too many arguments",
    "Layer(2, 3)()": "Missing positional argument",
    "Layer(2, 3)([1.0, 2.0]).backward()": "backward",
    "Neuron(2)([1.0, 2.0]).bakward()": "bakward",
    "Neuron(2, activaton='relu')": "activaton",
    "SGD(w, 0.1, cliip=1.0)": "cliip",
    "Adam(w, 0.1, weight_decay='much')": "str",
    "Momentum(w, 0.1, 0.9, acumulate=True)": "acumulate",
    "losses.hinge(y, [1], 'maen')": "No overload variant",
    "losses.squared_error(y, [1.0], 'avg')": "No overload variant",
    "losses.squared_error(y, [1.0])": "squared_error",
    "losses.softmax_cross_entropy(y, 0).bakward()": "bakward",
    "nn.classifier(model, label=(0, 1))": "label",
    "losses.cross_entropy(y, [1])": "cross_entropy",
    "fit(model, ([[1.0]], [1.0]), losses.hinge, SGD(w, 0.1), epoch=3)": "epoch",
    "datasets.moon(20)": "moon",
    "plots.loss_histories({})": "loss_histories",
    "nn.Neurone(2)": "Neurone",
}

WRONG = """
import nn
from engine import Value
from nn import MLP, SGD, Adam, Layer, Momentum, Neuron, datasets, fit, losses, plots

w, y, model = [Value(1.0)], [Value(2.0)], Neuron(1)
"""


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What mypy --strict says about both programs, as (file, line, message)."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "right.py").write_text(RIGHT)
    (folder / "wrong.py").write_text(WRONG + "\n".join(SLIPS) + "\n")
    # In the root and with the same settings as other tests, so that all share what mypy keeps of engine and nn.
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary"]
    found = subprocess.run(
        [*command, folder / "right.py", folder / "wrong.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert not found.stderr
    lines = re.findall(r"(\w+)\.py:(\d+): error: (.*)$", found.stdout, re.MULTILINE)
    return [(file, int(line), message) for file, line, message in lines]


def test_right_uses_pass_strict_checking(complaints):
    assert [(line, message) for file, line, message in complaints if file == "right"] == []


def test_each_slip_is_one_error_on_its_line(complaints):
    first = WRONG.count("\n") + 1
    said = {line: [m for file, at, m in complaints if file == "wrong" and at == line] for _, line, _ in complaints}
    for line, (slip, word) in enumerate(SLIPS.items(), start=first):
        messages = said.get(line, [])
        assert len(messages) == 1, (slip, messages)
        assert word in messages[0], slip
    assert all(line >= first for file, line, _ in complaints if file == "wrong")
