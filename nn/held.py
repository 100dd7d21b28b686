"""What a module holds: which of it are its parameters, and what is said of things that look as if they were.

What the `forward` of a module makes and keeps is none of its parts. It is told by the scope that it was made in, which
every Value notes anyway: a call of the module, or of one around it that had not begun when the module was made.
"""

from collections import deque
from collections.abc import Iterator, Mapping, ValuesView
from types import GeneratorType
from typing import Any

from engine.errors import ArgumentError, AssignmentError
from engine.modes import CUT, Scope
from engine.value import Value
from nn.given import Call, call_of
from nn.paths import CONTAINERS, inside

# What gives its entries once: nobody can look into it and leave it as it is.
USED_UP: tuple[type, ...] = (GeneratorType, map, filter, zip, enumerate, reversed, type(iter([])), type(iter(())))


def belongs(scope: Scope | None, made_in: Call | None) -> bool:
    """Tell whether what was made in a scope may be a part of a module, and not what a call of it has made.

    Args:
        scope: where it was made.
        made_in: the call in which the module was made, if any.

    >>> call = Call("model", None)
    >>> belongs(None, None), belongs(call, None), belongs(call, call)
    (True, False, True)
    """
    call = call_of(scope)
    return call is None or (made_in is not None and call in made_in.around)


def learns(value: Value, made_in: Call | None) -> bool:
    """Tell whether a Value that a module holds is a parameter: a leaf, no constant, and not made by a call.

    >>> learns(Value(1.0), None), learns(Value(1.0) + 2.0, None)
    (True, False)
    """
    if value.inputs or value.is_constant or value.marks & CUT:
        return False
    return value.scope is None or belongs(value.scope, made_in)


def each_parameter(module: Any) -> Iterator[Value]:
    """Yield what `module.parameters()` has, but without paths, which take most of its time; a shared one once or more.

    >>> from nn import Neuron
    >>> list(each_parameter(Neuron(1, init="zeros")))
    [Value(0.0, label='b'), Value(0.0, label='w')]
    """
    modules: list[Any] = [module]
    seen: set[int] = set()
    while modules:
        module = modules.pop()
        held: list[Any] = [] if id(module) in seen else [getattr(module, name, None) for name in module._set_by_init]
        seen.add(id(module))
        for thing in held:  # which grows
            if isinstance(thing, Value):
                if learns(thing, module._made_in):
                    yield thing
            elif isinstance(thing, CONTAINERS):
                held.extend(thing.values() if isinstance(thing, Mapping) else thing)
            elif hasattr(thing, "_set_by_init") and belongs(thing._made_in, module._made_in):
                modules.append(thing)


def refuse_hidden(owner: str, name: str, held: Any) -> None:
    """Refuse what an `__init__` has set that looks like parameters and would not be found, or would stay as it is.

    Raises:
        ArgumentError: for the result of an operation, for Values or modules in a set, a deque or an array, and for a
            generator, which may give any.

    >>> refuse_hidden("model", "w", {"a": [Value(1.0)]})
    """
    for path, value in inside(name, held, (Value,)):
        if value.inputs:
            raise ArgumentError(
                f"{owner}: its __init__ sets {path} to {value!r}, the result of an operation, which is no parameter "
                "and would keep its number in training; compute it in forward(), or set a leaf: Value((...).item())"
            )
    is_other = isinstance(held, set | frozenset | deque | ValuesView) or _holds_objects(held)
    entries = getattr(held, "flat", held) if is_other else ()
    if isinstance(held, USED_UP) or any(isinstance(x, Value) or hasattr(x, "named_parameters") for x in entries):
        raise ArgumentError(
            f"{owner}: its __init__ sets {name} to a {type(held).__name__}, in which parameters are not looked for; "
            "use a list, a tuple or a dictionary, nested as you like"
        )


def refuse_as_method(owner: str, name: str, thing: Any) -> None:
    """Refuse to put something else in the place of what every module does, unless it is a function as well.

    Raises:
        AssignmentError: for a module, and for what cannot be called.

    >>> refuse_as_method("model", "forward", lambda x: x)
    """
    if hasattr(thing, "named_parameters") or not callable(thing):
        raise AssignmentError(
            f"{owner}: {name} is what every module does, model.{name}(...), and cannot be {thing!r:.40}; "
            f"take another name, such as self.own_{name}"
        )


class NoParameters(list[Value]):
    """What `parameters()` returns where there are none; `why` tells an optimiser what is there instead.

    >>> NoParameters("m", {"w": 0.5}).why
    'no Value is set in the __init__ of m: w is a float; write self.w = Value(...), or a list of Values'
    """

    def __init__(self, owner: str, held: Mapping[str, Any]) -> None:
        super().__init__()
        numbers = {name: x for name, x in held.items() if _is_number(x) or hasattr(x, "dtype")}
        said = ", ".join(f"{name} is a {type(x).__name__}" for name, x in numbers.items())
        name = next(iter(numbers), "w")
        remedy = f"write self.{name} = Value(...), or a list of Values"
        self.why = f"no Value is set in the __init__ of {owner}: {said}; {remedy}" if said else ""


def _is_number(held: Any) -> bool:
    while isinstance(held, list | tuple) and held:
        held = held[0]
    return isinstance(held, float) or getattr(held, "is_constant", False)


def _holds_objects(held: Any) -> bool:
    return str(getattr(held, "dtype", "")) == "object"  # an array of NumPy's, which need not be there
