"""Neurons, weights and examples stand from top to bottom in the order of their indices.

Graphviz does not know that one neuron is like the next. Where two parts of a row can change places without any other
change, because arrows lead to and from the same shapes, they are exchanged until they stand in order.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from engine.drawing.columns import Row, Stand
from engine.drawing.graphviz_source import homes_of
from engine.drawing.sheet import Layout, Rectangle, Sheet

MOST_SORTED = 200  # arrows of a row; where there are more, nobody follows a single one


def disorder(sheet: Sheet, row: Row, found: Layout) -> int:
    """Count the pairs of operands, and of values in a column, that stand in another order than their indices."""
    return sum(low > high for low, high in _pairs(sheet, row, found))


def is_upside_down(sheet: Sheet, row: Row, found: Layout) -> bool:
    """Tell whether most pairs stand in another order than their indices."""
    wrong = [low > high for low, high in _pairs(sheet, row, found)]
    return 2 * sum(wrong) > len(wrong)


def _pairs(sheet: Sheet, row: Row, found: Layout) -> Iterator[tuple[float, float]]:
    """Yield the heights of two operands of one result, or of two values in one column, the lower index first."""
    groups: dict[object, list[float]] = {}
    for number in sorted(row.tails, key=lambda number: row.reading.get(number, number)):
        groups.setdefault(("into", sheet.diagram.links[number].head), []).append(found.labels[number][1])
    for at, stands in _columns(sheet, row).items():
        groups["column", at] = [found.places[stand][1] for stand in stands]
    for ys in groups.values():
        yield from combinations(ys, 2)


def in_order(sheet: Sheet, row: Row, found: Layout) -> Layout:
    """Return the layout with like parts in the order of their indices."""
    if len(row.tails) > MOST_SORTED:
        return found
    leaving: defaultdict[Stand, list[int]] = defaultdict(list)
    entering: defaultdict[Stand, list[int]] = defaultdict(list)
    for number, tail in sorted(row.tails.items()):
        leaving[tail].append(number)
        entering[sheet.diagram.links[number].head, 0].append(number)
    left = disorder(sheet, row, found)
    for stands in _columns(sheet, row).values():
        for stand, other in combinations(stands, 2):
            if found.places[stand][1] > found.places[other][1]:
                twin = _twins(sheet, row, found, stand, other, leaving, entering)
                exchanged = _exchanged(sheet, row, found, *twin) if twin else None
                if exchanged and (now := disorder(sheet, row, exchanged)) < left:
                    found, left = exchanged, now
    return found


def _columns(sheet: Sheet, row: Row) -> dict[int, list[Stand]]:
    """Return what stands in each column, in the order of the indices."""
    columns: dict[int, list[Stand]] = {}
    for stand in sorted(row.columns, key=lambda stand: (sheet.order[stand[0]], stand[1])):
        columns.setdefault(row.columns[stand], []).append(stand)
    return columns


def _twins(
    sheet: Sheet,
    row: Row,
    found: Layout,
    one: Stand,
    other: Stand,
    leaving: Mapping[Stand, Sequence[int]],
    entering: Mapping[Stand, Sequence[int]],
) -> tuple[dict[Stand, Stand], dict[int, int]] | None:
    """Return what changes places when two shapes do, each with its twin, and the arrows likewise; None if it cannot be.

    Whatever arrows join to one of them has its twin at the other, or is joined to both.
    """
    heads = {number: (sheet.diagram.links[number].head, 0) for number in row.tails}
    twin, image = {one: other, other: one}, dict[int, int]()
    waiting, done = [one, other], set[Stand]()
    while waiting:
        stand = waiting.pop()
        like = twin[stand]
        if stand in done or stand == like:
            continue
        done.add(stand)
        if row.columns[stand] != row.columns[like] or found.sizes[stand] != found.sizes[like]:
            return None
        for mine, theirs, ends in (
            (leaving[stand], leaving[like], heads),
            (entering[stand], entering[like], row.tails),
        ):
            if len(mine) != len(theirs):
                return None
            for number, match in zip(mine, theirs, strict=True):
                end, counterpart = ends[number], ends[match]
                if twin.setdefault(end, counterpart) != counterpart or twin.setdefault(counterpart, end) != end:
                    return None
                image[number] = match
                waiting += [end, counterpart]
    return twin, image


def _exchanged(
    sheet: Sheet, row: Row, found: Layout, twin: Mapping[Stand, Stand], image: Mapping[int, int]
) -> Layout | None:
    """Return the layout with some parts exchanged, None where cards, scopes or the lines of an addition stay behind."""

    def twin_of(i: int) -> int:
        key = twin.get((i, 0), (i, 0))[0]
        return key if isinstance(key, int) else i

    card_of = {i: card for card, i in sheet.diagram.results}
    for i in found.results:
        card = card_of[i]
        if card_of.get(twin_of(i)) != twin.get((card, 0), (card, 0))[0]:
            return None
    lines = dict(found.lines)
    for value in found.lines:
        order = _order(sheet, value, twin_of(value), found.lines.get(twin_of(value), ()), image)
        if order is None:
            return None
        lines[value] = order
    parents = {scope.key: scope.parent for scope in sheet.diagram.open_scopes}
    around: dict[Stand, list[int]] = {}
    for stand, home in homes_of(sheet.diagram, row).items():
        around[stand] = []
        while home is not None:
            around[stand].append(home)
            home = parents[home]
    scopes: dict[int, int] = {}
    for stand, path in around.items():
        other = around[twin.get(stand, stand)]
        if len(path) != len(other) or any(scopes.setdefault(a, b) != b for a, b in zip(path, other, strict=True)):
            return None
    rectangles: dict[int, Rectangle] = dict(found.scopes)
    return replace(
        found,
        places={stand: found.places[twin.get(stand, stand)] for stand in found.places},
        links={number: found.links[image.get(number, number)] for number in found.links},
        results={i: found.results[twin_of(i)] for i in found.results},
        labels={number: found.labels[image.get(number, number)] for number in found.labels},
        scopes=[(key, rectangles[scopes.get(key, key)]) for key, _ in found.scopes],
        lines=lines,
    )


def _order(sheet: Sheet, value: int, other: int, order: Sequence[int], image: Mapping[int, int]) -> list[int] | None:
    """Return the order of the lines of an addition that takes the place of another, None where they do not agree."""
    groups, like = sheet.lines[value][1], sheet.lines.get(other, ((), ()))[1]
    taken = [{image.get(number, number if value == other else -1) for number in links} for links in groups]
    known = set().union(*taken)
    wanted = [{number if number in known else -1 for number in like[k]} for k in order]
    left, found = list(range(len(groups))), []
    for links in wanted:
        k = next((k for k in left if taken[k] == links), None)
        if k is None:
            return None
        left.remove(k)
        found.append(k)
    return None if left else found
