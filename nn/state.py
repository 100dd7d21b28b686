"""The state of a model as plain numbers by path, and as a JSON file."""

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from engine.arithmetic import real
from engine.errors import DomainError, ShapeError
from nn.shape import few

if TYPE_CHECKING:
    from nn.module import Module


def state_of(module: "Module") -> dict[str, float]:
    """Return {path: number} of all parameters and of the running statistics (buffers).

    >>> from nn import Neuron
    >>> state_of(Neuron(1, init="zeros"))
    {'w0': 0.0, 'b': 0.0}
    """
    return {path: p.data for path, p in module.named_parameters().items()} | {
        path: numbers[i] for path, (numbers, i) in _buffers(module).items()
    }


def set_state(module: "Module", state: Mapping[str, float]) -> None:
    """Set all parameters and buffers, or raise a ShapeError and change nothing.

    >>> from nn import Neuron
    >>> set_state(Neuron(1, init="zeros"), {"w0": 1.0})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    engine.errors.ShapeError: neuron: the state does not fit this model: missing b; ...
    """
    parameters, buffers = module.named_parameters(), _buffers(module)
    problems = [
        f"{what} {few(paths)}"
        for what, paths in (
            ("missing", [path for path in (*parameters, *buffers) if path not in state]),
            ("unknown", [path for path in state if path not in parameters and path not in buffers]),
        )
        if paths
    ]
    if problems:
        raise ShapeError(
            f"{module.name}: the state does not fit this model: {'; '.join(problems)}; "
            "build the model with the sizes it was saved with"
        )
    numbers = {path: real(number) for path, number in state.items()}
    for path, parameter in parameters.items():
        parameter.data = numbers[path]
    for path, (held, i) in buffers.items():
        held[i] = numbers[path]


def save(module: "Module", path: str | Path) -> None:
    """Write the state as JSON; every float comes back as the same float."""
    from engine.words.files import write_atomically

    state = state_of(module)
    for name, number in state.items():
        if not isfinite(number):
            raise DomainError(
                f"{module.name}: {name} is {number}, which JSON cannot hold; save before training diverges"
            )
    title = repr(module).splitlines()[0]
    write_atomically(Path(path), json.dumps({"model": title, "state": state}, indent=1) + "\n")


def load(module: "Module", path: str | Path) -> None:
    """Set the state from a file that `save` wrote."""
    try:
        state = json.loads(Path(path).read_text(encoding="utf-8"))["state"]
        assert isinstance(state, dict)
    except (ValueError, KeyError, TypeError, AssertionError):
        raise ShapeError(f"{module.name}: {path} is not a model file; write one with model.save(path)") from None
    set_state(module, state)


def _buffers(module: "Module") -> dict[str, tuple[list[float], int]]:
    return {
        f"{path}.{name}{i}" if path else f"{name}{i}": (getattr(inner, name), i)
        for path, inner in module.named_modules().items()
        for name in inner.buffers
        for i in range(len(getattr(inner, name)))
    }
