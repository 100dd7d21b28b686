"""A picture as pure data: every shape with its place and its words. Pages, paper and screen readers start from it.

It is made once for a drawing. Frames change the numbers shown and the classes, never a place.
"""

from dataclasses import dataclass
from typing import Literal

from engine.drawing.curves import Curve, Point
from engine.trace import Kind


@dataclass(frozen=True)
class Box:
    """A value; `x`, `y` is the centre. A nameless one shows the name that the words use."""

    index: int
    x: float
    y: float
    width: float
    height: float
    kind: Kind | Literal["data"]  # data: a constant with a label
    nameless: bool
    label: str
    title: str


@dataclass(frozen=True)
class OperationShape:
    """An operation or a folded scope, with the lines written on it; `x`, `y` is the centre.

    Attributes:
        members: the values that a folded scope made or keeps.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    title: str
    scope: int | None
    members: tuple[int, ...]


@dataclass(frozen=True)
class Arrow:
    """From a value into an operation; `slots` are the (operation, slot) pairs it stands for.

    Attributes:
        label, label_width: the middle of the place for its number, and how wide that is; 0 where the arrow carries
            none, because it enters a folded scope and so has no single local derivative.
    """

    curve: Curve
    slots: tuple[tuple[int, int], ...]
    label: Point
    label_width: float


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
    """Everything that is drawn; `results` are the arrows from an operation to the value it makes, by value."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    operations: tuple[OperationShape, ...]
    arrows: tuple[Arrow, ...]
    results: dict[int, Curve]
    scopes: tuple[ScopeBox, ...]
