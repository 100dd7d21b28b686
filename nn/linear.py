"""Neurons, layers of neurons, and layers of layers: the models whose every step is w·x + b and an activation."""

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from engine import Value
from engine.errors import SettingError
from engine.numberlike import CalledHere
from engine.primitives import PRIMITIVES
from engine.real import check_count
from engine.value import apply
from engine.words.nested import is_list
from nn.activation import Function, activation_of, linear, name_of
from nn.init import Init, initialiser, tensor
from nn.matrix import Matrix
from nn.module import Module
from nn.shape import indexed, vector

_AFFINE, _DOT = PRIMITIVES["affine"], PRIMITIVES["dot"]


class Neuron(Module):
    """Return one number: y = act(w·x + b).

    Args:
        inputs: how many numbers go in.
        activation: the function act, by a name such as "relu", or any function of one Value.
        init: an initialiser for the weights, or its name; by default He before ReLU, otherwise Xavier. b starts at 0.
        rng: the source of the random weights; without one they follow from `nn.manual_seed`.
        bias: whether there is a b; without it y = act(w·x).
        nonlin: micrograd's word for the activation: True is "relu", False is "linear".

    Raises:
        ShapeError: for an input of another length.
        SettingError: where both `activation` and `nonlin` are given.

    Source: notes 000, the building block.

    >>> neuron = Neuron(2, "linear", init="zeros").assign(w=[2, -1], b=0.5)
    >>> neuron([3.0, 4.0])
    Value(2.5, op='w·x + b')
    """

    own_line = False
    if not TYPE_CHECKING:
        nonlin = CalledHere("micrograd", "neuron.act is its activation, a function, and print(neuron) names it")

    def __init__(
        self,
        inputs: int,
        activation: str | Function = "linear",
        *,
        init: Init = None,
        rng: random.Random | None = None,
        bias: bool = True,
        nonlin: bool | None = None,
        fan_out: int = 1,
        name: str = "",
    ) -> None:
        super().__init__(name)
        activation = _chosen(activation, nonlin)
        check_count(self.name, "inputs", inputs)
        self.w: list[Value] = tensor("w", (inputs,), initialiser(init, activation), rng, inputs, fan_out)
        self.b = Value(0.0, "b") if bias else None
        self.act = activation_of(activation)
        self._activation = name_of(activation)

    def forward(self, x: Any) -> Value:
        w, b, inputs = self.w, self.b, vector(x, len(self.w))
        a = apply(_DOT, *w, *inputs) if b is None else apply(_AFFINE, *w, *inputs, b)
        return a if self.act is linear else self.act(a)

    def settings(self) -> str:
        return f"{len(self.w)} -> 1, {self._activation}"


def _chosen(activation: str | Function, nonlin: bool | None) -> str | Function:
    if nonlin is None:
        return activation
    if activation != "linear":
        raise SettingError(f"nonlin={nonlin} and the activation {activation!r:.60} say the same twice; leave one out")
    return "relu" if nonlin else "linear"


