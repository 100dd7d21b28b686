"""The formula of the formula box and its numbers as a script, which gives the same result."""

import ast
from collections.abc import Mapping
from typing import Any

from engine import FUNCTIONS, METHODS
from engine.words.nested import shape_of
from lectures.errors import ExpressionError
from lectures.expression import names_in, typed, worked
from lectures.expression.functions import LOSSES, whole
from lectures.expression.text import Text
from lectures.workbench.desk.derive.names import is_data
from lectures.workbench.desk.desk import Desk
from nn.array import IN_NUMPY

LARGEST = {"maximum": "max", "minimum": "min"}  # of one array
OF_ARRAYS = {*FUNCTIONS, "logsumexp", "softmax"} - IN_NUMPY.keys()  # in nn.array
ONLY_OF_ARRAYS = {"affine", "dot", "logsumexp", "outer", "softmax"}
METHODS_OF_ARRAYS = {*METHODS, "dot", "mean", "sum"}


def formula_script(desk: Desk, text: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Write a formula as a script.

    Args:
        numbers: name -> what is typed for it; others than those of the formula are passed over.

    Returns:
        source: the script: imports, numbers, the formula, its gradients, and a loop of training as a comment.

    Raises:
        ExpressionError: where the formula or a number is wrong.
    """
    kinds = names_in(text)
    if missing := [name for name in kinds if name not in numbers]:
        raise ExpressionError(f"{missing[0]} has no number")
    given = {name: typed(numbers[name]) for name in kinds}
    worked(text, given)
    lines = Text(text).statements()
    in_arrays = any(isinstance(x, list) for x in given.values()) or any(map(_is_of_arrays, lines))
    written = _Written(in_arrays)
    formula = [written.line(line, "loss" if "loss" not in kinds else "result") for line in lines]
    leaves = {name: x for name, x in given.items() if kinds[name] != "choice"}
    chosen = [f"{name} = {whole(x)!r}" for name, x in given.items() if kinds[name] == "choice"]
    made = [f'{name} = {written.leaf()}({x!r}, "{name}")' for name, x in leaves.items()]
    output = formula[-1].partition(" = ")[0]
    gradients = [written.gradient(name, len(shape_of(x))) for name, x in leaves.items()]
    learned = [name for name in leaves if not is_data(name)] or [*leaves]
    about = f"# Gradient descent on {', '.join(learned)}: take away the # before each line."
    loop = [about, *(f"# {line}" for line in _loop(formula, output, learned))]
    shown = [f"{output}.backward()", f'print("{output} =", {output}.data)', *gradients]
    parts = [["# My formula"], written.imports(), [*made, *chosen], formula, shown, loop]
    return {"source": "\n\n".join("\n".join(part) for part in parts) + "\n"}


def _is_of_arrays(line: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.List | ast.Tuple) or (isinstance(node, ast.Call) and _called(node) in ONLY_OF_ARRAYS)
        for node in ast.walk(line)
    )


def _called(call: ast.Call) -> str:
    name: str = call.func.id if isinstance(call.func, ast.Name) else call.func.attr  # type: ignore[attr-defined]
    return "log" if name == "ln" else name  # as Python calls it


def _loop(formula: list[str], output: str, learned: list[str]) -> list[str]:
    each = f"for parameter in [{', '.join(learned)}]:"
    inside = [*formula, each, "    parameter.grad = 0", f"{output}.backward()", each,
              "    parameter.data -= 0.1 * parameter.grad", f"print(step, {output}.data)"]  # fmt: skip
    return ["for step in range(20):", *(f"    {line}" for line in inside)]


class _Written(ast.NodeTransformer):
    """Lines of a formula as Python, and what they import.

    Args:
        in_arrays: whether names stand for arrays; then single numbers are arrays of no dimension.
    """

    def __init__(self, in_arrays: bool) -> None:
        self.in_arrays = in_arrays
        self.used: set[tuple[str, str]] = set()

    def line(self, line: ast.stmt, unnamed: str) -> str:
        written = self.visit(line)
        return ast.unparse(written) if isinstance(written, ast.Assign) else f"{unnamed} = {ast.unparse(written)}"

    def leaf(self) -> str:
        return self._from("nn.array", "array") if self.in_arrays else self._from("engine", "Value")

    def gradient(self, name: str, dimensions: int) -> str:
        if dimensions < 2:
            return f'print("d{name} =", {name}.grad)'
        return f'{self._from("lectures.workbench", "table")}({name}.grad, title="d{name}")'

    def imports(self) -> list[str]:
        lines = []
        for module in sorted({module for module, _ in self.used} - {"numpy"}):
            lines.append(f"from {module} import {', '.join(sorted(name for at, name in self.used if at == module))}")
        return ["import numpy as np"] * any(module == "numpy" for module, _ in self.used) + lines

    def visit_List(self, node: ast.List | ast.Tuple) -> ast.expr:
        entries = ast.List([self.visit(entry) for entry in node.elts])
        return ast.Call(self._numpy("stack"), [entries], [])

    visit_Tuple = visit_List

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return ast.Subscript(self.visit(node.value), node.slice)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name, inputs = _called(node), [self.visit(x) for x in node.args]
        match node.func:
            case ast.Attribute(ast.Name("np" | "numpy")):
                pass
            case ast.Attribute(x):
                x = self.visit(x)
                if name in (METHODS_OF_ARRAYS if self.in_arrays else METHODS):
                    return ast.Call(ast.Attribute(x, name), inputs, node.keywords)
                inputs = [x, *inputs]
        return self._function(name, inputs, node.keywords)

    def _function(self, name: str, inputs: list[ast.expr], keywords: list[ast.keyword]) -> ast.expr:
        if name in LOSSES:
            first = ast.Call(ast.Attribute(inputs[0], "tolist"), [], []) if self.in_arrays else inputs[0]
            return ast.Call(ast.Name(self._from("nn.losses", name)), [first, *inputs[1:]], [])
        if not self.in_arrays:
            return inputs[0] if name in ("sum", "mean") else ast.Call(ast.Name(self._from("engine", name)), inputs, [])
        if name == "affine":
            return ast.BinOp(ast.Call(self._numpy("dot"), inputs[:2], []), ast.Add(), inputs[2])
        if name in OF_ARRAYS:
            return ast.Call(ast.Name(self._from("nn.array", name)), inputs, [])
        return ast.Call(self._numpy(LARGEST.get(name, name) if len(inputs) == 1 else name), inputs, keywords)

    def _numpy(self, name: str) -> ast.expr:
        self._from("numpy", name)
        return ast.Attribute(ast.Name("np"), name)

    def _from(self, module: str, name: str) -> str:
        self.used.add((module, name))
        return name
