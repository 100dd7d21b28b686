"""Why a node may not stand in an expression, and what to write instead."""

import ast
from collections.abc import Collection

from engine import METHODS
from engine.errors import did_you_mean
from engine.words.notation import one_line
from lectures.errors import ExpressionError
from lectures.expression.functions import OF_ARRAYS
from lectures.expression.spelling import INSTEAD
from lectures.expression.text import Text

MODULES = ("jnp", "math", "tf", "torch")  # of which people copy a call


def is_module(node: ast.expr) -> bool:
    """Whether a name is that of a module that is not here."""
    return isinstance(node, ast.Name) and node.id in MODULES


def refused(text: Text, node: ast.expr, functions: Collection[str], known: Collection[str]) -> ExpressionError:
    """Return the error of a node that cannot be computed.

    Args:
        text: in which it stands.
        functions: what may be called.
        known: the names that have a number.

    >>> refused(Text("x < 2"), ast.parse("x < 2").body[0].value, (), ()).what
    'a comparison has no gradient; use relu(x), maximum(a, b) or abs(x)'
    """
    match node:
        case ast.Call(ast.Attribute(ast.Name(module), name)) if module in MODULES:
            known_here = name in functions
            what = f"{module} is not here"
            remedy = f"write {name}(x)" if known_here else _nearest(name, functions, functions, known)
        case ast.Call(ast.Name(name) | ast.Attribute(ast.Name("np" | "numpy"), name)):
            what, remedy = f"there is no function {name!r}", _nearest(name, functions, functions, known)
        case ast.Call(ast.Attribute(_, name)):
            what, remedy = f"there is no .{name}()", _nearest(name, [*METHODS, *OF_ARRAYS], functions, known)
        case ast.Attribute(x, name) if not name.startswith("_"):
            a = text.operand(x)
            called = name in METHODS or name in OF_ARRAYS
            what = f"{text.of(node)} cannot be read"
            remedy = f"call it, {a}.{name}()" if called else f"a product is {a}*{name}, or {a} @ {name} for arrays"
        case ast.Call(x):
            what = "a product needs its sign"
            remedy = f"write {text.of(x) if isinstance(x, ast.Constant) else '(...)'}*(...)"
        case ast.Compare():
            what, remedy = "a comparison has no gradient", "use relu(x), maximum(a, b) or abs(x)"
        case _:
            segment = one_line(ast.get_source_segment(text.source, node) or "")
            what, remedy = f"{segment!r} cannot stand here", _allowed(functions)
    return text.wrong(node, what, remedy)


def _nearest(name: str, names: Collection[str], functions: Collection[str], known: Collection[str]) -> str:
    if name in INSTEAD:
        return f"write {INSTEAD[name]}"
    if near := did_you_mean(name, names, tell_all=False):
        return near.removeprefix("; ")
    if len(name) <= 2 or name in known:
        return f"for a product write {name}*(...)"
    return did_you_mean(name, names).removeprefix("; ") or _allowed(functions)


def _allowed(functions: Collection[str]) -> str:
    return f"use numbers, names, + - * / ** @, parentheses, x[0], W.T, and {', '.join(sorted(functions))}"
