"""The statements of a script that one of its functions needs, so that it can be run without the rest."""

import ast
from collections.abc import Iterator, Sequence


def needed_by(statements: Sequence[ast.stmt], target: ast.stmt) -> list[ast.stmt]:
    """Return the target and, in order, the statements above it that bind a name which it needs, and so on.

    >>> script = ast.parse("x = 1; y = 2; z = x + 1; print(y)\\ndef f():\\n    return z")
    >>> [ast.unparse(statement) for statement in needed_by(script.body, script.body[-1])][:-1]
    ['x = 1', 'z = x + 1']
    """
    needed, names = [target], _reads(target)
    for statement in reversed(statements[: statements.index(target)]):
        if names.intersection(_binds(statement)):
            needed.insert(0, statement)
            names |= _reads(statement)
    return needed


def _reads(statement: ast.stmt) -> set[str]:
    """The names that a statement looks up outside itself; for a function, without its own variables."""
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    if not isinstance(statement, ast.FunctionDef):
        return loaded
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return loaded - own - {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}


def _binds(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a value, or whose value it changes in place."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        case ast.FunctionDef() if statement.decorator_list:
            return  # another exercise
        case ast.FunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Assign():
            for target in statement.targets:
                yield from _targets(target)
        case ast.AnnAssign() | ast.AugAssign():
            yield from _targets(statement.target)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            yield name  # points.append(...)
        case ast.For() | ast.While() | ast.If() | ast.With() | ast.Try():
            for inner in ast.iter_child_nodes(statement):
                if isinstance(inner, ast.stmt):
                    yield from _binds(inner)
                elif isinstance(inner, ast.withitem) and inner.optional_vars is not None:
                    yield from _targets(inner.optional_vars)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _targets(element)
    elif isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        yield from _targets(target.value)
