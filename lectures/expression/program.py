"""One expression, or lines such as `h = (W1 @ x + b1).tanh()` with the loss last, as a graph of Values."""

import ast
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine import Constant, Value
from engine.errors import did_you_mean
from engine.words.nested import show_index
from lectures.errors import ExpressionError
from lectures.expression.functions import LOSSES, OF_ARRAYS, OF_CLASSES
from lectures.expression.products import name_for
from lectures.expression.reading import CALLED, Note, Reading, from_the_leaves, places
from lectures.expression.shapes import shape_in_words
from lectures.expression.spelling import decimal_comma
from lectures.expression.text import Text
from nn.array import array

Kind = Literal["number", "array", "choice"]


@dataclass(frozen=True)
class Worked:
    """What came out of a program.

    Attributes:
        output: the Value that the graph ends in.
        leaves: name -> a Value, an array of them, or plain numbers where a name chooses a class or an entry.
        steps: name -> what a line computes, without the output.
    """

    output: Value
    leaves: dict[str, Any]
    steps: dict[str, Any]


@dataclass(frozen=True)
class _Line:
    name: str
    tree: ast.expr
    node: ast.stmt


def evaluate(expression: str, numbers: Mapping[str, Any], data: Collection[str] = ()) -> Value:
    """Return the value of an expression or of the last line of several, with the graph that leads to it.

    Args:
        numbers: what each name in it stands for, a number or nested lists; each becomes leaves of that name.
        data: the names that are data: constants that no gradient is asked for.

    Raises:
        ExpressionError: saying what is wrong, at which character, and what to do.

    >>> y = evaluate("(w*x - 1)**2", {"w": 2.0, "x": 3.0})
    >>> y.data, y.op
    (25.0, '**2')
    >>> evaluate("h = W @ x; L = h.relu().sum()", {"W": [[1.0, 2.0], [0.0, -1.0]], "x": [3.0, 1.0]})
    Value(5.0, label='L', op='sum')
    """
    return worked(expression, numbers, data=data).output


def names_in(expression: str) -> dict[str, Kind]:
    """Return the names that need a number, in the order in which they come, each with what is likely meant.

    Returns:
        name -> "array" where it stands where only an array can, "choice" for a class or the place of an entry, "number"
        otherwise, which may still be an array.

    Raises:
        ExpressionError: where the expression cannot be read.

    >>> names_in("h = tanh(W @ x + b); (h - y)**2")
    {'W': 'array', 'x': 'array', 'b': 'number', 'y': 'number'}
    """
    text = Text(expression)
    lines = _lines(text)
    chosen, arrays = _choosing(lines), _arrays(lines)
    return {
        name: "choice" if name in chosen else "array" if name in arrays else "number" for name in _free(text, lines)
    }


def worked(
    expression: str, numbers: Mapping[str, Any], notes: list[Note] | None = None, data: Collection[str] = ()
) -> Worked:
    """Return what a program computes; see `evaluate`.

    Args:
        notes: a list that gets what is likely not meant, also where an error follows.
        data: as for `evaluate`.

    >>> notes = []
    >>> evaluated = worked("(W*x).sum()", {"W": [[1.0, 2.0], [3.0, 4.0]], "x": [1.0, 2.0]}, notes)
    >>> notes[0].said
    'W*x multiplies entry by entry; the product of a matrix and a vector is W @ x'
    """
    text = Text(expression)
    lines = _lines(text)
    free = _free(text, lines)
    given = {unicodedata.normalize("NFKC", name): x for name, x in numbers.items()}
    for name in given:
        if name in (computed := [line.name for line in lines]):
            raise text.wrong(
                lines[computed.index(name)].node, f"{name} is computed here, and has a number, too", "leave one out"
            )
    chosen = _choosing(lines)
    for name in data:
        if name not in given:
            raise ExpressionError(f"{name!r} is to be data, and no name with a number{did_you_mean(name, given)}")
    known = {name: _leaf(name, x, name in chosen, name in data) for name, x in given.items()}
    reading, steps = Reading(text, dict(known)), {}
    if notes is not None:
        reading.notes = notes
    taken = {*free, *(line.name for line in lines)}
    for line in lines:
        result = reading.computed(line.tree)
        if line is lines[-1]:
            break
        steps[line.name] = result
        reading.known = {**reading.known, line.name: result}
        _call(line.name, result)
        _call_products(reading, taken)
    for name in given:
        if name not in free:
            near = did_you_mean(name, sorted(free))
            raise ExpressionError(f"{name} has a number, but does not stand in {text.shown}{near or '; leave it out'}")
    output = _one_number(text, lines[-1], result)
    _call(lines[-1].name, output)
    reading.products.pop(lines[-1].tree, None)
    _call_products(reading, taken)
    return Worked(output, known, steps)


