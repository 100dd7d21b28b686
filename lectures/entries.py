"""What a cell of a lecture can show, as plain records in the order in which it was shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


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
    """A matplotlib figure, already turned into SVG."""

    svg: str


@dataclass(frozen=True)
class Table:
    """Rows of numbers and words."""

    rows: Sequence[Sequence[Any]]
    header: Sequence[str]
    caption: str


@dataclass(frozen=True)
class Comparison:
    """The report of hand-derived gradients against the engine's."""

    report: Any


@dataclass(frozen=True)
class Exercise:
    """A gradient to derive by hand: `build` makes the loss, its parameters and what is given.

    Where there are cases, `build(case)` makes each of them, such as a batch of which all sizes differ.
    """

    name: str
    asks: str
    hints: tuple[str, ...]
    build: Callable[..., Any]
    cases: tuple[str, ...] = ()


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


Entry = Text | Figure | Plot | Table | Comparison | Exercise | Asked | NoGraph


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
