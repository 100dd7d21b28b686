"""From a trace to a picture: measure every text, have the shapes placed, and put the words in."""

from engine.drawing.diagram import Diagram, Operation, scope_paths
from engine.drawing.graphviz_source import Key, Size
from engine.drawing.layout import layout
from engine.drawing.picture import Arrow, Box, OperationShape, Picture, ScopeBox
from engine.drawing.sizes import (
    BOX_HEIGHT,
    DISC,
    GAP,
    KEY,
    LABEL,
    LABEL_COLUMNS,
    NUMBER,
    NUMBER_COLUMNS,
    PAD,
    PARTIAL,
    QUIET_HEIGHT,
    SCOPE,
    WORD,
)  # fmt: skip
from engine.drawing.text import columns, shorten, width
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
    labels = {i: shorten(story.labels[i], LABEL_COLUMNS) for i in diagram.boxes}
    lines = {each.key: _lines(trace, each) for each in diagram.operations}
    headings = {scope.key: shorten(one_line(scope.name), 2 * LABEL_COLUMNS) for scope in diagram.open_scopes}
    sizes: dict[Key, Size] = _box_sizes(trace, labels)
    sizes |= {each.key: _disc_size(lines[each.key], each.scope is not None) for each in diagram.operations}
    partial = {(step.node, step.slot): show(step.partial) for step in trace.steps if step.kind == "backward"}
    widths = [
        0.0 if link.operation.startswith("scope") else width(partial[link.slots[0]], PARTIAL) + PAD
        for link in diagram.links
    ]
    rooms = [(max(each, PAD), PARTIAL + PAD) for each in widths]
    places = layout(diagram, sizes, rooms, {key: (width(name, SCOPE), SCOPE + 5) for key, name in headings.items()})

    boxes, operations, scopes = [], [], []
    for i, label in labels.items():
        node = trace.nodes[i]
        kind = node.kind == "constant", not one_line(node.label)
        boxes.append(Box(i, *places.centres[i], *sizes[i], *kind, label, _title(story, node)))
    for each in diagram.operations:
        title = _summary(trace, each) if each.scope is not None else _name(trace, each)
        place = (*places.centres[each.key], *sizes[each.key])
        members = tuple(node.index for node in trace.nodes if each.scope in node.scope)
        operations.append(OperationShape(each.key, *place, lines[each.key], title, each.scope, members))
    paths = scope_paths(trace)
    for scope in diagram.open_scopes:
        path = "/".join(paths[scope.key])
        scopes.append(ScopeBox(scope.key, *places.scopes[scope.key], headings[scope.key], path))
    arrows = zip(places.links, diagram.links, places.labels, widths, strict=True)
    return Picture(
        *places.size,
        boxes=tuple(boxes),
        operations=tuple(operations),
        arrows=tuple(Arrow(curve, link.value, link.slots, at, wide) for curve, link, at, wide in arrows),
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


def _box_sizes(trace: Trace, labels: dict[int, str]) -> dict[Key, Size]:
    """All variables have one size, wide enough for every number that a frame shows; constants are smaller."""
    digits = dict.fromkeys(range(len(trace.nodes)), 0)
    for node in trace.nodes:
        digits[node.index] = max(columns(show(node.data)), columns(show(node.gradient)))
    for step in trace.steps:
        if step.input is not None:
            digits[step.input] = max(digits[step.input], columns(show(step.total)))
    loud = [digits[i] for i in labels if trace.nodes[i].kind != "constant"]
    row = width("data", KEY) + GAP + max([NUMBER_COLUMNS, *loud]) * width("0", NUMBER)
    wide = 2 * PAD + max([row, *(width(label, LABEL) for label in labels.values())])
    return {
        i: (2 * PAD + width("grad", KEY) + GAP + max(4, digits[i]) * width("0", KEY), QUIET_HEIGHT)
        if trace.nodes[i].kind == "constant"
        else (wide, BOX_HEIGHT)
        for i in labels
    }


def _disc_size(lines: tuple[str, ...], folded: bool) -> Size:
    if folded:
        return (2 * PAD + max(width(lines[0], LABEL), *(width(line, KEY) for line in lines[1:])), BOX_HEIGHT)
    return (DISC, DISC) if columns(lines[0]) <= 3 else (width(lines[0], WORD) + 2 * PAD, DISC)


def _lines(trace: Trace, each: Operation) -> tuple[str, ...]:
    if each.scope is None:
        return (glyph(trace.nodes[each.members[0]].op),)
    name = shorten(one_line(trace.scopes[each.scope].name), LABEL_COLUMNS)
    inside = [_count(len(each.members), "operation")]
    return (name, *inside, _count(each.parameters, "parameter")) if each.parameters else (name, *inside)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _summary(trace: Trace, each: Operation) -> str:
    path = "/".join(scope_paths(trace)[each.scope]) if each.scope is not None else ""
    return f"{path}, folded: {_count(len(each.members), 'operation')}, {_count(each.parameters, 'parameter')}"


def _title(story: Story, node: TracedNode) -> str:
    """Return what a pointer resting on a box is told: the whole label and the formula."""
    name, formula = story.labels[node.index], story.formula(node.index)
    what = f"constant {name}" if node.kind == "constant" else one_line(node.label, 400) or name
    return f"{what} = {formula}" if formula else what


def _name(trace: Trace, operation: Operation) -> str:
    row = trace.values[operation.members[0]].primitive
    return row.name if row else ""
