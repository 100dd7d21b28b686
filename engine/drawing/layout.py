"""Where everything goes: Graphviz places the shapes of a diagram, and its answer is read here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.drawing.curves import Curve, Point, joined, point_at
from engine.drawing.diagram import Diagram, Key
from engine.drawing.graphviz_source import Turn, graphviz_source, name_of
from engine.drawing.positions import positions
from engine.drawing.sizes import Size

Rectangle = tuple[float, float, float, float]  # left, top, width, height
PAPER_MARGIN = 12.0
TURNS: tuple[Turn, ...] = ((True, True), (True, False), (False, False))  # orders that are tried; the tidiest is taken
MOST_TRIED = 80  # arrows in a drawing that is laid out more than once


@dataclass(frozen=True)
class Layout:
    """Positions in pixels from the top left corner; links and results are in the order of the diagram.

    Attributes:
        size: width and height of the whole.
        centres: the centre of every value (by index) and of every operation (by key).
        links, results: the arrows.
        labels: for each link the point on its arrow where there is room for its number.
        scopes: the rectangle of each open scope.
    """

    size: Size
    centres: dict[Key, Point]
    links: list[Curve]
    results: list[Curve]
    labels: list[Point]
    scopes: dict[int, Rectangle]


def layout(diagram: Diagram, sizes: Mapping[Key, Size], labels: Sequence[Size], headings: Mapping[int, Size]) -> Layout:
    """Place a diagram.

    Args:
        sizes: width and height of each value and each operation, in pixels.
        labels: room for the number on each link.
        headings: room for the name of each scope.

    Raises:
        LayoutError: where Graphviz is missing or fails.
    """
    turns = TURNS if diagram.open_scopes and len(diagram.links) <= MOST_TRIED else TURNS[:1]
    attempts = [_placed(diagram, sizes, graphviz_source(diagram, sizes, labels, headings, turned)) for turned in turns]
    return min(attempts, key=lambda found: _crossings(found) + _disorder(diagram, found)) if turns[1:] else attempts[0]


def _disorder(diagram: Diagram, found: Layout) -> int:
    """Count the pairs of operands that stand in another order than the one they are written in."""
    heights: dict[str, list[float]] = {}
    for link, (_, y) in zip(diagram.links, found.labels, strict=True):
        heights.setdefault(link.operation, []).append(y)
    return sum(low > high for ys in heights.values() for low, high in combinations(ys, 2))


def _crossings(found: Layout) -> int:
    """Count the pairs of arrows whose ends, joined by straight lines, cross."""
    chords = [(curve[0], curve[-1]) for curve in found.links]
    return sum(
        _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0
        for (a, b), (c, d) in combinations(chords, 2)
    )


def _side(a: Point, b: Point, c: Point) -> float:
    """Return a number whose sign says on which side of the line through a and b the point c is."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _placed(diagram: Diagram, sizes: Mapping[Key, Size], source: str) -> Layout:
    found = positions(source)
    shapes = {shape["name"]: shape for shape in found.get("objects", ())}
    edges = {edge["id"]: edge for edge in found.get("edges", ())}
    curves = {name: tuple(map(_point, edge["pos"].split())) for name, edge in edges.items()}
    scopes = {scope.key: _numbers(shapes[f"cluster{scope.key}"]["bb"]) for scope in diagram.open_scopes}
    centres = {key: _point(shapes[name_of(key)]["pos"]) for key in sizes}
    pieces = [(curves.get(f"into{number}"), curves[f"link{number}"]) for number in range(len(diagram.links))]
    links = [joined(into, rest) if into else rest for into, rest in pieces]
    results = [curves[f"result{i}"] for _, i in diagram.results]
    room = [_point(edges[f"link{number}"].get("lp") or shapes[f"port{number}"]["pos"]) for number in range(len(links))]

    corners = [corner for left, low, right, high in scopes.values() for corner in ((left, low), (right, high))]
    corners += [point for curve in links for point in curve]
    for key, (x, y) in centres.items():
        width, height = sizes[key]
        corners += [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
    xs, ys = zip(*corners, strict=True)
    left, top = min(xs) - PAPER_MARGIN, max(ys) + PAPER_MARGIN

    def moved(point: Point) -> Point:
        """Graphviz counts upwards from the bottom; what it leaves empty at the borders is cut off."""
        return round(point[0] - left, 1), round(top - point[1], 1)

    links, results = ([tuple(map(moved, curve)) for curve in each] for each in (links, results))
    return Layout(
        size=(round(max(xs) - left + PAPER_MARGIN, 1), round(top - min(ys) + PAPER_MARGIN, 1)),
        centres={key: moved(point) for key, point in centres.items()},
        links=links,
        results=results,
        labels=[point_at(curve, moved(free)[0]) for curve, free in zip(links, room, strict=True)],
        scopes={
            key: (*moved((x, high)), round(right - x, 1), round(high - low, 1))
            for key, (x, low, right, high) in scopes.items()
        },
    )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _point(text: str) -> Point:
    x, y = _numbers(text)
    return x, y
