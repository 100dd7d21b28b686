"""What is switched on for a block of code: scopes, which say what part of a program makes a node, and watching."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


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

    def __repr__(self) -> str:
        return f"Scope({self.path!r})"


class _Modes:
    """Where the program is now. One thread builds a graph at a time."""

    scope: Scope | None = None
    watcher: Callable[[Any], None] | None = None


here = _Modes()


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
    before, here.scope = here.scope, Scope(name, here.scope)
    try:
        yield here.scope
    finally:
        here.scope = before


@contextmanager
def watch_nodes(watcher: Callable[[Any], None]) -> Iterator[None]:
    """Call `watcher(node)` for every operation made inside the block (a lecture notes its source line)."""
    before, here.watcher = here.watcher, watcher
    try:
        yield
    finally:
        here.watcher = before
