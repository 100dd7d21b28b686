"""Checking what goes into a layer: vectors are lists, images are [channel][row][column], sequences lists of vectors."""

import random
from collections.abc import Callable, Iterable
from typing import Any

from engine import Constant, Value
from engine.errors import ArgumentError, ChalkgradError, SettingError, ShapeError
from engine.modes import SCOPE
from engine.real import real
from engine.words.nested import is_list, map_nested, shape_of
from nn.given import made_once

_ARE_VALUES: Callable[[Any], bool] = frozenset((Value, Constant)).issuperset


class CheckedList(list[Value]):
    """A list that `vector` has looked at, so that the neurons of a layer need not look again."""


def vector(x: Any, size: int | None = None, label: str = "x", *place: int, time: int | None = None) -> CheckedList:
    """Return a list of `size` Values; a plain number becomes data, a constant with a label such as x0, or x alone.

    Args:
        place: in a batch: x[3,0] for 3.
        time: in a sequence: x3, and of several numbers x3[0].

    Raises:
        ShapeError: when it is not a list, or has another length; it names the layer.

    >>> vector([1.0, Value(2.0)])
    [Constant(1.0, label='x0'), Value(2.0)]
    """
    if type(x) is CheckedList and len(x) == size:
        return x
    if not is_list(x) or (size is not None and len(x) != size):
        count, of = "" if size is None else f"{size} ", "" if label == "x" else f" for {label}"
        raise wrong_shape(f"a list of {count}numbers{of}", x)
    if _ARE_VALUES(map(type, x)):
        return CheckedList(x)
    many = len(x) > 1

    def called_at(i: int) -> str:
        return indexed(label, (*place, i), many or place != ()) if time is None else dated(label, time, i, many)

    def made() -> CheckedList:
        return CheckedList([v if isinstance(v, Value) else _leaf(v, called_at(i)) for i, v in enumerate(x)])

    return made_once(x, x, (label, place, time), made)


def image(x: Any, channels: int | None = None) -> list[list[list[Value]]]:
    """Return [channel][row][column] as Values; a plain number becomes a constant with a label such as x[0,1,2], or
    x[1,2] where there is one channel only.

    Raises:
        ShapeError: when it is not three lists deep, is ragged, or has another number of channels.

    >>> image([[[1, 2], [3, 4]]])[0][1][0]
    Constant(3.0, label='x[1,0]')
    """
    shape = shape_of(x)
    if len(shape) != 3 or (channels is not None and shape[0] != channels):
        raise wrong_shape(
            f"an image [channel][row][column] with {channels or 'some'} channel{'s' * (channels != 1)}", x
        )
    if any(shape_of(plane) != shape[1:] for plane in x) or any(
        shape_of(row) != shape[2:] for plane in x for row in plane
    ):
        raise wrong_shape("an image with rows of one length", x)
    if 0 in shape:
        raise wrong_shape("an image with at least one pixel", x)

    def leaf(v: Any, *place: int) -> Value:
        within = place if len(x) > 1 else place[1:]  # one channel only: its index says nothing
        return v if isinstance(v, Value) else _leaf(v, indexed("x", within, shape != (1, 1, 1)))

    def made() -> list[list[list[Value]]]:
        return [[[leaf(v, c, i, j) for j, v in enumerate(r)] for i, r in enumerate(rows)] for c, rows in enumerate(x)]

    return made_once(x, (v for rows in x for row in rows for v in row), "image", made)


def check_sequence(x: Any, of: str = "vectors", least: int = 0) -> Any:
    """Return x, which must be a list, of vectors or of whatever `of` says, with at least so many of them.

    Raises:
        ShapeError: when it is not.

    >>> check_sequence([[1], [2]])
    [[1], [2]]
    """
    if not is_list(x):
        raise wrong_shape(f"a list of {of}", x)
    if len(x) < least:
        raise ShapeError(f"{called()}: expects at least {least} of the {of}, got {len(x)}; leave empty sequences out")
    return x


def _leaf(number: Any, label: str) -> Value:
    if is_list(number):
        raise wrong_shape(f"a number for {label}", number)
    return _value(number, label)


def _value(number: Any, label: str = "") -> Value:
    try:
        return Constant(number, label)  # what goes in is given: it gets no gradient
    except ChalkgradError as error:
        raise type(error)(f"{called()}: {label and f'{label}: '}{error}") from None


def called() -> str:
    """Return which layer was called, and by which, for an error."""
    return opened.path if (opened := SCOPE.get()) else "a call"


