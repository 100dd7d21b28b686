"""What goes into a model is one input: plain numbers that several of its parts are given become Values once.

Which parts belong together is told by the outermost module that is being called. What is remembered is one call: the
next one begins anew, so that two examples stay two inputs.
"""

from collections.abc import Callable, Hashable, Iterable
from contextvars import ContextVar
from typing import Any, TypeVar

from engine import Value
from engine.modes import SCOPE, Scope
from engine.words.nested import flatten

T = TypeVar("T")
Made = tuple[Any, list[Any], Any]  # a list, which so keeps its id; what it held; and what was made of it


class Call(Scope):
    """The scope of one call of a module."""

    __slots__ = ()


def call_of(scope: Scope | None) -> Call | None:
    """Return the innermost call of a module that a scope lies in, if any.

    >>> call_of(Scope("a part of a program", None))
    """
    while scope is not None and not isinstance(scope, Call):
        scope = scope.parent
    return scope


_MADE: ContextVar[tuple[Scope, dict[Hashable, Made]] | None] = ContextVar("made", default=None)


def made_once(x: Any, numbers: Iterable[Any], called: Hashable, make: Callable[[], T]) -> T:
    """Return make(), or what it returned for the same plain list, unchanged since, earlier in this call of the model.

    Args:
        x: the list, whose identity counts.
        numbers: what is in it, in order.
        called: tells apart what the entries are called.

    >>> x = [1.0]
    >>> made_once(x, x, "x", lambda: "outside of modules, each time anew")
    'outside of modules, each time anew'
    """
    model, at = None, SCOPE.get()
    while at is not None:
        if type(at) is Call:
            model = at
        at = at.parent
    held = list(numbers)
    if model is None or any(isinstance(v, Value) for v in held):  # a Value would keep its graph
        return make()
    last = _MADE.get()
    if last is None or last[0] is not model:
        last = model, dict[Hashable, Made]()
        _MADE.set(last)
    before = last[1].get((id(x), called))
    if before is not None and before[1] == held:
        for constant in flatten(before[2]):
            constant.scope = _around(constant.scope)  # drawn around all that are given it
        return before[2]  # type: ignore[no-any-return]
    made = make()
    last[1][id(x), called] = x, held, made
    return made


def _around(one: Scope | None) -> Scope | None:
    """Return the innermost scope in which a scope and the present one lie both."""
    present = SCOPE.get()
    while one is not None and one not in (present.around if present else ()):
        one = one.parent
    return one
