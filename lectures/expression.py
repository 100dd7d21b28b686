"""An expression such as `((w*x+b).tanh()-y)**2` as a graph of Values.

Python's parser reads it, and what it reads is walked here: numbers, names, + - * / **, and what the engine offers by
name. Nothing is run as code, whatever is written.
"""

import ast
import inspect
import math
import operator
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import engine
from engine import Value
from engine.errors import ChalkgradError, did_you_mean
from engine.words.notation import one_line
from lectures.errors import ExpressionError

LONGEST = 1000  # characters
METHODS = (
    "abs", "cos", "exp", "leaky_relu", "log", "relu", "sigmoid", "sin", "softplus", "sqrt", "tanh",
)  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(engine, name) for name in (*METHODS, "affine", "dot", "logsumexp", "maximum", "minimum", "sum")
}
OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
ALLOWED = f"use numbers, names, + - * / **, parentheses, and {', '.join(sorted(FUNCTIONS))}"


def evaluate(expression: str, numbers: Mapping[str, float]) -> Value:
    """Return the value of an expression, with the graph that leads to it.

    Args:
        numbers: what each name in it stands for; each becomes a leaf of that name.

    Raises:
        ExpressionError: saying what is wrong, at which character, and what to do.

    >>> y = evaluate("(w*x - 1)**2", {"w": 2.0, "x": 3.0})
    >>> y.data, y.op
    (25.0, '**2')
    """
    source = " ".join(expression.split())
    tree = _parsed(source)
    leaves = {unicodedata.normalize("NFKC", name): Value(number, name) for name, number in numbers.items()}
    reading = _Reading(source, leaves)
    results: dict[int, Any] = {}
    used = set()
    for node, children in _from_the_leaves(tree, reading):
        results[id(node)] = reading.value(node, [results[id(child)] for child in children])
        used |= {node.id} if isinstance(node, ast.Name) else set()
    for name in leaves:
        if name not in used:
            near = did_you_mean(name, sorted(used))
            raise ExpressionError(
                f"{name} has a number, but does not stand in {reading.shown}{near or '; leave it out'}"
            )
    output = results[id(tree)]
    if not isinstance(output, Value):
        raise ExpressionError(f"{reading.shown} has no graph: it needs at least one name or function, such as x**2 x=3")
    return output


def numbers_of(assignments: Iterable[str]) -> dict[str, float]:
    """Return what `name=number` texts say.

    Raises:
        ExpressionError: for anything else, and for a name that comes twice.

    >>> numbers_of(["w=0.5", "b=-3e-1"])
    {'w': 0.5, 'b': -0.3}
    """
    found: dict[str, float] = {}
    for text in assignments:
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals or not name.isidentifier():
            raise ExpressionError(f"{one_line(text)!r} is no name with a number: write it as w=0.5, without spaces")
        if name in found:
            raise ExpressionError(f"{name} is given two numbers: leave one out")
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = math.nan
        if not math.isfinite(found[name]):
            raise ExpressionError(f"{name}={one_line(number)}: this is no number; write it as {name}=0.5")
    return found


def _parsed(source: str) -> ast.expr:
    shown = f"{one_line(source, 80)!r}"
    if len(source) > LONGEST:
        raise ExpressionError(
            f"{shown} has {len(source):,} characters, and at most {LONGEST:,} can be read: shorten it"
        )
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        near = f" at character {error.offset}" if error.offset else ""
        raise ExpressionError(
            f"{shown} cannot be read{near} ({error.msg}): write products with *, and close every parenthesis"
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"{shown} cannot be read: it is nested too deeply, or holds what is no text") from None


def _from_the_leaves(tree: ast.expr, reading: "_Reading") -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    """Yield every node that is computed, with its children, which come before it."""
    waiting: list[tuple[ast.expr, list[ast.expr] | None]] = [(tree, None)]
    while waiting:
        node, children = waiting.pop()
        if children is not None:
            yield node, children
            continue
        children = reading.children(node)
        waiting.append((node, children))
        waiting += [(child, None) for child in reversed(children)]


