"""The same frame in words: every value and every edge, for those who do not see the picture."""

from engine.drawing.diagram import Diagram
from engine.drawing.frames import Frame
from engine.trace import Trace
from engine.words.notation import one_line
from engine.words.story import Story


def describe(story: Story, diagram: Diagram, shown: Frame) -> str:
    """Return one line for every value drawn and one for every edge.

    >>> from engine import Value
    >>> from engine.drawing.diagram import diagram
    >>> from engine.drawing.frames import frame
    >>> from engine.trace import trace
    >>> seen = trace(Value(2.0, "a") * Value(-3.0, "b"))
    >>> print(describe(Story(seen), diagram(seen), frame(seen, 3)))
    a: data 2, grad -3
    b: data -3, grad —
    v1 = a*b: data -6, grad 1
    a enters v1 = a*b, local derivative -3
    b enters v1 = a*b
    """
    trace, names = story.trace, story.labels
    formulas = map(story.formula, range(len(names)))
    said = [f"{name} = {formula}" if formula else name for name, formula in zip(names, formulas, strict=True)]
    lines = [f"{said[i]}: data {shown.nodes[i].data}, grad {shown.nodes[i].grad}" for i in diagram.boxes]
    for link in diagram.links:
        start = f"{names[link.value]} enters"
        if len(link.slots) > 1 or link.operation.startswith("scope"):
            lines.append(f"{start} {_scope_name(trace, link.operation)}, folded, {len(link.slots)} times")
        else:
            partial = shown.edges[link.slots[0]].partial
            lines.append(f"{start} {said[link.slots[0][0]]}" + (f", local derivative {partial}" if partial else ""))
    lines += [f"{_scope_name(trace, key)} gives {names[i]}" for key, i in diagram.results if "scope" in key]
    return "\n".join(lines)


def _scope_name(trace: Trace, key: str) -> str:
    return one_line(trace.scopes[int(key.removeprefix("scope"))].name)
