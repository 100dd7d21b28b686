"""A drawing as lines of text: what is drawn, and where, so that a whole picture can be read and compared."""

from engine.drawing.diagram import Diagram
from engine.drawing.frames import Frame
from engine.drawing.marks import Group, Head, Rectangle, Stroke, Text
from engine.drawing.picture import Picture
from engine.drawing.typeset import Runs


def runs(some: Runs) -> str:
    return "".join(f"_{text}_" if low else text for text, low in some)


def points(some: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in some)


def slots(some: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{i}.{slot}" for i, slot in some)


def diagram_lines(found: Diagram) -> list[str]:
    return [
        f"boxes {' '.join(map(str, found.boxes))}",
        *(f"card {c.key} of scope {c.scope}: {' '.join(map(str, c.members))}; {c.parameters}" for c in found.cards),
        *(f"{link.value} -> {link.head} for {slots(link.slots)}" for link in found.links),
        *(f"{key} -> {i}" for key, i in found.results),
        *(f"scope {scope.key} {scope.name}" for scope in found.open_scopes),
        "homes " + ", ".join(f"{key}: {home}" for key, home in found.scope_of.items()),
    ]


def picture_lines(found: Picture) -> list[str]:
    lines = [f"{found.width:g} x {found.height:g}"]
    for box in found.boxes:
        name = f"box {box.index}{'*' * box.copy} {box.kind} {runs(box.label)}{' (nameless)' if box.nameless else ''}"
        lines.append(f"{name} [{box.badge}] {box.width:g} x {box.height:g} at {box.x:g},{box.y:g}; {box.title}")
        lines += [f"  {runs(share.label)}: {slots(share.slots)}" for share in box.shares]
        lines += [f"  {box.edges} edges, {box.places} places"] if box.edges else []
    for card in found.cards:
        lines.append(
            f"card {card.key} {' / '.join(card.lines)} {card.width:g} x {card.height:g} at {card.x:g},{card.y:g}"
        )
        lines.append(f"  {card.title}: {' '.join(map(str, card.members))}")
    for arrow in found.arrows:
        number = f"{arrow.label_width:g} at {points((arrow.label,))}, {arrow.places} places"
        lines += [f"arrow {slots(arrow.slots)}{' folded' * arrow.folded}: {number}", f"  {points(arrow.curve)}"]
    lines += [f"result {i}: {points(curve)}" for i, curve in found.results.items()]
    for scope in found.scopes:
        size = f"{scope.width:g} x {scope.height:g} at {scope.x:g},{scope.y:g}"
        lines.append(f"scope {scope.key} {scope.name} ({scope.title}) {size}")
    return lines


def frame_lines(found: Frame) -> list[str]:
    lines = [f"{found.phase}"]
    for i, node in enumerate(found.nodes):
        lines.append(f"{i}: {node.data} {node.grad} {node.css_class} {node.total} {node.landed}")
    for edge, each in found.edges.items():
        lines.append(f"{slots((edge,))}: {each.partial!r} {each.css_class} {each.contribution}")
    return lines


def group_lines(group: Group) -> list[str]:
    lines = [f"{' '.join(group.classes)} [{' '.join(group.hook)}] {group.title}".rstrip()]
    for mark in group.marks:
        match mark:
            case Rectangle(name, x, y, width, height, corner):
                lines.append(f"  {name}: {width:g} x {height:g} at {x:g},{y:g}, corner {corner:g}")
            case Stroke(name, curve):
                lines.append(f"  {name}: {points(curve)}")
            case Head(name, corners):
                lines.append(f"  {name}: {points(tuple((round(x, 1), round(y, 1)) for x, y in corners))}")
            case Text(name, x, y, text, edges):
                lines.append(f"  {name}: {runs(text)!r} at {x:g},{y:g}{f' for {slots(edges)}' if edges else ''}")
    return lines
