"""What flows back through each layer of a graph, part by part, and how it goes on to the arrays that are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engine.compare.axes import agreed
from engine.compare.guesses import Numbers
from engine.compare.inventory import Columns, Grid, Inventory, Layer
from engine.compare.problem import Problem
from engine.compare.structure import Edge, family, groups, partner, slot_kind
from engine.value import Value

FAR = 4  # operations further on


@dataclass(frozen=True, eq=False)
class Part:
    """The edges of one sort out of a layer: each contributes upstream gradient times slope to the node it comes from.

    Attributes:
        owner: for every edge which node of the layer.
        ahead: where only one of several ways is meant, the edge by which each node goes on.
        only: which way, in words.
    """

    layer: Layer
    edges: Sequence[Edge]
    owner: Sequence[int]
    upstream: Numbers
    slope: Numbers
    columns: Columns
    ahead: Mapping[Value, Edge] = field(default_factory=dict)
    only: str = ""

    @property
    def share(self) -> Numbers:
        """What every edge contributes."""
        return self.upstream * self.slope

    @property
    def total(self) -> Numbers:
        """What every node of the layer is given."""
        summed = np.zeros(len(self.layer.nodes))
        np.add.at(summed, self.owner, self.share)
        return summed


@dataclass(frozen=True, eq=False)
class Factor:
    """A factor of what flows back through a part.

    Attributes:
        words: what it is.
        numbers: of each edge.
        rest: the product of all the others.
        functions: those of which it is the derivative.
        is_gradient: whether it is all that comes from above.
        is_product: whether it is two factors.
    """

    words: str
    numbers: Numbers
    rest: Numbers
    functions: Sequence[Value] = ()
    is_gradient: bool = False
    is_product: bool = False


class Flows:
    """The parts of one problem, and how the asked gradients follow from what arrives at each node."""

    def __init__(self, problem: Problem, inventory: Inventory) -> None:
        self.problem, self.inventory = problem, inventory
        place = {node: i for i, node in enumerate(problem.nodes)}
        self.forward: dict[Value, Numbers] = {}  # the derivative of a node by every asked one
        for node in problem.structure.order:
            if node in place or node in problem.between:
                total = np.zeros(len(place))
                if node in place:
                    total[place[node]] = 1.0
                for x, p in zip(node.inputs, problem.partials.get(node, ()), strict=node in problem.between):
                    if x in self.forward:
                        total += p * self.forward[x]
                self.forward[node] = total
        self.layers = [layer for layer in inventory.layers if any(x in self.forward for x in layer.nodes)]

    def reach(self, layer: Layer) -> Numbers:
        """Return how the asked gradients follow from what arrives at a layer, one row for each of its nodes."""
        none = np.zeros(len(self.problem.nodes))
        return np.array([self.forward.get(node, none) for node in layer.nodes])

    def reaches(self, layer: Layer) -> Iterator[tuple[Numbers, str]]:
        """Yield the reach of a layer, and that by one sort of its inputs only, where there are several."""
        whole, problem = self.reach(layer), self.problem
        yield whole, ""
        if any(node not in problem.between or node in problem.names for node in layer.nodes):
            return
        sorts: dict[object, tuple[Value, Numbers]] = {}
        for i, node in enumerate(layer.nodes):
            for x, p in zip(node.inputs, problem.partials[node], strict=True):
                if x in self.forward:
                    sort = problem.structure.roles[x], problem.names.get(x)
                    sorts.setdefault(sort, (x, np.zeros(whole.shape)))[1][i] += p * self.forward[x]
        if len(sorts) > 1:
            for x, reach in sorts.values():
                yield reach, f"on the way back to {problem.value([x])} only"

    def parts(self, layer: Layer) -> list[Part]:
        """Return the parts of what arrives at a layer."""
        structure, index = self.problem.structure, self.inventory.index
        sorts: dict[tuple[object, ...], list[tuple[Edge, int]]] = {}
        for i, node in enumerate(layer.nodes):
            for edge in self._out_of(node):
                sorts.setdefault(self._sort(edge), []).append((edge, i))
        sides = groups(sorts, lambda sort: sort[:2])  # z_i - z_j: what enters at both sides is one part as well
        found = []
        for some in (*sorts.values(), *([x for sort in both for x in sorts[sort]] for both in sides if len(both) == 2)):
            edges = [edge for edge, _ in some]
            near = [(node, node.inputs[slot], partner(node, slot)) for node, slot in edges]
            places = [agreed(index[x] for x in nodes if x is not None) for nodes in near]
            axes = sorted(set.intersection(*map(set, places)))
            upstream = np.array(structure.gradient(node for node, _ in edges))
            slope = np.array([structure.partial(edge) for edge in edges])
            columns = {axis: np.array([place[axis] for place in places]) for axis in axes}
            found.append(Part(layer, edges, [i for _, i in some], upstream, slope, columns))
        return found

    def ways(self, part: Part) -> Iterator[Part]:
        """Yield a part, and what of it comes by each of several ways, where those fork further on."""
        yield part
        structure = self.problem.structure
        at, factor = [node for node, _ in part.edges], np.ones(len(part.edges))
        ahead: dict[Value, Edge] = {}
        for _ in range(FAR):
            nexts = [self._out_of(node) for node in at]
            if {len(edges) for edges in nexts} != {1}:
                break
            ahead |= {node: edges[0] for node, edges in zip(at, nexts, strict=True)}
            factor = factor * [structure.partial(edges[0]) for edges in nexts]
            at = [edges[0][0] for edges in nexts]
        sorts: dict[object, dict[Value, list[Edge]]] = {}
        for node in dict.fromkeys(at):
            for edge in self._out_of(node):
                sorts.setdefault(self._sort(edge), {}).setdefault(node, []).append(edge)
        for edges in sorts.values() if len(sorts) > 1 else ():
            by_node = {
                x: sum(structure.gradients[e[0]] * structure.partial(e) for e in some) for x, some in edges.items()
            }
            upstream = factor * [by_node.get(node, 0.0) for node in at]
            only = f"on the way through the {self.problem.into([e for some in edges.values() for e in some])} only"
            first = {node: some[0] for node, some in edges.items() if len(some) == 1}
            yield replace(part, upstream=upstream, ahead=ahead | first, only=only)

    def factors(self, part: Part) -> Iterator[Factor]:
        """Yield the factors of what flows back through a part: the slope, and those of the next operations."""
        structure, problem = self.problem.structure, self.problem
        words, functions = self._slope(part.edges)
        if family(part.edges[0][0]) not in ("sum", "difference"):  # there it is 1, which nobody writes
            yield Factor(words, part.slope, part.upstream, functions)
        together = part.slope
        at = [node for node, _ in part.edges]
        for k in range(FAR):
            gradients = np.array(structure.gradient(at))
            if not part.only and (k == 0 or np.all(gradients)):
                rest = part.share / gradients if k else part.slope
                yield Factor(f"the gradient of {problem.value(at)}", gradients, rest, is_gradient=True)
            nexts = [[part.ahead[node]] if node in part.ahead else self._out_of(node) for node in at]
            if {len(edges) for edges in nexts} != {1}:
                return
            ahead = [edges[0] for edges in nexts]
            slopes = np.array([structure.partial(edge) for edge in ahead])
            if not np.all(slopes):
                return
            if family(ahead[0][0]) not in ("sum", "difference") and len(np.unique(slopes)) > 1:
                more, functions = self._slope(ahead)
                yield Factor(more, slopes, part.share / slopes, functions)
                together = together * slopes
                if len(np.unique(part.slope)) > 1 and np.all(together):
                    rest = part.share / together
                    yield Factor(f"{words} times {more}", together, rest, is_product=True)
                words = f"{words} times {more}"
            at = [node for node, _ in ahead]

    def pieces(self) -> Iterator[Grid]:
        """Yield the parts of gradients that have several, and the terms of those that are sums, as grids."""
        for layer in self.layers:
            name, parts = self.problem.value(layer.nodes[:1]), self.parts(layer)
            for part in parts:
                if len(parts) > 1 and layer.axes:
                    words = f"the part of the gradient of {name} that comes through the {self.problem.into(part.edges)}"
                    yield self.inventory.grid(layer, words, "gradient", part.total)
                places = set(zip(*(column.tolist() for column in part.columns.values()), strict=True))
                if len(part.columns) > len(layer.axes) and len(places) == len(part.edges):
                    words = f"one term of the gradient of {name}"
                    yield self.inventory.laid_out(words, "term", part.columns, part.share)

    def _slope(self, edges: Sequence[Edge]) -> tuple[str, Sequence[Value]]:
        """Say what the slope of some edges is, and give the functions whose derivative it is."""
        others = [other for edge in edges if (other := partner(*edge)) is not None]
        if len(others) == len(edges):
            return self.problem.value(others), ()
        nodes = [node for node, _ in edges]
        row = nodes[0].primitive
        assert row is not None
        return f"the derivative of {row.name}", nodes if all(len(node.inputs) == 1 for node in nodes) else ()

    def _out_of(self, node: Value) -> list[Edge]:
        return [edge for edge in self.problem.structure.users[node] if edge[0] in self.problem.between]

    def _sort(self, edge: Edge) -> tuple[object, ...]:
        return self.problem.structure.roles[edge[0]], edge[0].op, slot_kind(*edge)
