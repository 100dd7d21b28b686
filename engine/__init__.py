"""A scalar automatic-differentiation engine to learn from.

The method is four functions: `apply` computes a value and remembers how (value.py), `topological_order` puts a graph
in order (graph.py), `sweep` goes through it backwards with the chain rule, and `backward` keeps what comes out
(backward.py). What calculus there is stands in one table (primitives.py). Then: forward (the same rows the other
way), check (is it right?), trace (what happened, step by step).

Words, each for one thing: `data` is the number of a Value, `grad` its gradient; `inputs` are the Values it was
computed from, and a `leaf` has none. A `partial` is a local derivative, d(node)/d(input); `upstream` is
d(output)/d(node), and a `contribution` is upstream x partial. A `label` is the name of a Value, a `scope` the part of
a program that made it. A `step` is one step of a trace, a `frame` what a drawing shows after it. A `slip` is a
mistake in a gradient derived by hand, a `finding` a slip that explains the numbers, a `verdict` what is said of
something claimed: a gradient by hand, a printed number. `parameters` are what a model learns, `logits` scores before
a softmax, a `target` what an example ought to give.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine import functions
from engine.backward import backward
from engine.check import GradientReport, check_gradients
from engine.errors import ChalkgradError, DomainError, GraphTooLargeError, LayoutError, NotANumberError, ShapeError
from engine.forward import hvp, jvp
from engine.functions import (
    abs,
    affine,
    cos,
    dot,
    exp,
    leaky_relu,
    log,
    logsumexp,
    maximum,
    minimum,
    named,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    sum,
    tanh,
)  # fmt: skip
from engine.gradients import gradient, hessian
from engine.graph import topological_order
from engine.modes import anomaly, no_grad, scope
from engine.numberlike import CalledHere
from engine.numeric import numeric_gradient
from engine.primitives import PRIMITIVES, TABLE, Primitive
from engine.real import real as _real
from engine.value import Constant, Value, apply

__version__ = "0.1.0"

if TYPE_CHECKING:
    from engine.compare import Report, assert_gradients, compare_gradients, compare_steps
    from engine.drawing import Drawing, draw
    from engine.drawing.micrograd import draw_dot
    from engine.tape import Tape, record
else:
    # Where to find what needs NumPy or the machinery of drawings: it is loaded at its first use.
    _LATER = {
        "Drawing": "engine.drawing",
        "Report": "engine.compare",
        "Tape": "engine.tape",
        "assert_gradients": "engine.compare",
        "compare_gradients": "engine.compare",
        "compare_steps": "engine.compare",
        "draw": "engine.drawing",
        "draw_dot": "engine.drawing.micrograd",
        "record": "engine.tape",
    }

    def __getattr__(name):
        from importlib import import_module

        from engine.errors import NoSuchNameError, did_you_mean

        if name not in _LATER:
            near = did_you_mean(name, {*__all__, *FUNCTIONS}, tell_all=False)
            raise NoSuchNameError(f"module 'engine' has no attribute {name!r}{near}")
        return getattr(import_module(_LATER[name]), name)


__all__ = [
    "PRIMITIVES", "ChalkgradError", "Constant", "DomainError", "Drawing", "GradientReport", "GraphTooLargeError",
    "LayoutError", "NotANumberError", "Primitive", "Report", "ShapeError", "Tape", "Value", "abs", "affine", "anomaly",
    "apply", "assert_gradients", "backward", "check_gradients", "compare_gradients", "compare_steps", "cos", "dot",
    "draw", "draw_dot", "exp", "gradient", "hessian", "hvp", "jvp", "leaky_relu", "log", "logsumexp", "maximum",
    "minimum", "named", "no_grad", "numeric_gradient", "record", "relu", "scope", "sigmoid", "sin", "softmax",
    "softplus", "sqrt", "sum", "tanh", "topological_order",
]  # fmt: skip


# A new row can be called by its name at once; what is written in functions.py and value.py has types and examples, too.

SIGNS = ("add", "subtract", "multiply", "divide", "negate", "power", "exponential", "pow")  # written + - * / and **


def function_of(row: Primitive) -> Callable[..., Value]:
    """Return the function of a row, that of functions.py or one made of `apply`; static numbers stand behind.

    Args:
        row: one that takes a fixed number of inputs.

    >>> cube = Primitive("cube", "cube", "activation", lambda math, x: x * x * x, lambda math, y, x: (3.0 * x * x,),
    ...                  "{x}**3", ("3*{x}**2",))
    >>> function_of(cube)(Value(2.0)), function_of(cube).__doc__
    (Value(8.0, op='cube'), 'Return y = x**3; dy/dx = 3*x**2.')
    """
    written: Callable[..., Value] | None = getattr(functions, row.name, None)
    if written is not None:
        return written
    import inspect

    count, names = len(row.domain), row.input_names

    def function(*inputs: Any, **statics: Any) -> Value:
        if not row.static_names and not statics:
            return apply(row, *inputs)
        try:
            inputs = signature.bind(*inputs, **statics).args
        except TypeError as error:
            raise ShapeError(f"{row.name}: it takes ({', '.join(signature.parameters)}): {error}") from None
        return apply(row.bind(*map(_real, inputs[count:])) if row.static_names else row, *inputs[:count])

    slopes = [f"dy/d{x} = {row.partial_formula_with(i, names, 'y')}" for i, x in enumerate(names)]
    function.__name__, function.__doc__ = row.name, f"Return y = {row.formula_with(names)}; {', '.join(slopes)}."
    takes = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
    takes += [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in row.static_names]
    function.__signature__ = signature = inspect.Signature(takes)  # type: ignore[attr-defined]
    return function


FUNCTIONS = {row.name: function_of(row) for row in TABLE if not row.variadic and row.name not in SIGNS}
METHODS = tuple(sorted(row.name for row in TABLE if row.name in FUNCTIONS and len(row.domain) == 1))
globals().update({name: f for name, f in FUNCTIONS.items() if name not in __all__})
for _name in (row.name for row in TABLE if row.name not in SIGNS):  # f(x) is a method as well, f(a, b) is none
    if _name not in METHODS:
        setattr(Value, _name, CalledHere("", f"it is a function of several values, engine.{_name}", _name))
    elif not hasattr(Value, _name):
        setattr(Value, _name, FUNCTIONS[_name])
