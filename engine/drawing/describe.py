"""The same frame in words: every value and every edge, for those who do not see the picture."""

from engine.drawing.diagram import Diagram
from engine.drawing.frames import Frame
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
    a*b: data -6, grad 1
    a enters a*b, local derivative -3
    b enters a*b
    """
    names = story.labels
    said = [story.told(i, name) for i, name in enumerate(names)]
    folded = {card.key: one_line(story.trace.scopes[card.scope].name) for card in diagram.cards}
    lines = [f"{said[i]}: data {shown.nodes[i].data}, grad {shown.nodes[i].grad}" for i in diagram.boxes]
    for link in diagram.links:
        edge, head = shown.edges[link.slots[0]], link.head
        into = f"{folded[head]}, folded, {len(link.slots)} times" if isinstance(head, str) else said[head]
        slope = "" if edge.contribution is None or link.folded else f", local derivative {edge.partial}"
        lines.append(f"{names[link.value]} enters {into}{slope}")
    lines += [f"{folded[key]} gives {names[i]}" for key, i in diagram.results]
    return "\n".join(lines)
