"""One number of many: sums, maxima and logsumexp over rows or whole matrices; and softmax, shares of many."""

from collections import defaultdict
from collections.abc import Sequence

from engine.drawing.board.flows import flow, gradient_of
from engine.drawing.board.grids import At, Cell, Equation, Equations, Spot, grid_of
from engine.drawing.board.names import Name, applied, delta, derivative, labelled, product_of, says
from engine.drawing.board.sources import Sources
from engine.drawing.board.units import Unit


def is_reduction(unit: Unit, sources: Sources) -> bool:
    """Tell whether a unit makes one number of many that belong together."""
    row = unit.row(sources.trace)
    if unit.form == "sum":
        return len({sources.source(x) for x in unit.inputs}) == 1 or len(unit.inputs) > 3
    return row.variadic and not row.own_first


def reduction(found: Sequence[Unit], sources: Sources) -> Equations:
    """Return numbers that are each made of many, and what flows back."""
    found, reads, in_rows = _reads(found, sources)
    operand = grid_of(Name(), "data", {at: i for u in found for at, i in zip(reads[u.top], u.inputs, strict=True)})
    operand = sources.with_words(operand.named(sources.name_of(operand.nodes().values())))
    name = {"add": "sum"}.get(found[0].row(sources.trace).name, found[0].row(sources.trace).name)
    expression = applied(name, operand.name)
    tops = {(r, 0) if in_rows else (0, r): u.top for r, u in enumerate(found)}
    called = sources.result_name(list(tops.values()), [expression])
    result = sources.with_words(grid_of(called, "data", tops))
    text, signs, plain = says(called, expression), (name, ""), found[0].form == "sum"
    if plain:
        terms = tuple(tuple(((0, *at),) for at in reads[top]) for top in result.nodes().values())
        forward = Equation("terms", result, (operand,), text, signs, terms)
    else:
        forward = Equation("function", result, (operand,), text, signs)
    own, dy = gradient_of(operand, sources), result.as_gradient(delta(called))
    if own is None:
        return forward, ()
    partials: dict[At, Cell] = {}
    uses: defaultdict[At, list[tuple[Spot, ...]]] = defaultdict(list)
    for at, top in result.nodes().items():
        for slot, place in enumerate(reads[top]):
            partials[place] = top, slot
            uses[place].append(((0, *at),) if plain else ((0, *at), (1, *place)))
    slopes = () if plain else (grid_of(derivative(called, operand.name), "partial", partials),)
    side = product_of(dy.name, *(grid.name for grid in slopes), times=" ⊙ ")
    around = ("", *["⊙"] * len(slopes), "")
    return forward, (flow(own, dy, slopes, uses, sources, side=side, signs=around),)


def _reads(found: Sequence[Unit], sources: Sources) -> tuple[Sequence[Unit], dict[int, list[At]], bool]:
    """Return units in order, the places of their inputs in one matrix, and whether each reads a part of a row.

    The matrix is the one they stand in; where they stand in several, or twice, each unit gets a row of its own.
    """
    homes = {i: sources.homes.get(i) for u in found for i in u.inputs}
    known = {i: (home[1], home[2]) for i, home in homes.items() if home}
    whole = len({home and home[0] for home in homes.values()}) == 1 and len(known) == sum(len(u.inputs) for u in found)
    if not whole:
        return found, {u.top: [(r, k) for k in range(len(u.inputs))] for r, u in enumerate(found)}, True
    rows, columns = sorted({r for r, _ in known.values()}), sorted({c for _, c in known.values()})
    places = {i: (rows.index(r), columns.index(c)) for i, (r, c) in known.items()}
    in_rows = all(len({places[i][0] for i in u.inputs}) == 1 for u in found)
    found = sorted(found, key=lambda u: places[u.inputs[0]])
    return found, {u.top: [places[i] for i in u.inputs] for u in found}, in_rows


def softmax(found: Sequence[Unit], sources: Sources) -> Equations:
    """Return shares, one row (or column) for each set of scores, and for each what flows back through all of them."""
    rows = _rows(found, sources)

    def place(r: int, k: int) -> At:
        return (r, k) if sources.form == "rows" else (k, r)

    z_cells = {place(r, k): i for r, (scores, _) in enumerate(rows) for k, i in enumerate(scores)}
    z = sources.with_words(grid_of(sources.name_of(z_cells.values()), "data", z_cells))
    kept = sorted({scores.index(i) for scores, units in rows for i in units})
    tops = {
        place(r, kept.index(scores.index(i))): u.top for r, (scores, units) in enumerate(rows) for i, u in units.items()
    }
    nodes = [tops[at] for at in sorted(tops)]
    name = sources.as_labelled(sources.result_name(nodes, [labelled("P")], "P"), tops)
    p = sources.with_words(grid_of(name, "data", tops))
    forward = Equation("function", p, (z,), says(name, applied("softmax", z.name)), ("softmax", ""))
    backward = []
    for r, (scores, units) in enumerate(rows):
        own = gradient_of(grid_of(z.name, "data", {place(0, k): i for k, i in enumerate(scores)}), sources)
        if own is None:
            continue
        jacobian: dict[At, Cell] = {}
        uses: defaultdict[At, list[tuple[Spot, ...]]] = defaultdict(list)
        for a, (i, unit) in enumerate(units.items()):
            for slot, x in enumerate(unit.inputs):
                k = scores.index(x)
                jacobian[place(a, k)] = unit.top, slot
                at = place(r, kept.index(scores.index(i)))
                uses[place(0, k)].append(((0, *at), (1, *place(a, k))))
        slopes = grid_of(derivative(name, z.name), "partial", jacobian)
        dp = p.as_gradient(delta(name))
        factors = (dp.name, slopes.name) if sources.form == "rows" else (slopes.name, dp.name)
        side = product_of(*factors)
        if len(rows) > 1:
            where = f" ({sources.form.removesuffix('s')} {r})"
            side = Name(side.text + where, rf"{side.latex}\text{{{where}}}", side.tightness)
        own = sources.with_words(own)
        backward.append(flow(own, dp, [slopes], uses, sources, side=side, signs=("", "×", "")))
    return forward, tuple(backward)


def _rows(found: Sequence[Unit], sources: Sources) -> list[tuple[list[int], dict[int, Unit]]]:
    """Return for each set of scores these in order, and the share of each; of a second softmax of them another set."""

    def order(i: int) -> At:
        home = sources.homes.get(i)
        return (home[1], home[2]) if home else (0, i)

    rows: list[tuple[list[int], dict[int, Unit]]] = []
    for unit in found:
        own = next(
            (units for scores, units in rows if {*scores} == {*unit.inputs} and unit.inputs[0] not in units), None
        )
        if own is None:
            rows.append((sorted(unit.inputs, key=order), own := {}))
        own[unit.inputs[0]] = unit
    return sorted(rows, key=lambda row: order(row[0][0]))
