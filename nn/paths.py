"""Where parameters and modules lie in a module: paths such as "W[0,2]", "hidden.0" or "heads.left"."""

from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from engine.errors import ArgumentError, ShapeError
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


def refuse_hidden(owner: str, name: str, held: Any) -> None:
    """Refuse what an `__init__` has set that looks like parameters and would not be found, or would stay as it is.

    Raises:
        ArgumentError: for the result of an operation, and for Values or modules in a set, a deque or an array.

    >>> refuse_hidden("model", "w", {"a": [Value(1.0)]})
    """
    for path, value in inside(name, held, (Value,)):
        if value.inputs:
            raise ArgumentError(
                f"{owner}: its __init__ sets {path} to {value!r}, the result of an operation, which is no parameter "
                "and would keep its number in training; compute it in forward(), or set a leaf: Value((...).item())"
            )
    entries = getattr(held, "flat", held) if isinstance(held, set | frozenset | deque) or _holds_objects(held) else ()
    if any(isinstance(entry, Value) or hasattr(entry, "named_parameters") for entry in entries):
        raise ArgumentError(
            f"{owner}: its __init__ sets {name} to a {type(held).__name__}, in which parameters are not looked for; "
            "use a list, a tuple or a dictionary, nested as you like"
        )


class NoParameters(list[Value]):
    """What `parameters()` returns where there are none; `why` tells an optimiser what is there instead.

    >>> NoParameters("m", {"w": 0.5}).why
    'no Value is set in the __init__ of m: w is a float; write self.w = Value(...), or a list of Values'
    """

    def __init__(self, owner: str, held: Mapping[str, Any]) -> None:
        super().__init__()
        numbers = {name: x for name, x in held.items() if isinstance(x, float) or hasattr(x, "dtype") or _listed(x)}
        said = ", ".join(f"{name} is a {type(x).__name__}" for name, x in numbers.items())
        name = next(iter(numbers), "w")
        remedy = f"write self.{name} = Value(...), or a list of Values"
        self.why = f"no Value is set in the __init__ of {owner}: {said}; {remedy}" if said else ""


def _listed(held: Any) -> bool:
    while isinstance(held, list | tuple) and held:
        held = held[0]
    return isinstance(held, float)


def _holds_objects(held: Any) -> bool:
    return str(getattr(held, "dtype", "")) == "object"  # an array of NumPy's, which need not be there


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
