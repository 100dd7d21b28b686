"""The line on the board: matrices recovered from a graph of scalars, and their equations, forwards and backwards.

A `Story` comes in, and `Line`s go out, in the order of computation: every operation of the graph is in one of them.
They hold indices of nodes and no numbers of their own.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from engine.drawing.board.convolution import convolution
from engine.drawing.board.entries import elementwise, layout
from engine.drawing.board.grids import Equation, Equations, Kind
from engine.drawing.board.linear import product
from engine.drawing.board.reductions import is_reduction, reduction, softmax
from engine.drawing.board.sources import Orientation, Sources
from engine.drawing.board.tables import tables
from engine.drawing.board.units import Unit, units
from engine.words.story import Story


@dataclass(frozen=True)
class Line:
    """One line on the board: a matrix operation.

    Attributes:
        nodes: every operation it stands for; their forward steps and the backward steps out of them are its steps.
        forward: how the result is computed.
        backward: the gradients of its operands that are no constants.
    """

    kind: Kind
    nodes: tuple[int, ...]
    forward: Equation
    backward: tuple[Equation, ...]

    @property
    def is_matrix(self) -> bool:
        """Whether there is anything to see: in some place several numbers that are not one twice, as in a + a."""
        grids = (self.forward.result, *self.forward.operands)
        return self.forward.pairs > 1 or any(len({*chain(*grid.cells)}) > 1 for grid in grids)


def lines(story: Story, form: Orientation = "rows") -> list[Line]:
    """Return the lines of a graph, each after those that it needs.

    Args:
        form: "rows" where an example is a row, Z = X W, "columns" where it is a column, Z = W X.

    >>> from engine import Value, dot
    >>> from engine.trace import trace
    >>> W, x = [[Value(1.0, "W[0,0]"), Value(2.0, "W[0,1]")]], [Value(3.0, "x0"), Value(4.0, "x1")]
    >>> (line,) = lines(Story(trace(dot(W[0], x))), "columns")
    >>> line.forward.text.text, [equation.text.text for equation in line.backward]
    ('Z = W x', ['δx = Wᵀ δZ', 'dW = δZ xᵀ'])
    """
    sources = Sources(story, form)
    made: dict[int, int] = {}
    levels: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in units(story.trace):
        level = 1 + max(made.get(i, 0) for i in unit.reads)
        made[unit.top] = level
        levels[level].append(unit)
    found: list[Line] = []
    for level in sorted(levels):
        for line in _lines_of(levels[level], sources):
            sources.keep(len(found), line.forward.result)
            found.append(line)
    return found


def _lines_of(level: Sequence[Unit], sources: Sources) -> list[Line]:
    """Return the lines of units that do not depend on each other."""
    found: list[tuple[Kind, Sequence[Unit], Equations]] = []
    for table in tables([unit for unit in level if unit.form == "linear"], sources):
        slid = [(each, convolution(each, sources)) for each in table.by_weights()]
        if all(made for _, made in slid):
            found += [("convolution", list(each.units.values()), made) for each, made in slid if made]
        else:
            found.append(("linear", list(table.units.values()), product(table, sources)))
    for some in _alike([unit for unit in level if unit.form != "linear"], sources):
        if _is_softmax(some[0], sources):
            found.append(("softmax", some, softmax(some, sources)))
        elif is_reduction(some[0], sources):
            found.append(("reduction", some, reduction(some, sources)))
        else:
            shapes = layout(some, sources)
            found += [("elementwise", list(shape.values()), elementwise(shape, sources)) for shape in shapes]
    found.sort(key=lambda each: min(unit.top for unit in each[1]))
    return [Line(kind, tuple(sorted(i for u in some for i in u.nodes)), *equations) for kind, some, equations in found]


def _alike(found: Sequence[Unit], sources: Sources) -> list[list[Unit]]:
    """Put units together that do the same with numbers of the same matrices."""
    groups: defaultdict[object, list[Unit]] = defaultdict(list)
    for unit in found:
        row, where = unit.row(sources.trace), [sources.source(i) for i in unit.inputs]
        of_many = is_reduction(unit, sources) or _is_softmax(unit, sources)
        what = "sum" if unit.form == "sum" else row.name, row.static_values
        groups[what, of_many, frozenset(where) if of_many else tuple(where)].append(unit)
    return list(groups.values())


def _is_softmax(unit: Unit, sources: Sources) -> bool:
    """Tell whether a unit is a share of several scores that are all different nodes."""
    return unit.row(sources.trace).own_first and len(set(unit.inputs)) == len(unit.inputs)
