"""The last search: in one layer of the way back another array stands in the place of the one that belongs there.

Every gradient of an array is a sum over the edges out of it, upstream gradient times local derivative. Here either is
replaced by every other array that fits the axes, or multiplied by one, or a factor further on is exchanged; or what
arrives at a layer is handed on to a lower one as it is. What is found so is never called sure: much was tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log10

import numpy as np

from engine.compare.axes import agreed
from engine.compare.guesses import Numbers
from engine.compare.inventory import Grid, Inventory, Layer
from engine.compare.matching import RTOL, Explanation, Wrong
from engine.compare.problem import Problem
from engine.compare.slips.remembered import _slope
from engine.compare.structure import Edge, family, partner, slot_kind
from engine.value import Value

SPARE = 3.0  # digits of agreement beyond what chance gives among all that was tried
CONSTANTS = (
    (-1.0, "sign", "the sign is wrong on this path", 0.7), (0.0, "path|term|held constant", "this path is left out", 0.6),
    (2.0, "factor 2", "there is a factor 2 too much on this path", 0.5), (0.5, "factor 2", "half of it is missing on this path", 0.5),
)
WORTH = 6.0  # digits that one number speaks for at most
BIG = 2_000  # edges
EFFORT = 8_000_000  # numbers that are looked up
ELSEWHERE = 3.0  # how much less usual a slip is for each other gradient that it would have changed as well


@dataclass(eq=False)
class Part:
    """The edges of one sort out of one layer, with what each contributes to the gradient of the layer."""

    layer: Layer
    edges: list[Edge]
    owner: list[int]
    upstream: Numbers
    slope: Numbers
    columns: dict
    ahead: dict | None = None


class Search:
    def __init__(self, problem: Problem, cases: Sequence[Wrong]) -> None:
        self.problem, self.cases = problem, cases
        self.inventory = Inventory(problem)
        self.flows: list[Grid] = []
        self.columns: dict[str, list[int]] = {}
        place = {node: i for i, node in enumerate(problem.nodes)}
        for array in problem.arrays:
            self.columns[array.name] = [place[node] for node in array.nodes]
        self.forward: dict[Value, Numbers] = {}
        for node in problem.structure.order:
            if node in place:
                self.forward[node] = np.eye(len(place))[place[node]]
            if node in problem.between:
                total = self.forward.get(node, np.zeros(len(place)))
                for x, p in zip(node.inputs, problem.partials[node], strict=True):
                    if x in self.forward:
                        total = total + p * self.forward[x]
                self.forward[node] = total
        self.right = np.array(problem.structure.gradient(problem.nodes))
        self.tried = self.effort = 0
        self.found: dict[tuple, Explanation] = {}

    def parts(self, layer: Layer) -> Iterator[Part]:
        problem, index = self.problem, self.inventory.index
        structure = problem.structure
        sorts: dict[object, list[tuple[Edge, int]]] = {}
        for i, node in enumerate(layer.nodes):
            for user, slot in structure.users[node]:
                if user in problem.between:
                    sort = structure.roles[user], slot_kind(user, slot), user.op
                    sorts.setdefault(sort, []).append(((user, slot), i))
        for some in sorts.values():
            edges = [edge for edge, _ in some]
            places = []
            for node, slot in edges:
                other = partner(node, slot)
                places.append(agreed([index[node], index[node.inputs[slot]], index[other] if other is not None else {}]))
            axes = sorted(set.intersection(*map(set, places)))
            yield Part(
                layer, edges, [i for _, i in some],
                np.array([structure.gradients.get(node, 0.0) for node, _ in edges]),
                np.array([structure.partial(edge) for edge in edges]),
                {axis: np.array([place[axis] for place in places]) for axis in axes},
            )

    def run(self) -> None:
        seen: list[tuple[Layer, Part]] = []
        layers = [l for l in self.inventory.layers if l.nodes[0] in self.forward]
        self.flows = list(self.contributions(layers))
        for layer in layers:
            for reach, only in self.reaches(layer):
                for part in self.parts(layer):
                    for one, way in self.ways(part):
                        if self.effort > EFFORT: return
                        self.replace(one, reach[part.owner], only + way)
        self.bypass(layers)

    def contributions(self, layers):
        """Yield what each part contributes, summed up as it should be where there are several, and edge by edge."""
        problem = self.problem
        for layer in layers:
            parts = list(self.parts(layer))
            name = problem.value([layer.first])
            for part in parts:
                c = part.upstream * part.slope
                if len(parts) > 1 and layer.axes:
                    q = np.zeros(len(layer.nodes))
                    np.add.at(q, part.owner, c)
                    yield self.inventory.grid(layer, f"the part of the gradient of {name} that comes through the {problem.into(part.edges)}", "gradient", q)
                axes = tuple(part.columns)
                if len(axes) > len(layer.axes):
                    places = np.array(list(part.columns.values())).T
                    if len(set(map(tuple, places.tolist()))) == len(c):
                        table = np.full([self.inventory.size[a] for a in axes], np.nan)
                        table[tuple(places.T)] = c
                        yield Grid(f"one term of the gradient of {name}", "terms", axes, table, layer)

    def reaches(self, layer):
        """Yield how the arrays follow from each node of a layer: all, and through one sort of its inputs only."""
        problem = self.problem
        whole = np.array([self.forward[node] for node in layer.nodes])
        yield whole, ""
        sorts = {}
        for i, node in enumerate(layer.nodes):
            if node not in problem.between or node in set(problem.nodes): return
            for x, p in zip(node.inputs, problem.partials[node], strict=True):
                if x in self.forward:
                    sort = problem.structure.roles[x], problem.names.get(x)
                    sorts.setdefault(sort, (x, np.zeros(whole.shape)))[1][i] += p * self.forward[x]
        if len(sorts) > 1:
            for x, reach in sorts.values():
                yield reach, f" on the way back to {problem.value([x])} only"

    def ways(self, part):
        """Yield the part, and what of it comes through one sort of users of what it leads into."""
        yield part, ""
        problem = self.problem
        structure = problem.structure
        sorts = {}
        for k, (node, _) in enumerate(part.edges):
            for user, slot in structure.users[node]:
                if user in problem.between:
                    sort = structure.roles[user], slot_kind(user, slot), user.op
                    sorts.setdefault(sort, ([], np.zeros(len(part.edges))))
                    sorts[sort][0].append((user, slot))
                    sorts[sort][1][k] += structure.gradients.get(user, 0.0) * structure.partial((user, slot))
        if len(sorts) > 1:
            for edges, upstream in sorts.values():
                ahead = {edge[0].inputs[edge[1]]: edge for edge in edges}
                yield replace(part, upstream=upstream, ahead=ahead), f" on the way through the {problem.into(edges)} only"

    def replace(self, part: Part, reach: Numbers, only: str) -> None:
        problem, c = self.problem, part.upstream * part.slope
        grids = [(g, own, v) for g in self.inventory.grids for own, v in self.inventory.along(g, part.columns)]
        edges = part.edges
        at = f"where {problem.source(edges)} enters the {problem.into(edges)}{only}"
        if is_square(edges[0][0]):
            x = np.array([node.inputs[0].data for node, _ in edges])
            size = float(np.sqrt(np.sum(x * x)))
            for factor, words in ((1 / size, "twice that of the norm"), (0.5 / size, "that of the norm")):
                self.check(((factor - 1.0) * c @ reach)[None, :], [("penalty|wrong function|activation misremembered", f"the derivative of the square is taken as {words}, not squared", at, True, None, 0.6)])
        for factor, kind, text, usual in CONSTANTS:
            self.check(((factor - 1.0) * c @ reach)[None, :], [(kind, text, at, True, None, usual)])
        is_product = partner(*edges[0]) is not None
        node = edges[0][0]
        what = problem.value([partner(*e) for e in edges]) if is_product else f"the derivative of {node.op}"
        if is_product:
            some = [x for x in grids if x[0].sort != "gradient"]
            self.test([(g, own, f"{g.words} stands where {what} belongs", self.kind_p(g, own, what), v - part.slope) for g, own, v in some],
                      part.upstream[:, None] * reach, at)
        if len(node.inputs) == 1 and family(node) in ("activation", "rectifier", "function", "power", "exponential"):
            some = [x for x in grids if x[0].sort in ("derivative", "mean", "value")]
            some += [(g, own, v) for g in self.inventory.derivatives(node.primitive) for own, v in self.inventory.along(g, part.columns)]
            self.test([(g, own, f"{g.words} stands where {what} belongs", "activation misplaced|wrong operand|mask", v - part.slope) for g, own, v in some],
                      part.upstream[:, None] * reach, at)
        up = problem.value([e[0] for e in edges])
        flows = [x for x in grids if x[0].sort == "gradient" or (x[0].sort=="mean" and "gradient" in x[0].words)]
        flows += [(g, own, v) for g in self.flows for own, v in self.inventory.along(g, part.columns)]
        self.test([(g, own, f"{g.words} stands where the gradient of {up} belongs", self.kind_g(g), v - part.upstream) for g, own, v in flows],
                  part.slope[:, None] * reach, at)
        some = [x for x in grids if x[0].sort in ("derivative", "value")]
        self.test([(g, own, f"multiplied by {g.words}, which does not belong there", "mask|extra derivative|activation misplaced" if g.sort == "derivative" else "mask|path|factor twice", v - 1.0, 0.4 if set(np.unique(v)) <= {0.0, 1.0} else 0.3 if g.sort == "derivative" else 0.2) for g, own, v in some],
                  c[:, None] * reach, at)
        for name, factor, function, kind in self.chain(part):
            with np.errstate(all="ignore"):
                some = grids if kind != "gradient" else flows
                self.test([(g, own, f"{g.words} stands where {name} belongs", self.kind_g(g) if kind == "gradient" else kind if g.sort != "mean" else "wrong operand|upstream averaged|stale|mean|axis", v / factor - 1.0, 0.5) for g, own, v in some],
                      c[:, None] * reach, at)
                if function:
                    self.test([(g, own, text, "wrong operand|wrong function|activation misplaced", v / factor - 1.0, 0.5) for g, own, text, v in self.elsewhere(part, function)],
                      c[:, None] * reach, at)

    def elsewhere(self, part, nodes):
        """Yield the derivative of a function where another array stands in what goes into it."""
        problem, row = self.problem, nodes[0].primitive
        inputs = [node.inputs[0] for node in nodes]
        z = np.array([x.data for x in inputs])
        slope = np.vectorize(lambda x: _slope(row, x), otypes=[float])
        fits = [(g, v) for g in self.inventory.grids if g.sort in ("value", "mean") and "gradient" not in g.words for own, v in self.inventory.along(g, part.columns) if own]
        for g, v in fits:
            yield g, True, f"the derivative of {row.name} is taken at {g.words}, not at {problem.value(inputs)}", slope(v)
        if family(inputs[0]) not in ("sum", "difference"): return
        for k in range(min(len(x.inputs) for x in inputs)):
            parts = [x.inputs[k] for x in inputs]
            signs = np.array([problem.structure.partial((x, k)) for x in inputs])
            a = np.array([x.data for x in parts])
            yield None, True, f"the derivative of {row.name} is taken without {problem.value(parts)}", slope(z - signs * a)
            for g, v in fits:
                yield g, True, f"the derivative of {row.name} is taken with {g.words} in the place of {problem.value(parts)}", slope(z + signs * (v - a))

    def kind_g(self, g):
        return "not summed|path|example missing" if g.sort == "terms" else "upstream averaged|wrong operand|mean|axis" if g.sort == "mean" else "wrong operand|path|weights forgotten"

    def kind_p(self, grid, own, what):
        if grid.words == what:
            return "weights transposed|transposed|symmetric"
        if grid.sort == "moved":
            return "shifted|wrong operand|kernel flipped"
        if grid.sort == "mean":
            return "wrong operand|upstream averaged|mean|axis|stale"
        return "wrong operand"

    def chain(self, part: Part):
        """Yield the factors that the upstream gradients have from the next operations, alone and together with the own."""
        edges, problem = part.edges, self.problem
        users = problem.structure.users
        at = [node for node, _ in edges]
        together = part.slope
        if len(edges[0][0].inputs) == 1:
            yield "the derivative", part.slope, at, "wrong operand|activation misplaced"
        for k in range(4):
            if k == 0 and part.ahead is not None:
                if any(node not in part.ahead for node in at): return
                ahead = [part.ahead[node] for node in at]
            else:
                nexts = [users[node] for node in at]
                if any(len(one) != 1 for one in nexts):
                    return
                ahead = [one[0] for one in nexts]
            p = np.array([problem.structure.partial(e) for e in ahead])
            if not np.all(p):
                return
            if family(ahead[0][0]) not in ("sum", "difference") and len(set(p.tolist())) > 1:
                other = [partner(*e) for e in ahead]
                one_input = len(ahead[0][0].inputs) == 1
                name = problem.value(other) if all(x is not None for x in other) else f"the derivative of {ahead[0][0].op}"
                yield name, p, [node for node, _ in ahead] if one_input else None, "wrong operand|activation misplaced" if one_input else "wrong operand"
                together = together * p
                if len(set(part.slope.tolist())) > 1 and np.all(together):
                    yield f"the derivative of {ahead[0][0].op} and what it is taken of", together, None, "activation misremembered|wrong function|wrong operand"
            at = [node for node, _ in ahead]
            gradients = np.array(problem.structure.gradient(at))
            if np.all(gradients) and part.ahead is None:
                yield f"the gradient of {problem.value(at)}", gradients, None, "gradient"

    def bypass(self, layers) -> None:
        problem = self.problem
        for high in layers:
            if not high.axes: continue
            reach = np.array([self.forward[node] for node in high.nodes])
            parts = list(self.parts(high))
            flows = []
            for part in parts:
                q = np.zeros(len(high.nodes))
                np.add.at(q, part.owner, part.upstream * part.slope)
                flows.append((f"through the {problem.into(part.edges)} only", q))
            if len(parts) != 1:
                flows = [*flows, ("", sum((q for _, q in flows), np.zeros(len(high.nodes))))]
            else:
                flows = [("", flows[0][1])]
            below = self.problem.below(high.nodes)
            for low in layers:
                if low is high:
                    for where, q in flows:
                        grid = self.inventory.grid(high, problem.value([high.first]), "gradient", q)
                        cols = {axis: high.at[:, k] for k, axis in enumerate(high.axes)}
                        for k, axis in enumerate(grid.axes):
                            for name, numbers in (("mean", grid.numbers.mean(axis=k, keepdims=True)), ("sum", grid.numbers.sum(axis=k, keepdims=True))):
                                v = np.broadcast_to(numbers, grid.numbers.shape)[tuple(high.at.T)]
                                self.check(((v - q) @ reach)[None, :], [("axis|upstream averaged|mean|not summed", f"the {name} of the gradient of {grid.words} over {self.inventory.named([axis])} stands in the place of each", where, True, grid, 0.5)])
                    continue
                if not low.axes: continue
                if low.nodes[0] not in below and low.nodes[0] not in set(problem.nodes): continue
                low_reach = np.array([self.forward[node] for node in low.nodes])
                cols = {axis: low.at[:, k] for k, axis in enumerate(low.axes)}
                for where, q in flows:
                    grid = self.inventory.grid(high, problem.value([high.first]), "gradient", q)
                    for own, v in self.inventory.along(grid, cols):
                        row = v @ low_reach - q @ reach
                        self.check(row[None, :], [("path|weights forgotten|factor forgotten|activation forgotten|chain stopped",
                          f"the gradient of {grid.words} is handed on to {problem.value([low.first])} as it is", where, own, grid, 0.6)])

    def test(self, rows, weight, at):
        if not rows: return
        self.effort += len(rows) * (len(rows[0][4]) + 50)
        table = np.array([r[4] for r in rows]) @ weight
        self.check(table, [(kind, text, at, own, g, more[0] if more else 0.6) for g, own, text, kind, _, *more in rows])

    def check(self, table, about):
        self.tried += len(table)
        table = table + self.right
        for case in self.cases:
            for i in case.rows_that_agree(table[:, self.columns[case.array.name]]):
                kind, text, at, own, grid, usual = about[i]
                usual = usual * (1 if own else 0.7) * (1 if grid is None or grid.sort != "mean" else 0.8)
                for array in self.problem.arrays:
                    cols = self.columns[array.name]
                    if array is not case.array and not np.allclose(table[i, cols], self.right[cols], rtol=1e-9, atol=0):
                        other = next((c for c in self.cases if c.array is array), None)
                        if other is None or not other.agrees(table[i, cols]):
                            usual /= ELSEWHERE
                one = Explanation((kind,), text, at, "", usual)
                one = self.found.setdefault(one.key, one)
                if case.array.name not in one.arrays:
                    one.arrays.append(case.array.name)


def is_square(node):
    return family(node) == "power" and node.primitive.static_values == (2.0,)


def speaks(case: Wrong) -> float:
    """Return how many digits of agreement the wrong numbers speak for."""
    worth = {}
    for i in case.wrong:
        x = abs(case.hand[i])
        if x:
            worth[f"{x:.4e}"] = min(WORTH, max(0.0, -log10(case.slack[i] / x + RTOL + case.noise[i] / x)))
    return sum(worth.values())


def replaced(problem: Problem, cases: Sequence[Wrong]) -> Iterator[Explanation]:
    cases = [case for case in cases if case.array.fits and np.any(case.hand) and np.all(np.isfinite(case.hand))]
    if not cases or not 0 < len(problem.edges) <= BIG:
        return
    search = Search(problem, cases)
    with np.errstate(all="ignore"):
        search.run()
    worth = {case.array.name: speaks(case) for case in cases}
    for one in search.found.values():
        if sum(worth[name] for name in one.arrays) >= log10(search.tried) + SPARE:
            yield one
