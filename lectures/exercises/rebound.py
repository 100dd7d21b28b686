"""Which local variables of a function are assigned more than once: their name alone does not say which value."""

import ast
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any


def rebound(function: Callable[..., Any]) -> set[str]:
    """Return the names that one call may assign several times, as in a loop; none where there is no source.

    >>> def loss(x):
    ...     total = 0.0
    ...     for i in range(3):
    ...         z = x[i]
    ...         total += z
    ...     if total > 1: y = total
    ...     else: y = 1.0
    ...     return y
    >>> sorted(rebound(loss))
    ['i', 'total', 'z']
    """
    try:
        (defined,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, TypeError, SyntaxError, ValueError):  # typed at a prompt
        return set()
    body = defined.body if isinstance(defined, ast.FunctionDef) else []
    return {name for name, times in _assigned(body).items() if times > 1}


def _assigned(statements: Iterable[ast.AST]) -> Counter[str]:
    """Return how often each name may be assigned, where twice stands for often."""
    found: Counter[str] = Counter()
    for statement in statements:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] += 1  # what is assigned inside is another variable
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.Lambda():
                pass  # so it is here
            case ast.Name(name, ast.Store()):
                found[name] += 1
            case ast.If(test, body, orelse):
                found += _assigned([test]) + (_assigned(body) | _assigned(orelse))
            case ast.For() | ast.While():
                inside = _assigned(ast.iter_child_nodes(statement))
                found += inside + inside
            case _:
                found += _assigned(ast.iter_child_nodes(statement))
    return found
