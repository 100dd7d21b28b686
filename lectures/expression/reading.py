"""One expression, walked node by node: what it is computed from, and what comes out, numbers or arrays."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import METHODS
from engine.errors import ChalkgradError, did_you_mean
from lectures.errors import ExpressionError
from lectures.expression.functions import (
    ALONG_AN_AXIS,
    FUNCTIONS,
    LOSSES,
    OF_ARRAYS,
    OPERATORS,
    plain,
    stacked,
    whole,
)
from lectures.expression.products import together
from lectures.expression.refusals import is_module, refused
from lectures.expression.shapes import meant, misfit, shape_in_words
from lectures.expression.spelling import decimal_comma
from lectures.expression.text import Text

CALLED = {**FUNCTIONS, **LOSSES}


def from_the_leaves(tree: ast.expr, reading: "Reading") -> Iterator[tuple[ast.expr, list[ast.expr]]]:
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


@dataclass(frozen=True)
class Note:
    """What can be computed, but is likely not meant.

    Attributes:
        said: what it is, and what may be meant.
        span: where in the text it stands.
        instead: what to write there.
    """

    said: str
    span: tuple[int, int]
    instead: str


class Reading:
    """Expressions of one text that are being read.

    Attributes:
        known: what each name stands for.
        functions: what may be called.
        products: the matrix products of which nothing else is made, and what comes out.
        notes: what can be computed, but is likely not meant.
    """

    functions: Mapping[str, Callable[..., Any]] = CALLED

    def __init__(self, text: Text, known: Mapping[str, Any]) -> None:
        self.text, self.known = text, known
        self.products: dict[ast.expr, Any] = {}
        self.notes: list[Note] = []

    def computed(self, tree: ast.expr) -> Any:
        """Return what a whole expression is.

        Raises:
            ExpressionError: where a name has no number, or the engine refuses.
        """
        results: dict[int, Any] = {}
        for node, children in from_the_leaves(tree, self):
            results[id(node)] = self.value(node, [results[id(child)] for child in children])
        return results[id(tree)]

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
            case ast.UnaryOp(sign, x) if type(sign) in OPERATORS:
                return [x]
            case ast.List(entries) | ast.Tuple(entries):
                comma = decimal_comma(self.text.of(node)) if isinstance(node, ast.Tuple) else None
                if comma and not all(isinstance(entry, ast.Constant) for entry in entries):
                    raise self.text.wrong(node, comma[0])
                return entries
            case ast.Attribute(x, "T"):
                return [x]
            case ast.Subscript(x, index):
                return [x, *(each for each in places(index) if not isinstance(each, ast.Slice))]
            case ast.Call(ast.Name(name) | ast.Attribute(ast.Name("np" | "numpy"), name), arguments) if (
                name in self.functions
            ):
                return [*arguments, *self.named(node, name)]
            case ast.Call(ast.Attribute(x, name), arguments) if name in (*METHODS, *OF_ARRAYS) and not is_module(x):
                return [x, *arguments, *self.named(node, name)]
        raise refused(self.text, node, self.functions, self.known)

    def named(self, node: ast.Call, name: str) -> list[ast.expr]:
        for each in node.keywords:
            if each.arg != "axis" or name not in ALONG_AN_AXIS:
                raise self.text.wrong(node, "an argument has a name", "write only its value")
        return [each.value for each in node.keywords]

    def value(self, node: ast.expr, inputs: list[Any]) -> Any:
        """Compute a node.

        Raises:
            ExpressionError: where a name has no number, or the engine refuses.
        """
        match node:
            case ast.Name(name) if name not in self.known:
                raise self.unknown(node, name)
            case ast.Name(name):
                return self.known[name]
            case ast.Constant(number):
                return self.called(node, float, [number])
            case ast.List() | ast.Tuple():
                if len({np.shape(x) for x in inputs}) > 1:
                    raise self.text.wrong(node, "the entries of a list have different shapes", "give all the same")
                return stacked(inputs)
            case ast.Attribute():
                return inputs[0].T if isinstance(inputs[0], np.ndarray) else inputs[0]
            case ast.Subscript():
                return self.entry(node, inputs)
            case ast.BinOp(a, sign, b):
                if wrong := misfit(type(sign), [self.text.operand(x) for x in (a, b)], inputs):
                    raise self.text.wrong(node, *wrong)
                return self.operation(node, inputs)
            case ast.UnaryOp(sign, _):
                return self.called(node, OPERATORS[type(sign)], inputs)
            case ast.Call(ast.Name(name)) | ast.Call(ast.Attribute(_, name)):
                signature = inspect.signature(self.functions[name])
                try:
                    signature.bind(*inputs)
                except TypeError as error:
                    remedy = f"it takes ({', '.join(signature.parameters)})"
                    raise self.text.wrong(node, f"{name}: {error}", remedy) from None
                if name in LOSSES:
                    inputs = [plain(inputs[0]), *map(whole, map(plain, inputs[1:]))]
                return self.called(node, self.functions[name], inputs)

    def operation(self, node: ast.BinOp, inputs: list[Any]) -> Any:
        a, b = node.left, node.right
        if isinstance(node.op, ast.Mult) and (product := meant(self.text.operand(a), self.text.operand(b), *inputs)):
            what = "the product of a matrix and a vector"
            said = f"{self.text.of(node)} multiplies entry by entry; {what} is {product}"
            self.notes.append(Note(said, self.text.span(node), product))
        is_sum = isinstance(node.op, ast.Add)
        ours = a in self.products, b in self.products
        found = self.called(node, together, [*inputs, ours]) if is_sum and any(ours) else None
        if found is not None:
            self.products.pop(a, None)
            self.products.pop(b, None)
        result = self.called(node, OPERATORS[type(node.op)], inputs) if found is None else found
        if found is not None or isinstance(node.op, ast.MatMult):
            self.products[node] = result
        return result

    def unknown(self, node: ast.expr, name: str) -> ExpressionError:
        if name in self.functions:
            return self.text.wrong(node, f"{name} is a function", f"call it, as in {name}(x), or give {name}=1")
        meant = did_you_mean(name, self.known, tell_all=False).removeprefix("; ").rstrip("?")
        return self.text.wrong(
            node, f"{name} has no number", f"{meant + '? ' if meant else ''}give one, as in {name}=1"
        )

    def entry(self, node: ast.Subscript, inputs: list[Any]) -> Any:
        array, *numbers = inputs
        named = self.text.operand(node.value)
        if not isinstance(array, np.ndarray):
            raise self.text.wrong(node, f"{named} is one number, and has no entries", "leave the brackets out")
        given = iter(numbers)
        index = [self.cut(x) if isinstance(x, ast.Slice) else whole(next(given)) for x in places(node.slice)]
        try:
            return array.view(np.ndarray)[tuple(index)]
        except (IndexError, TypeError):
            sizes = " and ".join(f"0 to {n - 1}" for n in array.shape)
            raise self.text.wrong(node, f"{named} has no such entry", f"places are counted from {sizes}") from None

    def cut(self, part: ast.Slice) -> slice:
        try:
            return slice(*(x and ast.literal_eval(x) for x in (part.lower, part.upper, part.step)))
        except ValueError:
            raise self.text.wrong(part, "a part of an array is cut out with whole numbers", "as in x[0:2]") from None

    def called(self, node: ast.expr, f: Callable[..., Any], inputs: list[Any]) -> Any:
        try:
            result = f(*inputs)
        except ChalkgradError as error:
            raise self.text.wrong(node, f"{error}", "") from None
        except ZeroDivisionError:
            raise self.text.wrong(node, "division by zero", "take another number") from None
        except OverflowError:
            raise self.text.wrong(node, "the number is too large", "take a smaller one") from None
        except np.exceptions.AxisError:
            raise self.text.wrong(node, "there is no such axis", "axes are counted from 0") from None
        except (TypeError, ValueError, AttributeError):
            shapes = " and ".join(shape_in_words(np.shape(x)) for x in inputs)
            takes = f"it takes ({', '.join(inspect.signature(f).parameters)})" if isinstance(node, ast.Call) else ""
            raise self.text.wrong(node, f"{self.text.of(node)} cannot be computed from {shapes}", takes) from None
        if any(isinstance(x, complex) for x in np.asarray(result, dtype=object).flat):
            raise self.text.wrong(
                node, "a negative number has no such power", "take a positive one, or a whole exponent"
            )
        if isinstance(result, np.ndarray) and not result.ndim:
            return result.view(np.ndarray).item()
        return stacked(result) if isinstance(result, list) else result


def places(index: ast.expr) -> list[ast.expr]:
    """Return what stands in brackets behind an array, one entry for each axis."""
    return index.elts if isinstance(index, ast.Tuple) else [index]
