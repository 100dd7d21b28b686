"""Where everything goes: Graphviz places shapes of fixed sizes that it knows by generated names only.

No text of a user's reaches Graphviz. An arrow keeps a place free for the number that it will carry: in its
middle, or, where it enters a scope, at a port inside, so that it passes between the boxes of the scope and not
around them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from engine.draw.curves import Curve, Point, joined, point_at
from engine.draw.diagram import Diagram, Link
from engine.draw.positions import positions

Size = tuple[float, float]
Key = int | str  # a value's index, or the key of a round
Rectangle = tuple[float, float, float, float]  # left, top, width, height

NODE_GAP, RANK_GAP, FRAME_MARGIN, PAPER_MARGIN = 12.0, 28.0, 10.0, 12.0
STRAIGHT = 8  # how much harder than other arrows those that ought to be straight are pulled


@dataclass(frozen=True)
class Layout:
    """Positions in pixels from the top left corner; links and results are in the order of the diagram.

    Attributes:
        size: width and height of the whole.
        centres: the centre of every value (by index) and of every round (by key).
        links, results: the arrows.
        labels: for each link the point on its arrow where there is room for its number.
        frames: the rectangle of each scope.
    """

    size: Size
    centres: dict[Key, Point]
    links: list[Curve]
    results: list[Curve]
    labels: list[Point]
    frames: dict[int, Rectangle]


def layout(diagram: Diagram, sizes: Mapping[Key, Size], labels: Sequence[Size], headings: Mapping[int, Size]) -> Layout:
    """Place a diagram.

    Args:
        sizes: width and height of each value and each round, in pixels.
        labels: room for the number on each link.
        headings: room for the name of each scope.

    Raises:
        LayoutError: where Graphviz is missing or fails.
    """
    attempts = [
        _attempt(diagram, sizes, labels, headings, upwards) for upwards in (True, False)[: 1 + bool(diagram.frames)]
    ]
    return min(attempts, key=lambda attempt: _disorder(diagram, attempt))


def _disorder(diagram: Diagram, found: Layout) -> int:
    """Count the pairs of operands that stand in another order than the one they are written in."""
    heights: dict[str, list[float]] = {}
    for link, (_, y) in zip(diagram.links, found.labels, strict=True):
        heights.setdefault(link.round, []).append(y)
    return sum(low > high for ys in heights.values() for low, high in combinations(ys, 2))


def _attempt(
    diagram: Diagram,
    sizes: Mapping[Key, Size],
    labels: Sequence[Size],
    headings: Mapping[int, Size],
    upwards: bool,
) -> Layout:
    found = positions("\n".join(_source(diagram, sizes, labels, headings, upwards)))
    shapes = {shape["name"]: shape for shape in found.get("objects", ())}
    edges = {edge["id"]: edge for edge in found.get("edges", ())}
    frames = {part.key: _numbers(shapes[f"cluster{part.key}"]["bb"]) for part in diagram.frames}
    centres = {key: _point(shapes[_name(key)]["pos"]) for key in sizes}
    links = [_link(edges, number) for number in range(len(diagram.links))]
    results = [_curve(edges[f"result{i}"]) for _, i in diagram.results]
    room = [_point(edges[f"link{number}"].get("lp") or shapes[f"port{number}"]["pos"]) for number in range(len(links))]

    corners = [corner for left, low, right, high in frames.values() for corner in ((left, low), (right, high))]
    corners += [point for curve in links for point in curve]
    for key, (x, y) in centres.items():
        width, height = sizes[key]
        corners += [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
    xs, ys = zip(*corners, strict=True)
    left, top = min(xs) - PAPER_MARGIN, max(ys) + PAPER_MARGIN

    def moved(point: Point) -> Point:
        """Graphviz counts upwards from the bottom; what it leaves empty at the borders is cut off."""
        return round(point[0] - left, 1), round(top - point[1], 1)

    links, results = ([tuple(map(moved, curve)) for curve in curves] for curves in (links, results))
    return Layout(
        size=(round(max(xs) - left + PAPER_MARGIN, 1), round(top - min(ys) + PAPER_MARGIN, 1)),
        centres={key: moved(point) for key, point in centres.items()},
        links=links,
        results=results,
        labels=[point_at(curve, moved(point)[0]) for curve, point in zip(links, room, strict=True)],
        frames={
            key: (*moved((x, high)), round(right - x, 1), round(high - low, 1))
            for key, (x, low, right, high) in frames.items()
        },
    )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _point(text: str) -> Point:
    x, y = _numbers(text)
    return x, y


def _curve(edge: Mapping[str, str]) -> Curve:
    return tuple(map(_point, edge["pos"].split()))


def _link(edges: Mapping[str, Mapping[str, str]], number: int) -> Curve:
    curve = _curve(edges[f"link{number}"])
    return joined(_curve(edges[f"into{number}"]), curve) if f"into{number}" in edges else curve


def _source(
    diagram: Diagram,
    sizes: Mapping[Key, Size],
    labels: Sequence[Size],
    headings: Mapping[int, Size],
    upwards: bool,
) -> Iterator[str]:
    """Write the bare source: fixed sizes, generated names, no text.

    Args:
        upwards: declare what is inside a frame from the last to the first. Graphviz stacks it from the bottom or
            from the top, for reasons of its own.
    """
    inside: dict[int | None, list[str]] = {key: [] for key in (None, *(part.key for part in diagram.frames))}
    inputs = Counter(link.round for link in diagram.links)
    arrows: list[str] = []
    declared: dict[Key, None] = {}  # in reading order: the operands of an operation, the operation, its result
    for number, (link, room) in enumerate(zip(diagram.links, labels, strict=True)):
        tail, head, port = _name(link.value), _name(link.round), f"port{number}"
        weight = STRAIGHT if inputs[link.round] == 1 else 1
        if link.value not in declared:
            declared[link.value] = None
            inside[diagram.frame_of[link.value]].append(_node(tail, sizes[link.value]))
        if _enters_a_frame(diagram, link):
            inside[diagram.frame_of[link.round]].append(_node(port, room))
            arrows.append(f"{tail} -> {port} [id=into{number}, tailport=e, headport=w, minlen=2, weight={weight}]")
            arrows.append(f"{port} -> {head} [id=link{number}, tailport=e, weight={weight}]")
        else:
            arrows.append(f"{tail} -> {head} [id=link{number}, weight={weight}, label={_room(room)}]")
    for key, size in sizes.items():
        if key not in declared:
            inside[diagram.frame_of[key]].append(_node(_name(key), size))
    for key, i in diagram.results:
        arrows.append(f"{_name(key)} -> {_name(i)} [id=result{i}, weight={STRAIGHT}]")
    for part in reversed(diagram.frames):  # the innermost first
        heading = f"subgraph cluster{part.key} {{ label={_room(headings[part.key])}; labeljust=l; margin={FRAME_MARGIN}"
        lines = inside[part.key][::-1] if upwards else inside[part.key]
        inside[part.parent].append("\n".join([heading, *lines, "}"]))

    yield f"digraph {{ rankdir=LR; newrank=true; nodesep={NODE_GAP / 72:.3f}; ranksep={RANK_GAP / 72:.3f}"
    if not diagram.frames:
        yield "ordering=in"  # operands from top to bottom, as one reads them
    yield 'node [label="", fixedsize=true, shape=box]; edge [dir=none]'
    yield from (*inside[None], *arrows, "}")


def _name(key: Key) -> str:
    return f"value{key}" if isinstance(key, int) else f"round{key}"


def _node(name: str, size: Size) -> str:
    round_shape = "shape=circle, " if name.startswith("round") and size[0] == size[1] else ""
    return f"{name} [{round_shape}width={size[0] / 72:.4f}, height={size[1] / 72:.4f}]"


def _room(size: Size) -> str:
    """Return an empty table of a fixed size, the only label whose size Graphviz does not measure with its own fonts."""
    width, height = (ceil(x) for x in size)
    border = 'border="0" cellborder="0" cellspacing="0" cellpadding="0"'
    return f'<<table {border} fixedsize="true" width="{width}" height="{height}"><tr><td></td></tr></table>>'


def _enters_a_frame(diagram: Diagram, link: Link) -> bool:
    parent = {part.key: part.parent for part in diagram.frames}
    around: set[int | None] = {None}
    at = diagram.frame_of[link.value]
    while at is not None:
        around.add(at)
        at = parent[at]
    return diagram.frame_of[link.round] not in around
