"""What goes into a layout, and what comes out: sizes, then places, in pixels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.drawing.columns import Stand
from engine.drawing.curves import Curve, Point
from engine.drawing.diagram import Diagram, Key

Size = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True)
class Sheet:
    """What is to be placed, and how large it is, in pixels.

    Attributes:
        sizes, copies: width and height of each shape, and of a copy of each value.
        rooms: of each link, the free place for its number.
        headings: room for the name of each scope.
        lines: of the values whose arrows leave at lines of their own, how far each is from the top, and the links
            that leave at each; where they are several, the line is the last.
        order: of the shapes of a column, from top to bottom.
    """

    diagram: Diagram
    sizes: Mapping[Key, Size]
    copies: Mapping[int, Size]
    rooms: Sequence[Size]
    headings: Mapping[int, Size]
    lines: Mapping[int, tuple[Sequence[float], Sequence[Sequence[int]]]]
    order: Mapping[Key, int]

    def size(self, stand: Stand) -> Size:
        key, copy = stand
        return self.copies[key] if copy and isinstance(key, int) else self.sizes[key]


@dataclass(frozen=True)
class Layout:
    """Positions in pixels from the top left corner.

    Attributes:
        size: width and height of the whole.
        places: the centre of every shape and of its copies.
        sizes: how wide and high they are: all of a column have the same width.
        links, results: the arrows, by number of the link, and by value.
        labels: for each link the middle of the place for its number.
        scopes: the rectangles of the open scopes, one in each row where there is something of it.
        lines: of each value whose arrows leave at lines of their own, which comes first, second, ...
    """

    size: Size
    places: dict[Stand, Point]
    sizes: dict[Stand, Size]
    links: dict[int, Curve]
    results: dict[int, Curve]
    labels: dict[int, Point]
    scopes: list[tuple[int, Rectangle]]
    lines: dict[int, list[int]]

    def moved(self, to: Callable[[float, float], Point]) -> "Layout":
        def moved(point: Point) -> Point:
            x, y = to(*point)
            return round(x, 1), round(y, 1)

        return replace(
            self,
            places={stand: moved(point) for stand, point in self.places.items()},
            links={number: tuple(map(moved, curve)) for number, curve in self.links.items()},
            results={i: tuple(map(moved, curve)) for i, curve in self.results.items()},
            labels={number: moved(point) for number, point in self.labels.items()},
            scopes=[(key, (*moved((x, y)), round(w, 1), round(h, 1))) for key, (x, y, w, h) in self.scopes],
        )
