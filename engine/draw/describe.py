"""The same frame in words: every value and every edge, for those who do not see the picture."""

from engine.draw.diagram import Diagram
from engine.draw.states import FrameState
from engine.trace import Trace


def describe(trace: Trace, diagram: Diagram, shown: FrameState) -> str:
    """Return one line for every value drawn and one for every edge.

    >>> from engine import Value
    >>> from engine.draw.diagram import diagram
    >>> from engine.draw.states import state
    >>> from engine.trace import trace
    >>> seen = trace(Value(2.0, "a") * Value(-3.0, "b"))
    >>> print(describe(seen, diagram(seen), state(seen, 3)))
    a: data 2, grad -3
    b: data -3, grad —
    v1 = a*b: data -6, grad 1
    a enters v1 = a*b, local derivative -3
    b enters v1 = a*b
    """
    said = [f"{node.name} = {node.formula}" if node.formula else node.name for node in trace.nodes]
    lines = [f"{said[i]}: data {shown.nodes[i].data}, grad {shown.nodes[i].grad}" for i in diagram.boxes]
    for link in diagram.links:
        start = f"{trace.nodes[link.value].name} enters"
        if len(link.slots) > 1 or link.round.startswith("scope"):
            lines.append(f"{start} {_scope_name(trace, link.round)}, folded, {len(link.slots)} times")
        else:
            partial = shown.edges[link.slots[0]].partial
            lines.append(f"{start} {said[link.slots[0][0]]}" + (f", local derivative {partial}" if partial else ""))
    lines += [f"{_scope_name(trace, key)} gives {trace.nodes[i].name}" for key, i in diagram.results if "scope" in key]
    return "\n".join(lines)


def _scope_name(trace: Trace, key: str) -> str:
    return trace.scopes[int(key.removeprefix("scope"))].name
