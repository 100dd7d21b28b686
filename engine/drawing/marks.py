"""One frame of a picture as groups of marks: rectangles, curves, arrowheads and texts, each with class names.

SVG and paper are two ways of writing the same marks, so they show the same thing.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.drawing.curves import Curve, Point, arrowhead, samples
from engine.drawing.frames import EdgeFrame, Frame, NodeFrame
from engine.drawing.picture import Arrow, Box, OperationShape, Picture
from engine.drawing.sizes import PAD, PARTIAL, SCOPE, SHORT, SYMBOL, WORD, columns

CAP = 0.36  # half of the height of a capital, in its own size: how far a line sits below the middle
SYMBOLS = (("symbol", SYMBOL), ("symbol short", SHORT), ("symbol word", WORD))  # of one, two and more columns


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
    """One line of text; `x`, `y` is where its baseline starts, has its middle or ends, as its style says."""

    name: str
    x: float
    y: float
    text: str


Mark = Rectangle | Stroke | Head | Text


class Group(NamedTuple):
    """Marks that belong together: a value, an edge or a scope; `hook` is the attribute that a page finds it by."""

    classes: tuple[str, ...]
    hook: tuple[str, str]
    title: str
    marks: tuple[Mark, ...]


def groups(picture: Picture, shown: Frame) -> Iterator[Group]:
    """Return the groups of one frame, from the back to the front."""
    for scope in picture.scopes:
        back = Rectangle("frame", scope.x, scope.y, scope.width, scope.height, 10)
        yield Group(("scope",), ("scope", f"{scope.key}"), scope.title, (back,))
    for arrow in picture.arrows:
        edges = [shown.edges[slot] for slot in arrow.slots]
        looks = {each.css_class for each in edges}  # an arrow that stands for several edges is lit when one of them is
        look = next(name for name in ("is-active", "is-done", "is-pending") if name in looks)
        name = " ".join(f"{node}.{slot}" for node, slot in arrow.slots)
        yield Group(("edge", look), ("edge", name), "", tuple(_edge(arrow, edges)))
    for scope in picture.scopes:  # on top of the arrows that pass
        heading = Text("scope-name", scope.x + PAD, scope.y + SCOPE + 5, scope.name)
        yield Group(("scope", "heading"), ("heading", f"{scope.key}"), scope.title, (heading,))
    shapes = {shape.key: shape for shape in picture.operations}
    for shape in picture.operations:
        if shape.scope is not None:
            busy = any(shown.nodes[i].css_class in ("is-new", "is-active") for i in shape.members)
            classes = ("fold", "is-active") if busy else ("fold",)
            yield Group(classes, ("scope", f"{shape.scope}"), shape.title, tuple(_fold(shape)))
    for i, curve in picture.results.items():
        if f"{i}" not in shapes:  # the result of a folded scope
            yield Group(("result",), ("result", f"{i}"), "", tuple(_arrow("head", curve)))
    for box in picture.boxes:
        texts = shown.nodes[box.index]
        made_by = shapes.get(f"{box.index}")
        before = _operation(made_by, picture.results[box.index]) if made_by else ()
        marks = (*before, *_box(box, texts))
        yield Group(("node", box.kind, texts.css_class), ("node", f"{box.index}"), box.title, marks)


def _edge(arrow: Arrow, edges: Sequence[EdgeFrame]) -> Iterator[Mark]:
    yield from _arrow("head ahead", arrow.curve)
    yield Head("head back", arrowhead(samples(arrow.curve)))
    if arrow.label_width:
        (x, y), width, height = arrow.label, arrow.label_width, PARTIAL + 4
        yield Rectangle("pill", x - width / 2, y - height / 2, width, height, height / 2)
        yield Text("partial", x, y + PARTIAL * CAP, edges[0].partial)


def _arrow(head: str, curve: Curve) -> Iterator[Mark]:
    yield Stroke("line", curve)
    yield Head(head, arrowhead(samples(curve)[::-1]))


def _fold(shape: OperationShape) -> Iterator[Mark]:
    left, top = shape.x - shape.width / 2, shape.y - shape.height / 2
    yield Rectangle("stack", left + 6, top - 4, shape.width - 12, shape.height, 10)
    yield Rectangle("shape", left, top, shape.width, shape.height, 10)
    first = shape.y + 5 - 8 * (len(shape.lines) - 1)
    for row, line in enumerate(shape.lines):
        yield Text("key" if row else "label", shape.x, first + 16 * row, line)


def _operation(shape: OperationShape, result: Curve) -> Iterator[Mark]:
    yield from _arrow("head", result)
    left, top = shape.x - shape.width / 2, shape.y - shape.height / 2
    yield Rectangle("disc", left, top, shape.width, shape.height, shape.height / 2)
    name, size = SYMBOLS[min(columns(shape.lines[0]), 3) - 1]
    yield Text(name, shape.x, shape.y + size * CAP, shape.lines[0])


def _box(box: Box, texts: NodeFrame) -> Iterator[Mark]:
    left, right, top = box.x - box.width / 2, box.x + box.width / 2, box.y - box.height / 2
    yield Rectangle("shape", left, top, box.width, box.height, 7)
    if box.kind == "constant":
        yield Text("number value-data", box.x, top + 17, texts.data)
        yield Text("key", left + PAD, top + 32, "grad")
        yield Text("number value-grad", right - PAD, top + 32, texts.grad)
        return
    yield Text("label nameless" if box.nameless else "label", left + PAD, top + 19, box.label)
    for row, (key, number) in enumerate((("data", texts.data), ("grad", texts.grad))):
        yield Text("key", left + PAD, top + 37 + 16 * row, key)
        yield Text(f"number value-{key}", right - PAD, top + 37 + 16 * row, number)
