"""What Graphviz gets to see of one row: shapes of fixed sizes with generated names, and no text of a user's.

Every arrow passes a port of its own, a free place just before its head, where its number will stand; one that
comes into a scope past other shapes has a gate there, so that it passes between them and not around the scope.
A box whose arrows leave at lines of their own has a place at each of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from engine.drawing.columns import Row, Stand
from engine.drawing.diagram import Diagram
from engine.drawing.sizes import LINE, Size

NODE_GAP, SCOPE_MARGIN = 14.0, 10.0
GATE = 6.0  # the height of the gap for an arrow
STRAIGHT = 8  # how much harder than other arrows those that ought to be straight are pulled


@dataclass(frozen=True)
class Measures:
    """How large everything is, in pixels.

    Attributes:
        sizes: width and height of each shape and each copy.
        wide: the width of each column.
        rooms: of each link, the free place for its number.
        headings: room for the name of each scope.
        lines: of the values whose arrows leave at lines of their own, how far each line is from the top.
    """

    sizes: Mapping[Stand, Size]
    wide: Mapping[int, float]
    rooms: Mapping[int, Size]
    headings: Mapping[int, Size]
    lines: Mapping[int, Sequence[float]]


def graphviz_source(
    diagram: Diagram, row: Row, measures: Measures, exits: Mapping[int, int], gaps: Size, from_below: bool = False
) -> str:
    """Return the source to be laid out.

    Args:
        exits: at which of its value's lines a link leaves.
        gaps: between a column of shapes and the ports beside it, and between a shape and the one below it.
        from_below: whether to name what comes first first; Graphviz mostly stacks what stands in a scope from below.
    """
    way = 1 if from_below else -1
    inside: dict[int | None, list[str]] = {key: [] for key in (None, *(scope.key for scope in diagram.open_scopes))}
    nested: dict[int | None, list[str]] = {key: [] for key in inside}
    homes = homes_of(diagram, row)
    results = {link.head for link in diagram.links} | {i for _, i in diagram.results}
    of_results = Counter(diagram.links[number].head for number, tail in row.tails.items() if tail[0] in results)
    arrows: list[str] = []
    declared: set[Stand] = set()  # in reading order: the operands of an operation, then its result

    def declare(stand: Stand) -> None:
        if stand not in declared:
            declared.add(stand)
            lines = measures.lines.get(stand[0], ()) if isinstance(stand[0], int) and not stand[1] else ()
            inside[homes[stand]].append(_box(name_of(stand), measures.sizes[stand], lines))

    for number in sorted(row.tails, key=lambda number: row.reading.get(number, number)):
        tail = row.tails[number]
        head = diagram.links[number].head, 0
        declare(tail)
        inside[homes[head]].append(_node(f"port{number}", measures.rooms[number]))
        straight = of_results[head[0]] == 1 if tail[0] in results else len(row.tails) == 1
        weight = f"weight={STRAIGHT if straight else 1}"
        leave = f'"line{exits[number]}:e"' if number in exits and not tail[1] else "e"
        length = max(2 * (row.columns[head] - row.columns[tail]) - 1, 1)
        first = f"gate{number}" if (gated := _is_gated(diagram, row, number)) else f"port{number}"
        arrow = f"{name_of(tail)} -> {first} [id=into{number}, tailport={leave}, headport=w"
        arrows.append(f"{arrow}, minlen={length - gated}, {weight}]")
        if gated:
            inside[homes[head]].append(_node(f"gate{number}", (measures.wide[row.columns[head] - 1], GATE)))
            arrows.append(f"gate{number} -> port{number} [id=gate{number}, tailport=e, headport=w, {weight}]")
        arrows.append(f"port{number} -> {name_of(head)} [id=link{number}, tailport=e, headport=w, {weight}]")
    for stand in row.columns:
        declare(stand)
    for key, i in diagram.results:
        if (key, 0) in row.columns and (i, 0) in row.columns:
            arrow = f"{name_of((key, 0))} -> {name_of((i, 0))} [id=result{i}, tailport=e, headport=w"
            arrows.append(f"{arrow}, minlen=2, weight={STRAIGHT}]")
    for number, stand in enumerate(_anchored(diagram, row)):  # parts that nothing joins keep to the same columns
        length = 2 * (row.columns[stand] - min(row.columns.values())) + 1
        arrows.append(f"anchor -> {name_of(stand)} [id=anchor{number}, style=invis, minlen={length}]")
    for scope in reversed(diagram.open_scopes):  # the innermost first
        shapes, scopes = inside[scope.key], nested[scope.key]
        if shapes or scopes:
            name = _room(measures.headings[scope.key])
            heading = f"subgraph cluster{scope.key} {{ label={name}; labeljust=l; margin={SCOPE_MARGIN}"
            ordered = [*scopes[::way], *shapes[::way]]
            nested[scope.parent].insert(0, "\n".join([heading, *ordered, "}"]))

    order = "" if diagram.open_scopes else "ordering=in; "  # operands from top to bottom, as one reads them
    apart = f"{order}nodesep={gaps[1] / 72:.3f}; ranksep={gaps[0] / 72:.3f}"
    looks = 'node [label="", fixedsize=true, shape=box]; edge [dir=none]'
    opening = f"digraph {{ rankdir=LR; newrank=true; {apart}; {looks}"
    inside[None] += [_node("anchor", (1.0, 1.0))] if any("anchor" in arrow for arrow in arrows) else []
    return "\n".join([opening, *inside[None], *nested[None][::way], *arrows, "}"])


def homes_of(diagram: Diagram, row: Row) -> dict[Stand, int | None]:
    """Return the scope that each shape stands in; a copy, and a leaf that has copies, is in that of its users."""
    homes = {stand: diagram.scope_of[stand[0]] for stand in row.columns if not stand[1]}
    users: dict[Stand, set[int | None]] = {}
    for number, tail in row.tails.items():
        users.setdefault(tail, set()).add(diagram.scope_of[diagram.links[number].head])
    for stand, scopes in users.items():
        if stand[1] or stand[0] in row.copied:
            homes[stand] = next(iter(scopes)) if len(scopes) == 1 else None
    return homes


def _anchored(diagram: Diagram, row: Row) -> list[Stand]:
    """Return the leftmost shape of each part of a row, where there are several parts that no arrow joins."""
    part = {stand: {stand} for stand in row.columns}
    joins = [(tail, (diagram.links[number].head, 0)) for number, tail in row.tails.items()]
    joins += [((key, 0), (i, 0)) for key, i in diagram.results if (key, 0) in part and (i, 0) in part]
    for tail, head in joins:
        if part[tail] is not part[head]:
            small, large = sorted((part[tail], part[head]), key=len)
            large |= small
            part.update(dict.fromkeys(small, large))
    leftmost: dict[int, Stand] = {}
    for stand in sorted(row.columns, key=row.columns.__getitem__):
        leftmost.setdefault(id(part[stand]), stand)
    return list(leftmost.values()) if len(leftmost) > 1 else []


def _is_gated(diagram: Diagram, row: Row, number: int) -> bool:
    """Tell whether an arrow comes into a scope past the column of its leaves."""
    value, head = diagram.links[number].value, diagram.links[number].head
    home = diagram.scope_of[head]
    far = row.columns[head, 0] - row.columns[row.tails[number]] > 1
    return far and home is not None and diagram.scope_of[value] != home


def name_of(stand: Stand) -> str:
    key, copy = stand
    return f"{f'value{key}' if isinstance(key, int) else key}_{copy}"


def _node(name: str, size: Size) -> str:
    return f"{name} [width={size[0] / 72:.4f}, height={size[1] / 72:.4f}]"


def _box(name: str, size: Size, lines: Sequence[float]) -> str:
    """Return a box, or for one with lines a table of empty cells with a place in the middle of each line."""
    if not lines:
        return _node(name, size)
    above = round(lines[0] - LINE / 2)
    ports = [_cell(size[0], LINE, f' port="line{number}"') for number in range(len(lines))]
    below = size[1] - above - len(lines) * round(LINE)
    table = _table(size, [_cell(size[0], above), *ports, _cell(size[0], below)])
    return f"{name} [fixedsize=false, shape=plain, label={table}]"


def _cell(width: float, height: float, port: str = "") -> str:
    if round(height) <= 0:
        return ""
    return f'<tr><td fixedsize="true" width="{ceil(width)}" height="{round(height)}"{port}></td></tr>'


def _table(size: Size, rows: Sequence[str]) -> str:
    """Return a table of a fixed size, the only label whose size Graphviz does not measure with its own fonts."""
    border = 'border="0" cellborder="0" cellspacing="0" cellpadding="0"'
    width, height = (ceil(x) for x in size)
    return f'<<table {border} fixedsize="true" width="{width}" height="{height}">{"".join(rows)}</table>>'


def _room(size: Size) -> str:
    return _table(size, ["<tr><td></td></tr>"])
