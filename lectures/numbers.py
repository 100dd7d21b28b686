"""Numbers as they are shown and compared: Values, arrays and nested lists as plain numbers and lists."""

import math
from typing import Any

from engine import Value
from engine.words.nested import flatten, map_nested, sizes_of
from lectures.printed import Printed


def plain(x: Any) -> Any:
    """Return Values, NumPy arrays and tuples, nested or not, as numbers and lists.

    >>> plain(((Value(1.0), 2), 3))
    [[1.0, 2], 3]
    """
    return map_nested(_number, _number(x))


def for_json(x: Any) -> Any:
    """Return numbers and lists as JSON knows them: it has no NaN and no infinity, which become words.

    >>> for_json([1.0, float("nan")])
    [1.0, 'nan']
    """
    return map_nested(lambda x: str(x) if isinstance(x, float) and not math.isfinite(x) else x, plain(x))


def same(a: Any, b: Any, rtol: float = 1e-9) -> bool:
    """Are two numbers, or two nested lists of one shape, equal to rtol of their largest entry (or 1e-12)?

    >>> same([[1.0, 2.0]], [[1.0, 2.0 + 1e-12]]), same([1.0, 2.0], [[1.0, 2.0]])
    (True, False)
    """
    if isinstance(a, list) or isinstance(b, list):
        if not (isinstance(a, list) and isinstance(b, list) and sizes_of(a) == sizes_of(b)):
            return False
        entries = list(zip(flatten(a), flatten(b), strict=True))
        scale = max((abs(x) for pair in entries for x in pair if math.isfinite(x)), default=0.0)
        return all(_close(x, y, rtol, scale) for x, y in entries)
    if isinstance(a, str) or isinstance(b, str) or isinstance(a, bool) != isinstance(b, bool):
        return bool(a == b) and type(a) is type(b)
    return _close(a, b, rtol, max(abs(a), abs(b)))


def _number(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x.tolist() if hasattr(x, "tolist") else x


def _close(x: float, y: float, rtol: float, scale: float) -> bool:
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return x == y or (math.isfinite(x - y) and abs(x - y) <= max(rtol * scale, 1e-12))


def agrees(printed: Any, computed: Any) -> bool:
    """Would a computed number, or each of a list, be printed as what was read?"""
    if isinstance(printed, list) or isinstance(computed, list):
        return (
            isinstance(printed, list)
            and isinstance(computed, list)
            and len(printed) == len(computed)
            and all(map(agrees, printed, computed))
        )
    if isinstance(printed, Printed) and not isinstance(computed, bool | str):
        return printed.agrees(computed)
    return isinstance(computed, bool) and printed is computed
