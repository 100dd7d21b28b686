"""A picture as pure data: every shape with its place and its words. Pages, paper and screen readers start from it.

It is made once for a drawing. Frames change the numbers shown and the classes, never a place.
"""

from dataclasses import dataclass
from typing import Literal

from engine.drawing.curves import Curve, Point
from engine.drawing.typeset import Runs
from engine.trace import Kind

Slots = tuple[tuple[int, int], ...]  # edges, each an operation and the number of its operand


@dataclass(frozen=True)
class Share:
    """A line of a gradient's addition: what comes back along these edges."""

    label: Runs
    slots: Slots


@dataclass(frozen=True)
class Box:
    """A value and the operation that made it; `x`, `y` is the centre.

    Attributes:
        nameless: it has no label, and shows the name that the words use.
        copy: 0 for the value itself, 1, 2, ... for what repeats it elsewhere, without its gradient.
        badge: the operation, with the constants that it takes.
        shares: the lines of the addition, where several arrows lead out of it.
        places: with how many decimals the shares and their sum are written, as `fixed` takes it.
        edges: how many edges lead out of it.
    """

    index: int
    x: float
    y: float
    width: float
    height: float
    kind: Kind | Literal["data"]  # data: a constant with a label
    nameless: bool
    label: Runs
    title: str
    copy: int
    badge: str
    shares: tuple[Share, ...]
    places: int | None
    edges: int


@dataclass(frozen=True)
class CardShape:
    """A folded scope, with the lines written on it; `x`, `y` is the centre.

    Attributes:
        members: the values that it made or keeps.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    title: str
    scope: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Arrow:
    """From a value into an operation or a card; `slots` are the edges it stands for.

    Attributes:
        label, label_width: the middle of the place for its number, and how wide that is; 0 where nothing flows back.
        folded: it enters a card, and so has no single local derivative.
        places: with how many decimals its contribution is written.
    """

    curve: Curve
    slots: Slots
    label: Point
    label_width: float
    folded: bool
    places: int | None


@dataclass(frozen=True)
class ScopeBox:
    """An open scope; `x`, `y` is the top left corner."""

    key: int
    x: float
    y: float
    width: float
    height: float
    name: str
    title: str


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn; `results` are the arrows from a card to the value it makes, by value."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    cards: tuple[CardShape, ...]
    arrows: tuple[Arrow, ...]
    results: dict[int, Curve]
    scopes: tuple[ScopeBox, ...]
