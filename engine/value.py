"""A `Value` is a number that remembers how it was made; `apply` is the one way to make one from others."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from engine.arithmetic import Floats, real
from engine.backward import backward
from engine.copying import deep_copy, pickled, with_inputs
from engine.errors import NotANumberError, domain_error
from engine.modes import Scope, here
from engine.primitives import PRIMITIVES, Primitive

Number = int | float  # any numbers.Real is accepted; type checkers know these two


class Value:
    """A scalar node of a computation graph.

    Args:
        data: any real number (int, float, Fraction, NumPy scalar); kept as a float.
        label: the name that drawings and errors show.

    Attributes:
        data: the number.
        grad: d(output)/d(this). `backward()` adds to it on leaves and sets it on results of operations.
        inputs: the Values it was computed from, in order and with repeats; () for a leaf.
        op: the symbol of the operation that made it; "" for a leaf.
        passes: on a leaf, how many backward passes `grad` was added up from since it was last 0.

    Raises:
        NotANumberError: for anything that is not a real number.

    >>> x = Value(3.0, label="x")
    >>> y = x * x + 1
    >>> y.backward()
    >>> y.data, x.grad
    (10.0, 6.0)
    """

    __slots__ = ("data", "grad", "inputs", "label", "passes", "primitive", "scope")
    __array_ufunc__ = None  # a NumPy scalar on the left must leave the operation to us
    is_constant = False

    def __init__(self, data: Any, label: str = "") -> None:
        self.data: float = data if type(data) is float else real(data)
        self.grad = 0.0
        self.passes = 0
        self.label = label if type(label) is str else str(label)
        self.inputs: tuple[Value, ...] = ()
        self.primitive: Primitive | None = None
        self.scope: Scope | None = here.scope

    @property
    def op(self) -> str:
        return self.primitive.symbol if self.primitive else ""

    def item(self) -> float:
        """Return the plain float."""
        return self.data

    def backward(self) -> None:
        """Compute d(this)/d(node) for every node of the graph and keep it in `.grad`; see backward.py."""
        backward(self)

    def __copy__(self) -> "Value":
        return with_inputs(self, self.inputs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        return deep_copy(self, memo)

    def __reduce__(self) -> tuple[Any, ...]:
        return pickled(self)

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        op = f", op={self.op!r}" if self.op else ""
        return f"{type(self).__name__}({self.data!r}{label}{op})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __add__(self, other: "Value | Number") -> "Value":
        return apply(_ADD, self, other)

    def __radd__(self, other: Number) -> "Value":
        # Python's sum() starts from the int 0; "0 + x" would draw an operation that says nothing.
        return self if type(other) is int and other == 0 else apply(_ADD, other, self)

    def __sub__(self, other: "Value | Number") -> "Value":
        return apply(_SUBTRACT, self, other)

    def __rsub__(self, other: Number) -> "Value":
        return apply(_SUBTRACT, other, self)

    def __mul__(self, other: "Value | Number") -> "Value":
        return apply(_MULTIPLY, self, other)

    def __rmul__(self, other: Number) -> "Value":
        return apply(_MULTIPLY, other, self)

    def __truediv__(self, other: "Value | Number") -> "Value":
        return apply(_DIVIDE, self, other)

    def __rtruediv__(self, other: Number) -> "Value":
        return apply(_DIVIDE, other, self)

    def __neg__(self) -> "Value":
        return apply(_NEGATE, self)

    def __pos__(self) -> "Value":
        return self

    def __pow__(self, other: "Value | Number") -> "Value":
        return apply(_POW, self, other) if isinstance(other, Value) else apply(_POWER.bind(real(other)), self)

    def __rpow__(self, other: Number) -> "Value":
        return apply(_EXPONENTIAL.bind(real(other)), self)

    # One-input functions as methods; `engine.exp(v)` is the same function.

    def exp(self) -> "Value":
        return apply(PRIMITIVES["exp"], self)

    def log(self) -> "Value":
        return apply(PRIMITIVES["log"], self)

    def sqrt(self) -> "Value":
        return apply(PRIMITIVES["sqrt"], self)

    def abs(self) -> "Value":
        return apply(PRIMITIVES["abs"], self)

    __abs__ = abs

    def sin(self) -> "Value":
        return apply(PRIMITIVES["sin"], self)

    def cos(self) -> "Value":
        return apply(PRIMITIVES["cos"], self)

    def tanh(self) -> "Value":
        return apply(PRIMITIVES["tanh"], self)

    def sigmoid(self) -> "Value":
        return apply(PRIMITIVES["sigmoid"], self)

    def relu(self) -> "Value":
        return apply(PRIMITIVES["relu"], self)

    def leaky_relu(self, slope: float = 0.01) -> "Value":
        return apply(PRIMITIVES["leaky_relu"].bind(real(slope)), self)

    def softplus(self) -> "Value":
        return apply(PRIMITIVES["softplus"], self)

    # Comparisons look at the numbers; equality and hash are those of the object, so that graphs can be walked.

    def __lt__(self, other: "Value | Number") -> bool:
        return self.data < (other.data if isinstance(other, Value) else real(other))

    def __le__(self, other: "Value | Number") -> bool:
        return self.data <= (other.data if isinstance(other, Value) else real(other))

    def __gt__(self, other: "Value | Number") -> bool:
        return self.data > (other.data if isinstance(other, Value) else real(other))

    def __ge__(self, other: "Value | Number") -> bool:
        return self.data >= (other.data if isinstance(other, Value) else real(other))

    def __bool__(self) -> bool:
        raise NotANumberError(f"{self!r} has no truth value; compare a number instead, such as v.data != 0 or v > 0")

    def __float__(self) -> float:
        raise NotANumberError(
            f"{self!r} would lose its graph as a float; use v.item() for the number, or engine.exp(v), v.log(), ..."
        )


class Constant(Value):
    """A number written into an expression, such as the 2 in `2 * x`: a leaf that drawings keep quiet."""

    __slots__ = ()
    is_constant = True


_ADD, _SUBTRACT, _MULTIPLY, _DIVIDE = (PRIMITIVES[name] for name in ("add", "subtract", "multiply", "divide"))
_NEGATE, _POW, _POWER, _EXPONENTIAL = (PRIMITIVES[name] for name in ("negate", "pow", "power", "exponential"))
_ARE_VALUES: Callable[[Any], bool] = frozenset((Value, Constant)).issuperset


def named(label: str, value: Value) -> Value:
    """Return the same Value, with a label: what drawings, errors and diagnoses call it.

    Raises:
        NotANumberError: for anything but a Value.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> named("y", w * x + 1)
    Value(7.0, label='y', op='+')
    """
    if not isinstance(value, Value):
        raise NotANumberError(f"named takes a label and then a Value, such as named('y', w * x), not {value!r}")
    value.label = label
    return value


def apply(primitive: Primitive, *inputs: Any) -> Value:
    """Compute y = f(inputs) with one row of the table and return it as a new node.

    Args:
        primitive: the row.
        inputs: Values, or real numbers, which become constants.

    Raises:
        DomainError: where the result is not a finite real number although the inputs are.

    >>> apply(PRIMITIVES["multiply"], Value(2.0, "a"), -3)
    Value(-6.0, op='*')
    """
    if not _ARE_VALUES(map(type, inputs)):
        inputs = tuple([x if isinstance(x, Value) else Constant(x) for x in inputs])
    return operation(primitive, inputs)


def operation(primitive: Primitive, inputs: tuple[Value, ...]) -> Value:
    """Do what `apply` does for inputs that are known to be Values: a layer looks at its inputs only once.

    >>> operation(PRIMITIVES["negate"], (Value(2.0),))
    Value(-2.0, op='neg')
    """
    numbers_in = [x.data for x in inputs]
    try:
        data = primitive.value(Floats, numbers_in) if primitive.variadic else primitive.value(Floats, *numbers_in)
    except (ArithmeticError, ValueError) as error:
        raise domain_error(primitive, inputs, error, here.scope) from None
    if not isfinite(data) and all(map(isfinite, numbers_in)):
        raise domain_error(primitive, inputs, OverflowError(), here.scope)
    node = Value.__new__(Value)
    node.data = data
    node.grad = 0.0
    node.passes = 0
    node.inputs = inputs
    node.label = ""
    node.primitive = primitive
    node.scope = here.scope
    if here.watcher is not None:
        here.watcher(node)
    return node
