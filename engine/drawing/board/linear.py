"""Layers: Z = X W + b with an example in each row, or Z = W X + b with an example in each column."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.drawing.board.flows import flow_of_bias, gradient_of, is_shared
from engine.drawing.board.grids import At, Equation, Equations, Grid, Words, grid_of, terms_at
from engine.drawing.board.names import Name, added, delta, labelled, product_of, says
from engine.drawing.board.sources import Sources
from engine.drawing.board.tables import OF_ITS_OWN, Side, Table
from engine.trace.arrays import array_of, entry


def product(table: Table, sources: Sources) -> Equations:
    """Return a table as an equation, and what flows back through it.

    Weights of several arrays in a row, such as those of a recurrent cell, make a sum of several products.
    """
    rows, one, nodes = sources.form == "rows", len(table.inputs) == 1, table.tops
    cases = () if one else tuple(map(str, range(len(table.inputs))))
    made = sources.words(nodes) if one else tuple(map(str, range(len(table.weights))))
    pairs: list[Grid] = []
    blocks = _blocks(table, sources)
    for block in blocks:
        fed = sources.words(table.inputs[0][block]) if one else tuple(map(str, range(block.stop - block.start)))
        x, w = (_side(sides, block) for sides in (table.inputs, table.weights))
        x_name = sources.oriented_name(x, "X" if rows or not one else "x", turned=not rows)
        w_name = sources.oriented_name(w, "W", turned=rows)
        alone = one and len(blocks) == 1  # else there is no room for what a weight leads from and to
        ways: list[Words] = [tuple(("→ ", i) for i in made), tuple((i, " →") for i in fed)] if alone else []
        x_grid, w_grid = grid_of(x_name, "data", x, cases, fed), grid_of(w_name, "data", w, *ways)
        pairs += (x_grid, w_grid.T) if rows else (w_grid, x_grid.T)
    bias = {(0, n) if rows else (n, 0): i for n, i in enumerate(table.bias)}
    biases = [grid_of(sources.name_of(bias.values()), "data", bias)] if bias else []
    tops = {at if rows else at[::-1]: unit.top for at, unit in table.units.items()}
    name = sources.as_labelled(_result_name(nodes, table.weights[0], pairs[1 if rows else 0].name, sources), tops)
    z = grid_of(name, "data", tops, *((cases, made) if rows else (made, cases)))
    products = [product_of(left.name, right.name) for left, right in zip(pairs[::2], pairs[1::2], strict=True)]
    text = says(name, added([*products, *(grid.name for grid in biases)]))
    signs = ("", *("×" if k % 2 else "+" for k in range(1, len(pairs))), *("+" for _ in biases), "")
    weights = tuple(
        k for k in (*range(1 if rows else 0, len(pairs), 2), *range(len(pairs), len(pairs) + len(biases)))
        if not any(sources.trace.values[i].inputs for i in (*pairs, *biases)[k].nodes().values())
    )  # fmt: skip
    forward = Equation("product", z, (*pairs, *biases), text, signs, weights=weights, pairs=len(pairs) // 2)
    return forward, tuple(_backward(forward, sources))


def _side(sides: Sequence[Side], block: slice) -> dict[At, int]:
    """Return factors as the rows of a grid."""
    return {(m, k): i for m, side in enumerate(sides) for k, i in enumerate(side[block])}


def _blocks(table: Table, sources: Sources) -> list[slice]:
    """Return which factors belong together: all, or the weights of one array after those of another."""
    labels = [sources.trace.labels[i] for i in max(table.weights, key=len)]
    if any(array_of(label) == label and not OF_ITS_OWN.match(label) for label in labels):
        return [slice(0, len(labels))]
    arrays = [array_of(label) for label in labels]
    starts = [k for k in range(len(arrays)) if k == 0 or arrays[k] != arrays[k - 1]]
    return [slice(a, b) for a, b in pairwise([*starts, len(arrays)])]


def _result_name(nodes: Sequence[int], weights: Side, w: Name, sources: Sources) -> Name:
    """Return the name of a result: Z2 after W2, Q after W_q, Z3 before h3, S of Q K^T, and else Z."""
    own = [labelled(f"Z{index}")] if (index := sources.index_after(nodes)) else []
    if len(nodes) == 1 and (len(weights) == 1 or not entry(sources.trace.labels[weights[0]])[1]):
        return sources.result_name(nodes, own, "Z")
    if match := re.fullmatch(r"[Ww]_?(\d+|[qkv])ᵀ?", w.text):
        own.insert(0, labelled(match[1].upper() if match[1].isalpha() else f"Z{match[1]}"))
    return sources.result_name(nodes, own, "S" if w.text == "Kᵀ" else "Z")


def _backward(forward: Equation, sources: Sources) -> Iterator[Equation]:
    """Yield the gradients of inputs and weights, dX = dZ W^T and dW = X^T dZ, and of a bias."""
    z, operands, in_rows = forward.result, forward.operands, sources.form == "rows"
    dz = z.as_gradient(delta(z.name))
    used = Counter(spot for at in z.nodes() for term in terms_at(forward, at) for spot in term)
    for p in range(0, 2 * forward.pairs, 2):
        left, right = operands[p], operands[p + 1]
        sides = [(p, left, (dz, right.T)), (p + 1, right, (left.T, dz))]
        for i, own, factors in sides if in_rows else sides[::-1]:
            times = Counter({at: used[i, *at] for at in own.nodes()})
            if i in forward.weights and own.name.text.endswith("ᵀ"):  # dW itself, not its transpose
                own, factors = own.T, (factors[1].T, factors[0].T)
                times = Counter({at[::-1]: n for at, n in times.items()})
            if found := gradient_of(own, sources, i in forward.weights):
                shared = is_shared(found, times, sources)
                text = says(found.name, product_of(*(factor.name for factor in factors)), shared=shared)
                yield Equation("product", found, factors, text, ("", "×", ""), shared=shared, pairs=1)
    for bias in operands[2 * forward.pairs :]:
        if equation := flow_of_bias(bias, dz, sources):
            yield equation
