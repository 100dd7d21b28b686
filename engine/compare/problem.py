"""The question a diagnosis answers: which slip turns the right gradient into the student's numbers?

A slip is, in the end, a set of wrong local derivatives: forgetting tanh' means 1 in its place, leaving out a
path means 0 on one of its edges. So the engine's own sweep is run with those numbers put in, and what comes out is
compared with what the student wrote.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import isfinite, nan, prod

from engine.arithmetic import Floats
from engine.backward import sweep
from engine.compare.places import place_of
from engine.compare.structure import Edge, Structure, family, sources
from engine.errors import DomainError
from engine.numeric import ATOL, RTOL
from engine.primitives import Family, Primitive
from engine.value import Value
from engine.words.nested import Shape, close

LIMIT = 5_000_000  # edges swept for one gradient

Slopes = Mapping[Edge, float]  # other local derivatives on some edges


@dataclass(frozen=True)
class NamedArray:
    """A named array of nodes and the gradient that the student gives for it; no hand_shape when that is missing."""

    name: str
    nodes: Sequence[Value]
    shape: Shape
    hand: Sequence[float]
    hand_shape: Shape | None

    @property
    def fits(self) -> bool:
        """Whether there is a number for every node."""
        return self.hand_shape == self.shape


@dataclass(frozen=True)
class Guess:
    """What the gradient would be under a slip, and the slip in words; no shape means the parameter's."""

    gradient: Sequence[float]
    text: str
    shape: Shape | None = None


class GivenPartials:
    """An arithmetic for a sweep in which the local derivatives are given, and nothing else is derived."""

    zero, gives_graphs = 0.0, False
    are_finite = staticmethod(Floats.are_finite)

    def __init__(self, partials: Mapping[Value, Sequence[float]]) -> None:
        self.partials = partials

    def partials_of(self, node: Value) -> Sequence[float]:
        return self.partials.get(node, ())


