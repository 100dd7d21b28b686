"""What the engine keeps track of while a program runs.

Scopes say which part of a program makes a node; modes are switched on for a block of code; the clock tells whether a
number is older than what was computed from it; marks say what was done with a number.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from engine.errors.called import Called


class Scope:
    """One opening of a named part, such as one call of a layer.

    >>> with scope("mlp"), scope("hidden.0") as inner:
    ...     inner.path
    'mlp/hidden.0'
    """

    __slots__ = ("name", "parent")

    def __init__(self, name: str, parent: "Scope | None") -> None:
        self.name, self.parent = str(name), parent

    @property
    def path(self) -> str:
        """The names from the outermost scope to this one, joined by '/'."""
        return "/".join(scope.name for scope in self.around)

    @property
    def around(self) -> "tuple[Scope, ...]":
        """The scopes from the outermost one to this one."""
        found: list[Scope] = []
        at: Scope | None = self
        while at is not None:
            found.append(at)
            at = at.parent
        return tuple(reversed(found))

    def __deepcopy__(self, memo: dict[int, Any]) -> "Scope":
        return self  # a copied Value was made where the Value was

    def __repr__(self) -> str:
        return f"Scope({self.path!r})"


class _Clock:
    """Counts the changes of leaves, so that a sweep can tell when a number has changed since it was used."""

    def __init__(self) -> None:
        self.now, self.lock = 0, Lock()

    def tick(self) -> int:
        """Count one more change, and return the time."""
        with self.lock:
            self.now += 1
            return self.now

    def not_before(self, time: int) -> int:
        """Move on to a time, unless it has passed, and return it."""
        with self.lock:
            self.now = max(self.now, time)
        return time


CLOCK = _Clock()


@dataclass(frozen=True)
class Mode:
    """What is switched on, besides scopes, where operations are made.

    Attributes:
        watcher: called with every new node.
        keeps_graph: whether a result remembers what it was made from.
        places: with `anomaly()`, the line of the user's program that made each node; None without.
        compared: called with (comparison, value, other, outcome) when a Value is compared.
        read: called with the Value whose `.data` is read.
    """

    watcher: Callable[[Any], None] | None = None
    keeps_graph: bool = True
    places: dict[Any, str] | None = None
    compared: Callable[..., None] | None = None
    read: Callable[[Any], None] | None = None

    def made(self, node: Any) -> None:
        """Do what is due when an operation has been made."""
        if not self.keeps_graph:
            node.marks |= CUT
        if self.places is not None:
            self.places[node] = user_line()
        if self.watcher is not None:
            self.watcher(node)
        if not self.keeps_graph and self.compared is None:  # a recording needs what it compares
            node.inputs, node.primitive = (), None


# Context variables: what one thread or one asyncio task switches on, the others do not see.
SCOPE: ContextVar[Scope | None] = ContextVar("scope", default=None)
MODE: ContextVar[Mode | None] = ContextVar("mode", default=None)


@contextmanager
def scope(name: str) -> Iterator[Scope]:
    """Name the part of the program that makes the nodes inside the `with` block.

    Two openings with one name stay two boxes: a layer called twice is drawn twice.

    Args:
        name: what a drawing writes on the box, such as "hidden.0".

    >>> from engine import Value
    >>> with scope("neuron"):
    ...     y = Value(1.0) + 2.0
    >>> y.scope
    Scope('neuron')
    """
    opened = Scope(name, SCOPE.get())
    before = SCOPE.set(opened)
    try:
        yield opened
    finally:
        SCOPE.reset(before)


@contextmanager
def switched(**on: Any) -> Iterator[None]:
    """Change some attributes of the `Mode` inside the block."""
    before = MODE.set(replace(MODE.get() or Mode(), **on))
    try:
        yield
    finally:
        MODE.reset(before)


def watch_nodes(watcher: Callable[[Any], None]) -> AbstractContextManager[None]:
    """Call `watcher(node)` for every operation made inside the block (a lecture notes its source line)."""
    return switched(watcher=watcher)


def numbers_of(values: Sequence[Any]) -> list[float]:
    """Return the number of each Value, quickly; a recording is told of each, as by `.data`.

    >>> from engine import Value
    >>> numbers_of([Value(1.0), Value(2.0)])
    [1.0, 2.0]
    """
    return [x.data for x in values] if (mode := MODE.get()) and mode.read else [x._number for x in values]


def set_numbers(leaves: Sequence[Any], numbers: Sequence[float]) -> None:
    """Give leaves other numbers, quickly and as one change, where `.data = ` for each would be one change for each.

    >>> from engine import Value
    >>> w, b = Value(1.0), Value(2.0)
    >>> set_numbers([w, b], [3.0, 4.0]); w.data, b.data
    (3.0, 4.0)
    """
    now = CLOCK.tick()
    for leaf, number in zip(leaves, numbers, strict=True):
        if number != leaf._number:
            leaf._number, leaf.clock = number, now


@contextmanager
def numbers_at(leaves: Sequence[Any], numbers: Sequence[float]) -> Iterator[None]:
    """Give leaves other numbers inside the block, which other threads see too. Graphs from inside belong to these."""
    before = numbers_of(leaves)
    try:
        set_numbers(leaves, numbers)
        yield
    finally:
        set_numbers(leaves, before)


@Called
def no_grad() -> AbstractContextManager[None]:
    """Compute numbers only inside the block: results are leaves, and what they were made from is not kept.

    >>> from engine import Value
    >>> w = Value(2.0, "w")
    >>> with no_grad():
    ...     y = w * 3.0
    >>> y.data, y.inputs
    (6.0, ())
    """
    return switched(keeps_graph=False)


def is_recording() -> bool:
    """Tell whether a function is being recorded."""
    return (mode := MODE.get()) is not None and mode.compared is not None


def with_graph() -> AbstractContextManager[None]:
    """Keep graphs inside the block, also where `no_grad()` is on: for what builds a graph of its own."""
    return switched(keeps_graph=True)


@Called
def anomaly() -> AbstractContextManager[None]:
    """Inside the block, name the first operation that makes a NaN or infinity, forward or backward, and its line.

    >>> from engine import Value
    >>> x = Value(float("inf"), "x")
    >>> with anomaly():
    ...     y = x * 0.0  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    engine.errors.DomainError: multiply: inf*0 has no finite real value (input 'x' = inf, at ...): an input ...
    """
    return switched(places={})


INSIDE = ("engine", "nn", "contextlib")  # whose frames are not the user's


def user_line() -> str:
    """Return the file and the line, outside of engine and nn, that the program is at."""
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in INSIDE:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def here() -> str:
    """Return the line that the program is at, inside of `anomaly()`; elsewhere ""."""
    return user_line() if (mode := MODE.get()) is not None and mode.places is not None else ""


def place_of(node: Any) -> str:
    """Return the line that made a node, inside of `anomaly()`; elsewhere ""."""
    return mode.places.get(node, "") if (mode := MODE.get()) is not None and mode.places is not None else ""


# Marks of a Value, added up in one number to save memory.
COMPARED = 1  # a comparison has looked at its number: the program may have branched on it
PARAMETER = 2  # it is a parameter of a module, or `gradient` was asked for its gradient
CUT = 4  # it was computed inside `no_grad()`, and so has no graph
CHOSEN = 8  # a derivative as a graph, on the way to which a comparison has chosen a side of a kink
PASS = 16  # one backward pass has reached it; two add up to 32, and so on
