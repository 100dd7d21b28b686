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

    >>> from engine import Value, record
    >>> w = Value(0.0, "w")
    >>> loss = record(lambda x: (w * x - 2) ** 2, wrt=[w], inputs=1.0)
    >>> Network(loss, {"from 0": [0.0], "from 5": [5.0]}).starts
    {'from 0': [0.0], 'from 5': [5.0]}
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

    >>> Plane("plane", x=(-2.0, 2.0), y=(-2.0, 2.0), classes=[0, 1, 1]).kind
    'plane'
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

    >>> Curve("curve", x=(0.0, 1.0), y=(-1.0, 1.0), names=["A", "B"]).kind
    'curve'
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

    >>> Grid("first layer", [("W", 0, 2, 3)]).tables
    [('W', 0, 2, 3)]
    """

    title: str
    tables: Sequence[tuple[str, int, int, int]]
    kind: str = "grid"


@dataclass(frozen=True)
class Layers:
    """How large the gradient of the loss is in each layer: a bar for its root mean square, a mark for that at step 0.

    Attributes:
        title: what they are.
        layers: (name, place of the first number among the parameters, how many).
        powers: of ten, at the ends of the scale.

    >>> Layers("gradient", [("first", 0, 6), ("second", 6, 3)]).powers
    (-8, 0)
    """

    title: str
    layers: Sequence[tuple[str, int, int]]
    powers: tuple[int, int] = (-8, 0)
    kind: str = "layers"


@dataclass(frozen=True)
class Memory:
    """What a recurrent network keeps of bits, and how much each of them moves its answer; the reader turns them round.

    Attributes:
        shows: the name of a tape of the bits; its outputs are the answer, the states time by time, and the slopes of
            the answer by each bit. The sign of the answer is to be that of the first bit.
        bits: at the beginning, each -1 or 1.
        units: how many numbers a state has.
        unseen: sequences on which the network is tested.
        powers: of ten, at the ends of the scale of slopes.

    >>> Memory("memory", bits=[1, -1, 1], units=2, unseen=[[1, 1, -1]]).bits
    [1, -1, 1]
    """

    shows: str
    bits: Sequence[int]
    units: int
    unseen: Sequence[Sequence[int]]
    powers: tuple[int, int] = (-8, 2)
    kind: str = "memory"


@dataclass(frozen=True)
class Writer:
    """What a network of letters writes, its chances for the next letter, and where it looks.

    Attributes:
        shows: the name of a tape of places, with as many numbers each as there are letters: 1 at the letter there, 0
            elsewhere. Its outputs are the scores of what follows each place, and the weights by which a place looks at
            itself and at those before, if it does.
        letters: as a text; the first one stands before a word and behind it.
        longest: letters of a word.
        words: on which it trains.
        reads: the text to which the chances belong, at the beginning.

    >>> Writer("writes", ".ab", longest=3, words=["aba", "bab"], reads="ab").letters
    '.ab'
    """

    shows: str
    letters: str
    longest: int
    words: Sequence[str]
    reads: str
    kind: str = "writer"


@dataclass(frozen=True)
class Question:
    """What is to be predicted before anything moves, and what is said once the figure has shown it.

    Attributes:
        options: as text; the one at `right` is what happens.

    >>> question = Question("Where does w go?", ["to 2", "away"], 0, "To 2.")
    >>> question.options[question.right]
    'to 2'
    """

    question: str
    options: Sequence[str]
    right: int
    answer: str
