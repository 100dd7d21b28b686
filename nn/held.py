"""What a module holds: which of it are its parameters, and what is said where one of them is replaced by a number.

What the `forward` of a module makes and keeps is none of its parts. It is told by the scope that it was made in, which
every Value notes anyway: a call of the module, or of one around it that had not begun when the module was made.
"""

from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Any, NamedTuple

from engine.errors import ArgumentError, AssignmentError
from engine.modes import CUT, PARAMETER, SCOPE, Scope
from engine.value import Value
from nn.given import Call, call_of
from nn.paths import CONTAINERS, inside


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
    if value.inputs or value.is_constant or value.marks & CUT:  # without a call: a step passes here
        return False
    return value.scope is None or belongs(value.scope, made_in)


def each_parameter(module: Any) -> Iterator[Value]:
    """Yield what `module.parameters()` has, but without paths, which take most of its time; a shared one once or more.

    >>> from nn import Neuron
    >>> list(each_parameter(Neuron(1, init="zeros")))
    [Value(0.0, label='w'), Value(0.0, label='b')]
    """
    modules: list[Any] = [module]
    seen: set[int] = set()
    while modules:
        module = modules.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        for name, (left, _) in module._set_by_init.items():
            held: list[Any] = [getattr(module, name, None)]
            for thing in held:  # which grows
                if isinstance(thing, Value):
                    if learns(thing, module._made_in):
                        left -= 1
                        yield thing
                elif isinstance(thing, CONTAINERS):
                    held.extend(thing.values() if isinstance(thing, Mapping) else thing)
                elif hasattr(thing, "_set_by_init") and belongs(thing._made_in, module._made_in):
                    modules.append(thing)
            if left > 0:
                refuse_replaced(module, name, held[0])


class Held(NamedTuple):
    """How many parameters an attribute holds, in all its lists, and how many plain numbers."""

    parameters: int
    numbers: int


def counted(where: str, held: Any, made_in: Call | None) -> Held:
    """Return how much of what there is in an attribute, and mark its parameters as such.

    >>> counted("w", [Value(1.0), {"a": Value(2.0), "b": 3.0}, Value(1.0) * 2.0], None)
    Held(parameters=2, numbers=1)
    """
    parameters = numbers = 0
    for thing in each_in(where, held):
        if isinstance(thing, Value):
            if learns(thing, made_in):
                thing.marks |= PARAMETER
                parameters += 1
        elif type(thing) is float or isinstance(thing, Real):
            numbers += 1
    return Held(parameters, numbers)


def each_in(where: str, held: Any, around: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Yield what an attribute holds, itself or in nested lists, tuples and dictionaries.

    Raises:
        ArgumentError: for a list that holds itself.

    >>> list(each_in("w", [1.0, [2.0, {"a": 3.0}]]))
    [1.0, 2.0, 3.0]
    """
    if isinstance(held, Value) or not isinstance(held, CONTAINERS):
        yield held
        return
    if any(held is one for one in around):
        raise ArgumentError(f"{where} is a {type(held).__name__} that holds itself; put what it holds into another one")
    for entry in held.values() if isinstance(held, Mapping) else held:
        yield from each_in(where, entry, (*around, held))


def known_again(module: Any, name: str, thing: Any) -> Mapping[str, Held]:
    """Return in which attributes of a module parameters are looked for when one of these is set to something else."""
    known = dict(module._set_by_init)
    if belongs(SCOPE.get(), module._made_in):
        refuse_replaced(module, name, thing)
        known[name] = counted(f"{module.name}: {name}", thing, module._made_in)
    else:  # a call keeps something there
        del known[name]
    return known


def refuse_replaced(module: Any, name: str, held: Any) -> None:
    """Refuse results of operations and plain numbers where an `__init__` has set parameters: they would not be trained.

    What a call has made may be there: it is kept, and the module has one parameter less.

    Raises:
        AssignmentError: it says how a parameter is changed.
    """
    before, now = module._set_by_init[name], counted(f"{module.name}: {name}", held, module._made_in)
    if now.parameters >= before.parameters:
        return
    for path, x in inside(name, held, (Value, Real)):
        computed = isinstance(x, Value) and is_result(x) and (x.scope is None or belongs(x.scope, module._made_in))
        if computed or (isinstance(x, Real) and now.numbers > before.numbers):
            raise AssignmentError(
                f"{module.name}: {path} is {x!r:.60}, {'the result of an operation' if computed else 'a plain number'}"
                ", where __init__ has set a parameter, and would not be trained; write p.data -= rate * p.grad for a "
                "parameter p, or let an optimiser do it; a new parameter is a leaf, Value((...).item()), and for what "
                "is to be none __init__ sets None"
            )


def is_result(value: Value) -> bool:
    """Tell whether a Value was computed, with a graph or without one.

    >>> is_result(Value(1.0)), is_result(Value(1.0) * 2.0)
    (False, True)
    """
    return bool(value.inputs or value.marks & CUT)


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