def _lines(text: Text) -> list[_Line]:
    lines: list[_Line] = []
    statements = text.statements()
    for node in statements:
        match node:
            case ast.Expr(tree) if not isinstance(tree, ast.Tuple):
                name = ""
            case ast.Assign([ast.Name(name)], tree):
                pass
            case ast.Expr() if comma := decimal_comma(text.of(node)):
                raise text.wrong(node, comma[0])
            case _:
                raise text.wrong(
                    node, f"{text.of(node)!r} cannot be drawn", "write an expression, or a name for it: h = w*x"
                )
        if not name and node is not statements[-1]:
            raise text.wrong(node, "this line has no name", "write h = in front, or make one expression of the lines")
        if name and (name in CALLED or name in (line.name for line in lines)):
            raise text.wrong(
                node, f"{name} is {'a function' if name in CALLED else 'computed twice'}", "take another name"
            )
        lines.append(_Line(name, tree, node))
    if not lines:
        raise ExpressionError(f"{text.shown} cannot be read: write an expression, such as (w*x - y)**2")
    return lines


def _free(text: Text, lines: list[_Line]) -> dict[str, None]:
    reading, free, computed, used = Reading(text, {}), {}, set(), set()
    for line in lines:
        for node, _ in from_the_leaves(line.tree, reading):
            if isinstance(node, ast.Name) and node.id in computed:
                used.add(node.id)
            elif isinstance(node, ast.Name):
                free[node.id] = None
        if line.name in free:
            raise text.wrong(line.node, f"{line.name} is computed here, after it is used", "move this line up")
        computed.add(line.name)
    for line in lines[:-1]:
        if line.name not in used:
            raise text.wrong(
                line.node, f"{line.name} is computed and not used", "use it in a later line, or leave it out"
            )
    return free


def _choosing(lines: list[_Line]) -> set[str]:
    """Return the names that say which class or which entry: they are no numbers of the graph."""
    found: list[ast.expr] = []
    for node in (node for line in lines for node in ast.walk(line.tree)):
        match node:
            case ast.Subscript(_, index):
                found += places(index)
            case ast.Call(ast.Name(name) | ast.Attribute(_, name), [_, target, *_]) if name in LOSSES:
                found.append(target)
    return {node.id for node in found if isinstance(node, ast.Name)}


def _arrays(lines: list[_Line]) -> set[str]:
    """Return the names that stand where only an array can."""
    found: list[ast.expr] = []
    for node in (node for line in lines for node in ast.walk(line.tree)):
        match node:
            case ast.BinOp(a, ast.MatMult(), b):
                found += [a, b]
            case ast.Subscript(x) | ast.Attribute(x, "T"):
                found.append(x)
            case ast.Call(ast.Name("dot" | "outer"), [a, b]) | ast.Call(ast.Attribute(a, "dot"), [b]):
                found += [a, b]
            case ast.Call(ast.Attribute(ast.Name("np" | "numpy"), name) | ast.Name(name), [x, *_]) if name in (
                *OF_ARRAYS, *OF_CLASSES,
            ):  # fmt: skip
                found.append(x)
            case ast.Call(ast.Attribute(x, name)) if name in OF_ARRAYS:
                found.append(x)
    return {node.id for node in found if isinstance(node, ast.Name)}


def _leaf(name: str, x: Any, chooses: bool, is_data: bool) -> Any:
    if chooses:
        return np.array(x, dtype=float) if isinstance(x, list) else x
    return array(x, name, is_data) if isinstance(x, list) else (Constant if is_data else Value)(x, name)


def _call(name: str, result: Any) -> None:
    """Label what a line computes, such as h[0], where it has no label yet."""
    for index, node in np.ndenumerate(np.asarray(result, dtype=object)):
        if name and isinstance(node, Value) and node.inputs and not node.label:
            node.label = name + show_index(index)


def _call_products(reading: Reading, taken: set[str]) -> None:
    """Label the matrix products of a line that have no label yet, such as z1[0]: short names for every step."""
    for node, result in reading.products.items():
        if not any(isinstance(x, Value) and x.label for x in np.asarray(result, dtype=object).flat):
            name = name_for(node, result, taken)
            taken.add(name)
            _call(name, result)
    reading.products.clear()


def _one_number(text: Text, line: _Line, result: Any) -> Value:
    if isinstance(result, np.ndarray) and result.size != 1:
        shape = shape_in_words(result.shape)
        what = f"the result {'has' if result.ndim == 1 else 'is'} {shape}, and a loss is one number"
        raise text.wrong(line.tree, what, "add .sum() or .mean()")
    output = result.view(np.ndarray).item() if isinstance(result, np.ndarray) else result
    if not isinstance(output, Value):
        raise ExpressionError(f"{text.shown} has no graph: it needs at least one name or function, such as x**2 x=3")
    return output
