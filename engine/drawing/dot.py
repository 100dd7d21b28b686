"""Graphviz source for people who want to edit a graph: the same structure, with the labels in it."""

from typing import Any

from engine.drawing.badges import badge
from engine.drawing.diagram import Diagram
from engine.drawing.style import LIGHT
from engine.missing.packages import needed_for
from engine.words.digits import show
from engine.words.notation import one_line
from engine.words.story import Story


def dot(story: Story, diagram: Diagram) -> str:
    """Return the source; every label is escaped, whatever is in it.

    >>> from engine import Value
    >>> from engine.drawing.diagram import diagram
    >>> from engine.trace import trace
    >>> seen = trace(Value(2.0, "a") + 1.0)
    >>> [line.strip() for line in dot(Story(seen), diagram(seen)).splitlines() if "->" in line]
    ['value0 -> value2 [label=1]']
    """
    with needed_for("a drawing as source of Graphviz"):
        import graphviz  # type: ignore[import-untyped]

    trace = story.trace
    root = graphviz.Digraph(graph_attr={"rankdir": "LR"}, node_attr={"shape": "box", "style": "rounded"})
    inside: dict[int | None, Any] = {None: root}
    for scope in diagram.open_scopes:
        inside[scope.key] = graphviz.Digraph(f"cluster_{scope.key}")
        name = graphviz.escape(one_line(scope.name))
        inside[scope.key].attr(label=name, labeljust="l", style="rounded", color=LIGHT["edge"])
    made = {i for _, i in diagram.results}
    for i in diagram.boxes:
        node = trace.nodes[i]
        name = graphviz.escape(one_line(node.label, 400) or story.labels[i])
        how = [graphviz.escape(badge(trace, i))] if node.inputs and i not in made else []
        numbers = [f"data {show(node.data)}", *([f"grad {show(node.gradient)}"] if node.kind != "constant" else [])]
        quiet = {"color": LIGHT["rule"], "fontcolor": LIGHT["soft"]} if node.kind == "constant" else {}
        inside[diagram.scope_of[i]].node(f"value{i}", r"\n".join([*how, name, *numbers]), **quiet)
    for card in diagram.cards:
        name = graphviz.escape(one_line(trace.scopes[card.scope].name))
        inside[diagram.scope_of[card.key]].node(card.key, name, shape="box3d")
    for scope in reversed(diagram.open_scopes):  # the innermost first
        inside[scope.parent].subgraph(inside[scope.key])
    for link in diagram.links:
        operation, slot = link.slots[0]
        text = show(trace.nodes[operation].partials[slot]) if len(link.slots) == 1 else ""
        root.edge(f"value{link.value}", link.head if isinstance(link.head, str) else f"value{link.head}", text)
    for key, i in diagram.results:
        root.edge(key, f"value{i}")
    return str(root.source)
