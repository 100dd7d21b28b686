"""Matrix products in an expression: W @ x + b as one operation for each entry, and a name where no line gives one."""

import ast
import re
from collections.abc import Callable, Collection
from itertools import chain, count
from typing import Any

import numpy as np

import engine
from engine import Value
from lectures.expression.functions import entrywise

WEIGHTS = re.compile(r"[Ww]_?(\d*)\w*")


def together(a: Any, b: Any, are_products: tuple[bool, bool]) -> Any:
    """Return W @ x + b with one `affine` for each entry, and U @ h + W @ x with one `dot`; None for another sum.

    Args:
        are_products: which of the two is a matrix product, of which nothing else is made.

    >>> from nn.array import array
    >>> W, x, b = array([[1, 2], [3, 4]], "W"), array([5, 6], "x"), array([7, 8], "b")
    >>> together(W @ x, b, (True, False)).tolist()
    [Value(24.0, op='w·x + b'), Value(47.0, op='w·x + b')]
    """
    shape = np.broadcast_shapes(np.shape(a), np.shape(b))
    ours = [x for x, is_one in zip((a, b), are_products, strict=True) if is_one]
    if not ours or any(np.shape(x) != shape or not all(map(_is_product, _entries(x))) for x in ours):
        return None
    split = [_split if is_one else _as_bias for is_one in are_products]
    if sum(len(split[i](_entries(x)[0])[2]) for i, x in enumerate((a, b))) > 1:
        return None
    return entrywise(_joined(*split))(a, b)


def _entries(x: Any) -> list[Any]:
    return list(np.asarray(x, dtype=object).flat)


def _is_product(x: Any) -> bool:
    return isinstance(x, Value) and x.primitive is not None and x.primitive.name in ("dot", "affine") and not x.label


Parts = tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]


def _split(x: Value) -> Parts:
    """Return the weights, the inputs and the bias, if there is one."""
    n = len(x.inputs) // 2
    return x.inputs[:n], x.inputs[n : 2 * n], x.inputs[2 * n :]


def _as_bias(x: Any) -> Parts:
    return (), (), (x,)


def _joined(left: Callable[[Any], Parts], right: Callable[[Any], Parts]) -> Callable[[Any, Any], Value]:
    def joined(x: Any, y: Any) -> Value:
        weights, inputs, bias = (a + b for a, b in zip(left(x), right(y), strict=True))
        return engine.affine(weights, inputs, *bias) if bias else engine.dot(weights, inputs)

    return joined


def name_for(node: ast.expr, result: Any, taken: Collection[str]) -> str:
    """Return what a product is called that no line names: z1 for W1 @ x + b1, Z1 where it is a matrix.

    >>> name_for(ast.parse("W1 @ x + b1").body[0].value, np.ones(2), {"W1", "x", "b1"})
    'z1'
    >>> name_for(ast.parse("v @ z + c").body[0].value, 0.5, {"v", "z", "c"})
    's'
    """
    weights = [WEIGHTS.fullmatch(each.id) for each in ast.walk(node) if isinstance(each, ast.Name)]
    numbers = {match[1] for match in weights if match}
    own = numbers.pop() if len(numbers) == 1 else ""
    letters = "ZSU" if np.ndim(result) > 1 else "zsu"
    free = [f"{letter}{own}" for letter in letters if letter not in taken]  # beside z, z2 would be taken for its entry
    return next(name for name in chain(free, (f"{letters[0]}{k}" for k in count(1))) if name not in taken)
