"""Modules made of modules: one after another, around a shortcut, once for each vector, or flattening an image."""

from typing import Any

from engine import Value
from engine.words.nested import flatten, is_list
from nn.activation import Activation, Function
from nn.module import Module
from nn.shape import check_sequence, vector, wrong_shape


class Sequential(Module):
    """Return what comes out of modules applied one after another.

    Args:
        stages: modules; a name such as "relu", or a function of one Value, stands for an Activation.

    A stage that still has the name of its class is renamed by its place, such as "layer.0", so that drawings and
    errors can tell two layers apart.

    >>> from nn import Layer
    >>> model = Sequential(Layer(2, 1, init="zeros").assign(W=[[1, 1]]), "relu")
    >>> [y.data for y in model([1.0, -3.0])]
    [0.0]
    """

    def __init__(self, *stages: Module | str | Function, name: str = "") -> None:
        super().__init__(name)
        self.stages = [_module(stage) for stage in stages]
        for i, stage in enumerate(self.stages):
            if stage.name == type(stage).__name__.lower():
                stage.name = f"{stage.name}.{i}"

    def forward(self, x: Any) -> Any:
        for stage in self.stages:
            x = stage(x)
        return x


class Residual(Module):
    """Return x + f(x): the shortcut hands every gradient on undiminished, beside what flows through f.

    Args:
        inner: a module whose output is as long as its input.

    Raises:
        ShapeError: when it is not.

    Source: He, Zhang, Ren and Sun 2016.

    >>> from nn import Layer
    >>> block = Residual(Layer(2, 2, init="zeros").assign(b=[10, 20]))
    >>> [y.data for y in block([1.0, 2.0])]
    [11.0, 22.0]
    """

    def __init__(self, inner: Module | str | Function, name: str = "") -> None:
        super().__init__(name)
        self.inner = _module(inner)
        self.inner.name = self.inner.name  # which says more than "inner"

    def forward(self, x: Any) -> Any:
        inputs = vector(x)
        outputs = self.inner(inputs)
        if len(outputs) != len(inputs):
            raise wrong_shape(f"{len(inputs)} numbers from its inner module to add to the input", outputs)
        return [a + b for a, b in zip(inputs, outputs, strict=True)]


class Flatten(Module):
    """Return all numbers of an image as one list, in the order channel, row, column.

    Source: notes 000, the parameter explosion.

    >>> [v.data for v in Flatten()([[[1, 2], [3, 4]]])]
    [1.0, 2.0, 3.0, 4.0]
    """

    def forward(self, x: Any) -> list[Value]:
        if not is_list(x):
            raise wrong_shape("nested lists", x)
        return vector(flatten(x))


class Each(Module):
    """Return what a module makes of every example of a batch, or of every vector of a sequence.

    Args:
        inner: a module for one example.

    >>> from nn import Layer
    >>> [[y.data for y in row] for row in Each(Layer(1, 1, init="zeros").assign(b=[1]))([[0.0], [0.0]])]
    [[1.0], [1.0]]
    """

    def __init__(self, inner: Module | str | Function, name: str = "") -> None:
        super().__init__(name)
        self.inner = _module(inner)
        self.inner.name = self.inner.name  # which says more than "inner"

    def forward(self, batch: Any) -> list[Any]:
        return [self.inner(example) for example in check_sequence(batch, "examples")]


def _module(stage: Module | str | Function) -> Module:
    return stage if isinstance(stage, Module) else Activation(stage)
