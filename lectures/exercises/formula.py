"""A number that is typed as a formula, such as `2*(0.5+1)`: what a box of a page reads, a file may hold as well."""

import ast
import math
import operator
import re
from collections.abc import Callable

MOST = 80  # characters, as in answer.js
DIGITS = 3  # that a formula is worth, since the numbers in it are rounded ones
ZERO = 1e-12
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp, "log": math.log, "ln": math.log, "sqrt": math.sqrt, "tanh": math.tanh, "abs": abs,
}  # fmt: skip
OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: math.pow,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
_SIGNS = str.maketrans("−–×·", "--**")
_TOKENS = re.compile(r"(?:\s*(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[a-z]+|[-+*/()]))+")


def number_of(formula: str) -> str | None:
    """Return what a formula comes to, as text of three digits; None where it is none.

    >>> number_of("2*(0.529+1.2)"), number_of("-ln(0.5)"), number_of("1,5^2"), number_of("2 3"), number_of("1/0")
    ('3.46', '0.693', '2.25', None, None)
    """
    text = re.sub(r"(\d),(\d)", r"\1.\2", formula.strip().lower().translate(_SIGNS)).replace("^", "**")
    if len(text) > MOST or not _TOKENS.fullmatch(text):
        return None
    try:
        x = _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ArithmeticError, ValueError):
        return None
    if not math.isfinite(x):
        return None
    return "0" if abs(x) < ZERO else f"{x:#.{DIGITS}g}"


def _value(node: ast.expr) -> float:
    """Return the number of a node.

    Raises:
        ValueError: for what is no formula of numbers, or has no number.
    """
    match node:
        case ast.Constant(int() | float() as x):
            return float(x)
        case ast.BinOp(a, sign, b) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(a), _value(b))
        case ast.UnaryOp(sign, x) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(x))
        case ast.Call(ast.Name(name), [x], []) if name in FUNCTIONS:
            return FUNCTIONS[name](_value(x))
    raise ValueError(ast.dump(node))
