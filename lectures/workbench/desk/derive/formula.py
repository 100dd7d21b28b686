"""A formula typed for a gradient, such as `2*(h - y)*x` or `X.T @ dZ`, computed with the numbers of its names."""

import ast
from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Any

import numpy as np

from engine.errors import did_you_mean
from lectures.errors import ExpressionError
from lectures.expression.functions import FUNCTIONS, entrywise
from lectures.expression.reading import Reading, from_the_leaves
from lectures.expression.spelling import decimal_comma
from lectures.expression.text import Text
from lectures.numbers import plain
from nn.array import ValueArray

SIGNS = str.maketrans({"ᵀ": ".T", "²": "**2", "³": "**3"})


def computed(text: str, look: Callable[[str], Any], known: Collection[str]) -> Any:
    """Return what a formula gives, as a NumPy array or number.

    Args:
        text: an expression as in the formula box, of numbers, names and functions.
        look: gives the numbers of a name.
        known: the names.

    Raises:
        ExpressionError: saying what is wrong and what to do.

    >>> float(computed("2*(h - y)*x", {"h": 0.5, "y": 1.0, "x": 3.0}.__getitem__, ["h", "y", "x"]))
    -3.0
    """
    written = Text(" ".join(text.translate(SIGNS).split()))
    match written.statements():
        case [ast.Expr(tree)] if not (isinstance(tree, ast.Tuple) and decimal_comma(written.source)):
            pass
        case [ast.Expr(tree)]:
            raise written.wrong(tree, (decimal_comma(written.source) or ("",))[0])
        case _:
            raise ExpressionError(f"{written.shown} is no formula: write one expression, such as 2*(h - y)*x")
    tree = _Entries(known).visit(tree)
    reading = _Formula(written, {})
    names = {node.id for node, _ in from_the_leaves(tree, reading) if isinstance(node, ast.Name)}
    reading.known = {name: _number(look(name)) if name in names else None for name in known}
    result = np.asarray(plain(reading.computed(tree)), dtype=float)
    if not np.all(np.isfinite(result)):
        raise ExpressionError(f"{written.shown} has no finite value here: it divides by zero, or grows too large")
    return result


def literals(text: str) -> set[float]:
    """Return the numbers in a formula that are no exponents and no places in an array.

    >>> sorted(literals("2*(h - 0.3)**2*W[0][1]*x")), literals("h - y")
    ([0.3, 2.0], set())
    """
    waiting: list[ast.AST] = [*Text(" ".join(text.translate(SIGNS).split())).statements()]
    found: set[float] = set()
    while waiting:
        match waiting.pop():
            case ast.Constant(int() | float() as x):
                found.add(float(x))
            case ast.Subscript(x) | ast.BinOp(x, ast.Pow()):
                waiting.append(x)
            case node:
                waiting += ast.iter_child_nodes(node)
    return found


def spelled(array: str, index: Iterable[int]) -> str:
    """Return the name under which one entry of an array is looked for.

    >>> spelled("W", (0, 1))
    'W[0,1]'
    """
    return f"{array}[{','.join(map(str, index))}]"


class _Entries(ast.NodeTransformer):
    """Takes an entry by its own name, however it is written, W[0][1] or W[0, 1]: not every array is there whole."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        index: list[int] = []
        at: ast.expr = node
        while isinstance(at, ast.Subscript):
            here = at.slice.elts if isinstance(at.slice, ast.Tuple) else [at.slice]
            found = [each.value for each in here if isinstance(each, ast.Constant) and isinstance(each.value, int)]
            if len(found) < len(here):
                return node
            index[:0] = found
            at = at.value
        name = spelled(at.id, index) if isinstance(at, ast.Name) else ""
        return ast.copy_location(ast.Name(name, ast.Load()), node) if name in self.known else node


def _of_one_too(f: Callable[..., Any]) -> Callable[..., Any]:
    """Let one number be its own sum and mean, so that a formula serves one example and many."""
    return wraps(f)(lambda x, *axis: f(x, *axis) if isinstance(x, np.ndarray) else x)


class _Formula(Reading):
    functions = FUNCTIONS | {
        "max": FUNCTIONS["maximum"], "mean": _of_one_too(FUNCTIONS["mean"]), "min": FUNCTIONS["minimum"],
        "sign": entrywise(lambda x: float(np.sign(plain(x)))), "sum": _of_one_too(FUNCTIONS["sum"]),
    }  # fmt: skip

    def unknown(self, node: ast.expr, name: str) -> ExpressionError:
        meant = did_you_mean(name, self.known, tell_all=False).removeprefix("; ")
        return self.text.wrong(node, f"nothing here is called {name}", meant or "take names that stand in the graph")


def _number(x: Any) -> Any:
    array = np.array(x, dtype=float)
    return array.astype(object).view(ValueArray) if array.ndim else float(array)
