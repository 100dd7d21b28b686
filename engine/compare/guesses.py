"""What a diagnosis works on: a gradient by hand, a slip of the graph, and what one array would be under a slip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.compare.places import called
from engine.compare.structure import Edge
from engine.compare.written import Written
from engine.value import Value
from engine.words.nested import Shape

Slopes = Mapping[Edge, float]  # other local derivatives on some edges
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NamedArray:
    """A named array of nodes and the gradient that the student gives for it; no hand_shape when that is missing."""

    name: str
    nodes: Sequence[Value]
    shape: Shape
    written: Written
    hand_shape: Shape | None

    @property
    def hand(self) -> Sequence[float]:
        return self.written.numbers

    @property
    def called(self) -> str:
        """What it is called itself, where `name` is that of its gradient: z, not dz."""
        return called(self.name, self.nodes[0])

    @property
    def fits(self) -> bool:
        """Whether there is a number for every node."""
        return self.hand_shape == self.shape


@dataclass(frozen=True, eq=False)
class Slip:
    """One way to go wrong at one place of the graph.

    Attributes:
        kind: what a finding calls it.
        what: what is wrong, in words.
        where: at which place, in words; "" for everywhere.
        remedy: what belongs there instead.
        slopes: the local derivatives that it puts in the place of the right ones.
        usual: how often people make it, compared with others.
    """

    kind: str
    what: str
    where: str = ""
    remedy: str = ""
    slopes: Slopes = field(default_factory=dict)
    usual: float = 1.0


@dataclass(frozen=True, eq=False)
class Guess:
    """What one gradient would be under a slip that is no matter of local derivatives; no shape is the parameter's."""

    kind: str
    numbers: Sequence[float] | Numbers
    what: str
    where: str = ""
    remedy: str = ""
    shape: Shape | None = None
    usual: float = 1.0
