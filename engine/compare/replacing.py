"""The last search: in one layer of the way back another array stands in the place of the one that belongs there.

Every gradient of an array is a sum over the edges out of it, of upstream gradient times slope. Here each factor of one
sort of edges is replaced by every other array that fits the axes; an array is multiplied in that does not belong there;
or what arrives at a layer is handed on to a lower one as it is. What is found so is never called sure: much was tried.
"""

from collections.abc import Iterator, Sequence
from math import log10

import numpy as np

from engine.compare.flows import Flows, Part
from engine.compare.guesses import Numbers
from engine.compare.inventory import Inventory, Layer
from engine.compare.matching import RTOL, Explanation, Wrong
from engine.compare.problem import Problem
from engine.compare.tries import EACH, SUMMED, TURNED, USUAL, Tries, Try

LARGEST = 2_000  # edges
EFFORT = 8_000_000  # numbers that are looked up
SPARE = 3.0  # digits that must agree beyond those that agree by chance among all that was tried
WORTH = 6.0  # digits that one number speaks for at most
LEAST = 9.0  # digits: two numbers of four are not enough, as for slips on one of several ways
ELSEWHERE = 3.0  # how much less usual it is for each other gradient that it would have changed and does not explain
HANDED_ON = "path|weights forgotten|factor forgotten|activation forgotten|chain stopped"


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
        if sum(worth[name] for name in one.arrays) >= max(LEAST, log10(search.tried) + SPARE):
            yield one


def digits_of(case: Wrong) -> float:
    """Return for how many digits the wrong numbers of a gradient speak, each different one for some."""
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
        self.flows = Flows(problem, Inventory(problem))
        self.tries = Tries(self.flows)
        place = {node: i for i, node in enumerate(problem.nodes)}
        self.columns = {array.name: [place[node] for node in array.nodes] for array in problem.arrays}
        self.right = np.array(problem.structure.gradient(problem.nodes))
        self.tried = 1
        self.found: dict[tuple[str, ...], Explanation] = {}

    def run(self) -> None:
        """Try everything, layer by layer from the arrays on, while the effort lasts."""
        for layer in self.flows.layers:
            reaches = list(self.flows.reaches(layer))
            for part in self.flows.parts(layer):
                for way in self.flows.ways(part):
                    tries = list(self.tries.on(way)) if self.tries.effort < EFFORT else []
                    for reach, back in reaches if tries else ():
                        self.check(tries, reach[way.owner], self.place(way, back))
        for layer in self.flows.layers:
            if layer.axes and self.tries.effort < EFFORT:
                self.handed_on(layer)

    def place(self, part: Part, back: str) -> str:
        """Say where a part is, and which of several ways before and after it is meant."""
        at = f"where {self.problem.source(part.edges)} enters the {self.problem.into(part.edges)}"
        return " ".join(filter(None, (at, back, part.only)))

    def handed_on(self, high: Layer) -> None:
        """Try what arrives at a layer in the place of what arrives at a lower one, or its sum for each of its terms."""
        problem, parts = self.problem, self.flows.parts(high)
        name, reach = problem.value(high.nodes[:1]), self.flows.reach(high)
        wholes = [("", np.array(problem.structure.gradient(high.nodes)))]
        if len(parts) > 1:
            ways = (f"on the way through the {problem.into(part.edges)} only" for part in parts)
            wholes += zip(ways, (part.total for part in parts), strict=True)
        below = problem.below(high.nodes) | set(problem.nodes)
        for where, total in wholes:
            grid = self.flows.inventory.grid(high, name, "gradient", total)
            for k, axis in enumerate(grid.axes):
                along = self.flows.inventory.axis_words(axis, name)
                for words, numbers in (("mean", grid.numbers.mean(axis=k)), ("sum", grid.numbers.sum(axis=k))):
                    spread = np.expand_dims(numbers, k).repeat(grid.numbers.shape[k], k)[tuple(high.at.T)]
                    what = f"the {words} of the gradient of {name} along {along} stands in the place of each"
                    one = Try("axis|upstream averaged|mean|not summed", what, spread - total, USUAL * SUMMED)
                    self.check([one], reach, where)
            for low in self.flows.layers:
                if low is not high and low.axes and low.nodes[0] in below:
                    what = f"the gradient of {name} is handed on to {problem.value(low.nodes[:1])} as it is"
                    rows = np.concatenate([reach, self.flows.reach(low)])
                    for own, x in self.flows.inventory.along(grid, low.columns):
                        self.tries.effort += EACH + len(rows)
                        usual = USUAL * (1.0 if own else TURNED)
                        self.check([Try(HANDED_ON, what, np.concatenate([-total, x]), usual)], rows, where)

    def check(self, tries: Sequence[Try], weight: Numbers, where: str) -> None:
        """Keep what gives the numbers of a gradient: the right ones, and the excess of each edge times its weight."""
        self.tried += len(tries)
        table = self.right + np.array([one.excess for one in tries]) @ weight
        for case in self.cases:
            for i in case.rows_that_agree(table[:, self.columns[case.array.name]]):
                one = tries[i]
                usual = one.usual * self.elsewhere(case, table[i])
                found = Explanation((one.kind,), one.what, where, "", usual, vague=True)
                known = self.found.setdefault(found.key, found)
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
