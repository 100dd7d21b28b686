"""What a step does, written down as calls of NumPy on arrays that are there already.

The rules of the table are run once, on arrays that write down what is done to them: `x * y + 1.0` becomes two calls,
each with a place for its result. A replay goes through the calls and has nothing else to decide, nor memory to ask for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import Any
from weakref import proxy

import numpy as np

from engine.arrays import Array

ONE, FLOAT = np.array(1.0), np.dtype(float)
Call = tuple[Callable[..., Any], tuple[Any, ...]]  # a function and its arguments: half as large as a `partial`


class Scratch:
    """Memory for results that nobody needs once their step is done, so that all steps share it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[Any, int], Array] = {}

    def at(self, n: int, kind: Any, size: int, make: Callable[..., Array]) -> Array:
        """Return the end of the n-th piece of memory of a kind, which is made anew where it is too short."""
        before = len(self.kept.get((kind, n), ()))
        if before < size:
            self.kept[kind, n] = make(max(size, 2 * before))
        return self.kept[kind, n][-size:]


class Written(np.ndarray[Any, Any]):
    """An array that writes down what is done to it; what is cut out of it does so, too."""

    calls: "Calls"

    def __array_finalize__(self, of: Any) -> None:
        self.calls = getattr(of, "calls", None)  # type: ignore[assignment]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **options: Any) -> Any:
        return self.calls.add(ufunc if method == "__call__" else getattr(ufunc, method), args, options)

    def __array_function__(self, f: Any, types: Any, args: Any, options: Any) -> Any:
        if f in (np.where, np.einsum):
            return self.calls.add(f, args, options)
        return super().__array_function__(f, types, args, options)


