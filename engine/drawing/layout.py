"""Where everything goes: as many rows as a drawing's width asks for, one below the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.drawing.columns import Fans, Row, columns_of, cuts, fans_of, rows_of, staggered
from engine.drawing.placing import placed, widest
from engine.drawing.sheet import Layout, Sheet, Size

PAPER_MARGIN, ROW_GAP = 14.0, 34.0
WIDEST, FLATTEST, TALLEST = 1600.0, 5.9, 2.9  # pixels, and how often a side goes into the other
TALL = 2.0  # from here on operations of many leaves stand side by side
MOST_EMPTY = 42.0  # what may be added above a flat drawing, and below, rather than to cut it
TIGHT_MARGIN, TIGHT_ROWS, TIGHT_GAPS, MOST_ROWS = 2.0, 16.0, (9.0, 7.0), 5  # where room is scarce
GAP, LARGE_GAP, AIRY = 22.0, 36.0, 1300.0  # beside a number; larger in a row with a fan that stays narrower than this


def layout(sheet: Sheet, area: Size | None = None) -> Layout:
    """Place a diagram.

    Args:
        area: where room is scarce, width and height of what the drawing goes into at the largest scale, in any unit.

    Raises:
        LayoutError: where Graphviz is missing or fails.
    """
    if area:
        return max(_tight(sheet), key=lambda found: scale_in(area, found.size))
    found, rows = _wrapped(sheet, {})
    width, height = found.size
    if height > TALL * width and (fans := fans_of(sheet.diagram)):
        found, rows = _wrapped(sheet, fans)
        width, height = found.size
    if height > TALLEST * width and width < WIDEST:
        between = max(len(_column_widths(sheet, row)) for row in rows) - 1
        more = (min(height / TALLEST, WIDEST) - width) / (2 * between)
        found = _stacked([placed(sheet, row, _gap(sheet, row) + more) for row in rows])
    return _with_room(found)


def scale_in(area: Size, size: Size) -> float:
    """Return the largest scale at which something goes into an area."""
    return min(area[0] / size[0], area[1] / size[1])


def _tight(sheet: Sheet) -> Iterator[Layout]:
    """Yield the drawing in one row, two, ..., with little between its shapes, and leaves in one column or in two."""
    diagram = sheet.diagram
    for further in dict.fromkeys(staggered(diagram)):
        column = columns_of(diagram, (), further)
        widths = _column_widths(sheet, rows_of(diagram, column, [0], None, further)[0])
        tried = set()
        for count in range(1, min(MOST_ROWS, len(widths)) + 1):
            starts = tuple(cuts(diagram, column, widths, count))
            if starts not in tried:
                tried.add(starts)
                rows = [row for row in rows_of(diagram, column, starts, None, further) if row.columns]
                yield _stacked([placed(sheet, row, *TIGHT_GAPS) for row in rows], TIGHT_MARGIN, TIGHT_ROWS)


def _wrapped(sheet: Sheet, fans: Fans) -> tuple[Layout, list[Row]]:
    """Return as few rows as are not too wide, and what is in them."""
    diagram, column = sheet.diagram, columns_of(sheet.diagram, fans)
    (whole,) = rows_of(diagram, column, [0], fans)
    widths = _column_widths(sheet, whole)
    for count in range(1, len(widths) + 1):
        starts = cuts(diagram, column, widths, count)
        rows = rows_of(diagram, column, starts, fans)
        if count < len(widths) and max(sum(_column_widths(sheet, row).values()) for row in rows) > WIDEST:
            continue
        found = _stacked([placed(sheet, row, _gap(sheet, row)) for row in rows])
        width, height = found.size
        if width <= min(WIDEST, FLATTEST * (height + 2 * MOST_EMPTY)):
            break
    return found, rows


def _column_widths(sheet: Sheet, row: Row) -> dict[int, float]:
    """Return how much room each column of a row takes, with the numbers before it."""
    columns = row.columns
    wide = widest((at, sheet.size(stand)[0]) for stand, at in columns.items())
    ports = widest((columns[sheet.diagram.links[n].head, 0], sheet.rooms[n][0]) for n in row.tails)
    return {at: wide[at] + (ports[at] + 2 * GAP if at in ports else 0.0) for at in sorted(wide)}


def _gap(sheet: Sheet, row: Row) -> float:
    widths = _column_widths(sheet, row)
    stands = list(row.columns.values())
    fan = max(stands.count(at) for at in widths) > 2
    return min(max((AIRY - sum(widths.values())) / (2 * len(widths)) + GAP, GAP), LARGE_GAP) if fan else GAP


def _stacked(rows: Sequence[Layout], margin: float = PAPER_MARGIN, gap: float = ROW_GAP) -> Layout:
    """Return the rows with a margin around them."""
    found, top = Layout((0.0, 0.0), {}, {}, {}, {}, {}, [], {}), margin
    for row in rows:
        moved = row.moved(lambda x, y, down=top: (x + margin, y + down))  # type: ignore[misc]
        for name in ("places", "sizes", "links", "results", "labels", "lines"):
            getattr(found, name).update(getattr(moved, name))
        found.scopes.extend(moved.scopes)
        top += row.size[1] + gap
    width = max(row.size[0] for row in rows) + 2 * margin
    return replace(found, size=(round(width, 1), round(top - gap + margin, 1)))


def _with_room(found: Layout) -> Layout:
    """Give a flat drawing paper above and below."""
    width, height = found.size
    more = max(width / FLATTEST - height, 0.0)
    return replace(found.moved(lambda x, y: (x, y + more / 2)), size=(width, round(height + more, 1)))
