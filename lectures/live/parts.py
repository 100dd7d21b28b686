"""What a live figure consists of, as plain records; `Live` in entries.py is the figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.tape import Tape
from nn import Module


@dataclass(frozen=True)
class Network:
    """A network that can be trained.

    Attributes:
        loss: records the loss; its inputs are the data of the figure.
        starts: name -> the numbers of the parameters before the first step, or a module that has them.
        shows: name -> a tape of the same parameters, which a view asks for what it shows.
    """

    loss: Tape
    starts: Mapping[str, Any]
    shows: Mapping[str, Tape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = {name: _numbers(start) for name, start in self.starts.items()}
        object.__setattr__(self, "starts", numbers)  # a module moves on; its numbers are kept as they are now


def _numbers(start: Any) -> list[float]:
    return [float(p.data) for p in start.parameters()] if isinstance(start, Module) else [float(x) for x in start]


@dataclass(frozen=True)
class Plane:
    """What each output of a tape says to every point of a plane, and the points, which can be dragged.

    Attributes:
        shows: the name of a tape of two inputs; its first output is the network's score, the others are neurons.
        x, y: the ends of the axes.
        classes: 0 or 1 for each point; the data of the figure are x and y of the first one, of the second one, ...
        neurons: the names of the other outputs.
    """

    shows: str
    x: tuple[float, float]
    y: tuple[float, float]
    classes: Sequence[int]
    neurons: Sequence[str] = ()
    kind: str = "plane"


@dataclass(frozen=True)
class Curve:
    """What a network of one input says along a line, and the points that it is to follow, which can be dragged.

    Attributes:
        shows: the name of a tape of one input; its first output is drawn.
        x, y: the ends of the axes.
        names: of the points; the data of the figure are x and y of the first one, of the second one, ...
        truth: points [x, y] of a dashed line, from which the points come.
    """

    shows: str
    x: tuple[float, float]
    y: tuple[float, float]
    names: Sequence[str]
    truth: Sequence[Sequence[float]] = ()
    kind: str = "curve"


@dataclass(frozen=True)
class Grid:
    """Tables of parameters as pictures: filters, weights, embeddings.

    Attributes:
        title: what they are.
        tables: (name, place of the first number among the parameters, rows, columns).
    """

    title: str
    tables: Sequence[tuple[str, int, int, int]]
    kind: str = "grid"


@dataclass(frozen=True)
class Question:
    """What is to be predicted before anything moves, and what is said once the figure has shown it.

    Attributes:
        options: as text; the one at `right` is what happens.
    """

    question: str
    options: Sequence[str]
    right: int
    answer: str