class Calls:
    """The calls of one step.

    Args:
        known: what is computed already, by the call; what is done twice is computed once.
        scratch: memory that steps share; without it each result has memory of its own.
        views: the windows on arrays that steps share, because each is an object of its own.
    """

    def __init__(
        self, known: Mapping[Any, Array] | None = None, scratch: Scratch | None = None,
        views: dict[Any, Array] | None = None,
    ) -> None:  # fmt: skip
        self.known, self.views = dict(known or {}), {} if views is None else views
        self.scratch, self.used = scratch, 0
        self.made: list[list[Any]] = []  # function, arguments, options, result

    def array(self, array: Array) -> Any:
        found = array.view(Written)
        found.calls = proxy(self)  # an array that a call keeps does not keep what was known when it was written
        return found

    def add(self, f: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Write down a call and return its result."""
        args = tuple(x.view(np.ndarray) if isinstance(x, Written) else x for x in args)
        if f is np.where:
            if _is(args[1], 1.0) and _is(args[2], 0.0):
                return self._counted(args[0])
            for compare, choose, chosen in (np.less_equal, np.maximum, args[1:]), (np.greater, np.fmax, args[:0:-1]):
                if _is(chosen[0], 0.0) and self._is_call(args[0], compare, (chosen[1], 0.0)):
                    return self.add(choose, (chosen[1], 0.0), {})  # of where(x <= 0, 0, x) or where(x > 0, x, 0)
            by, _, *of = self._source(_key(args[2]))
            if _is(args[1], 1.0) and by == "maximum" and of[1:] == [0.0] and self._is_call(args[0], np.greater, of):
                return self.add(np.sign, args[2:], {})  # of where(x > 0, 1, max(x, 0)): nan stays nan
            if _is(args[1], 1.0) and self._comes_from(args[2], "exp", "negative", "absolute"):
                return self.add(np.maximum, args[2::-2], {})  # of where(c, 1, e^-|x|): both c and e^-|x| are 1 at most
        if f is np.absolute and (twin := self._of_the_opposite(*args)) is not None:
            return self.array(twin)
        key = _call(f, args, options)
        if key not in self.known:
            found = f(*args, **options)
            self.known[key] = found = found if self.scratch is None else self.memory(found.shape, found.dtype)
            self.made.append([f, args, options, found])
        return self.array(self.known[key])

    def _is_call(self, found: Any, f: Any, args: Any) -> bool:
        """Tell whether an array is the result of a known call, whose arrays may be told by their keys."""
        known = self.known.get(_call(f, args, {}))
        return known is not None and _key(known) == _key(found)

    def _source(self, key: Any) -> tuple[Any, ...]:
        """Return the known call that an array, told by its key, is the result of."""
        return next((call for call, found in self.known.items() if _key(found) == key), ("", 0, None))

    def _comes_from(self, found: Any, *names: str) -> bool:
        """Tell whether an array is the result of functions with these names, the last one first."""
        key = _key(found)
        for name in names:
            by, _, key, *_ = self._source(key)
            if by != name:
                return False
        return True

    def _of_the_opposite(self, x: Array) -> Array | None:
        """Return |-x| where it is known already, which is |x|: sigmoid(2 x) sigmoid(-2 x) needs one exponential."""
        by, f, *of = self._source(_key(x))
        if by == "multiply" and isinstance(of[0], float):
            of = [_key(self.known.get((by, f, -of[0], of[1])))]
        elif by != "negative":
            return None
        return self.known.get((*_call(np.absolute, (), {}), *of))

    def _counted(self, truths: Array) -> Any:
        """Return truth values as 1 and 0: the comparison with a place for numbers, if it is one of this step."""
        made = [call for call in self.made if call[3] is truths.base]
        f, args = made[0][:2] if made else (np.multiply, (truths, 1.0))
        place = self.memory(truths.shape)
        self.made.append([f, args, {}, place])
        return self.array(place)

    def memory(self, shape: tuple[int, ...], dtype: Any = FLOAT) -> Array:
        """Return memory for a result: numbers share it with other steps, where there is scratch memory."""
        if self.scratch is None or dtype != FLOAT:
            return np.empty(shape, dtype)
        self.used += 1
        return self.scratch.at(self.used - 1, FLOAT, prod(shape), np.empty).reshape(shape)

    def ending_with_zeros(self, rows: int, width: int) -> Array:
        """Return memory for a table, which has one more row of zeros; it is the same at each call."""
        scratch = Scratch() if self.scratch is None else self.scratch
        return scratch.at(0, width, (rows + 1) * width, np.zeros).reshape(rows + 1, width)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let the memory of what is computed inside the block be used again behind it."""
        used, known = self.used, dict(self.known)
        yield
        self.used, self.known = used, known

    def put(self, found: Any, place: Array, add: bool = False) -> Any:
        """Write a result to its place, or add it to what is there; return the place as an array to go on with."""
        found = found.view(np.ndarray) if isinstance(found, np.ndarray) else found
        last = self.made[-1] if self.made else None
        if add:
            self.made.append([np.add, (place, found), {}, place])
        elif last is not None and (fits := _the_same_as(last[3], found, place)) is not None:
            for key in [key for key, array in self.known.items() if array is last[3]]:
                del self.known[key]
            if self.scratch and self.used and last[3].base is self.scratch.kept[FLOAT, self.used - 1]:
                self.used -= 1  # the next result may have what this one would have had
            last[3] = fits
        else:
            self.made.append([np.multiply, (found, 1.0), {}, place])
        return self.array(place)

    def ready(self) -> list[Call]:
        """Return the calls, without truth values that nobody asks for."""
        arrays = [x for _, args, _, _ in self.made for x in args if isinstance(x, np.ndarray)]
        read = {id(x if x.base is None else x.base) for x in arrays}
        self.made = [call for call in self.made if call[3].dtype != bool or id(call[3]) in read]
        kept = {id(call[3]) for call in self.made}
        self.known = {key: found for key, found in self.known.items() if found.dtype != bool or id(found) in kept}
        return [(f, tuple(map(self._shared, args))) for f, args in (_bound(*call) for call in self.made)]

    def _shared(self, x: Any) -> Any:
        return x if not isinstance(x, np.ndarray) or x.base is None else self.views.setdefault(_key(x), x)


def _call(f: Any, args: tuple[Any, ...], options: Mapping[str, Any]) -> tuple[Any, ...]:
    return f.__name__, id(getattr(f, "__self__", f)), *map(_key, args), *options.items()


def _is(x: Any, number: float) -> bool:
    return isinstance(x, float) and x == number


def _key(x: Any) -> Any:
    if isinstance(x, np.ndarray):
        return x.__array_interface__["data"][0], x.shape, x.strides, x.dtype.char
    return x


def _the_same_as(result: Array, found: Any, place: Array) -> Array | None:
    """Return the place in the shape of the last result where this, as it is or in another shape, is what was found."""
    if not isinstance(found, np.ndarray) or found.shape != place.shape or result.dtype != place.dtype:
        return None
    if found.ctypes.data != result.ctypes.data or found.size != result.size:
        return None
    if not (found.flags.c_contiguous and result.flags.c_contiguous):
        return None
    fits = place.reshape(result.shape)
    return fits if np.may_share_memory(fits, place) else None


def _computed(f: Any, args: Any, options: Any, place: Array) -> None:
    place[...] = f(*args, **options)


def _bound(f: Any, args: Any, options: dict[str, Any], place: Array) -> Call:
    """Return a call with as few axes as can be: NumPy spends more time on these than on few numbers."""
    if getattr(f, "__name__", "") == "reduce":
        (x,), axes = args, np.atleast_1d(options["axis"]) % args[0].ndim
        long = [i for i in range(x.ndim) if x.shape[i] > 1]
        if over := tuple(at for at, i in enumerate(long) if i in axes):
            return f, (x.squeeze(), over[0] if len(over) == 1 else over, options.get("dtype"), place.squeeze())
        return np.multiply, (x.squeeze(), ONE, place.squeeze())
    if isinstance(f, np.ufunc):
        if f.signature is None:
            *args, place = _lean([*args, place])
        if f in (np.maximum, np.minimum):  # these take no third argument
            return partial(f, out=place), tuple(args)
        return f, (*args, place)
    if f is np.take:  # other modes than clip copy once more
        return args[0].take, (args[1], options["axis"], place, "clip")
    if f is np.where:
        return _computed, (f, args, options, place)
    return (partial(f, out=place), args) if f is np.einsum else (f, (*args, place))


def _lean(arrays: Sequence[Any]) -> list[Array]:
    """Return arrays that are computed with number by number, the result last, without axes that nobody needs."""
    arrays = [np.asarray(x) for x in arrays]
    shape = arrays[-1].shape
    if all(x.size == 1 or (x.shape == shape and x.flags.c_contiguous) for x in arrays):
        return [x.reshape(() if x.size == 1 < arrays[-1].size else -1) for x in arrays]
    drop = [i for i in range(1, 1 + max(x.ndim for x in arrays)) if all(x.ndim < i or x.shape[-i] == 1 for x in arrays)]
    return [x[(*(0 if x.ndim - i in drop else slice(None) for i in range(x.ndim)), ...)] for x in arrays]
