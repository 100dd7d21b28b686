"""Which names a piece of Python binds, and which it reads from around it; without running it."""

import ast


def binds_only(node: ast.stmt) -> bool:
    """Does a statement give its names a new meaning whatever they meant before, and change nothing else?"""
    if not isinstance(node, ast.Assign):
        return False
    targets = [inner for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.expr)]
    return all(isinstance(target, ast.Name | ast.Tuple | ast.List | ast.Starred) for target in targets)


def bound(node: ast.AST) -> set[str]:
    """Return the names that a piece of code binds outside of functions and comprehensions."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import() | ast.ImportFrom():
            return {(each.asname or each.name).partition(".")[0] for each in node.names}
        case ast.Name(id=name, ctx=ast.Store()):
            return {name}
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.Lambda():
            return set()
    return set().union(*map(bound, ast.iter_child_nodes(node)))


def free(node: ast.AST) -> set[str]:
    """Return the names that a piece of code reads from around it."""
    inner = set().union(*map(free, ast.iter_child_nodes(node)))
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return {name}
        case ast.FunctionDef(args=args) | ast.Lambda(args=args):
            own = {each.arg for each in ast.walk(args) if isinstance(each, ast.arg)}
            body = node.body if isinstance(node.body, list) else []
            return inner - own - set().union(*map(bound, body))
        case ast.ListComp(generators=loops) | ast.SetComp(generators=loops) | ast.GeneratorExp(generators=loops):
            return inner - set().union(*(bound(loop.target) for loop in loops))
        case ast.DictComp(generators=loops):
            return inner - set().union(*(bound(loop.target) for loop in loops))
    return inner
