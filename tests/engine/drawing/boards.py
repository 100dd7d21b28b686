"""What the tests of the board measure: the numbers that a line shows, against those of the trace."""

from collections import Counter
from collections.abc import Iterator
from math import isclose, prod

from engine import Value
from engine.drawing.board import Line, lines
from engine.drawing.board.grids import Equation, Grid, terms_at
from engine.drawing.board.sources import Orientation
from engine.trace import Trace, trace
from engine.words.story import Story


def board(output: Value, form: Orientation = "rows") -> list[Line]:
    """Return the lines of what leads to a result."""
    return lines(Story(trace(output)), form)


def said(output: Value, form: Orientation = "rows") -> list[tuple[str, list[str]]]:
    """Return every line as (forward, backward) in words, without those that have no matrices."""
    return [
        (line.forward.text.text, [e.text.text for e in line.backward]) for line in board(output, form) if line.is_matrix
    ]


def number(trace: Trace, grid: Grid, r: int, c: int) -> float:
    """Return the number that stands at a place of a grid."""
    cell = grid.cells[r][c]
    if grid.what == "partial":
        node, slot = cell
        return trace.partials[trace.first[node] + slot]
    return (trace.data if grid.what == "data" else trace.gradients)[cell]


def made(trace: Trace, equation: Equation, r: int, c: int) -> float:
    """Return what the operands of an equation make for a place of its result."""
    terms = terms_at(equation, (r, c))
    return equation.sign * sum(prod(number(trace, equation.operands[i], *at) for i, *at in term) for term in terms)


def complaints(trace: Trace, lines: list[Line]) -> Iterator[str]:
    """Yield what is wrong with the lines of a graph."""
    covered = Counter(i for line in lines for i in line.nodes)
    if covered != (once := Counter(trace.operations)):
        yield f"operations not in one line: {covered - once}, {once - covered}"
    known = {i for i, value in enumerate(trace.values) if not value.inputs}
    for line in lines:
        name, inside = line.forward.text.text, set(line.nodes)
        if missing := {x for i in inside for x in trace.inputs_of(i)} - inside - known:
            yield f"{name}: comes before {missing}"
        known |= inside
        yield from _wrong_forward(trace, line)
        contributions: Counter[int] = Counter()
        for i in inside:
            for slot, x in enumerate(trace.inputs_of(i)):
                if x not in inside and not trace.values[x].is_constant:
                    contributions[x] += trace.gradients[i] * trace.partials[trace.first[i] + slot]
        shown: Counter[int] = Counter()
        for equation in line.backward:
            for r, c in equation.result.nodes():
                x = equation.result.cells[r][c]
                share = made(trace, equation, r, c)
                shown[x] += share
                if not equation.shared and not isclose(share, trace.gradients[x], rel_tol=1e-9, abs_tol=1e-12):
                    yield f"{equation.text.text}: {share} at {r, c} is not the gradient {trace.gradients[x]}"
        if set(shown) != set(contributions):
            yield f"{name}: gradients of {set(shown)}, but edges lead to {set(contributions)}"
        for x, share in contributions.items():
            if not isclose(shown[x], share, rel_tol=1e-9, abs_tol=1e-12):
                yield f"{name}: shares of {trace.labels[x] or x} are {share}, shown are {shown[x]}"


def _wrong_forward(trace: Trace, line: Line) -> Iterator[str]:
    forward, inside = line.forward, set(line.nodes)
    shown = {cell for grid in forward.operands for row in grid.cells for cell in row if cell is not None}
    entering = {x for i in inside for x in trace.inputs_of(i)} - inside
    numbers = {trace.data[i] for i in shown}

    def constant(x: int) -> bool:
        return trace.values[x].is_constant

    if any(x not in shown and not (constant(x) and trace.data[x] in numbers) for x in entering):
        yield f"{forward.text.text}: {entering - shown} are not shown"
    for r, c in forward.result.nodes():
        top = forward.result.cells[r][c]
        if forward.rule == "function":
            if any(x not in shown and not (constant(x) and trace.data[x] in numbers) for x in trace.inputs_of(top)):
                yield f"{forward.text.text}: operands are missing at {r, c}"
        elif not isclose(made(trace, forward, r, c), trace.data[top], rel_tol=1e-9, abs_tol=1e-12):
            yield f"{forward.text.text}: {made(trace, forward, r, c)} at {r, c} is not {trace.data[top]}"