class Problem:
    """One wrong gradient, with everything a slip may look at.

    Args:
        structure: the graph of the loss.
        target: the parameter (or intermediate result), with the student's numbers.
        others: the other arrays of the same comparison.
    """

    def __init__(self, structure: Structure, target: NamedArray, others: Sequence[NamedArray]) -> None:
        self.structure, self.target, self.others = structure, target, others
        self.name, self.nodes, self.shape = target.name, target.nodes, target.shape
        self.hand, self.hand_shape = target.hand, target.hand_shape or ()
        self.right = structure.gradient(self.nodes)
        targets = set(self.nodes)
        self.edges: list[Edge] = []  # on the paths from the target to the loss, in topological order
        self.between: dict[Value, Primitive] = {}  # the operations there, each with its row of the table
        for node in structure.order:
            edges = [(node, slot) for slot, x in enumerate(node.inputs) if x in self.between or x in targets]
            if edges and node.primitive is not None:
                self.edges += edges
                self.between[node] = node.primitive
        self.size = sum(len(node.inputs) for node in self.between)
        self.effort = 0
        self._place_of = cache(lambda node: place_of(node, self.names))

    # What the graph would give.

    def gradient_if(self, slopes: Slopes, wrt: Sequence[Value] | None = None) -> list[float]:
        """Return the gradient when these are the local derivatives on some edges; NaN where it overflows."""
        self.effort += self.size
        asked = self.nodes if wrt is None else wrt
        if not self.near or self.near[-1] is not self.structure.loss:
            return [0.0] * len(asked)
        changed = {node: list(self.partials[node]) for node in {node for node, _ in slopes} & self.between.keys()}
        for (node, slot), slope in slopes.items():
            if node in changed:
                changed[node][slot] = slope
        try:
            swept = sweep(self.near, GivenPartials(self.partials | changed))
            found = {node: gradient for node, gradient, _ in swept}
        except DomainError:
            return [nan] * len(asked)
        return [found.get(node, 0.0) for node in asked]

    @cached_property
    def partials(self) -> dict[Value, Sequence[float]]:
        """The right local derivatives on the way from the target to the loss."""
        return {node: self.structure.partials[node] for node in self.between}

    @cached_property
    def near(self) -> list[Value]:
        """The nodes between the target and the loss with all their inputs, in topological order."""
        near = self.between.keys() | {x for node in self.between for x in node.inputs} | set(self.nodes)
        return [node for node in self.structure.order if node in near]

    def gradient_at(self, data: Mapping[Value, float]) -> list[float]:
        """Return the gradient when the operations that use these nodes take them to be other numbers."""
        slopes: dict[Edge, float] = {}
        for node, row in self.between.items():
            if data.keys().isdisjoint(node.inputs):
                continue
            try:
                xs = [data.get(x, x.data) for x in node.inputs]
                partials = row.partials_at(Floats, data.get(node, node.data), xs)
            except (ArithmeticError, ValueError):
                partials = [nan] * len(node.inputs)
            slopes |= {(node, slot): partial for slot, partial in enumerate(partials)}
        return self.gradient_if(slopes)

    @property
    def exhausted(self) -> bool:
        """Whether enough has been tried: a large graph is not searched for ever."""
        return self.effort > LIMIT

    def without(self, share: Sequence[float]) -> list[float]:
        """Return what is left of the right gradient without a share of it."""
        return [g - x for g, x in zip(self.right, share, strict=True)]

    # What the student wrote.

    def matches(self, guess: Guess) -> bool:
        """Tell whether the guess gives the student's numbers, all of them, in the student's shape."""
        return self.has_shape_of(guess) and all_close(self.hand, guess.gradient)

    def has_shape_of(self, guess: Guess) -> bool:
        return self.hand_shape == (self.shape if guess.shape is None else guess.shape)

    @cached_property
    def wrong(self) -> list[int]:
        """The positions that differ from the right gradient; all of them when the shapes differ."""
        if not self.target.fits:
            return list(range(prod(self.hand_shape)))
        pairs = enumerate(zip(self.hand, self.right, strict=True))
        return [i for i, (h, g) in pairs if not close(h, g, ATOL, RTOL)]

    @cached_property
    def evidence(self) -> int:
        """How many different numbers speak: wrong entries that are finite, not zero and not repeats."""
        return len({f"{abs(self.hand[i]):.5e}" for i in self.wrong if isfinite(self.hand[i]) and self.hand[i] != 0})

    @cached_property
    def moments(self) -> dict[Value, tuple[int, int]]:
        """For every node how often a shared array is used after it, counted down, and before it: its time step."""
        structure = self.structure
        before, after = dict.fromkeys(structure.order, 0), dict.fromkeys(structure.order, 0)
        for array in (self.target, *self.others):
            users = {user for node in array.nodes for user, _ in structure.users.get(node, [])}
            passed: dict[Value, int] = {}
            for node in structure.order:
                passed[node] = max((passed[x] for x in node.inputs), default=0) + (node in users)
                before[node] += passed[node]
            for node in reversed(structure.order):
                passed[node] = max((passed[user] + (user in users) for user, _ in structure.users[node]), default=0)
                after[node] += passed[node]
        return {node: (-after[node], before[node]) for node in structure.order}

    def layers(self, *families: Family, edges: Sequence[Edge] | None = None) -> Iterator[tuple[list[Edge], str]]:
        """Yield the edges (of all on the way) into operations of some families by layer, and where those stand."""
        among = self.edges if edges is None else edges
        for group in self.structure.layers(edge for edge in among if family(edge[0]) in families):
            yield group, self.place(node for node, _ in group)

    def source(self, edges: Iterable[Edge]) -> str:
        """Say in words what enters at some edges."""
        return self.place(sources(edges))

    def place(self, nodes: Iterable[Value]) -> str:
        """Say in words where some operations stand."""
        places = list(dict.fromkeys(map(self._place_of, nodes)))
        return " and ".join(places) if len(places) < 3 else f"{places[0]}, {places[1]}, ..."

    @cached_property
    def names(self) -> dict[Value, str]:
        """The array that each named node belongs to."""
        return {node: array.name for array in (*self.others, self.target) for node in array.nodes}


def all_close(hand: Sequence[float], numbers: Sequence[float], atol: float = 1e-3 * ATOL, rtol: float = RTOL) -> bool:
    """Tell whether these are the student's numbers; by default stricter than a verdict, so that noise explains nothing.

    >>> all_close([1.0, 2.0], [1.0, 2.0000001]), all_close([1.0], [1.0, 2.0])
    (True, False)
    """
    return len(hand) == len(numbers) and all(close(h, x, atol, rtol) for h, x in zip(hand, numbers, strict=True))
