"""Where parameters and modules lie in a module: paths such as "W[0,2]", "hidden.0" or "heads.left"."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from engine.value import Value
from nn.shape import indexed

CONTAINERS = (list, tuple, Mapping)


def inside(name: str, held: Any, kinds: tuple[type, ...], indices: tuple[int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield what an attribute holds of some kinds, itself or in nested lists, tuples and dictionaries, with its path.

    >>> [path for path, _ in inside("w", [[Value(1.0)], {"a": Value(2.0)}], (Value,))]
    ['w[0,0]', 'w.1.a']
    """
    path = ".".join((name, *map(str, indices)))
    if isinstance(held, kinds):
        yield (indexed(name, indices) if isinstance(held, Value) else path), held
    elif isinstance(held, list | tuple):
        for i, entry in enumerate(held):
            yield from inside(name, entry, kinds, (*indices, i))
    elif isinstance(held, Mapping):
        for key, entry in held.items():
            yield from inside(f"{path}.{key}", entry, kinds)


def unlike(path: str, taken: Container[str]) -> str:
    """Return a path that is not taken: `w0` may be the first entry of `w`, and an attribute of its own.

    >>> unlike("w0", {"w0"}), unlike("w1", {"w0"})
    ('w0#2', 'w1')
    """
    other, count = path, 1
    while other in taken:
        count += 1
        other = f"{path}#{count}"
    return other
