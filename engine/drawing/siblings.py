"""Neurons, weights and examples stand from top to bottom in the order of their indices.

Graphviz does not know that one neuron is like the next. Where two parts of a row can change places without any other
change, because arrows lead to and from the same shapes, they are exchanged until they stand in order.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.drawing.columns import Row, Stand
from engine.drawing.graphviz_source import homes_of
from engine.drawing.sheet import Layout, Rectangle, Sheet

Part = tuple[Stand, ...]
MOST_SORTED = 200  # arrows of a row; where there are more, nobody follows a single one


def in_order(sheet: Sheet, row: Row, found: Layout) -> Layout:
    """Return the layout with like parts in order: leaves and copies in their column, then inner and outer scopes."""
    diagram, homes = sheet.diagram, homes_of(sheet.diagram, row)
    if len(row.tails) > MOST_SORTED:
        return found
    made = {link.head for link in diagram.links} | {i for _, i in diagram.results}
    groups: dict[object, list[tuple[Part, int | None]]] = {}
    for stand in sorted(row.columns, key=lambda stand: (isinstance(stand[0], str), stand)):
        if stand[1] or stand[0] not in made:
            groups.setdefault(("leaves", row.columns[stand], homes[stand]), []).append(((stand,), None))
    inside: dict[int | None, list[Stand]] = {scope.key: [] for scope in diagram.open_scopes}
    parents = {scope.key: scope.parent for scope in diagram.open_scopes}
    for stand in sorted(row.columns, key=lambda stand: (isinstance(stand[0], str), stand)):
        home = homes[stand]
        while home is not None:
            inside[home].append(stand)
            home = parents[home]
    for scope in reversed(diagram.open_scopes):
        groups.setdefault(("scopes", scope.parent), []).insert(0, (tuple(inside[scope.key]), scope.key))
    for parts in groups.values():
        for first in range(len(parts)):
            heights = [_top(found, part) for part, _ in parts[first:]]
            highest = first + heights.index(min(heights)) if heights else first
            if highest != first:
                found = _exchanged(sheet, row, found, parts[first], parts[highest]) or found
    return found


def _top(found: Layout, part: Part) -> float:
    return min((found.places[stand][1] for stand in part), default=float("inf"))


def _exchanged(
    sheet: Sheet, row: Row, found: Layout, one: tuple[Part, int | None], other: tuple[Part, int | None]
) -> Layout | None:
    """Return the layout with two parts exchanged, None where that would change more than their places."""
    (a, a_scope), (b, b_scope) = one, other
    twin = dict(zip(a, b, strict=False)) | dict(zip(b, a, strict=False))
    if len(a) != len(b) or any(_kind(row, found, s) != _kind(row, found, t) for s, t in twin.items()):
        return None
    ends: dict[tuple[Stand, Stand], list[int]] = {}
    for number, tail in sorted(row.tails.items()):
        ends.setdefault((tail, (sheet.diagram.links[number].head, 0)), []).append(number)
    image: dict[int, int] = {}  # of each arrow, the one whose place it takes
    for (tail, head), numbers in ends.items():
        like = ends.get((twin.get(tail, tail), twin.get(head, head)), [])
        if len(like) != len(numbers):
            return None
        image |= dict(zip(numbers, like, strict=True))

    def twin_of(i: int) -> int:
        key = twin.get((i, 0), (i, 0))[0]
        return key if isinstance(key, int) else i

    lines = dict(found.lines)
    for value in found.lines:
        order = _order(sheet, value, twin_of(value), found.lines.get(twin_of(value), ()), image)
        if order is None:
            return None
        lines[value] = order
    rectangles: dict[int | None, Rectangle] = dict(found.scopes)
    scopes = {a_scope: b_scope, b_scope: a_scope}
    return replace(
        found,
        places={stand: found.places[twin.get(stand, stand)] for stand in found.places},
        links={number: found.links[image[number]] for number in found.links},
        results={i: found.results[twin_of(i)] for i in found.results},
        labels={number: found.labels[image[number]] for number in found.labels},
        scopes=[(key, rectangles[scopes.get(key, key)]) for key, _ in found.scopes],
        lines=lines,
    )


def _kind(row: Row, found: Layout, stand: Stand) -> tuple[int, float]:
    return row.columns[stand], found.sizes[stand][1]


def _order(sheet: Sheet, value: int, other: int, order: Sequence[int], image: dict[int, int]) -> list[int] | None:
    """Return the order of the lines of an addition that takes the place of another, None where they do not agree."""
    groups, like = sheet.lines[value][1], sheet.lines.get(other, ((), ()))[1]
    taken = [frozenset(image.get(number, -1) for number in links) for links in groups]
    wanted = [frozenset(number if number in image.values() else -1 for number in like[k]) for k in order]
    if sorted(map(sorted, taken)) != sorted(map(sorted, wanted)):
        return None
    left = list(range(len(groups)))
    found = []
    for links in wanted:
        k = next(k for k in left if taken[k] == links)
        left.remove(k)
        found.append(k)
    return found
