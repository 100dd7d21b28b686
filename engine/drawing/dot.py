"""Graphviz source for people who want to edit a graph: the same structure, with the labels in it."""

from typing import Any

from engine.drawing.compose import glyph
from engine.drawing.diagram import Diagram
from engine.drawing.style import LIGHT
from engine.words.notation import one_line, show
from engine.words.story import Story


def dot(story: Story, diagram: Diagram) -> str:
    """Return the source; every label is escaped, whatever is in it.

    >>> from engine import Value
    >>> from engine.drawing.diagram import diagram
    >>> from engine.trace import trace
    >>> seen = trace(Value(2.0, "a") + 1.0)
    >>> [line.strip() for line in dot(Story(seen), diagram(seen)).splitlines() if "->" in line]
    ['value0 -> operation2 [label=1]', 'value1 -> operation2 [label=1]', 'operation2 -> value2']
    """
    import graphviz  # type: ignore[import-untyped]

    trace = story.trace
    root = graphviz.Digraph(graph_attr={"rankdir": "LR"}, node_attr={"shape": "box", "style": "rounded"})
    inside: dict[int | None, Any] = {None: root}
    for scope in diagram.open_scopes:
        inside[scope.key] = graphviz.Digraph(f"cluster_{scope.key}")
        name = graphviz.escape(one_line(scope.name))
        inside[scope.key].attr(label=name, labeljust="l", style="rounded", color=LIGHT["edge"])
    for i in diagram.boxes:
        node = trace.nodes[i]
        is_number = node.kind == "constant" and not node.is_data
        name = [] if is_number else [graphviz.escape(one_line(node.label, 400) or story.labels[i])]
        grad = [] if node.kind == "constant" else [f"grad {show(node.gradient)}"]
        text = r"\n".join([*name, f"data {show(node.data)}", *grad])
        quiet = {"color": LIGHT["rule"], "fontcolor": LIGHT["soft"]} if is_number else {}
        inside[diagram.scope_of[i]].node(f"value{i}", text, **quiet)
    for each in diagram.operations:
        folded = one_line(trace.scopes[each.scope].name) if each.scope is not None else ""
        text = graphviz.escape(folded or glyph(trace.nodes[each.members[0]].op))
        inside[diagram.scope_of[each.key]].node(f"operation{each.key}", text, shape="box3d" if folded else "ellipse")
    for scope in reversed(diagram.open_scopes):  # the innermost first
        inside[scope.parent].subgraph(inside[scope.key])
    for link in diagram.links:
        operation, slot = link.slots[0]
        text = show(trace.nodes[operation].partials[slot]) if len(link.slots) == 1 else ""
        root.edge(f"value{link.value}", f"operation{link.operation}", text)
    for key, i in diagram.results:
        root.edge(f"operation{key}", f"value{i}")
    return str(root.source)
