"""Where parameters and modules lie in a module: paths such as "W[0,2]", "hidden.0" or "heads.left"."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from engine.errors import ShapeError
from engine.real import real
from engine.value import Value
from engine.words.nested import is_list
from nn.shape import indexed

CONTAINERS = (list, tuple, Mapping)


def inside(name: str, held: Any, kinds: tuple[type, ...], indices: tuple[int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield what an attribute holds of some kinds, itself or in nested lists, tuples and dictionaries, with its path.

    >>> [path for path, _ in inside("w", [[Value(1.0)], {"a": Value(2.0)}], (Value,))]
    ['w[0,0]', 'w.1.a']
    """
    if isinstance(held, kinds):
        yield (indexed(name, indices) if isinstance(held, Value) else ".".join((name, *map(str, indices)))), held
    elif isinstance(held, list | tuple):
        for i, entry in enumerate(held):
            yield from inside(name, entry, kinds, (*indices, i))
    elif not isinstance(held, Value) and isinstance(held, Mapping):  # to ask for a mapping takes long
        path = ".".join((name, *map(str, indices)))
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


def name_parts(parts: Iterable[tuple[str, Any]]) -> None:
    """Call modules by their paths, such as "gate" or "blocks.0", where nobody has given them a name.

    >>> from nn import Neuron
    >>> neuron = Neuron(1, init="zeros")
    >>> name_parts([("gate", neuron), ("again", neuron)]); neuron.name
    'gate'
    """
    for path, part in parts:
        if "name" not in vars(part):
            part.name = path


def paired(where: str, held: Any, given: Any) -> Iterator[tuple[Value, float]]:
    """Yield every Value of what is held with its number in what is given, which must be nested alike.

    Raises:
        ShapeError: where the lengths differ; it names the place.

    >>> list(paired("w", [Value(0.0)], [2]))
    [(Value(0.0), 2.0)]
    """
    if isinstance(held, Value):
        yield held, real(given, where)
    elif not is_list(given) or len(given) != len(held):
        got = f"{len(given)}" if is_list(given) else repr(given)
        raise ShapeError(f"{where}: expects a list of {len(held)}, got {got}; give one number for each parameter")
    else:
        for i, (part, numbers) in enumerate(zip(held, given, strict=True)):
            yield from paired(f"{where}[{i}]", part, numbers)
