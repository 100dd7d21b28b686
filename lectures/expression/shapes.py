"""Shapes of arrays in an expression: in words, and why two of them do not go together."""

import ast
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.words.nested import Shape

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}
Wrong = tuple[str, str]  # what is wrong, and what to do


def shape_in_words(shape: Shape) -> str:
    """Return a shape as one says it.

    >>> shape_in_words(()), shape_in_words((3,)), shape_in_words((2, 3))
    ('one number', '3 numbers', '2×3')
    """
    return "×".join(map(str, shape)) if len(shape) > 1 else f"{shape[0]} numbers" if shape else "one number"


def misfit(sign: type[ast.AST], names: Sequence[str], inputs: Sequence[Any]) -> Wrong | None:
    """Return why an operation cannot be done with two inputs, or None where it can.

    >>> misfit(ast.MatMult, ["W", "x"], [np.ones((2, 3)), np.ones(2)])
    ('W is 2×3, x has 2 numbers: W @ x needs a vector of 3 numbers', 'W.T @ x would fit')
    """
    (a, b), (left, right) = map(np.shape, inputs), names
    said = f"{left} {_is(a)}, {right} {_is(b)}: {left} {SIGNS[sign]} {right}"
    if sign is ast.MatMult:
        if not a or not b:
            return f"{said} is for arrays", "write * for numbers"
        if a[-1] == b[0]:
            return None
        needs = (
            f"a vector of {a[-1]} number{'s' if a[-1] > 1 else ''}"
            if len(b) == 1
            else f"{right} with {a[-1]} row{'s' if a[-1] > 1 else ''}"
        )
        return f"{said} needs {needs}", _turned(names, a, b) or _each_by_each(names, a, b)
    try:
        together = np.broadcast_shapes(a, b)
    except ValueError:
        fits = sign is ast.Mult and a[-1] == b[0]
        product = f"the product is {left} @ {right}" if fits else _each_by_each(names, a, b)
        return f"{said} needs the same shape on both sides", product if sign is ast.Mult else ""
    if {len(a), len(b)} == {1, 2} and together not in (a, b):  # nobody means what NumPy does here
        way = "write both as columns, or both without inner brackets"
        return f"{said} would be {shape_in_words(together)}", (sign is ast.Mult and _each_by_each(names, a, b)) or way
    return None


def meant(left: str, right: str, a: Any, b: Any) -> str:
    """Return the product that is likely meant where a matrix and a vector stand with * between them, "" elsewhere.

    >>> meant("W", "x", np.ones((2, 3)), np.ones(3)), meant("x", "W", np.ones(3), np.ones((2, 3)))
    ('W @ x', 'W @ x')
    """
    first, second = np.shape(a), np.shape(b)
    if sorted((len(first), len(second))) != [1, 2]:
        return ""
    return f"{left} @ {right}" if first[-1] == second[0] else f"{_beside(right)} @ {_beside(left)}"


def _is(shape: Shape) -> str:
    return f"{'has' if len(shape) == 1 else 'is'} {shape_in_words(shape)}"


def _beside(name: str) -> str:
    """Return an operand so that it can change sides: in brackets where it is computed itself."""
    return name if re.fullmatch(r"[\w.]+(\([^()]*\)|\[[^]]*\])?|\([^()]*\)", name) else f"({name})"


def _each_by_each(names: Sequence[str], a: Shape, b: Shape) -> str:
    """Return how one writes the gradient of a matrix W in W @ x: each number of one side times each of the other."""
    if not (max(a) == np.prod(a) and max(b) == np.prod(b)):
        return ""
    return f"outer({', '.join(names)}) is the matrix of each number times each, such as dW = outer(d, x) for W @ x"


def _turned(names: Sequence[str], a: Shape, b: Shape) -> str:
    left, right = map(_beside, names)
    ways = [(f"{left}.T @ {right}", a[::-1], b), (f"{left} @ {right}.T", a, b[::-1]), (f"{right} @ {left}", b, a)]
    fits = [way for way, x, y in ways if x[-1] == y[0]]
    return f"{fits[0]} would fit" if fits else ""
