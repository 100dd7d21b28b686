"""One row of a drawing: Graphviz places its shapes, and its answer is read here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from engine.drawing.columns import Row, Stand
from engine.drawing.curves import Curve, Point, joined, swung
from engine.drawing.diagram import Diagram
from engine.drawing.graphviz_source import NODE_GAP, Measures, graphviz_source, name_of
from engine.drawing.positions import positions
from engine.drawing.sheet import Layout, Sheet, Size
from engine.drawing.siblings import disorder, in_order, is_upside_down


def widest(widths: Iterable[tuple[int, float]]) -> dict[int, float]:
    """Return the largest width in each column."""
    found: dict[int, float] = {}
    for at, width in widths:
        found[at] = max(found.get(at, 0.0), width)
    return found


def placed(sheet: Sheet, row: Row, gap: float, between: float = NODE_GAP) -> Layout:
    """Place one row; the lines at which arrows leave are put in the order in which the arrows arrive.

    Args:
        gap: between a column of shapes and the numbers beside it.
        between: between a shape and the one below it.
    """
    diagram, columns = sheet.diagram, row.columns
    wide = widest((at, sheet.size(stand)[0]) for stand, at in columns.items())
    sizes = {stand: (wide[at], sheet.size(stand)[1]) for stand, at in columns.items()}
    heads = {number: columns[diagram.links[number].head, 0] for number in row.tails}
    ports = widest((at, sheet.rooms[number][0]) for number, at in heads.items())
    rooms = {number: (ports[at], sheet.rooms[number][1]) for number, at in heads.items()}
    here = {i: each for i, each in sheet.lines.items() if (i, 0) in columns}
    measures = Measures(sizes, wide, rooms, sheet.headings, {i: tops for i, (tops, _) in here.items()})

    def attempt(order: dict[int, list[int]], from_below: bool = False) -> Layout:
        exits = {n: place for i in here for place, k in enumerate(order[i]) for n in here[i][1][k]}
        source = graphviz_source(diagram, row, measures, exits, (gap, between), from_below)
        return in_order(sheet, row, replace(_read(diagram, row, sizes, source), lines=order))

    def arrival(found: Layout, links: Sequence[int]) -> tuple[bool, float]:
        heights = [found.labels[n][1] for n in links if n in row.tails and row.tails[n][1] == 0]
        return len(links) > 1, sum(heights) / len(heights) if heights else float("inf")

    order = {i: list(range(len(groups))) for i, (_, groups) in here.items()}
    found, from_below = attempt(order), False
    if diagram.open_scopes and is_upside_down(sheet, row, found):
        other = attempt(order, from_below=True)
        if disorder(sheet, row, other) < disorder(sheet, row, found):
            found, from_below = other, True
    arriving = {i: sorted(order[i], key=lambda k: arrival(found, here[i][1][k])) for i in here}
    return attempt(arriving, from_below) if arriving != found.lines else found


def _read(diagram: Diagram, row: Row, sizes: dict[Stand, Size], source: str) -> Layout:
    answer = positions(source)
    shapes = {shape["name"]: shape for shape in answer.get("objects", ())}
    edges = {edge["id"]: tuple(map(_point, edge["pos"].split())) for edge in answer.get("edges", ())}
    clusters = [(scope.key, shapes.get(f"cluster{scope.key}")) for scope in diagram.open_scopes]
    corners = [(key, _numbers(cluster["bb"])) for key, cluster in clusters if cluster]
    scopes = [(key, (left, high, right - left, high - low)) for key, (left, low, right, high) in corners]
    places = {stand: _point(shapes[name_of(stand)]["pos"]) for stand in sizes}
    labels = {number: _point(shapes[f"port{number}"]["pos"]) for number in row.tails}
    links: dict[int, Curve] = {}
    for number, tail in row.tails.items():
        gate = [swung(edges[f"gate{number}"])] if f"gate{number}" in edges else []
        next_door = row.columns[diagram.links[number].head, 0] - row.columns[tail] == 1  # nothing is in between
        into = edges[f"into{number}"]
        links[number] = reduce(joined, [swung(into) if next_door else into, *gate, swung(edges[f"link{number}"])])
    results = {i: edges[f"result{i}"] for _, i in diagram.results if f"result{i}" in edges}

    points = [point for _, (left, low, right, high) in corners for point in ((left, low), (right, high))]
    points += [point for curve in links.values() for point in curve]
    for stand, (x, y) in places.items():
        width, height = sizes[stand]
        points += [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
    xs, ys = zip(*points, strict=True)
    left, top = min(xs), max(ys)
    found = Layout((max(xs) - left, top - min(ys)), places, sizes, links, results, labels, scopes, {})
    return found.moved(lambda x, y: (x - left, top - y))  # Graphviz counts upwards from the bottom


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _point(text: str) -> Point:
    x, y = _numbers(text)
    return x, y