def wrong_shape(expected: str, got: Any) -> ShapeError:
    """Return the error that says which layer was called, what it expects and what it got."""
    shape = shape_of(got)
    lengths = " x ".join(map(str, shape))
    what = lengths if len(shape) > 1 else f"a list of {lengths}" if shape else f"{got!r:.60}"
    return ShapeError(f"{called()}: expects {expected}, got {what}{_advice(got, expected)}")


def _advice(got: Any, expected: str) -> str:
    depth = len(shape_of(got)) + expected.startswith("a number")
    if "image" in expected:
        if "rows of one length" in expected:
            return ", whose rows differ; fill up the shorter ones, for instance with zeros"
        if "at least" in expected:
            return "; take a larger image, pad it, or make the layer with a smaller window"
        return (
            "; a grid of one channel is written [grid]" if depth == 2 else "; write it as nested lists, such as [grid]"
        )
    if depth == 0 and isinstance(got, Value | int | float):
        return "; put a single number in a list, such as [x]"
    if depth == 2:
        return "; call the layer once for each example, such as [layer(x) for x in batch]"
    if depth > 2:
        return "; flatten an image first, with nn.Flatten()"
    return "; give as many numbers as the layer was made for" if depth else "; give a list, such as [1.0, 2.0]"


def check_rng(where: str, rng: Any) -> random.Random:
    """Return a source of random numbers.

    Raises:
        ArgumentError: for anything else, such as a seed.

    >>> check_rng("moons", random.Random(0)).random() < 1
    True
    """
    if not isinstance(rng, random.Random):
        raise ArgumentError(f"{where}: rng must be a random.Random, such as random.Random(0), got {rng!r:.40}")
    return rng


def check_interval(where: str, interval: Any) -> tuple[float, float]:
    """Return the two ends of an interval.

    Raises:
        SettingError: for anything but two numbers, the smaller one first.

    >>> check_interval("curve", (-1, 1))
    (-1.0, 1.0)
    """
    if not is_list(interval) or len(interval) != 2 or not real(interval[0], where) < real(interval[1], where):
        raise SettingError(
            f"{where}: an interval is two numbers, the smaller one first, such as (-3, 3), got {interval!r:.60}"
        )
    return real(interval[0]), real(interval[1])


def map_values(f: Callable[[Value], Any], x: Any) -> Any:
    """Apply f to every number of nested lists, as a Value, and keep the nesting.

    >>> map_values(lambda v: -v.data, [[-1, 2], [3]])
    [[1.0, -2.0], [-3.0]]
    """
    return map_nested(lambda v: f(v if isinstance(v, Value) else _value(v)), x)


def dated(name: str, time: int, i: int, many: bool) -> str:
    """Return the name of one entry of the vector at a time; its index is left out where there are not many.

    >>> dated("h", 2, 0, many=False), dated("h", 2, 1, many=True)
    ('h2', 'h2[1]')
    """
    return f"{name}{time}[{i}]" if many else f"{name}{time}"


def indexed(name: str, indices: tuple[int, ...], many: bool = True) -> str:
    """Return the name of one entry: a single index is appended, several stand in brackets.

    Args:
        many: whether there are other entries; the only one needs no index.

    >>> indexed("b", ()), indexed("w", (2,)), indexed("W", (1, 0)), indexed("W", (0, 0), many=False)
    ('b', 'w2', 'W[1,0]', 'W')
    """
    if not many:
        return name
    return f"{name}[{','.join(map(str, indices))}]" if len(indices) > 1 else name + "".join(map(str, indices))


def rows_of(rows: Any) -> list[list[Any]]:
    """Return the rows of a matrix as lists.

    Raises:
        ShapeError: where they are no rows of one length, or hold lists.
        NotANumberError: where they hold texts or None.

    >>> rows_of(zip([1, 2], [3, 4]))
    [[1, 3], [2, 4]]
    """
    found = [_list_of(row) for row in _list_of(rows)]
    for x in {type(x): x for row in found for x in row}.values():  # one of each type tells
        if is_list(x):
            raise ShapeError(f"Matrix: expects numbers in its rows, such as [[1, 2], [3, 4]], got {x!r:.60} in one")
        if x is None or isinstance(x, str):
            real(x, "Matrix")
    lengths = [len(row) for row in found]
    if len(set(lengths)) != 1 or not found[0]:
        raise ShapeError(f"Matrix: expects rows of one length, such as [[1, 2], [3, 4]], got rows of {lengths}")
    return found


def _list_of(row: Any) -> list[Any]:
    if isinstance(row, str) or not isinstance(row, Iterable):
        raise ShapeError(
            f"Matrix: expects a list of rows, such as [[1, 2], [3, 4]], got {row!r:.60} where a row belongs; "
            "a vector is one row, [[1, 2]], or a column, Matrix.column([1, 2])"
        )
    return list(row)
