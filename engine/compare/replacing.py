"""The last search: in one layer of the way back another array stands in the place of the one that belongs there.

Every gradient of an array is a sum over the edges out of it, of upstream gradient times slope. Here each factor of one
sort of edges is replaced by every other array that fits the axes; an array is multiplied in that does not belong there;
or what arrives at a layer is handed on to a lower one as it is. What is found so is never called sure: much was tried.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np

from engine.compare.flows import Factor, Flows, Part
from engine.compare.guesses import Numbers
from engine.compare.inventory import Grid, Inventory, Layer, axis_words
from engine.compare.matching import RTOL, Explanation, Wrong
from engine.compare.problem import Problem
from engine.compare.slips.factors import kind_of_factor
from engine.compare.slips.remembered import _slope
from engine.compare.structure import family, partner
from engine.value import Value

LARGEST = 2_000  # edges
EFFORT = 8_000_000  # numbers that are looked up
EACH = 50  # to look up an array at all takes as long as so many numbers
SPARE = 3.0  # digits that must agree beyond those that agree by chance among all that was tried
WORTH = 6.0  # digits that one number speaks for at most
ELSEWHERE = 3.0  # how much less usual it is for each other gradient that it does not explain but would have changed
USUAL = 0.6  # how usual an array in another one's place is, so never sure
TOGETHER = 0.4  # in the place of two factors
TURNED, SUMMED = 0.7, 0.8  # along other axes than its own; a sum or a mean of it

REPLACED = {
    "value": "wrong operand",
    "summary": "wrong operand|upstream averaged|mean|axis|stale",
    "moved": "shifted|wrong operand|kernel flipped",
    "derivative": "wrong operand|activation misplaced",
    "average": "wrong operand|upstream averaged|mean|axis|stale",
}
OF_A_FUNCTION = REPLACED | {"value": "activation misremembered|wrong function|wrong operand", "derivative": "activation misplaced|wrong operand|mask"}
ELSEWHERE_TAKEN = "wrong operand|wrong function|activation misplaced"
UPSTREAM = {
    "gradient": "wrong operand|path|weights forgotten", "term": "not summed|path|example missing",
    "average": "upstream averaged|wrong operand|mean|axis",
}  # fmt: skip
HANDED_ON = "path|weights forgotten|factor forgotten|activation forgotten|chain stopped"
CONSTANTS = (
    (-1.0, "sign", "the sign is wrong on this path"),
    (0.0, "path|term|held constant", "this path is left out"),
    (2.0, "factor 2", "there is a factor 2 too much on this path"),
    (0.5, "factor 2", "half of it is missing on this path"),
)


@dataclass(frozen=True, eq=False)
class Try:
    """One thing that may have gone wrong on some edges, with what each of them has in excess then."""

    kind: str
    what: str
    excess: Numbers
    usual: float = USUAL


def replaced(problem: Problem, cases: Sequence[Wrong]) -> Iterator[Explanation]:
    """Yield arrays that give the numbers of a gradient when they stand in another one's place on the way back.

    Args:
        problem: the graph.
        cases: the gradients that nothing else explains.
    """
    cases = [case for case in cases if case.array.fits and np.any(case.hand) and np.all(np.isfinite(case.hand))]
    if not cases or not 0 < len(problem.edges) <= LARGEST:
        return
    search = Search(problem, cases)
    with np.errstate(all="ignore"):
        search.run()
    worth = {case.array.name: digits_of(case) for case in cases}
    for one in search.found.values():
        if sum(worth[name] for name in one.arrays) >= log10(search.tried) + SPARE:
            yield one


def digits_of(case: Wrong) -> float:
    """Return for how many digits the wrong numbers of a gradient speak."""
    worth = {}
    for i in case.wrong:
        if size := abs(case.hand[i]):
            off = (case.slack[i] + case.noise[i]) / size + RTOL
            worth[f"{size:.4e}"] = min(WORTH, max(0.0, -log10(off)))
    return sum(worth.values())


class Search:
    """What was tried on one problem, and what of it gives the numbers of some gradients."""

    def __init__(self, problem: Problem, cases: Sequence[Wrong]) -> None:
        self.problem, self.cases = problem, cases
        self.inventory = Inventory(problem)
        self.flows = Flows(problem, self.inventory)
        place = {node: i for i, node in enumerate(problem.nodes)}
        self.columns = {array.name: [place[node] for node in array.nodes] for array in problem.arrays}
        self.right = np.array(problem.structure.gradient(problem.nodes))
        self.tried, self.effort = 1, 0
        self.found: dict[tuple[str, ...], Explanation] = {}

    def run(self) -> None:
        """Try everything, layer by layer from the arrays on, while the effort lasts."""
        self.pieces = list(self.flows.pieces())
        for layer in self.flows.layers:
            parts = [way for part in self.flows.parts(layer) for way in self.flows.ways(part)]
            reaches = list(self.flows.reaches(layer))
            for part in parts:
                tries = list(self.on(part)) if self.effort < EFFORT else []
                for reach, back in reaches if tries else ():
                    at = " ".join(filter(None, (self.place(part), back, part.only)))
                    self.check(tries, reach[part.owner], at)
        for layer in self.flows.layers:
            if layer.axes and self.effort < EFFORT:
                self.handed_on(layer)

    def place(self, part: Part) -> str:
        return f"where {self.problem.source(part.edges)} enters the {self.problem.into(part.edges)}"

    def on(self, part: Part) -> Iterator[Try]:
        """Yield what may have gone wrong on the edges of a part."""
        for factor, kind, what in CONSTANTS:
            yield Try(kind, what, (factor - 1.0) * part.share)
        others = [other for edge in part.edges if (other := partner(*edge)) is not None]
        if len(others) == len(part.edges):
            kind, _ = kind_of_factor(self.problem, others)
            yield Try(kind, f"not multiplied by {self.problem.value(others)}", part.upstream * (1.0 - part.slope))
        yield from self.of_norms(part)
        grids = list(self.fitting(part, self.inventory.grids))
        gradients = [one for one in grids if one[0].sort in UPSTREAM and "gradient" in one[0].words]
        gradients += self.fitting(part, self.pieces)
        for grid, own, x in grids:
            if grid.sort in ("value", "derivative"):
                binary = set(np.unique(x)) <= {0.0, 1.0}
                kind = "extra derivative|activation misplaced" if grid.sort == "derivative" else "path|factor twice"
                what = f"multiplied by {grid.words}, which does not belong there"
                yield Try(f"mask|{kind}" if binary else kind, what, part.share * (x - 1.0), 0.4 if binary else 0.2)
        for factor in self.flows.factors(part):
            if factor.is_gradient:
                for grid, own, x in gradients:
                    yield self.instead(grid, own, x, factor, UPSTREAM[grid.sort])
                continue
            some = [one for one in grids if one[0].sort != "gradient"]
            if factor.functions:
                row = factor.functions[0].primitive
                some += self.fitting(part, self.inventory.derivatives(row)) if row else ()
                yield from self.taken_elsewhere(part, factor, grids)
            for grid, own, x in some:
                kinds = OF_A_FUNCTION if factor.functions or factor.words.startswith("the derivative") else REPLACED
                kind = "weights transposed|transposed|symmetric" if grid.words == factor.words else kinds[grid.sort]
                yield self.instead(grid, own, x, factor, kind)

    def instead(self, grid: Grid, own: bool, x: Numbers, factor: Factor, kind: str) -> Try:
        usual = (TOGETHER if factor.is_product else USUAL) * (1.0 if own else TURNED) * (1.0 if grid.sort in ("value", "derivative", "gradient") else SUMMED)
        return Try(kind, f"{grid.words} stands where {factor.words} belongs", factor.rest * (x - factor.numbers), usual)

    def fitting(self, part: Part, grids: Iterable[Grid]) -> Iterator[tuple[Grid, bool, Numbers]]:
        """Yield the numbers of some grids at the edges of a part."""
        for grid in grids:
            for own, numbers in self.inventory.along(grid, part.columns):
                self.effort += EACH + len(part.edges)
                yield grid, own, np.broadcast_to(numbers, len(part.edges))

    def taken_elsewhere(self, part: Part, factor: Factor, grids: Sequence[tuple[Grid, bool, Numbers]]) -> Iterator[Try]:
        """Yield the derivative of a function where another array stands for what goes into it, or for a term of that."""
        row, value = factor.functions[0].primitive, self.problem.value
        assert row is not None
        slope = np.vectorize(lambda x: _slope(row, x), otypes=[float])
        inputs = [node.inputs[0] for node in factor.functions]
        fits = [(grid, x) for grid, own, x in grids if own and grid.sort in ("value", "summary")]
        kinds = {"value": ELSEWHERE_TAKEN, "summary": f"{ELSEWHERE_TAKEN}|mean|axis|forward"}

        def taken(what: str, z: Numbers, kind: str) -> Try:
            self.effort += EACH * len(z)
            return Try(kind, f"the derivative of {row.name} is taken {what}", factor.rest * (slope(z) - factor.numbers), 0.5)

        for grid, x in fits:
            yield taken(f"at {grid.words}, not at {value(inputs)}", x, kinds[grid.sort])
        if family(inputs[0]) not in ("sum", "difference"):
            return
        whole = np.array([x.data for x in inputs])
        own = [slot for _, slot in part.edges] if inputs == [node for node, _ in part.edges] else [0] * len(inputs)
        for other in (0, 1) if all(len(x.inputs) == 2 for x in inputs) else (0,):
            entering = [(x, abs(slot - other)) for x, slot in zip(inputs, own, strict=True)]
            terms = [x.inputs[slot] for x, slot in entering]
            sign = np.array([self.problem.structure.partial(edge) for edge in entering])
            rest = whole - sign * np.array([x.data for x in terms])
            yield taken(f"without {value(terms)}", rest, f"{ELSEWHERE_TAKEN}|term|path")
            for grid, x in fits:
                yield taken(f"with {grid.words} in the place of {value(terms)}", rest + sign * x, kinds[grid.sort])

    def of_norms(self, part: Part) -> Iterator[Try]:
        """Yield the derivative of the norm where that of its square belongs."""
        if not all(_is_square(node) for node, _ in part.edges):
            return
        inside = [node.inputs[slot] for node, slot in part.edges]
        size = float(np.sqrt(sum(x.data * x.data for x in inside)))
        kind = "wrong function|activation misremembered"
        kind = f"penalty|{kind}" if all(x.primitive is None for x in inside) else kind
        for factor, words in ((0.5, "that of the norm"), (1.0, "twice that of the norm")):
            yield Try(kind, f"the derivative of the square is taken as {words}", part.share * (factor / size - 1.0))

    def handed_on(self, high: Layer) -> None:
        """Try what arrives at a layer in the place of what arrives at a lower one, or its sum for each of its terms."""
        problem, parts = self.problem, self.flows.parts(high)
        name, reach = problem.value(high.nodes[:1]), self.flows.reach(high)
        wholes = [(f"on the way through the {problem.into(part.edges)} only", part.total) for part in parts]
        wholes = [*(wholes if len(parts) > 1 else ()), ("", sum((part.total for part in parts), np.zeros(len(reach))))]
        below = problem.below(high.nodes) | set(problem.nodes)
        for where, total in wholes:
            grid = self.inventory.grid(high, name, "gradient", total)
            for k, axis in enumerate(grid.axes):
                for words, numbers in (("mean", grid.numbers.mean(axis=k)), ("sum", grid.numbers.sum(axis=k))):
                    spread = np.expand_dims(numbers, k).repeat(grid.numbers.shape[k], k)[tuple(high.at.T)]
                    what = f"the {words} of the gradient of {name} along {axis_words(axis)} stands in the place of each"
                    one = Try("axis|upstream averaged|mean|not summed", what, spread - total, 0.5)
                    self.check([one], reach, where)
            for low in self.flows.layers:
                if low is not high and low.axes and low.nodes[0] in below:
                    what = f"the gradient of {name} is handed on to {problem.value(low.nodes[:1])} as it is"
                    rows = np.concatenate([reach, self.flows.reach(low)])
                    for own, x in self.inventory.along(grid, low.columns):
                        self.effort += EACH + len(rows)
                        usual = USUAL * (1.0 if own else TURNED)
                        self.check([Try(HANDED_ON, what, np.concatenate([-total, x]), usual)], rows, where)

    def check(self, tries: Sequence[Try], weight: Numbers, where: str) -> None:
        """Keep what gives the numbers of a gradient: the right ones, and the excess of each edge times its weight."""
        self.tried += len(tries)
        table = self.right + np.array([one.excess for one in tries]) @ weight
        for case in self.cases:
            for i in case.rows_that_agree(table[:, self.columns[case.array.name]]):
                one = tries[i]
                explanation = Explanation((one.kind,), one.what, where, "", one.usual * self.elsewhere(case, table[i]))
                known = self.found.setdefault(explanation.key, explanation)
                known.arrays = list(dict.fromkeys([*known.arrays, case.array.name]))

    def elsewhere(self, case: Wrong, row: Numbers) -> float:
        """Return how much less usual it is for the other gradients that it changes and does not explain."""
        factor = 1.0
        by_name = {other.array.name: other for other in self.cases}
        for name, columns in self.columns.items():
            if name != case.array.name and not np.allclose(row[columns], self.right[columns], rtol=1e-9, atol=0.0):
                other = by_name.get(name)
                factor /= 1.0 if other and other.agrees(row[columns]) else ELSEWHERE
        return factor


def _is_square(node: Value) -> bool:
    return family(node) == "power" and node.primitive is not None and node.primitive.static_values == (2.0,)
