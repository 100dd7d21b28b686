"""From a trace to a picture: measure every text, have the shapes placed, and put the words in."""

from engine.drawing.diagram import Diagram, Link, Operation, scope_paths
from engine.drawing.layout import layout
from engine.drawing.picture import Arrow, Box, OperationShape, Picture, ScopeBox
from engine.drawing.sizes import (
    LABEL_COLUMNS,
    PAD,
    PARTIAL,
    SCOPE,
    SCOPE_COLUMNS,
    box_sizes,
    operation_size,
    shorten,
    width,
)
from engine.trace import Trace, TracedNode
from engine.words.notation import one_line, show
from engine.words.story import Story

SUPERSCRIPTS = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
GLYPHS = {"*": "×", "/": "÷", "-": "−", "neg": "−", "**": "xʸ"}


def compose(story: Story, diagram: Diagram) -> Picture:
    """Return the picture of a diagram.

    Raises:
        LayoutError: where Graphviz is missing or fails.
    """
    trace = story.trace
    paths = {key: "/".join(path) for key, path in scope_paths(trace).items()}
    labels = {i: shorten(story.labels[i], LABEL_COLUMNS) for i in diagram.boxes}
    lines = {each.key: _lines(trace, each) for each in diagram.operations}
    headings = {scope.key: shorten(one_line(scope.name), 2 * SCOPE_COLUMNS) for scope in diagram.open_scopes}
    sizes = box_sizes(trace, labels)
    sizes |= {each.key: operation_size(lines[each.key], each.scope is not None) for each in diagram.operations}
    widths = [_label_width(trace, link) for link in diagram.links]
    rooms = [(max(each, PAD), PARTIAL + PAD) for each in widths]
    places = layout(diagram, sizes, rooms, {key: (width(name, SCOPE), SCOPE + 5) for key, name in headings.items()})

    inside: dict[int | None, list[int]] = {each.scope: [] for each in diagram.operations}
    for node in trace.nodes:
        for key in inside.keys() & node.scope:
            inside[key].append(node.index)
    boxes, operations, scopes = [], [], []
    for i, label in labels.items():
        node = story.nodes[i]
        nameless = not one_line(node.label)
        kind = "data" if node.is_data else node.kind
        boxes.append(Box(i, *places.centres[i], *sizes[i], kind, nameless, label, _title(story, node)))
    for each in diagram.operations:
        title = _summary(paths[each.scope], each) if each.scope is not None else ""
        place = (*places.centres[each.key], *sizes[each.key])
        operations.append(
            OperationShape(each.key, *place, lines[each.key], title, each.scope, tuple(inside[each.scope]))
        )
    for scope in diagram.open_scopes:
        scopes.append(ScopeBox(scope.key, *places.scopes[scope.key], headings[scope.key], paths[scope.key]))
    arrows = zip(places.links, diagram.links, places.labels, widths, strict=True)
    return Picture(
        *places.size,
        boxes=tuple(boxes),
        operations=tuple(operations),
        arrows=tuple(Arrow(curve, link.slots, at, wide) for curve, link, at, wide in arrows),
        results={i: curve for curve, (_, i) in zip(places.results, diagram.results, strict=True)},
        scopes=tuple(scopes),
    )


def glyph(op: str) -> str:
    """Return how an operation is written on its disc.

    >>> [glyph(op) for op in ("*", "**2", "**-0.5", "2**", "tanh")]
    ['×', 'x²', 'x⁻⁰·⁵', '2ˣ', 'tanh']
    """
    if op in GLYPHS:
        return GLYPHS[op]
    if op.startswith("**"):
        return "x" + op[2:].translate(SUPERSCRIPTS)
    return op[:-2] + "ˣ" if op.endswith("**") else op


def _lines(trace: Trace, each: Operation) -> tuple[str, ...]:
    if each.scope is None:
        return (glyph(trace.nodes[each.members[0]].op),)
    name = shorten(one_line(trace.scopes[each.scope].name), SCOPE_COLUMNS)
    inside = [_count(len(each.members), "operation")]
    return (name, *inside, _count(each.parameters, "parameter")) if each.parameters else (name, *inside)


def _summary(path: str, each: Operation) -> str:
    return f"{path}, folded: {_count(len(each.members), 'operation')}, {_count(each.parameters, 'parameter')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _label_width(trace: Trace, link: Link) -> float:
    """Return how wide the number on an arrow is; 0 where it enters a folded scope and has none."""
    if link.folded:
        return 0.0
    node, slot = link.slots[0]
    return width(show(trace.nodes[node].partials[slot]), PARTIAL) + PAD


def _title(story: Story, node: TracedNode) -> str:
    """Return what a pointer resting on a box is told: the whole label and the formula."""
    what = one_line(node.label, 400) or story.labels[node.index]
    if node.kind == "constant":
        return f"{what}, given" if node.is_data else f"constant {what}"
    return story.told(node.index, what)
