"""Activations by name, and as a module that applies one to every number of a vector or an image."""

from collections.abc import Callable
from typing import Any

from engine import PRIMITIVES, Primitive, Value, function_of
from engine.errors import ArgumentError, SettingError, did_you_mean
from engine.real import accepts
from nn.module import Module
from nn.shape import map_values

Function = Callable[[Any], Any]
FAMILIES = ("activation", "rectifier")


def linear(x: Any) -> Any:
    """Return the input itself: the notes' h(a) = a of an output neuron."""
    return x


def activation_of(name: str | Function) -> Function:
    """Return the function that is meant by a name: "linear", or any activation of the table of primitives.

    Raises:
        SettingError: for an unknown name.

    >>> activation_of("relu")(Value(-2.0)).data
    0.0
    """
    if isinstance(name, type):
        raise ArgumentError(f"{name.__name__} is a class; make one of it first, such as {name.__name__}(...)")
    if callable(name):
        return name
    if name == "linear":
        return linear
    if name == "softmax":
        raise SettingError(
            "softmax is no activation of one neuron: it takes all scores of an example; leave the output linear "
            "and use nn.losses.softmax_cross_entropy, or call engine.softmax"
        )
    if isinstance(name, list | tuple):
        raise ArgumentError(
            f"a module or a function is needed, got {name!r:.60}; hand over each one by itself, as f(*list)"
        )
    row = PRIMITIVES.get(name) if isinstance(name, str) else None
    if row is None or row.family not in FAMILIES:
        known = ["linear", *(row.name for row in PRIMITIVES.values() if row.family in FAMILIES and _takes_one(row))]
        raise SettingError(
            f"there is no activation {name!r:.60}; choose one of {', '.join(known)}, or give a function"
            f"{did_you_mean(name, known, tell_all=False)}"
        )
    if not _takes_one(row):
        numbers = ", ".join(row.static_names)
        raise SettingError(
            f"{name} needs its {numbers} as well, and an activation is called with one number; give a function that "
            f"says it, such as lambda z: f(z, {numbers}) with f = engine.function_of(PRIMITIVES[{name!r}])"
        )
    return _function_of(row)


def _function_of(row: Primitive) -> Function:
    return getattr(Value, row.name, None) or function_of(row)


def _takes_one(row: Primitive) -> bool:
    """Tell whether the function of a row can be called with one number, because its static numbers have defaults."""
    return not row.static_names or accepts(_function_of(row), [None])


def name_of(act: str | Function) -> str:
    """Return what to call an activation in words.

    >>> name_of("tanh"), name_of(linear)
    ('tanh', 'linear')
    """
    return act if isinstance(act, str) else getattr(act, "__name__", "function")


class Activation(Module):
    """Apply one function to every number: y_i = h(x_i).

    Args:
        function: a name such as "relu", or a function of one Value.

    >>> [y.data for y in Activation("relu")([-1.0, 2.0])]
    [0.0, 2.0]
    """

    def __init__(self, function: str | Function, name: str = "") -> None:
        super().__init__(name or name_of(function))
        self.function = activation_of(function)

    def forward(self, x: Any) -> Any:
        return map_values(self.function, x)

    def settings(self) -> str:
        return self.function.__name__
