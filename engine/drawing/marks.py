"""One frame of a picture as groups of marks: rectangles, curves, arrowheads and texts, each with class names.

SVG and paper are two ways of writing the same marks, so they show the same thing.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from engine.drawing.curves import Curve, Point, arrowhead, samples
from engine.drawing.frames import EdgeFrame, Frame, NodeFrame
from engine.drawing.picture import Arrow, Box, CardShape, Picture, Slots
from engine.drawing.sizes import (
    BADGE,
    CAP,
    DATA,
    LINE,
    NAME,
    NUMBER,
    PAD,
    PARTIAL,
    RULE,
    SCOPE,
    badge_width,
    so_far,
    width,
)  # fmt: skip
from engine.drawing.typeset import Runs
from engine.words.digits import fixed, minus

SUM = width("0", NUMBER) * 7  # the line above a sum


class Rectangle(NamedTuple):
    """`x`, `y` is the top left corner."""

    name: str
    x: float
    y: float
    width: float
    height: float
    corner: float


class Stroke(NamedTuple):
    """A curve that is drawn, not filled."""

    name: str
    curve: Curve


class Head(NamedTuple):
    """A filled triangle."""

    name: str
    corners: tuple[Point, Point, Point]


class Text(NamedTuple):
    """One line of text; `x`, `y` is where its baseline starts, has its middle or ends, as its style says.

    `edges` are those whose share it shows.
    """

    name: str
    x: float
    y: float
    runs: Runs
    edges: Slots = ()


Mark = Rectangle | Stroke | Head | Text


class Group(NamedTuple):
    """Marks that belong together: a value, an edge or a scope; `hook` is the attribute that a page finds it by."""

    classes: tuple[str, ...]
    hook: tuple[str, str]
    title: str
    marks: tuple[Mark, ...]


def line(name: str, x: float, y: float, text: str, edges: Slots = ()) -> Text:
    return Text(name, x, y, ((text, False),), edges)


def groups(picture: Picture, shown: Frame) -> Iterator[Group]:
    """Return the groups of one frame, from the back to the front."""
    for scope in picture.scopes:
        back = Rectangle("frame", scope.x, scope.y, scope.width, scope.height, 12)
        yield Group(("scope",), ("scope", f"{scope.key}"), scope.title, (back,))
    for arrow in picture.arrows:
        edges = [shown.edges[slot] for slot in arrow.slots]
        looks = {each.css_class for each in edges}  # an arrow that stands for several edges is lit when one of them is
        look = next(name for name in ("is-active", "is-done", "is-pending") if name in looks)
        flowed = _flowed(shown, arrow.slots, arrow.places)
        kind = "edge" if arrow.label_width else "feed"
        more = (["folded"] if arrow.folded else []) + (["is-zero"] if arrow.label_width and is_zero(flowed) else [])
        yield Group((kind, *more, look), ("edge", named(arrow.slots)), "", tuple(_edge(arrow, edges[0], flowed)))
    for scope in picture.scopes:  # on top of the arrows that pass
        heading = line("scope-name", scope.x + PAD, scope.y + SCOPE + 5, scope.name)
        yield Group(("scope", "heading"), ("heading", f"{scope.key}"), scope.title, (heading,))
    for card in picture.cards:
        busy = any(shown.nodes[i].css_class in ("is-new", "is-active") for i in card.members)
        yield Group(
            ("fold", "is-active") if busy else ("fold",), ("scope", f"{card.scope}"), card.title, tuple(_card(card))
        )
    for i, curve in picture.results.items():
        yield Group(("result",), ("result", f"{i}"), "", _arrow("head", curve))
    for box in picture.boxes:
        node = shown.nodes[box.index]
        classes = ("node", box.kind, *(["copy"] if box.copy else []), node.css_class)
        yield Group(classes, ("node", f"{box.index}"), box.title, tuple(_box(box, node, shown)))


def named(slots: Slots) -> str:
    return " ".join(f"{node}.{slot}" for node, slot in slots)


def _flowed(shown: Frame, slots: Slots, places: int | None) -> str:
    """Return what has flowed back along some edges, "" where nothing has yet."""
    landed = [x for slot in slots if (x := shown.edges[slot].contribution) is not None]
    return fixed(sum(landed), places, signed=True) if landed else ""


def is_zero(number: str) -> bool:
    return number != "" and not number.strip("0.")


def _edge(arrow: Arrow, edge: EdgeFrame, flowed: str) -> Iterator[Mark]:
    yield from _arrow("head ahead", arrow.curve)
    if arrow.label_width:
        yield _back(arrow.curve)
        (x, y), wide, height = arrow.label, arrow.label_width, PARTIAL + 6
        yield Rectangle("pill", x - wide / 2, y - height / 2, wide, height, height / 2)
        base = y + PARTIAL * CAP
        yield line("partial", x, base, "" if arrow.folded else minus(edge.partial))
        yield line("contribution", x, base, flowed)


@lru_cache(maxsize=4096)  # every frame draws the same arrows
def _arrow(head: str, curve: Curve) -> tuple[Mark, Mark]:
    return Stroke("line", curve), Head(head, arrowhead(samples(curve)[::-1]))


@lru_cache(maxsize=4096)
def _back(curve: Curve) -> Mark:
    return Head("head back", arrowhead(samples(curve)))


def _card(card: CardShape) -> Iterator[Mark]:
    left, top = card.x - card.width / 2, card.y - card.height / 2
    yield Rectangle("stack", left + 6, top - 4, card.width - 12, card.height, 10)
    yield Rectangle("shape", left, top, card.width, card.height, 10)
    first = card.y + 5 - 8 * (len(card.lines) - 1)
    for row, words in enumerate(card.lines):
        yield line("key" if row else "label", card.x, first + 16 * row, words)


def _box(box: Box, node: NodeFrame, shown: Frame) -> Iterator[Mark]:
    left, right, top = box.x - box.width / 2, box.x + box.width / 2, box.y - box.height / 2
    key, number = left + PAD, right - PAD
    yield Rectangle("shape", left, top, box.width, box.height, 9)
    yield Text("label nameless" if box.nameless else "label", key, top + NAME, box.label)
    if box.badge:
        wide = badge_width(box.badge)
        yield Rectangle("badge", number + PAD / 2 - wide, top + 6, wide, BADGE + 8, (BADGE + 8) / 2)
        yield line("symbol", number + PAD / 2 - wide / 2, top + 10 + BADGE / 2 + BADGE * CAP, box.badge)
    yield line("key", key, top + DATA, "data")
    yield line("number value-data", number, top + DATA, minus(node.data))
    if box.kind == "constant" or box.copy:
        return
    base = top + DATA + (RULE if box.shares else 0)
    total = "—" if node.total is None else fixed(node.total, box.places)
    if box.shares:
        yield Rectangle("rule", key, top + DATA + RULE - 1, number - key, 1, 0)
        for share in box.shares:
            base += LINE
            flowed = _flowed(shown, share.slots, box.places) or "—"
            lit = any(shown.edges[slot].css_class == "is-active" for slot in share.slots)
            look = " is-new" if lit else " is-zero" if is_zero(flowed) else ""
            yield Text("key from", key, base, share.label)
            yield line(f"number share{look}", number, base, flowed, share.slots)
        yield Rectangle("rule sum-rule", number - SUM, base + RULE - 2, SUM, 1.4, 0)
        base += RULE
    unfinished = 0 < node.landed < box.edges
    late = " unfinished" if unfinished else ""
    yield line(f"key sum{late}", key, base + LINE, so_far(node.landed, box.edges) if unfinished else "grad")
    yield line(f"number value-grad{late}", number, base + LINE, total)
