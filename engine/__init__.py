"""A scalar automatic-differentiation engine to learn from.

Reading order: primitives (the table), value (a number that remembers), graph (an order), backward (the chain
rule), forward (the same rows the other way), check (is it right?), trace and draw (what happened, as pictures).
"""

from importlib import import_module
from typing import Any

from engine import copying  # gives Value its copies
from engine.backward import backward, gradient, hessian
from engine.check import GradientReport, check_gradients
from engine.errors import (
    ChalkgradError,
    DomainError,
    GraphTooLargeError,
    LayoutError,
    NotANumberError,
    ShapeError,
)
from engine.forward import jvp
from engine.functions import ONE_INPUT, affine, dot, logsumexp, maximum, minimum, softmax, sum
from engine.graph import topological_order
from engine.numeric import numeric_gradient
from engine.primitives import PRIMITIVES, Primitive
from engine.scope import scope
from engine.value import Constant, Value

__all__ = [
    "PRIMITIVES",
    "ChalkgradError",
    "Constant",
    "DomainError",
    "GradientReport",
    "GraphTooLargeError",
    "LayoutError",
    "NotANumberError",
    "Primitive",
    "ShapeError",
    "Value",
    "affine",
    "backward",
    "check_gradients",
    "dot",
    "gradient",
    "hessian",
    "jvp",
    "logsumexp",
    "maximum",
    "minimum",
    "numeric_gradient",
    "scope",
    "softmax",
    "sum",
    "topological_order",
]
__all__.extend(ONE_INPUT)
globals().update({name: getattr(Value, name) for name in ONE_INPUT})  # engine.exp, engine.relu, ...

_LATER = {  # where to find what is loaded at its first use, because it needs NumPy or the drawing machinery
    "Drawing": "engine.draw",
    "Tape": "engine.tape",
    "assert_gradients": "engine.compare",
    "compare_gradients": "engine.compare",
    "compare_steps": "engine.compare",
    "draw": "engine.draw",
    "record": "engine.tape",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
