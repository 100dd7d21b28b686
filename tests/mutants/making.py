"""Every change that Cosmic Ray's operators make of a file, but for what only a type checker reads."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType

Position = tuple[int, int]
OPTIMIZED = inspect.CO_OPTIMIZED  # the mark of a function's code, which that of a class or a file has not


@dataclass(frozen=True)
class Mutant:
    """The change number `occurrence` that an operator makes of the file at `path`, on a line."""

    path: str
    operator: str
    occurrence: int
    line: int

    def source(self) -> str:
        """Return the whole file, changed."""
        from cosmic_ray.mutating import mutate_code

        return str(
            mutate_code(Path(self.path).read_text(encoding="utf-8"), _operators()[self.operator], self.occurrence)
        )

    def difference(self) -> tuple[str, str]:
        """Return the line that changes, before and after."""
        before = Path(self.path).read_text(encoding="utf-8").splitlines()
        after = self.source().splitlines()
        at = self.line - 1
        return before[at].strip(), after[at].strip() if len(before) == len(after) else "(removed)"


def mutants_of(path: str) -> Iterator[Mutant]:
    """Yield every mutant of a file, in the order of its lines."""
    from cosmic_ray.ast import ast_nodes, get_ast

    source = Path(path).read_text(encoding="utf-8")
    types, nodes, found = _for_types(ast.parse(source)), list(ast_nodes(get_ast(source))), []
    for name, operator in _operators().items():
        places = (start for node in nodes for start, _ in operator.mutation_positions(node))
        for occurrence, (line, column) in enumerate(places):
            if not any(begin <= (line, column) < end for begin, end in types):
                found.append(Mutant(path, name, occurrence, line))
    yield from sorted(found, key=lambda mutant: mutant.line)


@cache
def _operators() -> dict[str, object]:
    """Return the operators that need no arguments; the others replace named variables."""
    from cosmic_ray.plugins import get_operator, operator_names

    found = {name: get_operator(name) for name in sorted(operator_names())}
    return {name: operator() for name, operator in found.items() if not operator.arguments()}


def _for_types(tree: ast.AST) -> list[tuple[Position, Position]]:
    """Return from where to where annotations, overloads and protocols stand."""
    parts: list[ast.AST] = []
    for node in ast.walk(tree):
        parts += (part for name in ("annotation", "returns") if (part := getattr(node, name, None)) is not None)
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(part) == "overload" for part in node.decorator_list):
            parts += (*node.decorator_list, node)
        if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases):
            parts.append(node)
    return [((part.lineno, part.col_offset - 1), (part.end_lineno, part.end_col_offset)) for part in parts]


def changed(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]]:
    """Return what differs between two compiled files: pairs of code, from the file down to the function itself."""
    if _own(old) != _own(new):
        return [(old, new)]
    pairs = zip(_nested(old), _nested(new), strict=True)
    return next(([(old, new), *below] for one, other in pairs if (below := changed(one, other))), [])


def function_at(code: CodeType, line: int) -> CodeType | None:
    """Return the function that a line belongs to, its decorators and defaults included; None outside of all."""
    for part in _nested(code):
        if part.co_firstlineno <= line <= max(number for *_, number in part.co_lines() if number):
            return function_at(part, line) or (part if part.co_flags & OPTIMIZED else None)
    return None


def _nested(code: CodeType) -> list[CodeType]:
    return [part for part in code.co_consts if isinstance(part, CodeType)]


def _own(code: CodeType) -> tuple[object, ...]:
    constants = [None if isinstance(part, CodeType) else repr(part) for part in code.co_consts]
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return code.co_code, constants, names, code.co_exceptiontable, code.co_flags
