"""Graphviz source for people who want to edit a graph: the same structure, with the labels in it."""

from typing import Any

from engine.draw.compose import glyph
from engine.draw.diagram import Diagram
from engine.draw.style import LIGHT
from engine.notation import show, tidy
from engine.trace import Trace


def dot(trace: Trace, diagram: Diagram) -> str:
    """Return the source; every label is escaped, whatever is in it.

    >>> from engine import Value
    >>> from engine.draw.diagram import diagram
    >>> from engine.trace import trace
    >>> seen = trace(Value(2.0, "a") + 1.0)
    >>> [line.strip() for line in dot(seen, diagram(seen)).splitlines() if "->" in line]
    ['value0 -> operation2 [label=1]', 'value1 -> operation2 [label=1]', 'operation2 -> value2']
    """
    import graphviz

    root = graphviz.Digraph(graph_attr={"rankdir": "LR"}, node_attr={"shape": "box", "style": "rounded"})
    inside: dict[int | None, Any] = {part.key: graphviz.Digraph(f"cluster_{part.key}") for part in diagram.frames}
    inside[None] = root
    for part in diagram.frames:
        inside[part.key].attr(label=graphviz.escape(part.name), labeljust="l", style="rounded", color=LIGHT.edge)
    for i in diagram.boxes:
        node = trace.nodes[i]
        name = [] if node.kind == "constant" else [graphviz.escape(tidy(node.label, 400) or node.name)]
        text = r"\n".join([*name, f"data {show(node.data)}", f"grad {show(node.gradient)}"])
        quiet = {"color": LIGHT.rule, "fontcolor": LIGHT.soft} if node.kind == "constant" else {}
        inside[diagram.frame_of[i]].node(f"value{i}", text, **quiet)
    for each in diagram.rounds:
        folded = trace.scopes[each.scope].name if each.scope is not None else ""
        text = graphviz.escape(folded or glyph(trace.nodes[each.members[0]].op))
        inside[diagram.frame_of[each.key]].node(f"operation{each.key}", text, shape="box3d" if folded else "ellipse")
    for part in reversed(diagram.frames):  # the innermost first
        inside[part.parent].subgraph(inside[part.key])
    partial = {(step.node, step.slot): show(step.partial) for step in trace.steps}
    for link in diagram.links:
        text = partial[link.slots[0]] if len(link.slots) == 1 else ""
        root.edge(f"value{link.value}", f"operation{link.round}", text)
    for key, i in diagram.results:
        root.edge(f"operation{key}", f"value{i}")
    source: str = root.source
    return source
