"""What is not linear: functions of every entry, sums and other reductions, softmax."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.drawing.board.grids import (
    LONGEST, Cell, Equation, Grid, Name, Place, delta, grid_of, labelled, partial_written, says, written,
)  # fmt: skip
from engine.drawing.board.linear import gradient_of
from engine.drawing.board.sources import Sources
from engine.drawing.board.units import Unit
from engine.primitives import Primitive
from engine.trace.arrays import entry

Shape = dict[tuple[int, int], Unit]


def row_of(unit: Unit, sources: Sources) -> Primitive:
    row = sources.trace.values[unit.top].primitive
    assert row is not None
    return row


def is_reduction(unit: Unit, sources: Sources) -> bool:
    """Tell whether a unit makes one number of many that belong together."""
    row = row_of(unit, sources)
    if row.own_first:
        return False
    if unit.form == "sum":
        return len({sources.source(x) for x in unit.inputs}) == 1 or len(unit.inputs) > 3
    return row.variadic


def layout(found: Sequence[Unit], sources: Sources) -> list[Shape]:
    """Give every unit of a group a place: that of an operand, of its label, or one below the other."""
    slots = range(len(found[0].inputs))
    computed = [k for k in slots if sources.trace.values[found[0].inputs[k]].inputs]
    for slot in (*computed, *(k for k in slots if k not in computed)):
        homes = [sources.homes.get(u.inputs[slot]) for u in found]
        if all(homes) and len({h[0] for h in homes if h}) == 1 and len(set(homes)) == len(found):
            return [_squeezed({(h[1], h[2]): u for h, u in zip(homes, found, strict=True) if h})]
    indices = [entry(sources.trace.labels[u.top])[1] for u in found]
    if all(len(index) == 2 for index in indices) and len(set(indices)) == len(found):
        return [_squeezed({(i[0], i[1]): u for i, u in zip(indices, found, strict=True)})]
    groups: list[Shape] = []
    for slot in computed:  # an entry that is used twice: first uses together, then second uses
        homes = [sources.homes.get(u.inputs[slot]) for u in found]
        if all(homes) and len({h[0] for h in homes if h}) == 1:
            for home, unit in zip(homes, found, strict=True):
                assert home is not None
                shape = next((s for s in groups if home[1:] not in s), None)
                if shape is None:
                    groups.append(shape := {})
                shape[home[1], home[2]] = unit
            return [_squeezed(shape) for shape in groups]
    return [{(k, 0): u for k, u in enumerate(found)}]


def _squeezed(shape: Shape) -> Shape:
    rows, columns = sorted({r for r, _ in shape}), sorted({c for _, c in shape})
    return {(rows.index(r), columns.index(c)): u for (r, c), u in shape.items()}


def collapsed(grid: Grid, sources: Sources) -> Grid:
    """Return a matrix of equal rows as one row, and of equal columns as one column."""
    numbers = sources.trace.data
    kept = [cell for row in grid.cells for cell in row if isinstance(cell, int)]
    if len({repr(numbers[i]) if sources.is_constant(i) else i for i in kept}) == 1:
        return replace(grid, cells=((kept[0],),))
    if len(kept) < grid.shape[0] * grid.shape[1]:
        return grid
    keys = [
        [repr(numbers[i]) if sources.is_constant(i) else i for i in row if isinstance(i, int)] for row in grid.cells
    ]
    cells = grid.cells[:1] if all(row == keys[0] for row in keys) else grid.cells
    if all(len(set(row)) == 1 for row in keys):
        cells = tuple(row[:1] for row in cells)
    return replace(grid, cells=cells)


def elementwise(shape: Shape, sources: Sources) -> tuple[Equation, tuple[Equation, ...]]:
    """Return A = f(Z, ...), entry by entry, and what flows back."""
    some = next(iter(shape.values()))
    row = row_of(some, sources)
    slots = range(len(some.inputs))
    operands = []
    for slot in slots:
        grid = collapsed(grid_of(Name(), "data", {at: u.inputs[slot] for at, u in shape.items()}), sources)
        cells = [cell for cells in grid.cells for cell in cells if isinstance(cell, int)]
        operands.append(replace(grid, name=sources.name_of(cells)))
    names = [g.name for g in operands]
    if some.form == "sum" and len(slots) != 2 or len(names) > 2:
        expression = Name(" + ".join(n.text for n in names), " + ".join(n.latex for n in names), 1)
        expression = expression if all(n.text for n in names) and len(expression.text) <= LONGEST else Name()
    else:
        expression = written(row, names)
    nodes = [u.top for _, u in sorted(shape.items())]
    activated = row.family in ("activation", "rectifier")
    other = [labelled("A" + names[0].text[1:])] if activated and re.fullmatch(r"Z\d*", names[0].text) else []
    name = sources.result_name(nodes, [*other, expression] if len(nodes) > 1 else other)
    tops = {at: u.top for at, u in shape.items()}
    name = sources.as_labelled(name, tops)
    result = _with_words(grid_of(name, "data", tops), sources)
    text = Name(f"{name.text or '…'} = {expression.text or '…'}", f"{name.latex or '…'} = {expression.latex or '…'}")
    if name == expression or not expression.text:
        text = name
    if some.form == "sum":
        terms = tuple(tuple(((k, *g.at(*at)),) for k, g in enumerate(operands)) for at in result.places())
        forward = Equation("terms", result, tuple(operands), text, ("", *["+"] * (len(slots) - 1), ""), terms)
    else:
        forward = Equation("function", result, tuple(operands), text, _signs(row))
    return forward, tuple(_back(shape, forward, row, sources))


def _signs(row: Primitive) -> tuple[str, ...]:
    """Return what stands before, between and behind the operands of an operation on entries."""
    if row.name == "power":
        return "", f"^{row.static_values[0]:g}"
    if len(row.domain) == 2:
        return "", {"-": "−", "*": "⊙", "/": "÷"}.get(row.symbol, row.symbol), ""
    return {"neg": "−"}.get(row.symbol, row.symbol), ""


def _with_words(grid: Grid, sources: Sources) -> Grid:
    """Name the rows of a column, or the columns of a row, by what stands there."""
    height, width = grid.shape
    nodes = [cell for row in grid.cells for cell in row if isinstance(cell, int)]
    if len(nodes) < height * width or 1 not in (height, width) or height == width:
        return grid
    words = sources.words(nodes)
    return replace(grid, rows=words if width == 1 else (), columns=words if height == 1 else ())


def _back(shape: Shape, forward: Equation, row: Primitive, sources: Sources) -> Iterator[Equation]:
    """Yield the gradient of every operand: upstream times partial, summed where one number served many."""
    result, operands = forward.result, forward.operands
    dy = result.as_gradient(delta(result.name))
    same: defaultdict[tuple[tuple[Cell, ...], ...], list[int]] = defaultdict(list)
    for slot, operand in enumerate(operands):
        same[operand.cells].append(slot)
    for slots in same.values():
        operand = operands[slots[0]]
        own = gradient_of(operand, sources, operand.shape != result.shape or row.family == "sum")
        if own is None:
            continue
        plain = row.family == "sum" or (len(slots) == 1 and row.family == "difference")
        sign = -1 if plain and row.family == "difference" and slots[-1] == len(operands) - 1 else 1
        partials = [] if plain else [
            grid_of(partial_written(row, slot, [g.name for g in operands], result.name), "partial",
                    {at: (u.top, slot) for at, u in shape.items()})
            for slot in slots
        ]  # fmt: skip
        used: Counter[int] = Counter()
        terms: list[tuple[tuple[Place, ...], ...]] = []
        for i, cells in enumerate(own.cells):
            for j, cell in enumerate(cells):
                if cell is None:
                    continue
                at = [place for place in sorted(shape) if operand.at(*place) == (i, j)]
                used[cell] += len(at) * len(slots)
                terms.append(tuple(
                    ((0, *p),) if plain else ((0, *p), (1 + k, *p)) for p in at for k in range(len(slots))
                ))  # fmt: skip
        how = _how(own, dy)
        factors = [dy.name] if plain else [dy.name, partials[0].name]
        text = says(Name(own.name.text, own.name.latex), *factors, times=" ⊙ ", sign=sign)
        if how:
            left = own.name
            body = text.text.split(" = ", 1)[1], text.latex.split(" = ", 1)[1]
            text = Name(f"{left.text} = {how}({body[0]})", rf"{left.latex} = \text{{{how}}} ({body[1]})")
        if len(slots) > 1 and not plain:
            text = Name(f"{own.name.text} = {dy.name.text} ⊙ …", rf"{own.name.latex} = {dy.name.latex} \odot \cdots")
        shared = sources.shared((c for cells in own.cells for c in cells), used) or _repeats(own)
        yield Equation("terms", own, (dy,) if plain else (dy, *partials), text,
                       (how + "−" * (sign < 0), *["⊙"] * len(partials), ""), tuple(terms), shared, sign)  # fmt: skip


def _repeats(grid: Grid) -> bool:
    cells = [c for row in grid.cells for c in row if c is not None]
    return len(set(cells)) < len(cells)


def _how(own: Grid, dy: Grid) -> str:
    if own.shape == dy.shape:
        return ""
    if own.shape[0] == 1 and own.shape[1] == dy.shape[1]:
        return "column sums of "
    return "row sums of " if own.shape[1] == 1 and own.shape[0] == dy.shape[0] else "sum of "


def reduction(found: Sequence[Unit], sources: Sources) -> tuple[Equation, tuple[Equation, ...]]:
    """Return the numbers that are each made of many, such as a sum or a maximum, and what flows back."""
    row = row_of(found[0], sources)
    inputs = [i for u in found for i in u.inputs]
    homes = [sources.homes.get(i) for i in inputs]
    whole = all(homes) and len({h[0] for h in homes if h}) == 1 and len(set(inputs)) == len(inputs)
    if whole:
        rows, columns = (sorted({h[axis] for h in homes if h}) for axis in (1, 2))
        places = {(rows.index(h[1]), columns.index(h[2])): i for h, i in zip(homes, inputs, strict=True) if h}
        operand = grid_of(Name(), "data", dict(places))
        in_rows = all(len({sources.homes[i][1] for i in u.inputs}) == 1 for u in found)
        height = 1 + max(r for r, _ in places)
        if len(found) == height and in_rows:
            found = sorted(found, key=lambda u: sources.homes[u.inputs[0]][1])
    else:
        operand = grid_of(Name(), "data", {(r, k): i for r, u in enumerate(found) for k, i in enumerate(u.inputs)})
        in_rows = True
    operand = replace(operand, name=sources.name_of(inputs))
    operand = _with_words(operand, sources)
    nodes = [u.top for u in found]
    inner = operand.name
    called = {"add": "sum"}.get(row.name, row.name)
    expression = Name(f"{called}({inner.text})", rf"\operatorname{{{called}}}({inner.latex})") if inner.text else Name()
    shape = {((r, 0) if in_rows else (0, r)): u.top for r, u in enumerate(found)}
    name = sources.result_name(nodes, [expression] if len(nodes) > 1 else [])
    result = _with_words(grid_of(name, "data", dict(shape)), sources)
    where = {cell: (r, c) for r, c in operand.places() for cell in [(operand.cells[r][c], r)]}
    lookup: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for r, c in operand.places():
        cell = operand.cells[r][c]
        assert isinstance(cell, int)
        lookup[cell].append((r, c))
    del where
    by_unit = {}
    for r, u in enumerate(found):
        by_unit[r] = [(r, k) for k in range(len(u.inputs))] if not whole else [lookup[i][0] for i in u.inputs]
    text = says(name, expression) if expression.text and expression != name else name
    if found[0].form == "sum":
        terms = tuple(tuple(((0, *at),) for at in by_unit[r]) for r in range(len(found)))
        forward = Equation("terms", result, (operand,), text, (called, ""), terms)
    else:
        forward = Equation("function", result, (operand,), text, (called, ""))
    own = gradient_of(operand, sources)
    if own is None:
        return forward, ()
    dy = result.as_gradient(delta(name))
    partial_cells: dict[tuple[int, int], Cell] = {}
    back: dict[tuple[int, int], tuple[tuple[Place, ...], ...]] = {}
    places_of_results = list(result.places())
    plain = found[0].form == "sum"
    for r, u in enumerate(found):
        for slot, at in enumerate(by_unit[r]):
            partial_cells[at] = (u.top, slot)
            back[at] = (((0, *places_of_results[r]),) if plain else ((0, *places_of_results[r]), (1, *at)),)
    operands = (dy,) if plain else (dy, grid_of(
        Name(f"∂{name.text or 'y'}/∂{inner.text or 'x'}", rf"\frac{{\partial {name.latex or 'y'}}}{{\partial {inner.latex or 'x'}}}"),
        "partial", partial_cells))  # fmt: skip
    terms = tuple(back[at] for at in own.places())
    used = Counter(inputs)
    text = says(own.name, *(g.name for g in operands), times=" ⊙ ")
    shared = sources.shared((c for cells in own.cells for c in cells), used) or _repeats(own)
    return forward, (Equation("terms", own, operands, text, ("", *["⊙"] * (len(operands) - 1), ""), terms, shared),)


def softmax(found: Sequence[Unit], sources: Sources) -> tuple[Equation, tuple[Equation, ...]]:
    """Return shares, one row for each set of scores, and for each row what flows back through all of them."""
    rows: dict[frozenset[int], list[Unit]] = {}
    for unit in found:
        rows.setdefault(frozenset(unit.inputs), []).append(unit)
    scores = []
    for some in rows.values():
        order = list(some[0].inputs)
        homes = [sources.homes.get(i) for i in order]
        order.sort(key=lambda i: sources.homes[i][1:] if all(homes) else (0, i))
        scores.append(order)
    if all(sources.homes.get(order[0]) for order in scores):
        pairs = sorted(zip(scores, rows.values(), strict=True), key=lambda pair: sources.homes[pair[0][0]][1])
    else:
        pairs = list(zip(scores, rows.values(), strict=True))
    scores = [order for order, _ in pairs]
    z_cells = {(r, c): i for r, order in enumerate(scores) for c, i in enumerate(order)}
    p_cells = {(r, scores[r].index(u.inputs[0])): u for r, (_, some) in enumerate(pairs) for u in some}
    kept = sorted({c for _, c in p_cells})
    shape = {(r, kept.index(c)): u for (r, c), u in p_cells.items()}
    upright = sources.form == "columns"
    z = grid_of(
        sources.name_of(z_cells.values()), "data", {(c, r) if upright else (r, c): i for (r, c), i in z_cells.items()}
    )
    z = _with_words(z, sources)
    expression = written(row_of(found[0], sources), [z.name]) if z.name.text else Name()
    expression = (
        Name(f"softmax({z.name.text})", rf"\operatorname{{softmax}}({z.name.latex})") if z.name.text else Name()
    )
    name = sources.result_name([u.top for _, u in sorted(shape.items())], [labelled("P")], "P")
    tops = {(c, r) if upright else (r, c): u.top for (r, c), u in shape.items()}
    name = sources.as_labelled(name, tops)
    p = grid_of(name, "data", tops)
    p = _with_words(p, sources)
    forward = Equation("function", p, (z,), says(name, expression) if expression.text else name, ("softmax", ""))
    dp = p.as_gradient(delta(name))
    used = Counter(i for u in found for i in u.inputs)
    backward = []
    for r, order in enumerate(scores):
        some = [(c, u) for (row, c), u in sorted(shape.items()) if row == r]
        line = [None if sources.is_constant(i) else i for i in order]
        own = gradient_of(
            grid_of(z.name, "data", {(k, 0) if upright else (0, k): i for k, i in enumerate(order)}), sources
        )
        if own is None or not any(line):
            continue
        own = _with_words(own, sources)
        cells: dict[tuple[int, int], Cell] = {}
        terms = []
        for k, i in enumerate(order):
            for a, (_, u) in enumerate(some):
                cells[(k, a) if upright else (a, k)] = (u.top, u.inputs.index(i))
            if line[k] is not None:
                terms.append(tuple(
                    ((0, *((c, r) if upright else (r, c))), (1, *((k, a) if upright else (a, k))))
                    for a, (c, _) in enumerate(some)
                ))  # fmt: skip
        jacobian = grid_of(Name(f"∂{name.text or 'p'}/∂{z.name.text or 'z'}",
            rf"\frac{{\partial {name.latex or 'p'}}}{{\partial {z.name.latex or 'z'}}}"), "partial", cells)  # fmt: skip
        suffix = f" ({'column' if upright else 'row'} {r})" if len(scores) > 1 else ""
        text = says(own.name, *((jacobian.name, dp.name) if upright else (dp.name, jacobian.name)))
        text = Name(text.text + suffix, text.latex + (rf"\text{{{suffix}}}" if suffix else ""))
        backward.append(Equation("terms", own, (dp, jacobian), text, ("", "×", ""), tuple(terms),
                                 sources.shared((c for row in own.cells for c in row), used)))  # fmt: skip
    return forward, tuple(backward)
