"""Nested lists as arrays: flat entries and a shape, for parameters, for gradients and for what a student returns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite, prod
from typing import Any

from engine.errors import NotANumberError, ShapeError
from engine.real import real
from engine.value import Constant, Value

Shape = tuple[int, ...]
Index = tuple[int, ...]


ENTRIES = frozenset({Value, Constant, float, int, str})  # what most lists end with, and is no list


def is_list(x: Any) -> bool:
    """Return whether x is a list, a tuple, an array: something with entries in an order; an array of no dimension has
    none.

    >>> is_list([1]), is_list((1,)), is_list("a"), is_list({1}), is_list(1.0)
    (True, True, False, False, False)
    """
    if not (hasattr(x, "__getitem__") and hasattr(x, "__len__")) or isinstance(x, str | bytes | Mapping):
        return False
    return isinstance(x, list | tuple) or getattr(x, "shape", None) != ()


def walk(nested: Any, index: Index = ()) -> Iterator[tuple[Index, Any]]:
    """Yield every entry of nested lists in reading order with its index; rows may have different lengths.

    >>> list(walk([[1, 2], [3]]))
    [((0, 0), 1), ((0, 1), 2), ((1, 0), 3)]
    """
    if is_list(nested):
        for i, row in enumerate(nested):
            yield from walk(row, (*index, i))
    else:
        yield index, nested


def flatten(nested: Any) -> list[Any]:
    """Return every entry of nested lists in reading order.

    >>> flatten([[1, 2], [3]])
    [1, 2, 3]
    """
    if type(nested) is list and set(map(type, nested)) == {float}:  # as most rows of data, in which nothing is nested
        return nested[:]
    return [x for row in nested for x in flatten(row)] if is_list(nested) else [nested]


def map_nested(f: Callable[[Any], Any], nested: Any) -> Any:
    """Apply f to every entry of nested lists and keep the nesting.

    >>> map_nested(abs, [[-1, 2], [-3]])
    [[1, 2], [3]]
    """
    return [map_nested(f, row) for row in nested] if is_list(nested) else f(nested)


def shape_of(nested: Any) -> Shape:
    """Return the lengths of nested lists, outermost first, read along their first entries.

    >>> shape_of([[1, 2, 3], [4, 5, 6]]), shape_of(7)
    ((2, 3), ())
    """
    if not is_list(nested):
        return ()
    return (len(nested), *(shape_of(nested[0]) if len(nested) else ()))


def unnest(nested: Any, name: str) -> tuple[list[Any], Shape]:
    """Return the entries of a nested list, a tuple, an array or a module in reading order, and the shape.

    Args:
        nested: one entry, or lists of lists; anything with `tolist()` or with `parameters()` counts as a list.
        name: what an error calls it.

    Raises:
        ShapeError: when the rows of one list have different shapes.

    >>> unnest([[1, 2, 3], [4, 5, 6]], "dW")
    ([1, 2, 3, 4, 5, 6], (2, 3))
    >>> unnest(7, "db")
    ([7], ())
    """
    if hasattr(nested, "tolist"):
        nested = nested.tolist()
    elif hasattr(nested, "parameters"):
        nested = list(nested.parameters())
    if not is_list(nested):
        return [nested], ()
    if all(type(entry) in ENTRIES for entry in nested):
        return list(nested), (len(nested),)
    rows = [unnest(row, name) for row in nested]  # as deep as the brackets are, not as the graph
    shapes = {shape for _, shape in rows}
    if len(shapes) > 1:
        lengths = " and ".join(map(show_shape, sorted(shapes)))
        raise ShapeError(f"{name}: its rows have different shapes, {lengths}; every row needs the same")
    inner = shapes.pop() if shapes else ()
    return [entry for entries, _ in rows for entry in entries], (len(rows), *inner)


def values_of(nested: Any, name: str) -> tuple[list[Value], Shape]:
    """Return a parameter's Values and its shape.

    Raises:
        NotANumberError: when an entry is not a Value.

    >>> values_of([Value(1.0, "w0"), Value(2.0, "w1")], "w")[1]
    (2,)
    """
    entries, shape = unnest(nested, name)
    for entry in entries:
        if not isinstance(entry, Value):
            raise NotANumberError(
                f"{name}: a gradient is taken with respect to Values of the graph, but got "
                f"{type(entry).__name__} {str(entry)[:40]}; give the Value itself, not its .data"
            )
    if not entries:
        raise ShapeError(f"{name}: an empty list has no gradient; give at least one Value")
    return entries, shape


def numbers_of(nested: Any, name: str) -> tuple[list[float], Shape]:
    """Return a hand-derived gradient's numbers and its shape; NaN and infinity are kept.

    Raises:
        NotANumberError: when an entry is not a real number.

    >>> numbers_of([[1, 2.5]], "dW")
    ([1.0, 2.5], (1, 2))
    """
    entries, shape = unnest(nested, name)
    try:
        return [real(entry) for entry in entries], shape
    except NotANumberError as error:
        raise NotANumberError(f"{name}: {error}") from None


def nest(entries: Sequence[Any], shape: Shape) -> Any:
    """Return the entries as nested lists, or as one number when the shape is ().

    >>> nest([1, 2, 3, 4, 5, 6], (3, 2))
    [[1, 2], [3, 4], [5, 6]]
    """
    if not shape:
        return entries[0]
    size = prod(shape[1:])
    return [nest(entries[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


def sizes_of(nested: Any) -> tuple[Any, ...]:
    """Return the shape of nested lists of which rows may differ: then the sizes of each row follow the length.

    >>> sizes_of([[1, 2], [3, 4]]), sizes_of([[1], [2, 3]]), sizes_of(7)
    ((2, 2), (2, (1,), (2,)), ())
    """
    if not is_list(nested):
        return ()
    rows = [sizes_of(row) for row in nested]
    return (len(rows), *rows[0]) if len(set(rows)) == 1 else (len(rows), *rows)


def show_index(index: Index) -> str:
    """Return an index as one writes it in Python.

    >>> show_index((0, 2))
    '[0][2]'
    """
    return "".join(f"[{i}]" for i in index)


def show_shape(shape: Shape) -> str:
    """Return a shape in words.

    >>> show_shape((3, 2)), show_shape((3,)), show_shape(())
    ('3 x 2', '3', 'one number')
    """
    return " x ".join(map(str, shape)) or "one number"


def close(a: float, b: float, atol: float, rtol: float) -> bool:
    """Tell whether a is b up to |a - b| <= atol + rtol |b|; never for NaN or infinity.

    >>> close(1.0000001, 1.0, 1e-7, 1e-6), close(float("nan"), 1.0, 1e-7, 1e-6)
    (True, False)
    """
    return isfinite(a - b) and abs(a - b) <= atol + rtol * abs(b)