class _Reading:
    """One expression that is being read, for what is said of its mistakes."""

    def __init__(self, source: str, leaves: Mapping[str, Value]) -> None:
        self.source, self.leaves = source, leaves
        self.shown = repr(one_line(source, 80))

    def wrong(self, node: ast.expr, what: str, remedy: str) -> ExpressionError:
        place = len(self.source.encode()[: node.col_offset].decode()) + 1
        return ExpressionError(f"{self.shown}, character {place}: {what}{f'; {remedy}' if remedy else ''}")

    def children(self, node: ast.expr) -> list[ast.expr]:
        """Return what a node is computed from.

        Raises:
            ExpressionError: for what may not stand in an expression.
        """
        match node:
            case ast.Constant(int() | float() as x) if not isinstance(x, bool):
                return []
            case ast.Name():
                return []
            case ast.BinOp(a, sign, b) if type(sign) in OPERATORS:
                return [a, b]
            case ast.BinOp(_, ast.BitXor(), _):
                raise self.wrong(node, "^ is no power", "write ** for it")
            case ast.UnaryOp(sign, x) if type(sign) in OPERATORS:
                return [x]
            case ast.List(entries) | ast.Tuple(entries):
                return entries
            case ast.Call(_, _, [_, *_]):
                raise self.wrong(node, "an argument has a name", "write only its value")
            case ast.Call(ast.Name(name), arguments):
                if name not in FUNCTIONS:
                    raise self.wrong(node, f"there is no function {name!r}", self.nearest(name, FUNCTIONS))
                return arguments
            case ast.Call(ast.Attribute(x, name), arguments):
                if name not in METHODS:
                    raise self.wrong(node, f"there is no .{name}()", self.nearest(name, METHODS))
                return [x, *arguments]
        text = one_line(ast.get_source_segment(self.source, node) or "")
        raise self.wrong(node, f"{text!r} cannot be drawn", ALLOWED)

    def nearest(self, name: str, names: Iterable[str]) -> str:
        return did_you_mean(name, names).removeprefix("; ") or ALLOWED

    def value(self, node: ast.expr, inputs: list[Any]) -> Any:
        """Compute a node.

        Raises:
            ExpressionError: where a name has no number, or the engine refuses.
        """
        match node:
            case ast.Name(name) if name not in self.leaves:
                if name in FUNCTIONS:
                    raise self.wrong(node, f"{name} is a function", f"call it, as in {name}(x), or give {name}=1")
                meant = did_you_mean(name, self.leaves, tell_all=False).removeprefix("; ").rstrip("?")
                raise self.wrong(
                    node, f"{name} has no number", f"{meant + '? ' if meant else ''}give one, as in {name}=1"
                )
            case ast.Name(name):
                return self.leaves[name]
            case ast.List() | ast.Tuple():
                return inputs
            case ast.BinOp(_, sign, _) | ast.UnaryOp(sign, _):
                if any(isinstance(x, list) for x in inputs):
                    raise self.wrong(node, "a list is no number", "lists are for dot, affine, sum and logsumexp")
                return self.called(node, OPERATORS[type(sign)], inputs)
            case ast.Constant(number):
                return self.called(node, float, [number])
            case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(_, name)):
                signature = inspect.signature(FUNCTIONS[name])
                try:
                    signature.bind(*inputs)
                except TypeError as error:
                    remedy = f"it takes ({', '.join(signature.parameters)})"
                    raise self.wrong(node, f"{name}: {error}", remedy) from None
                return self.called(node, FUNCTIONS[name], inputs)

    def called(self, node: ast.expr, f: Callable[..., Any], inputs: list[Any]) -> Any:
        try:
            result = f(*inputs)
        except ChalkgradError as error:
            raise self.wrong(node, f"{error}", "") from None
        except ZeroDivisionError:
            raise self.wrong(node, "division by zero", "take another number") from None
        except OverflowError:
            raise self.wrong(node, "the number is too large", "take a smaller one") from None
        if isinstance(result, complex):
            raise self.wrong(node, "a negative number has no such power", "take a positive one, or a whole exponent")
        return result
