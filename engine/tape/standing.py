"""Values that stand for plain numbers of the user's program, and are equal to whatever those are equal to.

A recorded function gets Values for the numbers of its example. `x == 5`, `x in {5.0, 7.0}` and `table[x]` mean the
number there, while the engine goes on telling its Values apart as objects, so that graphs can be walked.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from numbers import Number
from operator import eq
from typing import Any

from engine.graph import one_value
from engine.modes import COMPARED, INSIDE, MODE, Mode, switched
from engine.numberlike import compare
from engine.value import Value

NOT_THE_USER = sys.stdlib_module_names  # collections.Counter hashes for whoever called it
EXACT = 2**53  # whole numbers up to here are floats as they are


class Standing(Value):
    """A number of a recorded example, or what was computed from such and constants alone, while a function runs."""

    __slots__ = ()

    def __new__(cls, *data_and_label: Any) -> Any:
        return Value(*data_and_label) if data_and_label else Value.__new__(Value)  # a copy is a Value like any other

    def __eq__(self, other: object) -> Any:
        other = one_value(other)
        if isinstance(other, Standing | float) or (isinstance(other, int) and abs(other) <= EXACT):
            return compare(eq, self, other if isinstance(other, Standing) else float(other))
        if isinstance(other, Value) or not (isinstance(other, Number) or hasattr(other, "shape")):
            return NotImplemented
        return self._looked_up() == other  # an array, a Fraction, a Decimal

    def __ne__(self, other: object) -> Any:
        found = self.__eq__(other)
        return found if found is NotImplemented else not found if isinstance(found, bool) else ~found

    def __hash__(self) -> int:
        frame: Any = sys._getframe(1)
        while (asks := frame.f_globals.get("__name__", "").partition(".")[0]) in NOT_THE_USER and frame.f_back:
            frame = frame.f_back
        return object.__hash__(self) if asks in INSIDE else hash(self._looked_up())

    def _looked_up(self) -> float:
        """Return the number; what is recorded holds for this one only."""
        self.marks |= COMPARED
        if (mode := MODE.get()) is not None and mode.compared is not None:
            mode.compared(eq, self, self._number, True)
        return self._number

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        if ufunc.__name__ not in ("equal", "not_equal"):
            return super().__array_ufunc__(ufunc, method, *inputs, **settings)
        other = inputs[inputs[0] is self]
        return self == other if ufunc.__name__ == "equal" else self != other


Standing.__name__ = "Value"  # as it is printed


@contextmanager
def standing(leaves: Iterable[Value]) -> Iterator[None]:
    """Let leaves, and what is computed from them and from constants alone, stand for numbers inside the block.

    >>> x = Value(5.0)
    >>> with standing([x]):
    ...     x == 5, x * 2 in [10.0]
    (True, True)
    >>> x == 5
    False
    """
    found = list(leaves)
    outer = (MODE.get() or Mode()).watcher

    def made(node: Value) -> None:
        if outer is not None:
            outer(node)
        stands = False
        for x in node.inputs:
            if type(x) is Standing:
                stands = True
            elif not x.is_constant:
                return
        if stands:
            node.__class__ = Standing
            found.append(node)

    for leaf in found:
        leaf.__class__ = Standing
    try:
        with switched(watcher=made):
            yield
    finally:
        for x in found:
            x.__class__ = Value
