"""Layers: linear combinations that share inputs or weights, as one product of matrices."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.drawing.board.grids import Cell, Equation, Grid, Name, delta, grid_of, labelled, says, slope, transposed
from engine.drawing.board.sources import Sources
from engine.drawing.board.units import Unit, is_parameter
from engine.trace.arrays import array_of, entry

Factors = tuple[object, ...]  # nodes, or the numbers of constants


@dataclass
class Table:
    """Linear units as the cells of a product: inputs[m], weights[n], and the unit at (m, n)."""

    inputs: list[tuple[int, ...]]
    weights: list[tuple[int, ...]]
    units: dict[tuple[int, int], Unit]
    swapped: bool  # the weights are the left factors

    def by_weights(self) -> list[list[tuple[Unit, tuple[int, ...], tuple[int, ...]]]]:
        """Return for each column its units, each with its inputs and its weights."""
        cells = sorted(self.units.items())
        return [
            [(u, self.inputs[m], weights) for (m, n), u in cells if n == k] for k, weights in enumerate(self.weights)
        ]

    @property
    def bias(self) -> list[int]:
        """One bias for each column, [] without."""
        found = [{u.inputs for (_, n), u in self.units.items() if n == k} for k in range(len(self.weights))]
        if all(len(some) == 1 and len(next(iter(some))) == 1 for some in found):
            return [next(iter(some))[0] for some in found]
        return []


def tables(found: Sequence[Unit], sources: Sources) -> Iterator[Table]:
    """Put linear units of one depth together: as large products as there are."""
    alike: defaultdict[object, list[Unit]] = defaultdict(list)
    for unit in found:
        swapped = _is_swapped(unit, sources)
        weights = unit.left if swapped else unit.right
        names = {entry(sources.trace.labels[w])[0] for w in weights}
        array = names.pop() if len(names) == 1 and len(weights) > 1 or len(weights) == 1 else ""
        if len(weights) == 1 and not entry(sources.trace.labels[weights[0]])[1]:
            array = ""
        row = sources.trace.values[weights[0]]
        alike[swapped, len(unit.inputs), array, row.is_constant].append(unit)
    for (swapped, *_), some in alike.items():
        for connected in _connected(some, sources):
            yield from _filled(connected, swapped, sources)


def _is_swapped(unit: Unit, sources: Sources) -> bool:
    """Tell whether the left factors are the weights, and the right ones the inputs."""
    values, labels = sources.trace.values, sources.trace.labels

    def parameters(side: Sequence[int]) -> bool:
        return all(is_parameter(values[i]) for i in side)

    def fixed(side: Sequence[int]) -> bool:
        return all(not values[i].inputs for i in side)

    left, right = parameters(unit.left), parameters(unit.right)
    if left != right:
        own, other = (unit.left, unit.right) if left else (unit.right, unit.left)
        is_input = re.match(r"[xX]\W?\d|[xX₀-₉]*$", labels[own[0]]) and all(values[i].is_constant for i in other)
        return left != bool(is_input)
    if not left and fixed(unit.left) != fixed(unit.right):
        return fixed(unit.left)
    if left and right:
        first, second = (re.match(r"(new )?[wWθuvkK]", labels[side[0]]) for side in (unit.left, unit.right))
        return not second or bool(first)
    return False


def _keys(side: Sequence[int], sources: Sources) -> Factors:
    """Return what is the same for the same factors: constants by their number, as each call makes its own."""
    return tuple(f"{sources.trace.data[i]!r}" if sources.is_constant(i) else i for i in side)


def _connected(found: Sequence[Unit], sources: Sources) -> list[list[Unit]]:
    """Return the units that share a side, directly or through others; a shorter side is part of a longer one."""
    groups: list[tuple[list[Unit], set[object]]] = []
    for unit in found:
        marks: set[object] = {("left", *_keys(unit.left, sources)[:1]), ("right", *_keys(unit.right, sources)[:1])}
        merged: tuple[list[Unit], set[object]] = ([unit], marks)
        others = []
        for units, known in groups:
            if known & marks:
                merged = (units + merged[0], known | merged[1])
            else:
                others.append((units, known))
        groups = [*others, merged]
    return [sorted(units, key=lambda u: u.top) for units, _ in groups]


def _filled(found: Sequence[Unit], swapped: bool, sources: Sources) -> Iterator[Table]:
    """Place units by their inputs and weights; what finds its place taken, or leaves too much free, comes apart."""
    inputs, weights = (_longest([side(u) for u in found], sources) for side in (
        (lambda u: u.right if swapped else u.left), (lambda u: u.left if swapped else u.right)))  # fmt: skip
    placed: dict[tuple[int, int], Unit] = {}
    left_over = []
    for unit in found:
        x, w = (unit.right, unit.left) if swapped else (unit.left, unit.right)
        at = inputs[_keys(x, sources)][0], weights[_keys(w, sources)][0]
        if at in placed:
            left_over.append(unit)
        placed.setdefault(at, unit)
    rows = {m: x for m, x in inputs.values() if any(m == at[0] for at in placed)}
    columns = {n: w for n, w in weights.values() if any(n == at[1] for at in placed)}
    if 2 * len(placed) < len(rows) * len(columns):
        for n in columns:
            yield from _filled([u for at, u in placed.items() if at[1] == n], swapped, sources)
    else:
        yield _sorted(Table([rows[m] for m in sorted(rows)], [columns[n] for n in sorted(columns)],
                            {(sorted(rows).index(m), sorted(columns).index(n)): u for (m, n), u in placed.items()},
                            swapped), sources)  # fmt: skip
    if left_over:
        yield from _filled(left_over, swapped, sources)


def _longest(sides: Sequence[tuple[int, ...]], sources: Sources) -> dict[Factors, tuple[int, tuple[int, ...]]]:
    """Return for each side its number and the longest one that begins with it."""
    keys = {_keys(side, sources): side for side in sides}
    whole = [k for k in keys if not any(k != other[: len(k)] or len(other) == len(k) for other in ()) and not any(
        len(other) > len(k) and other[: len(k)] == k for other in keys)]  # fmt: skip
    found = {}
    for key in keys:
        longest = next(k for k in whole if k[: len(key)] == key)
        found[key] = whole.index(longest), keys[longest]
    return found


def _sorted(table: Table, sources: Sources) -> Table:
    """Order weights and inputs by their indices, where their labels or those of the results have some."""
    labels = sources.trace.labels

    def order(sides: Sequence[tuple[int, ...]], axis: int) -> list[int]:
        by_labels = [[entry(labels[i]) for i in side] for side in sides]
        by_result = [[entry(labels[u.top]) for at, u in sorted(table.units.items()) if at[axis] == k]
                     for k in range(len(sides))]  # fmt: skip
        for keys in (by_result, by_labels):
            if len({tuple(key) for key in keys}) == len(keys) and all(index for key in keys for _, index in key):
                return sorted(range(len(sides)), key=keys.__getitem__)
        return list(range(len(sides)))

    rows, columns = order(table.inputs, 0), order(table.weights, 1)
    return Table(
        [table.inputs[m] for m in rows],
        [table.weights[n] for n in columns],
        {(rows.index(m), columns.index(n)): u for (m, n), u in table.units.items()},
        table.swapped,
    )


def product(table: Table, sources: Sources) -> tuple[Equation, tuple[Equation, ...]]:
    """Return Z = X W + b, or in columns Z = W X + b, and what flows back through it.

    Weights of several arrays in a row, such as those of a recurrent cell, make a sum of several products.
    """
    rows, one = sources.form == "rows", len(table.inputs) == 1
    nodes = [u.top for _, u in sorted(table.units.items())]
    cases = () if one else tuple(map(str, range(len(table.inputs))))
    made = sources.words(nodes) if one else tuple(map(str, range(len(table.weights))))
    pairs: list[Grid] = []
    for block in _blocks(table, sources):
        fed = sources.words(table.inputs[0][block]) if one else tuple(map(str, range(block.stop - block.start)))
        x = _grid([side[block] for side in table.inputs], "X", sources, not rows)
        w = _grid([side[block] for side in table.weights], "W", sources, rows).T
        w = Grid(w.name, "data", w.cells, fed, made)
        x = Grid(x.name, "data", x.cells, cases, fed)
        pairs += (x, w) if rows else (w.T, x.T)
    weights = pairs[1 if rows else 0].name
    bias = table.bias
    added = [Grid(sources.name_of(bias), "data", (tuple(bias),))] if bias else []
    is_array = len(nodes) > 1 or (
        len(table.weights[0]) > 1 and bool(entry(sources.trace.labels[table.weights[0][0]])[1])
    )
    name = _result_name(nodes, weights, sources) if is_array else sources.result_name(nodes, ())
    tops = {at if rows else at[::-1]: u.top for at, u in table.units.items()}
    z = grid_of(sources.as_labelled(name, tops), "data", tops)
    z = Grid(z.name, "data", z.cells, *((cases, made) if rows else (made, cases)))
    added = added if rows else [Grid(b.name, "data", b.T.cells) for b in added]
    text = _sum_of_products(z, pairs, added)
    learned = (*range(1 if rows else 0, len(pairs), 2), *range(len(pairs), len(pairs) + len(added)))
    signs = ("", *("×" if k % 2 else "+" for k in range(1, len(pairs))), *("+" for _ in added), "")
    forward = Equation("product", z, (*pairs, *added), text, signs, pairs=len(pairs) // 2, weights=learned)
    return forward, tuple(_backward(forward, sources))


def _grid(sides: Sequence[tuple[int, ...]], otherwise: str, sources: Sources, turned: bool) -> Grid:
    """Return factors as rows, with a name."""
    cells = {(m, k): i for m, side in enumerate(sides) for k, i in enumerate(side)}
    return grid_of(sources.oriented_name(cells, otherwise, turned), "data", cells)


def _blocks(table: Table, sources: Sources) -> list[slice]:
    """Return which factors belong together: all, or the weights of one array after those of another."""
    longest = max(table.weights, key=len)
    labels = [sources.trace.labels[i] for i in longest]
    names = [array_of(label) if array_of(label) != label else "" for label in labels]
    if not all(names):
        return [slice(0, len(longest))]
    starts = [k for k in range(len(names)) if k == 0 or names[k] != names[k - 1]]
    return [slice(a, b) for a, b in zip(starts, [*starts[1:], len(names)], strict=True)]


def _sum_of_products(z: Grid, pairs: Sequence[Grid], added: Sequence[Grid]) -> Name:
    sides = [says(Name(), a.name, b.name) for a, b in zip(pairs[::2], pairs[1::2], strict=True)]
    texts = [side.text.split(" = ", 1)[1] for side in sides] + [grid.name.text for grid in added]
    latexes = [side.latex.split(" = ", 1)[1] for side in sides] + [grid.name.latex for grid in added]
    return Name(f"{z.name.text} = {' + '.join(texts)}", f"{z.name.latex} = {' + '.join(latexes)}")


def _backward(forward: Equation, sources: Sources) -> Iterator[Equation]:
    """Yield the gradients of both factors, dL = dZ R^T and dR = L^T dZ, and of what is added to every row."""
    z, operands = forward.result, forward.operands
    dz = z.as_gradient(delta(z.name))
    for p in range(0, 2 * forward.pairs, 2):
        left, right = operands[p], operands[p + 1]
        weights = right if sources.form == "rows" else left
        used: Counter[Cell] = Counter()
        for r, c in z.places():
            both = [(left.cells[r][k], right.cells[k][c]) for k in range(left.shape[1])]
            used.update(i for pair in both if None not in pair for i in pair)
        sides = ((left, (dz, right.T)), (right, (left.T, dz)))
        for own, factors in sides if weights is right else sides[::-1]:
            learned = own is weights
            if learned and own.name.text.endswith("ᵀ"):
                own, factors = own.T, (factors[1].T, factors[0].T)
            if found := gradient_of(own, sources, learned):
                text = says(found.name, *(factor.name for factor in factors))
                yield Equation("product", found, factors, text, ("", "×", ""), shared=is_shared(found, used, sources))
    for bias in operands[2 * forward.pairs :]:
        if grid := gradient_of(bias, sources, True):
            yield sums(grid, dz, bias, sources)


def is_shared(grid: Grid, used: Counter[Cell], sources: Sources) -> bool:
    """Tell whether the gradients of a grid are only shares: of nodes that others use, or that stand there twice."""
    cells = [cell for row in grid.cells for cell in row if cell is not None]
    return len(set(cells)) < len(cells) or sources.shared(cells, used)


def sums(grid: Grid, dz: Grid, bias: Grid, sources: Sources) -> Equation:
    """Return the gradient of what was added to every row or column: sums of those of the result."""
    terms = []
    used: Counter[Cell] = Counter()
    for r, c in grid.places():
        cell = bias.cells[r][c]
        own = [at for at in dz.places() if bias.at(*at) == (r, c)]
        terms.append(tuple(((0, *at),) for at in own))
        used[cell] += len(own)
    how = ""
    if dz.shape != grid.shape:
        how = "column sums of " if grid.shape[0] == 1 and dz.shape[1] == grid.shape[1] else (
            "row sums of " if dz.shape[0] == grid.shape[0] else "sum of ")  # fmt: skip
    inner = Name(f"{how}{dz.name.text}", (rf"\text{{{how}}}" if how else "") + dz.name.latex)
    return Equation(
        "terms", grid, (dz,), says(grid.name, inner), (how, ""), tuple(terms), is_shared(grid, used, sources)
    )


def gradient_of(grid: Grid, sources: Sources, learned: bool = False) -> Grid | None:
    """Return the gradients of a matrix, without those of constants; None where it is constant altogether."""
    cells = tuple(tuple(None if c is None or sources.is_constant(c) else c for c in row) for row in grid.cells)
    kept = [c for row in cells for c in row if c is not None]
    if not kept:
        return None
    learned = learned and not any(sources.trace.values[i].inputs for i in kept)
    name = slope(grid.name) if learned else delta(grid.name)
    return Grid(name, "gradient", cells, grid.rows, grid.columns)


def _result_name(nodes: Sequence[int], weights: Name, sources: Sources) -> Name:
    """Return the name of a result: Z2 after W2, Q after W_q, S of Q K^T, and Z of other matrices of weights."""
    match = re.fullmatch(r"[Ww]_?(\d*|[qkv])ᵀ?", weights.text)
    own = [labelled(match[1].upper() if match[1].isalpha() else f"Z{match[1]}")] if match else []
    return sources.result_name(nodes, own, "S" if weights.text == "Kᵀ" else "Z")
