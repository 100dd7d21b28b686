"""The Values that a script left: under which name, of which shape, and which of them is the one to look at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Any

from engine import Drawing, Value
from engine.words.digits import show
from engine.words.nested import Index, shape_of, show_index, show_shape, walk
from nn import Module

MOST_ENTRIES, MOST_LOOKED_AT = 200, 10_000  # of one array: listed; given a label
LOSS = re.compile(r"(^|_|\.)(loss|cost|error|objective|L|J|E)\d*$|loss|cost", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """Something that a script left.

    Attributes:
        name: as the script reaches it, such as "loss" or "model.loss".
        thing: a Value, nested lists of Values and numbers, or a Drawing.
    """

    name: str
    thing: Any

    @property
    def is_result(self) -> bool:
        """Whether it is one Value that an operation made."""
        return isinstance(self.thing, Value) and bool(self.thing.inputs)

    def told(self) -> dict[str, Any]:
        """Return what a list shows of it: its name, kind, shape, and number and gradient, or those of its entries."""
        if isinstance(self.thing, Value):
            return {"name": self.name, "kind": "result" if self.is_result else "leaf", **_numbers(self.thing)}
        if isinstance(self.thing, Drawing):
            return {"name": self.name, "kind": "drawing", "shape": f"{len(self.thing.trace.values):,} values"}
        entries = [(index, value) for index, value in self.first_entries() if isinstance(value, Value)]
        told = [{"index": [*at], "name": show_index(at), **_numbers(value)} for at, value in entries[:MOST_ENTRIES]]
        kind, shape = "results" if any(value.inputs for _, value in entries) else "leaves", shape_of(self.thing)
        more = max(len(entries), prod(shape) if len(entries) == MOST_LOOKED_AT else 0) - len(told)
        size = show_shape(shape).replace(" x ", "×")
        return {"name": self.name, "kind": kind, "shape": size, "entries": told, "more": more}

    def first_entries(self) -> Iterator[tuple[Index, Any]]:
        """Return the first entries of nested lists with their indices, or the one Value."""
        return islice(walk(self.thing), MOST_LOOKED_AT)


def found_in(names: Mapping[str, Any]) -> list[Found]:
    """Return every Value, array of Values and drawing among the names of a script, in the order of the names."""
    found, seen = [], set[int]()
    for name, thing in names.items():
        if name.startswith("_"):
            continue
        for path, each in _reached(name, thing):
            if id(each) not in seen:  # a second name for the same thing says nothing new
                seen.add(id(each))
                held = _as_lists(each)
                if held is not None:
                    found.append(Found(path, held))
    return found


def label(found: list[Found]) -> None:
    """Give every Value that has no label the name that the script has for it; numbers in expressions stay nameless."""
    for each in found:
        if isinstance(each.thing, Drawing):
            continue
        for index, value in each.first_entries():
            if isinstance(value, Value) and not value.label and not value.is_constant:
                value.label = each.name + show_index(index)


def chosen(found: list[Found]) -> tuple[str, Index] | None:
    """Return name and index of what to look at first: the last loss, else the last result, else one in a list."""
    results = [each.name for each in found if each.is_result]
    if results:
        return ([name for name in results if LOSS.search(name)][-1:] or results)[-1], ()
    for each in reversed(found):
        for index, value in each.first_entries() if isinstance(each.thing, list) else ():
            if isinstance(value, Value) and value.inputs:
                return each.name, index
    return None


def pick(found: Mapping[str, Any], name: str, index: Index = ()) -> Any:
    """Return the Value or the drawing with this name and index."""
    thing = found[name]
    for i in index:
        thing = thing[i]
    return thing


def _reached(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield a thing, or what a dictionary or a module keeps, with paths."""
    if isinstance(thing, Module):  # its parameters are leaves; what it keeps of its last call is of interest
        for key, held in vars(thing).items():
            if not key.startswith("_") and isinstance(held, Value) and held.inputs:
                yield f"{name}.{key}", held
    elif isinstance(thing, dict):
        yield from ((f"{name}[{key!r}]", held) for key, held in thing.items() if isinstance(key, str | int))
    else:
        yield name, thing


def _as_lists(thing: Any) -> Any:
    """Return a Value or a drawing itself, an array with Values as nested lists, None for anything else."""
    if isinstance(thing, Value | Drawing):
        return thing
    if hasattr(thing, "dtype"):
        thing = thing.tolist() if thing.dtype == object else None
    if isinstance(thing, Value):  # an array of no dimension
        return thing
    return _nested(thing) if isinstance(thing, list | tuple) and _has_values(thing) else None


def _nested(thing: Any) -> Any:
    return [_nested(each) for each in thing] if isinstance(thing, list | tuple) else thing


def _has_values(thing: Any) -> bool:
    """Look at the first entries only: a list of a million numbers has a first one."""
    while isinstance(thing, list | tuple):
        thing = next((each for each in thing[:MOST_ENTRIES] if isinstance(each, Value | list | tuple)), None)
    return isinstance(thing, Value)


def _numbers(value: Value) -> dict[str, Any]:
    """Its number and its gradient; "—" where no pass has reached it."""
    reached = value.passes > 0 or value.grad != 0.0
    return {"number": show(value.data), "gradient": show(value.grad if reached else None)}
