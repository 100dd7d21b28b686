"""What a cell of a lecture can show, as plain records in the order in which it was shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ArgumentError, did_you_mean

SAID = {"digits": "to have too few digits", "shape": "of another shape"}  # of a verdict; others speak for themselves


@dataclass
class Text:
    """What the cell printed, in pieces: joined only once, however many there are."""

    pieces: list[str]

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True)
class Captioned:
    """A picture with its name, the worked examples that it shows, and its caption."""

    name: str
    items: tuple[str, ...]
    caption: str


@dataclass(frozen=True)
class Figure(Captioned):
    """A computation graph with its forward and backward pass; `drawing` is None when nothing is to be drawn."""

    drawing: Any
    predict: tuple[int, ...]


@dataclass(frozen=True)
class Plot(Captioned):
    """A matplotlib figure, already turned into SVG; in a notebook the figure itself."""

    svg: str
    figure: Any = None


@dataclass(frozen=True)
class Live(Captioned):
    """A network that trains on the page.

    Attributes:
        question: what is to be predicted before anything moves.
        networks: name -> a Network; the reader chooses one, the first is chosen at the beginning.
        chosen: what the networks differ in, as "activation".
        views: what is to be seen of the parameters; the loss is always there.
        data: the numbers of the inputs of the loss.
        rates: the learning rates from which the reader chooses.
        rate: the one at the beginning.
        momentum: whether there is a slider for it.
        still: SVG of the figure after training, for where there is no script.
    """

    question: Any
    networks: Mapping[str, Any]
    chosen: str
    views: Sequence[Any]
    data: Sequence[float]
    rates: Sequence[float]
    rate: float
    momentum: bool
    still: str


@dataclass(frozen=True)
class Play(Captioned):
    """A computation graph whose leaves can be dragged; `drawing` is None when nothing is to be drawn.

    Attributes:
        question: what is to be predicted before anything moves.
    """

    question: Any
    drawing: Any


@dataclass(frozen=True)
class Table:
    """Rows of numbers and words."""

    rows: Sequence[Sequence[Any]]
    header: Sequence[str]
    caption: str


@dataclass(frozen=True)
class Comparison:
    """The report of hand-derived gradients against the engine's, and the names of those that are meant to be wrong."""

    report: Any
    wrong: tuple[str, ...] = ()

    @classmethod
    def of(cls, report: Any, wrong: str | Iterable[str] = ()) -> "Comparison":
        names, known = ([wrong] if isinstance(wrong, str) else list(wrong)), [line.name for line in report.lines]
        for name in names:
            if name not in known:
                raise ArgumentError(f"compare: wrong={name!r} is none of the gradients{did_you_mean(name, known)}")
        return cls(report, tuple(names))

    @property
    def surprises(self) -> list[str]:
        """What a lecturer may not have meant, in a sentence for each gradient."""
        lines = {line.name: line for line in self.report.lines}
        found = [f"compare is told that {name} is wrong, which it is not" for name in self.wrong if lines[name].ok]
        for name, line in lines.items():
            if not line.ok and name not in self.wrong:
                why = f" ({line.findings[0].text})" if line.findings else ""
                found.append(f"compare finds {name} {SAID.get(line.verdict, line.verdict)}{why}; "
                             f'where that is meant, say so: compare(..., wrong=["{name}"])')  # fmt: skip
        return found


@dataclass(frozen=True)
class Drawn:
    """What the function of an exercise makes of its numbers: all that can be asked about them.

    Attributes:
        loss: the loss, where gradients are asked for.
        gradients: name -> Values whose gradient is asked for, from the loss backwards (a later one is judged by what
            follows from the student's earlier ones).
        given: name -> the numbers that the student gets; those of leaves among `gradients` are added.
        values: name -> Values whose numbers are asked for, in the order of the forward pass.
        shapes: name -> an array or nested list whose shape is asked for, or the shape itself as a tuple.
        signs: name -> a number whose sign is asked for.
        choices: name -> (the right option, wrong option -> what to do instead); the seed mixes them.
        picks: name -> Values, whose gradient is to be picked among those that likely slips give.
        lines: name -> the number of a line in the listing, or several that are right.
        listing: a program that is shown with numbers before its lines.
        slips: (kind, text, remedy, {name: the wrong answer that comes of it}), besides those that the engine knows.
        again: local variables of a function that are assigned more than once.
        why: name -> a line of formulas or code that shows the right answer to be right, for the solutions.

    >>> from engine import Value
    >>> w = Value(3.0, "w")
    >>> drawn = Drawn(w * w, {"w": w}, values={"L": w * w}, signs={"dw": 6.0})
    >>> list(drawn.values), list(drawn.signs)
    (['L'], ['dw'])
    """

    loss: Any = None
    gradients: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    shapes: Mapping[str, Any] = field(default_factory=dict)
    signs: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    picks: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int | Sequence[int]] = field(default_factory=dict)
    listing: str = ""
    slips: Sequence[tuple[str, str, str, Mapping[str, Any]]] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    again: Sequence[str] = ()


@dataclass(frozen=True)
class Exercise:
    """Something to derive by hand: `build(draw)` makes a `Drawn` of the numbers that `draw` gives.

    A function without arguments has the same numbers every time; it may also return (loss, gradients, given).
    """

    name: str
    asks: str
    hints: tuple[str, ...]
    build: Callable[..., Any]
    title: str = ""
    minutes: float = 15.0
    points: Mapping[str, float] = field(default_factory=dict)
    each: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A question to be answered before one looks, and its answer, both as Markdown."""

    question: str
    answer: str


@dataclass(frozen=True)
class NoGraph:
    """Why a worked example has no computation graph."""

    items: tuple[str, ...]
    why: str


Entry = Text | Figure | Plot | Live | Play | Table | Comparison | Exercise | Asked | NoGraph


@dataclass
class Shown:
    """Everything that one cell showed."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Append an entry; text that follows text joins it."""
        last = self.entries[-1] if self.entries else None
        if isinstance(entry, Text) and isinstance(last, Text):
            last.pieces += entry.pieces
        else:
            self.entries.append(entry)
