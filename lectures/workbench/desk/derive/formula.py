"""A formula typed for a gradient, such as `2*(h - y)*x` or `X.T @ dZ`, computed with the numbers of its names.

Python's parser reads it, and what it reads is walked here; nothing is run as code, whatever is typed.
"""

import ast
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.errors import did_you_mean
from lectures.errors import ExpressionError

LONGEST = 1000  # characters
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power,
    ast.MatMult: np.matmul, ast.USub: np.negative, ast.UAdd: np.positive,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs, "cos": np.cos, "exp": np.exp, "log": np.log, "max": np.max, "mean": np.mean, "min": np.min,
    "relu": lambda x: np.maximum(x, 0.0), "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "sign": np.sign, "sin": np.sin,
    "sqrt": np.sqrt, "sum": np.sum, "tanh": np.tanh,
}  # fmt: skip
OVER_AN_AXIS = ("max", "mean", "min", "sum")
SIGNS = str.maketrans({"−": "-", "·": "*", "×": "*", "ᵀ": ".T", "²": "**2", "³": "**3"})
Look = Callable[[str], Any]  # from a name to its number or numbers; KeyError where there is none


def computed(text: str, look: Look, known: Iterable[str]) -> Any:
    """Return what a formula gives, as a NumPy array or number.

    Args:
        text: numbers, names, + - * / ** @, parentheses, lists, indices, `.T`, and functions such as tanh and sum.
        look: gives the numbers of a name.
        known: the names, for what is said of another.

    Raises:
        ExpressionError: saying what is wrong and what to do.

    >>> float(computed("2*(h - y)*x", {"h": 0.5, "y": 1.0, "x": 3.0}.__getitem__, ()))
    -3.0
    """
    source = " ".join(text.translate(SIGNS).split())
    if len(source) > LONGEST:
        raise ExpressionError(f"this has {len(source):,} characters, and at most {LONGEST:,} can be read: shorten it")
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source, mode="eval").body
        with np.errstate(all="ignore"):
            result = np.asarray(_Formula(source, look, list(known)).value(tree), dtype=float)
    except SyntaxError as error:
        near = f" at character {error.offset}" if error.offset else ""
        raise ExpressionError(
            f"{source!r} cannot be read{near}: write products with *, and close every bracket"
        ) from None
    except (RecursionError, MemoryError):
        raise ExpressionError("this is nested too deeply to be read: write it in parts") from None
    except ValueError as error:  # NumPy's word on shapes
        raise ExpressionError(f"{source!r}: {error}") from None
    if not np.all(np.isfinite(result)):
        raise ExpressionError(f"{source!r} has no finite value here: it divides by zero, or grows too large")
    return result


class _Formula:
    def __init__(self, source: str, look: Look, known: list[str]) -> None:
        self.source, self.look, self.known = source, look, known

    def wrong(self, node: ast.expr, remedy: str) -> ExpressionError:
        return ExpressionError(f"{(ast.get_source_segment(self.source, node) or self.source)!r}: {remedy}")

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(int() | float() as x) if not isinstance(x, bool):
                return np.float64(x)
            case ast.Name(name):
                return self.named(node, name)
            case ast.List(entries) | ast.Tuple(entries):
                return np.array([self.value(entry) for entry in entries])
            case ast.BinOp(_, ast.BitXor(), _):
                raise self.wrong(node, "^ is no power; write ** for it")
            case ast.BinOp(a, sign, b) if type(sign) in OPERATORS:
                return OPERATORS[type(sign)](self.value(a), self.value(b))
            case ast.UnaryOp(sign, x) if type(sign) in OPERATORS:
                return OPERATORS[type(sign)](self.value(x))
            case ast.Attribute(x, "T"):
                return np.transpose(self.value(x))
            case ast.Subscript(x, index):
                return self.entry(node, self.value(x), index)
            case ast.Call(ast.Name(name), [x, *rest], keywords):
                return self.called(node, name, x, [*rest, *(k.value for k in keywords)])
            case ast.Call(ast.Attribute(x, name), rest, keywords):
                return self.called(node, name, x, [*rest, *(k.value for k in keywords)])
        raise self.wrong(node, f"use numbers, names, + - * / ** @, parentheses, .T, and {', '.join(sorted(FUNCTIONS))}")

    def named(self, node: ast.expr, name: str) -> Any:
        try:
            return np.asarray(self.look(name), dtype=float)
        except KeyError:
            hint = did_you_mean(name, self.known, tell_all=False).removeprefix("; ")
            raise self.wrong(
                node, f"nothing here is called so; {hint or 'take names that stand in the graph'}"
            ) from None

    def entry(self, node: ast.expr, array: Any, index: ast.expr) -> Any:
        places = index.elts if isinstance(index, ast.Tuple) else [index]
        try:
            return array[tuple(int(ast.literal_eval(place)) for place in places)]
        except (ValueError, TypeError, IndexError):
            raise self.wrong(node, f"there is no such entry; the shape is {np.shape(array)}, counted from 0") from None

    def called(self, node: ast.expr, name: str, x: ast.expr, rest: list[ast.expr]) -> Any:
        if name not in FUNCTIONS:
            raise self.wrong(node, f"there is no function {name}; there are {', '.join(sorted(FUNCTIONS))}")
        if not rest:
            return FUNCTIONS[name](self.value(x))
        axis = rest[0].value if isinstance(rest[0], ast.Constant) else None
        if name not in OVER_AN_AXIS or len(rest) > 1 or axis not in (0, 1) or isinstance(axis, bool):
            raise self.wrong(node, f"{name} takes one thing{', and the axis 0 or 1' * (name in OVER_AN_AXIS)}")
        return FUNCTIONS[name](self.value(x), axis=axis)
