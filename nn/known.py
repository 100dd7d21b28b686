"""What is known to compute the same from the same numbers at each call, so that it can be replayed: nn's own parts."""

import sys
from functools import partial
from typing import Any

from nn.module import Module


def known(function: Any) -> bool:
    """Tell whether a model or a loss is made of nothing but nn's own parts, which compute the same at each call.

    >>> from nn import Neuron, losses
    >>> known(Neuron(1, "tanh", init="zeros")), known(partial(losses.hinge, reduction="sum")), known(max)
    (True, True, False)
    """
    if isinstance(function, partial):
        return not isinstance(function.func, Module) and known(function.func)
    if not isinstance(function, Module):
        return _is_ours(function)
    modules = function.named_modules().values()
    parts = [part for module in modules for part in vars(module).values() if callable(part)]
    ours = all(type(module).__module__.partition(".")[0] == "nn" for module in modules)
    return ours and all(isinstance(part, Module) or _is_ours(part) for part in parts)


def _is_ours(function: Any) -> bool:
    """Tell whether a function is one of ours itself: not a method of an object, and not wrapped by somebody."""
    name = getattr(function, "__module__", None) or ""
    home: Any = sys.modules.get(name) if name.partition(".")[0] in ("engine", "nn") else None
    at = [getattr(home, "Value", None), home] if home else []
    if any(function is vars(place).get(function.__name__) for place in at if place is not None):
        return True
    return name == "engine" and function.__qualname__.startswith("function_of.")
