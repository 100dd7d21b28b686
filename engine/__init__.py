"""A scalar automatic-differentiation engine to learn from.

Reading order: primitives (the table), value (a number that remembers), graph (an order), backward (the chain
rule), forward (the same rows the other way), check (is it right?), trace and draw (what happened, as pictures).
"""

from typing import TYPE_CHECKING, Any

from engine.backward import backward, gradient, hessian
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
from engine.primitives import PRIMITIVES, Primitive
from engine.scope import scope
from engine.value import Constant, Value

globals().update({name: getattr(Value, name) for name in ONE_INPUT})  # engine.exp, engine.relu, ...

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
