"""What flows back to an operand: its gradients, sums of upstream times partial over all that it was used for."""

from collections import Counter
from collections.abc import Mapping, Sequence

from engine.drawing.board.grids import At, Equation, Grid, Spot, Terms
from engine.drawing.board.names import Name, added, delta, product_of, says, slope
from engine.drawing.board.sources import Sources


def gradient_of(grid: Grid, sources: Sources, learned: bool = False) -> Grid | None:
    """Return the gradients of a matrix, without those of constants; None where it is constant altogether.

    Args:
        learned: its leaves are parameters: dW, not δW.
    """
    cells = tuple(
        tuple(None if isinstance(i, int) and sources.is_constant(i) else i for i in row) for row in grid.cells
    )
    found = Grid(grid.name, "gradient", cells, grid.rows, grid.columns)
    kept = found.nodes().values()
    if not kept:
        return None
    learned = learned and not any(sources.trace.values[i].inputs for i in kept)
    return found.named(slope(grid.name) if learned else delta(grid.name))


def is_shared(grid: Grid, used: Mapping[At, int], sources: Sources) -> bool:
    """Tell whether these gradients are only shares: of nodes with more uses, or that stand there twice."""
    nodes = grid.nodes()
    twice = len(set(nodes.values())) < len(nodes)
    return twice or any(sources.users[i] > used[at] for at, i in nodes.items())


def flow(
    own: Grid, dy: Grid, partials: Sequence[Grid], uses: Mapping[At, Sequence[tuple[Spot, ...]]], sources: Sources,
    *, side: Name | None = None, signs: tuple[str, ...] | None = None, sign: int = 1,
) -> Equation:  # fmt: skip
    """Return the equation of the gradients of one operand.

    Args:
        own: these gradients.
        dy: the gradients of the result, and `partials` what they are multiplied by, entry by entry.
        uses: for every place of the operand, the products that arrive there.
        side, signs: if it is not upstream ⊙ partial, or a sum of that.
    """
    how = "" if side else _sums(own, dy)
    slopes = [grid.name for grid in partials]
    factors = (dy.name, added(slopes)) if len(slopes) > 1 else (dy.name, *slopes)
    minus = "-" if sign < 0 else ""
    inner = product_of(*factors, times=" ⊙ ")
    inner = Name(minus + inner.text, minus + inner.latex, inner.tightness) if how else inner
    terms: tuple[Terms, ...] = tuple(tuple(uses[at]) for at in own.nodes())
    shared = is_shared(own, Counter({at: len(uses[at]) for at in own.nodes()}), sources)
    said = says(own.name, side or inner, how or minus, shared)
    first, many = " ".join(filter(None, (how, "−" * (sign < 0)))), len(partials) > 1
    times = ("⊙ (", *["+"] * (len(partials) - 1), ")") if many else (*["⊙"] * len(partials), "")
    around = signs or (first, *times)
    return Equation("terms", own, (dy, *partials), said, around, terms, shared=shared, sign=sign)


def _sums(own: Grid, dy: Grid) -> str:
    """Return what sums turn gradients of a result into those of an operand that served many of its places."""
    if own.shape == dy.shape:
        return ""
    if own.shape == (1, dy.shape[1]):
        return "column sums of"
    return "row sums of" if own.shape == (dy.shape[0], 1) else "sum of"


def flow_of_bias(bias: Grid, dy: Grid, sources: Sources) -> Equation | None:
    """Return the gradients of what was added to every row, or to every column: sums of those of the result."""
    own = gradient_of(bias, sources, learned=True)
    uses: dict[At, list[tuple[Spot, ...]]] = {at: [] for at in bias.nodes()}
    for place in dy.nodes():
        if (at := bias.serving(place)) in uses:
            uses[at].append(((0, *place),))
    return flow(own, dy, (), uses, sources) if own else None
