"""One frame of a picture as groups of marks: rectangles, curves, arrowheads and texts, each with class names.

SVG and paper are two ways of writing the same marks, so they show the same thing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.draw.curves import Curve, Point, arrowhead, samples
from engine.draw.picture import Arrow, Box, Disc, Picture
from engine.draw.sizes import PAD, PARTIAL, SCOPE, SHORT, SYMBOL, WORD
from engine.draw.states import EdgeState, FrameState, NodeState
from engine.draw.text import columns

CAP = 0.36  # half of the height of a capital, in its own size: how far a line sits below the middle


@dataclass(frozen=True)
class Rectangle:
    """`x`, `y` is the top left corner."""

    name: str
    x: float
    y: float
    width: float
    height: float
    corner: float


@dataclass(frozen=True)
class Line:
    """A curve that is drawn, not filled."""

    name: str
    curve: Curve


@dataclass(frozen=True)
class Head:
    """A filled triangle."""

    name: str
    corners: tuple[Point, Point, Point]


@dataclass(frozen=True)
class Text:
    """One line of text; `x`, `y` is where its baseline starts, has its middle or ends, as its style says."""

    name: str
    x: float
    y: float
    text: str


Mark = Rectangle | Line | Head | Text


@dataclass(frozen=True)
class Group:
    """Marks that belong together: a value, an edge or a scope; `hook` is the attribute that a page finds it by."""

    classes: tuple[str, ...]
    hook: tuple[str, str]
    title: str
    marks: tuple[Mark, ...]


def groups(picture: Picture, shown: FrameState) -> Iterator[Group]:
    """Return the groups of one frame, from the back to the front."""
    for frame in picture.frames:
        back = Rectangle("frame", frame.x, frame.y, frame.width, frame.height, 10)
        yield Group(("scope",), ("scope", f"{frame.key}"), frame.title, (back,))
    for arrow in picture.arrows:
        states = [shown.edges[slot] for slot in arrow.slots]
        looks = {each.state for each in states}  # an arrow that stands for several edges is lit when one of them is
        look = next(name for name in ("is-active", "is-done", "is-pending") if name in looks)
        edges = " ".join(f"{node}.{slot}" for node, slot in arrow.slots)
        yield Group(("edge", look), ("edge", edges), "", tuple(_edge(arrow, states)))
    for frame in picture.frames:  # on top of the arrows that pass
        name = Text("scope-name", frame.x + PAD, frame.y + SCOPE + 5, frame.name)
        yield Group(("scope", "heading"), ("heading", f"{frame.key}"), frame.title, (name,))
    discs = {disc.key: disc for disc in picture.discs}
    for disc in picture.discs:
        if disc.scope is not None:
            busy = any(shown.nodes[i].state in ("is-new", "is-active") for i in disc.members)
            classes = ("fold", "is-active") if busy else ("fold",)
            yield Group(classes, ("scope", f"{disc.scope}"), disc.title, tuple(_fold(disc)))
    for i, curve in picture.results.items():
        if f"{i}" not in discs:  # the result of a folded scope
            yield Group(("result",), ("result", f"{i}"), "", (Line("line", curve), _head("head", curve, ahead=True)))
    for box in picture.boxes:
        state = shown.nodes[box.index]
        kind = "constant" if box.quiet else "operation" if box.index in picture.results else "variable"
        marks = [*_operation(picture, discs.get(f"{box.index}"), box), *_box(box, state)]
        yield Group(("node", kind, state.state), ("node", f"{box.index}"), box.title, tuple(marks))


def _edge(arrow: Arrow, states: Sequence[EdgeState]) -> Iterator[Mark]:
    yield Line("line", arrow.curve)
    yield _head("head ahead", arrow.curve, ahead=True)
    yield _head("head back", arrow.curve, ahead=False)
    if arrow.label_width:
        (x, y), width, height = arrow.label, arrow.label_width, PARTIAL + 4
        yield Rectangle("pill", x - width / 2, y - height / 2, width, height, height / 2)
        yield Text("partial", x, y + PARTIAL * CAP, states[0].partial)


def _head(name: str, curve: Curve, ahead: bool) -> Head:
    points = samples(curve)
    return Head(name, arrowhead(points[::-1] if ahead else points))


def _fold(disc: Disc) -> Iterator[Mark]:
    left, top = disc.x - disc.width / 2, disc.y - disc.height / 2
    yield Rectangle("stack", left + 6, top - 4, disc.width - 12, disc.height, 10)
    yield Rectangle("shape", left, top, disc.width, disc.height, 10)
    first = disc.y + 5 - 8 * (len(disc.lines) - 1)
    for row, line in enumerate(disc.lines):
        yield Text("key" if row else "label", disc.x, first + 16 * row, line)


def _operation(picture: Picture, disc: Disc | None, box: Box) -> Iterator[Mark]:
    if disc is None:
        return
    result = picture.results[box.index]
    yield Line("line", result)
    yield _head("head", result, ahead=True)
    left, top = disc.x - disc.width / 2, disc.y - disc.height / 2
    yield Rectangle("disc", left, top, disc.width, disc.height, disc.height / 2)
    name, size = (("symbol", SYMBOL), ("symbol short", SHORT), ("symbol word", WORD))[
        min(columns(disc.lines[0]), 3) - 1
    ]
    yield Text(name, disc.x, disc.y + size * CAP, disc.lines[0])


def _box(box: Box, state: NodeState) -> Iterator[Mark]:
    left, right, top = box.x - box.width / 2, box.x + box.width / 2, box.y - box.height / 2
    yield Rectangle("shape", left, top, box.width, box.height, 7)
    if box.quiet:
        yield Text("number value-data", box.x, top + 17, state.data)
        yield Text("key", left + PAD, top + 32, "grad")
        yield Text("number value-grad", right - PAD, top + 32, state.grad)
        return
    yield Text("label nameless" if box.nameless else "label", left + PAD, top + 19, box.label)
    for row, (key, number) in enumerate((("data", state.data), ("grad", state.grad))):
        yield Text("key", left + PAD, top + 37 + 16 * row, key)
        yield Text(f"number value-{key}", right - PAD, top + 37 + 16 * row, number)