class Layer(Module):
    """Return what neurons say that all see the same input: y = act(W x + b).

    Args:
        inputs, outputs: the length of x and the number of neurons.
        activation, init, rng, bias, nonlin: as for a Neuron.
        label: written behind W and b in the labels of the parameters, such as "1" for W1[0,2] and b1[0], or b1 alone.

    Raises:
        ShapeError: for an input of another length.

    Source: notes 002, adding a layer.

    >>> layer = Layer(2, 2, init="zeros").assign(W=[[1, 0], [1, 1]], b=[0, 10])
    >>> [y.data for y in layer([3.0, 4.0])]
    [3.0, 17.0]
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: str | Function = "linear",
        *,
        init: Init = None,
        rng: random.Random | None = None,
        bias: bool = True,
        nonlin: bool | None = None,
        label: str = "",
        name: str = "",
    ) -> None:
        super().__init__(name)
        activation = _chosen(activation, nonlin)
        self.inputs = check_count(self.name, "inputs", inputs)
        self.neurons = [
            Neuron(inputs, activation, init=init, rng=rng, bias=bias, fan_out=outputs, name=f"neuron {i}")
            for i in range(check_count(self.name, "outputs", outputs))
        ]
        for i, neuron in enumerate(self.neurons):
            for j, w in enumerate(neuron.w):
                w.label = indexed(f"W{label}", (i, j), inputs * outputs > 1)
            if neuron.b is not None:
                many = outputs > 1  # in brackets where a digit would go on with the label, b1[0] and b_r[0], but bg0
                is_apart = many and (label[-1:].isdigit() or "_" in label)
                neuron.b.label = f"b{label}[{i}]" if is_apart else indexed(f"b{label}", (i,), many)

    def forward(self, x: Any) -> list[Value]:
        inputs = vector(x, self.inputs)
        return [neuron(inputs) for neuron in self.neurons]

    @property
    def W(self) -> Matrix:  # the notes' name of a matrix
        """The weights as a matrix with one row for each neuron, W[i][j] from input j to output i."""
        return Matrix(neuron.w for neuron in self.neurons)

    @property
    def b(self) -> list[Value]:
        """The biases, one for each neuron."""
        return [neuron.b for neuron in self.neurons if neuron.b is not None]

    def settings(self) -> str:
        return f"{self.inputs} -> {len(self.neurons)}, {self.neurons[0]._activation}"


class MLP(Module):
    """Return the output of layers of neurons, each one fed by the layer before it.

    Args:
        sizes: how many numbers go in, and how many neurons each layer has; MLP(2, 16, 16, 1) has two hidden layers.
            MLP(2, [16, 16, 1]) is the same written as in micrograd, and its only output is no list.
        activation: of the hidden layers.
        output: the activation of the last layer.
        init, rng: as for a Neuron.

    Attributes:
        hidden, output: the layers; `layers` is all of them in order.

    Returns:
        A call returns a list, also for one output unless the layers were given as a list.

    Raises:
        ShapeError: for an input of another length.

    Source: notes 000, the multilayer perceptron.

    >>> mlp = MLP(2, 3, 1, rng=random.Random(0), activation="tanh")
    >>> mlp
    MLP(2 -> 3 -> 1): 13 parameters
      hidden.0: Layer(2 -> 3, tanh): 9 parameters
      output: Layer(3 -> 1, linear): 4 parameters
    >>> len(mlp([1.0, -1.0])), MLP(2, [3, 1], init="zeros")([1.0, -1.0]).data
    (1, 0.0)
    """

    def __init__(
        self,
        *sizes: int | Sequence[int],
        rng: random.Random | None = None,
        activation: str | Function = "relu",
        output: str | Function = "linear",
        init: Init = None,
        name: str = "",
    ) -> None:
        super().__init__(name)
        self.sizes: tuple[Any, ...] = sizes
        if as_list := len(sizes) == 2 and is_list(sizes[1]):
            self.sizes = (sizes[0], *sizes[1])  # type: ignore[misc]
        if len(self.sizes) < 2:
            raise SettingError(
                f"{self.name}: needs the number of inputs and of outputs, such as MLP(2, 16, 1), got {sizes}"
            )
        activation_of(activation)  # also where there is no hidden layer
        *hidden, last = pairwise(self.sizes)
        self.hidden = [
            Layer(*pair, activation, init=init, rng=rng, label=f"{i + 1}", name=f"hidden.{i}")
            for i, pair in enumerate(hidden)
        ]
        self.output = Layer(*last, output, init=init, rng=rng, label=f"{len(self.sizes) - 1}", name="output")
        self._is_number = as_list and len(self.output.neurons) == 1

    @property
    def layers(self) -> list[Layer]:
        """All layers, from the input to the output."""
        return [*self.hidden, self.output]

    def forward(self, x: Any) -> Any:
        for layer in self.hidden:
            x = layer(x)
        outputs = self.output(x)
        return outputs[0] if self._is_number else outputs

    def settings(self) -> str:
        return " -> ".join(map(str, self.sizes))
