"""Functions of every entry: activations, differences of matrices, a row added to every row."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.drawing.board.flows import flow, gradient_of
from engine.drawing.board.grids import At, Cell, Equation, Equations, Grid, Spot, grid_of
from engine.drawing.board.names import LONGEST, Name, added, delta, labelled, partial_written, says, written
from engine.drawing.board.sources import Sources
from engine.drawing.board.units import Unit
from engine.primitives import Primitive
from engine.trace.arrays import entry

Shape = dict[At, Unit]


def layout(found: Sequence[Unit], sources: Sources) -> list[Shape]:
    """Give every unit of a group a place: that of an operand, of its label, or one below the other.

    An entry that is used several times makes several matrices: of its first uses, of its second uses, ...
    """
    slots = range(len(found[0].inputs))
    computed = [k for k in slots if sources.trace.values[found[0].inputs[k]].inputs]
    candidates: list[list[Shape]] = []
    for slot in (*computed, *(k for k in slots if k not in computed)):
        homes = [sources.homes.get(unit.inputs[slot]) for unit in found]
        if len({home and home[0] for home in homes}) == 1 and homes[0]:
            candidates.append(_stacked([(home[1], home[2]) for home in homes if home], found))
    indices = [entry(sources.trace.labels[unit.top])[1] for unit in found]
    if all(len(index) == 2 for index in indices):
        candidates.append(_stacked([(index[0], index[1]) for index in indices], found))
    default = [{(k, 0): unit for k, unit in enumerate(found)}]
    single = next((shapes for shapes in candidates if len(shapes) == 1), None)
    return single or (candidates[0] if candidates and computed else default)


def _stacked(places: Sequence[At], found: Sequence[Unit]) -> list[Shape]:
    shapes: list[Shape] = []
    for at, unit in zip(places, found, strict=True):
        shape = next((shape for shape in shapes if at not in shape), None)
        if shape is None:
            shapes.append(shape := {})
        shape[at] = unit
    return [_squeezed(shape) for shape in shapes]


def _squeezed(shape: Shape) -> Shape:
    rows, columns = sorted({r for r, _ in shape}), sorted({c for _, c in shape})
    return {(rows.index(r), columns.index(c)): unit for (r, c), unit in shape.items()}


def elementwise(shape: Shape, sources: Sources) -> Equations:
    """Return A = f(Z, ...), entry by entry, and what flows back."""
    some = next(iter(shape.values()))
    row, slots = some.row(sources.trace), range(len(some.inputs))
    operands = tuple(_operand({at: unit.inputs[k] for at, unit in shape.items()}, sources) for k in slots)
    names = [grid.name for grid in operands]
    expression = added(names) if some.form == "sum" else written(row, names)
    short = [expression] if len(expression.text) <= LONGEST else []
    if row.family in ("activation", "rectifier") and (match := re.fullmatch(r"Z(\d*)", names[0].text)):
        short.insert(0, labelled(f"A{match[1]}"))
    tops = {at: unit.top for at, unit in shape.items()}
    nodes = [tops[at] for at in sorted(tops)]
    name = sources.as_labelled(sources.result_name(nodes, short), tops)
    result = sources.with_words(grid_of(name, "data", tops))
    text = says(name, expression)
    if some.form == "sum":
        terms = tuple(tuple(((k, *grid.serving(at)),) for k, grid in enumerate(operands)) for at in result.nodes())
        signs = ("", *["+"] * (len(slots) - 1), "")
        found = [k for k, grid in enumerate(operands) if all(map(sources.is_parameter, grid.nodes().values()))]
        weights = tuple(found) if len(found) < len(operands) else ()
        forward = Equation("terms", result, operands, text, signs, terms, weights)
    else:
        forward = Equation("function", result, operands, text, _signs(row, len(slots)))
    return forward, tuple(_backward(shape, forward, row, sources))


def _operand(cells: dict[At, int], sources: Sources) -> Grid:
    """Return what enters at one slot; equal rows are one row, and equal columns one column."""
    grid, numbers = grid_of(Name(), "data", cells), sources.trace.data
    keys = [[repr(numbers[i]) if i is not None and sources.is_constant(i) else i for i in
             (cells.get((r, c)) for c in range(grid.shape[1]))] for r in range(grid.shape[0])]  # fmt: skip
    shown = grid.cells
    if len({key for row in keys for key in row} - {None}) == 1:
        shown = ((next(iter(cells.values())),),)
    elif not any(None in row for row in keys):
        shown = shown[:1] if all(row == keys[0] for row in keys) else shown
        shown = tuple(row[:1] for row in shown) if all(len(set(row)) == 1 for row in keys) else shown
    found = replace(grid, cells=shown)
    return found.named(sources.oriented_name(found.nodes(), ""))


def _signs(row: Primitive, count: int) -> tuple[str, ...]:
    """Return what stands before, between and behind the operands of an operation on entries."""
    if row.name == "power":
        return "", f"^{row.static_values[0]:g}"
    if count == 2 and not row.variadic:
        return "", {"-": "−", "*": "⊙", "/": "÷"}.get(row.symbol, row.symbol), ""
    return {"neg": "−"}.get(row.symbol, row.symbol), *[","] * (count - 1), ""


def _backward(shape: Shape, forward: Equation, row: Primitive, sources: Sources) -> Iterator[Equation]:
    """Yield the gradients of every operand: upstream times partial, summed where one number served many."""
    result, operands = forward.result, forward.operands
    dy, names = result.as_gradient(delta(result.name)), tuple(grid.name for grid in operands)
    same: defaultdict[tuple[tuple[Cell, ...], ...], list[int]] = defaultdict(list)
    for slot, operand in enumerate(operands):
        same[operand.cells].append(slot)
    for slots in same.values():
        operand, is_sum = operands[slots[0]], row.family == "sum"
        own = gradient_of(operand, sources, learned=is_sum or operand.shape != result.shape)
        if own is None:
            continue
        plain = is_sum or (len(slots) == 1 and row.family == "difference")
        partials = () if plain else tuple(
            grid_of(partial_written(row, slot, names, result.name), "partial",
                    {at: (unit.top, slot) for at, unit in shape.items()})
            for slot in slots
        )  # fmt: skip
        uses: defaultdict[At, list[tuple[Spot, ...]]] = defaultdict(list)
        for at in sorted(shape):
            for k in range(len(slots)):
                uses[operand.serving(at)].append(((0, *at),) if plain else ((0, *at), (1 + k, *at)))
        minus = plain and not is_sum and slots == [len(operands) - 1]
        yield flow(own, dy, partials, uses, sources, sign=-1 if minus else 1)
