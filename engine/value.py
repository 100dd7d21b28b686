"""A `Value` is a number that remembers how it was made; `apply` is the one way to make one from others."""

import numbers
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any

from engine.arithmetic import Floats
from engine.errors import DomainError, NotANumberError
from engine.primitives import PRIMITIVES, Primitive
from engine.scope import Scope, here

Number = int | float  # any numbers.Real is accepted; this is what type checkers can say of it


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

    Raises:
        NotANumberError: for anything that is not a real number.

    >>> x = Value(3.0, label="x")
    >>> y = x * x + 1
    >>> y.backward()
    >>> y.data, x.grad
    (10.0, 6.0)
    """

    __slots__ = ("data", "grad", "inputs", "label", "primitive", "scope")
    __array_ufunc__ = None  # a NumPy scalar on the left must leave the operation to us

    data: float
    grad: float
    label: str
    inputs: tuple["Value", ...]
    primitive: Primitive | None
    scope: Scope | None

    def __init__(self, data: Any, label: str = "") -> None:
        self.data = data if type(data) is float else real(data)
        self.grad = 0.0
        self.label = label
        self.inputs = ()
        self.primitive = None
        self.scope = here.scope

    @property
    def op(self) -> str:
        return self.primitive.symbol if self.primitive else ""

    def item(self) -> float:
        """Return the plain float."""
        return self.data

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        op = f", op={self.op!r}" if self.op else ""
        return f"{type(self).__name__}({self.data!r}{label}{op})"

    # Operators: one-line calls of the table.

    def __add__(self, other: "Value | Number") -> "Value":
        return apply(_ADD, self, other)

    def __radd__(self, other: Number) -> "Value":
        # Python's sum() starts from the int 0; "0 + x" would draw an operation that says nothing.
        return self if other == 0 and type(other) is int else apply(_ADD, other, self)

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

    def __abs__(self) -> "Value":
        return apply(_ABS, self)

    # One-input functions as methods; `engine.exp(v)` is the same function.

    def exp(self) -> "Value":
        return apply(PRIMITIVES["exp"], self)

    def log(self) -> "Value":
        return apply(PRIMITIVES["log"], self)

    def sqrt(self) -> "Value":
        return apply(PRIMITIVES["sqrt"], self)

    def abs(self) -> "Value":
        return apply(_ABS, self)

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

    # What would silently drop the graph is refused with advice.

    def __bool__(self) -> bool:
        raise NotANumberError(f"{self!r} has no truth value; compare a number instead, such as v.data != 0 or v > 0")

    def __float__(self) -> float:
        raise NotANumberError(
            f"{self!r} is not converted to a float silently, because its gradient would be lost; "
            "use v.item() for the number, or engine.exp(v), v.log(), ... to keep the graph"
        )

    if TYPE_CHECKING:  # defined in backward.py, which stands above this file

        def backward(self, /) -> None: ...


class Constant(Value):
    """A number written into an expression, such as the 2 in `2 * x`: a leaf that drawings keep quiet."""

    __slots__ = ()


_ADD, _SUBTRACT, _MULTIPLY, _DIVIDE, _NEGATE, _ABS, _POW, _POWER, _EXPONENTIAL = (
    PRIMITIVES[name]
    for name in ("add", "subtract", "multiply", "divide", "negate", "abs", "pow", "power", "exponential")
)
_ARE_VALUES: Callable[[Any], bool] = frozenset((Value, Constant)).issuperset


def real(number: Any) -> float:
    """Return a real number of any kind as a float.

    Raises:
        NotANumberError: for bool, str, complex, lists, arrays and Values, with advice.

    >>> from fractions import Fraction
    >>> real(Fraction(1, 4))
    0.25
    """
    if isinstance(number, numbers.Real) and not isinstance(number, bool):
        try:
            return float(number)
        except OverflowError:
            raise DomainError(f"{str(number)[:20]}... is too large for a float") from None
    advice = {
        bool: "write 1.0 or 0.0",
        str: "convert it with float(...)",
        complex: "only real numbers have a place on this graph",
    }.get(type(number), "make one Value for each number, such as [Value(x) for x in numbers]")
    if isinstance(number, Value):
        advice = "it is a Value already; for a new leaf with the same number write Value(v.item())"
    raise NotANumberError(f"expected a real number, got {type(number).__name__} {str(number)[:60]}: {advice}")


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
    numbers_in = [x.data for x in inputs]
    try:
        data = primitive.value(Floats, numbers_in) if primitive.many else primitive.value(Floats, *numbers_in)
    except ArithmeticError as error:
        raise domain_error(primitive, inputs, str(error)) from None
    except ValueError as error:
        raise domain_error(primitive, inputs, str(error)) from None
    if not isfinite(data) and all(map(isfinite, numbers_in)):
        raise domain_error(primitive, inputs, "the result overflows")
    node = _new(Value)
    node.data = data
    node.grad = 0.0
    node.inputs = inputs
    node.label = ""
    node.primitive = primitive
    node.scope = here.scope
    if here.watcher is not None:
        here.watcher(node)
    return node


_new = Value.__new__


def domain_error(primitive: Primitive, inputs: tuple[Value, ...], reason: str, of: str = "") -> DomainError:
    """Say which operation failed, on which numbers, and under which labels they are known."""
    what = primitive.formula_of([f"({x.data:g})" if x.data < 0 else f"{x.data:g}" for x in inputs])
    labels = [x.label for x in inputs if x.label]
    where = f" (input{'s' if len(labels) > 1 else ''} {', '.join(map(repr, labels[:6]))})" if labels else ""
    return DomainError(
        f"{primitive.name}: {of}{what[:120]} has no finite real value{where}: {reason}; "
        "keep the input inside the domain, for instance by a smaller step or by adding a small constant"
    )
