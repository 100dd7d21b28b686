"""Convolutions: one kernel that slides over an image, as three grids instead of one long product."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from engine.drawing.board.grids import Equation, Grid, Name, Place, delta, grid_of
from engine.drawing.board.linear import gradient_of, sums
from engine.drawing.board.sources import Sources
from engine.drawing.board.units import Unit
from engine.trace.arrays import entry

At = tuple[int, int]
Sides = list[
    tuple[Unit, Sequence[int], Sequence[int]]
]  # a cell of the map: its unit, what is under the kernel, the kernel
SLIDES, TURNED = " ∗ ", " ∗ turned "


def convolution(some: Sides, sources: Sources) -> tuple[Equation, tuple[Equation, ...]] | None:
    """Return map = image * kernel, and what flows back, where units with the same weights are places of one kernel."""
    kernel = _kernel(some[0][2], sources)
    cells = _cells([unit.top for unit, _, _ in some], sources)
    if not kernel or not cells or any(weights != some[0][2] for _, _, weights in some):
        return None
    image = _image(some, kernel, cells, sources)
    if image is None:
        return None
    w = grid_of(sources.name_of(some[0][2]), "data", {at: i for i, at in kernel.items()})
    x_at, under = image
    x = grid_of(
        sources.name_of([i for i in x_at.values() if not sources.is_constant(i)] or x_at.values(), "X"), "data", x_at
    )
    tops = {cells[unit.top]: unit.top for unit, _, _ in some}
    y = grid_of(sources.result_name(list(tops.values()), [Name("Y", "Y")], "Y"), "data", tops)
    terms: dict[At, list[tuple[Place, ...]]] = {}
    on_kernel: defaultdict[At, list[tuple[Place, ...]]] = defaultdict(list)
    on_image: defaultdict[At, list[tuple[Place, ...]]] = defaultdict(list)
    for unit, _, weights in some:
        at = cells[unit.top]
        terms[at] = []
        for k, i in enumerate(weights):
            pixel, weight = under[unit.top, k], kernel[i]
            terms[at].append(((0, *pixel), (1, *weight)))
            on_kernel[weight].append(((0, *pixel), (1, *at)))
            on_image[pixel].append(((0, *at), (1, *weight)))
        terms[at] += [((2, 0, 0),) for _ in unit.inputs]
    bias = [Grid(sources.name_of(some[0][0].inputs), "data", (tuple(some[0][0].inputs),))] if some[0][0].inputs else []
    text = _says(y.name, x.name, SLIDES, w.name, bias)
    forward = Equation(
        "terms",
        y,
        (x, w, *bias),
        text,
        ("", "∗", *("+" for _ in bias), ""),
        _listed(y, terms),
        weights=(1, 2)[: 1 + len(bias)],
    )
    return forward, tuple(_backward(forward, on_image, on_kernel, sources))


def _backward(forward: Equation, on_image: Mapping[At, list[tuple[Place, ...]]],
              on_kernel: Mapping[At, list[tuple[Place, ...]]], sources: Sources) -> Iterator[Equation]:  # fmt: skip
    y, (x, w, *bias) = forward.result, forward.operands
    dy = y.as_gradient(delta(y.name))
    for grid, terms, operands, sign in ((x, on_image, (dy, w), TURNED), (w, on_kernel, (x, dy), SLIDES)):
        if own := gradient_of(grid, sources, grid is w):
            used: Counter[int] = Counter()
            for r, c in own.places():
                cell = own.cells[r][c]
                assert isinstance(cell, int)
                used[cell] += len(terms[r, c])
            shared = sources.shared((c for row in own.cells for c in row), used)
            text = _says(own.name, operands[0].name, sign, operands[1].name, [])
            yield Equation("terms", own, operands, text, ("", sign.strip(), ""), _listed(own, terms), shared)
    for grid in bias:
        if own := gradient_of(grid, sources, True):
            yield sums(own, dy, grid, sources)


def _listed(grid: Grid, terms: Mapping[At, list[tuple[Place, ...]]]) -> tuple[tuple[tuple[Place, ...], ...], ...]:
    return tuple(tuple(terms[at]) for at in grid.places())


def _says(y: Name, a: Name, sign: str, b: Name, bias: Sequence[Grid]) -> Name:
    more = [f" + {grid.name.text}" for grid in bias], [f" + {grid.name.latex}" for grid in bias]
    signs = {SLIDES: r" \ast ", TURNED: r" \ast \text{turned } "}
    return Name(f"{y.text} = {a.text}{sign}{b.text}{''.join(more[0])}",
                f"{y.latex} = {a.latex}{signs[sign]}{b.latex}{''.join(more[1])}")  # fmt: skip


def _kernel(weights: Sequence[int], sources: Sources) -> dict[int, At]:
    """Return the place of every weight in its kernel, by the last two indices of the labels; {} where it is none."""
    indices = [entry(sources.trace.labels[i])[1][-2:] for i in weights]
    rows, columns = ({index[axis] for index in indices if len(index) == 2} for axis in (0, 1))
    whole = set(product(range(len(rows)), range(len(columns))))
    if len(weights) < 2 or set(indices) != whole or len(whole) != len(weights):
        return {}
    return {i: (index[0], index[1]) for i, index in zip(weights, indices, strict=True)}


def _cells(tops: Sequence[int], sources: Sources) -> dict[int, At]:
    """Return the place of every cell in the map: by its scope, such as "cell 0,1", or by its label."""
    found: dict[int, At] = {}
    for i in tops:
        match = re.search(r"(\d+),(\d+)$", sources.scope(i))
        index = (int(match[1]), int(match[2])) if match else entry(sources.trace.labels[i])[1]
        if len(index) == 2:
            found[i] = index
    if len(tops) > 1 and len(set(found.values())) == len(tops):
        return found
    return {tops[0]: (0, 0)} if len(tops) == 1 else {}


def _image(some: Sides, kernel: Mapping[int, At], cells: Mapping[int, At], sources: Sources):
    """Return the nodes of the image by place, and which place lies under each part of the kernel for each cell.

    The step from cell to cell is the one for which every pixel has one place.
    """
    height, width = 1 + max(r for r, _ in kernel.values()), 1 + max(c for _, c in kernel.values())
    if (1 in (height, width)) and not (len(some) > 1 and re.search(r"\d+,\d+$", sources.scope(some[0][0].top))):
        return None
    for down, right in product(range(1, height + 1), range(1, width + 1)):
        places: dict[At, int] = {}
        homes: dict[int, At] = {}
        under: dict[tuple[int, int], At] = {}
        fits = True
        for unit, inputs, _ in some:
            i, j = cells[unit.top]
            for k, x in enumerate(inputs):
                at = i * down + k // width, j * right + k % width
                under[unit.top, k] = at
                fits &= places.setdefault(at, x) == x and (sources.is_constant(x) or homes.setdefault(x, at) == at)
        if fits:
            rows, columns = sorted({r for r, _ in places}), sorted({c for _, c in places})

            def squeezed(at: At, rows=rows, columns=columns) -> At:
                return rows.index(at[0]), columns.index(at[1])

            return {squeezed(at): x for at, x in places.items()}, {key: squeezed(at) for key, at in under.items()}
    return None
