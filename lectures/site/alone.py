"""The part of a lecture that builds one figure, as a script that runs alone: for whoever wants to go on from there.

A statement is kept where the figure needs what it binds or changes; prose, plots and what only shows something is not.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lectures.site.code import KINDS
from lectures.site.names import binds_only, bound, free
from lectures.site.script import Script

ONLY_SHOWN = {*KINDS, "table", "compare", "compare_steps", "live", "print"}
OF_FIGURE = ("name", "output", "item", "caption", "predict")  # what else it is given is for `draw`
DRAWN = "drawings"
PLOTS = "matplotlib"


@dataclass
class Statement:
    """A statement of a lecture, and the names that it reads, binds and may change."""

    node: ast.stmt
    text: str
    reads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)


def script_of(script: Script, figure: str) -> str | None:
    """Return a script whose last expression is the drawing of a figure, or None where there is no such figure.

    Args:
        script: the lecture.
        figure: the name of the figure.
    """
    statements = list(_statements(script))
    wanted = next((i for i, each in enumerate(statements) if _draws(each.node, figure)), None)
    if wanted is None:
        return None
    used: set[str] = set()
    while True:  # what is needed may be changed by a statement further down, which is found once it is known
        kept, now_used = _slice(statements[: wanted + 1], figure, used)
        if now_used <= used:
            break
        used |= now_used
    head = f"# {script.title}: {figure}\n# From the lecture {script.name}; change what you like.\n"
    return f"{head}{_tidy(reversed(kept))}"


def _slice(statements: list[Statement], figure: str, used: set[str]) -> tuple[list[str], set[str]]:
    """Return what is kept, the last first, and all names in it; what changes a used name is kept as well."""
    kept, needed = _last(statements[-1], figure)
    names = set(needed)
    for each in reversed(statements[:-1]):
        if isinstance(each.node, ast.ImportFrom | ast.Import):
            text = _imported(each.node, needed)
        else:
            text = each.text if needed & each.binds or (needed | used) & each.changes else ""
        if text:
            kept.append(text)
            needed = needed - (each.binds if binds_only(each.node) else set()) | each.reads
            names |= each.reads
    return [*kept, *(["from engine import draw"] if "draw" in needed else [])], names - {"draw"}


def _statements(script: Script) -> Iterator[Statement]:
    plots: set[str] = set()
    fixed = set(dir(builtins))  # what no statement changes
    for cell in script.cells:
        if cell.kind != "code":
            continue
        lines = cell.source.split("\n")
        for node in ast.parse(cell.source).body:
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]) - 1
            while first and lines[first - 1].startswith("#"):
                first -= 1
            each = Statement(node, "\n".join(lines[first : node.end_lineno]))
            if isinstance(node, ast.For | ast.With | ast.If) and any(map(_shows, ast.walk(node))):
                each.text = ast.unparse(_Quiet().visit(ast.parse(ast.unparse(node))))
            each.reads, each.binds, each.changes = _names(node)
            if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
                fixed |= each.binds
            each.changes = each.changes - fixed
            if plots & each.reads or _imports_plots(node):
                plots |= each.binds if not isinstance(node, ast.For) else set()
            else:
                plots -= each.binds
                yield each


def _shows(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and _called(node.value) in ONLY_SHOWN - {"print"}


class _Quiet(ast.NodeTransformer):
    """Takes out what only shows something; of a block that does nothing else nothing is left."""

    def generic_visit(self, node: ast.AST) -> Any:
        super().generic_visit(node)
        return None if _shows(node) or getattr(node, "body", True) == [] else node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        super().generic_visit(node)
        return node


def _names(node: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Return what a statement reads, binds and may change; one that only shows something changes nothing."""
    reads, binds = free(node), bound(node)
    if isinstance(node, ast.FunctionDef) and any(_called(each) in ONLY_SHOWN for each in node.decorator_list):
        return reads, set(), set()
    if isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and _called(node.value) in ONLY_SHOWN):
        return reads, set(), set()
    if isinstance(node, ast.FunctionDef | ast.ClassDef) or binds_only(node):
        return (
            reads,
            binds,
            {name for name in reads if name.endswith("rng")},
        )  # who draws numbers changes what comes next
    return reads, binds, reads


def _imports_plots(node: ast.stmt) -> bool:
    names = [each.name for each in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
    return any(name.startswith(PLOTS) for name in [*names, getattr(node, "module", None) or ""])


def _called(node: ast.expr) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call) and _called(each) == "figure")


def _draws(node: ast.AST, figure: str) -> bool:
    """Could a statement draw this figure? A name that is put together is compared by what stands in the text of it."""
    for call in _calls(node):
        match _argument(call, "name"):
            case ast.Constant(value=str(name)):
                found = name == figure
            case ast.JoinedStr(values=parts):
                texts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts]
                found = re.fullmatch("".join(texts), figure) is not None
            case _:  # a name of the loop around it
                around = ast.walk(node.iter) if isinstance(node, ast.For) else ()
                found = any(isinstance(each, ast.Constant) and each.value == figure for each in around)
        if found:
            return True
    return False


def _argument(call: ast.Call, name: str) -> ast.expr | None:
    position = OF_FIGURE.index(name)
    if position < len(call.args):
        return call.args[position]
    return next((given.value for given in call.keywords if given.arg == name), None)


def _last(statement: Statement, figure: str) -> tuple[list[str], set[str]]:
    """Return what draws the figure, the last line first, and the names that it needs."""

    class Draw(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
            if _called(node.value) != "figure":
                return None if _called(node.value) in ONLY_SHOWN else node
            assert isinstance(node.value, ast.Call)
            options = [given for given in node.value.keywords if given.arg not in OF_FIGURE]
            output, name = _argument(node.value, "output"), _argument(node.value, "name")
            assert output is not None
            assert name is not None
            drawn = ast.Call(ast.Name("draw", ast.Load()), [output], options)
            if node is statement.node:
                return ast.Expr(drawn)
            kept = ast.Subscript(ast.Name(DRAWN, ast.Load()), name, ast.Store())
            return ast.Assign([kept], drawn, lineno=node.lineno)

    alone = isinstance(statement.node, ast.Expr)
    drawn = Draw().visit(statement.node)
    assert drawn is not None
    needed = {each.id for each in ast.walk(drawn) if isinstance(each, ast.Name)}
    text = ast.unparse(ast.fix_missing_locations(drawn))
    kept = [text] if alone else [f'{DRAWN}["{figure}"]', text, f"{DRAWN} = {{}}"]
    return [*kept, ""], needed | {"draw"}


def _imported(node: ast.Import | ast.ImportFrom, needed: set[str]) -> str:
    """Return an import of what is needed only; what draws comes from the engine, not from the board."""
    module = node.module if isinstance(node, ast.ImportFrom) else None
    if module == "lectures.board":
        return ""
    names = [each for each in node.names if (each.asname or each.name).partition(".")[0] in needed]
    if module == "engine" and "draw" in needed:
        names = sorted([*names, ast.alias("draw")], key=lambda each: (each.name.islower(), each.name))
        needed.discard("draw")
    said = ", ".join(f"{each.name} as {each.asname}" if each.asname else each.name for each in names)
    if not said:
        return ""
    return f"from {module} import {said}" if module else f"import {said}"


def _tidy(parts: Iterator[str]) -> str:
    texts = list(parts)
    imports = [text for text in texts if re.match(r"(from|import) ", text)]
    others = [text for text in texts if text not in imports]
    return "\n".join(imports) + "\n\n" + "\n".join(others).strip() + "\n"
