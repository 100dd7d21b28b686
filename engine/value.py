"""A `Value` is a number that remembers how it was made; `apply` is the one way to make one from others."""

from math import isfinite
from operator import eq
from typing import Any, Never

from engine.arithmetic import Floats
from engine.backward import backward
from engine.errors import ArgumentError, AssignmentError, ChalkgradError, shortened
from engine.graph import deep_copy, pickled, with_inputs
from engine.modes import CLOCK, MODE, PASS, SCOPE, Scope, here
from engine.numberlike import ELSEWHERE, LikeANumber
from engine.primitives import PRIMITIVES, Primitive
from engine.real import domain_error, failed, label_of, real

Number = int | float  # any numbers.Real is accepted; type checkers know these two


class Value(LikeANumber):
    """A scalar node of a computation graph.

    Args:
        data: any real number (int, float, Fraction, NumPy scalar), kept as a float; else NotANumberError is raised.
        label: the name that drawings and errors show.

    Attributes:
        data: the number. That of a leaf can be set; that of a result follows from its inputs.
        grad: d(output)/d(this). `backward()` adds to it on leaves and sets it on results of operations.
        inputs: the Values it was computed from, in order and with repeats; () for a leaf.
        op: the symbol of the operation that made it; "" for a leaf.
        passes: on a leaf, how many backward passes `grad` was added up from since it was last 0.
        clock: when its number was computed or set: how many changes of leaves there had been.
        marks: what is noted of it, as bits: see modes.py.

    `==` asks whether two Values are the same object, so that graphs can be walked; `y.data == 5` compares numbers.

    >>> x = Value(3.0, label="x")
    >>> y = x * x + 1
    >>> y.backward()
    >>> y.data, x.grad
    (10.0, 6.0)
    """

    __slots__ = ("_number", "clock", "grad", "inputs", "label", "marks", "primitive", "scope")
    is_constant = False

    def __init__(self, data: Any, label: str = "", requires_grad: None = None) -> None:
        if requires_grad is not None:
            label_of(label)  # micrograd's inputs are refused first
            raise ArgumentError(ELSEWHERE["requires_grad"].said(type(self), "requires_grad"))
        self._number: float = data if type(data) is float else real(data)
        self.clock, self.grad, self.marks = CLOCK.now, 0.0, 0
        self.label = label if type(label) is str else label_of(label)
        self.inputs: tuple[Value, ...] = ()
        self.primitive: Primitive | None = None
        self.scope: Scope | None = SCOPE.get()

    @property
    def data(self) -> float:
        if (mode := MODE.get()) is not None and mode.read is not None:
            mode.read(self)
        return self._number

    @data.setter
    def data(self, number: Number) -> None:
        if self.inputs:
            raise AssignmentError(
                f"{self!r} is the result of an operation: its number follows from its inputs; "
                "set the .data of a leaf and compute the result again"
            )
        number = number if type(number) is float else real(number, f"{self.label or 'v'}.data")
        if number != self._number:
            self._number, self.clock = number, CLOCK.tick()

    @property
    def passes(self) -> int:
        return self.marks // PASS

    @passes.setter
    def passes(self, count: int) -> None:
        self.marks = count * PASS + self.marks % PASS

    @property
    def op(self) -> str:
        return self.primitive.symbol if self.primitive else ""

    @staticmethod
    def of(row: Primitive, *inputs: Any) -> "Value":
        """Apply one row of the table, as `apply` does."""
        return apply(row, *inputs)

    def detach(self) -> "Value":
        """Return a leaf with the same number and label: gradients end here."""
        return Value(self.data, self.label)

    def backward(self, seed: Number = 1.0, **unknown: Never) -> None:
        """Compute seed * d(this)/d(node) for every node of the graph and keep it in `.grad`; see backward.py."""
        backward(self, seed, **unknown)

    def __copy__(self) -> "Value":
        return with_inputs(self, self.inputs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        return deep_copy(self, memo)

    def __reduce__(self) -> tuple[Any, ...]:
        return pickled(self)

    def __repr__(self) -> str:
        if (mode := MODE.get()) is not None and mode.compared is not None:  # a recorded program may go by the text
            mode.compared(eq, self, self._number, True)
        label = f", label={shortened(self.label)!r}" if self.label else ""
        op = f", op={self.op!r}" if self.op else ""
        return f"{type(self).__name__}({self._number!r}{label}{op})"

    def __add__(self, other: "Value | Number") -> "Value":
        return apply(_ADD, self, other if isinstance(other, Value) else _constant(_ADD, other))

    def __radd__(self, other: Number) -> "Value":
        # Python's sum() starts from the int 0; "0 + x" would draw an operation that says nothing.
        return self if type(other) is int and other == 0 else apply(_ADD, _constant(_ADD, other), self)

    def __sub__(self, other: "Value | Number") -> "Value":
        return apply(_SUBTRACT, self, other if isinstance(other, Value) else _constant(_SUBTRACT, other))

    def __rsub__(self, other: Number) -> "Value":
        return apply(_SUBTRACT, _constant(_SUBTRACT, other), self)

    def __mul__(self, other: "Value | Number") -> "Value":
        return apply(_MULTIPLY, self, other if isinstance(other, Value) else _constant(_MULTIPLY, other))

    def __rmul__(self, other: Number) -> "Value":
        return apply(_MULTIPLY, _constant(_MULTIPLY, other), self)

    def __truediv__(self, other: "Value | Number") -> "Value":
        return apply(_DIVIDE, self, other if isinstance(other, Value) else _constant(_DIVIDE, other))

    def __rtruediv__(self, other: Number) -> "Value":
        return apply(_DIVIDE, _constant(_DIVIDE, other), self)

    def __neg__(self) -> "Value":
        return apply(_NEGATE, self)

    def __pos__(self) -> "Value":
        return self

    def __pow__(self, other: "Value | Number") -> "Value":
        return apply(_POW, self, other) if isinstance(other, Value) else apply(_POWER.bind(real(other)), self)

    def __rpow__(self, other: Number) -> "Value":
        return apply(_EXPONENTIAL.bind(real(other)), self)

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


class Constant(Value):
    """A number by which nobody differentiates: the 2 in `2 * x`, or with a label data, such as an input x1.

    >>> Constant(2.0, "x1").is_constant
    True
    """

    __slots__ = ()
    is_constant = True


_ADD, _SUBTRACT, _MULTIPLY, _DIVIDE = (PRIMITIVES[name] for name in ("add", "subtract", "multiply", "divide"))
_NEGATE, _POW, _POWER, _EXPONENTIAL = (PRIMITIVES[name] for name in ("negate", "pow", "power", "exponential"))


def apply(primitive: Primitive, *inputs: Any) -> Value:
    """Compute y = f(inputs) with one row of the table and return it as a new node.

    Args:
        primitive: the row.
        inputs: Values, or real numbers, which become constants; of an array of Values each entry has a node.

    Raises:
        DomainError: where the result is not a finite real number although the inputs are.

    >>> apply(PRIMITIVES["multiply"], Value(2.0, "a"), -3)
    Value(-6.0, op='*')
    """
    try:
        data = Floats.value_of(primitive, inputs)
    except (ArithmeticError, ValueError, TypeError, AttributeError) as error:
        if not all(isinstance(x, Value) for x in inputs):  # plain numbers among them, which lack ._number
            if arrays := [x for x in inputs if hasattr(x, "apply_to_each")]:  # of Values, see nn/array.py
                return arrays[0].apply_to_each(primitive, inputs)  # type: ignore[no-any-return]
            return apply(primitive, *[x if isinstance(x, Value) else _constant(primitive, x) for x in inputs])
        raise failed(primitive, inputs, error, SCOPE.get(), here()) from None
    if not isfinite(data) and all(isfinite(x._number) for x in inputs):
        raise domain_error(primitive, inputs, OverflowError(), SCOPE.get(), place=here()) from None
    node = Value.__new__(Value)  # what __init__ does, without its checks: every operation passes here
    node._number = data
    node.clock = CLOCK.now
    node.grad = 0.0
    node.marks = 0
    node.inputs = inputs
    node.label = ""
    node.primitive = primitive
    node.scope = SCOPE.get()
    mode = MODE.get()
    if mode is not None:
        mode.made(node)
        if mode.places is not None and not isfinite(data):
            raise domain_error(primitive, inputs, None, node.scope, place=here()) from None
    return node


def _constant(primitive: Primitive, number: Any) -> Any:
    try:
        return Constant(number)
    except ChalkgradError as error:  # no number either
        if hasattr(number, "apply_to_each"):
            return number
        raise failed(primitive, (number,), error, SCOPE.get()) from None
