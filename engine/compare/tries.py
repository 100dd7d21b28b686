"""What may have gone wrong on one part of the way back: another array in the place of one of its factors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.compare.flows import Factor, Flows, Part
from engine.compare.guesses import Numbers
from engine.compare.inventory import Grid
from engine.compare.slips.factors import kind_of_factor
from engine.compare.slips.remembered import _slope
from engine.compare.structure import family, partner
from engine.value import Value

EACH = 50  # to look up an array at all takes as long as so many of its numbers
USUAL = 0.6  # how usual an array in another one's place is, so never sure
TOGETHER = 0.4  # in the place of two factors
TURNED, SUMMED = 0.7, 0.8  # times that: along other axes than its own; a sum or a mean of it
MASKED, MULTIPLIED = 0.4, 0.2  # an array that is multiplied in besides

REPLACED = {  # by the sort of the array that stands there
    "value": "wrong operand",
    "summary": "wrong operand|upstream averaged|mean|axis|stale",
    "moved": "shifted|wrong operand|kernel flipped",
    "derivative": "wrong operand|activation misplaced",
    "average": "wrong operand|upstream averaged|mean|axis|stale",
}
DERIVATIVES = REPLACED | {
    "value": "activation misremembered|wrong function|wrong operand",
    "derivative": "activation misplaced|wrong operand|mask",
}
UPSTREAM = {
    "gradient": "wrong operand|path|weights forgotten",
    "average": "upstream averaged|wrong operand|mean|axis",
    "term": "not summed|path|example missing",
}
TAKEN = {"value": "wrong operand|wrong function|activation misplaced"}
TAKEN["summary"] = f"{TAKEN['value']}|mean|axis|forward"
ITSELF = "weights transposed|transposed|symmetric"  # along other axes
CONSTANTS = (
    (-1.0, "sign", "the sign is wrong on this path"),
    (0.0, "path|term|held constant", "this path is left out"),
    (2.0, "factor 2", "there is a factor 2 too much on this path"),
    (0.5, "factor 2", "half of it is missing on this path"),
)
Fit = tuple[Grid, bool, Numbers]  # an array, whether along its own axes, and its number for each edge


@dataclass(frozen=True, eq=False)
class Try:
    """One thing that may have gone wrong.

    Attributes:
        kind: what a finding calls it.
        what: what is wrong, in words.
        excess: how much too large it makes what every edge, or node, contributes.
        usual: how often people make it, compared with others.
    """

    kind: str
    what: str
    excess: Numbers
    usual: float = USUAL


class Tries:
    """What may have gone wrong on the parts of one problem.

    Attributes:
        effort: how many numbers were looked up.
    """

    def __init__(self, flows: Flows) -> None:
        self.flows, self.problem, self.inventory = flows, flows.problem, flows.inventory
        self.effort = 0
        self.pieces = list(flows.pieces())

    def on(self, part: Part) -> Iterator[Try]:
        """Yield what may have gone wrong on the edges of a part."""
        for times, kind, what in CONSTANTS:
            yield Try(kind, what, (times - 1.0) * part.share)
        others = [other for edge in part.edges if (other := partner(*edge)) is not None]
        if len(others) == len(part.edges):
            kind, _ = kind_of_factor(self.problem, others)
            forgotten = part.upstream * (1.0 - part.slope)
            yield Try(kind, f"not multiplied by {self.problem.value(others)}", forgotten)
        yield from self.of_norms(part)
        grids = list(self.fitting(part, self.inventory.grids))
        yield from self.multiplied(part, grids)
        upstream = [one for one in grids if one[0].of_gradients]
        upstream += self.fitting(part, self.pieces)
        for factor in self.flows.factors(part):
            if factor.is_gradient:
                for one in upstream:
                    yield self.instead(one, factor, UPSTREAM[one[0].sort])
                continue
            others_there = [one for one in grids if one[0].sort != "gradient"]
            if factor.functions:
                row = factor.functions[0].primitive
                others_there += self.fitting(part, self.inventory.derivatives(row)) if row else ()
                yield from self.taken_elsewhere(part, factor, grids)
            kinds = DERIVATIVES if factor.words.startswith("the derivative") else REPLACED
            for one in others_there:
                kind = ITSELF if one[0].words == factor.words else kinds[one[0].sort]
                yield self.instead(one, factor, kind)

    def fitting(self, part: Part, grids: Iterable[Grid]) -> Iterator[Fit]:
        """Yield the numbers of some grids at the edges of a part."""
        for grid in grids:
            for own, numbers in self.inventory.along(grid, part.columns):
                self.effort += EACH + len(part.edges)
                yield grid, own, np.broadcast_to(numbers, len(part.edges))

    def instead(self, one: Fit, factor: Factor, kind: str) -> Try:
        """Return that an array stands in the place of a factor."""
        grid, own, x = one
        usual = TOGETHER if factor.is_product else USUAL
        usual *= (1.0 if own else TURNED) * (1.0 if grid.sort in ("value", "derivative", "gradient") else SUMMED)
        excess = factor.rest * (x - factor.numbers)
        return Try(kind, f"{grid.words} stands where {factor.words} belongs", excess, usual)

    def multiplied(self, part: Part, grids: Iterable[Fit]) -> Iterator[Try]:
        """Yield arrays that are multiplied in besides: masks, derivatives, other values."""
        for grid, _, x in grids:
            if grid.sort in ("value", "derivative"):
                binary = set(np.unique(x)) <= {0.0, 1.0}
                kind = "extra derivative|activation misplaced" if grid.sort == "derivative" else "path|factor twice"
                what = f"multiplied by {grid.words}, which does not belong there"
                usual = MASKED if binary else MULTIPLIED
                yield Try(f"mask|{kind}" if binary else kind, what, part.share * (x - 1.0), usual)

    def taken_elsewhere(self, part: Part, factor: Factor, grids: Iterable[Fit]) -> Iterator[Try]:
        """Yield the derivative of a function with another array for what goes into it, or for one term of that."""
        row, value = factor.functions[0].primitive, self.problem.value
        assert row is not None
        slope = np.vectorize(lambda x: _slope(row, x), otypes=[float])
        inputs = [node.inputs[0] for node in factor.functions]
        fits = [(grid, x) for grid, own, x in grids if grid.sort in TAKEN and (own or grid.sort == "value")]

        def taken(how: str, z: Numbers, kind: str) -> Try:
            self.effort += EACH * len(z)
            excess = factor.rest * (slope(z) - factor.numbers)
            return Try(kind, f"the derivative of {row.name} is taken {how}", excess, USUAL * SUMMED)

        for grid, x in fits:
            yield taken(f"with {grid.words} in the place of {value(inputs)}", x, TAKEN[grid.sort])
        if family(inputs[0]) not in ("sum", "difference"):
            return
        whole = np.array([x.data for x in inputs])
        own = [slot for _, slot in part.edges] if inputs == [node for node, _ in part.edges] else [0] * len(inputs)
        for other in (0, 1) if all(len(x.inputs) == 2 for x in inputs) else (0,):
            entering = [(x, abs(slot - other)) for x, slot in zip(inputs, own, strict=True)]
            terms = [x.inputs[slot] for x, slot in entering]
            sign = np.array([self.problem.structure.partial(edge) for edge in entering])
            rest = whole - sign * np.array([x.data for x in terms])
            yield taken(f"without {value(terms)}", rest, f"{TAKEN['value']}|term|path")
            for grid, x in fits:
                yield taken(f"with {grid.words} in the place of {value(terms)}", rest + sign * x, TAKEN[grid.sort])

    def of_norms(self, part: Part) -> Iterator[Try]:
        """Yield the derivative of the norm where that of its square belongs."""
        if not all(_is_square(node) for node, _ in part.edges):
            return
        inside = [node.inputs[slot] for node, slot in part.edges]
        size = float(np.sqrt(sum(x.data * x.data for x in inside)))
        kind = "wrong function|activation misremembered"
        kind = f"penalty|{kind}" if all(x.primitive is None for x in inside) else kind
        for times, words in ((0.5, "that of the norm"), (1.0, "twice that of the norm")):
            yield Try(kind, f"the derivative of the square is taken as {words}", part.share * (times / size - 1.0))


def _is_square(node: Value) -> bool:
    return family(node) == "power" and node.primitive is not None and node.primitive.static_values == (2.0,)
