"""Parameters that would be lost: what looks like some, where a module does not look for them."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, ValuesView
from itertools import chain
from types import GeneratorType, ModuleType
from typing import Any

from engine.errors import ArgumentError, AssignmentError
from engine.modes import SCOPE
from engine.value import Value
from nn.given import call_of
from nn.held import counted, each_in, each_parameter, is_result
from nn.paths import CONTAINERS, inside

# What gives its entries once: nobody can look into it and leave it as it is.
USED_UP: tuple[type, ...] = (GeneratorType, map, filter, zip, enumerate, reversed, type(iter([])), type(iter(())))


def take_stock(module: Any) -> None:
    """Note, when a module has been made, in which attributes its parameters are, and refuse what would be lost.

    Raises:
        ArgumentError: see `refuse_hidden`.
    """
    made_in, held = call_of(SCOPE.get()), {name: x for name, x in vars(module).items() if type(x) is not str}
    module.__dict__["_made_in"] = made_in
    module.__dict__["_set_by_init"] = {
        name: counted(f"{module.name}: its __init__ sets {name}, which", thing, made_in)
        for name, thing in held.items()
        if isinstance(thing, (Value, *CONTAINERS)) or _is_module(thing)
    }
    for name, thing in held.items():
        refuse_hidden(module.name, name, thing, lambda: chain(each_parameter(module), module.named_modules().values()))


def refuse_hidden(owner: str, name: str, held: Any, found: Callable[[], Iterable[Any]] = tuple) -> None:
    """Refuse what an `__init__` has set that looks like parameters and would not be found, or would stay as it is.

    Args:
        found: gives the parameters and modules that are found, which an optimiser, say, may hold as well.

    Raises:
        ArgumentError: for the result of an operation, for Values or modules in a set, a deque, an array or an object of
            another class, for a generator, which may give any, and for a list that holds itself.

    >>> refuse_hidden("model", "w", {"a": [Value(1.0)]})
    """
    for thing in each_in(f"{owner}: its __init__ sets {name}, which", held):
        if isinstance(thing, Value):
            if is_result(thing):
                raise ArgumentError(
                    f"{owner}: its __init__ sets {_path(name, held, thing)} to {thing!r}, the result of an operation, "
                    "which is no parameter and would keep its number in training; compute it in forward(), or set a "
                    "leaf: Value((...).item())"
                )
            continue
        lost = [x for entry in _within(thing) for x in each_in(f"{owner}: {name}", entry) if _is_part(x)]
        if (lost and not {*map(id, lost)} <= {*map(id, found())}) or isinstance(thing, USED_UP):
            kind = type(thing).__name__
            is_object = not isinstance(thing, (*USED_UP, *_COLLECTIONS)) and not hasattr(thing, "dtype")
            remedy = f", or make {kind} a Module" if is_object else ""
            raise ArgumentError(
                f"{owner}: its __init__ sets {_path(name, held, thing)} to a {kind}, in which parameters are not "
                f"looked for; use a list, a tuple or a dictionary, nested as you like{remedy}"
            )


def refuse_in_class(owner: str, held: Mapping[str, Any]) -> None:
    """Refuse Values and modules that a class has itself: all models of the class would share them, and none finds them.

    Raises:
        ArgumentError: for these, and for `__slots__`.

    >>> refuse_in_class("model", {"w": 1.0})
    """
    for name, thing in held.items():
        if name == "__slots__" and thing:
            raise ArgumentError(f"{owner}: parameters are not looked for in __slots__; leave them out, and slots=True")
        if name[:2] != "__" and any(map(_is_part, each_in(f"{owner}: {name}", thing))):
            raise ArgumentError(
                f"{owner}: {name} is set in the class, where parameters are not looked for, and all models of the "
                f"class would share it; write self.{name} = ... in __init__"
            )


def _is_part(x: Any) -> bool:
    """Tell whether something would be a parameter, or a part with parameters, where these are looked for."""
    return _is_module(x) or (isinstance(x, Value) and not x.is_constant and not is_result(x))


def _is_module(x: Any) -> bool:
    return hasattr(x, "named_parameters") and not isinstance(x, type)


_COLLECTIONS = (set, frozenset, deque, ValuesView)


def _within(thing: Any) -> Iterable[Any]:
    """Return what something holds in which parameters are not looked for."""
    if isinstance(thing, _COLLECTIONS):
        return thing
    if _holds_objects(thing):
        return thing.flat  # type: ignore[no-any-return]
    if _is_module(thing) or isinstance(thing, type | ModuleType):
        return ()
    names = {*getattr(thing, "__dict__", ()), *getattr(thing, "__dataclass_fields__", ())}
    return [getattr(thing, name, None) for name in names]


def _path(name: str, held: Any, thing: Any) -> str:
    return next(path for path, x in inside(name, held, (type(thing),)) if x is thing)


def refuse_as_method(owner: str, name: str, thing: Any) -> None:
    """Refuse to put something else in the place of what every module does, unless it is a function as well.

    Raises:
        AssignmentError: for a module, and for what cannot be called.

    >>> refuse_as_method("model", "forward", lambda x: x)
    """
    if _is_module(thing) or not callable(thing):
        raise AssignmentError(
            f"{owner}: {name} is what every module does, model.{name}(...), and cannot be {thing!r:.40}; "
            f"take another name, such as self.own_{name}"
        )


def _holds_objects(held: Any) -> bool:
    return str(getattr(held, "dtype", "")) == "object"  # an array of NumPy's, which need not be there
