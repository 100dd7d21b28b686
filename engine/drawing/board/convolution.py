"""Convolutions: one kernel that slides over an image, as three grids instead of one long product."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

from engine.drawing.board.flows import flow, flow_of_bias, gradient_of
from engine.drawing.board.grids import At, Equation, Equations, Spot, grid_of
from engine.drawing.board.names import added, delta, labelled, product_of, says
from engine.drawing.board.sources import Sources
from engine.drawing.board.tables import Side, Table
from engine.trace.arrays import entry

Image = tuple[dict[At, int], dict[tuple[int, int], At]]  # pixels, and the one under each weight of each cell


def convolution(table: Table, sources: Sources) -> Equations | None:
    """Return map = image * kernel, and what flows back, where one kernel serves several places; None elsewhere."""
    (weights,) = table.weights
    kernel, cells = _kernel(weights, sources), _cells(table.tops, sources)
    image = _image(table, kernel, cells, sources) if kernel and cells else None
    if image is None:
        return None
    pixels, under = image
    seen = [i for i in pixels.values() if not sources.is_constant(i)] or list(pixels.values())  # no margin of zeros
    x = grid_of(sources.name_of(seen, "X"), "data", pixels)
    w = grid_of(sources.name_of(weights), "data", {at: i for i, at in kernel.items()})
    bias = [grid_of(sources.name_of(table.bias), "data", {(0, 0): i}) for i in table.bias]
    tops = {cells[top]: top for top in table.tops}
    y = grid_of(sources.result_name(table.tops, [labelled("Y")], "Y"), "data", tops)
    made: defaultdict[At, list[tuple[Spot, ...]]] = defaultdict(list)
    on_image: defaultdict[At, list[tuple[Spot, ...]]] = defaultdict(list)
    on_kernel: defaultdict[At, list[tuple[Spot, ...]]] = defaultdict(list)
    for at, top in y.nodes().items():
        for k, i in enumerate(weights):
            pixel, weight = under[top, k], kernel[i]
            made[at].append(((0, *pixel), (1, *weight)))
            on_image[pixel].append(((0, *at), (1, *weight)))
            on_kernel[weight].append(((0, *pixel), (1, *at)))
        made[at] += [((2, 0, 0),) for _ in bias]
    sums = added([product_of(x.name, w.name, times=" ∗ "), *(grid.name for grid in bias)])
    signs = ("", "∗", *("+" for _ in bias), "")
    terms = tuple(tuple(made[at]) for at in y.nodes())
    forward = Equation("terms", y, (x, w, *bias), says(y.name, sums), signs, terms, weights=(1, *(2 for _ in bias)))
    dy, backward = y.as_gradient(delta(y.name)), list[Equation]()
    if dx := gradient_of(x, sources):
        side = product_of(dy.name, w.name, times=" ∗ turned ")
        backward.append(flow(dx, dy, [w], on_image, sources, side=side, signs=("", "∗ turned", "")))
    if dw := gradient_of(w, sources, learned=True):
        side = product_of(x.name, dy.name, times=" ∗ ")
        backward.append(flow(dw, x, [dy], on_kernel, sources, side=side, signs=("", "∗", "")))
    return forward, (*backward, *filter(None, (flow_of_bias(grid, dy, sources) for grid in bias)))


def _kernel(weights: Side, sources: Sources) -> dict[int, At]:
    """Return the place of every weight in its kernel, by the last two indices of the labels; {} where it is none."""
    indices = [entry(sources.trace.labels[i])[1][-2:] for i in weights]
    rows, columns = ({index[axis] for index in indices if len(index) == 2} for axis in (0, 1))
    if len(weights) < 2 or sorted(indices) != list(product(range(len(rows)), range(len(columns)))):
        return {}
    return {i: (index[0], index[1]) for i, index in zip(weights, indices, strict=True)}


def _cells(tops: Sequence[int], sources: Sources) -> dict[int, At]:
    """Return the place of every cell in the map: by its scope, such as "cell 0,1", or by its label."""
    if len(tops) == 1:
        return {tops[0]: (0, 0)}
    found: dict[int, At] = {}
    for i in tops:
        match = re.search(r"(\d+),(\d+)$", sources.scope(i))
        index = (int(match[1]), int(match[2])) if match else entry(sources.trace.labels[i])[1]
        if len(index) == 2:
            found[i] = index
    return found if len(set(found.values())) == len(tops) else {}


def _image(table: Table, kernel: Mapping[int, At], cells: Mapping[int, At], sources: Sources) -> Image | None:
    """Return the image: the step from cell to cell is the one for which every pixel has one place."""
    height, width = 1 + max(r for r, _ in kernel.values()), 1 + max(c for _, c in kernel.values())
    for down, right in product(range(1, height + 1), range(1, width + 1)):
        pixels: dict[At, int] = {}
        homes: dict[int, At] = {}
        under: dict[tuple[int, int], At] = {}
        fits = True
        for (m, _), unit in table.units.items():
            i, j = cells[unit.top]
            for k, x in enumerate(table.inputs[m]):
                at = under[unit.top, k] = i * down + k // width, j * right + k % width
                fits &= pixels.setdefault(at, x) == x and (sources.is_constant(x) or homes.setdefault(x, at) == at)
        if fits and 1 in (height, width) and len(pixels) == len(under):
            return None  # no pixel is used twice: rows times a column
        if fits:
            rows, columns = sorted({r for r, _ in pixels}), sorted({c for _, c in pixels})
            place = {at: (rows.index(at[0]), columns.index(at[1])) for at in pixels}
            return {place[at]: x for at, x in pixels.items()}, {key: place[at] for key, at in under.items()}
    return None
